"""What a sweep varies: reading it, checking it at the door, and mapping the unit interval onto it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.sweep.levers import Lever, apart, assumed, check, checked, left_out, parse_vary
from model import door, networks
from model.scenario import Scenario

AUDIT = "field.verification.audit_probability"
SLASH = "field.settlement.slash"


@pytest.fixture(scope="module")
def base():
    return networks.load("posp")


def refused(text, base):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_vary(text, base)
    message = str(caught.value)
    assert "\n" not in message
    return message


# Reading


def test_a_range_with_points_becomes_levels_at_equal_steps(base):
    assert parse_vary("audit_probability=.1:.5:5", base) == Lever(AUDIT, (0.1, 0.2, 0.3, 0.4, 0.5))


def test_levels_of_a_log_range_stand_at_equal_factors(base):
    lever = parse_vary("audit_probability=.001:.1:3:log", base)
    assert lever == Lever(AUDIT, (0.001, 0.01, 0.1), scale="log")


def test_a_range_without_points_stays_a_range(base):
    assert parse_vary("audit_probability=.001:.2", base) == Lever(AUDIT, low=0.001, high=0.2)
    assert parse_vary(f"{AUDIT} = .001 : .2 : log", base) == Lever(AUDIT, low=0.001, high=0.2, scale="log")


def test_a_list_is_read_as_toml_and_numbers_take_the_type_of_their_path(base):
    assert parse_vary("slash=.05,.2,1", base) == Lever(SLASH, (0.05, 0.2, 1.0))
    assert [type(value) for value in parse_vary("slash=.05,.2,1", base).values] == [float] * 3
    assert [type(value) for value in parse_vary("nodes.count=10,20.0", base).values] == [int] * 2


def test_words_and_booleans_are_levels_without_an_order(base):
    assert parse_vary("shared=true,false", base) == Lever("field.noise.shared", (True, False), scale="categorical")
    assert parse_vary("graph.kind=ring, complete", base) == Lever("graph.kind", ("ring", "complete"), scale="categorical")
    assert parse_vary("shared=true,false", base).kind == "text"


def test_a_whole_part_by_kind_is_split_at_outer_commas_only(base):
    lever = parse_vary('field.verification={kind="panel",audit_probability=0.1},{kind="absent"}', base)
    assert lever.values == ({"kind": "panel", "audit_probability": 0.1}, {"kind": "absent"})
    assert lever.kind == "text"
    kinds = [door.change(base, {lever.path: level}).field.verification.kind for level in lever.levels]
    assert kinds == ["panel", "absent"]


def test_a_comma_within_quotes_parts_nothing(base):
    assert parse_vary('name="a,b",c', base).values == ("a,b", "c")


def test_levels_of_whole_numbers_are_rounded_and_as_many_as_were_asked_for(base):
    assert parse_vary("nodes.count=10:20:4", base).values == (10, 13, 17, 20)
    assert parse_vary("nodes.count=1:4:4", base).values == (1, 2, 3, 4)
    assert parse_vary("nodes.count=1:8:4:log", base).values == (1, 2, 4, 8)


def test_levels_that_rounding_makes_one_are_refused_with_a_number_that_works(base):
    """Six equal factors from 1 to 8 are 1, 1.52, 2.30, 3.48, 5.28, 8; seven are 1, 1.41, 2, 2.83, 4, 5.66, 8, of which two are 1."""
    assert "7 points, rounded to whole numbers in [1, 8], are only 6; give 5 points" in refused("nodes.count=1:8:7:log", base)
    assert parse_vary("nodes.count=1:8:5:log", base).values == (1, 2, 3, 5, 8)


@pytest.mark.parametrize("text", ["population.cheat.share=.1:.4:4", "nodes.count=100,1000", "epochs=500,800"])
def test_shares_counts_and_epochs_may_be_varied(base, text):
    assert parse_vary(text, base).kind == "number"


# Refusals


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("audit_probabilty=.1,.2", ["'audit_probabilty'", "did you mean audit_probability?"]),
        ("audit_probability=.1,2", [f"lever {AUDIT} = 2.0", "[0, 1]", "give a number"]),
        ("audit_probability=.1:2", [f"lever {AUDIT} = 2.0", "[0, 1]", "give a number"]),
        ("audit_probability=0:.2:log", [f"lever {AUDIT}", "low = 0", "(0, inf)", "leave out log"]),
        ("audit_probability=.2:.1", [f"lever {AUDIT}", "0.2 to 0.1", "low < high"]),
        ("audit_probability=0:nan", [f"lever {AUDIT}", "nan", "finite"]),
        ("audit_probability=0:1:ten", ["'ten'", "give low:high:points"]),
        ("nodes.count=10:11:5", ["lever nodes.count = 10:11:5", "5 points", "[10, 11]", "are only 2", "give 2 points, or a list"]),
        ("nodes.count=1:4:10", ["are only 4", "give 4 points"]),
        ("audit_probability=0:1:1", ["1 points", "[2, 100,000]", "a list of levels"]),
        ("audit_probability=0:a", ["'a' is not a number", "give low:high:points"]),
        ("audit_probability=0:1:2:3", ["0:1:2:3 is no range", "give low:high"]),
        ("slash", ["'slash'", "give audit_probability=.001:.2:30:log"]),
        ("slash=", ["'slash='", "give"]),
        ("slash=.1,,.2", [f"lever {SLASH} = ''", "give a number"]),
        ("slash=.1,.1", [f"lever {SLASH} lists 0.1 2 times", "once"]),
        ("nodes.count=1.5:3", ["lever nodes.count", "whole ends"]),
        ("nodes.count=1.5,3", ["lever nodes.count = 1.5", "give a whole number in [1, 1e+07]"]),
        ('field.verification={kind="prof"}', ["lever field.verification at", "give one of absent, panel"]),
        ("jobs.rate=1:4", ["lever jobs.rate at", "a whole rate", "assignment = uniform"]),
        ("kind=ring", ["'kind' could mean", "give the full path"]),
    ],
)
def test_a_refusal_names_the_lever_the_value_the_range_and_the_remedy(base, text, parts):
    message = refused(text, base)
    assert [part for part in parts if part not in message] == []


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ({}, "give values, or low and high"),
        ({"values": (1,), "low": 0, "high": 1}, "give values, or low and high"),
        ({"low": 0}, "finite low and high"),
        ({"low": 0, "high": 1, "scale": "categorical"}, "scale linear or log"),
        ({"low": "a", "high": 1}, "low = 'a' is not a number; give low and high"),
        ({"low": 0, "high": True}, "high = True is not a number"),
        ({"values": "abc"}, "values = 'abc' is not a list; give one"),
        ({"values": 3}, "values = 3 is not a list; give one"),
        ({"values": (1,), "scale": "cubic"}, "give one of linear, log, categorical"),
    ],
)
def test_a_lever_holds_levels_or_a_range(arguments, remedy):
    with pytest.raises(ValueError, match=remedy):
        Lever("hours_per_epoch", **arguments)


def test_a_lever_made_by_hand_gets_its_full_path_and_types(base):
    assert checked(Lever("audit_probability", low=0, high=np.float32(0.5)), base) == Lever(AUDIT, low=0.0, high=0.5)
    assert checked(Lever("nodes.count", (np.int64(10), 20.0)), base) == Lever("nodes.count", (10, 20))


def test_two_levers_never_set_the_same_number(base):
    with pytest.raises(ValueError, match=f"{SLASH} is given twice; give one lever"):
        check([Lever("slash", (0.1,)), Lever(SLASH, (0.2,))], base)
    whole = Lever("field.verification", ({"kind": "absent"},))
    with pytest.raises(ValueError, match=f"{AUDIT} lies inside lever field.verification; write its values into"):
        apart([Lever(AUDIT, (0.1,)), whole])
    apart([Lever("field.verification", ({"kind": "absent"},)), Lever("field.verification_like", (1,))])


def test_a_kind_and_a_number_that_it_drops_do_not_go_together(base):
    kinds = Lever("field.verification.kind", ("panel", "proof"))
    with pytest.raises(ValueError, match=r"do not go together at .*'proof'.*vary field.verification as whole tables"):
        check([kinds, Lever(AUDIT, (0.1, 0.2))], base)
    assert check([kinds, Lever(SLASH, (0.1,))], base)[1].path == SLASH


# The unit interval


def test_the_unit_interval_is_mapped_by_hand():
    u = np.array([0.0, 0.25, 0.5, 0.999, 1.0])
    assert Lever(SLASH, low=1.0, high=3.0).at(u) == pytest.approx([1.0, 1.5, 2.0, 2.998, 3.0])
    assert Lever(SLASH, low=0.01, high=1.0, scale="log").at(u)[:3] == pytest.approx([0.01, 0.01 * 10**0.5, 0.1])
    assert Lever("nodes.count", low=1, high=4).at(u) == [1, 2, 3, 4, 4]
    # Whole numbers from 1 to 3 on a log scale: 1 below log 2 / log 4 = 1/2, then 2 below log 3 / log 4 = .79, then 3.
    assert Lever("nodes.count", low=1, high=3, scale="log").at(np.array([0.0, 0.49, 0.51, 0.78, 0.8, 1.0])) == [1, 1, 2, 2, 3, 3]
    assert Lever(SLASH, (0.1, 0.2, 0.9)).at(u) == [0.1, 0.1, 0.2, 0.9, 0.9]
    assert Lever("graph.kind", ("ring", "complete"), scale="categorical").at(u) == ["ring", "ring", "complete", "complete", "complete"]


@given(
    low=st.floats(1e-9, 1e3),
    factor=st.floats(1.001, 1e6),
    scale=st.sampled_from(["linear", "log"]),
    u=st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_every_value_lies_in_its_range_and_rises_with_its_place(low, factor, scale, u):
    values = Lever(SLASH, low=low, high=low * factor, scale=scale).at(np.sort(u))
    assert all(low <= value <= low * factor for value in values)
    assert (np.diff(values) >= -1e-9 * low * factor).all()


@given(
    low=st.integers(1, 1000), width=st.integers(1, 1000), scale=st.sampled_from(["linear", "log"]), u=st.lists(st.floats(0, 1), min_size=1)
)
def test_whole_numbers_stay_whole_and_in_range(low, width, scale, u):
    values = Lever("nodes.count", low=low, high=low + width, scale=scale).at(np.array(u))
    assert {type(value) for value in values} == {int}
    assert all(low <= value <= low + width for value in values)


@settings(max_examples=20, deadline=None)
@given(low=st.floats(1e-6, 0.4), factor=st.floats(1.1, 2.4), points=st.integers(3, 8))
def test_levels_of_a_log_range_are_geometric(low, factor, points):
    levels = parse_vary(f"audit_probability={low}:{low * factor}:{points}:log", networks.load("posp")).levels
    assert len(levels) == points
    assert (levels[0], levels[-1]) == (low, low * factor)
    assert np.diff(np.log(levels)) == pytest.approx(np.full(points - 1, math.log(factor) / (points - 1)), rel=1e-6)


def test_order_is_that_of_numbers_which_rise_or_fall():
    assert Lever(SLASH, low=0.0, high=1.0).ordered
    assert Lever(SLASH, (0.1, 0.2)).ordered
    assert Lever(SLASH, (0.2, 0.1)).ordered
    assert not Lever(SLASH, (0.1, 0.3, 0.2)).ordered
    assert not Lever(SLASH, (0.1,)).ordered
    assert not Lever(SLASH, (0.1, 0.2), scale="categorical").ordered
    assert not Lever("graph.kind", ("ring", "complete")).ordered


def test_levels_of_a_range_are_its_ends():
    assert Lever(SLASH, low=0.0, high=1.0).levels == (0.0, 1.0)
    assert Lever(SLASH, low=0.0, high=1.0).kind == "number"


def test_a_path_takes_whole_numbers_exactly_where_the_schema_says_integer():
    """The default tells, so every integer of the schema must have a whole default, and no other number may."""
    schema = Scenario.model_json_schema()
    for part in [schema, *schema["$defs"].values()]:
        for name, entry in part.get("properties", {}).items():
            default, numeric = entry.get("default"), entry.get("type") in ("integer", "number")
            if numeric and default is not None:
                assert (entry["type"] == "integer") == isinstance(default, int), name
            assert entry.get("type") != "integer" or default is not None, name


# What is assumed


def marked(**values):
    data = Scenario().to_dict()
    sources = {path.replace("__", "."): {"mark": "assumed", "source": "for a test"} for path in values}
    changed = door.change(Scenario(), {path.replace("__", "."): value for path, value in values.items()})
    return door.scenario_from({**data, **changed.to_dict(sources=False), "sources": sources})


def test_assumed_numbers_become_ranges_by_a_factor_cut_to_what_is_allowed():
    base = marked(
        market__price=2.0, field__verification__audit_probability=0.8, nodes__outside_option=-3.0, nodes__count=9,
        field__verification__kind="panel",
    )  # fmt: skip
    assert {lever.path: lever for lever in assumed(base)} == {
        "market.price": Lever("market.price", low=1.0, high=4.0, scale="log"),
        AUDIT: Lever(AUDIT, low=0.4, high=1.0, scale="log"),
        "nodes.outside_option": Lever("nodes.outside_option", low=-6.0, high=-1.5),
        "nodes.count": Lever("nodes.count", low=5, high=18, scale="log"),
    }
    assert left_out(base) == {"field.verification.kind": "not a single number"}
    assert assumed(base, span=4.0)[0].levels == (0.5, 8.0)


def test_what_cannot_be_varied_is_left_out_with_its_reason():
    base = marked(epochs=300, market__price=0.0, jobs__assignment="uniform", field__noise__shared=False)
    assert assumed(base) == ()
    assert left_out(base) == {
        "epochs": "the length of a run, no number of the network",
        "market.price": "0 has no range by a factor; give one by hand",
        "jobs.assignment": "not a single number",
        "field.noise.shared": "not a single number",
    }


@pytest.mark.parametrize("name", networks.names())
def test_assumptions_of_a_shipped_network_fit_alone_and_together_and_none_is_lost(name):
    base = networks.load(name)
    levers = assumed(base)
    assert check(levers, base) == levers
    for u in (0.0, 0.37, 1.0):
        door.change(base, {lever.path: lever.at(np.array([u]))[0] for lever in levers})
    assert len(levers) >= 10
    marked_so = {path for path, source in base.sources.items() if source.mark == "assumed"}
    assert {lever.path for lever in levers} | set(left_out(base)) == marked_so


def test_of_shares_that_add_up_to_one_the_first_is_varied():
    base = networks.load("none")
    assert [lever.path for lever in assumed(base) if lever.path.startswith("population.")] == ["population.honest.share"]
    assert "shares add up to" in left_out(base)["population.corruptor.share"]


def test_a_span_of_one_or_less_is_refused():
    with pytest.raises(ValueError, match=r"span = 1 is outside \(1, inf\); give a factor above 1"):
        assumed(Scenario(), span=1)

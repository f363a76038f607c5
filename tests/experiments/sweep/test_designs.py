"""Points of designs, each against what is written out by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.sweep.designs import KINDS, count, levers_of, points, problem, unit
from experiments.sweep.levers import Lever
from model import networks

AUDIT = "field.verification.audit_probability"
SLASH = "field.settlement.slash"
SHARE = "population.cheat.share"
RANGES = (
    Lever(AUDIT, low=0.001, high=0.1, scale="log"),
    Lever("nodes.count", low=10, high=20),
    Lever(SLASH, (0.1, 0.2, 0.5)),
)
SAMPLES = ("latin_hypercube", "sobol", "saltelli", "morris")


@pytest.fixture(scope="module")
def base():
    return networks.load("posp")


def columns(found):
    return {path: [point[path] for point in found] for path in found[0]}


# Lists


def test_a_grid_has_every_combination_with_the_first_lever_slowest():
    levers = [Lever(SLASH, (0.1, 0.2)), Lever("graph.kind", ("ring", "complete"), scale="categorical")]
    assert [tuple(point.values()) for point in points("grid", levers)] == [
        (0.1, "ring"), (0.1, "complete"), (0.2, "ring"), (0.2, "complete"),
    ]  # fmt: skip
    assert list(points("grid", levers)[0]) == [SLASH, "graph.kind"]
    assert count("grid", levers) == 4


def test_a_grid_of_no_levers_is_the_scenario_itself():
    assert points("grid", []) == [{}]
    assert count("grid", []) == 1


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_a_grid_has_the_product_of_its_levels_and_no_point_twice(sizes):
    levers = [Lever(f"population.p{k}.share", tuple(range(size))) for k, size in enumerate(sizes)]
    found = points("grid", levers)
    assert len(found) == count("grid", levers) == math.prod(sizes)
    assert len({tuple(point.values()) for point in found}) == len(found)


def test_one_at_a_time_starts_at_the_base_and_leaves_the_others_there(base):
    """The base audits .01 and has 1000 nodes; a level that is the base's is not run twice; a range is tried at its ends."""
    levers = [Lever(AUDIT, (0.001, 0.01, 0.1)), Lever("nodes.count", low=500, high=2000)]
    found = points("one_at_a_time", levers, base=base)
    assert [tuple(point.values()) for point in found] == [(0.01, 1000), (0.001, 1000), (0.1, 1000), (0.01, 500), (0.01, 2000)]
    assert count("one_at_a_time", levers, base=base) == 5


def test_one_at_a_time_needs_a_base_that_has_every_lever(base):
    with pytest.raises(ValueError, match="starts from the scenario's own values; give base"):
        points("one_at_a_time", [Lever(AUDIT, (0.1,))])
    with pytest.raises(ValueError, match=r"population\.cheat\.stake has no value in the scenario.*take a grid"):
        points("one_at_a_time", [Lever("population.cheat.stake", (1.0,))], base=base)


# Samples


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_value_of_a_sample_lies_in_its_range(kind):
    found = columns(points(kind, RANGES, size=16, seed=3))
    assert all(0.001 <= value <= 0.1 for value in found[AUDIT])
    assert all(isinstance(value, int) and 10 <= value <= 20 for value in found["nodes.count"])
    assert set(found[SLASH]) <= {0.1, 0.2, 0.5}


@pytest.mark.parametrize(
    ("kind", "second_order", "rows"),
    [("latin_hypercube", True, 16), ("sobol", True, 16), ("saltelli", True, 16 * 8), ("saltelli", False, 16 * 5), ("morris", True, 16 * 4)],
)
def test_a_sample_has_the_points_that_are_counted(kind, second_order, rows):
    assert count(kind, RANGES, size=16, second_order=second_order) == rows
    assert len(points(kind, RANGES, size=16, second_order=second_order)) == rows
    assert unit(kind, RANGES, size=16, second_order=second_order).shape == (rows, 3)


@pytest.mark.parametrize("kind", SAMPLES)
def test_points_follow_from_the_seed_and_0_is_a_seed(kind):
    first, again, other = (points(kind, RANGES, size=8, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first != other


@pytest.mark.parametrize("kind", SAMPLES)
def test_points_are_the_sample_of_the_unit_cube_mapped_lever_by_lever(kind):
    sample = unit(kind, RANGES, size=4, seed=5)
    assert (sample >= 0).all()
    assert (sample <= 1).all()
    found = columns(points(kind, RANGES, size=4, seed=5))
    assert [found[lever.path] for lever in RANGES] == [lever.at(sample[:, k]) for k, lever in enumerate(RANGES)]


@settings(max_examples=20, deadline=None)
@given(size=st.integers(1, 40), seed=st.integers(0, 2**32))
def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_lever(size, seed):
    sample = unit("latin_hypercube", RANGES, size=size, seed=seed)
    strata = np.minimum((sample * size).astype(int), size - 1)
    assert all(sorted(column) == list(range(size)) for column in strata.T)


def test_sobol_points_are_balanced():
    """Each half, quarter and eighth of every axis holds as many of 8 points as the others."""
    strata = (unit("sobol", RANGES, size=8, seed=1) * 8).astype(int)
    assert all(sorted(column) == list(range(8)) for column in strata.T)


def test_saltelli_rows_take_one_lever_at_a_time_from_the_other_sample():
    """A, then A with each lever of B, then B with each lever of A, then B: 2 levers, so 6 rows a base point."""
    sample = unit("saltelli", RANGES[:2], size=2, seed=1)
    for a, ab1, ab2, ba1, ba2, b in sample.reshape(2, 6, 2):
        assert ab1.tolist() == [b[0], a[1]]
        assert ab2.tolist() == [a[0], b[1]]
        assert ba1.tolist() == [a[0], b[1]]
        assert ba2.tolist() == [b[0], a[1]]


def test_a_morris_trajectory_moves_each_lever_once():
    steps = np.diff(unit("morris", RANGES, size=5, seed=2).reshape(5, 4, 3), axis=1)
    assert ((steps != 0).sum(axis=1) == 1).all()
    assert ((steps != 0).sum(axis=2) == 1).all()
    assert np.abs(steps[steps != 0]) == pytest.approx(2 / 3)


def test_a_sample_of_one_lever_works():
    assert [len(points(kind, RANGES[:1], size=4)) for kind in SAMPLES] == [4, 4, 16, 8]


def test_the_problem_names_the_levers_on_the_unit_cube():
    assert problem(RANGES) == {"num_vars": 3, "names": [AUDIT, "nodes.count", SLASH], "bounds": [[0.0, 1.0]] * 3}


def test_sobol_indices_of_a_known_function_come_out():
    """The function is u1 + 2 u2 with independent uniform levers: variances 1 to 4, so indices .2 and .8, and no interaction."""
    from SALib.analyze import sobol

    sample = unit("saltelli", RANGES[:2], size=1024, seed=1)
    found = sobol.analyze(problem(RANGES[:2]), sample @ [1.0, 2.0], seed=1)
    assert found["S1"] == pytest.approx([0.2, 0.8], abs=0.02)
    assert found["ST"] == pytest.approx([0.2, 0.8], abs=0.02)


def test_elementary_effects_of_a_known_function_come_out():
    from SALib.analyze import morris

    sample = unit("morris", RANGES, size=6, seed=1)
    found = morris.analyze(problem(RANGES), sample, sample @ [1.0, -2.0, 0.0], seed=1)
    assert list(found["mu"]) == pytest.approx([1.0, -2.0, 0.0])


# Tables


def test_a_table_may_be_a_file_a_frame_or_dictionaries(base, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("audit_probability,nodes.count\n.1,100\n\n.2, 200\n")
    rows = [{AUDIT: 0.1, "nodes.count": 100}, {AUDIT: 0.2, "nodes.count": 200}]
    levers = levers_of(file, base)
    assert levers == (Lever(AUDIT, (0.1, 0.2)), Lever("nodes.count", (100, 200)))
    for table in (file, str(file), pd.DataFrame(rows), pd.DataFrame(rows).astype(float), rows):
        assert points("table", levers, table=table, base=base) == rows
        assert count("table", levers, table=table) == 2
    assert [type(point["nodes.count"]) for point in points("table", levers, table=pd.DataFrame(rows).astype(float), base=base)] == [int] * 2
    assert points("table", levers, table=rows) == rows


def test_columns_come_in_the_order_of_the_levers():
    levers = [Lever(SLASH, (0.1,)), Lever(AUDIT, (0.2,))]
    assert list(points("table", levers, table=[{AUDIT: 0.2, SLASH: 0.1}])[0]) == [SLASH, AUDIT]


def test_a_file_may_hold_whole_parts_words_and_booleans(base, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(
        'field.verification,graph.kind,shared\n"{kind = ""panel"", audit_probability = .1}",ring,true\n{kind="absent"},complete,false\n'
    )
    with pytest.raises(ValueError, match=r"row 1 of the table: field\.verification = .* it is a table"):
        levers_of(file, base)  # .1 is no TOML
    file.write_text(file.read_text().replace("= .1", "= 0.1"))
    whole, graph, shared = levers_of(file, base)
    assert whole.values == ({"kind": "panel", "audit_probability": 0.1}, {"kind": "absent"})
    assert (graph.values, graph.scale, graph.kind) == (("ring", "complete"), "categorical", "text")
    assert (shared.path, shared.values, shared.kind) == ("field.noise.shared", (True, False), "text")


def test_rows_are_checked_as_a_whole(base):
    """Two shares that add up to 1 fit together only with shares of the other rows as they are."""
    table = [{SHARE: 0.5, "population.honest_executor.share": 0.5}, {SHARE: 0.6, "population.honest_executor.share": 0.6}]
    with pytest.raises(ValueError, match=r"row 2 of the table: population: shares add up to"):
        levers_of(table, base)
    assert len(levers_of(table[:1], base)) == 2


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([{"audit_probabilty": 0.1}], "did you mean audit_probability"),
        ([{AUDIT: 0.1}, {AUDIT: None}], f"row 2 of the table has no value for {AUDIT}; give one, or leave out the row"),
        ([{AUDIT: 0.1}, {SLASH: 0.1}], f"row 1 of the table has no value for {SLASH}"),
        (pd.DataFrame({AUDIT: [0.1, float("nan")]}), f"row 2 of the table has no value for {AUDIT}"),
        (pd.DataFrame({AUDIT: pd.array([0.1, None], dtype="Float64")}), f"row 2 of the table has no value for {AUDIT}"),
        (pd.DataFrame([[0.1, 0.2]], columns=[AUDIT, "audit_probability"]), r"has more than one column of the table, 1 \(.*\) and 2 \("),
        ([{AUDIT: 2.0}], r"row 1 of the table: .* = 2.0 is outside \[0, 1\]; give a number"),
        ([{"field.verification": {"kind": "absent"}, AUDIT: 0.1}], "row 1 of the table: "),
        ([], "the table has no rows; give one row for each point"),
        (3, "a table of type int cannot be read; give the path of a CSV file"),
        ("nowhere.csv", r"nowhere\.csv cannot be read: No such file or directory; give the path"),
    ],
)
def test_a_wrong_table_is_refused(base, table, message):
    with pytest.raises(ValueError, match=message) as caught:
        levers_of(table, base)
    assert "\n" not in str(caught.value)


def test_a_file_with_torn_rows_is_refused(base, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text('slash,field.verification\n.1,{kind="panel",audit_probability=0.1}\n')
    with pytest.raises(ValueError, match="row 1 has more cells than there are columns; put cells with a comma into double quotes"):
        levers_of(file, base)
    file.write_text("slash,audit_probability\n.1\n")
    with pytest.raises(ValueError, match="row 1 of the table has no value for audit_probability"):
        levers_of(file, base)


def test_columns_must_be_the_levers():
    levers = [Lever(SLASH, (0.1,)), Lever(AUDIT, (0.2,))]
    with pytest.raises(ValueError, match=f"the table has no column for lever {AUDIT}; add it, or drop the lever"):
        points("table", levers, table=[{SLASH: 0.1}])
    with pytest.raises(ValueError, match=r"column jobs\.rate of the table is no lever"):
        points("table", levers, table=[{SLASH: 0.1, AUDIT: 0.2, "jobs.rate": 1.0}])
    with pytest.raises(ValueError, match="give base, or the levers"):
        points("table", [], table=[{SLASH: 0.1}])


# Refusals


@pytest.mark.parametrize(
    ("kind", "levers", "arguments", "message"),
    [
        ("lattice", RANGES, {}, "design = 'lattice' is not known; give one of grid, one_at_a_time"),
        ("grid", RANGES, {}, rf"lever {AUDIT} is a range from 0.001 to 0.1, and a grid needs levels; .*{AUDIT}=0.001:0.1:10"),
        ("sobol", RANGES, {"size": 100}, "size = 100 is no power of two, .* give 64 or 128"),
        ("saltelli", RANGES, {"size": 3}, "size = 3 is no power of two, .* give 2 or 4"),
        ("latin_hypercube", RANGES, {}, r"size = 0 is outside \[1, inf\) .* give how many points to draw"),
        ("morris", RANGES, {"size": -1}, "give how many trajectories to draw"),
        ("latin_hypercube", [], {"size": 3}, "no lever to sample; vary at least one number"),
        (
            "saltelli",
            [Lever("graph.kind", ("ring", "complete"))],
            {"size": 4},
            r"lever graph\.kind has no order of numbers.*give a range or two",
        ),
        ("morris", [Lever(SLASH, (0.1,))], {"size": 4}, f"lever {SLASH} has no order of numbers"),
        ("grid", [Lever(SLASH, (0.1,)), Lever(SLASH, (0.2,))], {}, f"lever {SLASH} is given twice"),
    ],
)
def test_what_does_not_suit_a_design_is_refused_when_counted_and_when_made(kind, levers, arguments, message):
    for make in (points, count):
        with pytest.raises(ValueError, match=message) as caught:
            make(kind, levers, **arguments)
        assert "\n" not in str(caught.value)


def test_only_samples_have_a_place_in_the_unit_cube():
    with pytest.raises(ValueError, match="design = 'grid' is no sample of the unit cube; give one of latin_hypercube"):
        unit("grid", RANGES, size=4)


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match=r"seed = -1 is outside \[0, inf\); give a whole number from 0"):
        points("sobol", RANGES, size=4, seed=-1)


def test_every_kind_is_made_somewhere():
    assert set(KINDS) == {"grid", "one_at_a_time", "table", *SAMPLES}

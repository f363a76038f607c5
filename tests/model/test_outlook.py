"""The outlook of behaviours, held against the closed forms that it is made of."""

import numpy as np
import pytest
from hypothesis import given
from scipy.stats import binom, norm

from model import door, networks
from model.desk import Desk
from model.earning import utility_before
from model.expectation import expected_utilities
from model.outlook import NUMBERS, Outlook
from model.strategies.traits import behaviour
from tests import scenarios

BOTH = 3


def pair(**settings):
    """A network of honest nodes and skimmers that execute and verify."""
    return door.scenario_from(
        {
            "nodes": {"count": 10},
            "population": {"honest": {"strategy": "honest", "share": 0.6}, "skimmer": {"strategy": "skimmer", "share": 0.4}},
            "field": {
                "partition": {"segments": 4},
                "verification": {
                    "kind": "panel", "audit_probability": 0.5, "panel_size": 3, "need": 2, "sampled_segments": 2, "tolerance": 3.0,
                },
                "settlement": {"slash": 0.5, "slash_rule": "fraction", "pay_per_check": 0.3},
            },
            **settings,
        }
    )  # fmt: skip


def test_a_resident_among_its_like_earns_what_the_population_of_them_expects():
    scenario = pair(population={"half": {"strategy": "skimmer", "numbers": {"effort": 0.5, "vigilance": 0.7}, "share": 1.0}})
    residents = {"effort": 0.5, "vigilance": 0.7}
    expected = expected_utilities(scenario, Desk(scenario).counts)[BOTH, 0]
    assert Outlook(scenario, "effective", residents).one(residents).utility[0] == pytest.approx(expected, rel=1e-12)


def test_residents_stand_in_for_all_that_adapt_and_for_nobody_else():
    fixed = {"strategy": "rubber_stamp", "share": 0.4, "adapts": False}
    adapting = pair(population={"honest": {"strategy": "honest", "share": 0.6}, "stamp": fixed})
    written_out = pair(population={"half": {"strategy": "skimmer", "numbers": {"effort": 0.25}, "share": 0.6}, "stamp": fixed})
    expected = expected_utilities(written_out, Desk(written_out).counts)[BOTH, 0]
    asked = Outlook(adapting, "effective", {"effort": 0.25}, role="both")
    assert asked.one({"effort": 0.25}).utility[0] == pytest.approx(expected, rel=1e-12)


def test_withheld_traces_of_residents_are_not_relayed():
    dispersed = {"kind": "dispersed", "shards": 4, "shards_needed": 2, "edge_loss": 0.3}
    scenario = pair(graph={"kind": "erdos_renyi", "mean_degree": 4.0})
    scenario = door.change(scenario, {"field.propagation": dispersed})
    expected = {w: Outlook(scenario, "effective", {"withhold": w}).desk.relays for w in (0.0, 0.4)}
    assert expected == {0.0: 1.0, 0.4: pytest.approx(0.6)}


def test_the_place_of_a_resident_is_one_of_the_role_asked_for():
    posp = networks.load("posp")
    outlook = Outlook(posp, "effective", {})
    taken = Desk(posp).counts - outlook.others
    assert (taken.sum(), taken[1].sum()) == (1.0, 1.0)
    with pytest.raises(ValueError, match=r"^role = verifier: no node of that role adapts"):
        Outlook(posp, "effective", {}, role="verifier")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"crowd": "huge"}, "crowd = 'huge' is no crowd"),
        ({"role": "judge"}, "role = 'judge' is no role"),
        ({"residents": {"effrt": 1.0}}, "effrt is not a trait; did you mean effort"),
        ({"residents": {"effort": 2.0}}, r"effort = 2 is outside \[0, 1\]"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message):
        Outlook(pair(), **arguments)


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"effort": np.array([0.5, 1.5])}, "effort = 1.5"),
        ({"effort": np.array([np.nan])}, "effort = nan"),
        ({"zeal": 1.0}, "zeal is not a trait"),
    ],
)
def test_wrong_traits_are_refused_in_one_line(traits, message):
    with pytest.raises(ValueError, match=message):
        Outlook(pair()).of(traits)


def points(n, seed=1, **fixed):
    """Behaviours drawn evenly from the box, with deviations of both signs, honest ones and whole numbers of skipped segments among them."""
    luck = np.random.Generator(np.random.PCG64(seed))
    names = ("effort", "attack_rate", "vigilance", "withhold")
    found = {name: luck.random(n) for name in names} | {name: luck.uniform(-9.0, 9.0, n) for name in ("deviation", "filler_deviation")}
    found["effort"][: n // 4] = np.round(16.0 * found["effort"][: n // 4]) / 16.0
    found["attack_rate"][::5], found["withhold"][::3], found["deviation"][::7], found["filler_deviation"][::11] = 0.0, 0.0, 0.0, 0.0
    return found | fixed


def assert_agrees(outlook, traits, asked=24):
    """Tables give what the closed forms give, to a millionth."""
    n = max(np.size(values) for values in traits.values())
    tabulated = outlook.of(traits)
    rows = np.linspace(0, n - 1, min(n, asked)).astype(int)
    singly = [outlook.one({name: float(np.broadcast_to(values, n)[row]) for name, values in traits.items()}) for row in rows]
    money = 1.0 + np.abs(tabulated.utility).max()
    for name in NUMBERS:
        expected = np.array([getattr(one, name)[0] for one in singly])
        scale = money if name == "utility" else 1.0
        assert np.abs(getattr(tabulated, name)[rows] - expected).max() <= 1e-6 * scale, name
    return tabulated


@pytest.mark.parametrize("crowd", ["written", "effective"])
@pytest.mark.parametrize("name", networks.names())
def test_tables_agree_with_the_closed_forms_of_the_shipped_networks(name, crowd):
    assert_agrees(Outlook(networks.load(name), crowd), points(5000), 20)


def test_one_behaviour_is_asked_of_the_field_and_of_the_expectation():
    scenario = networks.load("opengradient_announced")
    outlook, traits = Outlook(scenario, "effective"), {"effort": 0.3, "attack_rate": 0.2, "deviation": -4.0}
    accepted = sum(
        job.share * scenario.fields[name].acceptance(traits, outlook.verifiers, outlook.desk.place(name)).accepted
        for name, job in scenario.job_classes.items()
    )
    earned = utility_before(outlook.desk, behaviour(**traits), outlook.verifiers, BOTH, outlook.stake, outlook.others)
    assert (outlook.one(traits).accepted[0], outlook.one(traits).utility[0]) == (pytest.approx(accepted), pytest.approx(earned))


ACCOUNTS = {"emission": 50.0, "emission_rule": "accepted_work", "capital_cost": 0.01}
TWO_CLASSES = {
    "plain": {"share": 0.6, "fee": 2.0, "work": 1.0},
    "large": {
        "share": 0.4, "fee": 5.0, "work": 3.0, "value": 20.0, "harm_threshold": 4.0,
        "field": {"partition": {"segments": 10}, "verification": {"audit_probability": 0.9}},
    },
}  # fmt: skip
KINDS = {
    "shared noise": {},
    "unshared noise": {"field.noise.shared": False},
    "sharp noise": {"field.noise.level": 0.01},
    "no noise": {"field.noise.level": 0.0},
    "panel per segment": {"field.verification.spread": "per_segment"},
    "own samples": {"field.verification.spread": "own", "field.noise.shared": False},
    "quorum of votes": {"field.verification.quorum_of": "votes", "field.propagation.link_loss": 0.3},
    "auditors of the protocol": {"field.verification.auditors": "protocol"},
    "reference checks": {"field.verification.reference_share": 0.5},
    "decoys": {"field.verification.decoy_rate": 0.4, "field.settlement.jackpot": 2.0, "field.settlement.decoy_penalty": 1.0},
    "all sit": {"field.verification.draw": "all", "nodes.count": 6},
    "shards lost": {"field.propagation.shard_loss": 0.2, "field.availability_required": "always"},
    "dispersed": {"field.propagation": {"kind": "dispersed", "shards": 4, "shards_needed": 2, "edge_loss": 0.1}},
    "gossip": {"field.propagation": {"kind": "gossip", "fanout": 2, "deadline": 4, "message_loss": 0.2}},
    "absent": {"field.verification": {"kind": "absent"}, "field.propagation.shard_loss": 0.2, "field.availability_required": "always"},
    "attestation": {
        "field.verification": {"kind": "attestation", "coverage": 0.5}, "images.break_rate": 0.1, "images.revoke_rate": 0.2,
    },
    "proof": {"field.verification": {"kind": "proof", "soundness_error": 0.3, "prover_overhead": 10.0}},
    "chain": {"field.partition.order": "chain", "field.partition.amplification": 1.2},
    "chain to its end": {"field.partition.order": "chain", "field.partition.end_tolerance": 6.0, "job_classes.job.harm_threshold": 3.0},
    "two classes": {"job_classes": TWO_CLASSES},
    "emission by work": {"accounts": ACCOUNTS},
    "emission by work of two classes": {"accounts": ACCOUNTS, "job_classes": TWO_CLASSES},
}  # fmt: skip


ONE_FILLER = {"filler_deviation": 2.5}
DEAR = dict.fromkeys(("dispersed", "gossip", "two classes", "emission by work of two classes", "chain", "chain to its end"), ONE_FILLER)
"""Kinds whose closed form takes long: few questions are put to them."""


def world(**settings):
    """The network of two strategies with four segments, changed."""
    return door.change(pair(), settings)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_agree_with_the_closed_forms_of_every_kind_of_field(kind):
    scenario = world(**KINDS[kind])
    assert_agrees(Outlook(scenario, "effective" if "all" in kind else "written"), points(3000, **DEAR.get(kind, {})), 8)


def test_tables_agree_among_residents_of_any_behaviour_and_in_any_role():
    for role in ("executor", "verifier", "both"):
        outlook = Outlook(world(), "effective", {"effort": 0.4, "vigilance": 0.5, "filler_deviation": 2.0}, role)
        assert_agrees(outlook, points(3000, **ONE_FILLER), 6)


OTHERS = {
    "cartel": np.repeat([0.0, 1.0], 2000),
    "grief": np.repeat([0.0, 0.7], 2000),
    "filler_luck": np.repeat([0.0, 0.4], 2000),
    "attack_segments": np.repeat([1.0, 3.0], 2000),
    "deviation_idiosyncratic": np.repeat([0.0, 1.0], 2000),
    "reference_deviation": np.repeat([0.0, 2.0], 2000),
    "forge": np.repeat([0.0, 1.0], 2000),
}


@pytest.mark.parametrize("trait", OTHERS)
def test_traits_beside_the_axes_have_tables_of_their_own(trait):
    scenario = world(
        **{
            "field.verification.trace_share": 0.5,
            "job_classes.job.harm_threshold": 2.0,
            "population": {
                "honest": {"strategy": "honest", "share": 0.6}, "ring": {"strategy": "colluder", "share": 0.4},
            },
        }
    )  # fmt: skip
    traits = points(4000, **ONE_FILLER, **{trait: OTHERS[trait]})
    assert_agrees(Outlook(scenario, "effective"), traits | {"deviation": 1.5 + np.abs(traits["deviation"]) / 9.0}, 8)


def test_behaviours_that_share_their_other_traits_with_few_are_asked_about_one_by_one():
    outlook = Outlook(world())
    cartels = np.arange(40.0)
    met = outlook.of({"cartel": cartels, "effort": np.linspace(0.0, 1.0, 40)})
    assert not outlook._tables
    assert met.accepted[7] == outlook.one({"cartel": 7.0, "effort": 7 / 39}).accepted[0]


def test_a_noiseless_check_fails_exactly_beyond_its_tolerance():
    scenario = world(**{"field.noise.level": 0.0, "field.verification.audit_probability": 1.0})
    edge = np.array([3.0, np.nextafter(3.0, 4.0), 2.9999, 3.0001])
    deviations = np.concatenate((edge, -edge, np.linspace(-9.0, 9.0, 40)))
    met = Outlook(scenario).of({"attack_rate": 1.0, "deviation": deviations})
    assert met.accepted.tolist() == (np.abs(deviations) <= 3.0).astype(float).tolist()
    assert met.wrong_accepted.tolist() == ((np.abs(deviations) <= 3.0) & (deviations != 0.0)).astype(float).tolist()


def test_an_honest_behaviour_never_hands_in_what_is_wrong_and_signs_do_not_matter_to_a_written_field():
    outlook, sizes = Outlook(world()), np.linspace(0.1, 9.0, 40)
    there, back = (outlook.of({"attack_rate": 0.5, "deviation": sign * sizes}) for sign in (1.0, -1.0))
    assert there.accepted == pytest.approx(back.accepted, abs=1e-7)
    assert outlook.of({"vigilance": np.linspace(0.0, 1.0, 40)}).wrong_accepted.tolist() == [0.0] * 40


def test_effort_between_two_whole_numbers_of_skipped_segments_is_their_mean():
    # 4 segments, 2 of them sampled in common, noiseless: of m wrong ones none is met with probability C(4-m, 2) / 6.
    scenario = world(**{"field.noise.level": 0.0, "field.verification.audit_probability": 1.0})
    effort = np.concatenate(([1.0, 0.75, 0.5, 0.25, 0.0, 0.875, 0.6], np.linspace(0.0, 1.0, 40)))
    accepted = Outlook(scenario).of({"effort": effort}).accepted[:7]
    assert accepted == pytest.approx([1.0, 3 / 6, 1 / 6, 0.0, 0.0, 0.75, 0.6 * (1 / 6) + 0.4 * (3 / 6)], abs=1e-12)


@pytest.mark.parametrize(
    ("size", "need", "tolerance", "volume"),
    [(1, 1, 4.0, 8.0), (1, 1, 1.5, 3.0), (7, 4, 4.0, 8.0), (3, 3, 4.0, 6.307), (7, 5, 4.0, 7.295), (5, 1, 4.0, 10.326)],
)
def test_the_accepted_volume_of_deviations_is_twice_the_tolerance_for_one_check_and_for_majorities(size, need, tolerance, volume):
    """C4: the integral of acceptance given audit; by a shift of d by the shared noise it is that of P(Bin(size, A(x)) >= need) over x."""
    panel = {"audit_probability": 1.0, "panel_size": size, "need": need, "tolerance": tolerance, "sampled_segments": 1}
    scenario = world(**{"field.partition.segments": 1} | {f"field.verification.{name}": value for name, value in panel.items()})
    deviations = np.linspace(-30.0, 30.0, 6001)
    accepted = Outlook(scenario).of({"attack_rate": 1.0, "deviation": deviations}).accepted
    passes = norm.cdf(tolerance - deviations) - norm.cdf(-tolerance - deviations)
    oracle = np.trapezoid(binom.sf(need - 1, size, passes), deviations)
    assert np.trapezoid(accepted, deviations) == pytest.approx(oracle, abs=1e-4)
    assert oracle == pytest.approx(volume, abs=5e-4)


def test_chains_of_fresh_deviations_are_asked_about_one_by_one_and_say_that_they_are_estimates():
    outlook = Outlook(world(**KINDS["chain to its end"]))
    met = assert_agrees(outlook, points(40, deviation_idiosyncratic=1.0), 6)
    assert met.estimated


def test_what_is_drawn_is_said_to_be_an_estimate_and_the_rest_is_not():
    scenario = world(**{"field.verification.spread": "own"})  # fresh samples of shared noise have no closed form
    assert Outlook(scenario).of({"attack_rate": 1.0, "deviation": np.full(40, 2.0)}).estimated
    assert not Outlook(world()).of({"attack_rate": 1.0, "deviation": np.full(40, 2.0)}).estimated


def test_few_behaviours_are_not_worth_a_table_and_get_the_same_numbers():
    outlook = Outlook(world())
    few = assert_agrees(outlook, points(20), 20)
    many = outlook.of(points(3000))
    again = outlook.of({name: values[:20] for name, values in points(20).items()})
    for name in NUMBERS:
        assert getattr(few, name) == pytest.approx(getattr(again, name), abs=1e-6), name
    assert many.accepted.min() >= 0.0


def test_nothing_asked_gives_nothing():
    assert Outlook(world()).of({"effort": np.zeros(0)}).utility.shape == (0,)


@pytest.mark.nightly
@scenarios.LAWFUL
@given(data=scenarios.data())
def test_tables_agree_with_the_closed_forms_of_any_scenario(data):
    scenario = door.scenario_from(scenarios.fitting(data))
    assert_agrees(Outlook(scenario, "effective"), points(40), 4)

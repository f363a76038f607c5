"""Fisher information of public records: cases by hand, symmetries, and what makes a direction visible."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from analysis.possibility.arms import place_of
from analysis.possibility.axes import AXES
from analysis.possibility.information import information, null_directions
from analysis.possibility.records import RECORDS, sources
from analysis.possibility.telling import epochs_to_tell, expected, laws_of
from model.door import change, scenario_from
from tests.scenarios import LAWFUL, scenarios

NAMES = list(AXES)
PLAIN = {"kind": "panel", "audit_probability": 0.2, "tolerance": 3.0}
"""k = s = v = 1."""


def network(field=None, rate=1.0, **more):
    """40 executors and 19 verifiers, all honest: with the node itself 20 verifiers share the seats."""
    population = {
        "executor": {"strategy": "honest", "role": "executor", "count": 40},
        "verifier": {"strategy": "honest", "role": "verifier", "count": 19},
    }
    return scenario_from(
        {"name": "test", "nodes": {"count": 59}, "population": population, "jobs": {"rate": rate}, "field": field or {}, **more}
    )


def exact(**panel):
    return network({"verification": {**PLAIN, **panel}, "noise": {"level": 0.0}})


def found(scenario, at=None, records=RECORDS, crowd="written", epochs=200, resolution=0.1):
    return information(place_of(scenario, at), sources(scenario, crowd, records), epochs, resolution)


def of(result, axis):
    return float(result.matrix[NAMES.index(axis), NAMES.index(axis)])


def test_a_share_of_effort_is_told_as_a_binomial_of_audited_jobs():
    """Audited with p = .2, rejected with 1 - e: p / (e (1 - e)) = .2 / .09, since whether a job was audited is on record."""
    assert of(found(exact(), {"effort": 0.9}), "effort") == pytest.approx(0.2 / 0.09, rel=1e-9)


def test_without_the_audit_on_record_a_little_less_is_known():
    """Accepted or rejected alone: the slope of p (1 - e) squared over its variance is p / ((1 - e)(1 - p (1 - e))) = .2 / (.1 x .98)."""
    (source,) = sources(exact(), "written", ["verdicts"])
    e, h = 0.9, 1e-6

    def rejected(effort):
        return source.law({"effort": effort, "filler_deviation": 1000.0})[source.cells.index("rejected invalid")]

    slope = (rejected(e - h) - rejected(e)) / h
    assert slope**2 / (rejected(e) * (1 - rejected(e))) == pytest.approx(0.2 / (0.1 * 0.98), rel=1e-6)


def test_nobody_checks_and_every_axis_is_blind_by_itself():
    result = found(network())
    assert result.rank == 0
    assert [dict(one.parts) for one in result.blind] == [{name: 1.0} for name in NAMES]


def test_planted_outputs_show_vigilance_as_a_binomial():
    """40 jobs x .05 planted x 1 seat / 20 verifiers = .1 answers an epoch, each rejected with g: .1 / (g (1 - g)) at g = .8."""
    result = found(exact(decoy_rate=0.05), {"vigilance": 0.8}, records=["decoys"])
    assert of(result, "vigilance") == pytest.approx(0.1 / (0.8 * 0.2), rel=1e-9)


def test_noise_shows_vigilance_even_where_all_are_honest():
    """40 x .2 / 20 = .4 votes an epoch reject with g f, f = erfc(3 / 2) = .0339 (C1): .4 f / (1 - f) at g = 1."""
    scenario = network({"verification": PLAIN, "noise": {"shared": False}})
    f = math.erfc(1.5)
    assert f == pytest.approx(0.0339, abs=5e-5)
    assert of(found(scenario), "vigilance") == pytest.approx(0.4 * f / (1 - f), rel=1e-6)


def test_without_noise_nobody_honest_is_ever_rejected_and_vigilance_is_blind():
    result = found(exact())
    assert {"vigilance": 1.0} in [dict(one.parts) for one in result.blind]


def test_a_dishonest_population_shows_vigilance():
    """Before executors of effort .5 a vigilant member rejects half of what it sees: .4 / (g (1 - g / 2)) / 2 = .4 at g = 1."""
    skimmers = change(exact(), {"population.executor.numbers": {"effort": 0.5}})
    assert of(found(skimmers, crowd="effective"), "vigilance") == pytest.approx(0.4 * 0.5 / 0.5, rel=1e-3)
    assert of(found(skimmers, crowd="written"), "vigilance") == 0.0


def test_the_derivative_in_deviation_is_that_of_the_closed_form():
    """A(d) = Phi((3 - d) / sqrt 2) - Phi((-3 - d) / sqrt 2), all segments deviate by d = 2: p A'^2 / (A (1 - A)), over a range of 18."""
    scenario = network({"verification": PLAIN, "noise": {"shared": False}})
    s, d = math.sqrt(2), 2.0
    a = stats.norm.cdf((3 - d) / s) - stats.norm.cdf((-3 - d) / s)
    slope = (stats.norm.pdf((3 - d) / s) - stats.norm.pdf((-3 - d) / s)) / s
    result = found(scenario, {"effort": 0.0, "deviation": d})
    assert of(result, "deviation") == pytest.approx(18**2 * 0.2 * slope**2 / (a * (1 - a)), rel=1e-5)


def test_a_small_deviation_is_seen_at_second_order_only():
    """Information is 0 at honest; half the deviation then takes 2^4 times as long."""
    scenario = network({"verification": PLAIN, "noise": {"shared": False}})
    result, listed = found(scenario), sources(scenario)
    assert of(result, "deviation") == 0.0
    assert {"deviation": 1.0} in [dict(one.parts) for one in result.blind]
    told = [epochs_to_tell(listed, {}, {"effort": 0.0, "filler_deviation": d}) for d in (0.1, 0.05)]
    assert told[1] / told[0] == pytest.approx(16.0, rel=0.02)
    assert epochs_to_tell(listed, {}, {"effort": 0.0, "filler_deviation": 6.0}) < 30


def test_a_verifier_that_runs_another_model_breaks_the_symmetry():
    """Before checkers that deviate by 2 themselves, a small deviation towards theirs is seen at first order."""
    scenario = change(
        network({"verification": PLAIN, "noise": {"shared": False}}), {"population.verifier.numbers": {"reference_deviation": 2.0}}
    )
    assert of(found(scenario, crowd="effective"), "deviation") > 1.0
    assert of(found(scenario, crowd="written"), "deviation") == 0.0


def test_exact_checks_see_any_deviation_at_once():
    result = found(exact(tolerance=0.0))
    effect = result.effects[NAMES.index("deviation")]
    assert effect.jumps
    assert effect.telling == pytest.approx(0.2)
    assert of(result, "deviation") == math.inf


def test_skipping_a_quarter_looks_like_attacking_all():
    """A step x of effort makes one of 20 segments deviate with 20 x, which 4 samples find with 1/5: 4 x; an attack y is found: y."""
    scenario = network({"partition": {"segments": 20}, "verification": {**PLAIN, "sampled_segments": 4}, "noise": {"level": 0.0}})
    traded = [one.parts for one in found(scenario).blind if len(one.parts) > 1]
    assert len(traded) == 1
    assert traded[0]["attack_rate"] == pytest.approx(1.0)
    assert traded[0]["effort"] == pytest.approx(-0.25, rel=1e-6)


def test_own_samples_tell_skipping_from_attacking():
    field = {"partition": {"segments": 20}, "verification": {**PLAIN, "sampled_segments": 4, "panel_size": 3, "spread": "own"}}
    blind = [set(one.parts) for one in found(network({**field, "noise": {"level": 0.0}})).blind]
    assert {"effort", "attack_rate"} not in blind


def test_tolerance_and_noise_matter_by_their_ratio():
    """Twice the noise, tolerance and deviation: the same records."""
    once = network({"verification": PLAIN})
    twice = network({"verification": {**PLAIN, "tolerance": 6.0}, "noise": {"level": 2.0}})
    first, second = found(once, {"effort": 0.5, "deviation": 1.5}), found(twice, {"effort": 0.5, "deviation": 3.0})
    assert np.allclose(first.matrix, second.matrix, rtol=1e-4, atol=1e-9)


def test_more_jobs_tell_in_proportion():
    field = {"verification": {**PLAIN, "decoy_rate": 0.1}}
    one, seven = (found(network(field, rate), {"effort": 0.7, "deviation": 2.0, "vigilance": 0.5}) for rate in (1.0, 7.0))
    assert np.allclose(seven.matrix, 7.0 * one.matrix, rtol=1e-9, atol=1e-12)


def test_the_many_names_of_honest_have_the_same_records():
    scenario = network({"partition": {"segments": 4}, "verification": {**PLAIN, "panel_size": 3, "need": 2, "sampled_segments": 2}})
    listed, place = sources(scenario), place_of(scenario)
    for arm in place.arms:
        assert np.allclose(expected(listed, arm.traits()), expected(listed, place.traits), atol=1e-12)


def test_a_record_that_honest_nodes_never_make_gives_withholding_away():
    """Audited with .2: .2 h records an epoch say "unavailable"; about 2.7 of them are waited for at 5 % of errors of either kind."""
    scenario = exact()
    result, listed = found(scenario), sources(scenario)
    effect = result.effects[NAMES.index("withhold")]
    assert effect.telling == pytest.approx(0.2)
    assert effect.cell.startswith("rejected unavailable")
    assert epochs_to_tell(listed, {}, {"withhold": 0.01}) == pytest.approx(2.7055 / (0.2 * 0.01), rel=0.01)


def test_epochs_to_tell_are_those_of_the_information_for_small_steps():
    """(2 x 1.645)^2 / (I step^2)."""
    scenario = exact()
    value = of(found(scenario, {"effort": 0.5}), "effort")
    base, moved = ({"effort": e, "filler_deviation": 1000.0} for e in (0.5, 0.495))
    assert epochs_to_tell(sources(scenario), base, moved) == pytest.approx(10.822 / (value * 0.005**2), rel=1e-3)


def test_what_counts_as_seen_follows_epochs_and_resolution():
    """I = 2.22 at effort .9: after 200 epochs the deviation is .047, so .1 is reached and .01 is not."""
    assert found(exact(), {"effort": 0.9}, epochs=200, resolution=0.1).seen > found(exact(), {"effort": 0.9}, resolution=0.01).seen
    with pytest.raises(ValueError, match="--resolution 0 is outside"):
        found(exact(), resolution=0.0)
    with pytest.raises(ValueError, match="--epochs 0 is outside"):
        found(exact(), epochs=0)


def test_a_basis_of_blind_directions_has_few_axes_each():
    """Columns a, 2 a, 0, b: the first two trade as 2 to -1, the third is blind alone."""
    a, b = np.array([1.0, 2.0, 0.0]), np.array([0.0, 1.0, 1.0])
    basis = null_directions(np.column_stack((a, 2 * a, 0 * a, b)))
    assert len(basis) == 2
    assert np.flatnonzero(basis[0]).tolist() == [2]
    assert basis[1][0] / basis[1][1] == pytest.approx(-2.0)
    assert basis[1][3] == pytest.approx(0.0, abs=1e-9)


LOSSY = {"kind": "broadcast", "shards": 6, "shards_needed": 4, "shard_loss": 0.1, "link_loss": 0.2}
THREE = {**PLAIN, "panel_size": 3, "need": 2, "sampled_segments": 2}
FIELDS = {
    "common": {"verification": THREE},
    "own": {"verification": {**THREE, "spread": "own"}, "noise": {"shared": False}},
    "per segment": {"verification": {**THREE, "spread": "per_segment"}, "propagation": LOSSY},
    "quorum of votes": {"verification": {**THREE, "quorum_of": "votes", "quorum_share": 0.6, "min_votes": 2}, "propagation": LOSSY},
    "always readable": {"verification": THREE, "propagation": LOSSY, "availability_required": "always"},
    "protocol": {"verification": {**THREE, "auditors": "protocol"}},
    "all": {"verification": {**THREE, "draw": "all", "need": 12}},
    "attestation": {"verification": {"kind": "attestation", "coverage": 0.5}},
}


@pytest.mark.parametrize("crowd", ["written", "effective"])
@pytest.mark.parametrize("name", FIELDS)
def test_counted_votes_add_up_to_the_verdicts_of_the_field(name, crowd):
    scenario = network({"partition": {"segments": 4}, **FIELDS[name]})
    traits = {"effort": 0.6, "filler_deviation": 4.0, "attack_rate": 0.1, "deviation": 5.0, "withhold": 0.2}
    (plain,), (counted,) = (sources(scenario, crowd, [kind]) for kind in ("verdicts", "counts"))
    (few,), (many,) = laws_of([plain], traits), laws_of([counted], traits)
    verdicts = {cell: 0.0 for cell in plain.cells}
    for cell, probability in zip(counted.cells, many, strict=True):
        verdicts[cell.split(",")[0]] += probability
    assert list(verdicts.values()) == pytest.approx(few.tolist(), abs=1e-9)
    if name != "all":  # the field alone does not know how many verifiers there are
        unread = verdicts.get("unreadable unaudited", 0.0) + verdicts["rejected unavailable"]
        got = verdicts["accepted unaudited"], verdicts["accepted verified"], verdicts["rejected invalid"], unread
        assert got == pytest.approx(scenario.fields["job"].acceptance(traits).verdicts, abs=1e-6)
    assert many.sum() == pytest.approx(1.0)


def test_a_vote_law_sums_to_one_and_its_seats_to_those_of_the_panels():
    """40 jobs x .2 audited x 3 seats over 20 verifiers."""
    listed = sources(network({"verification": {**THREE, "sampled_segments": 1}}), "written", ["votes"])
    assert listed[0].per_epoch == pytest.approx(40 * 0.2 * 3 / 20)
    assert laws_of(listed, {"vigilance": 0.3})[0].sum() == pytest.approx(1.0)


@pytest.mark.nightly
@settings(LAWFUL, max_examples=40)
@given(scenarios())
def test_every_network_has_laws_that_sum_to_one_and_directions_for_every_axis(scenario):
    for crowd in ("written", "effective"):
        listed = sources(scenario, crowd)
        for source, law in zip(listed, laws_of(listed, {"effort": 0.5, "vigilance": 0.3, "attack_rate": 0.2}), strict=True):
            assert len(law) == len(source.cells)
            assert law.min() >= 0.0
            assert law.sum() == pytest.approx(1.0, abs=1e-6)
        result = information(place_of(scenario), listed, scenario.epochs)
        assert len(result.directions) == len(AXES)
        assert np.allclose(result.matrix, result.matrix.T)


@pytest.mark.parametrize(
    ("at", "words"),
    [({"zeal": 1.0}, "--at zeal: zeal is no axis"), ({"effort": 1.5}, "--at: effort = 1.5 is outside")],
)
def test_a_behaviour_outside_the_box_is_refused(at, words):
    with pytest.raises(ValueError, match=words):
        place_of(network(), at)


def test_unknown_records_and_crowds_are_refused():
    with pytest.raises(ValueError, match="records = rumours is not known"):
        sources(network(), "written", ["rumours"])
    with pytest.raises(ValueError, match="crowd = 'mob' is no crowd"):
        sources(network(), "mob")

"""Chained segments: deviations add up, truth follows the end, and members who look may look there too."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import columns as col
from model import door, measures, simulate
from model.field.partition.segmented import Segmented
from model.field.place import Place
from model.run import Run
from model.state import State
from model.step import epoch
from tests.model.field.test_acceptance_in_the_engine import (
    CORRUPTOR,
    EDGE_HUGGER,
    FORGER,
    JOBS,
    MIXED,
    NEARLY,
    UNSHARED,
    VIGILANT,
    Traits,
    assert_agree,
    expected_of,
    network,
    panel,
    seen_in_the_engine,
)


def chain(segments: int = 8, **numbers: Any) -> dict[str, Any]:
    return {"segments": segments, "order": "chain", **numbers}


def one(attack: Traits, cut: dict[str, Any], level: float = 0.0, **job: Any) -> State:
    """Ten executors, one epoch, nobody looks."""
    data = {
        "nodes": {"count": 10, "stake": 10.0}, "population": {"liar": {"strategy": "honest", "share": 1.0, "numbers": attack}},
        "field": {"partition": cut, "noise": {"level": level}}, "job_classes": {"job": job},
    }  # fmt: skip
    state = State(door.scenario_from(data), 3)
    epoch(state, 0)
    return state


def test_deviations_of_a_chain_add_up_in_the_order_of_its_segments():
    """Two of three segments deviate by 5; each later segment doubles what comes in: 5 x 4 + 5 x 2 = 30."""
    state = one({"attack_rate": 1.0, "attack_segments": 2.0, "deviation": 5.0}, chain(3, amplification=2.0))
    assert state.job_drift.tolist() == [30.0] * 10
    assert (state.totals[col.CHAINED], state.totals[col.DRIFT_SQUARES], state.totals[col.LARGEST_DRIFT]) == (10.0, 9000.0, 30.0)


def test_truth_and_harm_follow_the_end_of_the_chain():
    """Four segments within a threshold of 3 each end 8 away: wrong, and harm 8 / 20. Side by side none of them is wrong."""
    attack = {"attack_rate": 1.0, "deviation": 2.0}
    linked = one(attack, chain(4), harm_threshold=3.0, harm_scale=20.0)
    assert linked.job_wrong.all()
    assert linked.job_harm.tolist() == pytest.approx([0.4] * 10)
    side_by_side = one(attack, {"segments": 4}, harm_threshold=3.0, harm_scale=20.0)
    assert not side_by_side.job_wrong.any()
    assert not side_by_side.job_drift.any()


def test_fresh_signs_walk_at_random_and_are_judged_by_where_they_end():
    state = one({"attack_rate": 1.0, "deviation": 1.0, "deviation_idiosyncratic": 1.0}, chain(9), harm_threshold=4.0)
    assert len(set(state.job_drift.tolist())) == 10
    assert (state.job_wrong == (np.abs(state.job_drift) > 4.0)).all()
    assert np.abs(state.job_drift).max() < 18.0


def honest(**cut: Any) -> Run:
    scenario = door.scenario_from({"nodes": {"count": 200, "stake": 10.0}, "field": {"partition": chain(16, **cut)}, "epochs": 40})
    return simulate(scenario, 1)


def test_honest_chains_drift_by_the_noise_of_two_runs():
    """Root mean square sqrt(2 x 16) over 8,000 chains: a standard error of 1 / sqrt(16,000) of it."""
    found = measures.summary(honest())["drift_rms"]
    assert found == pytest.approx(math.sqrt(32.0), rel=4 / math.sqrt(16_000))
    assert measures.summary(simulate(door.scenario_from({"epochs": 2}), 1))["drift_rms"] != found


def test_the_executors_noise_in_the_drift_is_that_which_checks_see():
    """One segment, and the re-run's noise is drawn anew: a right output far off is one that a panel rejects more often."""
    scenario = network({"partition": chain(1), "verification": panel(audit_probability=1.0, sampled_segments=1)}, {}, VIGILANT)
    state, far, near = State(scenario, 1), [], []
    for t in range(40):
        epoch(state, t)
        rejected = state.job_verdict == col.REJECTED_INVALID
        far.append(np.abs(state.job_drift[rejected]))
        near.append(np.abs(state.job_drift[~rejected]))
    assert np.concatenate(far).mean() > 1.5 * np.concatenate(near).mean()


EXACT: dict[str, tuple[dict[str, Any], Traits, Any, float]] = {
    "attack, nobody looks at the end": ({"partition": chain(), "verification": panel()}, CORRUPTOR, MIXED, 5.0),
    "drift at the threshold is not beyond it": ({"partition": chain(), "verification": panel()}, CORRUPTOR, MIXED, 7.0),
    "end looked at, unshared noise": (
        {"partition": chain(end_tolerance=8.0), "verification": panel(), "noise": UNSHARED}, CORRUPTOR, MIXED, 0.0,
    ),
    "end looked at, amplified, lazy": (
        {"partition": chain(end_tolerance=12.0, amplification=1.2), "verification": panel(), "noise": UNSHARED}, NEARLY, MIXED, 0.0,
    ),
    "end looked at, a panel per segment": (
        {"partition": chain(end_tolerance=6.0), "verification": panel(spread="per_segment"), "noise": UNSHARED}, CORRUPTOR, MIXED, 0.0,
    ),
    "end looked at, no noise": (
        {"partition": chain(end_tolerance=20.0), "verification": panel(), "noise": {"level": 0.0}}, EDGE_HUGGER, VIGILANT, 0.0,
    ),
    "attestation does not look at the end": (
        {"partition": chain(end_tolerance=1.0), "verification": {"kind": "attestation", "coverage": 0.5}}, CORRUPTOR, VIGILANT, 0.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXACT)
def test_the_engine_judges_chains_as_the_closed_form_says(name: str) -> None:
    field, executor, crowd, threshold = EXACT[name]
    scenario = network(field, executor, crowd, job_classes={"job": {"harm_threshold": threshold}})
    expected = expected_of(scenario, executor, crowd)
    assert not expected.estimated
    assert_agree(seen_in_the_engine(scenario), expected)


@pytest.mark.parametrize(
    ("field", "executor", "threshold"),
    [
        ({"partition": chain(end_tolerance=8.0), "verification": panel()}, CORRUPTOR, 0.0),
        ({"partition": chain(), "verification": panel(), "noise": UNSHARED}, {**FORGER, "deviation": 20.0}, 30.0),
    ],
    ids=["noise that checks and the end share", "fresh signs and a threshold"],
)
def test_what_has_no_closed_form_is_marked_as_an_estimate_and_is_near(field, executor, threshold):
    scenario = network(field, executor, VIGILANT, job_classes={"job": {"harm_threshold": threshold}})
    expected = expected_of(scenario, executor, VIGILANT)
    assert expected.estimated
    assert math.isnan(expected.standard_error)
    seen = seen_in_the_engine(scenario)
    for name in ("accepted_verified", "rejected_invalid", "wrong", "wrong_accepted"):
        assert seen[name] / JOBS == pytest.approx(getattr(expected, name), abs=0.03), name


def test_a_chain_without_amplification_or_threshold_is_accepted_like_parallel_segments():
    for executor in (EDGE_HUGGER, CORRUPTOR, NEARLY, FORGER):
        linked, side_by_side = (network({"partition": cut, "verification": panel()}, executor, MIXED) for cut in (chain(), {"segments": 8}))
        assert expected_of(linked, executor, MIXED) == expected_of(side_by_side, executor, MIXED)
        assert seen_in_the_engine(linked) == seen_in_the_engine(side_by_side)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"segments": 4, "end_tolerance": 3.0}, "set order = chain"),
        ({"segments": 4, "amplification": 1.1}, "set order = chain"),
        ({"segments": 1000, "order": "chain", "amplification": 1.1}, "lower one of them"),
    ],
)
def test_numbers_of_a_chain_that_cannot_be_are_refused(numbers, words):
    with pytest.raises(ValueError, match=words) as refused:
        door.scenario_from({"field": {"partition": numbers}})
    assert "\n" not in str(refused.value)


def test_a_long_chain_that_forgets_is_allowed():
    assert Segmented(segments=1000, order="chain", amplification=0.9).segments == 1000
    assert Place().rough is False

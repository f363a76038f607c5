"""The contract of every kind: the engine gives each verdict as often as the closed form says."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest

from model.columns import VERDICTS
from model.door import scenario_from
from model.field.acceptance import Acceptance
from model.field.crowd import Crowd
from model.field.place import Place
from model.run import simulate
from model.scenario import Scenario
from model.state import State
from model.strategies.traits import behaviour

JOBS, EXECUTORS = 24_000, 400

Traits = dict[str, float]


def network(field: dict[str, Any], executor: Traits, crowd: list[tuple[Traits, int]], **more: Any) -> Scenario:
    """400 executors of one behaviour, and verifiers of their own."""
    population = {"executor": {"strategy": "honest", "role": "executor", "count": EXECUTORS, "numbers": executor}}
    for n, (numbers, count) in enumerate(crowd):
        population[f"verifier_{n}"] = {"strategy": "honest", "role": "verifier", "count": count, "numbers": numbers}
    nodes = {"count": EXECUTORS + sum(count for _, count in crowd), "stake": 1000.0}
    data = {"nodes": nodes, "population": population, "field": field, "accounts": {"stakes": "frozen"}, **more}
    return scenario_from(data)


def seen_in_the_engine(scenario: Scenario) -> Counter[str]:
    """How many of the 24,000 jobs meet each verdict, are audited, wrong, wrong and accepted, attacked and accepted."""
    seen: Counter[str] = Counter()

    def watch(state: State) -> None:
        seen.update(VERDICTS[verdict] for verdict in state.job_verdict.tolist())
        accepted = state.job_verdict <= VERDICTS.index("accepted_verified")
        seen["audited"] += int((state.job_audited == 1).sum())
        seen["wrong"] += int((state.job_wrong == 1).sum())
        seen["wrong_accepted"] += int((accepted & (state.job_wrong == 1)).sum())
        seen["attacked_accepted"] += int((accepted & (state.job_attacked == 1)).sum())

    simulate(scenario, seed=7, epochs=JOBS // EXECUTORS, watch=watch)
    return seen


def assert_agree(seen: Counter[str], expected: Acceptance) -> None:
    """Every share within 4 standard errors, and none that cannot be."""
    for name in (*VERDICTS, "audited", "wrong", "wrong_accepted", "attacked_accepted"):
        probability = getattr(expected, name)
        error = math.sqrt(max(probability * (1 - probability), 0.0) / JOBS + expected.standard_error**2)
        if error < 1e-9:
            assert seen[name] == round(JOBS * probability), name
        else:
            assert abs(seen[name] / JOBS - probability) < 4 * error, (name, seen[name] / JOBS, probability)


HONEST: Traits = {}
SKIMMER = {"effort": 0.5}
SKIMMER_SOME = {"effort": 0.83, "filler_luck": 0.3}
SUBSTITUTER = {"effort": 0.0, "filler_deviation": 10.0, "reference_deviation": 10.0}
NEARLY = {"effort": 0.4, "filler_deviation": 2.0}
EDGE_HUGGER = {"attack_rate": 1.0, "deviation": 3.0}
CORRUPTOR = {"attack_rate": 0.4, "attack_segments": 2.0, "deviation": 3.5}
FORGER = {"attack_rate": 0.8, "attack_segments": 3.0, "deviation": 2.0, "deviation_idiosyncratic": 1.0}
WITHHOLDER = {"withhold": 0.3}
PRE_FILLER = {"effort": 0.3, "filler_deviation": 100.0, "filler_luck": 0.2, "forge": 1.0}
FORGING_CORRUPTOR = {**CORRUPTOR, "effort": 0.5, "filler_deviation": 2.0, "forge": 1.0}
COLLUDER = {"attack_rate": 0.7, "deviation": 1000.0, "cartel": 1.0}

VIGILANT = [(HONEST, 30)]
MIXED = [(HONEST, 12), ({"vigilance": 0.3}, 5), ({"grief": 0.4}, 3), ({"cartel": 1.0}, 6), ({"cartel": 2.0, "reject_outsiders": 1.0}, 2)]
QUANTISED = [(HONEST, 20), ({"reference_deviation": 10.0}, 15)]


def panel(**numbers: Any) -> dict[str, Any]:
    common = {"kind": "panel", "audit_probability": 0.7, "panel_size": 3, "need": 2, "sampled_segments": 3, "tolerance": 3.0}
    return {**common, **numbers}


K8 = {"segments": 8}
UNSHARED = {"shared": False}
LOSSY = {"kind": "broadcast", "shards": 6, "shards_needed": 4, "shard_loss": 0.1, "link_loss": 0.2}

CASES: dict[str, tuple[dict[str, Any], Traits, list[tuple[Traits, int]]]] = {
    "absent, honest": ({"partition": K8}, HONEST, VIGILANT),
    "absent, lossy and required, withholder": ({"propagation": LOSSY, "availability_required": "always"}, WITHHOLDER, VIGILANT),
    "proof, corruptor": (
        {"partition": K8, "verification": {"kind": "proof", "soundness_error": 0.2}, "propagation": LOSSY}, CORRUPTOR, VIGILANT,
    ),
    "attestation, half covered": ({"partition": K8, "verification": {"kind": "attestation", "coverage": 0.5}}, CORRUPTOR, VIGILANT),
    "attestation, lossy skimmer": (
        {"partition": K8, "verification": {"kind": "attestation", "coverage": 0.2}, "propagation": LOSSY}, SKIMMER_SOME, VIGILANT,
    ),
    "common sample, unshared noise, honest": ({"partition": K8, "verification": panel(), "noise": UNSHARED}, HONEST, VIGILANT),
    "common sample, unshared noise, corruptor, mixed crowd": (
        {"partition": K8, "verification": panel(), "noise": UNSHARED, "propagation": LOSSY}, CORRUPTOR, MIXED,
    ),
    "common sample, unshared noise, substituter among substituters": (
        {"partition": K8, "verification": panel(reference_share=0.3), "noise": UNSHARED}, SUBSTITUTER, QUANTISED,
    ),
    "common sample, shared noise, edge hugger": ({"partition": K8, "verification": panel()}, EDGE_HUGGER, VIGILANT),
    "common sample, shared noise, nearly honest, mixed crowd": (
        {"partition": K8, "verification": panel(panel_size=5, need=3)}, NEARLY, MIXED,
    ),
    "common sample, shared noise, reference checks": (
        {"partition": K8, "verification": panel(reference_share=0.5)}, CORRUPTOR, MIXED,
    ),
    "common sample, shared noise, unequal references": ({"partition": K8, "verification": panel()}, SUBSTITUTER, QUANTISED),
    "common sample, shared noise, forger near the tolerance": ({"partition": K8, "verification": panel()}, FORGER, VIGILANT),
    "common sample, shared noise, large panel": (
        {"partition": K8, "verification": panel(panel_size=19, need=12)}, NEARLY, VIGILANT,
    ),
    "traces alone in part, pre-filler": ({"partition": K8, "verification": panel(trace_share=0.6)}, PRE_FILLER, MIXED),
    "traces alone, a panel per segment, forging corruptor": (
        {"partition": K8, "verification": panel(trace_share=0.5, spread="per_segment"), "propagation": LOSSY}, FORGING_CORRUPTOR, MIXED,
    ),
    "traces alone, and no output is forged": ({"partition": K8, "verification": panel(trace_share=1.0)}, CORRUPTOR, VIGILANT),
    "traces alone, but the end of a chain is seen": (
        {"partition": {**K8, "order": "chain", "end_tolerance": 30.0}, "verification": panel(trace_share=0.7), "noise": UNSHARED},
        {**CORRUPTOR, "deviation": 9.0, "attack_segments": 4.0, "forge": 1.0}, VIGILANT,
    ),
    "one segment, shared noise, unequal references": (
        {"verification": panel(sampled_segments=1, reference_share=0.2)}, {**EDGE_HUGGER, "deviation": 8.0}, QUANTISED,
    ),
    "own samples, unshared noise, skimmer": (
        {"partition": K8, "verification": panel(spread="own"), "noise": UNSHARED}, SKIMMER_SOME, MIXED,
    ),
    "own samples, unshared noise, reference checks": (
        {"partition": K8, "verification": panel(spread="own", reference_share=0.4), "noise": UNSHARED}, CORRUPTOR, MIXED,
    ),
    "own samples, shared noise": ({"partition": K8, "verification": panel(spread="own")}, EDGE_HUGGER, VIGILANT),
    "per segment, unshared noise, corruptor": (
        {"partition": K8, "verification": panel(spread="per_segment"), "noise": UNSHARED, "propagation": LOSSY}, CORRUPTOR, MIXED,
    ),
    "per segment, shared noise, unequal references": (
        {"partition": K8, "verification": panel(spread="per_segment", reference_share=0.3)}, NEARLY, QUANTISED,
    ),
    "per segment, shared noise, forger": ({"partition": K8, "verification": panel(spread="per_segment")}, FORGER, VIGILANT),
    "quorum of votes, lossy": (
        {
            "partition": K8, "propagation": {**LOSSY, "link_loss": 0.4},
            "verification": panel(quorum_of="votes", quorum_share=0.6, min_votes=2, panel_size=4),
        },
        CORRUPTOR, MIXED,
    ),
    "quorum of seats, lossy, always required, withholder": (
        {
            "partition": K8, "propagation": {**LOSSY, "link_loss": 0.4}, "availability_required": "always",
            "verification": panel(panel_size=4, need=3),
        },
        {**WITHHOLDER, **NEARLY}, MIXED,
    ),
    "protocol auditors, lossy": (
        {"partition": K8, "propagation": LOSSY, "verification": panel(auditors="protocol")}, NEARLY, MIXED,
    ),
    "cartel in a finite crowd, no noise": (
        {"verification": panel(sampled_segments=1, panel_size=7, need=4), "noise": {"level": 0.0}},
        COLLUDER, [(HONEST, 11), ({"cartel": 1.0}, 7)],
    ),
    "griefers all seated": (
        {"verification": panel(sampled_segments=1, draw="all", need=8)}, HONEST, [(HONEST, 8), ({"grief": 0.5}, 4)],
    ),
    "fewer verifiers than seats": ({"verification": panel(sampled_segments=1, panel_size=5, need=3)}, EDGE_HUGGER, [(HONEST, 4)]),
    "stake-weighted draw of equal stakes": (
        {"verification": panel(sampled_segments=1, draw="stake_weighted")}, {**COLLUDER, "deviation": 3.0}, MIXED,
    ),
    "decoys beside the audits": ({"partition": K8, "verification": panel(decoy_rate=0.5)}, EDGE_HUGGER, MIXED),
    "audit factor of the profile": (
        {"verification": panel(sampled_segments=1), "profile": {"audit": {"kind": "uniform", "factor": 0.5}}}, EDGE_HUGGER, VIGILANT,
    ),
    "tolerance factor of the profile": (
        {"verification": panel(sampled_segments=1), "profile": {"tolerance": {"kind": "uniform", "factor": 1.4}}}, EDGE_HUGGER, VIGILANT,
    ),
}  # fmt: skip


def expected_of(scenario: Scenario, executor: Traits, crowd: list[tuple[Traits, int]]) -> Acceptance:
    """The closed form of the executors' jobs."""
    place = Place(harm_threshold=scenario.job_classes["job"].harm_threshold)
    return scenario.field.acceptance(behaviour(**executor), Crowd.of([(behaviour(**numbers), count) for numbers, count in crowd]), place)


@pytest.mark.parametrize("name", CASES)
def test_the_engine_gives_verdicts_as_often_as_the_closed_form_says(name: str) -> None:
    field, executor, crowd = CASES[name]
    scenario = network(field, executor, crowd)
    expected = expected_of(scenario, executor, crowd)
    assert sum(expected.verdicts) == pytest.approx(1.0)
    assert_agree(seen_in_the_engine(scenario), expected)


SURE_FORGER = {"attack_rate": 1.0, "deviation": 2.0, "deviation_idiosyncratic": 1.0}
TWO = {**FORGER, "attack_segments": 2.0}
HARM: dict[str, tuple[dict[str, Any], Traits, float]] = {
    "systematic below the threshold": ({"partition": K8, "verification": panel()}, EDGE_HUGGER, 3.0),
    "systematic above the threshold": ({"partition": K8, "verification": panel()}, CORRUPTOR, 3.0),
    "the tolerance is the threshold, no noise": (
        {"verification": panel(sampled_segments=1), "noise": {"level": 0.0}}, SURE_FORGER, 3.0,
    ),
    "one segment": ({"verification": panel(sampled_segments=1)}, FORGER, 2.7),
    "several segments, unshared noise": ({"partition": K8, "verification": panel(), "noise": UNSHARED}, TWO, 3.3),
    "several segments, shared noise": ({"partition": K8, "verification": panel()}, TWO, 3.3),
    "a panel per segment": ({"partition": K8, "verification": panel(spread="per_segment")}, TWO, 3.5),
    "own samples, drawn": ({"partition": K8, "verification": panel(spread="own")}, TWO, 3.3),
    "attestation": ({"partition": K8, "verification": {"kind": "attestation", "coverage": 0.5}}, TWO, 3.3),
    "absent": ({"partition": K8, "propagation": LOSSY, "availability_required": "always"}, TWO, 3.3),
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_wrong_outputs_are_accepted_in_the_engine_as_often_as_the_closed_form_says(name: str) -> None:
    field, executor, threshold = HARM[name]
    scenario = network(field, executor, VIGILANT, job_classes={"job": {"harm_threshold": threshold}})
    expected = expected_of(scenario, executor, VIGILANT)
    assert expected.estimated == name.endswith("drawn")
    assert_agree(seen_in_the_engine(scenario), expected)


@pytest.mark.parametrize(("threshold", "wrong"), [(2.0, 0.5), (3.0, 0.0), (2.5, 0.25)])
def test_one_size_decides_both_what_is_wrong_and_what_passes(threshold: float, wrong: float) -> None:
    """Without noise a deviation uniform in [2, 4) passes a tolerance of 3 iff it is at most 3."""
    scenario = network({"verification": {"kind": "panel", "audit_probability": 1.0}, "noise": {"level": 0.0}}, {}, VIGILANT)
    forger = behaviour(attack_rate=1.0, deviation=2.0, deviation_idiosyncratic=1.0)
    assert scenario.field.acceptance(forger, None, Place(harm_threshold=threshold)).wrong_accepted == pytest.approx(wrong)


@pytest.mark.parametrize("name", CASES)
def test_only_what_no_sum_reaches_is_estimated(name: str) -> None:
    field, executor, crowd = CASES[name]
    scenario = network(field, executor, crowd)
    found = scenario.field.acceptance(behaviour(**executor), Crowd.of([(behaviour(**numbers), count) for numbers, count in crowd]))
    drawn = name in (
        "common sample, shared noise, unequal references", "common sample, shared noise, large panel", "own samples, shared noise",
    )  # fmt: skip
    assert found.estimated == drawn
    assert (found.standard_error > 0) == drawn


@pytest.mark.parametrize("name", [name for name, (field, *_) in CASES.items() if field.get("verification", {}).get("kind") == "panel"])
def test_votes_are_cast_in_the_engine_as_often_as_the_closed_form_says(name: str) -> None:
    field, executor, crowd = CASES[name]
    scenario = network(field, executor, crowd)
    expected = scenario.field.votes(behaviour(**executor), Crowd.of([(behaviour(**numbers), count) for numbers, count in crowd]))
    verdicts = scenario.field.acceptance(behaviour(**executor), Crowd.of([(behaviour(**numbers), count) for numbers, count in crowd]))
    run = simulate(scenario, seed=8, epochs=JOBS // EXECUTORS)
    for vote, total in enumerate(("abstentions", "approvals", "rejections")):
        per_job = run.records.total(total) / EXECUTORS
        error = per_job.std(ddof=1) / math.sqrt(len(per_job))
        assert abs(per_job.mean() - expected[:, vote].sum()) < 4 * error + 12 * verdicts.standard_error + 1e-9, total
    if not verdicts.estimated:
        # Every seat meets the job's outcome, so votes by outcome add up to verdicts.
        seats = expected.sum(axis=(0, 1)) / max(1e-300, expected.sum()) * sum(verdicts.verdicts[1:])
        audited_and_unread = scenario.field.availability_required == "always"
        if not audited_and_unread:
            assert seats == pytest.approx(verdicts.verdicts[1:], abs=1e-9)

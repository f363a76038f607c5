"""Panels and samples through the model: bad quorums (B1), segment sampling (B3), coverage (B4), partition at a fixed budget (B8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Alike, Counts, Frequency, Mean
from experiments.studies.validation.measuring import epochs_for, frequency, network
from model.columns import ACCEPTED_VERIFIED, REJECTED_INVALID
from model.run import simulate
from model.scenario import Scenario
from model.state import State

EXECUTORS = 500

# `luck` in a case's numbers is added to the seed: equal stakes seat the very panels that the uniform draw seats.


def bad_quorums(a: Mapping[str, Any]) -> Scenario:
    """Executors that attack every job out of the cartel of the bad verifiers; without noise a job is accepted iff its quorum is bad."""
    rule = {"quorum_of": "votes", "quorum_share": a["share"]} if "share" in a else {"need": a["need"]}
    panel = {"kind": "panel", "audit_probability": 1.0, "panel_size": a["seats"], "draw": a.get("draw", "uniform"), **rule}
    return network(
        {"attacker": {"strategy": "colluder", "role": "executor", "count": EXECUTORS, "numbers": {"attack_rate": 1.0}},
         "honest": {"strategy": "honest", "role": "verifier", "count": a["nodes"] - a["bad"]},
         "bad": {"strategy": "honest", "role": "verifier", "count": a["bad"], "numbers": {"cartel": 1.0}}},
        {"verification": panel, "noise": {"level": 0.0}},
    )  # fmt: skip


def _bad(a: Mapping[str, Any], sample: Sample) -> Frequency:
    return frequency(bad_quorums(a), epochs_for(sample.n, EXECUTORS), (ACCEPTED_VERIFIED,), sample.seed + a.get("luck", 0))


def skipped(a: Mapping[str, Any]) -> Scenario:
    """Nodes that skip m of k segments with fillers that are never right, each job checked by one protocol auditor without noise."""
    return _checked_without_noise(a, {"strategy": "skimmer", "numbers": {"effort": 1 - a["corrupted"] / a["segments"]}})


def attacked(a: Mapping[str, Any]) -> Scenario:
    """The same for executors that attack m segments of every job."""
    return _checked_without_noise(a, {"strategy": "corruptor", "numbers": {"attack_rate": 1.0, "attack_segments": float(a["corrupted"])}})


def _checked_without_noise(a: Mapping[str, Any], entry: Mapping[str, Any]) -> Scenario:
    panel = {"kind": "panel", "auditors": "protocol", "audit_probability": 1.0, "sampled_segments": a["sampled"]}
    field = {"partition": {"segments": a["segments"]}, "verification": panel, "noise": {"level": 0.0}}
    return network({"executor": {**entry, "count": EXECUTORS}}, field)


def _found_skipped(a: Mapping[str, Any], sample: Sample) -> Frequency:
    return frequency(skipped(a), epochs_for(sample.n, EXECUTORS), (REJECTED_INVALID,), sample.seed)


def _found_attacked(a: Mapping[str, Any], sample: Sample) -> Frequency:
    return frequency(attacked(a), epochs_for(sample.n, EXECUTORS), (REJECTED_INVALID,), sample.seed)


def _found_at_each(a: Mapping[str, Any], sample: Sample) -> Alike:
    """The sample is that of each partition."""
    found = [_found_attacked(parted(a, segments), Sample(sample.n, sample.seed + i)) for i, segments in enumerate(a["partitions"])]
    return Alike(tuple(one.hits for one in found), tuple(one.n for one in found))


def parted(a: Mapping[str, Any], segments: int) -> dict[str, Any]:
    """One of several partitions, at the budget of all of them."""
    return {"segments": segments, "corrupted": a["corrupted"], "sampled": round(a["budget"] * segments)}


def covering(a: Mapping[str, Any]) -> Scenario:
    """Honest jobs, each checked by a panel whose members take samples of their own."""
    panel = {
        "kind": "panel", "audit_probability": 1.0, "panel_size": a["verifiers"], "sampled_segments": a["sampled"], "spread": "own",
    }  # fmt: skip
    return network(
        {"executor": {"strategy": "honest", "role": "executor", "count": EXECUTORS},
         "verifier": {"strategy": "honest", "role": "verifier", "count": 2 * a["verifiers"]}},
        {"partition": {"segments": a["segments"]}, "verification": panel, "noise": {"level": 0.0}},
    )  # fmt: skip


def _covered(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    """How many jobs had 0, 1, ..., k distinct segments checked, (k + 1,)."""
    seen = np.zeros(a["segments"] + 1, dtype=int)

    def count(state: State) -> None:
        seen[:] += np.bincount(state.job_covered, minlength=len(seen))

    simulate(covering(a), sample.seed, epochs=epochs_for(sample.n, EXECUTORS), watch=count)
    return seen


def _all_covered(a: Mapping[str, Any], sample: Sample) -> Frequency:
    seen = _covered(a, sample)
    return Frequency(int(seen[-1]), int(seen.sum()))


def _coverage(a: Mapping[str, Any], sample: Sample) -> Counts:
    return Counts(_covered(a, sample))


def _uncovered_share(a: Mapping[str, Any], sample: Sample) -> Mean:
    seen = _covered(a, sample)
    return Mean.of(np.repeat(1 - np.arange(len(seen)) / a["segments"], seen))


_BAD_THIRD = {"nodes": 1_000, "bad": 333}
_OF_31, _OF_101 = {**_BAD_THIRD, "seats": 31, "need": 16}, {**_BAD_THIRD, "seats": 101}
_TWO_THIRDS = {**_BAD_THIRD, "share": 2 / 3}
B1 = Validation(
    "B1",
    "A panel drawn without replacement from a crowd with bad members has a bad quorum with the tail of the hypergeometric law, and "
    "rounding the quorum up makes that tail a saw-tooth in the seats.",
    "textbook (hypergeometric law), derived; saw-tooth and minimum committee of 111 for 2^-40 at a third bad: sharding note of "
    "C.-C. Liang 2019 (read)",
    "Executors attack every job from within the cartel of the bad verifiers and do not verify, every job is audited, no noise, a static "
    "bad set; the draw by stake is shown for equal stakes only. Draws with replacement cannot be told at 8 to 10 seats, nor anything but "
    "gross errors where no event is expected.",
    "panels",
    (
        Case("majority of 31", _OF_31, 600_000, 60_000, _bad),
        Case("majority of 31, drawn by stake", {**_OF_31, "draw": "stake_weighted", "luck": 500}, 600_000, 40_000, _bad),
        Case("majority of 101", {**_OF_101, "need": 51}, 1_500_000, 50_000, _bad),
        Case("two thirds of 101: never", {**_OF_101, "need": 68}, 150_000, 20_000, _bad),
        Case("two thirds of 8 votes", {**_TWO_THIRDS, "seats": 8}, 60_000, 60_000, _bad),
        Case("two thirds of 9 votes", {**_TWO_THIRDS, "seats": 9}, 60_000, 60_000, _bad),
        Case("two thirds of 10 votes", {**_TWO_THIRDS, "seats": 10}, 60_000, 60_000, _bad),
    ),
)


def _sampled(corrupted: int, n: int, quick: int) -> Case:
    return Case(f"{corrupted} of 100", {"segments": 100, "corrupted": corrupted, "sampled": 10}, n, quick, _found_skipped)


B3 = Validation(
    "B3",
    "A check of s segments drawn without replacement detects m corrupted of k with probability 1 - C(k - m, s) / C(k, s).",
    "textbook (hypergeometric law), derived",
    "Segments are exchangeable: nodes of effort 1 - m / k whose fillers are never right, every job checked by one protocol auditor, "
    "no noise.",
    "jobs",
    (_sampled(1, 240_000, 60_000), _sampled(5, 60_000, 60_000), _sampled(10, 60_000, 60_000), _sampled(20, 60_000, 60_000)),
)

_CROWDED = {"segments": 40, "sampled": 6, "verifiers": 20}
B4 = Validation(
    "B4",
    "Honest verifiers that each check their own sample leave a given segment unchecked with probability (1 - s/k)^n, and together cover "
    "as many segments as the occupancy law of repeated samples says.",
    "occupancy law by inclusion and exclusion, derived; partition with distributed verification: Flow, arXiv 1909.05832 (abstract read)",
    "Panels of 20 honest members out of 40, own samples of 6 of 40 segments, every job audited, no noise, every trace read.",
    "jobs",
    (
        Case("all 40 segments covered", {**_CROWDED, "of": "all"}, 37_000, 20_000, _all_covered),
        Case("number of covered segments", {**_CROWDED, "of": "counts"}, 37_000, 20_000, _coverage),
        Case("share of segments left unchecked", {**_CROWDED, "of": "unchecked"}, 37_000, 20_000, _uncovered_share),
    ),
)


def _lazy(segments: int, n: int, quick: int) -> Case:
    numbers = {"segments": segments, "corrupted": segments // 5, "sampled": segments // 10, "budget": 0.1}
    return Case(f"a fifth of {segments} skipped", numbers, n, quick, _found_skipped)


B8 = Validation(
    "B8",
    "At a fixed budget of checking, a finer partition does not help to detect one corrupted segment, and does help to detect a corrupted "
    "share of them.",
    "derived (hypergeometric law); 1 - (1 - B)^(phi k) is its limit for many segments",
    "A tenth of the segments checked by one protocol auditor on every job, no noise; attackers change one segment, lazy nodes skip "
    "a fifth.",
    "jobs a partition",
    (
        Case("one segment of 10, 50, 250", {"partitions": (10, 50, 250), "corrupted": 1, "budget": 0.1}, 20_000, 20_000, _found_at_each),
        _lazy(10, 60_000, 20_000),
        _lazy(50, 60_000, 20_000),
        _lazy(250, 60_000, 20_000),
    ),
)

VALIDATIONS = (B1, B3, B4, B8)

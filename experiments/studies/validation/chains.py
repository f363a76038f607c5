"""Chained segments through the model: C5 (how far a chain drifts that is checked segment by segment)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Mean
from experiments.studies.validation.measuring import epochs_for, network
from model.columns import ACCEPTED_VERIFIED
from model.scenario import Scenario
from model.state import State
from model.step import epoch

EXECUTORS, TOLERANCE = 100, 4.0


def _chained(a: Mapping[str, Any], deviation: float, noise: float) -> Scenario:
    """Every segment of every output checked by an auditor of the protocol."""
    attack = {"attack_rate": 1.0, "deviation": deviation} if deviation else {}
    checks = {"kind": "panel", "audit_probability": 1.0, "auditors": "protocol", "sampled_segments": a["segments"], "tolerance": TOLERANCE}
    chain = {"segments": a["segments"], "order": "chain", "amplification": a.get("amplification", 1.0)}
    if "end" in a:
        chain["end_tolerance"] = a["end"]
    return network(
        {"executor": {"strategy": "honest", "count": EXECUTORS, "numbers": attack}},
        {"partition": chain, "verification": checks, "noise": {"level": noise}},
    )


def _largest(a: Mapping[str, Any]) -> float:
    """Largest drift that is accepted without run noise: the deviation is doubled and halved until it is known to 1e-9."""
    low, high, drift = 0.0, 2.0 * TOLERANCE, 0.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        state = State(_chained(a, middle, 0.0), 0)
        epoch(state, 0)
        accepted = bool((state.job_verdict == ACCEPTED_VERIFIED).all())
        drift = float(np.abs(state.job_drift).max()) if accepted else drift
        low, high = (middle, high) if accepted else (low, middle)
    return drift


def _adversarial(a: Mapping[str, Any], sample: Sample) -> Exact:
    return Exact(_largest(a), 1e-6 * max(1.0, TOLERANCE * a["segments"]))


def _drifts(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    """Of honest chains, n of them."""
    state, found = State(_chained(a, 0.0, 1.0), sample.seed), []
    for t in range(epochs_for(sample.n, EXECUTORS)):
        epoch(state, t)
        found.append(state.job_drift.copy())
    return np.concatenate(found)


def _honest(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Root mean square, with the spread of a mean of squares."""
    squares = Mean.of(_drifts(a, sample) ** 2)
    root = math.sqrt(squares.value)
    return Mean(root, squares.error / (2.0 * root), squares.n)


def _slope(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Of the logarithm of the drift over that of the length, by least squares."""
    lengths = np.array(a["lengths"])
    cases = [{"segments": int(k)} for k in lengths]
    found = [_largest(case) if a["adversary"] else _honest(case, sample).value for case in cases]
    return Exact(float(np.polyfit(np.log(lengths), np.log(found), 1)[0]), 0.03, sample.n)


def _ratio(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Largest drift over the root mean square of honest ones."""
    largest, honest = _largest(a), _honest(a, sample)
    return Mean(largest / honest.value, largest / honest.value**2 * honest.error, honest.n)


LENGTHS = (1, 4, 16, 64)

C5 = Validation(
    "C5",
    "Where segments form a chain and are checked one by one, an adversary within the tolerance drifts in proportion to their number, "
    "honest noise only as its root; a check of the end caps both.",
    "derived",
    f"A tolerance of {TOLERANCE:g} sigma, every segment of every output checked by the protocol; the adversary without run noise, its "
    "largest accepted deviation found by halving; honest chains with noise of 1 sigma, compared with a re-run.",
    "chains",
    (
        *(Case(f"largest drift, k = {k}", {"segments": k, "adversary": True}, 1, 1 if k == 4 else 0, _adversarial) for k in LENGTHS),
        Case("largest drift, k = 16, l = 1.1", {"segments": 16, "amplification": 1.1, "adversary": True}, 1, 0, _adversarial),
        Case("largest drift, k = 16, end within 20", {"segments": 16, "end": 20.0, "adversary": True}, 1, 0, _adversarial),
        *(Case(f"honest drift, k = {k}", {"segments": k, "adversary": False}, 20_000, 2_000 if k == 4 else 0, _honest) for k in LENGTHS),
        Case("honest drift, k = 16, l = 1.1", {"segments": 16, "amplification": 1.1, "adversary": False}, 20_000, 0, _honest),
        *(Case(f"ratio, k = {k}", {"segments": k, "ratio": True}, 20_000, 0, _ratio) for k in LENGTHS),
        Case("slope of the largest drift", {"lengths": LENGTHS, "adversary": True}, 1, 0, _slope),
        Case("slope of the honest drift", {"lengths": LENGTHS, "adversary": False}, 20_000, 0, _slope),
    ),
)

VALIDATIONS = (C5,)

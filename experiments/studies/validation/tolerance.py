"""Tolerance through the model: false rejects (C1), undetected deviations (C2), the volume of accepted deviations (C4)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency, Mean
from experiments.studies.validation.measuring import epochs_for, frequency, network, verdicts
from model.columns import ACCEPTED_VERIFIED, REJECTED_INVALID
from model.scenario import Scenario

EXECUTORS = 1_000
FRESH = 20_000
"""Executors of a run of one epoch, each with a deviation of its own."""

# `luck` in a case's numbers is added to the seed where a case would draw just what another one draws.


def checked(a: Mapping[str, Any]) -> Scenario:
    """Executors whose jobs are all checked by a panel of honest nodes.

    Parameters
    ----------
    a : mapping
        ``tolerance`` and ``sigma``, the level of noise; where given ``shared``, whether a panel's checks meet the executor's same
        run noise, ``reference``, whether checks are against an exact reference, ``coordinates``, all of them compared, ``seats``,
        ``need``, ``strategy`` and its ``behaviour``, and ``executors``.
    """
    coordinates = a.get("coordinates", 1)
    panel = {
        "kind": "panel", "audit_probability": 1.0, "tolerance": a["tolerance"], "sampled_segments": coordinates,
        "panel_size": a.get("seats", 1), "need": a.get("need", 1), "reference_share": float(a.get("reference", False)),
    }  # fmt: skip
    executor = {"strategy": a.get("strategy", "honest"), "role": "executor", "numbers": a.get("behaviour", {})}
    return network(
        {"executor": {**executor, "count": a.get("executors", EXECUTORS)},
         "verifier": {"strategy": "honest", "role": "verifier", "count": 50}},
        {"partition": {"segments": coordinates}, "verification": panel, "noise": {"level": a["sigma"], "shared": a.get("shared", False)}},
    )  # fmt: skip


def _rejected(a: Mapping[str, Any], sample: Sample) -> Frequency:
    return frequency(checked(a), epochs_for(sample.n, EXECUTORS), (REJECTED_INVALID,), sample.seed + a.get("luck", 0))


def deviating(a: Mapping[str, Any]) -> Scenario:
    """The same for executors that attack every job with one deviation, or at the edge that they work out for themselves."""
    if "deviation" not in a:
        return checked({**a, "strategy": "edge_hugger"})
    return checked({**a, "behaviour": {"attack_rate": 1.0, "deviation": a["deviation"]}})


def _passed(a: Mapping[str, Any], sample: Sample) -> Frequency:
    return frequency(deviating(a), epochs_for(sample.n, EXECUTORS), (ACCEPTED_VERIFIED,), sample.seed + a.get("luck", 0))


def scattered(a: Mapping[str, Any]) -> Scenario:
    """Executors whose deviations are uniform in [-W, W], each drawn at its node's entry."""
    law = {"kind": "uniform", "low": -a["half_width"], "high": a["half_width"]}
    return checked({**a, "executors": FRESH, "behaviour": {"attack_rate": 1.0, "deviation": law}})


def _volume(a: Mapping[str, Any], sample: Sample) -> Mean:
    """2 W times the share accepted; runs of one epoch, so that no two jobs share a deviation."""
    scenario, runs = scattered(a), epochs_for(sample.n, FRESH)
    seen = np.sum([verdicts(scenario, 1, sample.seed * 1_000_000 + run) for run in range(runs)], axis=0)
    accepted, n = int(seen[ACCEPTED_VERIFIED]), int(seen.sum())
    share = accepted / n
    return Mean(2 * a["half_width"] * share, 2 * a["half_width"] * math.sqrt(share * (1 - share) / n), n)


def _two_runs(tolerance: float, n: int, quick: int, **more: Any) -> Case:
    words = {"shared": ", the panel sharing the executor's run noise", "reference": " of an exact reference"}
    name = f"eps = {tolerance:g} sigma" + "".join(words[key] for key in more)
    return Case(name, {"tolerance": tolerance, "sigma": 1.0, **more}, n, quick, _rejected)


C1 = Validation(
    "C1",
    "An honest output is rejected as often as the difference of two noisy runs, of standard deviation sigma sqrt 2, leaves the tolerance; "
    "against an exact reference sigma stands alone, and of D coordinates any one may reject.",
    "derived (Gaussian run noise)",
    "Honest executors, a panel of one honest member on every job, independent Gaussian noise; D coordinates are D segments, all checked.",
    "jobs",
    (
        _two_runs(2.0, 90_000, 90_000),
        _two_runs(3.0, 90_000, 90_000),
        _two_runs(4.0, 240_000, 90_000),
        _two_runs(3.0, 90_000, 20_000, shared=True),
        Case("eps = 6 at sigma = 2", {"tolerance": 6.0, "sigma": 2.0, "luck": 500}, 90_000, 20_000, _rejected),
        _two_runs(2.0, 90_000, 20_000, reference=True),
        _two_runs(3.0, 240_000, 40_000, reference=True),
        Case("100 coordinates, eps = 4 sigma", {"tolerance": 4.0, "sigma": 1.0, "coordinates": 100}, 60_000, 20_000, _rejected),
    ),
)


def _edge(acceptance: float, deviation: float, quick: int) -> Case:
    numbers = {"tolerance": 4.0, "sigma": 1.0, "acceptance": acceptance, "deviation": deviation}
    return Case(f"delta = {deviation:.3f} sigma", numbers, 500_000, quick, _passed)


C2 = Validation(
    "C2",
    "The largest deviation that one check lets pass with probability a is the root of Phi((eps - delta)/s) - Phi((-eps - delta)/s) = a.",
    "derived (Gaussian run noise)",
    "Every job carries exactly that deviation in its one segment and meets one check between two noisy runs of independent noise; nobody "
    "revises.",
    "jobs",
    (
        _edge(0.99, 0.6850342773744627, 200_000),
        _edge(0.5, 3.9999999726736166, 200_000),
        _edge(0.01, 7.289952714266336, 200_000),
        Case(
            "the edge hugger's own delta",
            {"tolerance": 4.0, "sigma": 1.0, "acceptance": 0.5, "luck": 500},
            500_000,
            200_000,
            _passed,
        ),
    ),
)


def _vote(need: int, seats: int, quick: int, sigma: float = 1.0, half_width: float = 12.0, shared: bool = True) -> Case:
    words = ("" if sigma == 1.0 else f", sigma = {sigma:g}") + ("" if shared else ", no noise shared")
    numbers = {"tolerance": 4.0, "sigma": sigma, "half_width": half_width, "need": need, "seats": seats, "shared": shared}
    return Case(f"{need} of {seats}{words}", numbers, 400_000, quick, _volume)


C4 = Validation(
    "C4",
    "Noise blurs but never enlarges the range of deviations that one check accepts, 2 eps; a majority leaves it as it is, a larger quorum "
    "shrinks it and a smaller one enlarges it by the verifiers' noise alone.",
    "derived (Fubini; order statistics of the verifiers' noise)",
    "Deviations uniform over at least three tolerances to either side, a fresh one for every job; one segment, every job audited; the "
    "executor's run noise shared by its panel, so that verifiers differ by their own. Members further apart than 2 eps count for nothing "
    "at these numbers.",
    "jobs",
    (
        _vote(1, 1, 100_000),
        _vote(3, 3, 100_000),
        _vote(5, 7, 100_000),
        _vote(4, 7, 100_000),
        _vote(1, 5, 100_000),
        _vote(1, 1, 0, sigma=0.5),
        _vote(1, 1, 0, sigma=2.0, half_width=20.0),
        _vote(4, 7, 0, sigma=0.5),
        _vote(4, 7, 0, sigma=2.0, half_width=20.0),
        _vote(3, 3, 100_000, shared=False),
    ),
)

VALIDATIONS = (C1, C2, C4)

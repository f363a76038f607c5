"""Whether a verifier pays attention, through the model: A5 (the mixed equilibrium as a time average, and challenges that keep it awake)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.validation import inspection
from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency, Mean
from experiments.studies.validation.measuring import epochs_for, network, replicate, utilities
from experiments.studies.validation.takeover import EXPECTED, UNTIL_ONE_IS_LEFT, takes_over
from model.scenario import Scenario

ARM = 500
"""Verifiers on each side; as many executors as verifiers, so that each sees a job an epoch."""


def _challenged(a: Mapping[str, Any], arm: int, **more: Any) -> Scenario:
    """Verifiers that look and that do not, before executors a share of whose jobs are cheated, and planted outputs beside them."""
    cheats = round(a["cheating"] * 2 * arm)
    executors = {"work": {"strategy": "honest", "role": "executor", "count": 2 * arm - cheats, "adapts": False}}
    if cheats:
        executors["cheat"] = {"strategy": "skimmer", "role": "executor", "count": cheats, "numbers": {"effort": 0.0}, "adapts": False}
    return network(
        {
            "check": {"strategy": "honest", "role": "verifier", "count": arm},
            "skip": {"strategy": "rubber_stamp", "role": "verifier", "count": arm},
            **executors,
        },
        {
            "verification": {
                "kind": "panel", "audit_probability": 1.0, "check_cost_ratio": a["cost"], "decoy_rate": a["challenge"],
            },
            "settlement": {"decoy_penalty": a["penalty"], "bounty": a["reward"], "miss_loss": a["miss"]},
            "noise": {"level": 0.0},
        },
        nodes={"stake": 1e6},
        **more,
    )  # fmt: skip


def _margin(a: Mapping[str, Any], sample: Sample) -> Mean:
    """What verifiers that look earn more than those that do not, per job."""
    found = utilities(_challenged(a, ARM), epochs_for(sample.n, ARM), sample.seed + a.get("luck", 0) * 1_000_000)
    return found["check"].minus(found["skip"])


def _all_look(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Runs that end with every verifier looking."""
    scenario = _challenged(a, 50, adaptation=EXPECTED, **UNTIL_ONE_IS_LEFT)
    return Frequency(int(replicate(takes_over, scenario, sample.n, sample.seed).sum()), sample.n)


_GAME = {"cost": 1.0, "reward": 50.0, "miss": 50.0, "gain": 100.0, "loss": 1000.0}
_CYCLE = {
    **_GAME, "kind": "replicator", "intensity": 0.0005, "revision_rate": 1.0, "start": (0.014, 0.09), "way": "run", "time": 0.72,
}  # fmt: skip
_AWAKE = {"cost": 1.0, "reward": 50.0, "miss": 50.0, "challenge": 0.01, "cheating": 0.0, "penalty": 101.0}

A5 = Validation(
    "A5",
    "Checking and cheating have no pure equilibrium: over time X = C / (R + L) of the jobs are cheated and G / (G + D) are "
    "checked. Challenges "
    "that cannot be told from jobs keep verifiers looking iff P A >= C (1 + P), however rare cheats are.",
    "Felten 2019, Offchain Labs, on cheater checking and attention challenges; derived",
    "Averages: F1's network at C 1, R = L = 50, G 100, D 1000, 100,000 nodes in each role, proportional imitation at beta "
    ".0005. Challenges: "
    "planted outputs at the rate P .01 a job, a penalty A for passing one; a planted output costs a look as well, so "
    "attention costs C (1 + P) "
    "a job; verifiers revise, executors do not; 4e5 jobs a side, or runs on expected payoffs until all verifiers do alike.",
    "nodes a role, jobs a side, or runs",
    (
        Case("share of jobs cheated, over time", {**_CYCLE, "what": "cheating", "within": 0.0002}, 100_000, 0, inspection.average, "run"),
        Case("share of jobs checked, over time", {**_CYCLE, "what": "checking", "within": 0.0018}, 100_000, 0, inspection.average, "run"),
        Case("margin of looking at .8 A", {**_AWAKE, "penalty": 80.8, "what": "margin"}, 400_000, 0, _margin),
        Case("margin of looking at A = 101", {**_AWAKE, "luck": 1, "what": "margin"}, 400_000, 50_000, _margin),
        Case("margin of looking at 1.2 A", {**_AWAKE, "penalty": 121.2, "luck": 2, "what": "margin"}, 400_000, 0, _margin),
        Case("margin of looking at A, 1 % cheats", {**_AWAKE, "cheating": 0.01, "luck": 3, "what": "margin"}, 400_000, 0, _margin),
        Case("runs that end looking, .95 A", {**_AWAKE, "penalty": 0.95 * 101, "what": "runs"}, 20, 0, _all_look),
        Case("runs that end looking, 1.05 A", {**_AWAKE, "penalty": 1.05 * 101, "what": "runs"}, 20, 0, _all_look),
    ),
)

VALIDATIONS = (A5,)

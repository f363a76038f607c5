"""What sanctions reach, through the model: A10 (a life until ejection), WITHHOLD (a hidden trace), I2 (a composed field)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Counts, Exact, Mean, Root
from experiments.studies.validation.measuring import crossing, epochs_for, network, utilities
from model.run import simulate
from model.state import State


class Lives(NamedTuple):
    """Rounds that each cheat executed, and what they came to."""

    rounds: np.ndarray
    profit: np.ndarray


def _lives(a: Mapping[str, Any], sample: Sample) -> Lives:
    """Every node cheats, at no cost and for the fee, until it is ejected; the run ends when all are."""
    scenario = network(
        {"cheat": {"strategy": "skimmer", "count": sample.n, "numbers": {"effort": 0.0, "filler_luck": 1 - a["detection"]}}},
        {"verification": {"kind": "panel", "auditors": "protocol", "audit_probability": a["audit"]},
         "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["gain"]}},
        accounts={"stakes": "frozen", "eject": True},
        stop_when="extinct",
        epochs=1_000_000,
    )  # fmt: skip
    lives = Lives(np.zeros(sample.n, dtype=int), np.zeros(sample.n))

    def add(state: State) -> None:
        lives.rounds[:] += np.bincount(state.job_executor, minlength=sample.n)
        lives.profit[:] += state.utility

    simulate(scenario, sample.seed, watch=add)
    return lives


def _rounds_in_bins(a: Mapping[str, Any], sample: Sample) -> Counts:
    bins = np.searchsorted(a["edges"], _lives(a, sample).rounds, side="left")
    return Counts(np.bincount(bins, minlength=len(a["edges"]) + 1))


def _mean_rounds(a: Mapping[str, Any], sample: Sample) -> Mean:
    return Mean.of(_lives(a, sample).rounds)


def _mean_profit(a: Mapping[str, Any], sample: Sample) -> Mean:
    return Mean.of(_lives(a, sample).profit)


def _profit_beyond_rounds(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Profit less the gain for each round: one number for all lives, or nan."""
    lives = _lives(a, sample)
    beyond = lives.profit - a["gain"] * lives.rounds
    return Exact(float(beyond.mean()) if float(np.ptp(beyond)) < 1e-6 else math.nan, 1e-6, sample.n)


_A10 = {"audit": 0.02, "detection": 0.9, "gain": 3.0, "slash": 100.0}
_TWENTIETHS = tuple(round(-math.log(1 - i / 20) / 0.018) for i in range(1, 20))

A10 = Validation(
    "A10",
    "A cheat that is ejected at its first catch lives a geometric number of rounds and gains g (1 - a d) / (a d) - S in all.",
    "derived; hit-and-run",
    "One job per node and epoch, a protocol auditor, no noise, a filler right with 1 - d that costs nothing, so that g is the fee; a "
    "fixed slash, stakes frozen above it; the run lasts until all are ejected. The round of the catch counts as lived and pays no fee: "
    "it costs the slash alone, and ejection acts from the next epoch. 1e4 lives tell the law; means take 2e5, for a round more or less "
    "to be eight standard errors.",
    "lives",
    (
        Case("lifetimes in 20 bins, a d = .018", {**_A10, "edges": _TWENTIETHS, "what": "law"}, 10_000, 10_000, _rounds_in_bins),
        Case("mean lifetime", {**_A10, "what": "rounds"}, 200_000, 10_000, _mean_rounds),
        Case("profit of a life", {**_A10, "what": "profit"}, 200_000, 10_000, _mean_profit),
        Case("profit at break-even, a d = .0291", {**_A10, "audit": 3 / 103 / 0.9, "what": "profit"}, 200_000, 0, _mean_profit),
        Case("profit less g a round, every life", {**_A10, "what": "beyond"}, 10_000, 1_000, _profit_beyond_rounds),
    ),
)

ARM = 2_000
"""Nodes on each side."""


def _honest_and_hidden(a: Mapping[str, Any], sample: Sample) -> dict[str, Mean]:
    scenario = network(
        {"honest": {"strategy": "honest", "count": ARM}, "hidden": {"strategy": "skip_and_withhold", "count": ARM}},
        {"propagation": {"kind": "broadcast", "shard_loss": 1 - a["reconstruction"]},
         "verification": {"kind": "panel", "auditors": "protocol", "audit_probability": a["audit"]},
         "settlement": {"slash": a["slash"], "slash_rule": "fixed", "unavailable_penalty": a["penalty"]}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["reward"]}},
        nodes={"compute_cost": a["cost"]},
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "garbage": {"deviation": 1000.0, "cost_ratio": a["shortcut"] / a["cost"], "idiosyncratic": True},
            }
        },
    )  # fmt: skip
    return utilities(scenario, epochs_for(sample.n, ARM), sample.seed + a.get("luck", 0) * 1_000_000)


def _honest_over_hidden(a: Mapping[str, Any], sample: Sample) -> Mean:
    found = _honest_and_hidden(a, sample)
    return found["honest"].minus(found["hidden"])


def _of_honest(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _honest_and_hidden(a, sample)["honest"]


def _by_the_slash(a: Mapping[str, Any], sample: Sample) -> Exact:
    """What the slash adds to the margin, all luck being the same."""
    margins = [_honest_over_hidden({**a, "slash": slash}, sample).value for slash in (0.0, a["slash"])]
    return Exact(margins[1] - margins[0], 1e-9, sample.n)


_ENOUGH = 0.95 / (0.25 * 0.9) - 1.2
_HIDDEN = {
    "cost": 1.0, "shortcut": 0.05, "reward": 1.2, "audit": 0.25, "reconstruction": 0.9, "slash": 0.0, "penalty": _ENOUGH, "what": "margin",
}  # fmt: skip

WITHHOLD = Validation(
    "WITHHOLD",
    "To skip the work and hide the trace is deterred by the penalty for unavailability and the lost reward alone, whatever the slash.",
    "derived",
    "One job per node and epoch, a protocol auditor that asks for the trace of audited jobs only, one shard that is lost with 1 - r for "
    "every reader, no noise, so that no honest node is found invalid; a fixed slash, stakes frozen, nobody revising.",
    "jobs a side",
    (
        Case("margin at .8 U*", {**_HIDDEN, "penalty": 0.8 * _ENOUGH}, 400_000, 100_000, _honest_over_hidden),
        Case("margin at .8 U*, S 100", {**_HIDDEN, "penalty": 0.8 * _ENOUGH, "slash": 100.0, "luck": 1}, 400_000, 0, _honest_over_hidden),
        Case("margin at U* = 3.02", {**_HIDDEN, "luck": 2}, 400_000, 100_000, _honest_over_hidden),
        Case("margin at 1.2 U*", {**_HIDDEN, "penalty": 1.2 * _ENOUGH, "luck": 3}, 400_000, 100_000, _honest_over_hidden),
        Case("what S 100 adds to the margin at U*", {**_HIDDEN, "slash": 100.0, "what": "slash"}, 400_000, 100_000, _by_the_slash),
        Case("payoff of honest work at U*", {**_HIDDEN, "what": "honest"}, 400_000, 100_000, _of_honest),
    ),
)

ATTACKERS = 500
"""Executors on each side in front of a composed field."""


def _honest_over_corrupt(a: Mapping[str, Any], slash: float, n: int, seed: int) -> Mean:
    attack = {"attack_rate": 1.0, "attack_segments": float(a["bad"]), "deviation": 5.0}
    panel = {"kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "sampled_segments": 4, "spread": "per_segment"}
    scenario = network(
        {"honest": {"strategy": "honest", "role": "executor", "count": ATTACKERS},
         "corrupt": {"strategy": "honest", "role": "executor", "count": ATTACKERS, "numbers": attack},
         "verifier": {"strategy": "honest", "role": "verifier", "count": 50}},
        {"partition": {"segments": 20},
         "propagation": {"kind": "broadcast", "shards": 12, "shards_needed": 6, "shard_loss": 0.3},
         "verification": {**panel, "tolerance": 3.0},
         "settlement": {"slash": slash, "slash_rule": "fixed"}, "noise": {"shared": False}},
        nodes={"outside_gain": a["gain"]},
        job_classes={"job": {"fee": a["reward"], "value": 1.0}},
    )  # fmt: skip
    found = utilities(scenario, epochs_for(n, ATTACKERS), seed)
    return found["honest"].minus(found["corrupt"])


def _deterring_slash(a: Mapping[str, Any], sample: Sample) -> Root:
    """The margin of honest work is a line in S, measured without a slash and at S = `slash`, from seeds of their own."""
    at_none = _honest_over_corrupt(a, 0.0, sample.n, sample.seed)
    at_slash = _honest_over_corrupt(a, a["slash"], sample.n, sample.seed + 1_000_000)
    return crossing(0.0, a["slash"], at_none, at_slash, a["within"])


_I2 = {"reward": 1.5, "gain": 5.0}

I2 = Validation(
    "I2",
    "Through a composed field, a corruption of m segments is deterred by a slash of (q_m (R + g) - q_0 R) / (q_0 - q_m).",
    "derived",
    "I1's field: 20 segments, 4 sampled, each by a panel of 3 of whom 2 must approve, a tolerance of 3 sigma against a deviation of 5, "
    "noise not shared, a code (12, 6) whose shards are up with .7; every job audited. No penalty for unavailability, a fixed slash, "
    "stakes frozen above it. False rejects slash honest nodes as well. 4e5 jobs would do for 3 %; 2e6 allow 1.5 % at m = 1 and 2, "
    "where the noise of one run is seen. At m = 5 the gain and what it risks nearly cancel, and 3 % take 1.6e6.",
    "jobs a side and slash",
    (
        Case("root in S, 1 bad segment", {**_I2, "bad": 1, "slash": 38.0, "within": 0.015}, 2_000_000, 100_000, _deterring_slash),
        Case("root in S, 2 bad segments", {**_I2, "bad": 2, "slash": 15.0, "within": 0.015}, 2_000_000, 0, _deterring_slash),
        Case("root in S, 5 bad segments", {**_I2, "bad": 5, "slash": 1.1, "within": 0.03}, 1_600_000, 0, _deterring_slash),
    ),
)

VALIDATIONS = (A10, WITHHOLD, I2)

"""Forged traces and hits before the stake is free, through the model: FORGE (a pre-fill attack), HITRUN (unbonding delays)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Mean, Root
from experiments.studies.validation.measuring import crossing, epochs_for, network, utilities
from model.run import Run, simulate

ARM = 2_000
"""Nodes on each side."""


def _honest_over_forger(a: Mapping[str, Any], audit: float, sample: Sample) -> Mean:
    panel = {"kind": "panel", "auditors": "protocol", "audit_probability": audit, "trace_share": a["alone"]}
    fillers = {
        "exact": {"deviation": 0.0, "cost_ratio": 1.0},
        "small_model": {"deviation": 100.0, "cost_ratio": a["cheap"] / a["cost"]},
    }
    scenario = network(
        {"honest": {"strategy": "honest", "count": ARM}, "forger": {"strategy": "pre_filler", "count": ARM}},
        {"verification": panel, "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["reward"]}},
        nodes={"compute_cost": a["cost"]},
        technology={"fillers": fillers, "trace_cost": a["trace"] / a["cost"]},
    )
    found = utilities(scenario, epochs_for(sample.n, ARM), sample.seed)
    return found["honest"].minus(found["forger"])


def _forger_root(a: Mapping[str, Any], sample: Sample) -> Root:
    """Root of the margin, a line in the audit rate, from two points with seeds of their own."""
    low, high = a["between"]
    at_low, at_high = (_honest_over_forger(a, p, sample._replace(seed=sample.seed + more)) for p, more in ((low, 0), (high, 1_000_000)))
    return crossing(low, high, at_low, at_high, a["within"])


def _margin_under_all_audits(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _honest_over_forger(a, a["audit"], sample)


_FORGE = {"cost": 1.0, "cheap": 0.1, "trace": 0.1, "reward": 1.5, "slash": 10.0, "alone": 0.6, "what": "root", "within": 0.02}
_ALONE = {**_FORGE, "alone": 1.0, "what": "margin", "audit": 1.0}

FORGE = Validation(
    "FORGE",
    "A cheap output with a forged trace is deterred only by audits that compare outputs: iff their rate exceeds the saving, less what "
    "forging costs, over what is risked; where traces alone are compared, by no audit rate and no slash.",
    "derived; pre-fill attack as named by the Gonka documentation",
    "One job per node and epoch, a protocol auditor, no noise, a small model far outside the tolerance, a fixed slash, stakes frozen "
    "above it, nobody revising.",
    "jobs a side and rate",
    (
        Case("root in p, outputs in 4 of 10 audits", {**_FORGE, "between": (0.1, 0.25)}, 1_600_000, 400_000, _forger_root),
        Case("root in p, outputs in all audits", {**_FORGE, "alone": 0.0, "between": (0.04, 0.1)}, 1_600_000, 0, _forger_root),
        Case("margin where all are audited by traces alone", _ALONE, 20_000, 20_000, _margin_under_all_audits),
    ),
)

LIVES = 1_000
"""Nodes of a run, each of which lives once."""


def _profit_of_lives(run: Run) -> float:
    return float(np.sum(run.records.total("utility_sum"))) / LIVES


def _mean_profit(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Nodes that work for a while, then ask out and attack every job until their stake is free or they are caught and ejected."""
    hitter = {"strategy": "hit_and_run", "count": LIVES, "numbers": {"patience": float(a["patience"])}}
    scenario = network(
        {"hitter": hitter},
        {"verification": {"kind": "panel", "auditors": "protocol", "audit_probability": a["audit"]},
         "settlement": {"slash": 0.5}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["fee"], "value": 1.0}},
        nodes={"compute_cost": 0.0, "stake": 2 * a["slash"], "outside_gain": a["gain"]},
        accounts={"eject": True, "unbonding_hours": float(a["delay"])},
        membership={"exit": {"while_unbonding": a["meanwhile"]}},
        epochs=a["patience"] + a["delay"] + 2,
    )  # fmt: skip
    return Mean.of(np.array([_profit_of_lives(simulate(scenario, sample.seed * 1_000_000 + run)) for run in range(sample.n)]))


_HIT = {"audit": 0.018, "gain": 2.0, "fee": 1.0, "slash": 100.0, "delay": 19, "patience": 0, "meanwhile": "works"}

HITRUN = Validation(
    "HITRUN",
    "Who attacks while its stake unbonds gains (1 - (1 - a d)^m) times a whole life of attacks, m the epochs until the stake is free: a "
    "delay makes the hit last longer, and whether it pays is decided by a d = g / (g + S) alone.",
    "catalogue A10, cut off at m; derived",
    "One job per node and epoch, a protocol auditor, no noise, work that costs nothing; stakes move, a slash takes half of the 200 tok "
    "that are at stake or on their way out, and the first catch ejects.",
    "runs of 1,000 lives",
    (
        Case("free after 19 epochs", _HIT, 400, 50, _mean_profit),
        Case("free at once", {**_HIT, "delay": 0}, 400, 50, _mean_profit),
        Case("idle while it unbonds", {**_HIT, "meanwhile": "idles"}, 400, 0, _mean_profit),
        Case("break-even, a d = .0291", {**_HIT, "audit": 3 / 103}, 400, 0, _mean_profit),
        Case("after 5 honest epochs", {**_HIT, "patience": 5, "delay": 4}, 400, 50, _mean_profit),
    ),
)

VALIDATIONS = (FORGE, HITRUN)

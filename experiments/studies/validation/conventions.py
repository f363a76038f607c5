"""Conventions that check each other, through the model: TIP, where the right one stops holding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency, Mean, Root
from experiments.studies.validation.measuring import crossing, epochs_for, network, replicate, utilities
from experiments.studies.validation.takeover import EXPECTED, UNTIL_ONE_IS_LEFT, takes_over
from model.scenario import Scenario


def _two_conventions(a: Mapping[str, Any], right: int, **more: Any) -> Scenario:
    """Nodes that run the model as asked, and nodes that run and check with a substitute."""
    substitute = {"effort": 0.0, "filler_deviation": a["deviation"], "reference_deviation": a["deviation"]}
    return network(
        {"right": {"strategy": "honest", "count": right},
         "wrong": {"strategy": "honest", "count": a["nodes"] - right, "numbers": substitute}},
        {"verification": {"kind": "panel", "audit_probability": a["audit"], "tolerance": a["tolerance"], "check_cost_ratio": a["checking"]},
         "settlement": {"slash": a["slash"], "slash_rule": "fixed"}},
        job_classes={"job": {"fee": a["reward"]}},
        nodes={"compute_cost": a["cost"]},
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "substitute": {"deviation": a["deviation"], "cost_ratio": a["ratio"]},
            }
        },
        **more,
    )  # fmt: skip


def _right_over_wrong(a: Mapping[str, Any], right: int, sample: Sample, seed: int) -> Mean:
    rate = a.get("jobs", 1)
    per_epoch = rate * min(right, a["nodes"] - right)
    found = utilities(_two_conventions(a, right, jobs={"rate": rate}), epochs_for(sample.n, per_epoch), seed)
    margin = found["right"].minus(found["wrong"])
    return Mean(margin.value / rate, margin.error / rate, margin.n * rate)


def _margin(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _right_over_wrong(a, a["right"], sample, sample.seed)


def _tipping_share(a: Mapping[str, Any], sample: Sample) -> Root:
    """The margin is a line in the share, measured at two shares from seeds of their own."""
    few, many = a["between"]
    at_few = _right_over_wrong(a, few, sample, sample.seed)
    at_many = _right_over_wrong(a, many, sample, sample.seed + 1_000_000)
    return crossing(few / a["nodes"], many / a["nodes"], at_few, at_many, 0.01)


def _right_takes_over(a: Mapping[str, Any], sample: Sample) -> Frequency:
    scenario = _two_conventions(a, a["right"], adaptation=EXPECTED, **UNTIL_ONE_IS_LEFT)
    return Frequency(int(replicate(takes_over, scenario, sample.n, sample.seed).sum()), sample.n)


_FP8 = {"cost": 1.0, "ratio": 0.52, "deviation": 10.0, "tolerance": 9.0, "audit": 0.2, "reward": 1.2, "slash": 10.0, "checking": 0.0}
_THOUSAND = {**_FP8, "nodes": 1_000, "what": "margin"}
_ROOT = {**_THOUSAND, "what": "root", "between": (550, 750)}
_ENDS = {**_FP8, "nodes": 200, "what": "ends"}

TIP = Validation(
    "TIP",
    "Where nodes check with the model that they run, the dearer convention holds only above a share of more than one half.",
    "derived",
    "Every node executes one job an epoch and verifies; panels of one, drawn uniformly among the other nodes; the substitute deviates by "
    "10 sigma for all who run it, at .52 of the cost, and a tolerance of 9 lets it pass the other convention with .24; check costs 0, or "
    "those of an execution by the model that the checker runs; a fixed slash, stakes frozen above it, no penalty for unavailability. "
    "A node does not check itself, which leaves (xN - 1) / (N - 1) of its own convention beside it. "
    "Who takes over among 200 by imitation on the model's own expected utilities (beta 1e4), from .05 to either side of x* = .64, until "
    "one convention is left; 20 of 20 bounds the share of wrong ends by .14.",
    "jobs a side, or runs",
    (
        Case("margin at x* = .641", {**_THOUSAND, "right": 641}, 400_000, 100_000, _margin),
        Case("margin at x* - .05", {**_THOUSAND, "right": 591}, 400_000, 100_000, _margin),
        Case("margin at x* + .05", {**_THOUSAND, "right": 691}, 400_000, 100_000, _margin),
        Case("root in x", _ROOT, 1_600_000, 100_000, _tipping_share),
        Case("root in x, a check costs an execution", {**_ROOT, "checking": 1.0}, 1_600_000, 0, _tipping_share),
        Case("margin among ten, a check costs an execution",
             {**_THOUSAND, "checking": 1.0, "nodes": 10, "right": 7, "jobs": 100}, 2_000_000, 30_000, _margin),
        Case("the right one takes over, x* + .05", {**_ENDS, "right": 138}, 20, 0, _right_takes_over),
        Case("the wrong one takes over, x* - .05", {**_ENDS, "right": 118}, 20, 0, _right_takes_over),
    ),
)  # fmt: skip

VALIDATIONS = (TIP,)

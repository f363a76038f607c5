"""Deterrence through the model: A1 (honest against lazy under audits by the protocol)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Mean
from experiments.studies.validation.measuring import epochs_for, network, utilities

ARM = 2_000
"""Nodes on each side."""


def _honest_and_lazy(a: Mapping[str, Any], sample: Sample) -> dict[str, Mean]:
    panel = {"kind": "panel", "auditors": "protocol", "audit_probability": a["audit"], "tolerance": 3.643}
    luck = (1 - a["detection"]) / (1 - a["false_alarm"])
    scenario = network(
        {"honest": {"strategy": "honest", "count": ARM},
         "lazy": {"strategy": "honest", "count": ARM, "numbers": {"effort": 0.0, "filler_luck": luck}}},
        {"verification": panel, "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"shared": a.get("shared", True)}},
        job_classes={"job": {"fee": a["reward"]}},
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "garbage": {"deviation": 1000.0, "cost_ratio": a["shortcut"], "idiosyncratic": True},
            }
        },
    )  # fmt: skip
    return utilities(scenario, epochs_for(sample.n, ARM), sample.seed)


def _margin(a: Mapping[str, Any], sample: Sample) -> Mean:
    found = _honest_and_lazy(a, sample)
    return found["honest"].minus(found["lazy"])


def _of_honest(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _honest_and_lazy(a, sample)["honest"]


_EXAMPLE = {"cost": 1.0, "shortcut": 0.05, "reward": 1.2, "slash": 10.0, "detection": 0.95, "false_alarm": 0.01}
_AT = 0.95 / (0.94 * 11.2)

A1 = Validation(
    "A1",
    "Honest work pays more than lazy work iff the audit rate exceeds the saving over what a cheat risks beyond an honest node.",
    "Becker 1968 (recalled), a case of p x fine >= gain; derived",
    "One job per node and epoch, panels of one protocol auditor on one segment, a tolerance of 3.643 sigma (alpha .01), a filler "
    "right with .0505 (d .95) at a cost of .05, a fixed slash, stakes frozen above it, nobody revising.",
    "jobs a side",
    (
        Case("margin at .8 a*", {**_EXAMPLE, "audit": 0.8 * _AT}, 400_000, 60_000, _margin),
        Case("margin at a* = .0902", {**_EXAMPLE, "audit": _AT}, 400_000, 60_000, _margin),
        Case("margin at a*, run noise not shared", {**_EXAMPLE, "audit": _AT, "shared": False}, 400_000, 0, _margin),
        Case("margin at 1.2 a*", {**_EXAMPLE, "audit": 1.2 * _AT}, 400_000, 60_000, _margin),
    ),
)

VALIDATIONS = (A1,)

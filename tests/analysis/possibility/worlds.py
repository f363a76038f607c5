"""Small worlds whose possibility sets are found by hand."""

from __future__ import annotations

from typing import Any

from model.door import scenario_from
from model.scenario import Scenario

GARBAGE = 1000.0


def world(panel: dict[str, Any] | None = None, **parts: Any) -> Scenario:
    """Jobs that cost 1 and pay 1.2, stakes of 10 that a conviction takes whole, one job per epoch; checks by the protocol, exact."""
    checks = {
        "kind": "panel", "audit_probability": 0.1, "panel_size": 1, "need": 1, "sampled_segments": 1, "tolerance": 3.0,
        "auditors": "protocol", **(panel or {}),
    }  # fmt: skip
    data: dict[str, Any] = {
        "name": "hand",
        "nodes": {"count": 20, "stake": 10.0, "compute_cost": 1.0},
        "population": {"honest": {"strategy": "honest", "share": 1.0}},
        "jobs": {"rate": 1.0, "assignment": "each"},
        "job_classes": {"job": {"fee": 1.2}},
        "field": {"verification": checks, "noise": {"level": 0.0}, "settlement": {"slash": 1.0, "slash_rule": "fraction"}},
    }
    for name, value in parts.items():
        data[name] = {**data.get(name, {}), **value} if isinstance(value, dict) else value
    return scenario_from(data)

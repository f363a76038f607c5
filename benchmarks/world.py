"""The world that both contestants simulate: its numbers once, and the scenario of the engine."""

from __future__ import annotations

from typing import Any

from model.door import scenario_from
from model.scenario import Scenario

SEGMENTS, SAMPLED = 16, 4
SHARDS, SHARDS_NEEDED, SHARD_LOSS = 8, 5, 0.1
EDGE_LOSS, MEAN_DEGREE = 0.1, 8.0
AUDIT_PROBABILITY, PANEL_SIZE, NEED, TOLERANCE = 0.3, 3, 2, 3.0
STAKE, COMPUTE_COST, OUTSIDE_GAIN, FEE, VALUE = 100.0, 0.6, 1.5, 1.0, 1.0
SLASH, PAY_PER_CHECK = 0.05, 0.05

POPULATION = {"honest": 0.6, "skimmer": 0.3, "corruptor": 0.1}
"""Shares of the strategies; nobody revises."""

SPREADS = ("broadcast", "dispersed")


def scenario(nodes: int, spread: str = "broadcast", shared: bool = False) -> Scenario:
    """The world as a scenario: every node executes one job in an epoch and sits on panels.

    Parameters
    ----------
    nodes : int
    spread : str
        ``broadcast``, or ``dispersed`` over a random graph of mean degree 8.
    shared : bool
        Whether the executor's run noise of a segment is shared by its checkers.

    Returns
    -------
    Scenario
    """
    traces: dict[str, Any] = {"kind": spread, "shards": SHARDS, "shards_needed": SHARDS_NEEDED}
    data: dict[str, Any] = {
        "name": "bench",
        "nodes": {"count": nodes, "stake": STAKE, "compute_cost": COMPUTE_COST, "outside_gain": OUTSIDE_GAIN},
        "population": {name: {"strategy": name, "share": share} for name, share in POPULATION.items()},
        "job_classes": {"job": {"fee": FEE, "value": VALUE}},
        "field": {
            "partition": {"segments": SEGMENTS},
            "propagation": traces | ({"shard_loss": SHARD_LOSS} if spread == "broadcast" else {"edge_loss": EDGE_LOSS}),
            "verification": {
                "kind": "panel",
                "audit_probability": AUDIT_PROBABILITY,
                "panel_size": PANEL_SIZE,
                "need": NEED,
                "sampled_segments": SAMPLED,
                "tolerance": TOLERANCE,
            },
            "settlement": {"slash": SLASH, "pay_per_check": PAY_PER_CHECK},
            "noise": {"shared": shared},
        },
    }
    if spread == "dispersed":
        data["graph"] = {"kind": "erdos_renyi", "mean_degree": MEAN_DEGREE}
    return scenario_from(data)

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
"""Shares of the strategies, at the start and of entrants."""

REVISION_RATE, INTENSITY, MEMORY = 0.1, 1.0, 10.0
PRICE, POOL_PER_NODE, POOL_FEE, SALE_SHARE, SPENDING_PER_NODE = 1.0, 50.0, 0.003, 0.1, 0.8
CHURN = 0.01
"""Chance that a node leaves in an epoch; as many come as would leave a full network."""

WORLDS = ("broadcast", "dispersed", "living")


def scenario(nodes: int, world: str = "broadcast", shared: bool = False) -> Scenario:
    """The world as a scenario: every node executes one job in an epoch and sits on panels.

    Parameters
    ----------
    nodes : int
    world : str
        Traces are ``broadcast``, or ``dispersed`` over a random graph of mean degree 8; in a ``living`` world they are
        dispersed, and nodes imitate, sell what they earn into a pool, leave and enter.
    shared : bool
        Whether the executor's run noise of a segment is shared by its checkers.

    Returns
    -------
    Scenario
    """
    travels: dict[str, Any] = (
        {"kind": "broadcast", "shard_loss": SHARD_LOSS} if world == "broadcast" else {"kind": "dispersed", "edge_loss": EDGE_LOSS}
    )
    data: dict[str, Any] = {
        "name": "bench",
        "nodes": {"count": nodes, "stake": STAKE, "compute_cost": COMPUTE_COST, "outside_gain": OUTSIDE_GAIN},
        "population": {name: {"strategy": name, "share": share} for name, share in POPULATION.items()},
        "job_classes": {"job": {"fee": FEE, "value": VALUE}},
        "field": {
            "partition": {"segments": SEGMENTS},
            "propagation": {**travels, "shards": SHARDS, "shards_needed": SHARDS_NEEDED},
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
    if world != "broadcast":
        data["graph"] = {"kind": "erdos_renyi", "mean_degree": MEAN_DEGREE}
    if world == "living":
        data["adaptation"] = {
            "kind": "imitation", "revision_rate": REVISION_RATE, "intensity": INTENSITY, "signal": "public", "memory": MEMORY,
        }  # fmt: skip
        data["market"] = {
            "kind": "pool", "price": PRICE, "pool_tokens": POOL_PER_NODE * nodes, "pool_fee": POOL_FEE, "sale_share": SALE_SHARE,
            "spending": SPENDING_PER_NODE * nodes,
        }  # fmt: skip
        data["membership"] = {"exit": {"churn": CHURN}, "entry": {"kind": "poisson", "rate": CHURN * nodes}}
    return scenario_from(data)

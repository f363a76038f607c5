"""One small network of each kind of check, run for two epochs; as a script it prints every column as JSON."""

from __future__ import annotations

import json
from typing import Any

from model import door
from model.columns import MARK_COLUMNS, NODE_COLUMNS
from model.jit import JIT_IS_OFF
from model.run import simulate
from model.scenario import Scenario

CROWD = {
    "honest": {"strategy": "honest", "share": 0.4},
    "lazy": {"strategy": "skimmer", "share": 0.3},
    "bad": {"strategy": "corruptor", "share": 0.2},
    "band": {"strategy": "colluder", "share": 0.1},
}
COMMON = {
    "nodes.count": 20, "epochs": 2, "population": CROWD, "adaptation.kind": "imitation", "revision_rate": 0.5, "segments": 4,
    "jobs.law": "poisson", "jobs.assignment": "uniform", "field.settlement.slash": 0.2, "field.settlement.fee_to_verifiers": 0.1,
}  # fmt: skip
PANEL = {"verification.kind": "panel", "audit_probability": 0.7, "panel_size": 3, "need": 2, "sampled_segments": 2}
WORLDS: dict[str, dict[str, Any]] = {
    "absent": {"verification.kind": "absent"},
    "attestation": {"verification.kind": "attestation", "coverage": 0.5, "images.count": 3, "break_rate": 0.5, "revoke_rate": 0.5},
    "proof": {"verification.kind": "proof", "soundness_error": 0.3},
    "panel": PANEL | {"noise.shared": False, "decoy_rate": 0.3, "reference_share": 0.3},
    "panel_own_samples": PANEL | {"spread": "own", "panel.draw": "stake_weighted", "noise.shared": True},
    "panel_per_segment": PANEL | {"spread": "per_segment", "quorum_of": "votes"},
    "dispersed": PANEL
    | {
        "propagation.kind": "dispersed",
        "propagation.shards": 4,
        "shards_needed": 2,
        "graph.kind": "ring",
        "graph.degree": 4,
        "panel.draw": "neighbours",
        "availability_required": "always",
    },
}


def scenario_of(name: str) -> Scenario:
    """The scenario of a world."""
    changes = {path.replace("panel.draw", "field.verification.draw"): value for path, value in (COMMON | WORLDS[name]).items()}
    return door.change(Scenario(), changes)


def columns_of(name: str) -> dict[str, list[Any]]:
    """Every column of the nodes at the end, and every total of every epoch."""
    run = simulate(scenario_of(name), seed=11)
    columns = {c.name: getattr(run.state, c.name).tolist() for c in (*MARK_COLUMNS, *NODE_COLUMNS)}
    return columns | {f"total of {key}": values.tolist() for key, values in run.records.columns().items()}


if __name__ == "__main__":
    print(json.dumps({"compiled": not JIT_IS_OFF, "worlds": {name: columns_of(name) for name in WORLDS}}))

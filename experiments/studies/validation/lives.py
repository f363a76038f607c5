"""Lives that an ejection ends, through the model: A1b (what would have come deters too)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Mean
from experiments.studies.validation.measuring import network
from model.run import simulate
from model.scenario import Scenario
from model.state import State


def _living(a: Mapping[str, Any], people: Mapping[str, Any], audit: float) -> Scenario:
    back = {"reentry": {"chance": 1.0, "wait_hours": float(a["wait"]), "cost": a["price"]}} if "wait" in a else {}
    return network(
        people,
        {"verification": {"kind": "panel", "auditors": "protocol", "audit_probability": audit},
         "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["reward"]}},
        nodes={"compute_cost": a["cost"]},
        accounts={"stakes": "frozen", "eject": True},
        membership=back,
        stop_when="never" if back else "extinct",
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "garbage": {"deviation": 1000.0, "cost_ratio": a["shortcut"] / a["cost"], "idiosyncratic": True},
            }
        },
    )  # fmt: skip


def _discounted(a: Mapping[str, Any], scenario: Scenario, epochs: int, seed: int) -> np.ndarray:
    """Discounted utilities of each berth, (nodes,), USD."""
    worth = np.zeros(scenario.nodes.count)

    def add(state: State) -> None:
        worth[:] += a["discount"] ** state.epoch * state.utility

    simulate(scenario, seed, epochs=epochs, watch=add)
    return worth


def _of_shortcuts(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Every node takes the shortcut in every round."""
    people = {"cheat": {"strategy": "skimmer", "count": sample.n, "numbers": {"effort": 0.0, "filler_luck": 1 - a["detection"]}}}
    scenario = _living(a, people, a["audit"])
    return Mean.of(_discounted(a, scenario, a["epochs"], sample.seed + a.get("luck", 0) * 1_000_000))


def _of_honest(a: Mapping[str, Any], sample: Sample) -> Exact:
    scenario = _living(a, {"honest": {"strategy": "honest", "count": sample.n}}, a["audit"])
    worth = _discounted(a, scenario, a["epochs"], sample.seed)
    return Exact(float(worth[np.argmax(np.abs(worth - worth.mean()))]), 1e-9, sample.n)


def _case(name: str, quick: int, n: int = 100_000, **more: Any) -> Case:
    """A case audited so many times as often as makes both lives worth the same."""
    numbers = {
        "cost": 1.0, "shortcut": 0.05, "reward": 1.2, "slash": 10.0, "detection": 0.95, "discount": 0.99, "times": 1.0, "of": "shortcuts",
        "epochs": 1_000, **more,
    }  # fmt: skip
    saving, value = numbers["cost"] - numbers["shortcut"], (numbers["reward"] - numbers["cost"]) / (1.0 - numbers["discount"])
    later = numbers["discount"] ** (1 + numbers["wait"]) * (value - numbers["price"]) if "wait" in numbers else 0.0
    lost = numbers["reward"] + numbers["slash"] + numbers["discount"] * value - later
    audit = numbers["times"] * saving / (numbers["detection"] * lost)
    return Case(name, {**numbers, "audit": audit}, n, quick, _of_honest if numbers["of"] == "honest" else _of_shortcuts)


A1B = Validation(
    "A1b",
    "Where the first catch ejects, what would have come deters as well: a third of the audits do, unless the ejected may come back.",
    "A1 with a continuation value; derived",
    "One job per node and epoch, a protocol auditor, no noise, a filler right with 1 - d at a twentieth of the cost, a fixed slash, "
    "stakes frozen above it. At a* a life of shortcuts until the catch is worth a life of honest work, V = 20; utilities are discounted "
    "with .99 an epoch, over 1000 epochs (.00004 of V is left out). The ejected come back in their own berth, in two cases, and pay in "
    "their first epoch.",
    "lives",
    (
        _case("life of shortcuts at a* = .0323", 10_000),
        _case("life of shortcuts at .8 a*", 0, times=0.8, luck=1),
        _case("life of shortcuts at 1.2 a*", 0, times=1.2, luck=2),
        _case("life of honest work", 10, 10, of="honest", epochs=3_000),
        _case("at a*, back after an epoch for 5 USD", 0, wait=1, price=5.0, luck=3),
        _case("at a*, back after 20 epochs for 5 USD", 0, wait=20, price=5.0, luck=4),
    ),
)

VALIDATIONS = (A1B,)

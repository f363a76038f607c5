"""Forgetting: is a network's behaviour explained by its field, or by how it began?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Row, Study, Table
from model import door
from model.columns import EXECUTES, VERIFIES
from model.run import simulate
from model.scenario import Scenario
from model.state import State

AUDIT, WEAK_AUDIT = 0.2, 0.02
SLASH = 10.0
"""USD, of a stake that is frozen and without a limit."""
TOLERANCE = 5.0
"""In sigma; FP8 deviates by ten."""
REFERENCES = (0.0, 0.3, 0.45, 0.53, 0.57, 0.61, 0.65, 0.9)
"""Shares of checks against the protocol's reference, where peers check peers."""
STARTS = (0.02, 0.35, 0.65, 0.98)
"""Shares of the nodes that run the model as asked at the start; the others run FP8 and check with it."""
LOOKS = (1, 5, 10, 20, 40, 70, 100, 150, 200)
"""Epochs after which the share is looked at."""
NODES, SEEDS, QUICK_SEEDS = 400, 40, 3
ESCAPE_NODES, ESCAPE_SEEDS = (10, 20, 30, 40), 100
ESCAPE_REFERENCE, ESCAPE_EPOCHS = 0.53, 400
LEARNING = {
    "kind": "imitation", "signal": "expected", "memory": 1.0, "revision_rate": 0.1, "intensity": 4.0, "mutation": 0.004,
}  # fmt: skip

AT = {
    "auditors": Column("", "who checks: peers, with what they run themselves, or the protocol"),
    "audit": Column("1", "audit probability"),
    "reference": Column("1", "share of the peers' checks that are against the protocol's reference"),
    "start": Column("1", "share of the nodes that run the model as asked at the start"),
    "nodes": Column("node", "nodes"),
}
HISTORIES = AT | {"seed": Column("", "seed")}
HISTORIES |= {f"after_{t}": Column("1", f"share of the nodes that run the model as asked after {t} epochs") for t in LOOKS}
ESCAPES = AT | {
    "seed": Column("", "seed"),
    "epochs": Column("epoch", "epochs until more than half of the nodes run the model as asked, or those of the whole run"),
    "escaped": Column("1", "1: it came to that"),
}


def prepare(network: Scenario, at: Row) -> Scenario:
    """The network as two conventions that check each other, in the field and from the start that `at` says.

    Every node executes one job an epoch and verifies; panels of one, drawn
    uniformly; a check costs nothing, a slash is fixed, stakes are frozen and
    liability is unlimited. Nodes compare expected utilities.

    Parameters
    ----------
    network : Scenario
        Gives fee, cost of computing, noise and price.
    at : mapping
        Values of the columns ``AT``.

    Raises
    ------
    ValueError
        In one line, for a network that fails a premise.
    """
    name, field = premises.check(network)
    nodes = int(at["nodes"])
    right = max(1, round(float(at["start"]) * nodes))
    data = network.to_dict(sources=False) | {"epochs": 2, "warm_up": 0, "stop_when": "never", "shocks": {}, "membership": {}, "cartel": {}}
    data["population"] = {
        "right": {"strategy": "honest", "count": right},
        "fp8": {"strategy": "substituter_fp8", "count": nodes - right},
    }
    data["nodes"] = data["nodes"] | {"count": nodes, "per_owner": 1}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["field"] = field.model_dump(mode="python") | {"partition": {"segments": 1}, "noise": {"level": 1.0, "shared": False}}
    data["field"]["verification"] = {
        "kind": "panel", "audit_probability": at["audit"], "panel_size": 1, "need": 1, "sampled_segments": 1, "tolerance": TOLERANCE,
        "auditors": at["auditors"], "check_cost_ratio": 0.0, "reference_share": at["reference"],
    }  # fmt: skip
    data["field"]["settlement"] = {"slash": SLASH / network.market.price, "slash_rule": "fixed", "slash_burned": 1.0}
    data["job_classes"][name]["field"] = {}
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    data["adaptation"] = LEARNING
    scenario = door.scenario_from(data)
    if scenario.mean_compute_cost() <= 0.0:
        raise ValueError(f"FP8 saves nothing in network {network.name!r}, whose nodes.compute_cost is 0; raise it")
    return scenario


def right_share(state: State) -> float:
    """Share of the nodes that run the model as asked."""
    right, wrong = state.followers[EXECUTES | VERIFIES, :2]
    return float(right / (right + wrong))


def measure_histories(network: Scenario, cell: Cell) -> Measured:
    """Shares along runs from one start in one field."""
    scenario = prepare(network, cell.at)
    rows: list[dict[str, Any]] = []
    for seed in cell.seeds:
        row: dict[str, Any] = {"seed": seed}

        def watch(state: State, row: dict[str, Any] = row) -> None:
            if state.epoch + 1 in LOOKS:
                row[f"after_{state.epoch + 1}"] = right_share(state)

        simulate(scenario, seed, epochs=LOOKS[-1], watch=watch)
        rows.append(row)
    return Measured(rows, len(rows))


def measure_escapes(network: Scenario, cell: Cell) -> Measured:
    """How long a wrong convention holds by its numbers alone."""
    scenario = prepare(network, cell.at)
    rows = []
    for seed in cell.seeds:
        first: list[int] = []

        def watch(state: State, first: list[int] = first) -> None:
            if not first and right_share(state) > 0.5:
                first.append(state.epoch + 1)

        simulate(scenario, seed, epochs=ESCAPE_EPOCHS, watch=watch)
        rows.append({"seed": seed, "epochs": first[0] if first else ESCAPE_EPOCHS, "escaped": int(bool(first))})
    return Measured(rows, len(rows))


def fields(quick: bool) -> Iterator[dict[str, Any]]:
    """Fields that differ in who checks, how often, and with what."""
    for reference in REFERENCES[::2] if quick else REFERENCES:
        yield {"auditors": "peers", "audit": AUDIT, "reference": reference}
    yield {"auditors": "protocol", "audit": AUDIT, "reference": 0.0}
    yield {"auditors": "protocol", "audit": WEAK_AUDIT, "reference": 0.0}


def histories(network: Scenario, quick: bool) -> list[Cell]:
    """A cell for each field and start; all share their luck."""
    seeds = tuple(range(1, 1 + (QUICK_SEEDS if quick else SEEDS)))
    cells = [Cell(field | {"start": start, "nodes": NODES}, seeds) for field in fields(quick) for start in STARTS]
    prepare(network, cells[0].at)
    return cells


def escapes(network: Scenario, quick: bool) -> list[Cell]:
    """Small populations that begin in the wrong convention, in a field that keeps it for a while."""
    seeds = tuple(range(10_001, 10_001 + (ESCAPE_SEEDS // 5 if quick else ESCAPE_SEEDS)))
    field: dict[str, Any] = {"auditors": "peers", "audit": AUDIT, "reference": ESCAPE_REFERENCE, "start": 0.0}
    return [Cell(field | {"nodes": nodes}, seeds) for nodes in (ESCAPE_NODES[:2] if quick else ESCAPE_NODES)]


STUDY = Study(
    name="forgetting",
    question="Does a network's field explain what its nodes do, or does what they began with, and which share of checks decides it?",
    hypothesis=(
        "Given the field, information about the start decays to nothing if the share of checks against the protocol's reference is above "
        "(1 + g / (p (R + S) dA)) / 2, and persists below it, where peers check peers with what they run themselves; under audits by the "
        "protocol it always decays."
    ),
    refuted_by=(
        "more than 0.05 bits about the start after 200 epochs in a field that the protocol audits, or with a share of reference checks "
        "more than 8 % above that number, or less than 0.5 bits with a share more than 8 % below it."
    ),
    network="posp",
    sample=(
        "40 seeds for each of the four starts in a field: 160 runs an estimate of information, whose bias, at most (4 - 1)(4 - 1) / "
        "(2 x 160 ln 2) = 0.04 bits, is subtracted, and whose standard error is about 0.03 bits; the bounds are 0.45 bits apart. 100 seeds "
        "of each small population: a share of .05 to a standard error of .02."
    ),
    source="Consistency is not truth: analysis/theory/conventions.py; Miller 1955 on the bias of plug-in information",
    tables={
        "histories": Table(histories, measure_histories, HISTORIES),
        "escapes": Table(escapes, measure_escapes, ESCAPES),
    },
    headline=True,
)

"""Peers that check each other on several classes of hardware: their worlds, and what is measured in them for ``diversity``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Measured, Row
from model import columns as col
from model import door
from model.field.verification.panel.numbers import Panel
from model.run import simulate
from model.scenario import Scenario
from model.state import State

NODES, JOBS, EPOCHS = 120, 40, 150
"""Peers, jobs of each in an epoch, and epochs of a run."""
DISTANCE, TOLERANCE, SLASH = 30.0, 15.0, 1.0
"""Sigma, sigma, fees. Run noise is 1 sigma: what is 30 off never passes at 15, and what is right always does."""
PATIENCE, LEAVING, INTENSITY, REVISION = 80.0, 0.1, 5.0, 0.1
FRAUD_AT_START, DETERRED, ALIVE = 0.2, 0.1, 0.5
"""Fraud is deterred if it falls from the first share below the second; a class lives if it keeps this share of its nodes."""

SAVING = 1 / 4.5
"""Saving of fraud over the margin of honest work, where it is not varied: room for 5.5 classes."""
LARGEST_SAVING = 1 / 1.5
REMEDY_CLASSES = 10
REMEDIES: Mapping[str, tuple[float, Mapping[str, Any]]] = {
    "one peer": (1.5, {}),
    "two of three": (1.5, {"panel_size": 3, "need": 2}),
    "one of five": (1.0, {"panel_size": 5, "need": 1}),
    "same class": (1.0, {"draw": "same_hardware"}),
    "reference": (1.0, {"reference_share": 0.5}),
    "lenient": (1.0, {"tolerance": DISTANCE + 1.0}),
}
"""Bite of each field, and how its panel differs. The last breaks the premise: in it other classes see fraud better than their own does."""

ENTRY_CLASSES, ENTRY_SAVING, ENTRY_BITE = 4, 1 / 8, 1.0
START, SEATS, DEMAND, OPTION = 60, 500, 1_200, 0.25
"""Nodes at the start, seats under free entry, jobs an epoch in all, and what a node earns elsewhere (fees)."""
ENTRY_EPOCHS, EVERY, ATTESTED = 750, 25, 0.1
BREAKS = tuple(ENTRY_EPOCHS - 20 + 4 * k for k in range(ENTRY_CLASSES))
"""Epochs in which the image of each class in turn is revoked, for one epoch."""


def prepare(network: Scenario, classes: int, saving: float, bite: float, slash: float = SLASH, tolerance: float = TOLERANCE) -> Scenario:
    """The network's fee and cost in a world of peers on several classes of hardware.

    Checks are free, stakes frozen and liability unlimited, so that payoffs are
    those of the closed form. Substituters check with the model asked for.

    Parameters
    ----------
    network : Scenario
        Gives fee, price and cost of honest work.
    classes : int
        Equally large.
    saving : float
        Of fraud, over the margin of honest work.
    bite : float
        Audit rate x (fee + slash), over that margin; the audit rate is at most 1.
    slash : float
        Fees.
    tolerance : float
        Sigma.

    Raises
    ------
    ValueError
        In one line, for a network that has not one class of jobs with a panel, or in which honest work brings nothing.
    """
    name, margin, fee = money(network)
    cost = fee - margin
    filler = {"deviation": DISTANCE, "cost_ratio": max(0.0, 1.0 - saving * margin / cost)}
    data = network.to_dict(sources=False) | {"epochs": EPOCHS, "warm_up": 0, "stop_when": "extinct", "shocks": {}}
    data["nodes"] = {"count": NODES, "stake": 1.0, "compute_cost": cost}
    data["types"] = {f"class_{k:02d}": {"share": 1 / classes, "hardware": f"class_{k:02d}", "image": 0} for k in range(classes)}
    data["population"] = {
        "honest": {"strategy": "honest", "role": "both", "share": 1.0 - FRAUD_AT_START},
        "substituter": {
            "strategy": "substituter_fp8", "role": "both", "share": FRAUD_AT_START,
            "numbers": {"filler_deviation": DISTANCE, "reference_deviation": 0.0},
        },
    }  # fmt: skip
    data["technology"] = {"fillers": {"exact": {"deviation": 0.0, "cost_ratio": 1.0}, "substitute": filler}}
    data["jobs"] = {"arrival": "per_node", "rate": float(JOBS), "law": "fixed", "assignment": "each"}
    data["job_classes"] = {name: {"fee": network.job_classes[name].fee}}
    data["field"] = {
        "partition": {"kind": "segmented", "segments": 1},
        "noise": {"level": 1.0, "shared": False, "bias_matrix": [[DISTANCE * (a != b) for b in range(classes)] for a in range(classes)]},
        "verification": {
            "kind": "panel", "audit_probability": min(1.0, bite * margin / (fee * (1.0 + slash))), "panel_size": 1, "need": 1,
            "tolerance": tolerance, "check_cost_ratio": 0.0,
        },
        "settlement": {"slash": slash * network.job_classes[name].fee, "slash_rule": "fixed"},
    }  # fmt: skip
    data["accounts"] = {"stakes": "frozen", "unlimited_liability": True, "eject": False}
    data["market"] = {"kind": "fixed", "price": network.market.price}
    data["adaptation"] = {
        "kind": "imitation", "signal": "public", "memory": 10.0, "revision_rate": REVISION, "intensity": INTENSITY / fee,
    }  # fmt: skip
    data["membership"] = {"exit": {"below_option": LEAVING, "patience": PATIENCE, "utility": "own"}}
    return door.scenario_from({part: data[part] for part in data if part not in ("issuance", "delegation", "cartel", "graph", "images")})


def crowding(network: Scenario, seats: int) -> Scenario:
    """Peers of `ENTRY_CLASSES` classes among whom newcomers of all classes come while nodes earn more than elsewhere.

    A part of the jobs is attested, each class by an image of its own; enclaves prove routing only, so that incentives stay.

    Parameters
    ----------
    network : Scenario
    seats : int
        Most nodes at once.
    """
    data = prepare(network, ENTRY_CLASSES, ENTRY_SAVING, ENTRY_BITE).to_dict(sources=False)
    name, _, fee = money(network)
    data["epochs"] = ENTRY_EPOCHS
    data["nodes"] |= {"count": START, "outside_option": OPTION * fee}
    for k, kind in enumerate(data["types"].values()):
        kind["image"] = k
    data["jobs"] = {"arrival": "total", "rate": float(DEMAND), "law": "fixed", "assignment": "uniform"}
    attested = {"kind": "attestation", "coverage": 0.0, "prover_overhead": 1.0}
    data["job_classes"] = {
        name: {"fee": network.job_classes[name].fee, "share": 1.0 - ATTESTED},
        f"{name}_attested": {"fee": network.job_classes[name].fee, "share": ATTESTED, "field": {"verification": attested}},
    }
    data["images"] = {"count": ENTRY_CLASSES, "revoke_rate": 1.0, "repair_rate": 1.0}
    data["shocks"] = {f"image_{k}": {"kind": "image", "epoch": epoch, "image": k} for k, epoch in enumerate(BREAKS)}
    data["membership"] = {
        "berths": seats, "entrants": "present", "exit": {"below_option": LEAVING, "patience": 20.0, "utility": "own"},
        "entry": {"kind": "free", "speed": 4.0 / fee, "lag": 10.0},
    }  # fmt: skip
    return door.scenario_from(data)


def balanced(saving: float, classes: int) -> float:
    """The bite that misses both conditions by the same factor: the geometric mean of saving / h and 1 / (1 - h)."""
    return math.sqrt(saving * classes / (1.0 - 1.0 / classes))


def money(network: Scenario) -> tuple[str, float, float]:
    """Name of the only job class, margin of honest work and fee, USD a job."""
    if len(network.job_classes) > 1:
        raise ValueError(
            f"job_classes: {len(network.job_classes)} of them, and diversity compares one margin with one saving; "
            "choose a network with one class and panels, such as posp"
        )
    ((name, field),) = network.fields.items()
    if not isinstance(field.verification, Panel):
        raise ValueError(f"field.verification.kind = {field.verification.kind}, and peers judge by panel; choose a network such as posp")
    cost, fee = network.nodes.compute_cost, network.job_classes[name].fee * network.market.price
    if not isinstance(cost, float) or not 0.0 < cost < fee:
        raise ValueError(f"nodes.compute_cost = {cost}: one number in (0, {fee:g}), the fee, is needed; lower the cost or raise the fee")
    if LARGEST_SAVING * (fee - cost) > cost:
        raise ValueError(
            f"nodes.compute_cost = {cost:g} is less than fraud is to save ({LARGEST_SAVING * (fee - cost):g}); raise it above {0.4 * fee:g}"
        )
    return name, fee - cost, fee


def _lives(scenario: Scenario, seed: int) -> dict[str, float | int | bool]:
    """Run once: how much fraud there is at the end, how many classes live, how many nodes are left."""
    state = simulate(scenario, seed).state
    classes = len(scenario.types)
    here = state.marks[col.PRESENT] > 0
    nodes = int(here.sum())
    left = np.bincount(state.marks[col.TYPE][here], minlength=classes)
    fraud = float((state.marks[col.STRATEGY][here] == 1).mean()) if nodes else 0.0
    alive = int((left >= ALIVE * scenario.nodes.count / classes).sum())
    return {"seed": seed, "fraud": fraud, "alive": alive, "nodes": nodes, "diverse": alive == classes and fraud < DETERRED}


def measure_wedge(network: Scenario, cell: Cell) -> Measured:
    """What lives at a bite."""
    scenario = prepare(network, int(cell.at["classes"]), SAVING, float(cell.at["bite"]))
    return Measured([_lives(scenario, seed) for seed in cell.seeds], len(cell.seeds))


def measure_bound(network: Scenario, cell: Cell) -> Measured:
    """What lives at the balanced bite."""
    classes, saving = int(cell.at["classes"]), float(cell.at["saving"])
    scenario = prepare(network, classes, saving, balanced(saving, classes), float(cell.at["slash"]), float(cell.at["tolerance"]))
    return Measured([_lives(scenario, seed) for seed in cell.seeds], len(cell.seeds))


def measure_random(network: Scenario, cell: Cell) -> Measured:
    """What lives in a field whose bite, slash and tolerance are drawn by the seed."""
    rows: list[Row] = []
    for seed in cell.seeds:
        u = np.random.Generator(np.random.PCG64(seed)).random(3)
        field = {"bite": 0.35 * (4.0 / 0.35) ** u[0], "slash": 10.0 * u[1] ** 2, "tolerance": 5.0 + 20.0 * u[2]}
        rows.append(field | _lives(prepare(network, int(cell.at["classes"]), SAVING, **field), seed))
    return Measured(rows, len(rows))


def measure_remedy(network: Scenario, cell: Cell) -> Measured:
    """What lives of `REMEDY_CLASSES` classes under another panel."""
    bite, changes = REMEDIES[str(cell.at["remedy"])]
    scenario = prepare(network, REMEDY_CLASSES, SAVING, bite)
    scenario = door.change(scenario, {f"field.verification.{name}": value for name, value in changes.items()})
    return Measured([_lives(scenario, seed) for seed in cell.seeds], len(cell.seeds))


def measure_entry(network: Scenario, cell: Cell) -> Measured:
    """How nodes concentrate on classes over time, and what the break of each image takes."""
    scenario, rows = crowding(network, int(cell.at["seats"])), []
    for seed in cell.seeds:
        seen: list[Row] = []

        def watch(state: State, seen: list[Row] = seen, seed: int = seed) -> None:
            if state.epoch % EVERY == EVERY - 1 or state.epoch in BREAKS:
                seen.append(_concentration(state, seed))

        simulate(scenario, seed, watch=watch)
        rows += seen
    return Measured(rows, len(cell.seeds))


def _concentration(state: State, seed: int) -> Row:
    here = state.marks[col.PRESENT] > 0
    shares = np.bincount(state.marks[col.TYPE][here], minlength=ENTRY_CLASSES) / max(1, here.sum())
    job_marks = state.job_marks[:, : state.jobs_of_epoch]
    attested = job_marks[col.JOB_CLASS] == 1
    lost = float((job_marks[col.JOB_VERDICT][attested] == col.REJECTED_UNAVAILABLE).mean()) if attested.any() else 0.0
    image = BREAKS.index(state.epoch) if state.epoch in BREAKS else -1
    fraud = float((state.marks[col.STRATEGY][here] == 1).mean()) if here.any() else 0.0
    return {
        "seed": seed, "epoch": state.epoch + 1, "nodes": int(here.sum()), "largest": float(shares.max()),
        "herfindahl": float(shares @ shares), "fraud": fraud, "broken": image,
        "on_image": float(shares[image]) if image >= 0 else 0.0, "lost": lost,
    }  # fmt: skip

"""Place: where the field has a gradient and nodes copy their neighbours, does behaviour sort itself in space, and where is the border?

The audit rate rises from one side of the network to the other. Nodes choose
between honest work and none; those without work either still check others, or
approve unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table, Value
from experiments.studies.two_conventions import GRAPHS, graph_of
from model import door
from model.field.verification.panel.numbers import Panel
from model.inequality import morans_i
from model.run import simulate
from model.scenario import Scenario
from model.state import State

NODES, LENGTH = 400, 80
"""Nodes, and rows of the lattice, which is so long that the audit rate changes little from row to row."""
AUDIT, SLASH, JOBS = 0.5, 3.0, 3
"""Mean audit rate; slash in tok; jobs of a node and epoch."""
IMITATION = {"kind": "imitation", "signal": "own", "memory": 1.0, "revision_rate": 0.5, "intensity": 0.5, "mutation": 0.01}
EPOCHS, SETTLED = 160, 80
"""Epochs of a run, and from which on behaviour is looked at."""
BINS, SEEDS, GRADIENT_SEEDS, BATCH = 20, 100, 40, 20
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How far the audit rate goes below and above its mean, over its mean."""
MAP_SIDE = 40
PLACES: tuple[tuple[str, str, str, str], ...] = (
    *((graph, "all", "neighbours", "neighbour") for graph in GRAPHS),
    *((graph, "honest", "neighbours", "neighbour") for graph in GRAPHS),
    ("ring", "honest", "uniform", "neighbour"),
    ("ring", "all", "neighbours", "random"),
    ("lattice", "all", "neighbours", "random"),
)
"""Graph, who checks, whom panels are drawn from, and who is copied."""


def rates(nodes: int, rows: int, strength: float) -> np.ndarray:
    """Audit rate at each vertex: up along the rows to the middle, and down again, so that a ring has no step.

    Parameters
    ----------
    nodes, rows : int
        A ring has as many rows as nodes.
    strength : float
        In [0, 1].

    Returns
    -------
    ndarray, (nodes,)
        From AUDIT (1 - strength) to AUDIT (1 + strength).
    """
    row = np.arange(nodes) // (nodes // rows)
    height = 1.0 - np.abs(2.0 * (row + 0.5) / rows - 1.0)
    return AUDIT * (1.0 + strength * (2.0 * height - 1.0))


def prepare(network: Scenario, at: Mapping[str, Any], nodes: int = NODES, length: int = LENGTH) -> Scenario:
    """The network with a gradient of audits, half of the nodes honest, half without work, at random places.

    Fee, cost of work and price are the network's. Checks are exact, cost nothing
    and earn nothing; stakes are frozen above every slash.

    Parameters
    ----------
    network : Scenario
    at : mapping
        ``graph, checks, panel, partner, strength``.
    nodes, length : int

    Raises
    ------
    ValueError
        For a network without one job class before a panel, or without one cost of work above 0.
    """
    name = _check(network)
    data = network.to_dict(sources=False) | {"warm_up": 0, "stop_when": "never", "epochs": EPOCHS}
    idle = {"effort": 0.0} if at["checks"] == "all" else {"effort": 0.0, "vigilance": 0.0}
    data["population"] = {
        "honest": {"strategy": "honest", "count": nodes - nodes // 2},
        "lazy": {"strategy": "skimmer", "count": nodes // 2, "numbers": idle},
    }
    data["nodes"] = data["nodes"] | {"count": nodes, "placement": "random"}
    data["jobs"] = {"arrival": "per_node", "rate": JOBS, "law": "fixed", "assignment": "each"}
    data["graph"] = graph_of(at["graph"], nodes, length)
    data["job_classes"][name]["field"] = {}
    data["field"] = {
        "noise": {"level": 0.0},
        "profile": {"audit": {"kind": "array", "values": (rates(nodes, _rows(at, nodes, length), at["strength"]) / AUDIT).tolist()}},
        "verification": {
            "kind": "panel", "panel_size": 1, "need": 1, "check_cost_ratio": 0.0, "draw": at["panel"], "audit_probability": AUDIT,
            "tolerance": 0.0,
        },
        "settlement": {"slash": SLASH, "slash_rule": "fixed"},
    }  # fmt: skip
    data["accounts"] = {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    data["adaptation"] = IMITATION | {"partner": at["partner"]}
    return door.scenario_from(data)


def _check(network: Scenario) -> str:
    if len(network.job_classes) > 1:
        raise ValueError(f"place needs one job class, and network {network.name!r} has {len(network.job_classes)}; choose one such as posp")
    ((name, field),) = network.fields.items()
    if not isinstance(field.verification, Panel):
        raise ValueError(
            f"place lets peers check peers, but network {network.name!r} has field.verification.kind = {field.verification.kind}; "
            "choose a network with panels, such as posp"
        )
    if not isinstance(network.nodes.compute_cost, (int, float)) or network.nodes.compute_cost <= 0:
        raise ValueError(f"nodes.compute_cost = {network.nodes.compute_cost} is not one number above 0 that all nodes share; give one")
    return name


def _rows(at: Mapping[str, Any], nodes: int, length: int) -> int:
    return length if at["graph"] == "lattice" else nodes


def settled(scenario: Scenario, seed: int) -> tuple[np.ndarray, float]:
    """How long each vertex is honest from `SETTLED` on, as a share of the epochs, and Moran's I of honesty at the end."""
    honest = np.zeros(scenario.nodes.count)

    def look(state: State) -> None:
        if state.epoch >= SETTLED:
            honest[:] += state.strategy == 0

    run = simulate(scenario, seed, watch=look)
    edges = run.state.edges
    return honest / (EPOCHS - SETTLED), morans_i((run.state.strategy == 0).astype(float), edges)


def measure_profile(network: Scenario, cell: Cell) -> Measured:
    """Honest share by audit rate."""
    at = {**cell.at, "strength": 1.0}
    scenario, local = prepare(network, at), rates(NODES, _rows(at, NODES, LENGTH), 1.0)
    bins = np.minimum((local * BINS).astype(int), BINS - 1)
    rows: list[dict[str, Value]] = []
    for seed in cell.seeds:
        honest, sorting = settled(scenario, seed)
        share = np.bincount(bins, weights=honest, minlength=BINS) / np.bincount(bins, minlength=BINS)
        rows += [{"seed": seed, "audit": (b + 0.5) / BINS, "honest": share[b], "morans_i": sorting} for b in range(BINS)]
    return Measured(rows, len(cell.seeds))


def measure_gradient(network: Scenario, cell: Cell) -> Measured:
    """Sorting by how steep the gradient is."""
    scenario = prepare(network, {**cell.at, "checks": "all", "panel": "neighbours"})
    rows = [{"seed": seed, "morans_i": settled(scenario, seed)[1]} for seed in cell.seeds]
    return Measured(rows, len(rows))


def measure_picture(network: Scenario, cell: Cell) -> Measured:
    """Where honesty stands on a square lattice, in one run."""
    nodes = MAP_SIDE * MAP_SIDE
    at = {**cell.at, "graph": "lattice", "checks": "all", "panel": "neighbours", "strength": 1.0}
    (seed,) = cell.seeds
    honest, _ = settled(prepare(network, at, nodes, MAP_SIDE), seed)
    local = rates(nodes, MAP_SIDE, 1.0)
    return Measured([{"seed": seed, "vertex": v, "audit": local[v], "honest": honest[v]} for v in range(nodes)], 1)


def _batches(at: Mapping[str, Value], seeds: int) -> list[Cell]:
    return [
        Cell({**at, "batch": first // BATCH}, tuple(range(first, min(first + BATCH, seeds)))) for first in range(0, seeds, BATCH)
    ]  # fmt: skip


def cells_of_profiles(network: Scenario, quick: bool) -> list[Cell]:
    """Every place, in batches of seeds."""
    named = [dict(zip(("graph", "checks", "panel", "partner"), place, strict=True)) for place in PLACES]
    prepare(network, {**named[0], "strength": 1.0})
    return [cell for at in named for cell in _batches(at, 4 if quick else SEEDS)]


def cells_of_gradients(network: Scenario, quick: bool) -> list[Cell]:
    """Strengths on the ring, by who is copied."""
    chosen = STRENGTHS[::2] if quick else STRENGTHS
    places: list[dict[str, Value]] = [{"graph": "ring", "partner": who, "strength": s} for who in ("neighbour", "random") for s in chosen]
    return [cell for at in places for cell in _batches(at, 3 if quick else GRADIENT_SEEDS)]


def cells_of_pictures(network: Scenario, quick: bool) -> list[Cell]:
    """One run each, by who is copied."""
    return [Cell({"partner": who}, (0,)) for who in ("neighbour", "random")]


_GRAPH, _PARTNER = Column("", "graph"), Column("", "who is copied")
_SEED, _BATCH = Column("1", "seed of the run"), Column("1", "batch of seeds")
_AUDIT, _SORTED = Column("1", "audit rate at the vertex"), Column("1", "Moran's I of honesty at the end; missing where all behave alike")
_HONEST = Column("1", "share of vertices and settled epochs that are honest")

STUDY = Study(
    name="place",
    question="Where the field has a gradient, does behaviour sort itself in space, and where does the border lie?",
    hypothesis=(
        "Where neighbours are copied, honesty sorts itself along the audit rate, and the border lies within 10 % of the rate at which "
        "it pays there, a*(x) = c / ((R + S) x), on every graph; x is the share of its checkers that look: 1 where all do, 1/2 at a wall "
        "where the lazy do not and neighbours check, the network's honest share under random panels. Where anybody is copied, nothing is "
        "sorted."
    ),
    refuted_by=(
        "a mean border more than 10 % from a*(x) at any of these places; Moran's I below .1 where neighbours are copied, or outside .05 of "
        "0 where anybody is."
    ),
    network="posp",
    sample=(
        "100 seeds a place: a run's border scatters by some 15 % of its place, so its mean has an error near 1.5 %, and 10 % is seen; "
        "40 seeds a strength of the gradient, which no claim rests on."
    ),
    source="A1 of the closed forms, with the local share of checkers that look; model.md section 4 (profile)",
    tables={
        "profiles": Table(cells_of_profiles, measure_profile, {
            "graph": _GRAPH, "checks": Column("", "who really checks"), "panel": Column("", "whom panels are drawn from"),
            "partner": _PARTNER, "batch": _BATCH, "seed": _SEED, "audit": _AUDIT, "honest": _HONEST, "morans_i": _SORTED,
        }),
        "gradients": Table(cells_of_gradients, measure_gradient, {
            "graph": _GRAPH, "partner": _PARTNER, "strength": Column("1", "audit rate's amplitude over its mean"), "batch": _BATCH,
            "seed": _SEED, "morans_i": _SORTED,
        }),
        "pictures": Table(cells_of_pictures, measure_picture, {
            "partner": _PARTNER, "seed": _SEED, "vertex": Column("1", "vertex of the lattice, row by row"), "audit": _AUDIT,
            "honest": _HONEST,
        }),
    },
)  # fmt: skip

"""Consistency is not truth: where peers check peers, which convention do they keep, and what ends a wrong one?

Nodes execute and verify. Those of the right convention run the model as asked;
those of the wrong one run and check with a cheaper substitute (FP8), so that
each convention passes its own outputs and rejects the other's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table, Value
from experiments.studies.two_conventions import GRAPHS, SLASH, TOLERANCE, flip_places, graph_of, prepare, watched, wrong_takes_over
from model.inequality import morans_i
from model.scenario import Scenario
from model.state import State
from model.step import epoch

SLASHES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
TOLERANCES = (1.0, 2.0, 3.0, 5.0, 7.0, 9.0)
MAP_SLASHES = tuple(float(s) for s in np.geomspace(0.2, 20.0, 13).round(3))
MAP_TOLERANCES = tuple(float(t) for t in np.linspace(0.5, 10.5, 21))
SEEDS, MAP_SEEDS = 100, 4
MIXED_NODES = 100
EXPECTED = {"kind": "imitation", "signal": "expected", "revision_rate": 0.5, "intensity": 100.0}
UNTIL = {"epochs": 2_000, "stop_when": "absorbed"}
RIGHT_LEFT, REFERENCE_STEPS = 10, 256
"""Right nodes among MIXED_NODES that meet reference checks, and how fine their share is looked for."""
REFERENCE_SLASHES = (0.5, 1.0, 4.0)
INVADED_NODES, INVASIONS, INVADED_SLASHES = 6, 2_000, (0.5, 1.0, 4.0)
ONE_AT_A_TIME = {"kind": "imitation", "signal": "expected", "revision": "one", "intensity": 0.5}
SWEEP = tuple(float(r) for r in np.linspace(0.0, 1.0, 21))
SWEEP_EPOCHS, SWEEP_NODES, MUTATION = 12, 100, 0.02
SIDE, MAP_SIDE, JOBS, DOMAIN_EPOCHS = 20, 40, 4, 500
LOOKS = (0, 5, 10, 20, 40, 80, 160, 320, 499)
MAP_LOOKS = (0, 20, 80, 160)
STARTS = (0.15, 0.5)
"""Shares of the wrong convention, below and above x* at the usual numbers."""
OWN = {"kind": "imitation", "signal": "own", "memory": 1.0, "revision_rate": 0.2, "intensity": 10.0}
WALL_NODES, WALL_EPOCHS, WALL_SLASHES, WALL_INTENSITY, WALL_JOBS = 100, 60, (1.0, 4.0, 10.0), 0.5, 20


def _mixed(network: Scenario, at: Mapping[str, Any], wrong: int, reference: float = 0.0) -> Scenario:
    return prepare(network, MIXED_NODES, wrong, EXPECTED, slash=at["slash"], tolerance=at["tolerance"], reference=reference, **UNTIL)


def measure_map(network: Scenario, cell: Cell) -> Measured:
    """Which convention takes over, by the wrong one's share at the start."""
    rows = []
    for wrong in range(MIXED_NODES // 20, MIXED_NODES, MIXED_NODES // 20):
        scenario = _mixed(network, cell.at, wrong)
        won = float(np.mean([wrong_takes_over(scenario, seed) for seed in cell.seeds]))
        rows.append({"start": wrong / MIXED_NODES, "wrong_wins": won, "seeds": len(cell.seeds)})
    return Measured(rows, len(rows) * len(cell.seeds))


def measure_threshold(network: Scenario, cell: Cell) -> Measured:
    """For each seed the share at the start at which the outcome flips; their mean is where both ends are as likely."""

    def wrong_wins(wrong: int, seeds: Sequence[int]) -> list[bool]:
        scenario = _mixed(network, cell.at, wrong)
        return [wrong_takes_over(scenario, seed) for seed in seeds]

    last, runs = flip_places(wrong_wins, 0, MIXED_NODES, cell.seeds)
    return Measured([{"seed": seed, "start": (place + 0.5) / MIXED_NODES} for seed, place in last.items()], runs)


def measure_reference(network: Scenario, cell: Cell) -> Measured:
    """For each seed the share of reference checks from which on the right convention, one node in ten, takes over."""

    def right_wins(step: int, seeds: Sequence[int]) -> list[bool]:
        scenario = _mixed(network, cell.at, MIXED_NODES - RIGHT_LEFT, step / REFERENCE_STEPS)
        return [not wrong_takes_over(scenario, seed) for seed in seeds]

    last, runs = flip_places(right_wins, 0, REFERENCE_STEPS, cell.seeds)
    return Measured([{"seed": seed, "reference": (step + 0.5) / REFERENCE_STEPS} for seed, step in last.items()], runs)


def measure_invasion(network: Scenario, cell: Cell) -> Measured:
    """How often one node of a convention takes over a small network of the other."""
    wrong = INVADED_NODES - 1 if cell.at["invader"] == "right" else 1
    scenario = prepare(
        network, INVADED_NODES, wrong, ONE_AT_A_TIME, slash=cell.at["slash"], tolerance=cell.at["tolerance"], epochs=100_000,
        stop_when="absorbed",
    )  # fmt: skip
    won = [wrong_takes_over(scenario, seed) != (cell.at["invader"] == "right") for seed in cell.seeds]
    return Measured([{"won": int(np.sum(won)), "runs": len(won)}], len(won))


def measure_sweep(network: Scenario, cell: Cell) -> Measured:
    """The wrong convention's share while the share of reference checks goes up from 0 to 1, and down again, in one run."""
    adaptation = EXPECTED | {"mutation": MUTATION}
    worlds = {
        r: prepare(network, SWEEP_NODES, SWEEP_NODES, adaptation, slash=cell.at["slash"], reference=r) for r in SWEEP
    }  # fmt: skip
    states, t = [State(worlds[SWEEP[0]], seed) for seed in cell.seeds], 0
    rows: list[dict[str, Value]] = []
    for way, shares in (("up", SWEEP), ("down", SWEEP[::-1])):
        for reference in shares:
            for state in states:
                state.change_settings(worlds[reference])
                for k in range(SWEEP_EPOCHS):
                    epoch(state, t + k)
                rows.append({"seed": state.seed, "way": way, "reference": reference, "wrong": float(np.mean(state.strategy == 1))})
            t += SWEEP_EPOCHS
    return Measured(rows, len(states))


def _on_graph(network: Scenario, graph: str, side: int, at: Mapping[str, Any]) -> Scenario:
    nodes = side * side
    return prepare(
        network, nodes, round(at["start"] * nodes), OWN | {"partner": at["partner"]}, draw=at["panel"], jobs=JOBS,
        graph=graph_of(graph, nodes, side),
        stop_when="absorbed",
    )  # fmt: skip


def measure_domains(network: Scenario, cell: Cell) -> Measured:
    """Share and sorting of the wrong convention on a graph, over time."""
    scenario = _on_graph(network, str(cell.at["graph"]), SIDE, cell.at)

    def look(state: State) -> tuple[float, float]:
        wrong = (state.strategy == 1).astype(float)
        return float(wrong.mean()), morans_i(wrong, state.edges)

    rows = []
    for seed in cell.seeds:
        for t, (share, sorting) in zip(LOOKS, watched(scenario, seed, LOOKS, look), strict=True):
            rows.append({"seed": seed, "epoch": t, "wrong": share, "morans_i": sorting})
    return Measured(rows, len(cell.seeds))


def measure_picture(network: Scenario, cell: Cell) -> Measured:
    """Where the wrong convention stands on the lattice, in one run."""
    scenario = _on_graph(network, "lattice", MAP_SIDE, cell.at)
    (seed,) = cell.seeds
    rows = []
    for t, wrong in zip(MAP_LOOKS, watched(scenario, seed, MAP_LOOKS, lambda s: (s.strategy == 1).copy()), strict=True):
        rows += [{"seed": seed, "epoch": t, "vertex": v, "wrong": int(w)} for v, w in enumerate(wrong)]
    return Measured(rows, 1)


def measure_walls(network: Scenario, cell: Cell) -> Measured:
    """How fast the two walls of one wrong domain move on a ring where both neighbours check and are copied."""
    scenario = prepare(
        network, WALL_NODES, WALL_NODES // 2, OWN | {"partner": "neighbour", "intensity": WALL_INTENSITY}, slash=cell.at["slash"],
        draw="neighbours", jobs=WALL_JOBS, graph={"kind": "ring", "degree": 2}, placement="in_order",
    )  # fmt: skip
    rows = []
    for seed in cell.seeds:
        first, last = watched(scenario, seed, (0, WALL_EPOCHS), lambda s: int(s.followers[:, 1].sum()))
        rows.append({"seed": seed, "speed": (last - first) / (2 * WALL_EPOCHS)})
    return Measured(rows, len(cell.seeds))


def _seeds(quick: bool, full: int = SEEDS, few: int = 6) -> tuple[int, ...]:
    return tuple(range(few if quick else full))


def _own_luck(place: int, count: int) -> tuple[int, ...]:
    """Seeds of a point that is compared with a law, so that its neighbours' luck is not its own."""
    return tuple(range(10_000 * place, 10_000 * place + count))


def cells_of_map(network: Scenario, quick: bool) -> list[Cell]:
    """Slashes at the usual tolerance, then tolerances at the usual slash."""
    prepare(network, MIXED_NODES, 1, EXPECTED)
    step, seeds = (4, (0,)) if quick else (1, _seeds(False, MAP_SEEDS))
    slashes: list[dict[str, Value]] = [{"lever": "slash", "slash": s, "tolerance": TOLERANCE} for s in MAP_SLASHES[::step]]
    tolerances: list[dict[str, Value]] = [{"lever": "tolerance", "slash": SLASH, "tolerance": t} for t in MAP_TOLERANCES[::step]]
    return [Cell(at, seeds) for at in slashes + tolerances]


def cells_of_thresholds(network: Scenario, quick: bool) -> list[Cell]:
    """The same two levers, at fewer places."""
    prepare(network, MIXED_NODES, 1, EXPECTED)
    step = 2 if quick else 1
    slashes: list[dict[str, Value]] = [{"lever": "slash", "slash": s, "tolerance": TOLERANCE} for s in SLASHES[::step]]
    tolerances: list[dict[str, Value]] = [{"lever": "tolerance", "slash": SLASH, "tolerance": t} for t in TOLERANCES[::-step]]
    return [Cell(at, _seeds(quick)) for at in slashes + tolerances]


def cells_of_references(network: Scenario, quick: bool) -> list[Cell]:
    """Slashes."""
    prepare(network, MIXED_NODES, 1, EXPECTED)
    return [Cell({"slash": s, "tolerance": TOLERANCE}, _seeds(quick)) for s in REFERENCE_SLASHES[:: 2 if quick else 1]]


def cells_of_invasions(network: Scenario, quick: bool) -> list[Cell]:
    """Slashes, and which convention invades."""
    prepare(network, INVADED_NODES, 1, ONE_AT_A_TIME)
    places, runs = [(s, who) for s in INVADED_SLASHES for who in ("right", "wrong")], 80 if quick else INVASIONS
    return [Cell({"slash": s, "tolerance": TOLERANCE, "invader": who}, _own_luck(k, runs)) for k, (s, who) in enumerate(places)]


def cells_of_sweeps(network: Scenario, quick: bool) -> list[Cell]:
    """The usual slash, in batches of seeds."""
    prepare(network, SWEEP_NODES, 1, EXPECTED)
    seeds = _seeds(quick, SEEDS, 3)
    return [Cell({"slash": SLASH, "batch": first // 20}, seeds[first : first + 20]) for first in range(0, len(seeds), 20)]


def cells_of_domains(network: Scenario, quick: bool) -> list[Cell]:
    """Graphs, panels and starts with neighbours copied; on the lattice anybody copied too; in batches of seeds."""
    prepare(network, SIDE * SIDE, 1, OWN)
    places = [(graph, "neighbour", panel) for graph in GRAPHS for panel in ("uniform", "neighbours")] + [
        ("lattice", "random", "neighbours")
    ]
    seeds = _seeds(quick, SEEDS, 3)
    return [
        Cell({"graph": graph, "partner": partner, "panel": panel, "start": start, "batch": first // 20}, seeds[first : first + 20])
        for graph, partner, panel in places
        for start in STARTS
        for first in range(0, len(seeds), 20)
    ]


def cells_of_pictures(network: Scenario, quick: bool) -> list[Cell]:
    """Both panels from the start below x*."""
    prepare(network, MAP_SIDE * MAP_SIDE, 1, OWN)
    return [Cell({"panel": panel, "partner": "neighbour", "start": STARTS[0]}, (0,)) for panel in ("uniform", "neighbours")]


def cells_of_walls(network: Scenario, quick: bool) -> list[Cell]:
    """Slashes."""
    prepare(network, WALL_NODES, 1, OWN)
    return [Cell({"slash": s}, _own_luck(k, 10 if quick else SEEDS)) for k, s in enumerate(WALL_SLASHES)]


_SLASH, _TOLERANCE = Column("tok", "slash"), Column("sigma", "tolerance of a check")
_SEED, _BATCH = Column("1", "seed of the run"), Column("1", "batch of seeds")
_LEVER = Column("", "which of slash and tolerance moves")
_START = Column("1", "share of the wrong convention at the start")
_PANEL, _PARTNER = Column("", "whom panels are drawn from"), Column("", "who is copied")
_EPOCH = Column("epoch", "epochs since the start")

STUDY = Study(
    name="convention",
    question="Where peers check peers, which of two conventions do they keep, and what ends the wrong one?",
    hypothesis=(
        "Nodes of a cheaper wrong convention pass each other, so it takes over from a share x* = (1 - g / (p (R + S) dA)) / 2 on. "
        "A harsher slash and a stricter tolerance entrench it: they widen its basin and make it harder to leave. Panels of neighbours keep "
        "wrong domains alive on a graph and never protect the right ones. Checks against a reference break it only above a share that can "
        "be computed."
    ),
    refuted_by=(
        "a measured x* more than .02 from the closed form; a basin of the wrong convention that is no wider at a harsher slash or a "
        "stricter tolerance, or a right node that takes over as often there; a wrong share that ends lower under panels of neighbours than "
        "under random ones from the same start; or a share of reference checks that breaks it more than .02 from the closed form."
    ),
    network="posp",
    sample=(
        "100 seeds a threshold: the outcome flips within about 2 of 100 nodes, so the mean has a standard error near .001; "
        "2,000 invasions a point, of which 30 succeed at the rarest; 100 seeds a graph and start: 0 of 100 bounds a share by .037."
    ),
    source="model.md section 4 (what a check compares); thresholds derived in analysis.theory.conventions",
    headline=True,
    tables={
        "basins": Table(cells_of_map, measure_map, {
            "lever": _LEVER, "slash": _SLASH, "tolerance": _TOLERANCE, "start": _START,
            "wrong_wins": Column("1", "share of the runs in which the wrong convention takes over"), "seeds": Column("1", "runs"),
        }),
        "thresholds": Table(cells_of_thresholds, measure_threshold, {
            "lever": _LEVER, "slash": _SLASH, "tolerance": _TOLERANCE, "seed": _SEED,
            "start": Column("1", "share of the wrong convention at the start at which the run's outcome flips"),
        }),
        "references": Table(cells_of_references, measure_reference, {
            "slash": _SLASH, "tolerance": _TOLERANCE, "seed": _SEED,
            "reference": Column("1", "share of reference checks at which the run's outcome flips, one node in ten being right"),
        }),
        "invasions": Table(cells_of_invasions, measure_invasion, {
            "slash": _SLASH, "tolerance": _TOLERANCE, "invader": Column("", "convention of the one node"),
            "won": Column("1", "runs in which its convention takes over"), "runs": Column("1", "runs"),
        }),
        "sweeps": Table(cells_of_sweeps, measure_sweep, {
            "slash": _SLASH, "batch": _BATCH, "seed": _SEED, "way": Column("", "whether the share of reference checks goes up or down"),
            "reference": Column("1", "share of checks against a reference"), "wrong": Column("1", "share of the wrong convention"),
        }),
        "domains": Table(cells_of_domains, measure_domains, {
            "graph": Column("", "graph"), "partner": _PARTNER, "panel": _PANEL, "start": _START, "batch": _BATCH, "seed": _SEED,
            "epoch": _EPOCH, "wrong": Column("1", "share of the wrong convention"),
            "morans_i": Column("1", "Moran's I of the conventions; missing where one is left"),
        }),
        "pictures": Table(cells_of_pictures, measure_picture, {
            "panel": _PANEL, "partner": _PARTNER, "start": _START, "seed": _SEED, "epoch": _EPOCH,
            "vertex": Column("1", "vertex of the lattice, row by row"), "wrong": Column("1", "whether its node is of the wrong convention"),
        }),
        "walls": Table(cells_of_walls, measure_walls, {
            "slash": _SLASH, "seed": _SEED, "speed": Column("node/epoch", "how far a wall of the wrong domain moves outwards"),
        }),
    },
)  # fmt: skip

"""Does an evolving effort end in a corner, and does it matter how finely a job is cut, at the same budget of checks?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table, Value
from model import door
from model.run import simulate
from model.scenario import Scenario
from model.state import State

NAME = "granularity"
BUDGET = 4
"""Segments per sampled segment: the budget of checks is a quarter of every audited job."""
SAMPLES = (1, 2, 4, 8, 16)
"""Sampled segments s; a job has 4 s."""
RATIOS = (0.5, 1.5)
"""Audit probability over g = c / (R + S), from which idling altogether is deterred."""
STARTS = ("uniform", "idle", "diligent")
NODES, JOBS, EPOCHS, LATE = 60, 20, 250, 50
REVISION_RATE, INTENSITY, MEMORY, DEVIATION = 0.3, 40.0, 5.0, 0.025
"""Intensity in units of one over the cost of an epoch's work."""
PENALTY = 9.0
"""R + S over the cost of work, so that g = 1/9."""
SEEDS, FEW, QUICK, FIRST = 100, 10, 3, 1_001
"""The first seed is beyond those of the pilot, so that what the hypothesis was written after is not counted again."""
CLAIMED = {("uniform", s, r) for s in (4, 16) for r in RATIOS} | {("idle", s, RATIOS[1]) for s in (1, 4, 16)}
"""Points that a claim rests on, by start, s and ratio."""
EFFORTS = (0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
BASIN_SEEDS, BATCH = 100, 10
TENTHS = tuple(f"tenth_{n}" for n in range(10))
MIDDLE, HALF, LEFT = 0.2, 0.5, 0.1
"""Share of nodes with an effort from .1 to .9 below which the middle is empty (of all efforts alike it would be .8); mean effort from which
a run has ended diligent; and how much more effort is left idle with one sampled segment than with sixteen."""
CLOSE = 0.1
"""How far the measured border of the basins may lie from the closed form."""


def prepare(network: Scenario, sampled: int, ratio: float, start: str | float) -> Scenario:
    """The network with one evolving trait, effort, under audits by the protocol of sampled segments.

    Skipped segments are garbage and checks exact, so a skip that is sampled is
    found; every node has as many jobs; stakes are frozen and liability is
    unlimited, so that a slash bites in full.

    Parameters
    ----------
    network : Scenario
        Gives fee and cost of work.
    sampled : int, seg
        s, of 4 s segments.
    ratio : float
        Audit probability over g.
    start : str or float
        ``uniform``, ``idle`` or ``diligent``, or the effort of all at the start.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        In one line, for several classes of jobs, a cost of work that is no single number above 0, or a fee above what an
        invalid verdict shall cost.
    """
    name, work = _class_and_work(network)
    job, price = network.job_classes[name], network.market.price
    first: Any = {"uniform": {"kind": "uniform", "low": 0.0, "high": 1.0}, "idle": 0.0, "diligent": 1.0}.get(str(start), start)
    data = network.to_dict(sources=False) | {"epochs": EPOCHS, "warm_up": 0, "stop_when": "never"}
    data["types"], data["membership"] = {"standard": {}}, {}
    data["nodes"] = data["nodes"] | {"count": NODES}
    data["population"] = {"node": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": first}}}
    data["jobs"] = {"arrival": "per_node", "rate": float(JOBS), "law": "fixed", "assignment": "each"}
    data["job_classes"][name] = data["job_classes"][name] | {"field": {}, "capability": ""}
    data["field"] = {
        "partition": {"kind": "segmented", "segments": BUDGET * sampled},
        "verification": {
            "kind": "panel", "auditors": "protocol", "sampled_segments": sampled, "tolerance": 0.0, "audit_probability": ratio / PENALTY,
        },
        "noise": {"level": 0.0},
        "settlement": {"slash_rule": "fixed", "slash": PENALTY * work / price - job.fee},
    }  # fmt: skip
    data["accounts"] = {"stakes": "frozen", "unlimited_liability": True}
    data["adaptation"] = {
        "kind": "evolution", "signal": "own", "memory": MEMORY, "revision_rate": REVISION_RATE, "intensity": INTENSITY / (JOBS * work),
        "trait_deviation": {"effort": DEVIATION},
    }  # fmt: skip
    return door.scenario_from(data)


def _class_and_work(network: Scenario) -> tuple[str, float]:
    """Name of the one class of jobs, and what its work costs, USD."""
    if len(network.job_classes) != 1:
        raise ValueError(f"study {NAME}: {network.name} has {len(network.job_classes)} classes of jobs; give a network with one")
    name, job = next(iter(network.job_classes.items()))
    cost, price = network.nodes.compute_cost, network.market.price
    if not isinstance(cost, (int, float)) or cost * job.work <= 0:
        raise ValueError(f"study {NAME}: nodes.compute_cost = {cost!r}, and g is a share of it; give one number above 0")
    work = float(cost) * job.work
    if price * job.fee > PENALTY * work:
        raise ValueError(
            f"study {NAME}: fee = {job.fee:g} is above {PENALTY:g} times the cost of work, {work:g} USD; raise nodes.compute_cost"
        )
    return name, work


def evolve(scenario: Scenario, seed: int) -> dict[str, float]:
    """Late mean effort of a run, and the share of its nodes in each tenth of effort; a tenth holds its lower end, the last one both."""
    counts, efforts = np.zeros(10), list[float]()

    def watch(state: State) -> None:
        if state.epoch >= EPOCHS - LATE and (EPOCHS - 1 - state.epoch) % 10 == 0:
            counts[:] += np.bincount(np.minimum(9, (state.effort * 10).astype(int)), minlength=10)
            efforts.append(float(state.effort.mean()))

    simulate(scenario, seed, watch=watch)
    tenths: list[float] = (counts / counts.sum()).tolist()
    return {"effort": float(np.mean(efforts)), **dict(zip(TENTHS, tenths, strict=True))}


def measure(network: Scenario, cell: Cell) -> Measured:
    """Evolve from each seed; `start` of the cell is a name."""
    scenario = prepare(network, int(cell.at["sampled"]), float(cell.at["ratio"]), str(cell.at["start"]))
    return Measured([{"seed": seed, **evolve(scenario, seed)} for seed in cell.seeds], len(cell.seeds))


def measure_basin(network: Scenario, cell: Cell) -> Measured:
    """Evolve from each effort of the grid, all nodes alike; where it ends."""
    rows, runs = [], 0
    for start in EFFORTS:
        scenario = prepare(network, int(cell.at["sampled"]), float(cell.at["ratio"]), start)
        for seed in cell.seeds:
            rows.append({"start": start, "seed": seed, "effort": evolve(scenario, seed)["effort"]})
            runs += 1
    return Measured(rows, runs)


def cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Every start, partition and ratio; a hundred seeds where a claim rests."""
    prepare(network, SAMPLES[0], RATIOS[0], "idle")
    found = []
    for start in STARTS:
        for sampled in SAMPLES:
            for ratio in RATIOS:
                count = QUICK if quick else SEEDS if (start, sampled, ratio) in CLAIMED else FEW
                at: dict[str, Value] = {"start": start, "sampled": sampled, "segments": BUDGET * sampled, "ratio": ratio}
                last = FIRST + count
                found += [Cell(at, tuple(range(first, min(first + 50, last)))) for first in range(FIRST, last, 50)]
    return found


def basin_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Where basins meet, by partition, at the higher ratio."""
    prepare(network, SAMPLES[0], RATIOS[0], "idle")
    seeds = tuple(range(FIRST, FIRST + (1 if quick else BASIN_SEEDS)))
    return [
        Cell({"sampled": s, "segments": BUDGET * s, "ratio": RATIOS[1]}, seeds[first : first + BATCH])
        for s in SAMPLES[1:]
        for first in range(0, len(seeds), BATCH)
    ]


_PLACE = {
    "sampled": Column("seg", "s: segments sampled of an audited job"),
    "segments": Column("seg", "k: segments of a job, four a sampled one"),
    "ratio": Column("1", "audit probability over g = c / (R + S)"),
}
_EFFORT = Column("1", f"mean effort over nodes and the last {LATE} epochs")
STUDY = Study(
    name=NAME,
    question="Does an evolving effort end in a corner, and does the fineness of the cut matter at the same budget of checks?",
    hypothesis=(
        f"At a budget of one segment in four and with s >= 4 sampled, fewer than {MIDDLE:.0%} of the nodes end with an effort between .1 "
        "and .9, below the threshold g and above it. Which corner it is depends on the start, for detection is concave in what is "
        "skipped: above g a population that starts with all efforts ends diligent, one that starts idle stays idle, since whoever "
        "computes less than s segments hides nothing; with s = 1 detection is linear, and idleness is left. The basins meet at the "
        f"effort where skipping one segment more costs what it saves, within {CLOSE:g}. Written after a pilot of four seeds."
    ),
    refuted_by=(
        f"{MIDDLE:.0%} of the nodes or more in the middle for s = 4 or 16; a tenth of the runs or more leaving idleness there, or ending "
        f"idle from all efforts, above g; a mean effort from idleness with s = 1 that is not {LEFT:g} above that with s = 16; or basins "
        f"that meet further than {CLOSE:g} from the closed form."
    ),
    network="none",
    sample=(
        f"{SEEDS} seeds where a claim rests, so that a share of runs of 0 or 1 is known to .04; {FEW} elsewhere; {BASIN_SEEDS} at each of "
        f"{len(EFFORTS)} starts of a basin, whose border is then known to about .02."
    ),
    source="partition laws B8 of the theory catalogue; Champagnat, Ferriere and Meleard 2006, doi:10.1016/j.tpb.2005.10.004",
    tables={
        "ends": Table(
            cells,
            measure,
            {"start": Column("", "efforts at the start: all, 0 or 1"), **_PLACE, "seed": Column("1", "seed"), "effort": _EFFORT}
            | {name: Column("1", f"late share of nodes with an effort in [{n / 10:g}, {(n + 1) / 10:g})") for n, name in enumerate(TENTHS)},
        ),
        "basins": Table(
            basin_cells,
            measure_basin,
            {**_PLACE, "start": Column("1", "effort of all at the start"), "seed": Column("1", "seed"), "effort": _EFFORT},
        ),
    },
)

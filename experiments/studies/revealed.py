"""Where nodes evolve before a field, do they settle on the boundary of what it lets pass, and how much of that boundary do they show?

Nodes choose which share of their jobs to compute, and how far the filler of
the others may deviate; the further, the cheaper. Every job is checked within a
tolerance, and a wrong one costs its fee and a slash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table, Value
from model import columns as col
from model import door
from model.run import simulate
from model.scenario import Scenario
from model.state import State

NAME = "revealed"
COSTS = (0.25, 0.5, 1.0, 1.5)
"""Cost of a job over the network's, by kind of node."""
FACTORS = (0.7, 1.0, 1.3, 1.6)
"""Tolerance over `TOLERANCE`, by kind, where it varies over the network."""
KIND_NODES, JOBS, MORE_JOBS, TOLERANCE, SLASH = 12, 20, 80, 10.0, 10.0
"""Nodes of a kind; jobs of a node and epoch, and in the arm `averaged`; tolerance in sigma; slash in fees."""
SELECTION, MEMORY = 60.0, 2.0
"""Intensity of selection, per cost of an epoch's work; epochs that payoffs are remembered."""
MUTATIONS, BASE = (0.05, 0.04, 0.03, 0.02), 0.02
"""Standard deviation of a mutation, in sides of the box of behaviours; the one that claims about one level are made at."""
STEPS, SNAPSHOTS = 12.0, 4
"""Mutations that add up to the box's side, which set how long a run is; late epochs at which nodes are looked at."""
FIRST_SEED, SEEDS, QUICK_SEEDS, BESIDE, BLOCK = 2001, 100, 3, 25, 5
ARMS = ("field", "null", "averaged", "places")
"""Kinds of unequal cost before the field; where everything is accepted; with more jobs an epoch, over which payoffs are means; and kinds
of equal cost before unequal tolerances."""


def epochs_of(mutation: float) -> int:
    """Length of a run, epochs: the rarer large steps are, the longer it takes to leave honesty."""
    return 10 * round(STEPS / mutation / 10.0)


def prepare(network: Scenario, arm: str, mutation: float) -> Scenario:
    """A network of kinds that compare themselves with their like, honest at the start, with both traits free to evolve.

    Parameters
    ----------
    network : Scenario
        Gives fee, price, cost of work, and what fillers cost.
    arm : str
        One of ``ARMS``.
    mutation : float
        Standard deviation of a mutation, in sides of the box.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        For a network with several classes of jobs, or without a cost of work between 0 and what its dearest nodes are paid.
    """
    job, cost = _money(network)
    kinds = np.repeat(np.arange(len(COSTS)), KIND_NODES)
    costs = np.ones(len(kinds)) if arm == "places" else np.array(COSTS)[kinds]
    factors = np.array(FACTORS)[kinds] if arm == "places" else np.ones(len(kinds))
    data = network.to_dict(sources=False) | {"warm_up": 0, "stop_when": "never", "epochs": epochs_of(mutation)}
    data["nodes"] = {"count": len(kinds), "stake": network.nodes.stake, "compute_cost": (cost * costs).tolist()}
    data["types"] = {"standard": {}}
    data["population"] = {
        "open": {"strategy": "skimmer", "share": 1.0, "role": "executor", "numbers": {"effort": 1.0, "filler_deviation": 0.0}}
    }
    jobs = MORE_JOBS if arm == "averaged" else JOBS
    data["jobs"] = {"arrival": "per_node", "rate": jobs, "law": "fixed", "assignment": "each"}
    data["job_classes"][job]["field"] = {}
    data["graph"] = {"kind": "given", "vertices": len(kinds), "edges": _among_their_like(kinds)}
    data["field"] = {
        "verification": {
            "kind": "panel", "auditors": "protocol", "tolerance": TOLERANCE, "audit_probability": 0.0 if arm == "null" else 1.0,
        },
        "settlement": {"slash": SLASH * network.job_classes[job].fee, "slash_rule": "fixed"},
        "profile": {"tolerance": {"kind": "array", "values": factors.tolist()}},
    }  # fmt: skip
    data["accounts"] = {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False}
    data["adaptation"] = {
        "kind": "evolution", "signal": "own", "memory": MEMORY, "revision_rate": 1.0, "partner": "neighbour",
        "intensity": SELECTION / (cost * jobs),
        "trait_deviation": {"effort": mutation, "filler_deviation": mutation * 6.0 * TOLERANCE},
    }  # fmt: skip
    return door.scenario_from(data)


def alone(network: Scenario, arm: str, kind: int) -> Scenario:
    """A field as one kind of node meets it: all nodes of that kind.

    Closed forms are asked of it, since they take unlike nodes at their means.

    Parameters
    ----------
    network : Scenario
    arm : str
    kind : int
        Place among ``COSTS``, or among ``FACTORS`` where the arm is ``places``.
    """
    data = prepare(network, arm, BASE).to_dict(sources=False)
    data["nodes"]["compute_cost"] = data["nodes"]["compute_cost"][kind * KIND_NODES]
    data["field"]["verification"]["tolerance"] = TOLERANCE * (FACTORS[kind] if arm == "places" else 1.0)
    data["field"]["profile"] = {}
    return door.scenario_from(data)


def _among_their_like(kinds: np.ndarray) -> list[list[int]]:
    """Pairs of nodes of one kind: what a dear node earns says nothing to a cheap one."""
    first, second = np.triu_indices(len(kinds), 1)
    alike = kinds[first] == kinds[second]
    return np.column_stack([first[alike], second[alike]]).tolist()  # type: ignore[no-any-return]  # a list of pairs


def _money(network: Scenario) -> tuple[str, float]:
    """The only class of jobs, and the cost of one of work 1, USD."""
    if len(network.job_classes) != 1:
        raise ValueError(f"study {NAME}: {network.name} has {len(network.job_classes)} classes of jobs; give a network with one")
    ((name, job),) = network.job_classes.items()
    if job.capability:
        raise ValueError(f"study {NAME}: job_classes.{name}.capability = {job.capability!r}, and nodes are of one type; set it to ''")
    cost, most = network.nodes.compute_cost, network.market.price * job.fee / max(COSTS)
    if not isinstance(cost, (int, float)) or not 0.0 < cost * job.work < most:
        raise ValueError(
            f"study {NAME}: nodes.compute_cost = {cost!r} is not one number above 0 at which a job costs less than {most:g} USD, so that "
            f"the dearest nodes, at {max(COSTS):g} times it, still earn; change it"
        )
    return name, cost * job.work


def measure(network: Scenario, cell: Cell) -> Measured:
    """Evolve from each seed; behaviour of every node at some late epochs."""
    mutation = float(cell.at["mutation"])
    scenario = prepare(network, str(cell.at["arm"]), mutation)
    rows: list[dict[str, Value]] = []
    for seed in cell.seeds:

        def look(state: State, seed: int = seed) -> None:
            if state.epoch in late(mutation):
                rows.extend({"seed": seed, "epoch": state.epoch} | row for row in _nodes(state))

        simulate(scenario, seed, watch=look)
    return Measured(rows, len(cell.seeds))


def late(mutation: float) -> list[int]:
    """The epochs at which nodes are looked at, in the last third of a run."""
    epochs = epochs_of(mutation)
    return [epochs - 1 - round(k * epochs / 3 / SNAPSHOTS) for k in range(SNAPSHOTS)][::-1]


def _nodes(state: State) -> list[dict[str, Value]]:
    effort, deviation = state.nodes[col.EFFORT].round(4).tolist(), state.nodes[col.FILLER_DEVIATION].round(3).tolist()
    return [{"kind": i // KIND_NODES, "effort": e, "deviation": d} for i, (e, d) in enumerate(zip(effort, deviation, strict=True))]


def follow(network: Scenario, cell: Cell) -> Measured:
    """Mean behaviour through time: whether it stands still at the end."""
    mutation = float(cell.at["mutation"])
    scenario, stride = prepare(network, str(cell.at["arm"]), mutation), max(1, epochs_of(mutation) // 30)
    rows: list[dict[str, Value]] = []
    for seed in cell.seeds:

        def look(state: State, seed: int = seed) -> None:
            if state.epoch % stride == stride - 1:
                deviation = float(np.abs(state.nodes[col.FILLER_DEVIATION]).mean())
                rows.append({"seed": seed, "epoch": state.epoch, "effort": float(state.nodes[col.EFFORT].mean()), "deviation": deviation})

        simulate(scenario, seed, watch=look)
    return Measured(rows, len(cell.seeds))


def cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Field and null at every mutation, the other arms at one; only what decides nothing has fewer seeds."""
    found: list[Cell] = []
    for arm, mutation in [(arm, m) for arm in ARMS[:2] for m in MUTATIONS] + [(arm, BASE) for arm in ARMS[2:]]:
        prepare(network, arm, mutation)
        full = BESIDE if arm == "averaged" or (arm == "null" and mutation != BASE) else SEEDS
        found += _blocks({"arm": arm, "mutation": mutation}, QUICK_SEEDS if quick else full)
    return found


def paths_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Every mutation before the field."""
    return [Cell({"arm": "field", "mutation": m}, tuple(range(FIRST_SEED, FIRST_SEED + (1 if quick else 5)))) for m in MUTATIONS]


def _blocks(at: Mapping[str, Any], count: int) -> list[Cell]:
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    return [Cell({**at, "block": n // BLOCK}, tuple(seeds[n : n + BLOCK])) for n in range(0, count, BLOCK)]


_AT = {"arm": Column("", "what nodes meet"), "mutation": Column("1", "standard deviation of a mutation, in sides of the box")}
_SEEN = {"seed": Column("1", "seed of the run"), "epoch": Column("epoch", "epoch, from 0")}

STUDY = Study(
    name=NAME,
    question="Where nodes of unequal costs evolve, do they end on the boundary of what the field lets pass, and how much of it is shown?",
    hypothesis=(
        "Where every step further pays, and only there, nodes end on the boundary of what the field lets pass: of the behaviours that "
        "live through 100 jobs without one turned down, .95 times as likely as an honest one. A check blurs that boundary, so near means "
        "within one standard deviation of what a check sees. Nodes inside the set are near it at least twice as often as a uniform "
        "cloud; where all is accepted at the same costs, less than one node in twenty is. As mutation goes to 0 their mean distance "
        "stays below that reach. Utility is linear in effort, so a run shows a spot and less than a quarter of the boundary's length. "
        "Where the tolerance varies over the network, deviation follows the boundary with a slope between .8 and 1.2. Written after a "
        "pilot of seeds 1 to 8, from which jobs, slash, selection, the length of runs and the reach were taken."
    ),
    refuted_by=(
        "nodes near the boundary less than twice as often as a uniform cloud, or as many as one in twenty where all is accepted; a "
        "distance beyond the reach, extrapolated to mutation 0; a quarter of the boundary shown; a slope outside [.8, 1.2]."
    ),
    network="none",
    sample=(
        f"{SEEDS} seeds a point that decides: between runs of the pilot the share near scattered by .05, the extrapolated distance by a "
        f"tenth of the reach, the slope by .04, so means have a tenth of that as errors; {BESIDE} for the null at other mutations and for "
        "`averaged`, which decide nothing."
    ),
    source="model document, section 8; trait substitution: Champagnat, Ferriere and Meleard 2006, doi:10.1016/j.tpb.2005.10.004",
    headline=True,
    tables={
        "clouds": Table(cells, measure, _AT | {"block": Column("1", "batch of seeds")} | _SEEN | {
            "kind": Column("1", "kind of the node, from 0, by cost, or in places by tolerance"),
            "effort": Column("1", "share of its jobs that it computes"), "deviation": Column("sigma", "deviation of its filler"),
        }),
        "paths": Table(paths_cells, follow, _AT | _SEEN | {
            "effort": Column("1", "mean over nodes"), "deviation": Column("sigma", "mean size over nodes"),
        }),
    },
)  # fmt: skip

"""Cartel: what share makes cheating pay where panels are drawn by nodes, by stake or among neighbours, and what does compounding do?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Study, Table
from model import door
from model.inequality import gini, nakamoto
from model.measures import cartel_stake_share
from model.run import simulate
from model.scenario import Scenario
from model.state import State

AUDIT, SEATS, NEED = 0.25, 3, 2
"""Audits are more frequent than in the network and slashes smaller by as much: the same loss is expected, with less scatter."""
RICH = 4.0
"""Stake of a member of a rich cartel, over that of another node."""
REACH = 2
"""Neighbours on either side, on the ring."""
DRAWS = ("uniform", "stake_weighted", "scattered", "block")
"""By nodes; by stake, before a rich cartel; among neighbours, with members anywhere, and in one row."""
SHARES, QUICK_SHARES = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4), (0.2, 0.3, 0.4)
BLOCKS, QUICK_BLOCKS = (0.002, 0.003, 0.005, 0.01, 0.03, 0.1, 0.3), (0.002, 0.01, 0.1)
"""Share of what the panel draws by that the cartel has; of nodes, in a block."""
NODES, EPOCHS = 1_000, 60
START, LIVING_NODES, LIVING_EPOCHS, EVERY = 20.0, 200, 300, 10
"""Living stakes: tok of a poor node, nodes, epochs, epochs between two points of a path."""
STARTS = ((0.3, 1.0), (0.25, RICH))
"""Share of nodes and richness of a member: a minority of both, and a minority of nodes that has 4/7 of all stake."""
SEEDS, QUICK_SEEDS, BATCH, FIRST = 100, 5, 25, 1_001
"""The first seed is beyond those of the pilots."""


def members(draw: str, share: float, nodes: int = NODES) -> int:
    """Members of a cartel that has so great a share of what the panel draws by; members of rich ones are fewer."""
    of_nodes = share / (share + RICH * (1.0 - share)) if draw == "stake_weighted" else share
    return round(of_nodes * nodes)


def prepare(network: Scenario, draw: str, count: int, nodes: int = NODES, rich: float = 1.0) -> Scenario:
    """The network with nodes that execute and verify, of which a cartel does no work and approves itself.

    Every member checks outsiders honestly; checks cost nothing and earn nothing; stakes are frozen, liability is unlimited.
    Fee and cost of work are the network's, and so is what a caught cheat loses times the rate of audits.

    Parameters
    ----------
    network : Scenario
    draw : str
        One of ``DRAWS``.
    count, nodes : int
        Of the cartel, and all.
    rich : float
        Stake of a member over that of another node.

    Raises
    ------
    ValueError
        In one line, for a network without one class before a panel, or in which cheating pays alone or never costs.
    """
    name, slash = terms(network)
    data = network.to_dict(sources=False) | {"warm_up": 0, "stop_when": "never", "epochs": EPOCHS, "adaptation": {"kind": "fixed"}}
    fellows: dict[str, Any] = {"strategy": "skimmer", "count": count, "stake": rich * START, "numbers": {"effort": 0.0, "cartel": 1.0}}
    data["population"] = {"honest": {"strategy": "honest", "count": nodes - count}, "cartel": fellows}
    data["nodes"] = data["nodes"] | {"count": nodes, "stake": START, "placement": "in_order" if draw == "block" else "random"}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["graph"] = {"kind": "ring", "degree": 2 * REACH}
    data["job_classes"][name]["field"] = {}
    drawn = draw if draw in {"uniform", "stake_weighted"} else "neighbours"
    data["field"] = {
        "noise": {"level": 0.0},
        "verification": {
            "kind": "panel", "panel_size": SEATS, "need": NEED, "audit_probability": AUDIT, "check_cost_ratio": 0.0, "tolerance": 0.0,
            "draw": drawn,
        },
        "settlement": {"slash": slash, "slash_rule": "fixed", "unavailable_penalty": slash},
    }  # fmt: skip
    data["accounts"] = {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    return door.scenario_from(data)


def living(network: Scenario, draw: str, share: float, rich: float) -> Scenario:
    """The same with stakes that fees join and slashes leave, jobs by stake, and a cartel that rejects all outsiders."""
    scenario = prepare(network, draw, round(share * LIVING_NODES), LIVING_NODES, rich)
    data = scenario.to_dict(sources=False) | {"epochs": LIVING_EPOCHS}
    data["population"]["cartel"]["numbers"]["reject_outsiders"] = 1.0
    data["jobs"]["assignment"] = "stake_weighted"
    data["accounts"] |= {"stakes": "moving", "compounding_share": 1.0, "unlimited_liability": False}
    return door.scenario_from(data)


def terms(network: Scenario) -> tuple[str, float]:
    """Name of the job class and the slash, tok."""
    name, field = premises.check(network)
    cost, fee, price = network.nodes.compute_cost, network.job_classes[name].fee, network.market.price
    if not isinstance(cost, float) or cost <= 0:
        raise ValueError(f"nodes.compute_cost = {cost} is not one number above 0 that all nodes share; give one")
    if field.settlement.slash_rule != "fixed":
        raise ValueError(f"field.settlement.slash_rule of network {network.name!r} is a share of the stake; set it to fixed, in tok")
    panel: Any = field.verification
    expected = panel.audit_probability * (fee + field.settlement.slash)
    slash = expected / AUDIT - fee
    least = 1.25 * max(cost / price, AUDIT * fee)
    if slash < 0 or expected * price <= cost:
        raise ValueError(
            f"network {network.name!r}: a cheat loses {expected * price:g} USD a job on average and saves {cost:g}, so it pays without "
            f"a cartel; raise field.settlement.slash until audit_probability x (fee + slash) is {least:.3g} tok or more"
        )
    return name, slash


def measure_gain(network: Scenario, cell: Cell) -> Measured:
    """Utility of a member's job less that of an honest one."""
    draw, share = str(cell.at["draw"]), float(cell.at["share"])
    count = members(draw, share)
    scenario = prepare(network, draw, count, rich=RICH if draw == "stake_weighted" else 1.0)
    rows = []
    for seed in cell.seeds:
        records = simulate(scenario, seed).records
        gain = float(np.mean(records.mean_utility("cartel") - records.mean_utility("honest")))
        rows.append({"seed": seed, "nodes": count / NODES, "gain": gain})
    return Measured(rows, len(rows))


def measure_paths(network: Scenario, cell: Cell) -> Measured:
    """Stake of the cartel, Gini and Nakamoto of stake over time."""
    scenario = living(network, str(cell.at["draw"]), float(cell.at["nodes"]), float(cell.at["rich"]))
    rows: list[dict[str, float]] = []
    for seed in cell.seeds:
        rows += _path(scenario, seed)
    return Measured(rows, len(cell.seeds))


def _path(scenario: Scenario, seed: int) -> list[dict[str, float]]:
    rows = []

    def look(state: State) -> None:
        if state.epoch % EVERY == 0 or state.epoch == LIVING_EPOCHS - 1:
            stake = state.stake
            shares = {"stake": cartel_stake_share(state), "gini": gini(stake), "nakamoto": nakamoto(stake) / len(stake)}
            rows.append({"seed": seed, "epoch": state.epoch + 1, **shares})

    simulate(scenario, seed, watch=look)
    return rows


def _batches(at: Mapping[str, Any], quick: bool) -> list[Cell]:
    seeds = QUICK_SEEDS if quick else SEEDS
    last = FIRST + seeds
    return [Cell(at, tuple(range(first, min(first + BATCH, last)))) for first in range(FIRST, last, BATCH)]


def gain_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Every share before every way of drawing, all with the same seeds."""
    prepare(network, DRAWS[0], 1)
    even, rows = (QUICK_SHARES, QUICK_BLOCKS) if quick else (SHARES, BLOCKS)
    points = [{"draw": draw, "share": share} for draw in DRAWS for share in (rows if draw == "block" else even)]
    return [cell for at in points for cell in _batches(at, quick)]


def path_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Both cartels before panels drawn by nodes and by stake."""
    prepare(network, DRAWS[0], 1)
    points = [{"draw": draw, "nodes": nodes, "rich": rich} for nodes, rich in STARTS for draw in DRAWS[:2]]
    return [cell for at in points for cell in _batches(at, quick)]


_DRAW = Column("", "how panels are drawn: by nodes, by stake, among neighbours of scattered members, or of a block in a row")

STUDY = Study(
    name="cartel",
    question="What share makes a cartel's cheating pay where panels are drawn by nodes, stake or neighbourhood, and where does it lead?",
    hypothesis=(
        "(1) Whether panels are drawn by nodes or by stake, cheating pays from the same share of what they are drawn by, that of B1 in A3, "
        "though the cartel is four times as rich by node in the second; (2) neighbours judge a scattered cartel like anybody, but one that "
        "sits in a row pays from a hundredth, for only its border is caught; (3) where fees are staked, jobs go by stake and the cartel "
        "rejects outsiders, a cartel of a quarter of nodes and 4/7 of stake grows further if panels are drawn by stake, and shrinks if by "
        "nodes; where it has .3 of both it shrinks by either; growth concentrates stake: Gini up, Nakamoto down."
    ),
    refuted_by=(
        "(1) a share that is .01 or more from the closed form's; (2) a scattered cartel whose share is .01 or more from it, or a block of "
        "a hundredth that loses; (3) a change of the stake share of the other sign in any of the four, or Gini not up or Nakamoto not down "
        "where it grows."
    ),
    network="posp",
    sample=(
        f"{SEEDS} seeds a point, the same at all: some 1 800 000 jobs of members, so a share has an error of .001 to .003, a third "
        "of the bound at most; a path's end scatters by some .02, a tenth of what the closed form says it moves."
    ),
    source="closed forms A3 and B1; arXiv 2405.00295; derived",
    tables={
        "gains": Table(gain_cells, measure_gain, {
            "draw": _DRAW, "share": Column("1", "of the cartel in what the panel draws by: stake, or nodes"), "seed": Column("", "seed"),
            "nodes": Column("1", "share of the cartel in nodes"), "gain": Column("USD", "utility of a member's job less an honest one's"),
        }),
        "paths": Table(path_cells, measure_paths, {
            "draw": _DRAW, "nodes": Column("1", "share of the cartel in nodes"), "rich": Column("1", "stake of a member over another's"),
            "seed": Column("", "seed"), "epoch": Column("epoch", "epochs that have passed"),
            "stake": Column("1", "share of the cartel in stake"), "gini": Column("1", "Gini index of stake over nodes"),
            "nakamoto": Column("1", "least share of nodes that hold more than half of the stake"),
        }),
    },
)  # fmt: skip

"""Rotation: verifiers, lazies and adversaries displace each other; does a harsher slash calm them, and does it buy right outputs?"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Study, Table
from model import door
from model.columns import EXECUTES, VERIFIES
from model.cycles import cycle
from model.run import Run, simulate
from model.scenario import Scenario
from model.state import State

SLASHES = (2.0, 4.0, 8.0, 16.0)
BOUNTIES = (6.0, 12.0)
"""What a found attack costs, and brings its finder, in costs of a check."""
GAIN, MISS = 2.0, 1.0
"""What an accepted attack brings, and costs everybody who passed it, in costs of a check."""
START = (0.4, 0.45, 0.15)
NODES, EPOCHS, QUICK_EPOCHS = 400, 1_000, 600
REVISION_RATE, INTENSITY, MUTATION, MEMORY = 0.4, 0.1, 0.002, 3.0
"""An epoch moves shares by 0.04 of the time in which payoffs act: longer steps widen cycles by themselves (F1c)."""
SEEDS, QUICK_SEEDS, FIRST = 100, 5, 1
EVERY = 10
"""Epochs between two points of an orbit that is drawn."""
SHARES = ("verifiers", "lazies", "attackers")
BOTH = EXECUTES | VERIFIES


def prepare(network: Scenario, slash: float, bounty: float, epochs: int = EPOCHS) -> Scenario:
    """The network with nodes that all execute and verify, every job before one peer.

    A verifier works and looks, a lazy works and does not look, an adversary attacks every job and does not look. All
    pay for their work. An attack that is seen costs its fee and a slash, `slash` checks in all.

    Parameters
    ----------
    network : Scenario
        Gives fee, price, costs and field.
    slash, bounty : float
        In costs of a check.
    epochs : int

    Raises
    ------
    ValueError
        In one line, for a network without panels, with several job classes, or in which a check costs nothing.
    """
    name, field = premises.check(network)
    check = _check_cost(network, field)
    price = network.market.price
    fee = network.job_classes[name].fee
    if slash * check < fee * price:
        raise ValueError(
            f"network {network.name!r}: the fee of {fee * price:g} USD is more than the least loss of an attacker, {slash * check:g} USD; "
            f"set fee = {slash * check / price:.3g} or less"
        )
    data = network.to_dict(sources=False) | {"population": _population(), "epochs": epochs, "warm_up": 0, "stop_when": "never"}
    data["nodes"] = data["nodes"] | {"count": NODES, "outside_gain": GAIN * check}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "uniform"}
    data["field"] = field.model_dump(mode="python")
    data["job_classes"][name] |= {"field": {}, "value": 1.0}
    data["adaptation"] = {
        "kind": "replicator", "signal": "public", "memory": MEMORY, "revision_rate": REVISION_RATE, "intensity": INTENSITY / check,
        "mutation": MUTATION,
    }  # fmt: skip
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    changes: dict[str, Any] = {
        f"field.verification.{key}": value
        for key, value in {"audit_probability": 1.0, "panel_size": 1, "need": 1, "draw": "uniform", "auditors": "peers"}.items()
    }
    changes |= {"field.noise.level": 0.0, "field.settlement.slash_rule": "fixed", "field.settlement.slash": slash * check / price - fee}
    changes |= {"field.settlement.bounty": bounty * check / price, "field.settlement.miss_loss": MISS * check}
    return door.change(door.scenario_from(data), changes)


def _check_cost(network: Scenario, field: Any) -> float:
    cost = network.nodes.compute_cost * field.verification.check_cost_ratio if isinstance(network.nodes.compute_cost, float) else 0.0
    if cost <= 0:
        raise ValueError(
            f"network {network.name!r}: a check costs {cost:g} USD by one number for all nodes; set nodes.compute_cost and "
            "field.verification.check_cost_ratio above 0"
        )
    return cost


def _population() -> dict[str, Any]:
    verify, lazy = (round(share * NODES) for share in START[:2])
    attacks = {"attack_rate": 1.0, "deviation": 1000.0, "vigilance": 0.0}
    return {
        "verify": {"strategy": "honest", "count": verify},
        "lazy": {"strategy": "rubber_stamp", "count": lazy},
        "attack": {"strategy": "rubber_stamp", "count": NODES - verify - lazy, "numbers": attacks},
    }


def measure_late(network: Scenario, cell: Cell) -> Measured:
    """Mean shares, their swing and integrity over the second half of each run."""
    return Measured([{"seed": seed, **_late(_run(network, cell, seed))} for seed in cell.seeds], len(cell.seeds))


def measure_orbits(network: Scenario, cell: Cell) -> Measured:
    """Shares over time of one run."""
    seen: list[np.ndarray] = []

    def look(state: State) -> None:
        if state.epoch % EVERY == 0:
            seen.append(state.followers[BOTH] / NODES)

    simulate(_scenario(network, cell), cell.seeds[0], watch=look)
    rows = [{"epoch": n * EVERY, **dict(zip(SHARES, map(float, shares), strict=True))} for n, shares in enumerate(seen)]
    return Measured(rows, 1)


def _scenario(network: Scenario, cell: Cell) -> Scenario:
    at = cell.at
    return prepare(network, float(at["slash"]), float(at["bounty"]), int(at["epochs"]))


def _run(network: Scenario, cell: Cell, seed: int) -> Run:
    return simulate(_scenario(network, cell), seed)


def _late(run: Run) -> dict[str, float]:
    half = run.records.epochs // 2
    late = run.records.window(half)
    shares = {name: late.share(entry) for name, entry in zip(SHARES, run.scenario.population, strict=True)}
    right, wrong = (float(late.total(f"{word}_verified").sum()) for word in ("right", "wrong"))
    swing = cycle(shares["attackers"])
    return {
        **{name: float(share.mean()) for name, share in shares.items()},
        "swing": float(shares["verifiers"].std()),
        "integrity": right / (right + wrong),
        "period": swing.period,
    }


def _places(quick: bool) -> list[tuple[float, float]]:
    """Every slash at the smaller bounty, the ends at the larger one."""
    ends = (SLASHES[0], SLASHES[-1])
    return [(slash, BOUNTIES[0]) for slash in (ends if quick else SLASHES)] + [(slash, BOUNTIES[1]) for slash in ends]


def late_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Every point runs with the same seeds, so that points are compared run by run; ten seeds a cell."""
    prepare(network, SLASHES[0], BOUNTIES[0])
    epochs, seeds = (QUICK_EPOCHS, QUICK_SEEDS) if quick else (EPOCHS, SEEDS)
    return [
        Cell({"slash": slash, "bounty": bounty, "epochs": epochs}, tuple(range(first, min(first + 10, FIRST + seeds))))
        for slash, bounty in _places(quick)
        for first in range(FIRST, FIRST + seeds, 10)
    ]


def orbit_cells(network: Scenario, quick: bool) -> list[Cell]:
    """One run at the mildest and one at the harshest slash."""
    epochs = QUICK_EPOCHS if quick else EPOCHS
    return [Cell({"slash": slash, "bounty": BOUNTIES[0], "epochs": epochs}, (FIRST,)) for slash in (SLASHES[0], SLASHES[-1])]


_WHERE = {
    "slash": Column("checks", "what an attack that is seen costs, fee and slash, in costs of a check"),
    "bounty": Column("checks", "what is paid to who sees it, in costs of a check"),
    "epochs": Column("epoch", "length of a run"),
}

STUDY = Study(
    name="rotation",
    question="Verifiers, lazies and adversaries displace each other: does a harsher slash calm them, and does it buy right outputs?",
    hypothesis=(
        "No. What deters attacks is looking, and what keeps lookers is attacks to be found: at rest the share of attackers is what makes a "
        "check pay, c / (r + l), whatever the slash. A harsher slash replaces lookers by those who do not look, so more attacks pass; and "
        "it turns the stable spiral into wide cycles (F2). A larger bounty does what the slash does not: fewer attackers."
    ),
    refuted_by=(
        f"integrity at a slash of {SLASHES[-1]:g} checks not below that at {SLASHES[0]:g}, swings that are not wider there, or attackers "
        "that are not fewer at the larger bounty."
    ),
    network="posp",
    sample=(
        f"{SEEDS} seeds at each point, the same at all: paired differences of integrity have a standard error of about .002, a thirtieth "
        "of what the closed form says the slash does."
    ),
    source="Zeeman 1980; Hofbauer and Sigmund 1998 (both recalled); derived; closed form F2",
    tables={
        "late": Table(
            late_cells,
            measure_late,
            _WHERE
            | {
                "seed": Column("", "seed"),
                "verifiers": Column("1", "mean share of nodes that look, over the second half"),
                "lazies": Column("1", "of nodes that work and do not look"),
                "attackers": Column("1", "of nodes that attack"),
                "swing": Column("1", "standard deviation over time of the share of verifiers"),
                "integrity": Column("1", "right outputs among those accepted"),
                "period": Column("epoch", "period of the attackers' cycle; missing where it is no more than noise"),
            },
        ),
        "orbits": Table(
            orbit_cells,
            measure_orbits,
            _WHERE
            | {
                "epoch": Column("epoch", "time"),
                "verifiers": Column("1", "share of nodes that look"),
                "lazies": Column("1", "share of nodes that work and do not look"),
                "attackers": Column("1", "share of nodes that attack"),
            },
        ),
    },
)

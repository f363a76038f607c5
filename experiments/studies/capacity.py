"""Capacity: how much does what nodes do tell of the field that they live in?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Row, Study, Table
from model import door
from model.columns import EXECUTES
from model.run import simulate
from model.scenario import Scenario
from model.state import State

WAYS: dict[str, dict[str, Any]] = {
    "honest": {"strategy": "honest"},
    "idle": {"strategy": "skimmer", "numbers": {"effort": 0.0}},
    "small_model": {"strategy": "substituter_fp8"},
    "falsifying": {"strategy": "corruptor", "numbers": {"attack_rate": 1.0, "deviation": 15.0}},
}
"""Ways of work that nodes choose among; a small model deviates by ten sigma, idle output by a thousand."""
GAIN = 0.75
"""What a falsified output that is accepted brings, over the cost of honest work."""
AUDITS = (0.015, 0.04, 0.12, 0.3, 0.6)
SLASHES = (1.0, 3.0, 9.0)
"""Over the reward of a job; of a stake that is frozen and without a limit."""
TOLERANCES = (5.0, 12.5, 20.0)
"""In sigma: rejects every cheat, passes the small model, passes falsified outputs too."""
CORNERS = ((0.6, 9.0, 5.0), (0.015, 1.0, 5.0), (0.12, 9.0, 12.5), (0.6, 9.0, 20.0))
"""Audit probability, slash and tolerance of a field deep in each regime, in the order of ``WAYS``."""
INTENSITY, INTENSITIES = 4.0, (0.0, 0.1, 0.3, 1.0, 4.0, 16.0)
"""Beta times the reward."""
RIDGE, RIDGE_AUDITS = 1.2, (0.8, 0.24, 0.04)
"""Audit probability x (reward + slash), over the reward, and the audit probabilities along it; every cheat is rejected."""
NEAR, SIZES, LEVEL = 0.03, (10, 40, 160), 10.0
"""How far two fields lie on either side of indifference between honest and idle work, in rewards; nodes; reward + slash."""
SIZES_EPOCHS, SIZES_MUTATION = 300, 0.05
LOOKS = (1, 2, 5, 10, 20, 40, 70, 100)
NODES, EPOCHS, SEEDS, SIZES_SEEDS, QUICK_SEEDS, STRIDE = 100, 100, 100, 200, 5, 1_000
REVISION_RATE, MUTATION = 0.2, 0.01

AT = {
    "audit": Column("1", "audit probability, by the protocol"),
    "slash": Column("1", "slash over the reward of a job"),
    "tolerance": Column("sigma", "tolerance of a check"),
    "signal": Column("", "payoffs that nodes compare"),
    "intensity": Column("1", "intensity of selection x reward"),
    "mutation": Column("1", "probability that a reviser takes any way of work"),
    "ways": Column("", "ways of work at the start, in equal shares: the first so many"),
    "nodes": Column("node", "nodes"),
    "epochs": Column("epoch", "epochs of the run"),
}
COLUMNS = AT | {"seed": Column("", "seed"), "epoch": Column("epoch", "epochs gone when nodes are counted")}
COLUMNS |= {name: Column("1", f"share of the nodes: {name.replace('_', ' ')}") for name in WAYS}


def reward_of(network: Scenario) -> float:
    """What an accepted job pays its executor, USD."""
    return premises.economics(_populated(network, premises.check(network)[0], 4, 4)).reward


def saving_of(network: Scenario) -> float:
    """Cost of honest work less that of idle work, USD a job."""
    return premises.economics(_populated(network, premises.check(network)[0], 4, 4)).saving


def _populated(network: Scenario, name: str, ways: int, nodes: int) -> Scenario:
    """The network with the first ways of work in equal shares, each node with a job an epoch, and no other parts of a field."""
    chosen = list(WAYS.items())[:ways]
    counts = [nodes // ways + (place < nodes % ways) for place in range(ways)]
    data = network.to_dict(sources=False) | {"warm_up": 0, "stop_when": "never", "shocks": {}, "membership": {}, "cartel": {}}
    data["population"] = {way: entry | {"role": "executor", "count": n} for (way, entry), n in zip(chosen, counts, strict=True)}
    data["nodes"] = data["nodes"] | {"count": nodes, "per_owner": 1}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["field"] = {
        "partition": {"segments": 1},
        "noise": {"level": 1.0, "shared": False},
        "verification": {"kind": "panel", "panel_size": 1, "need": 1, "auditors": "protocol", "check_cost_ratio": 0.0},
        "settlement": {"slash_rule": "fixed", "slash_burned": 1.0},
    }
    data["job_classes"][name] |= {"field": {}, "value": 1.0}
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    return door.scenario_from(data)


def prepare(network: Scenario, at: Row) -> Scenario:
    """The network whose nodes choose among ways of work, in the field that `at` says.

    The protocol audits, so that what a way of work is worth does not depend on
    what others do; stakes are frozen and liability is unlimited.

    Parameters
    ----------
    network : Scenario
        Gives fee, cost of computing and price.
    at : mapping
        Values of the columns ``AT``.

    Raises
    ------
    ValueError
        In one line, for a network that fails a premise.
    """
    name, _ = premises.check(network)
    if not premises.are_alike(network):
        raise ValueError(
            f"capacity needs nodes that differ only in what they do; give network {network.name!r} one type and single numbers"
        )
    base = _populated(network, name, int(at["ways"]), int(at["nodes"]))
    money = premises.economics(base)
    if money.saving <= 0.0:
        raise ValueError(f"idle work saves nothing in network {network.name!r}, whose nodes.compute_cost is 0; raise it")
    return door.change(
        base,
        {
            "epochs": at["epochs"],
            "nodes.outside_gain": GAIN * money.saving,
            "field.verification.audit_probability": at["audit"],
            "field.verification.tolerance": at["tolerance"],
            "field.settlement.slash": float(at["slash"]) * money.reward / money.price,
            "adaptation": {
                "kind": "imitation", "signal": at["signal"], "memory": 1.0, "revision_rate": REVISION_RATE,
                "intensity": float(at["intensity"]) / money.reward, "mutation": at["mutation"],
            },
        },
    )  # fmt: skip


def measure(network: Scenario, cell: Cell) -> Measured:
    """Shares of the ways of work along runs in one field: a row a seed and look."""
    scenario, last = prepare(network, cell.at), int(cell.at["epochs"])
    looks, ways = {t for t in LOOKS if t < last} | {last}, int(cell.at["ways"])
    rows: list[dict[str, Any]] = []
    for seed in cell.seeds:

        def watch(state: State, seed: int = seed) -> None:
            if state.epoch + 1 in looks:
                counts = state.followers[EXECUTES, :ways]
                shares = dict.fromkeys(WAYS, 0.0) | dict(zip(WAYS, (counts / counts.sum()).tolist(), strict=False))
                rows.append({"seed": seed, "epoch": state.epoch + 1} | shares)

        simulate(scenario, seed, epochs=last, watch=watch)
    return Measured(rows, len(cell.seeds))


def _at(audit: float, slash: float, tolerance: float, **values: Any) -> dict[str, Any]:
    usual = {"signal": "expected", "intensity": INTENSITY, "mutation": MUTATION, "ways": len(WAYS), "nodes": NODES, "epochs": EPOCHS}
    return {"audit": audit, "slash": slash, "tolerance": tolerance} | usual | values


def _cells(network: Scenario, places: Sequence[dict[str, Any]], quick: bool, table: int, many: int = SEEDS) -> list[Cell]:
    """A cell a place, each with luck of its own, so that rows of a channel are independent."""
    prepare(network, places[0])
    first = 1 + 100 * STRIDE * table
    seeds = QUICK_SEEDS if quick else many
    return [Cell(at, tuple(range(first + STRIDE * k, first + STRIDE * k + seeds))) for k, at in enumerate(places)]


def field_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Audit probabilities x slashes x tolerances."""
    audits, slashes = (AUDITS[::2], SLASHES[::2]) if quick else (AUDITS, SLASHES)
    return _cells(network, [_at(a, s, eps) for eps in TOLERANCES for s in slashes for a in audits], quick, 0)


def intensity_cells(network: Scenario, quick: bool) -> list[Cell]:
    """A field deep in each regime x intensities."""
    betas = (0.0, INTENSITY) if quick else INTENSITIES
    return _cells(network, [_at(*field, intensity=beta) for beta in betas for field in CORNERS], quick, 1)


def ridge_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Fields of one audit probability x (reward + slash), by expected and by own payoffs."""
    return _cells(network, [_at(a, RIDGE / a - 1.0, TOLERANCES[0], signal=s) for s in ("expected", "own") for a in RIDGE_AUDITS], quick, 2)


def size_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Two fields on either side of indifference between honest and idle work, among few and among many."""
    saving = saving_of(network) / reward_of(network)
    usual = {"ways": 2, "mutation": SIZES_MUTATION, "epochs": SIZES_EPOCHS}
    places = [
        _at((saving + side * NEAR) / LEVEL, LEVEL - 1.0, TOLERANCES[0], **usual, nodes=nodes)
        for nodes in (SIZES[:2] if quick else SIZES) for side in (-1, 1)
    ]  # fmt: skip
    return _cells(network, places, quick, 3, SIZES_SEEDS)


STUDY = Study(
    name="capacity",
    question="How many bits does what nodes do, once they have learned, tell of the field that they live in?",
    hypothesis=(
        "As many as the closed forms have regimes: over audit probability, slash and tolerance, the capacity from the field to what most "
        "nodes do is log2 of the number of ways of work that pay best in some field, and a field deep in each regime is all its input law "
        "needs. Within a regime, 0.1 rewards from its borders, shares tell nothing. So fields of one audit probability x (reward + slash) "
        "look alike to nodes that compare expected utilities, and do not to nodes that compare their last epoch's payoffs. Without "
        "selection the capacity is zero. Close to a border it is that of a finite population that chance moves, and grows with its size."
    ),
    refuted_by=(
        "after 100 epochs, a capacity more than 0.1 bit from log2 of that number, or one of the deepest fields alone more than 0.1 bit "
        "below it; more than 0.1 bit from shares in tenths within a regime, or along the ridge by expected utility; less than 0.5 bit "
        "along the ridge by own last epochs; more than 0.1 bit from zero at intensity 0; close to a border, a mean distance of more than "
        "0.1 bit from the law of the finite population, or less than 0.2 bit more among 160 nodes than among 10."
    ),
    network="posp",
    sample=(
        "100 seeds a field, each field with luck of its own: a share of runs is known to .05 or better, and the bias of a capacity, "
        "resampled and taken away, is about .02 bits with four fields. 200 seeds on either side of a border, where half of the runs may "
        "err: a capacity is then known to .05 bits, and the mean over three sizes to .03."
    ),
    source="Blahut 1972 and Arimoto 1972 (capacity); A1 of each pair of ways; Traulsen, Nowak and Pacheco 2006 (Fermi's rule)",
    tables={
        "fields": Table(field_cells, measure, COLUMNS),
        "intensities": Table(intensity_cells, measure, COLUMNS),
        "ridge": Table(ridge_cells, measure, COLUMNS),
        "sizes": Table(size_cells, measure, COLUMNS),
    },
    headline=True,
)

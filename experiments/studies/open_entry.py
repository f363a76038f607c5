"""Open entry: can a network buy honesty with fees, where whoever earns too little leaves and whoever may earn more comes?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Row, Study, Table
from model import columns as col
from model import door
from model.quantity import mean_of
from model.scenario import Scenario
from model.state import State
from model.step import epoch as one_epoch

ENTRIES = ("free", "closed")
"""Anybody may come; or as many berths as a free network has at the base fee, and a new node in each that falls empty."""
CHANGES = ("none", "fee", "deposit")
RAISE = 1.25
"""By which fee or deposit is multiplied."""

JOBS = 1_500
"""An epoch, whatever the fee and the number of nodes: how many a node gets is what entry decides."""
LOAD = 10
"""Jobs of a node and epoch at which it earns nothing over its costs, at the base fee; so there are JOBS / LOAD nodes."""
HORIZON, CAPITAL_COST = 100.0, 0.01
"""Epochs of rents that a node counts as lost with its berth, and the cost of capital: both of a discount of one percent an epoch."""
RISK, RARE_RISK = 0.1, 0.01
"""What a false job risks at the base, over the margin of an honest one: small, so that fraud does not feed entrants by itself; in the
sweep over deposits smaller still, so that who falsifies stays about as long as others and ejection does not hide what deters."""
TEMPTED = 0.5
"""Share of newcomers whom a false job's gain tempts at the base, if rents are gone: gains are uniform from zero on."""
CHURN = 0.04
"""Share of the nodes that leave in an epoch for reasons of their own."""
SPEED, ROOM = 6.0, 1.25
"""Entrants for each percent of the fixed costs that nodes earn above them, in percent of the nodes that are fed: so many that rents do
not last, and as many at any size; berths over the nodes that the raised fee feeds."""
SHIFT, EPOCHS, LAST, BIN = 60, 240, 120, 12
"""Epoch of the change, end, epochs at the end that count as the long run, and epochs that a row sums up."""

SEEDS, QUICK_SEEDS = tuple(range(1, 101)), tuple(range(1, 6))
RATIOS = (0.0, 1.0, 3.0, 9.0, 30.0)
"""Deposits over the base fee, at which the fee's own part of what a false job risks is 1 / (1 + ratio)."""
RATIO_SEEDS, QUICK_RATIO_SEEDS = tuple(range(1_001, 1_017)), (1_001, 1_002)
CHUNK = 10
"""Seeds of a cell."""


def prepare(network: Scenario, entry: str, fee: float = 1.0, deposit: float = 1.0, ratio: float | None = None) -> Scenario:
    """The network's fee, cost and deposit, and nodes that weigh a gain of their own against all that a catch would cost.

    All nodes execute and are audited by protocol auditors without noise. Each
    brings a gain of its own from a false output, and in every epoch falsifies
    all jobs or none, whichever is worth more: what it risks is the fee, the
    deposit, and the rents of :data:`HORIZON` epochs, since a conviction ejects.
    Who is ejected, or leaves for reasons of its own, is replaced in a closed
    network, and in an open one as long as nodes earn more than their costs:
    capital, and an outside option.

    Parameters
    ----------
    network : Scenario
    entry : str
        One of ``ENTRIES``.
    fee, deposit : float
        By which the base fee and the base deposit are multiplied; gains and costs stay those of the base.
    ratio : float, optional
        Base deposit over base fee, in the sweep, whose nodes count no rents: fee and deposit are all that they lose. When left
        out, the network's own deposit, and rents.

    Raises
    ------
    ValueError
        In one line, for a network that fails a premise.
    """
    name, field = premises.check(network)
    base = economics(network, ratio)
    fixed = base["fixed"]
    most = JOBS * (RAISE * base["fee"] - base["cost"]) / fixed
    berths = round(JOBS / LOAD if entry == "closed" else ROOM * most)
    costs = fixed + CAPITAL_COST * base["deposit"] * (deposit - 1.0)
    fed = JOBS * (fee * base["fee"] - base["cost"]) / costs
    gain = base["risk"] / (1.0 - base["audit"]) / TEMPTED
    data = network.to_dict(sources=False)
    data["field"] = field.model_dump(mode="python")
    data["field"]["verification"] |= {"audit_probability": base["audit"], "auditors": "protocol", "panel_size": 1, "need": 1}
    data["field"]["noise"] |= {"level": 0.0}
    data["field"]["settlement"] |= {
        "slash": 1.0,
        "slash_rule": "fraction",
        "fee_to_verifiers": 0.0,
        "fee_burned": 0.0,
        "fee_to_treasury": 0.0,
    }
    data["job_classes"][name] |= {"field": {}, "fee": fee * base["fee"] / base["price"], "value": 1.0, "reuse": 0.0, "work": 1.0}
    data["nodes"] |= {
        "count": round(JOBS / LOAD), "stake": deposit * base["deposit"] / base["price"], "compute_cost": base["cost"],
        "outside_gain": {"kind": "uniform", "low": 0.0, "high": gain}, "outside_option": fixed - CAPITAL_COST * base["deposit"],
    }  # fmt: skip
    data["accounts"] |= {
        "capital_cost": CAPITAL_COST, "stakes": "moving", "unlimited_liability": False, "eject": True, "strikes": 1, "jail_epochs": 0,
        "compounding_share": 0.0, "unbonding_hours": 0.0, "minimum_stake": 0.0, "emission": 0.0,
    }  # fmt: skip
    coming: Mapping[str, Any] = (
        {"kind": "replacement"} if entry == "closed" else {"kind": "free", "speed": SPEED * fed / costs, "law": "fixed"}
    )
    data |= {
        "population": {"node": {"strategy": "sleeper", "role": "executor", "share": 1.0, "numbers": {"horizon": horizon_of(ratio)}}},
        "jobs": {"arrival": "total", "rate": float(JOBS), "law": "fixed", "assignment": "uniform"},
        "membership": {"berths": berths, "exit": {"churn": CHURN, "ejected": True}, "entry": coming},
        "adaptation": {"kind": "fixed"}, "epochs": EPOCHS, "warm_up": 0, "stop_when": "never",
    }  # fmt: skip
    return door.scenario_from(data)


def economics(network: Scenario, ratio: float | None = None) -> dict[str, float]:
    """Money of the base, in USD: fee, cost, deposit, fixed costs of a node and epoch, and what a false job risks without rents.

    The audit rate is the one at which that risk is its part of the margin.

    Raises
    ------
    ValueError
        In one line, for a network in which honest work earns nothing, or whose deposit costs more capital than it may.
    """
    name, field = premises.check(network)
    price, job = network.market.price, network.job_classes[name]
    fee, cost = price * job.fee, network.mean_compute_cost() * job.work
    if fee <= cost:
        raise ValueError(f"job_classes.{name}.fee = {job.fee:g} pays no more than the cost of a job, {cost:g} USD; give it more")
    settlement = field.settlement
    slash = price * settlement.slash * (1.0 if settlement.slash_rule == "fixed" else mean_of(network.nodes.stake))
    deposit = slash if ratio is None else ratio * fee
    fixed = LOAD * (fee - cost)
    if deposit * CAPITAL_COST > fixed:
        raise ValueError(
            f"field.settlement.slash = {settlement.slash:g} of network {network.name!r} ties up a deposit of {deposit:g} USD, and the "
            f"study allows {fixed / CAPITAL_COST:g} where a job earns {fee - cost:g}; lower it"
        )
    risk = (RISK if ratio is None else RARE_RISK) * (fee - cost)
    return {"fee": fee, "cost": cost, "deposit": deposit, "fixed": fixed, "risk": risk, "audit": risk / (fee + deposit), "price": price}


def horizon_of(ratio: float | None) -> float:
    """Epochs of rents that count: none in the sweep."""
    return HORIZON if ratio is None else 0.0


def cells(network: Scenario, quick: bool) -> list[Cell]:
    """All changes under free entry, and the fee's in closed berths, at the network's own deposit."""
    prepare(network, ENTRIES[0])
    seeds = QUICK_SEEDS if quick else SEEDS
    places = [(entry, change) for entry in ENTRIES for change in (CHANGES if entry == "free" else CHANGES[:2])]
    return [Cell({"entry": entry, "change": change}, part) for entry, change in places for part in _parts(seeds)]


def ratio_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Free entry with and without a higher fee, at deposits from none on."""
    seeds, ratios = (QUICK_RATIO_SEEDS, RATIOS[::2]) if quick else (RATIO_SEEDS, RATIOS)
    for ratio in ratios:
        prepare(network, ENTRIES[0], ratio=ratio)
    return [Cell({"ratio": r, "change": change}, part) for r in ratios for change in CHANGES[:2] for part in _parts(seeds)]


def _parts(seeds: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]


def measure_paths(network: Scenario, cell: Cell) -> Measured:
    """Outputs, nodes and temptation over time, one row a seed and stretch of epochs."""
    before, after = _worlds(network, cell, None)
    rows: list[Row] = []
    for seed in cell.seeds:
        rows += [{"seed": seed, **row} for row in _path(before, after, seed)]
    return Measured(rows, len(cell.seeds))


def measure_ratios(network: Scenario, cell: Cell) -> Measured:
    """The long run, one row a seed."""
    before, after = _worlds(network, cell, float(cell.at["ratio"]))
    rows: list[Row] = []
    for seed in cell.seeds:
        late = [row for row in _path(before, after, seed) if row["epoch"] > EPOCHS - LAST]
        rows.append({"seed": seed, **{name: sum(row[name] for row in late) / len(late) for name in (*SUMS, *MEANS)}})
    return Measured(rows, len(cell.seeds))


def _worlds(network: Scenario, cell: Cell, ratio: float | None) -> tuple[Scenario, Scenario]:
    entry, change = str(cell.at.get("entry", "free")), cell.at["change"]
    raised = {} if change == "none" else {str(change): RAISE}
    return prepare(network, entry, ratio=ratio), prepare(network, entry, ratio=ratio, **raised)


SUMS = ("right", "accepted")
MEANS = ("nodes", "tempted", "rent")


def _path(before: Scenario, after: Scenario, seed: int) -> list[dict[str, float]]:
    """Sums and means of stretches of epochs, of a network whose numbers change after :data:`SHIFT` epochs."""
    state, rows = State(before, seed), []
    for t in range(EPOCHS):
        if t == SHIFT:
            state.change_settings(after)
        one_epoch(state, t)
        if t % BIN == 0:
            rows.append(dict.fromkeys(("epoch", *SUMS, *MEANS), 0.0) | {"epoch": float(t + BIN)})
        right = state.totals[col.RIGHT_UNAUDITED] + state.totals[col.RIGHT_VERIFIED]
        wrong = state.totals[col.WRONG_UNAUDITED] + state.totals[col.WRONG_VERIFIED]
        here = state.marks[col.ACTIVE] == 1
        tempted = float((state.nodes[col.ATTACK_RATE][here] > 0).mean())
        seen = right, right + wrong, float(here.sum()), tempted, _rent(after if t >= SHIFT else before, int(here.sum()))
        for name, number in zip((*SUMS, *MEANS), seen, strict=True):
            rows[-1][name] += float(number) / (1 if name in SUMS else BIN)
    return rows


def _rent(scenario: Scenario, nodes: int) -> float:
    """What honest work brings a node beyond its costs, as far as that is above zero."""
    (job,), price, at_home = scenario.job_classes.values(), scenario.market.price, mean_of(scenario.nodes.outside_option)
    margin = price * job.fee - scenario.mean_compute_cost()
    return max(0.0, JOBS / nodes * margin - CAPITAL_COST * price * mean_of(scenario.nodes.stake) - at_home)


_AT = {
    "entry": Column("", "free: anybody may come; closed: as many berths as the base fee feeds"),
    "change": Column("", "what is raised after the burn-in: none, fee or deposit"),
    "seed": Column("", "seed of the run, shared by all changes"),
}
_SEEN = {
    "right": Column("1", "accepted outputs that are right"),
    "accepted": Column("1", "accepted outputs"),
    "nodes": Column("1", "active nodes"),
    "tempted": Column("1", "share of the active nodes that falsify"),
    "rent": Column("USD/epoch", "what honest work brings a node beyond its costs; 0 where it brings less"),
}

STUDY = Study(
    name="open_entry",
    question="Can a network buy honesty with fees where anybody may enter?",
    hypothesis=(
        "No. Entry competes rents away, so that in the long run a higher fee feeds more nodes and deters nobody: the elasticity of "
        "integrity (right among accepted outputs) to the fee is below .1, though it is far above it where berths are closed, and that to "
        "the deposit, which who is caught forfeits, is above .1."
    ),
    refuted_by=(
        "an elasticity to the fee of .1 or more under free entry, or one to the deposit below .1, or one to the fee below .1 where berths "
        "are closed."
    ),
    network="posp",
    sample=(
        "100 seeds a point, all changes with the same luck: from run to run the elasticity to the fee varies by about .4, so that 100 "
        "show .1 from -.1 with five standard errors. 16 a deposit in the sweep, whose claim rests on all 80."
    ),
    source="free entry: Budish 2018, NBER w24717; lost rents as a sanction: catalogue A1b",
    tables={
        "paths": Table(cells, measure_paths, _AT | {"epoch": Column("epoch", "end of the stretch of epochs that a row sums up")} | _SEEN),
        "deposits": Table(
            ratio_cells,
            measure_ratios,
            {"ratio": Column("1", "base deposit over base fee"), "change": _AT["change"], "seed": _AT["seed"]} | _SEEN,
        ),
    },
    headline=True,
)

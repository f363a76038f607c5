"""Cheapest deterrence: audits cost checks, stakes cost capital; which mixture deters most cheaply, and do learning nodes allow it?"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.studies import deterrence, premises
from experiments.studies.contract import Cell, Column, Measured, Row, Study, Table
from experiments.studies.premises import Economics
from model import columns as col
from model import door
from model.run import simulate
from model.scenario import Scenario
from model.state import State

SIGNALS = ("expected", "public")
SLASHES = tuple(float(s) for s in np.geomspace(1.0, 256.0, 9))
"""What is at stake beside the fee, over the fee."""
AUDITS = tuple(float(p) for p in np.geomspace(0.003, 1.0, 14))
QUICK_SLASHES, QUICK_AUDITS = SLASHES[::4], AUDITS[::2]
NEAR = (0.8, 3.5)
"""What a cheat risks over what it saves, within which the share of cheats is between nearly all and nearly none."""

TOLERATED = 0.05
"""Share of cheats that a network puts up with."""
SHARPNESS = 6.0
"""Intensity of choice times the saving: of two strategies, nodes take one that is worse by the saving once in e^6."""
REVISION_RATE, MEMORY = 0.2, 10.0
EPOCHS, BURN_IN = 140, 60
NODES = 500
"""Executors; as many verifiers, who do not adapt."""

SEEDS, FAR_SEEDS = tuple(range(1_001, 1_101)), (1_001, 1_002)
QUICK_SEEDS, QUICK_FAR_SEEDS = SEEDS[:5], (1_001,)
"""Beyond those of the pilot."""


def prepare(network: Scenario, signal: str, slash: float, audit: float) -> Scenario:
    """The network of the study ``deterrence`` without colluding verifiers, whose executors choose by logit.

    Parameters
    ----------
    network : Scenario
        Gives field, fees and costs.
    signal : str
        One of ``SIGNALS``.
    slash : float
        Over the fee that the executor keeps.
    audit : float

    Raises
    ------
    ValueError
        In one line, for a network that fails a premise of the closed form of deterrence, or in which checking costs nothing.
    """
    base = deterrence.prepare(network, 0.0, signal)
    money = premises.economics(base)
    if money.saving <= 0 or money.reward <= 0:
        raise ValueError(
            f"cheating saves {money.saving:g} USD a job and honest work is paid {money.reward:g} in network {network.name!r}; "
            "nodes.compute_cost and the fee must be above 0"
        )
    if check_cost(network) <= 0:
        raise ValueError(
            f"field.verification.check_cost_ratio = 0 in network {network.name!r}, so that auditing everything is free; give it a number "
            "above 0"
        )
    return door.change(base, {
        "field.settlement.slash": slash * money.reward / money.price,
        "field.verification.audit_probability": audit,
        "adaptation": {
            "kind": "logit", "signal": signal, "memory": MEMORY, "revision_rate": REVISION_RATE, "intensity": SHARPNESS / money.saving,
        },
        "epochs": EPOCHS,
    })  # fmt: skip


def economics(network: Scenario) -> Economics:
    """Saving, reward, penalty and price of a job."""
    return premises.economics(deterrence.prepare(network, 0.0, SIGNALS[0]))


def check_cost(network: Scenario) -> float:
    """What an audit costs, USD: all members of its panel check."""
    name, field = premises.check(network)
    panel: Any = field.verification
    checked = panel.sampled_segments / field.partition.segments
    return float(panel.panel_size * panel.check_cost_ratio * checked * network.mean_compute_cost() * network.job_classes[name].work)


def cells(network: Scenario, quick: bool) -> list[Cell]:
    """Every stake and audit rate under both signals: many seeds where cheats are neither all nor none."""
    prepare(network, SIGNALS[0], 1.0, 0.1)
    money = economics(network)
    slashes, audits = (QUICK_SLASHES, QUICK_AUDITS) if quick else (SLASHES, AUDITS)
    many, few = (QUICK_SEEDS, QUICK_FAR_SEEDS) if quick else (SEEDS, FAR_SEEDS)
    found = []
    for signal in SIGNALS:
        for slash in slashes:
            for audit in audits:
                risk = audit * money.reward * (1.0 + slash) / money.saving
                at: dict[str, Any] = {"signal": signal, "slash": slash, "audit": audit}
                found.append(Cell(at, many if NEAR[0] <= risk <= NEAR[1] else few))
    return found


def measure(network: Scenario, cell: Cell) -> Measured:
    """Share of cheats after the burn-in, and what checking cost a job, one row a seed."""
    scenario = prepare(network, str(cell.at["signal"]), float(cell.at["slash"]), float(cell.at["audit"]))
    return Measured([{"seed": seed, **_outcome(scenario, seed)} for seed in cell.seeds], len(cell.seeds))


def _outcome(scenario: Scenario, seed: int) -> Row:
    sums = np.zeros(4)

    def watch(state: State) -> None:
        if state.epoch >= BURN_IN:
            honest, cheats = state.followers[col.EXECUTES, :2]
            sums[:] += (cheats, honest + cheats, state.totals[col.CHECK_COSTS], state.totals[col.JOBS])

    simulate(scenario, seed, epochs=EPOCHS, watch=watch)
    return {"cheats": float(sums[0] / sums[1]), "checking": float(sums[2] / sums[3])}


STUDY = Study(
    name="cheapest_deterrence",
    question="Which mixture of audits and stakes deters most cheaply when checks and capital both cost something?",
    hypothesis=(
        "Checking p k and capital r S are cheapest together where both cost the same, S* = sqrt(g k / r) - R with g the saving enlarged "
        "by the margin that choice by logit needs for the tolerated share of cheats. The running network has the same frontier and the "
        "same cheapest stake, whether nodes reckon or compare public averages."
    ),
    refuted_by=(
        "cheapest stakes outside [.8, 1.25] of S*, in the geometric mean over costs of capital, or costs at the tolerated share outside "
        "[.95, 1.05] of the closed form, under either signal."
    ),
    network="posp",
    sample=(
        "100 seeds at each of the three or four audit rates near the frontier, each an average over 80 epochs of 500 nodes; claims rest on "
        "all nine stakes together. Under public averages, where luck is largest, the audit rate at which the tolerated share is met comes "
        "out within a few percent a stake, one percent over all."
    ),
    source="derived; A1 with a cost of capital, as p x fine of Becker 1968 with a cost of both",
    tables={
        "map": Table(
            cells,
            measure,
            {
                "signal": Column("", "what nodes compare: closed-form expectations, or public averages"),
                "slash": Column("fees", "slash, which is the whole stake, over the fee"),
                "audit": Column("1", "audit probability of a job"),
                "seed": Column("", "seed of the run"),
                "cheats": Column("1", "share of executors that cheat, mean after the burn-in"),
                "checking": Column("USD", "cost of checking a job"),
            },
        )
    },
)

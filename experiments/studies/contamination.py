"""Contamination: how far does one weak job class spread through accepted outputs, and does it help to check the strong class harder?"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Study, Table
from model import columns as col
from model import door
from model.run import simulate
from model.scenario import Scenario
from model.state import State

REUSES = (0.2, 0.5, 0.8)
SHARES = (0.1, 0.3)
"""Shares of the weak class among jobs."""
ARMS = {"start": (0.0, 0.5), "strong": (0.0, 1.0), "weak": (0.25, 0.5), "whole": (1.0, 0.5)}
"""Audit rates of the weak and of the strong class. With a weak class of .3, `strong` takes .35 checks a job
more than `start`, `weak` .075 and `whole` .3."""
ATTACKS = 0.2
"""Share of jobs that every executor attacks, whatever their class."""
NODES, EPOCHS, QUICK_EPOCHS = 300, 120, 60
SEEDS, QUICK_SEEDS, FIRST = 100, 10, 1


def prepare(network: Scenario, share: float, reuse: float, arm: str, epochs: int = EPOCHS) -> Scenario:
    """The network with two job classes, weak and strong, and executors that attack a fixed share of both; audits by the protocol.

    Parameters
    ----------
    network : Scenario
        Gives fee, price, costs and slash.
    share, reuse : float
        Of the weak class among jobs; of jobs that take an earlier output, in both classes.
    arm : str
        Of `ARMS`.
    epochs : int
        The first half is warm-up.

    Raises
    ------
    ValueError
        In one line, for a network without panels or with several job classes.
    """
    name, field = premises.check(network)
    weak, strong = ARMS[arm]
    data = network.to_dict(sources=False) | {"epochs": epochs, "warm_up": epochs // 2, "stop_when": "never"}
    data["population"] = {"attacker": {"strategy": "corruptor", "count": NODES, "adapts": False, "numbers": {"attack_rate": ATTACKS}}}
    data["nodes"] = data["nodes"] | {"count": NODES}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "uniform"}
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    data["field"] = field.model_dump(mode="python")
    data["field"]["verification"] |= {"auditors": "protocol", "audit_probability": strong}
    data["field"]["noise"]["level"] = 0.0
    job: dict[str, Any] = data["job_classes"][name] | {"reuse": reuse, "field": {}}
    audits = {"verification": {"audit_probability": weak}}
    data["job_classes"] = {"weak": job | {"share": share, "field": audits}, "strong": job | {"share": 1.0 - share}}
    return door.scenario_from(data)


def measure(network: Scenario, cell: Cell) -> Measured:
    """Of the accepted outputs of each class in the second half of a run: wrong by own work, and wrong end to end."""
    at = cell.at
    scenario = prepare(network, float(at["share"]), float(at["reuse"]), str(at["arm"]), int(at["epochs"]))
    return Measured([{"seed": seed, **_of(scenario, seed)} for seed in cell.seeds], len(cell.seeds))


def _of(scenario: Scenario, seed: int) -> dict[str, float]:
    counts = np.zeros((2, 3))

    def look(state: State) -> None:
        if state.epoch >= scenario.warm_up:
            accepted = state.job_verdict <= col.ACCEPTED_VERIFIED
            own, all_ = state.job_wrong == 1, (state.job_wrong == 1) | (state.job_misled == 1)
            for k in range(2):
                mine = accepted & (state.job_class == k)
                counts[k] += mine.sum(), (mine & own).sum(), (mine & all_).sum()

    simulate(scenario, seed, watch=look)
    (weak, weak_own, weak_all), (strong, strong_own, strong_all) = counts
    return {
        "weak_own": weak_own / weak, "weak_wrong": weak_all / weak, "strong_own": strong_own / strong, "strong_wrong": strong_all / strong,
    }  # fmt: skip


def cells(network: Scenario, quick: bool) -> list[Cell]:
    """Every point runs with the same seeds."""
    prepare(network, SHARES[0], REUSES[0], "start")
    epochs, seeds = (QUICK_EPOCHS, QUICK_SEEDS) if quick else (EPOCHS, SEEDS)
    span = tuple(range(FIRST, FIRST + seeds))
    return [Cell({"share": s, "reuse": u, "arm": arm, "epochs": epochs}, span) for s in SHARES for u in REUSES for arm in ARMS]


STUDY = Study(
    name="contamination",
    question="How far does one weak job class spread through accepted outputs, and does it help to check the strong class harder?",
    hypothesis=(
        "Right work on a wrong input passes every check. So from a reuse of .5 on, auditing every job of the strong class instead of half "
        "of them leaves more of its outputs wrong than auditing a quarter of the jobs of a weak class that has three tenths of all jobs; "
        "at a reuse of .2 it leaves fewer. Executors attack a fixed share of jobs, so that only what is checked differs."
    ),
    refuted_by="the order of the two remedies is another at a reuse of .5, .8 or .2.",
    network="posp",
    sample=f"{SEEDS} seeds at each point, the same at all; a run counts 18,000 jobs, so paired differences have errors below .002.",
    source="derived; closed form R1 for two classes",
    tables={
        "classes": Table(
            cells,
            measure,
            {
                "share": Column("1", "share of the weak class among jobs"),
                "reuse": Column("1", "share of jobs that take an earlier output"),
                "arm": Column("", "which audit rates"),
                "epochs": Column("epoch", "length of a run"),
                "seed": Column("", "seed"),
                "weak_own": Column("1", "accepted outputs of the weak class that are wrong by their own work"),
                "weak_wrong": Column("1", "that are wrong end to end"),
                "strong_own": Column("1", "accepted outputs of the strong class that are wrong by their own work"),
                "strong_wrong": Column("1", "that are wrong end to end"),
            },
        )
    },
)

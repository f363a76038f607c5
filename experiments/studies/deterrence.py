"""Deterrence: at which audit rate does honesty start to win, and does it matter what nodes compare?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.runner import run_tasks
from experiments.thresholds import find_threshold
from model import door
from model.columns import EXECUTES
from model.field.acceptance import Place
from model.field.crowd import Crowd
from model.field.verification.panel.numbers import Panel
from model.run import simulate
from model.scenario import Scenario
from model.state import State
from model.strategies.traits import behaviour

NAME = "deterrence"
NETWORK = "posp"
QUESTION = "At which audit rate does honesty start to win, over slash, for three payoff signals?"
HYPOTHESIS = (
    "With expected utilities and with public averages the threshold is the closed form saving / ((1 - r)(R + S)): A1 at r = 0, A3 at "
    "r > 0. With last epoch's own payoffs it is not: Fermi's rule saturates, so a rare large slash counts as one lost comparison."
)
REFUTED_BY = "mean ratios of the first two to the closed form outside [0.95, 1.05], or a third that falls with 1 / slash"

NODES = 1_000
SIGNALS = ("expected", "public", "own")
SLASHES = np.geomspace(1.0, 100.0, 20)
AUDITS = np.geomspace(0.003, 1.0, 24)
COLLUDING = (0.1, 0.0)
SEEDS, MAP_SEEDS, STRIDE = 30, 4, 1_000
"""Seeds of a threshold and of a cell of the map; every point has luck of its own, so that its neighbours' errors are not its own."""
BOTTOM, TOP = 1e-3, 1.0
REVISION_RATE, INTENSITY, MEMORY = 0.1, 1.0, 10.0
BURN_IN, EPOCHS = 10, 40
"""Drift is measured from the end of the burn-in, when a public average has had time to settle."""


@dataclass(frozen=True)
class Economics:
    """What the closed form needs of a network, all in USD per job.

    Attributes
    ----------
    saving, reward, price : float
        Cost of honest work less that of the cheater's, fee of an accepted job, USD per token.
    """

    saving: float
    reward: float
    price: float


def prepare(network: Scenario, colluding: float, signal: str) -> Scenario:
    """The network with the population of this study, at half honest and half cheating executors.

    Executors and verifiers are separate. Executors adapt between honest work and
    cheating (effort 0, cartel 1); verifiers do not adapt, and exactly the share
    `colluding` of them is in the cheaters' cartel. Stakes are frozen and
    liability is unlimited, so that no slash is cut short.

    Parameters
    ----------
    network : Scenario
        Gives field, fees and costs.
    colluding : float
        In [0, 1).
    signal : str
        One of ``SIGNALS``.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        For a network whose jobs are not audited by panels.
    """
    if len(network.job_classes) > 1:
        raise ValueError(
            f"deterrence needs one job class, and network {network.name!r} has {len(network.job_classes)}; "
            "choose a network with one class and panels, such as posp"
        )
    ((name, field),) = network.fields.items()
    if not isinstance(field.verification, Panel):
        raise ValueError(
            f"deterrence varies the audit probability of a panel, but network {network.name!r} is verified by "
            f"{field.verification.kind}; choose a network with panels, such as posp"
        )
    half, quarter = NODES // 2, NODES // 4
    bad = round(colluding * half)
    population = {
        "honest": {"strategy": "honest", "role": "executor", "count": quarter},
        "cheat": {"strategy": "skimmer", "role": "executor", "count": half - quarter, "numbers": {"effort": 0.0, "cartel": 1.0}},
        "verifier": {"strategy": "honest", "role": "verifier", "count": half - bad, "adapts": False},
    }
    if bad:
        population["colluding_verifier"] = {
            "strategy": "honest", "role": "verifier", "count": bad, "adapts": False, "numbers": {"cartel": 1.0},
        }  # fmt: skip
    memory = {"own": 1.0}.get(signal, MEMORY)
    data = network.to_dict(sources=False) | {"population": population, "epochs": EPOCHS, "warm_up": 0, "stop_when": "never"}
    data["nodes"] = data["nodes"] | {"count": NODES}
    data["field"] = field.model_dump(mode="python")  # the class's own field, so that one path reaches it
    data["job_classes"][name]["field"] = {}
    data["adaptation"] = {
        "kind": "imitation", "signal": signal, "memory": memory, "revision_rate": REVISION_RATE, "intensity": INTENSITY,
    }  # fmt: skip
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    return door.change(door.scenario_from(data), {"field.settlement.slash_rule": "fixed"})


def economics(network: Scenario) -> Economics:
    """Saving, reward and price of a network."""
    (job,), (field,) = network.job_classes.values(), network.fields.values()
    price, terms = network.market.price, field.settlement
    share = 1.0 - terms.fee_to_verifiers - terms.fee_burned - terms.fee_to_treasury
    idle = float(network.technology.cost(1000.0))
    cost = network.mean_compute_cost() * job.work * field.verification.overhead()
    return Economics(saving=cost * (1.0 - idle), reward=job.fee * share * price, price=price)


@dataclass(frozen=True)
class Detection:
    """What one audit by an honest verifier finds.

    Attributes
    ----------
    detection, false_alarm : float
        Probability that it rejects a cheated and an honest job.
    """

    detection: float
    false_alarm: float


def detection(network: Scenario) -> Detection:
    """Power of one audit by honest verifiers, from the field's own closed form."""
    crowd, place = Crowd.honest(), Place(technology=network.technology)
    (field,) = network.fields.values()
    audited = field.model_copy(update={"verification": field.verification.model_copy(update={"audit_probability": 1.0})})
    return Detection(
        detection=audited.acceptance(behaviour(effort=0.0), crowd, place).rejected_invalid,
        false_alarm=audited.acceptance(behaviour(), crowd, place).rejected_invalid,
    )


def log_odds_drift(scenario: Scenario, seed: int) -> float:
    """Change of the log-odds of honest against cheating executors from the burn-in to the end, per epoch."""
    odds = []

    def watch(state: State) -> None:
        if state.epoch in (BURN_IN - 1, EPOCHS - 1):
            honest, cheating = state.followers[EXECUTES, :2]
            odds.append(np.log((honest + 0.5) / (cheating + 0.5)))

    simulate(scenario, seed, epochs=EPOCHS, watch=watch)
    return float((odds[1] - odds[0]) / (EPOCHS - BURN_IN))


@dataclass(frozen=True)
class Point:
    """One threshold to be found, or (with an audit rate) one drift of the map to be measured."""

    network: Scenario
    colluding: float
    signal: str
    slash: float
    first_seed: int
    audits: tuple[float, ...] = ()


def measure(point: Point) -> dict[str, object]:
    """Find the threshold of a point, or measure its column of the map.

    Returns
    -------
    dict
        Columns of the table of thresholds, or ``drifts`` along the audit rates.
    """
    base = prepare(point.network, point.colluding, point.signal)
    price = economics(point.network).price

    def drift(audit: float, seeds: Sequence[int]) -> np.ndarray:
        scenario = door.change(base, {"field.verification.audit_probability": audit, "field.settlement.slash": point.slash / price})
        return np.array([log_odds_drift(scenario, seed) for seed in seeds])

    if point.audits:
        return {"drifts": [float(np.mean(drift(a, range(point.first_seed, point.first_seed + MAP_SEEDS)))) for a in point.audits]}
    return find_threshold(drift, BOTTOM, TOP, range(point.first_seed, point.first_seed + SEEDS))._asdict()


def tasks(network: Scenario) -> list[Point]:
    """Everything this study measures: thresholds first, then the map at the first colluding share."""
    wanted: list[tuple[float, str, float, tuple[float, ...]]] = [
        (r, signal, float(s), ()) for r in COLLUDING for signal in SIGNALS for s in SLASHES
    ]
    wanted += [(COLLUDING[0], "public", float(s), tuple(map(float, AUDITS))) for s in SLASHES]
    return [Point(network, r, signal, s, 1 + STRIDE * k, audits) for k, (r, signal, s, audits) in enumerate(wanted)]


def run(
    network: Scenario, *, workers: int | None = None, executor: Executor | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run the study.

    Parameters
    ----------
    network : Scenario
    workers : int, optional
        Processes; all cores when left out.
    executor : concurrent.futures.Executor, optional
        Used instead of processes of our own.
    progress : callable, optional
        Called with tasks done and tasks in all.

    Returns
    -------
    thresholds : DataFrame
        Columns ``colluding, signal, slash, first_seed, threshold, low, high, status, seeds, runs``; slash in USD.
    drift_map : DataFrame
        Columns ``colluding, signal, slash, first_seed, audit_probability, drift``; drift of the log-odds per epoch.

    Raises
    ------
    ValueError
        For a network without panels.
    """
    prepare(network, COLLUDING[0], "public")
    todo = tasks(network)
    results: list[dict[str, object]] = [{}] * len(todo)
    for done, (index, result) in enumerate(run_tasks(measure, todo, workers=workers, executor=executor), start=1):
        results[index] = result
        if progress is not None:
            progress(done, len(todo))
    rows, cells = [], []
    for point, result in zip(todo, results, strict=True):
        where = {"colluding": point.colluding, "signal": point.signal, "slash": point.slash, "first_seed": point.first_seed}
        if point.audits:
            drifts = result["drifts"]
            assert isinstance(drifts, list)
            cells += [where | {"audit_probability": a, "drift": d} for a, d in zip(point.audits, drifts, strict=True)]
        else:
            rows.append(where | {"threshold": result["value"]} | {k: v for k, v in result.items() if k != "value"})
    return pd.DataFrame(rows), pd.DataFrame(cells)

"""Deterrence: at which audit rate does honesty start to win, and does it matter what nodes compare?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.runner import run_tasks
from experiments.studies import premises
from experiments.studies.premises import Audits, Economics
from experiments.thresholds import find_threshold
from model import door
from model.columns import EXECUTES
from model.run import simulate
from model.scenario import Scenario
from model.state import State

NAME = "deterrence"
NETWORK = "posp"
QUESTION = "At which audit rate does honesty start to win, over slash, for three payoff signals?"
BOUNDS = (0.95, 1.05)
"""A ratio to a law within these bounds is on it."""
LARGE, LEVEL = 5.0, -0.5
"""Over slashes from the first on, the third threshold levels off if its exponent is above the second (1 / slash is -1)."""
HYPOTHESIS = (
    "With expected utilities and with public averages the threshold is the closed form saving / ((d - alpha)(R + S)), A1 and A3, with d "
    "and alpha before a crowd of which a share r colludes: for one peer, saving / ((1 - r)(R + S)). With last epoch's own payoffs it is "
    "not, and it levels off as the slash grows: Fermi's rule saturates, so a rare large slash counts as one lost comparison."
)
REFUTED_BY = (
    f"a mean ratio of the first two to the closed form outside [{BOUNDS[0]:g}, {BOUNDS[1]:g}], a third on the closed form, or a third that "
    f"falls faster than slash^{LEVEL:g} over slashes of {LARGE:g} USD and more"
)

NODES = 1_000
SIGNALS = ("expected", "public", "own")
SLASHES = np.geomspace(1.0, 100.0, 20)
AUDITS = np.geomspace(0.003, 1.0, 24)
COLLUDING = (0.1, 0.0)
SEEDS, MAP_SEEDS, STRIDE = 30, 3, 1_000
"""Seeds of a threshold and of a cell of the map; every point has luck of its own, so that its neighbours' errors are not its own."""
BOTTOM, TOP = 1e-3, 1.0
REVISION_RATE, INTENSITY, MEMORY = 0.1, 1.0, 10.0
BURN_IN, EPOCHS = 10, 40
"""Drift is measured from the end of the burn-in, when a public average has had time to settle."""


def prepare(network: Scenario, colluding: float, signal: str) -> Scenario:
    """The network with the population of this study, at half honest and half cheating executors.

    Executors and verifiers are separate. Executors adapt between honest work and
    cheating (effort 0, cartel 1); verifiers do not adapt, and exactly the share
    `colluding` of them is in the cheaters' cartel. Stakes are frozen and
    liability is unlimited, so that no slash is cut short. Every executor has
    one job an epoch: the closed form is one of a job, and last epoch's payoff
    is then the payoff of a job.

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
        In one line, for a network that fails a premise of the closed form.
    """
    name, field = premises.check(network)
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
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["field"] = field.model_dump(mode="python")  # the class's own field, so that one path reaches it
    data["job_classes"][name]["field"] = {}
    data["adaptation"] = {
        "kind": "imitation", "signal": signal, "memory": memory, "revision_rate": REVISION_RATE, "intensity": INTENSITY,
    }  # fmt: skip
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    return door.change(door.scenario_from(data), {"field.settlement.slash_rule": "fixed"})


def economics(network: Scenario) -> Economics:
    """Saving, reward, penalty and price of a network, in the population of this study."""
    return premises.economics(prepare(network, COLLUDING[0], "public"))


def audits(network: Scenario, colluding: float) -> Audits:
    """What an honest and a cheated job meet before this study's crowd, of which exactly the share `colluding` is in the cartel."""
    return premises.audits(prepare(network, colluding, "public"))


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
        For a network that fails a premise of the closed form.
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

"""Many runs of one network, each from a seed of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from experiments.runner import run_tasks
from model.run import Run, simulate
from model.scenario import Scenario

CHUNK = 100


def replicate(look: Callable[[Run], float], scenario: Scenario, runs: int, *, workers: int | None = 1) -> np.ndarray:
    """One number of each run, by seed.

    Parameters
    ----------
    look : callable
        Of module level when there are several workers.
    scenario : Scenario
    runs : int
        Seeds 0 to runs - 1.
    workers : int, optional
        Processes; this one only when 1, all cores when None.

    Returns
    -------
    (runs,), float
    """
    chunks = [range(first, min(first + CHUNK, runs)) for first in range(0, runs, CHUNK)]
    found = dict(run_tasks(partial(_look_at, look, scenario), chunks, workers=workers))
    return np.concatenate([found[index] for index in range(len(chunks))])


def _look_at(look: Callable[[Run], float], scenario: Scenario, seeds: range) -> np.ndarray:
    return np.array([look(simulate(scenario, seed)) for seed in seeds])


def first_stake_share(run: Run) -> float:
    """Share of the first node in all stakes at the end."""
    return float(run.state.stake[0] / run.state.stake.sum())


def first_entry_won(run: Run) -> float:
    """1 if all nodes end with the population's first strategy; the last record's census was taken before the last revision."""
    assert run.stopped == "absorbed"
    return float((run.state.strategy == 0).all())

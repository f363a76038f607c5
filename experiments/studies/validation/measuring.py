"""How validations reach the model: a network in a limit, and what its jobs, nodes and runs come to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.studies.validation.finding import Frequency, Mean, Root
from model.door import scenario_from
from model.run import ending, simulate
from model.scenario import Scenario
from model.state import State
from model.step import epoch


def network(population: Mapping[str, Mapping[str, Any]], field: Mapping[str, Any], **more: Any) -> Scenario:
    """A network of entries with counts, one job per executor and epoch, and stakes of 1000 that nothing moves.

    Parameters
    ----------
    population : mapping
        Entries; each gives its ``count``.
    field : mapping
        Parts of the field, as in a file's ``[field]``.
    **more : object
        Other tables; ``nodes`` is merged with the numbers above, the rest stands instead of them.
    """
    nodes = {"count": sum(entry["count"] for entry in population.values()), "stake": 1000.0, "compute_cost": 1.0, **more.pop("nodes", {})}
    data = {"population": population, "field": field, "nodes": nodes, "accounts": {"stakes": "frozen"}, **more}
    return scenario_from(data)


def verdicts(scenario: Scenario, epochs: int, seed: int) -> np.ndarray:
    """How often each verdict falls, in the order of ``model.columns.VERDICTS``, (4,)."""
    seen = np.zeros(4, dtype=int)

    def count(state: State) -> None:
        seen[:] += np.bincount(state.job_verdict, minlength=4)

    simulate(scenario, seed, epochs=epochs, watch=count)
    return seen


def frequency(scenario: Scenario, epochs: int, wanted: tuple[int, ...], seed: int) -> Frequency:
    """How often one of these verdicts falls."""
    seen = verdicts(scenario, epochs, seed)
    return Frequency(int(seen[list(wanted)].sum()), int(seen.sum()))


def utilities(scenario: Scenario, epochs: int, seed: int) -> dict[str, Mean]:
    """Mean utility of a node and epoch of each entry of the population, USD.

    Nodes and epochs are independent where nothing adapts and stakes stand still.
    """
    entries = len(scenario.population)
    sums = np.zeros((3, entries))

    def add(state: State) -> None:
        for power in range(3):
            sums[power] += np.bincount(state.strategy, weights=state.utility**power, minlength=entries)

    simulate(scenario, seed, epochs=epochs, watch=add)
    found = {}
    for name, (n, total, squares) in zip(scenario.population, sums.T, strict=True):
        mean = total / n
        found[name] = Mean(mean, math.sqrt(max(0.0, squares / n - mean**2) / n), int(n))
    return found


def crossing(low: float, high: float, at_low: Mean, at_high: Mean, tolerance: float) -> Root:
    """Where a margin that is a line crosses zero, from two independent measurements of it."""
    rise = at_high.value - at_low.value
    error = (high - low) / rise**2 * math.hypot(at_high.value * at_low.error, at_low.value * at_high.error)
    return Root(low - (high - low) * at_low.value / rise, error, min(at_low.n, at_high.n), tolerance)


class End(NamedTuple):
    """A run of which only the end is kept: of a small network, records would take a tenth of the time."""

    scenario: Scenario
    state: State
    stopped: str


def replicate(look: Callable[[End], float], scenario: Scenario, runs: int, seed: int) -> np.ndarray:
    """One number of the end of each of many runs, (runs,); seeds are `seed` x 1e6, + 1, + 2, ... ."""
    return np.array([look(end_of(scenario, seed * 1_000_000 + run)) for run in range(runs)])


def end_of(scenario: Scenario, seed: int) -> End:
    """Run to the end, as ``simulate`` does."""
    state, reason = State(scenario, seed), "epochs"
    for t in range(scenario.epochs):
        epoch(state, t)
        reason = ending(state) or reason
        if reason != "epochs":
            break
    return End(scenario, state, reason)


def epochs_for(n: int, per_epoch: int) -> int:
    """Epochs that give a sample of at least n, so many an epoch."""
    return max(1, math.ceil(n / per_epoch))

"""What a law's test measures through the model, with its error, and the rule by which it agrees with a closed form.

Agreement is |z| < 4 (a false alarm in 16,000). The smallest error that a test
would have seen with a probability of .95 is then 4 + 1.645 standard errors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.door import scenario_from
from model.run import simulate
from model.scenario import Scenario
from model.state import State

LIMIT = 4.0
POWER_95 = 1.6448536269514722


@dataclass(frozen=True)
class Mean:
    """A mean with its standard error, measured."""

    value: float
    error: float
    n: int

    def z(self, expected: float) -> float:
        return (self.value - expected) / self.error

    def minus(self, other: Mean) -> Mean:
        """Difference of two independent means."""
        return Mean(self.value - other.value, math.hypot(self.error, other.error), min(self.n, other.n))

    def smallest_error(self) -> float:
        return (LIMIT + POWER_95) * self.error


@dataclass(frozen=True)
class Frequency:
    """Hits of n; its standard error is that of the closed form that it is held against."""

    hits: int
    n: int

    def error(self, expected: float) -> float:
        return math.sqrt(expected * (1.0 - expected) / self.n)

    def z(self, expected: float) -> float:
        return (self.hits / self.n - expected) / self.error(expected)

    def smallest_error(self, expected: float) -> float:
        return (LIMIT + POWER_95) * self.error(expected)


def assert_holds(found: Mean | Frequency, expected: float, *, not_: float | None = None, name: str = "") -> None:
    """The closed form agrees with what was found; a wrong one, where given, does not."""
    value = found.value if isinstance(found, Mean) else found.hits / found.n
    line = f"{name}: found {value:.6g}, closed form {expected:.6g}, n {found.n}, z {found.z(expected):+.2f}"
    print(line if not_ is None else f"{line}; wrong form {not_:.6g}, z {found.z(not_):+.1f}")
    assert abs(found.z(expected)) < LIMIT, line
    if not_ is not None:
        assert abs(found.z(not_)) > LIMIT, f"{line}; the test does not tell it from {not_:.6g}"


def network(population: Mapping[str, Mapping[str, Any]], field: Mapping[str, Any], **more: Any) -> Scenario:
    """A network of entries with counts, one job per executor and epoch, and stakes that nothing moves."""
    nodes = {"count": sum(entry["count"] for entry in population.values()), "stake": 1000.0, "compute_cost": 1.0, **more.pop("nodes", {})}
    data = {"population": population, "field": field, "nodes": nodes, "accounts": {"stakes": "frozen"}, **more}
    return scenario_from(data)


def verdicts(scenario: Scenario, epochs: int, seed: int = 1) -> np.ndarray:
    """How often each verdict falls, in the order of ``model.columns.VERDICTS``."""
    seen = np.zeros(4, dtype=int)

    def count(state: State) -> None:
        seen[:] += np.bincount(state.job_verdict, minlength=4)

    simulate(scenario, seed, epochs=epochs, watch=count)
    return seen


def frequency(scenario: Scenario, epochs: int, wanted: tuple[int, ...], seed: int = 1) -> Frequency:
    """How often one of these verdicts falls."""
    seen = verdicts(scenario, epochs, seed)
    return Frequency(int(seen[list(wanted)].sum()), int(seen.sum()))


def utilities(scenario: Scenario, epochs: int, seed: int = 1) -> dict[str, Mean]:
    """Mean utility of a node and epoch of each entry of the population, USD; nodes and epochs are independent where nothing adapts."""
    entries = len(scenario.population)
    sums = np.zeros((3, entries))

    def add(state: State) -> None:
        rows, worth = state.strategy, state.utility
        for power in range(3):
            sums[power] += np.bincount(rows, weights=worth**power, minlength=entries)

    simulate(scenario, seed, epochs=epochs, watch=add)
    found = {}
    for name, (n, total, squares) in zip(scenario.population, sums.T, strict=True):
        mean = total / n
        found[name] = Mean(mean, math.sqrt(max(0.0, squares / n - mean**2) / n), int(n))
    return found

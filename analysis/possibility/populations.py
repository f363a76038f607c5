"""What becomes of populations: basins of the motion without luck, and time shares where mutants are rare and nodes are few.

Both are about the entries of a role that adapt; all else stays as it starts.
Nodes imitate by Fermi's rule at their expected utilities.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, combinations_with_replacement
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.interpolate import LinearNDInterpolator, PchipInterpolator
from scipy.special import logsumexp

from analysis.possibility.volume import Volume, share, unit_points
from model.desk import Desk
from model.expectation import expected_utilities, expected_utilities_of_many
from model.population import ROLES
from model.scenario import Scenario

MOST_LATTICE, MOST_COUNTS = 66, 17
"""Compositions, and numbers of mutants, at which utilities are asked for; between them they are taken to be smooth."""
STARTS, STEPS, PURE = 1024, 3000, 0.99
"""Starting compositions, steps of the motion, and the share from which a population counts as of one kind."""
STRIDE = 0.1
"""Of a step: the most by which the log of a ratio of shares changes."""


class Crowded(NamedTuple):
    """The adapting entries of a role.

    Attributes
    ----------
    role : str
    names : tuple of str
    rows : (entries,), int
        In the population.
    nodes : int
    """

    role: str
    names: tuple[str, ...]
    rows: np.ndarray
    nodes: int


def crowded(scenario: Scenario) -> list[Crowded]:
    """Roles in which two entries or more adapt, and some node does.

    Parameters
    ----------
    scenario : Scenario
    """
    counts, found = Desk(scenario).counts, []
    for role, mark in ROLES.items():
        rows = [e for e, entry in enumerate(scenario.population.values()) if entry.adapts and entry.role == role]
        nodes = int(counts[mark, rows].sum())
        if len(rows) > 1 and nodes > 1:
            found.append(Crowded(role, tuple(list(scenario.population)[e] for e in rows), np.array(rows), nodes))
    return found


def basins(scenario: Scenario, of: Crowded, starts: int = STARTS, seed: int = 0) -> dict[str, Volume]:
    """Share of all starting compositions from which the motion without luck leads to each end.

    Compositions are uniform over the simplex. The motion is that of imitation in a large population: the log of the
    ratio of two shares changes by the difference of their gains over others, tanh(d / 2) with d in units of the largest.

    Parameters
    ----------
    scenario : Scenario
    of : Crowded
    starts : int
        16 times a power of two.
    seed : int

    Returns
    -------
    dict of Volume
        By entry that takes all; ``mixed`` where several are left.
    """
    n = len(of.rows)
    unit, batch = unit_points(n - 1, starts, seed)
    edges = np.sort(unit, axis=1)
    shares = np.diff(edges, axis=1, prepend=0.0, append=1.0)
    utilities = _utilities_by_shares(scenario, of)
    for _ in range(STEPS):
        shares = _step(shares, utilities(shares))
        settled = _is_settled(shares, utilities(shares))
        if settled.all():
            break
    end = np.where(settled, shares.argmax(axis=1), n)
    found = {name: share(end == place, batch) for place, name in enumerate(of.names)}
    return found | ({"mixed": share(end == n, batch)} if (end == n).any() else {})


def _is_settled(shares: np.ndarray, utilities: np.ndarray) -> np.ndarray:
    """Whether one entry has nearly all and none of the others earns more; else it may be a corner that a cycle passes."""
    most = np.take_along_axis(utilities, shares.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.asarray((shares.max(axis=1) > PURE) & (most >= utilities.max(axis=1) - 1e-9))


def _step(shares: np.ndarray, utilities: np.ndarray) -> np.ndarray:
    scale = max(1e-300, float(np.ptp(utilities, axis=1).max()))
    pull = (shares[:, None, :] * np.tanh((utilities[:, :, None] - utilities[:, None, :]) / (2.0 * scale))).sum(axis=2)
    # Where a population is on its way, not when: each start takes steps of one length, and rests where nothing pulls.
    size = np.abs(pull).max(axis=1, keepdims=True)
    moved = shares * np.exp(pull * np.where(size > 1e-9, STRIDE / np.maximum(size, 1e-9), 0.0))
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


def _utilities_by_shares(scenario: Scenario, of: Crowded) -> Callable[[np.ndarray], np.ndarray]:
    n = len(of.rows)
    parts = 2
    while len(list(combinations_with_replacement(range(parts + 2), n - 1))) <= MOST_LATTICE and parts < MOST_COUNTS:
        parts += 1
    cuts = np.array(list(combinations_with_replacement(range(parts + 1), n - 1)), dtype=float) / parts
    lattice = np.diff(cuts, axis=1, prepend=0.0, append=1.0)
    table = np.array([_utilities(scenario, of, of.nodes * one) for one in lattice])
    if n == 2:
        order = np.argsort(lattice[:, 0])
        smooth = PchipInterpolator(lattice[order, 0], table[order])
        return lambda x: np.asarray(smooth(np.clip(x[:, 0], 0.0, 1.0)))
    between = LinearNDInterpolator(lattice[:, :-1], table)
    return lambda x: between(np.clip(x[:, :-1] * (1.0 - 1e-9) + 1e-9 / n, 0.0, 1.0))


def _utilities(scenario: Scenario, of: Crowded, nodes: np.ndarray) -> np.ndarray:
    """Of each entry, where so many nodes follow each."""
    counts = Desk(scenario).counts.astype(float)
    counts[ROLES[of.role], of.rows] = nodes
    return np.asarray(expected_utilities_of_many(scenario, counts)[ROLES[of.role], of.rows])


def time_shares(scenario: Scenario, of: Crowded, intensity: float) -> dict[str, float]:
    """Share of the time that a population of few nodes spends in each pure state, where mutants are rare.

    A mutant of a random other kind takes over, with the probability of fixation under Fermi's rule, or is lost, before
    the next one comes (Fudenberg and Imhof 2006, recalled; F4 of the catalogue).

    Parameters
    ----------
    scenario : Scenario
    of : Crowded
    intensity : float, 1/USD

    Returns
    -------
    dict of float
        By entry.
    """
    n = len(of.rows)
    steps = np.zeros((n, n))
    for i, j in combinations(range(n), 2):
        gains = _gains(scenario, of, i, j)
        steps[i, j] = _fixation(gains, intensity) / (n - 1)
        steps[j, i] = _fixation(-gains[::-1], intensity) / (n - 1)
    return dict(zip(of.names, stationary(steps).tolist(), strict=True))


def _gains(scenario: Scenario, of: Crowded, i: int, j: int) -> np.ndarray:
    """What a follower of j earns more than one of i when 1, ..., N - 1 nodes follow j and the rest i."""
    mark, counts = ROLES[of.role], Desk(scenario).counts
    every = np.arange(1, of.nodes)
    asked = np.unique(np.linspace(1, of.nodes - 1, min(MOST_COUNTS, of.nodes - 1)).round().astype(int))
    found = []
    for k in asked:
        counts[mark, of.rows] = 0
        counts[mark, of.rows[j]], counts[mark, of.rows[i]] = k, of.nodes - k
        table = expected_utilities(scenario, counts)[mark]
        found.append(table[of.rows[j]] - table[of.rows[i]])
    return np.asarray(PchipInterpolator(asked, found)(every)) if len(asked) > 1 else np.array(found)


def _fixation(gains: np.ndarray, intensity: float) -> float:
    """1 / sum over k < N of exp(-beta sum over i <= k of the gain at i), in logs."""
    return float(np.exp(-logsumexp(np.concatenate(([0.0], -intensity * np.cumsum(gains))))))


def stationary(steps: np.ndarray) -> np.ndarray:
    """Shares of time of a chain, without subtractions, so that rare steps keep their digits (Grassmann, Taksar, Heyman 1985, recalled).

    Parameters
    ----------
    steps : (n, n), float
        Rates from row to column; the diagonal does not count.

    Returns
    -------
    ndarray, (n,)
    """
    rates, n = np.maximum(np.array(steps, dtype=float), 1e-300), len(steps)
    for k in range(n - 1, 0, -1):
        rates[:k, k] /= rates[k, :k].sum()
        rates[:k, :k] += np.outer(rates[:k, k], rates[k, :k])
    found = np.ones(n)
    for k in range(1, n):
        found[k] = found[:k] @ rates[:k, k]
    return np.asarray(found / found.sum())


def table_of(scenario: Scenario, of: Crowded, intensity: float) -> pd.DataFrame:
    """Basins and time shares side by side: ``entry, basin, low, high, time``."""
    mass, time = basins(scenario, of), time_shares(scenario, of, intensity)
    rows = [(name, *volume, time.get(name, np.nan)) for name, volume in mass.items()]
    return pd.DataFrame(rows, columns=["entry", "basin", "low", "high", "time"])

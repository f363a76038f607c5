"""Behaviours as mixtures of few, and values carried from few points to many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.possibility.axes import AXES

Traits = Mapping[str, np.ndarray]

FINE = 8
"""Finer values on each side of a value of a grid."""


class Corners(NamedTuple):
    """Behaviours that others are mixtures of.

    Attributes
    ----------
    rows : (corners, traits), float
    which : (parts, n), int
        Row of each part of a mixture.
    weights : (parts, n), float
    """

    rows: np.ndarray
    which: np.ndarray
    weights: np.ndarray


def corners(traits: Traits, k: int) -> Corners:
    """Behaviours whose outputs those of others are mixtures of: attacks or none, whole segments, traces shown or not.

    Parameters
    ----------
    traits : mapping of str to (n,)
        Of all axes.
    k : int
        Segments of a job.

    Returns
    -------
    Corners
    """
    columns = {name: np.asarray(values) for name, values in traits.items()}
    low = np.floor(columns["effort"] * k + 1e-12) / k
    part = np.clip((columns["effort"] - low) * k, 0.0, 1.0)
    rows, weights, attack, hidden = [], [], columns["attack_rate"], columns["withhold"]
    for w, shown in ((0.0, 1.0 - hidden), (1.0, hidden)):
        for effort, a, weight in (
            (low, 0.0, (1.0 - attack) * (1.0 - part)),
            (low + 1.0 / k, 0.0, (1.0 - attack) * part),
            (1.0, 1.0, attack),
        ):
            corner = columns | {"effort": np.minimum(1.0, effort + 0.0 * low), "attack_rate": 0.0 * low + a, "withhold": 0.0 * low + w}
            idle = (corner["effort"] >= 1.0) & (corner["attack_rate"] <= 0.0)
            corner |= {name: np.where(idle, 0.0, corner[name]) for name in AXES["deviation"].traits}
            rows.append(np.column_stack([corner[name] for name in traits]))
            weights.append(weight * shown)
    every, mass = np.concatenate(rows), np.array(weights)
    used = mass.ravel() > 0
    listed, which = np.unique(every[used], axis=0, return_inverse=True)
    places = np.zeros(len(every), dtype=int)
    places[used] = which.ravel()
    return Corners(listed, places.reshape(mass.shape), mass)


def rows_of(traits: Traits) -> list[dict[str, float]]:
    """Traits of many, one by one."""
    return [{name: float(v) for name, v in zip(traits, row, strict=True)} for row in zip(*traits.values(), strict=True)]


def between(grid: np.ndarray, best: Sequence[float] | np.ndarray) -> np.ndarray:
    """Finer values of a grid around some of its own."""
    found = []
    for value in best:
        place = int(np.searchsorted(grid, value))
        low, high = grid[max(0, place - 1)], grid[min(len(grid) - 1, place + 1)]
        found.append(np.linspace(low, high, 2 * FINE + 1))
    return np.unique(np.concatenate(found))


def interpolation(nodes: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Weights that carry values at Chebyshev's points of [0, 1] to others, (n, nodes).

    Parameters
    ----------
    nodes : (nodes,), float
    at : (n,), float

    Returns
    -------
    ndarray, (n, nodes)
        Exact for polynomials of a degree below the number of points (Berrut and Trefethen 2004, doi:10.1137/S0036144502417715, recalled).
    """
    k = np.arange(len(nodes))
    bary = (-1.0) ** k * np.sin(np.pi * (k + 0.5) / len(nodes))
    apart = at[:, None] - nodes
    hit = np.abs(apart) < 1e-14
    weights = bary / np.where(hit, 1.0, apart)
    weights /= weights.sum(axis=1, keepdims=True)
    return np.where(hit.any(axis=1, keepdims=True), hit.astype(float), weights)

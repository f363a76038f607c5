"""Statistics over runs: intervals, bootstrap, Wilson."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

Z_95 = 1.959963984540054


def mean_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and its 95 % interval by the normal law.

    Parameters
    ----------
    values : (n,), n >= 2

    Returns
    -------
    mean, low, high : float
    """
    mean = float(np.mean(values))
    half = Z_95 * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a probability (Wilson 1927).

    Parameters
    ----------
    hits, n : int
        0 <= hits <= n, n >= 1.

    Returns
    -------
    low, high : float
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"hits = {hits} of n = {n} is no count; give 0 <= hits <= n, n >= 1")
    p, z2 = hits / n, Z_95**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def bootstrap(rows: np.ndarray, statistic: Callable[[np.ndarray], float], draws: int = 400, seed: int = 0) -> tuple[float, float]:
    """95 % percentile interval of a statistic, resampling rows.

    Parameters
    ----------
    rows : (n, ...) array
        One row per replicate.
    statistic : callable
        Of such an array; a value of nan leaves that draw out.
    draws, seed : int

    Returns
    -------
    low, high : float
        nan when fewer than half of the draws have a value.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    values = np.array([statistic(rows[generator.integers(0, len(rows), len(rows))]) for _ in range(draws)])
    values = values[np.isfinite(values)]
    if len(values) < draws / 2:
        return float("nan"), float("nan")
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)

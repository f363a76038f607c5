"""Statistics over runs: intervals and bootstrap."""

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

"""Statistics over runs: intervals, bootstrap, paired differences, tests of several claims at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

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


def mean_error(values: np.ndarray) -> tuple[float, float]:
    """Mean of independent values and its standard error.

    Parameters
    ----------
    values : (n,), n >= 2

    Returns
    -------
    mean, error : float
    """
    return float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(len(values))


def paired(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Mean of first - second and its standard error, of runs that share their luck.

    Parameters
    ----------
    first, second : (n,), n >= 2
        Row i of both ran with the same seed, so what luck does to both falls out.

    Raises
    ------
    ValueError
        When they are of different lengths.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} runs are no pairs; give runs of the same seeds")
    return mean_error(np.asarray(first) - np.asarray(second))


def wilson(hits: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval of a probability (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    Parameters
    ----------
    hits, n : int
        0 <= hits <= n.
    z : float
        Standard errors on either side; 95 % when left out.

    Returns
    -------
    low, high : float
        In [0, 1]; (0, 1) when n is 0.
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return 0.0 if hits == 0 else max(0.0, centre - half), 1.0 if hits == n else min(1.0, centre + half)


def bootstrap_error(rows: np.ndarray, statistic: Callable[[np.ndarray], float], draws: int = 400, seed: int = 0) -> float:
    """Standard error of a statistic, resampling rows; nan when fewer than half of the draws have a value."""
    generator = np.random.Generator(np.random.PCG64(seed))
    values = np.array([statistic(rows[generator.integers(0, len(rows), len(rows))]) for _ in range(draws)])
    values = values[np.isfinite(values)]
    return float(np.std(values, ddof=1)) if len(values) >= draws / 2 else float("nan")


def normal_tail(z: float) -> float:
    """Probability that a standard normal number is above z."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values of several tests, so enlarged that all of them together err in one of twenty studies (Holm 1979).

    Parameters
    ----------
    p_values : sequence of float

    Returns
    -------
    list of float
        In the order given; each at most 1.
    """
    order = np.argsort(np.asarray(p_values, dtype=float), kind="stable")
    enlarged, worst = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - rank) * float(p_values[index])))
        enlarged[index] = worst
    return enlarged


def smallest_effect(error: float, power: float = 0.8) -> float:
    """The smallest true effect that a two-sided test at 5 % would have seen with this power: (1.96 + z) standard errors."""
    return (Z_95 + NormalDist().inv_cdf(power)) * error

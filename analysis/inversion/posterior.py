"""What a weighted posterior sample says of each parameter, and of each pair."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Told(NamedTuple):
    """What the records tell of a parameter.

    Attributes
    ----------
    path : str
    mean, low, high : float, unit of the path
        Posterior mean and 95 % interval.
    prior_low, prior_high : float, unit of the path
        Interval of 95 % under the prior.
    narrowed : float, 1
        Standard deviation of the normal score, which is 1 under the prior: 1 or about it if the records tell nothing.
    """

    path: str
    mean: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    narrowed: float


def weighted_quantile(values: np.ndarray, weights: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Quantiles of a weighted sample: half of a value's weight lies below it, and between values they are joined by lines.

    Parameters
    ----------
    values, weights : (n,)
    shares : (m,), in [0, 1]

    Returns
    -------
    (m,)
    """
    order = np.argsort(values, kind="stable")
    mass = weights[order] / weights.sum()
    return np.interp(shares, np.cumsum(mass) - 0.5 * mass, values[order])


def told(path: str, values: np.ndarray, scores: np.ndarray, weights: np.ndarray, prior: tuple[float, float]) -> Told:
    """What a sample tells of one parameter.

    Parameters
    ----------
    path : str
    values, scores, weights : (n,)
    prior : (low, high)
        Its 95 % interval under the prior.

    Returns
    -------
    Told
    """
    low, high = weighted_quantile(values, weights, np.array([0.025, 0.975]))
    return Told(
        path,
        float(weights @ values / weights.sum()),
        float(low),
        float(high),
        *prior,
        float(np.sqrt(covariance(scores[:, None], weights)[0, 0])),
    )


def covariance(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Covariance of the columns of a weighted table, (n, d) -> (d, d)."""
    share = weights / weights.sum()
    away = table - share @ table
    return np.asarray((share[:, None] * away).T @ away)


def correlation(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Correlation of the columns of a weighted table, (n, d) -> (d, d); nan for a column that does not vary."""
    both = covariance(table, weights)
    sd = np.sqrt(np.diag(both))
    return np.divide(both, np.outer(sd, sd), out=np.full(both.shape, np.nan), where=np.outer(sd, sd) > 0)


def effective(weights: np.ndarray) -> float:
    """Effective number of draws, (sum w)^2 / sum w^2 (Kish 1965)."""
    return float(weights.sum() ** 2 / np.sum(weights**2))

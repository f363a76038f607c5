"""Ridges of a posterior: pairs of numbers of which the records tell a product or a ratio, and neither of the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from analysis.inversion.posterior import covariance, weighted_quantile

NARROW = 0.5
"""A product is told, and its factors are not, when its logarithm spreads by less than this part of that of either factor."""
STRAIGHT = 10.0
"""Degrees by which the long axis may be off the diagonal of a product or a ratio."""


class Ridge(NamedTuple):
    """A ridge.

    Attributes
    ----------
    first, second : str
        What is multiplied or divided, in words; ``1 - x`` stands for a share's complement.
    sign : int
        1: their product is told; -1: their ratio.
    mean, low, high : float
        Of the product or ratio, with its 95 % interval.
    direction : (2,)
        Unit vector of the long axis in logarithms; (1, -1) / sqrt 2 along a product, (1, 1) / sqrt 2 along a ratio.
    across : float
        Standard deviation of the logarithm of product or ratio.
    along : (2,)
        Those of the logarithms of the two.
    """

    first: str
    second: str
    sign: int
    mean: float
    low: float
    high: float
    direction: tuple[float, float]
    across: float
    along: tuple[float, float]

    @property
    def name(self) -> str:
        """Product or ratio by name."""
        return f"{self.first} {'x' if self.sign > 0 else '/'} {self.second}"


def ridge(names: tuple[str, str], logs: np.ndarray, sign: int, weights: np.ndarray) -> Ridge:
    """Product or ratio of two positive numbers, from their logarithms, (n, 2)."""
    both = covariance(logs, weights)
    axis = np.linalg.eigh(both)[1][:, -1]
    axis = axis if axis[0] >= 0 else -axis
    combined = logs[:, 0] + sign * logs[:, 1]
    values = np.exp(combined)
    low, high = weighted_quantile(values, weights, np.array([0.025, 0.975]))
    across = float(np.sqrt(covariance(combined[:, None], weights)[0, 0]))
    along = (float(np.sqrt(both[0, 0])), float(np.sqrt(both[1, 1])))
    return Ridge(
        *names, sign, float(weights @ values / weights.sum()), float(low), float(high), (float(axis[0]), float(axis[1])), across, along
    )


def off_diagonal(found: Ridge) -> float:
    """Degrees between the long axis and the diagonal along which product or ratio stand still."""
    cosine = abs(found.direction[0] - found.sign * found.direction[1]) / np.sqrt(2.0)
    return float(np.degrees(np.arccos(min(1.0, cosine))))


def ridges(names: Sequence[str], values: np.ndarray, weights: np.ndarray) -> list[Ridge]:
    """Pairs of which the records tell a product or a ratio alone; for each pair the narrowest, if it is one.

    A share x stands as 1 - x too, since what detects is often what does not collude.

    Parameters
    ----------
    names : sequence of str
    values : (n, parameters)
    weights : (n,)

    Returns
    -------
    list of Ridge
    """
    found = []
    for i, j in combinations(range(len(names)), 2):
        tried = [
            ridge((one, other), np.column_stack([x, y]), sign, weights)
            for one, x in _forms(names[i], values[:, i])
            for other, y in _forms(names[j], values[:, j])
            for sign in (1, -1)
        ]
        tried = [one for one in tried if min(one.along) > 0]
        best = min(tried, key=lambda one: one.across / min(one.along), default=None)
        if best is not None and best.across < NARROW * min(best.along) and off_diagonal(best) <= STRAIGHT:
            found.append(best)
    return found


def _forms(name: str, values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Logarithms of a positive number, and of its complement where it is a share."""
    if (values > 0).all():
        yield name, np.log(values)
    if (values > 0).all() and (values < 1).all():
        yield f"(1 - {name})", np.log1p(-values)

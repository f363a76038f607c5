"""How unequal a distribution is: Gini, Herfindahl-Hirschman, Theil, Nakamoto; and how strategies sort in space.

Exact values: catalogue E6 and G8.
"""

from __future__ import annotations

import numpy as np


def gini(x: np.ndarray) -> float:
    """Gini index, sum_ij |x_i - x_j| / (2 n^2 mean); without the factor n / (n - 1).

    Parameters
    ----------
    x : (n,), >= 0

    Returns
    -------
    float
        In [0, 1); nan when nothing is held.
    """
    x = np.sort(np.asarray(x, dtype=float))
    n, total = len(x), float(np.sum(x))
    if n == 0 or total <= 0:
        return float("nan")
    return float(2 * np.sum(np.arange(1, n + 1) * x) / (n * total) - (n + 1) / n)


def herfindahl(x: np.ndarray) -> float:
    """Herfindahl-Hirschman index: sum of squared shares; nan when nothing is held."""
    x = np.asarray(x, dtype=float)
    total = float(np.sum(x))
    return float(np.sum((x / total) ** 2)) if total > 0 else float("nan")


def theil(x: np.ndarray) -> float:
    """Theil index: mean of (x / mean) ln(x / mean), 0 ln 0 = 0; nan when nothing is held."""
    x = np.asarray(x, dtype=float)
    if len(x) == 0 or float(np.sum(x)) <= 0:
        return float("nan")
    ratio = x / float(np.mean(x))
    positive = ratio[ratio > 0]
    return float(np.sum(positive * np.log(positive)) / len(x))


def nakamoto(x: np.ndarray, threshold: float = 0.5) -> int:
    """Fewest holders who together hold strictly more than a share `threshold`; 0 when nothing is held."""
    x = np.sort(np.asarray(x, dtype=float))[::-1]
    total = float(np.sum(x))
    if total <= 0:
        return 0
    # A hair above the threshold by rounding alone is not strictly more.
    return int(np.argmax(np.cumsum(x) > threshold * total * (1 + 1e-12)) + 1)


def by_owner(x: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Sums of `x` over the nodes of each owner.

    Parameters
    ----------
    x : (nodes,), float
    owner : (nodes,), int

    Returns
    -------
    ndarray, (owners,), float
    """
    _, index = np.unique(owner, return_inverse=True)
    return np.bincount(index, weights=x)


def morans_i(values: np.ndarray, edges: np.ndarray) -> float:
    """Moran's I of a number on the vertices of a graph, with weight one per edge.

    I = n / W sum_ij w_ij (x_i - m)(x_j - m) / sum_i (x_i - m)^2 (Moran 1950).

    Parameters
    ----------
    values : (vertices,), float
    edges : (edges, 2), int

    Returns
    -------
    float
        About -1 / (n - 1) without sorting; nan without edges or variation.
    """
    deviation = np.asarray(values, dtype=float) - float(np.mean(values))
    variation = float(np.sum(deviation**2))
    if len(edges) == 0 or variation == 0:
        return float("nan")
    return float(len(deviation) / len(edges) * np.sum(deviation[edges[:, 0]] * deviation[edges[:, 1]]) / variation)


def assortativity(labels: np.ndarray, edges: np.ndarray) -> float:
    """Newman's assortativity coefficient of labels on a graph (Newman 2003, doi:10.1103/PhysRevE.67.026126).

    Parameters
    ----------
    labels : (vertices,), int
    edges : (edges, 2), int

    Returns
    -------
    float
        1: ties only within a label; 0: at random; nan without edges or with one label.
    """
    if len(edges) == 0:
        return float("nan")
    kinds, index = np.unique(labels, return_inverse=True)
    mixing = np.zeros((len(kinds), len(kinds)))
    np.add.at(mixing, (index[edges[:, 0]], index[edges[:, 1]]), 1.0)
    mixing = (mixing + mixing.T) / (2 * len(edges))
    at_random = float(np.sum(mixing.sum(axis=0) * mixing.sum(axis=1)))
    return float("nan") if at_random >= 1 else float((np.trace(mixing) - at_random) / (1 - at_random))

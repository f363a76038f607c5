"""Posterior predictive checks: whether new runs from the posterior look like the records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.statistics import holm


class Check(NamedTuple):
    """One statistic of the records beside its posterior predictive law.

    Attributes
    ----------
    statistic : str
    observed, median, low, high : float
        The records', and median and 95 % interval of new runs.
    p : float
        Two-sided; at least one over the number of runs, since a smaller one cannot be told.
    together : float
        The same, with all statistics that are checked taken into account (Holm 1979).
    """

    statistic: str
    observed: float
    median: float
    low: float
    high: float
    p: float
    together: float


def two_sided(observed: float, draws: np.ndarray) -> float:
    """Twice the smaller tail of a statistic among draws, ties counted half; in [1 / draws, 1]."""
    below = float(np.mean(draws < observed) + 0.5 * np.mean(draws == observed))
    return max(min(1.0, 2.0 * min(below, 1.0 - below)), 1.0 / len(draws))


def checks(names: Sequence[str], observed: np.ndarray, predicted: np.ndarray) -> list[Check]:
    """Every statistic of the records beside that of new runs.

    Statistics that are the same number in the records and in all runs are left out.

    Parameters
    ----------
    names : sequence of str
    observed : (summaries,)
    predicted : (runs, summaries)
        Rows with nan are left out.

    Returns
    -------
    list of Check
    """
    whole = predicted[np.isfinite(predicted).all(axis=1)]
    rows = [n for n in range(len(names)) if (whole[:, n] != observed[n]).any()]
    p = [two_sided(float(observed[n]), whole[:, n]) for n in rows]
    middle, low, high = np.quantile(whole, [0.5, 0.025, 0.975], axis=0).tolist()
    return [
        Check(names[n], float(observed[n]), middle[n], low[n], high[n], mine, together)
        for n, mine, together in zip(rows, p, holm(p), strict=True)
    ]

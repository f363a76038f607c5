"""Four numbers of each public column: its mean, its slope, its spread about the line, and how an epoch follows the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

STATISTICS = ("mean", "slope", "spread", "autocorrelation")
"""Of a column: mean; slope of the least-squares line, per epoch; root mean square of what is left; lag-1 autocorrelation of that."""


def names(columns: Sequence[str]) -> list[str]:
    """Names of all numbers, in their order: all means first, then all slopes, and so on."""
    return [f"{statistic} of {column}" for statistic in STATISTICS for column in columns]


def summarise(epochs: np.ndarray, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """The statistics of every column over the epochs in which it has a value.

    A column that lies on its line has autocorrelation 0, as white noise has; a
    single epoch has slope 0. Records and runs are treated alike.

    Parameters
    ----------
    epochs : (n,), int
    columns : mapping of (n,) float
        nan where there is no value.

    Returns
    -------
    (4 columns,) float
        In the order of :func:`names`; nan for a column that never has a value.
    """
    values = np.column_stack(list(columns.values()))
    known = np.isfinite(values)
    n = np.where(known.any(axis=0), known.sum(axis=0), np.nan)
    x = np.where(known, values, 0.0)
    time = np.where(known, np.asarray(epochs, dtype=float)[:, None], 0.0)
    mean, middle = x.sum(axis=0) / n, time.sum(axis=0) / n
    away = np.where(known, time - middle, 0.0)
    slope = _over((away * x).sum(axis=0), (away**2).sum(axis=0))
    rest = np.where(known, x - mean - slope * away, 0.0)
    # What is left by rounding alone is nothing: else its sign would be taken for news.
    rest[:, np.abs(rest).max(axis=0) <= 1e-9 * np.abs(x).max(axis=0)] = 0.0
    squares = (rest**2).sum(axis=0)
    beside = known[1:] & known[:-1] & (np.diff(epochs) == 1)[:, None]
    return np.concatenate([mean, slope, np.sqrt(squares / n), _over((rest[1:] * rest[:-1] * beside).sum(axis=0), squares)])


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)

"""What a loop of up and down amounts to: its branches with intervals, and the area between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.statistics import mean_interval


class Loop(NamedTuple):
    """A hysteresis loop.

    Attributes
    ----------
    area, low, high : float
        Mean over seeds of the integral of the way down less the way up, over the setting (or its logarithm), and its 95 %
        interval. Around zero when the network forgets at once; negative when the way up lies above.
    widest, at : float
        The largest mean difference between the ways, and the level where it is.
    seeds : int
    """

    area: float
    low: float
    high: float
    widest: float
    at: float
    seeds: int


def loop(rows: pd.DataFrame, *, log: bool = False) -> Loop:
    """Estimate the area of a loop.

    Parameters
    ----------
    rows : DataFrame
        As `experiments.hysteresis.sweep` gives: columns ``branch, x, value, seed``.
    log : bool
        Whether to integrate over the logarithm of the setting.

    Returns
    -------
    Loop

    Raises
    ------
    ValueError
        For fewer than two seeds, or a level that has no value on one of the ways.
    """
    table = rows.pivot(index="seed", columns=["branch", "x"], values="value")
    if len(table) < 2:
        raise ValueError(f"a loop of {len(table)} seed has no interval; give two or more")
    if table.isna().to_numpy().any():
        raise ValueError("a loop has levels without a value on one of the ways; leave those levels out on both")
    gaps = table["down"].sort_index(axis=1) - table["up"].sort_index(axis=1)
    levels = gaps.columns.to_numpy(dtype=float)
    areas = np.trapezoid(gaps.to_numpy(), np.log(levels) if log else levels, axis=1)
    area, low, high = mean_interval(areas)
    mean = gaps.to_numpy().mean(axis=0)
    widest = int(np.abs(mean).argmax())
    return Loop(area, low, high, float(mean[widest]), float(levels[widest]), len(table))


def branches(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean and 95 % interval over seeds at each level of both ways: columns ``branch, x, mean, low, high``, as the picture wants them."""
    cells = [(branch, x, *mean_interval(part["value"].to_numpy())) for (branch, x), part in rows.groupby(["branch", "x"], sort=True)]
    return pd.DataFrame(cells, columns=["branch", "x", "mean", "low", "high"])

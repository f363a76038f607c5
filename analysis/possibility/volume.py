"""The volume of a set of behaviours: its share of a box, by quasi-Monte-Carlo points in independent batches.

Each batch is a Sobol sequence with a scrambling of its own, so the batches are
independent estimates of one number and Student's law gives its interval (Owen
1997, doi:10.1214/aos/1031594731, recalled).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.stats import qmc

BATCHES = 16
"""Independent scramblings."""
RARE = 3.0
"""Over the number of points: what may be missed, with 95 % confidence, where all batches agree (rule of three)."""


class Volume(NamedTuple):
    """An estimate with its 95 % interval.

    Attributes
    ----------
    estimate, low, high : float
    """

    estimate: float
    low: float
    high: float


def unit_points(axes: int, points: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Scrambled Sobol points of the unit cube, and the batch of each.

    Parameters
    ----------
    axes : int
    points : int
        In all; `BATCHES` times a power of two.
    seed : int

    Returns
    -------
    points : ndarray, (points, axes)
    batch : ndarray, (points,), int

    Raises
    ------
    ValueError
        For a number of points that no batches of equal powers of two make up.
    """
    each, left = divmod(points, BATCHES)
    if isinstance(points, bool) or left or each < 1 or each & (each - 1):
        near = BATCHES * 2 ** max(0, round(math.log2(max(1.0, points / BATCHES))))
        raise ValueError(f"points = {points} is not {BATCHES} times a power of two; give for example {near}")
    luck = np.random.SeedSequence(seed).spawn(BATCHES)
    drawn = [qmc.Sobol(axes, rng=np.random.Generator(np.random.PCG64(one))).random(each) for one in luck]
    return np.concatenate(drawn), np.repeat(np.arange(BATCHES), each)


def mean_of_batches(values: np.ndarray, batch: np.ndarray) -> Volume:
    """Mean of some values, with the interval that the spread of its batches gives.

    Parameters
    ----------
    values : (n,), float
    batch : (n,), int

    Returns
    -------
    Volume
    """
    totals = np.bincount(batch, weights=values) / np.bincount(batch)
    wide = float(stats.t.ppf(0.975, len(totals) - 1) * stats.sem(totals)) if len(totals) > 1 else math.nan
    mean = float(totals.mean())
    return Volume(mean, mean - wide, mean + wide)


def share(mask: np.ndarray, batch: np.ndarray) -> Volume:
    """Volume of a set over that of the box.

    The interval reaches at least as far as what so many points may well miss, even where all batches agree.

    Parameters
    ----------
    mask : (n,), bool
    batch : (n,), int

    Returns
    -------
    Volume
        Within [0, 1].
    """
    found, missed = mean_of_batches(mask.astype(float), batch), RARE / len(mask)
    low, high = min(found.low, found.estimate - missed), max(found.high, found.estimate + missed)
    return Volume(found.estimate, max(0.0, low), min(1.0, high))

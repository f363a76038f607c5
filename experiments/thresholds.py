"""Where a mean drift changes sign: found adaptively, with an interval from its replicates."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from experiments.statistics import bootstrap, mean_interval

SPAN = 0.2
"""The last points lie this share below and above the root."""


class Threshold(NamedTuple):
    """A zero of the mean drift.

    Attributes
    ----------
    value, low, high : float
        The zero and its 95 % interval; nan when there is none.
    status : str
        ``found``, ``none`` (the drift is negative up to the top) or ``everywhere`` (positive from the bottom).
    seeds, runs : int
        Replicates of each point that the value rests on, and runs in all.
    """

    value: float
    low: float
    high: float
    status: str
    seeds: int
    runs: int


def find_threshold(
    drift: Callable[[float, Sequence[int]], np.ndarray],
    bottom: float,
    top: float,
    seeds: Sequence[int],
    *,
    scouts: int = 3,
    resolution: float = 0.2,
) -> Threshold:
    """Find where a mean drift that rises with a positive number crosses zero.

    Bisection on the logarithm with few replicates narrows the bracket; then
    three points around the root get all seeds, shared between them, and a line
    through their drifts gives the zero. The line is one in the number itself,
    as payoffs are: in its logarithm the drift is bent, and its zero would come
    out more than a percent too low. Its interval is a bootstrap over seeds.

    Parameters
    ----------
    drift : callable
        Of a number and seeds; one drift for each seed.
    bottom, top : float
        0 < bottom < top.
    seeds : sequence of int
        Replicates of each point that the result rests on.
    scouts : int
        How many of them are used for narrowing.
    resolution : float
        Width of the bracket, in logarithms, at which narrowing ends.

    Returns
    -------
    Threshold
    """
    runs = 0

    def measure(at: float, with_seeds: Sequence[int]) -> np.ndarray:
        nonlocal runs
        runs += len(with_seeds)
        return drift(at, with_seeds)

    few = seeds[:scouts]
    if float(np.mean(measure(top, few))) <= 0 and mean_interval(measure(top, seeds))[1] <= 0:
        return Threshold(math.nan, math.nan, math.nan, "none", len(seeds), runs)
    if float(np.mean(measure(bottom, few))) >= 0 and mean_interval(measure(bottom, seeds))[2] >= 0:
        return Threshold(math.nan, math.nan, math.nan, "everywhere", len(seeds), runs)
    low, high = math.log(bottom), math.log(top)
    while high - low > resolution:
        middle = (low + high) / 2
        if float(np.mean(measure(math.exp(middle), few))) > 0:
            high = middle
        else:
            low = middle
    centre = math.exp((low + high) / 2)
    for _ in range(4):
        at = np.array([centre * (1 - SPAN), centre, min(centre * (1 + SPAN), top)])
        drifts = np.column_stack([measure(float(x), seeds) for x in at])
        root = _zero_of_line(at, drifts)
        if at[0] <= root <= at[2]:
            break
        # The scouts misled: look again where the drift points.
        centre = min(centre * (1 + math.copysign(SPAN, -float(np.mean(drifts)))), top)
    lowest, highest = bootstrap(drifts, lambda rows: _zero_of_line(at, rows))
    return Threshold(root, lowest, highest, "found", len(seeds), runs)


def _zero_of_line(at: np.ndarray, drifts: np.ndarray) -> float:
    mean = drifts.mean(axis=0)
    slope, intercept = np.polyfit(at - at.mean(), mean, 1)
    return float(at.mean() - intercept / slope) if slope > 0 else math.nan

"""Which levers an outcome depends on: Sobol indices and Morris screening with intervals, and the share of luck.

Sobol: Saltelli et al. 2010 (doi:10.1016/j.cpc.2009.09.018), as SALib has it.
Morris: elementary effects per unit of a lever's whole range, Campolongo's mu_star.
The indices are those of the mean over a point's replicates. What is left of
luck in such a mean belongs to no lever: where points have their own luck it
lowers first indices, and a lever without effect has its share as total index.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.statistics import bootstrap

DRAWS = 400
"""Resamples of the design behind an interval."""
FINE = 0.02
"""Half width of an interval that tells small indices from none."""
MOST_LOST = 0.1
"""Largest share of the design that may lack a value."""


class Estimate(NamedTuple):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


class Effect(NamedTuple):
    """What a lever does.

    Attributes
    ----------
    path : str
    first, total : Estimate
        Sobol indices; for Morris ``sigma`` and ``mu_star`` in the outcome's unit.
    note : str
        Why a number is as it cannot be; empty when there is nothing to explain.
    """

    path: str
    first: Estimate
    total: Estimate
    note: str = ""


class Luck(NamedTuple):
    """What the replicates of a point differ by.

    Attributes
    ----------
    share : Estimate
        Mean variance within points over that of all runs; nan with one replicate.
    left : float
        Share of what remains of it in the variance of the means over replicates.
    spread : float
        Standard deviation of a mean over replicates by luck, in the outcome's unit.
    """

    share: Estimate
    left: float
    spread: float


class Points(NamedTuple):
    """An outcome at the points of a design, in their order.

    Attributes
    ----------
    mean, variance : (points,), float
        Over the replicates that have a value; variance nan with fewer than two of them, mean with none.
    replicates : (points,), int
        Those that have a value.
    """

    mean: np.ndarray
    variance: np.ndarray
    replicates: np.ndarray


def points_of(point: np.ndarray, values: np.ndarray, count: int) -> Points:
    """Means and variances over the replicates of each point.

    Parameters
    ----------
    point : (runs,), int
    values : (runs,), float
        Missing ones are nan.
    count : int
        Points of the design.
    """
    known = np.isfinite(values)
    point, values = point[known], values[known]
    n = np.bincount(point, minlength=count)
    mean = np.divide(np.bincount(point, values, count), n, out=np.full(count, np.nan), where=n > 0)
    squares = np.bincount(point, (values - mean[point]) ** 2, count)
    return Points(mean, np.divide(squares, n - 1, out=np.full(count, np.nan), where=n > 1), n)


def whole_groups(points: Points, rows: int) -> tuple[Points, int]:
    """Groups of rows of a design that have all their values; an index needs the rows of a group side by side.

    Returns
    -------
    Points
        Of whole groups only.
    int
        Groups that were left out.

    Raises
    ------
    ValueError
        When more than a tenth would be left out: what remains would be another region than the one that was asked for.
    """
    whole = np.isfinite(points.mean).reshape(-1, rows).all(axis=1)
    lost = int((~whole).sum())
    if lost > MOST_LOST * len(whole) or whole.sum() < 2:
        missing = int((~np.isfinite(points.mean)).sum())
        raise ValueError(
            f"{missing} of {len(points.mean)} points have no value, which spoils {lost} of {len(whole)} groups of the design (at most a "
            "tenth may go); take an outcome that every run has, try failed runs again with --retry-failed, or narrow the levers"
        )
    keep = np.repeat(whole, rows)
    return Points(*(column[keep] for column in points)), lost


def sobol(points: Points, paths: Sequence[str], second_order: bool = True) -> tuple[Effect, ...]:
    """First and total indices of a saltelli design.

    Parameters
    ----------
    points : Points
        Rows in the order of the design, whole groups of 2 levers + 2 (of levers + 2 without second order).
    paths : sequence of str
        Levers.
    second_order : bool
        How the design was made.

    Returns
    -------
    tuple of Effect
        In the order of the levers. Intervals are those of a bootstrap over base points.

    Raises
    ------
    ValueError
        For an outcome that is the same at all points.
    """
    from SALib.analyze import sobol as salib

    if np.ptp(points.mean) == 0:
        raise ValueError(f"the outcome is {points.mean[0]:.6g} at every point, so nothing has an effect; take another, or wider levers")
    known = {"num_vars": len(paths), "names": list(paths), "bounds": [[0.0, 1.0]] * len(paths)}
    # A seed of 0 would be none for SALib.
    found = salib.analyze(known, points.mean, calc_second_order=second_order, num_resamples=DRAWS, keep_resamples=True, seed=1)
    size = len(points.mean) // ((2 * len(paths) if second_order else len(paths)) + 2)
    effects = []
    for k, path in enumerate(paths):
        first = _estimate(found["S1"][k], found["S1_conf_all"][:, k])
        total = _estimate(found["ST"][k], found["ST_conf_all"][:, k])
        effects.append(Effect(path, first, total, explained(first, size) or beyond(first, total)))
    return tuple(effects)


def explained(index: Estimate, size: int) -> str:
    """Why an index is negative, and how many base points would help; empty when it is not."""
    if index.value >= 0:
        return ""
    half = (index.high - index.low) / 2
    needed = 2 ** math.ceil(math.log2(max(1.0, size * (half / FINE) ** 2)))
    told = (
        f"an index cannot be negative, but its estimate from {size} base points scatters by {half:.2g} and came out at {index.value:.2g}: "
    )
    if index.high < 0:
        return (
            told + "even its interval lies below zero, as one in forty may, or more where few points decide the variance; try another seed"
        )
    if needed <= size:
        return told + f"the index is below {index.high:.2g}, as good as none"
    return told + f"it may be anything up to {index.high:.2g}; --size {needed} would tell it to within {FINE:g}"


def beyond(first: Estimate, total: Estimate) -> str:
    """Why a first index lies above its total one; empty when it does not."""
    if first.value <= total.value:
        return ""
    return "a first index is at most the total one, so the first, which scatters more, came out too high by sampling; trust the total one"


def morris(points: Points, sample: np.ndarray, paths: Sequence[str]) -> tuple[Effect, ...]:
    """Mean size and spread of the elementary effects of a morris design.

    Parameters
    ----------
    points : Points
        Rows in the order of the design, whole trajectories of levers + 1 rows.
    sample : (points, levers), float, 1, [0, 1]
        The same rows in the unit cube.
    paths : sequence of str

    Returns
    -------
    tuple of Effect
        ``total`` is mu_star, ``first`` sigma, both in the outcome's unit per whole range. Intervals are those of a
        bootstrap over trajectories.
    """
    effects = elementary(points.mean, sample)
    found = []
    for k, path in enumerate(paths):
        mine = effects[:, [k]]
        size = Estimate(_mu_star(mine), *bootstrap(mine, _mu_star, DRAWS))
        spread = Estimate(_sigma(mine), *bootstrap(mine, _sigma, DRAWS))
        found.append(Effect(path, spread, size))
    return tuple(found)


def elementary(values: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Elementary effects: what a step of a trajectory changes over what it moves.

    Returns
    -------
    ndarray, (trajectories, levers)
    """
    levers = sample.shape[1]
    steps = np.diff(sample.reshape(-1, levers + 1, levers), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    length = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((len(moved), levers))
    np.put_along_axis(effects, moved, np.diff(values.reshape(-1, levers + 1), axis=1) / length, axis=1)
    return effects


def luck(points: Points, rows: int) -> Luck:
    """How much of the variance is luck.

    Parameters
    ----------
    points : Points
        Whole groups of a design.
    rows : int
        Of a group; the interval is that of a bootstrap over groups.
    """
    if not np.isfinite(points.variance).any():
        return Luck(Estimate(math.nan, math.nan, math.nan), math.nan, math.nan)
    left = points.variance / np.maximum(points.replicates, 1)
    groups = np.stack([points.mean, points.variance, left], axis=-1).reshape(-1, rows, 3)
    value = _share(groups)
    within, between = float(np.nanmean(left)), float(np.var(points.mean))
    return Luck(Estimate(value, *bootstrap(groups, _share, DRAWS)), min(1.0, within / between) if between else math.nan, math.sqrt(within))


def _share(groups: np.ndarray) -> float:
    """Variance within points over all; that of the means holds a part of it, which is taken off."""
    within = float(np.nanmean(groups[..., 1]))
    between = max(0.0, float(np.var(groups[..., 0])) - float(np.nanmean(groups[..., 2])))
    return within / (within + between) if within + between > 0 else 0.0


def _estimate(value: Any, resampled: np.ndarray) -> Estimate:
    low, high = np.nanquantile(resampled, [0.025, 0.975])
    return Estimate(float(value), float(low), float(high))


def _mu_star(effects: np.ndarray) -> float:
    return float(np.abs(effects).mean())


def _sigma(effects: np.ndarray) -> float:
    return float(effects.std(ddof=1)) if len(effects) > 1 else math.nan

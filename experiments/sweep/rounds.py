"""Rounds of a sweep: more seeds where an interval is still wide.

The next round follows from the rows alone, and the rows from the runs, so a
resumed sweep takes the same rounds.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.statistics import Z_95
from experiments.sweep import parts
from experiments.sweep.batch import Batch
from experiments.sweep.plan import Sweep, Until

NARROW, MOST, UNKNOWN = "narrow", "at most", "no value"
"""Why a point has enough replicates: its interval is narrow, it has as many as are allowed, or its outcome is missing."""


class Enough(NamedTuple):
    """How well a point's outcome is known.

    Attributes
    ----------
    replicates : int
    mean, width : float
        Of the 95 % interval.
    variation : float
        Coefficient of variation of the replicates, standard deviation over mean.
    reason : str
        Empty while more are wanted.
    """

    replicates: int
    mean: float
    width: float
    variation: float
    reason: str


def enough(values: np.ndarray, until: Until) -> Enough:
    """Whether a point's replicates suffice.

    Parameters
    ----------
    values : (n,), float
        Of the runs that did not fail; missing ones are nan.
    until : Until
    """
    known = values[np.isfinite(values)]
    mean = float(known.mean()) if len(known) else math.nan
    spread = float(known.std(ddof=1)) if len(known) > 1 else math.nan
    width = 2 * Z_95 * spread / math.sqrt(len(known)) if len(known) > 1 else math.inf
    wanted = until.width * (abs(mean) if until.relative else 1.0)
    variation = spread / abs(mean) if mean else math.nan
    reason = NARROW if width <= wanted else MOST if len(values) >= until.most else UNKNOWN if len(known) == 0 else ""
    return Enough(len(values), mean, width, variation, reason)


def next_round(sweep: Sweep, folder: Path, batch: Batch) -> Batch | None:
    """The round after this one; None when every point has enough."""
    until = sweep.until
    if until is None:
        return None
    columns = parts.columns(folder / parts.RUNS, ["run", "point", until.outcome])
    within = columns["run"] < batch.stop
    point, value = columns["point"][within], columns[until.outcome][within]
    order = np.argsort(point, kind="stable")
    groups = np.split(value[order], np.flatnonzero(np.diff(point[order])) + 1)
    wanting = [(p, len(values)) for p, values in zip(np.unique(point), groups, strict=True) if not enough(values, until).reason]
    if not wanting:
        return None
    more = [(p, r) for p, has in wanting for r in range(has, min(until.most, has + until.step))]
    seeds = grown(sweep.seeds, until.most)
    return Batch(batch.stop, batch.points, np.array([p for p, _ in more]), np.array([r for _, r in more]), seeds, sweep.luck)


def grown(seeds: tuple[int, ...], most: int) -> tuple[int, ...]:
    """These seeds and as many more, counting on from the largest."""
    after = max(seeds) + 1
    return seeds + tuple(range(after, after + max(0, most - len(seeds))))

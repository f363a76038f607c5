"""Refinement along a boundary: cells are split only where an outcome lies above a level at some of their corners and below it at others.

The corners are those of a full grid with cells of the finest size, of which few
are run: a coarse grid first, then the corners of the cells that are split, and
more replicates where the side is not clear. A cell counts every corner that was
run on its edges, so that a boundary is followed into coarse cells whose own
corners agree; a boundary that is not folded below the size of the cells at hand
comes out as the full grid has it. Each round follows from the rows alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.sweep import fields, parts
from experiments.sweep.batch import Batch
from experiments.sweep.lever import Lever
from experiments.sweep.replicates import grown, half_width

if TYPE_CHECKING:
    from experiments.sweep.plan import Sweep

ABOVE, BELOW, OPEN = 1, -1, 0
"""Sides of the level; OPEN where nothing was run, nothing came out, or the side is not clear yet."""
Corner = tuple[int, ...]


@dataclass(frozen=True)
class Boundary:
    """Which boundary is followed: where an outcome, or the difference of two, crosses or jumps over a level.

    Attributes
    ----------
    outcome : str
    level : float
        In the outcome's unit; of a jump a value between its two sides.
    less : str
        An outcome that is taken off, so that a margin or a drift is followed to where it changes sign; empty: none.
    coarse : int
        Cells of an axis at first, a power of two. What winds between the corners of one such cell is not seen.
    step, most : int
        Seeds added at a time where the side is not clear, and at most.
    confidence : float
        Of the interval that must lie on one side of the level.
    """

    outcome: str
    level: float = 0.0
    less: str = ""
    coarse: int = 4
    step: int = 5
    most: int = 50
    confidence: float = 0.99

    def __post_init__(self) -> None:
        fields.check_types("boundary", self)
        if not math.isfinite(self.level):
            raise ValueError(f"boundary: level = {self.level} is not finite; give the value that {self.outcome} crosses")
        if self.coarse < 1 or self.coarse & (self.coarse - 1):
            raise ValueError(f"boundary: coarse = {self.coarse} is no power of two; give for example 4")
        if not 1 <= self.step <= self.most:
            raise ValueError(f"boundary: step = {self.step} is outside [1, most = {self.most}]; lower it")
        if not 0.5 <= self.confidence < 1:
            raise ValueError(f"boundary: confidence = {self.confidence} is outside [0.5, 1); give for example 0.99")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes that it needs."""
        return (self.outcome, self.less) if self.less else (self.outcome,)

    def begins(self, size: int) -> int:
        """Cells of an axis at first, not more than the finest."""
        return min(self.coarse, size)


class Side(NamedTuple):
    """On which side of the level a corner is.

    Attributes
    ----------
    replicates : int
    margin, half : float
        Mean of the outcome less the level, and half of its interval.
    side : int
        1 above, -1 below, 0 unclear or unknown.
    clear : bool
        Whether the interval lies on that side.
    settled : bool
        Whether no more replicates are wanted.
    """

    replicates: int
    margin: float
    half: float
    side: int
    clear: bool
    settled: bool


def side_of(values: np.ndarray, boundary: Boundary) -> Side:
    """Judge a corner by its replicates.

    Parameters
    ----------
    values : (n,), float
        Missing ones, such as those of failed runs, are nan.
    boundary : Boundary
    """
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return Side(len(values), math.nan, math.inf, OPEN, False, True)
    margin = float(known.mean()) - boundary.level
    half = half_width(known, boundary.confidence)
    clear, last = abs(margin) > half, len(values) >= boundary.most
    side = (ABOVE if margin > 0 else BELOW) if clear or last else OPEN
    return Side(len(values), margin, half, side, clear, clear or last)


def axes(levers: Sequence[Lever], size: int) -> list[list[Any]]:
    """Values of each lever at the size + 1 corners of its axis.

    Raises
    ------
    ValueError
        For levers and sizes in which cells cannot be halved.
    """
    if not 1 <= len(levers) <= 2:
        raise ValueError(f"design = boundary follows a boundary in 1 or 2 levers, and {len(levers)} are given; fix the others with --set")
    if size < 1 or size & (size - 1):
        raise ValueError(f"size = {size} is no power of two, which design = boundary needs to halve its cells; give for example 64")
    found = []
    for lever in levers:
        if lever.values:
            raise ValueError(f"lever {lever.path} has levels, and design = boundary needs a range; give low and high")
        values = lever.at(np.arange(size + 1) / size)
        if len(set(values)) < len(values):
            raise ValueError(f"lever {lever.path} has fewer than {size + 1} whole numbers from {lever.low:g} to {lever.high:g}; lower size")
        found.append(values)
    return found


def first_points(levers: Sequence[Lever], size: int, boundary: Boundary) -> list[dict[str, Any]]:
    """Corners of the coarse grid."""
    grid = axes(levers, size)
    along = range(0, size + 1, size // boundary.begins(size))
    return _points(grid, levers, list(product(along, repeat=len(levers))))


def split(sides: np.ndarray, coarse: int) -> tuple[list[Corner], list[Corner]]:
    """Cells that hold both sides are split down to the finest.

    Parameters
    ----------
    sides : (size + 1,) or (size + 1, size + 1), int
        Side of each corner of the finest grid, 0 where it is not known.
    coarse : int
        Cells of an axis at first.

    Returns
    -------
    corners : list
        Corners that are needed, in order; those that were run are among them.
    cells : list
        First corners of the finest cells that hold both sides.

    Notes
    -----
    The middle of an edge whose ends agree is taken to agree with them, and is needed only as a corner of a finest cell
    that holds both sides.
    """
    sides = sides.copy()
    size, dimensions = sides.shape[0] - 1, sides.ndim
    span = size // coarse
    waiting = [(corner, span) for corner in product(range(0, size, span), repeat=dimensions)]
    corners: set[Corner] = set()
    cells = []
    while waiting:
        corner, span = waiting.pop()
        region = sides[tuple(slice(c, c + span + 1) for c in corner)]
        if not ((region == ABOVE).any() and (region == BELOW).any()):
            continue
        if span == 1:
            cells.append(corner)
            corners.update(_shifted(corner, shift) for shift in product((0, 1), repeat=dimensions))
            continue
        corners.update(_middles(sides, corner, span))
        waiting += [(_shifted(corner, shift), span // 2) for shift in product((0, span // 2), repeat=dimensions)]
    return sorted(corners), sorted(cells)


def _middles(sides: np.ndarray, corner: Corner, span: int) -> Iterator[Corner]:
    """The middle of a cell and of its edges whose ends do not agree; the middles of the others are filled in."""
    half = span // 2
    for shift in product((0, half, span), repeat=sides.ndim):
        if half not in shift:
            continue
        middle = _shifted(corner, shift)
        low, high = (_shifted(corner, tuple(end if s == half else s for s in shift)) for end in (0, span))
        if shift.count(half) < sides.ndim and sides[low] == sides[high] != OPEN:
            sides[middle] = sides[middle] or sides[low]
        else:
            yield middle


def crossings(sides: np.ndarray) -> Iterator[tuple[Corner, Corner]]:
    """Neighbouring corners of the finest grid on different sides of the level, in order."""
    for axis in range(sides.ndim):
        low, high = np.delete(sides, -1, axis), np.delete(sides, 0, axis)
        for corner in np.argwhere(low * high == -1).tolist():
            other = list(corner)
            other[axis] += 1
            yield tuple(corner), tuple(other)


def next_round(sweep: Sweep, folder: Path, batch: Batch) -> Batch | None:
    """More replicates where the side is not clear, and the new corners of cells that are split; None when there is nothing to do."""
    boundary = sweep.boundary
    if boundary is None:
        return None
    levers = sweep.factors
    columns = parts.columns(folder / parts.RUNS, ["run", "point", *boundary.outcomes])
    within = columns["run"] < batch.stop
    values = margin_values({name: columns[name][within] for name in boundary.outcomes}, boundary)
    judged = judge(columns["point"][within], values, boundary)
    grid = axes(levers, sweep.size)
    places = corners_of(batch.points.columns, levers, grid)
    sides = np.zeros((sweep.size + 1,) * len(levers), dtype=np.int8)
    sides[tuple(places.T)] = [judged[point].side for point in range(batch.points.count)]
    runs = [(p, r) for p, side in judged.items() if not side.settled
            for r in range(side.replicates, min(boundary.most, side.replicates + boundary.step))]  # fmt: skip
    ran = set(map(tuple, places.tolist()))
    fresh = [corner for corner in split(sides, boundary.begins(sweep.size))[0] if corner not in ran]
    runs += [(batch.points.count + p, r) for p in range(len(fresh)) for r in range(len(sweep.seeds))]
    if not runs:
        return None
    points = batch.points.more(_points(grid, levers, fresh)) if fresh else batch.points
    point, replicate = np.array(runs).T
    return Batch(batch.stop, points, point, replicate, grown(sweep.seeds, boundary.most), sweep.luck)


def margin_values(columns: dict[str, np.ndarray], boundary: Boundary) -> np.ndarray:
    """The outcome of each run, less the other one where there is one."""
    values = np.asarray(columns[boundary.outcome], dtype=float)
    return values - np.asarray(columns[boundary.less], dtype=float) if boundary.less else values


def judge(point: np.ndarray, values: np.ndarray, boundary: Boundary) -> dict[int, Side]:
    """Side of each point from the rows of its runs."""
    order = np.argsort(point, kind="stable")
    names, first = np.unique(point[order], return_index=True)
    groups = np.split(values[order], first[1:])
    return {int(name): side_of(group, boundary) for name, group in zip(names, groups, strict=True)}


def corners_of(columns: Any, levers: Sequence[Lever], grid: Sequence[Sequence[Any]]) -> np.ndarray:
    """Places of points in the finest grid, (points, levers), from their values; the nearest, should a digit have been lost."""
    return np.column_stack([_nearest(np.asarray(columns[lever.path], float), values) for lever, values in zip(levers, grid, strict=True)])


def _nearest(values: np.ndarray, axis: Sequence[Any]) -> np.ndarray:
    along = np.asarray(axis, dtype=float)
    return np.asarray(np.searchsorted((along[1:] + along[:-1]) / 2, values))


def _points(grid: Sequence[Sequence[Any]], levers: Sequence[Lever], corners: Sequence[Corner]) -> list[dict[str, Any]]:
    return [{lever.path: values[c] for lever, values, c in zip(levers, grid, corner, strict=True)} for corner in corners]


def _shifted(corner: Corner, shift: Corner) -> Corner:
    return tuple(c + s for c, s in zip(corner, shift, strict=True))

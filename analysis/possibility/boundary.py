"""The boundary of a set over two axes of behaviour, and how a cloud of behaviours lies to it.

Everything is measured in the unit square: a box of behaviours with both sides
scaled to one. Only what runs inside the box is a boundary; its walls are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import contourpy
import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.spatial import KDTree

from analysis.possibility.axes import Box
from model.outlook import Prospects

STEP = 0.002
"""Length between two points of a boundary, in sides of the box."""
SURE = 1e-12
"""Rate of being turned down, over a life, below which a behaviour counts as safe."""


@dataclass(frozen=True)
class Boundary:
    """Where a level is 0 on a grid over the unit square; the set is where it is above.

    Attributes
    ----------
    rows, columns : (r,), (c,), float
        Places of the grid along both axes, rising from 0 to 1.
    level : (r, c), float
    """

    rows: np.ndarray
    columns: np.ndarray
    level: np.ndarray

    @cached_property
    def lines(self) -> list[np.ndarray]:
        """Pieces of the boundary, each (points, 2), linear between the points."""
        found = contourpy.contour_generator(self.columns, self.rows, self.level).lines(0.0)
        return [np.asarray(line)[:, ::-1] for line in found]

    @cached_property
    def points(self) -> np.ndarray:
        """Points at equal distances along the boundary, (n, 2): each stands for the same length."""
        spread = [_along(line) for line in self.lines]
        return np.vstack(spread) if spread else np.empty((0, 2))

    @property
    def length(self) -> float:
        """Of all pieces, in sides of the box."""
        return float(sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in self.lines))

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Whether points, (n, 2), lie in the set; those outside the box as the nearest ones in it. (n,), bool."""
        grid = RegularGridInterpolator((self.rows, self.columns), self.level)
        return np.asarray(grid(np.clip(points, 0.0, 1.0)) >= 0.0)

    def distances(self, points: np.ndarray) -> np.ndarray:
        """Distance of points, (n, 2), to the boundary: above 0 inside the set, below 0 outside. (n,), in sides of the box.

        Raises
        ------
        ValueError
            Where there is no boundary, since the set is empty or fills the box.
        """
        if not len(self.points):
            raise ValueError("the set has no boundary in the box: it is empty or fills it; change the box or the field")
        away, _ = KDTree(self.points).query(points)
        return np.where(self.holds(points), away, -away)

    def traced(self, points: np.ndarray, reach: float) -> float:
        """Share of the boundary's length that has a point of a cloud, (n, 2), within reach.

        Parameters
        ----------
        points : (n, 2), float
        reach : float
            In sides of the box, above 0.
        """
        if not len(points):
            return 0.0
        away, _ = KDTree(points).query(self.points, distance_upper_bound=reach)
        return float(np.isfinite(away).mean())

    def inside(self, count: int, seed: int) -> np.ndarray:
        """So many points, uniform in the set, (count, 2): a cloud that nothing presses."""
        luck, found = np.random.Generator(np.random.PCG64(seed)), np.empty((0, 2))
        while len(found) < count:
            tried = luck.random((4 * count, 2))
            found = np.vstack([found, tried[self.holds(tried)]])
        return found[:count]


def _along(line: np.ndarray) -> np.ndarray:
    passed = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = (np.arange(max(1, round(passed[-1] / STEP))) + 0.5) * passed[-1] / max(1, round(passed[-1] / STEP))
    return np.column_stack([np.interp(at, passed, line[:, axis]) for axis in range(2)])


def unit(box: Box, points: np.ndarray) -> np.ndarray:
    """Places of behaviours, (n, axes), in the unit cube; beyond [0, 1] outside the box."""
    return np.asarray((points - np.asarray(box.low)) / np.subtract(box.high, box.low))


def grid(box: Box, rows: np.ndarray, columns: np.ndarray) -> dict[str, np.ndarray]:
    """Traits at the points of a grid over the unit square, row by row, each (r c,)."""
    first, second = np.meshgrid(rows, columns, indexing="ij")
    return box.traits(box.points(np.column_stack([first.ravel(), second.ravel()])))


def admissible(met: Prospects, honest: Prospects, rows: np.ndarray, columns: np.ndarray, jobs: int, alpha: float) -> Boundary:
    """What lives through so many jobs without one turned down, as likely as alpha times an honest node.

    The level is the logarithm of the loss that is allowed over the loss there is,
    which is smooth where tails of a normal law decide.

    Parameters
    ----------
    met : Prospects
        On the grid, of a network with one class of jobs that are judged independently.
    honest : Prospects
        Of an honest node.
    rows, columns : (r,), (c,), float
        The grid.
    jobs : int
        Of a life.
    alpha : float
        In (0, 1).
    """
    allowed = -np.log(alpha) / jobs
    level = np.log(allowed) - np.log(np.maximum(_lost(met) - _lost(honest), SURE))
    return Boundary(rows, columns, level.reshape(len(rows), len(columns)))


def viable(met: Prospects, option: float, rows: np.ndarray, columns: np.ndarray) -> Boundary:
    """What earns at least the outside option, USD/epoch, on a grid as in :func:`admissible`."""
    return Boundary(rows, columns, (met.utility - option).reshape(len(rows), len(columns)))


def _lost(prospects: Prospects) -> np.ndarray:
    """What a job takes of the logarithm of living on, (n,)."""
    kept = 1.0 - prospects.rejected_invalid - prospects.rejected_unavailable
    return -np.log(np.maximum(kept, SURE))

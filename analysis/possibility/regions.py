"""A region of behaviours in words: along which axes it is narrower than the box, and how well those bounds describe it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.possibility.axes import AXES, Box

COVERED = 0.95
"""Share of a region's points that each bound keeps."""
AT_THE_EDGE = 0.1
"""Of an axis: a region that ends nearer to the edge of the box than this is not bounded there."""
FEW = 10
"""Points below which a region is too small to be described."""


class Bound(NamedTuple):
    """Where a region lies along an axis; infinite where only the box ends it.

    Attributes
    ----------
    axis : str
    low, high : float
        In the axis's unit.
    size : bool
        Whether the bounds are those of the size of the number, whatever its sign.
    """

    axis: str
    low: float
    high: float
    size: bool

    @property
    def words(self) -> str:
        """The bound as people say it."""
        unit = "" if AXES[self.axis].unit == "1" else f" {AXES[self.axis].unit}"
        low, high = f"{self.low:.2g}{unit}", f"{self.high:.2g}{unit}"
        if np.isinf(self.low):
            return f"{self.axis} {'within +-' if self.size else 'below '}{high}"
        if np.isinf(self.high):
            return f"{self.axis} {'beyond +-' if self.size else 'above '}{low}"
        return f"{self.axis} between {'+-' if self.size else ''}{self.low:.2g} and {'+-' if self.size else ''}{high}"


class Region(NamedTuple):
    """A set of behaviours.

    Attributes
    ----------
    points : int
    centroid : dict of float
        Mean by axis; empty without points.
    extent : dict of (float, float)
        Least and largest value by axis.
    bounds : tuple of Bound
        Along the axes that tell; none for a region too small to be described.
    inside : float
        Share of the region's points within all bounds.
    filled : float
        Share of the box's points within all bounds that belong to the region.
    """

    points: int
    centroid: dict[str, float]
    extent: dict[str, tuple[float, float]]
    bounds: tuple[Bound, ...]
    inside: float
    filled: float

    @property
    def words(self) -> str:
        """Where the region lies, and how well that describes it."""
        if self.points < FEW:
            return f"too small to be described ({self.points} points)"
        if not self.bounds:
            return f"along the whole range of every axis, {self.filled:.0%} of all behaviours there are"
        where = ", ".join(bound.words for bound in self.bounds)
        return f"{where} ({self.inside:.0%} of it lies there, {self.filled:.0%} of all behaviours there belong to it)"


def region(points: np.ndarray, mask: np.ndarray, box: Box) -> Region:
    """Describe some of the points of a box.

    Parameters
    ----------
    points : (n, axes), float
        Uniform in the box.
    mask : (n,), bool
        Which of them.
    box : Box

    Returns
    -------
    Region
    """
    mine = points[mask]
    if not len(mine):
        return Region(0, {}, {}, (), float("nan"), float("nan"))
    found = [] if len(mine) < FEW else [_bound(mine[:, a], box, a) for a in range(len(box.axes))]
    bounds = tuple(bound for bound in found if bound is not None)
    within = _within(points, bounds, box.axes)
    return Region(
        len(mine),
        {name: float(mine[:, a].mean()) for a, name in enumerate(box.axes)},
        {name: (float(mine[:, a].min()), float(mine[:, a].max())) for a, name in enumerate(box.axes)},
        bounds, float((within & mask).sum() / len(mine)), float((within & mask).sum() / max(1, within.sum())),
    )  # fmt: skip


def _bound(values: np.ndarray, box: Box, axis: int) -> Bound | None:
    """Where values lie along an axis, if that is narrower than the box; both signs together where both are about as frequent."""
    low, high = box.low[axis], box.high[axis]
    size = low < 0 < high and 0.4 <= float((values > 0).mean()) <= 0.6
    if size:
        values, low = np.abs(values), 0.0
    edge, rest = AT_THE_EDGE * (high - low), 1.0 - COVERED
    least, most = (float(end) for end in np.quantile(values, [rest / 2, 1 - rest / 2]))
    starts, ends = least > low + edge, most < high - edge
    if not (starts or ends):
        return None
    if not starts:
        return Bound(box.axes[axis], -np.inf, float(np.quantile(values, COVERED)), size)
    if not ends:
        return Bound(box.axes[axis], float(np.quantile(values, rest)), np.inf, size)
    return Bound(box.axes[axis], least, most, size)


def _within(points: np.ndarray, bounds: Sequence[Bound], axes: Sequence[str]) -> np.ndarray:
    kept = np.ones(len(points), dtype=bool)
    for bound in bounds:
        values = points[:, axes.index(bound.axis)]
        values = np.abs(values) if bound.size else values
        kept &= (values >= bound.low) & (values <= bound.high)
    return kept

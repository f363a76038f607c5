"""How far two sets of behaviours lie apart: what one gains and loses on the other, Jaccard and Hausdorff.

Both sets are judged at the same points, so a difference of volumes is a mean
over points whose verdict differs, and its interval is far narrower than those
of the two volumes.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.spatial import KDTree

from analysis.possibility.volume import RARE, Volume, mean_of_batches, share


class Difference(NamedTuple):
    """A set under one field against the same set under another.

    Attributes
    ----------
    before, after, change, gained, lost : Volume
        Shares of the box: the set before, the set after, the difference, what is only in the set after, what only in the set before.
    jaccard : float
        Volume of what both share over that of what either has; nan where both are empty.
    forth, back : float
        Directed Hausdorff distances: how far a behaviour of the set before lies from the set after at most, and the other way round.
        In sides of the box; nan where one of the two is empty.
    """

    before: Volume
    after: Volume
    change: Volume
    gained: Volume
    lost: Volume
    jaccard: float
    forth: float
    back: float

    @property
    def hausdorff(self) -> float:
        """The larger of the two directed distances."""
        return max(self.forth, self.back) if not math.isnan(self.forth + self.back) else math.nan


def compared(unit: np.ndarray, before: np.ndarray, after: np.ndarray, batch: np.ndarray) -> Difference:
    """What changes between two sets that are judged at the same points.

    Parameters
    ----------
    unit : (n, axes), float
        Points of the unit cube: of the box, each axis over its range.
    before, after : (n,), bool
        Whether each belongs to the set.
    batch : (n,), int
        Independent samples that the points come from, of equal size.

    Returns
    -------
    Difference
    """
    return Difference(
        share(before, batch), share(after, batch), signed(after.astype(float) - before, batch),
        share(after & ~before, batch), share(before & ~after, batch),
        jaccard(before, after), directed(unit, before, after), directed(unit, after, before),
    )  # fmt: skip


def signed(values: np.ndarray, batch: np.ndarray) -> Volume:
    """Mean of what points bring, each -1, 0 or 1, with its 95 % interval, no narrower than what so many points may well miss.

    Parameters
    ----------
    values : (n,), float
    batch : (n,), int

    Returns
    -------
    Volume
        Within [-1, 1].
    """
    return no_narrower(mean_of_batches(values, batch), len(values))


def no_narrower(found: Volume, points: int) -> Volume:
    """A number that points tell, with an interval that reaches at least as far as what they may well miss, within [-1, 1]."""
    missed = RARE / points
    low, high = min(found.low, found.estimate - missed), max(found.high, found.estimate + missed)
    return Volume(found.estimate, max(-1.0, low), min(1.0, high))


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Points in both sets over points in either; nan where both are empty."""
    either = np.count_nonzero(one | other)
    return float(np.count_nonzero(one & other) / either) if either else math.nan


def directed(unit: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    """Directed Hausdorff distance: the largest distance of a point of one set from the other set.

    Points stand for the sets, so it is known to about the distance of neighbouring points (:func:`cell`).

    Parameters
    ----------
    unit : (n, axes), float
    one, other : (n,), bool

    Returns
    -------
    float
        nan where a set is empty.
    """
    if not (one.any() and other.any()):
        return math.nan
    alone = one & ~other
    return float(KDTree(unit[other]).query(unit[alone])[0].max()) if alone.any() else 0.0


def cell(unit: np.ndarray) -> float:
    """Side of a cell that holds one point on average: how finely points resolve a set."""
    return float(len(unit) ** (-1.0 / unit.shape[1]))

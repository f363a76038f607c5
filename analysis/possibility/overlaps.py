"""Overlaps of possibility sets, as they are: intersections of a growing number, and what two crowds make of one box."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysis.possibility.sets import EPSILONS, WHOLE, Sets, sustainable
from analysis.possibility.volume import Volume, mean_of_batches, share

CHAIN = ("feasible", "admissible", "viable")
"""Sets that are intersected in this order; each set of sustainable behaviours then meets all of them."""


class Change(NamedTuple):
    """How a set differs between the written and the effective crowd, as shares of the box.

    Attributes
    ----------
    gained, lost, net : Volume
        In the second but not in the first; the other way round; the difference of the two volumes.
    """

    gained: Volume
    lost: Volume
    net: Volume


def intersections(sets: Sets) -> dict[str, Volume]:
    """Volumes of intersections, by what was put on top last.

    Parameters
    ----------
    sets : Sets

    Returns
    -------
    dict of Volume
        ``feasible``, then with ``admissible``, with ``viable`` besides, and with each sustainable set besides these three.
    """
    together, found = np.ones(len(sets.batch), dtype=bool), {}
    for name in CHAIN:
        together = together & sets.masks[name]
        found[name] = sets.volume(name) if name in WHOLE else share(together, sets.batch)
    return found | {sustainable(e): share(together & sets.masks[sustainable(e)], sets.batch) for e in EPSILONS}


def change(first: Sets, second: Sets, name: str) -> Change:
    """How a set differs between two crowds, at the same points.

    Parameters
    ----------
    first, second : Sets
        Of one box, from one seed.
    name : str
        Of the set.

    Raises
    ------
    ValueError
        Where the two are not at the same points.
    """
    if first.points.shape != second.points.shape or (first.points != second.points).any():
        raise ValueError("the two are not at the same points; give them one box, one number of points and one seed")
    a, b = first.masks[name], second.masks[name]
    return Change(share(b & ~a, first.batch), share(a & ~b, first.batch), mean_of_batches(b.astype(float) - a, first.batch))

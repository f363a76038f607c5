"""Closed forms of a cheat that goes on until it is caught and ejected (A10 of the catalogue).

Each round is caught with the same probability, so the rounds to the catch, that
of the catch included, are geometric.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def mean_lifetime(caught: float) -> float:
    """Mean number of rounds, that of the catch included: 1 / caught.

    Parameters
    ----------
    caught : float
        Probability that a round is caught (audit probability times detection), in (0, 1].
    """
    return 1.0 / caught


def lifetime_law(caught: float, edges: Sequence[int]) -> np.ndarray:
    """Law of the rounds to the catch over bins.

    P(rounds > t) = (1 - caught)^t for t = 0, 1, 2, ...

    Parameters
    ----------
    caught : float
    edges : sequence of int
        Rising; the bins are 1 to edges[0], edges[0] + 1 to edges[1], ..., and beyond the last.

    Returns
    -------
    (edges + 1,), float
    """
    beyond = (1.0 - caught) ** np.concatenate(([0], np.asarray(edges)))
    return beyond - np.concatenate((beyond[1:], [0.0]))


def lifetime_profit(caught: float, gain: float, slash: float) -> float:
    """Mean profit of a life: every round but that of the catch pays, and that one costs the slash.

    gain (1 - caught) / caught - slash

    Parameters
    ----------
    caught : float
    gain, slash : float, USD
    """
    return gain * (1.0 - caught) / caught - slash


def break_even_detection(gain: float, slash: float) -> float:
    """Probability of a round's catch at which a life of cheating pays nothing: gain / (gain + slash).

    Parameters
    ----------
    gain, slash : float, USD
    """
    return gain / (gain + slash)

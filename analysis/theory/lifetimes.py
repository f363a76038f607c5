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


def hit_profit(caught: float, gain: float, slash: float, epochs: int) -> float:
    """Mean profit of a cheat that is gone after some epochs, unless it is caught before.

    The sum over epochs i of (1 - caught)^i gain, less the slash with the
    probability of a catch: (1 - (1 - caught)^epochs) of a life's profit, so that
    how long it lasts decides how much is gained or lost, not which of both.

    Parameters
    ----------
    caught : float
        In (0, 1].
    gain, slash : float, USD
    epochs : int
        In which it cheats: those until its stake is free, that in which it asks out included.
    """
    return (1.0 - (1.0 - caught) ** epochs) * lifetime_profit(caught, gain, slash)


def break_even_detection(gain: float, slash: float) -> float:
    """Probability of a round's catch at which a life of cheating pays nothing: gain / (gain + slash).

    Parameters
    ----------
    gain, slash : float, USD
    """
    return gain / (gain + slash)

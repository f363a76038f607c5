"""Closed forms of a cheat that goes on until it is caught and ejected (A10 and A1b of the catalogue).

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


def continuation_value(reward: float, cost: float, discount: float) -> float:
    """What a life of honest work that nothing ends is worth: V = (R - c) / (1 - delta)."""
    return (reward - cost) / (1.0 - discount)


def forfeited(value: float, discount: float, wait: int | None = None, price: float = 0.0) -> float:
    """What an ejection forfeits beside reward and slash: delta V, or where one may come back delta V - delta^(1 + w) (V - F).

    Parameters
    ----------
    value : float, USD
        V, of a life that goes on.
    discount : float
        delta, in (0, 1).
    wait : int, epoch, optional
        w, after which the ejected are back; left out: never.
    price : float, USD
        F, of coming back.
    """
    back = 0.0 if wait is None else discount ** (1 + wait) * (value - price)
    return discount * value - back


def ejecting_audit_threshold(
    cost: float, shortcut: float, reward: float, slash: float, detection: float, discount: float,
    wait: int | None = None, price: float = 0.0,
) -> float:  # fmt: skip
    """Audit rate above which honest work pays more than a shortcut whose first catch ends the life (A1b).

    a* = (c - c_L) / (d (R + S + delta V)), V = (R - c) / (1 - delta): at a* a life of
    shortcuts is worth V as well, so that what is forfeited is known.

    Parameters
    ----------
    cost, shortcut, reward, slash : float, USD
        c, c_L, R, S.
    detection, discount : float
        d and delta.
    wait, price
        As in :func:`forfeited`.
    """
    value = continuation_value(reward, cost, discount)
    return (cost - shortcut) / (detection * (reward + slash + forfeited(value, discount, wait, price)))


def discounted_life(
    shortcut: float, reward: float, slash: float, caught: float, discount: float, wait: int | None = None, price: float = 0.0
) -> float:
    """What a life of shortcuts until the catch is worth, and of those that follow where one may come back.

    W = R - c_L - q (R + S) + (1 - q) delta W + q delta^(1 + w) (W - F)

    Parameters
    ----------
    shortcut, reward, slash : float, USD
    caught : float
        q, probability that a round is caught.
    discount, wait, price
        As in :func:`forfeited`.
    """
    later = 0.0 if wait is None else discount ** (1 + wait)
    round_worth = reward - shortcut - caught * (reward + slash) - caught * later * price
    return round_worth / (1.0 - (1.0 - caught) * discount - caught * later)

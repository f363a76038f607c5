"""Closed forms of the game of verifiers, lazies and adversaries in one population (F2 of the catalogue).

Row's payoff against column, up to what all rows get: V: -c, -c, r - c; L: 0, 0, -l; A: -s, g, h. Lazies displace
verifiers, adversaries lazies, verifiers adversaries (Zeeman 1980, Hofbauer and Sigmund 1998, recalled; derived).
"""

from __future__ import annotations

import numpy as np


def game(check: float, slash: float, gain: float, miss: float, bounty: float) -> np.ndarray:
    """Payoffs, (3, 3), USD; an adversary that meets its like gains g and misses it: h = g - l.

    Parameters
    ----------
    check, slash, gain, miss, bounty : float, USD
        c, s, g, l and r.
    """
    return np.array([[-check, -check, bounty - check], [0.0, 0.0, -miss], [-slash, gain, gain - miss]])


def rest_point(payoffs: np.ndarray) -> np.ndarray:
    """Shares at which all earn alike, (3,)."""
    rows = np.vstack((payoffs[1:] - payoffs[0], np.ones(3)))
    return np.asarray(np.linalg.solve(rows, [0.0, 0.0, 1.0]))


def growth_and_frequency(payoffs: np.ndarray) -> tuple[float, float]:
    """Rate at which a small deviation grows under the replicator equation, and its angular frequency."""
    x = rest_point(payoffs)
    mean = x @ payoffs
    motion = x[:, None] * (payoffs - mean[None, :] - (payoffs @ x)[None, :])
    values = np.linalg.eigvals(motion)
    turning = values[np.argmax(values.imag)]
    return float(turning.real), float(turning.imag)


def products(check: float, slash: float, gain: float, miss: float, bounty: float) -> tuple[float, float]:
    """Of gains of the displaced (a1 a2 a3 = (s - c) c (l + h)) and of the displacing (b1 b2 b3 = c g (r - c - h)), h = g - l.

    The rest point is a stable spiral iff the second is larger, g (r - c - h) > (s - c)(l + h); else a heteroclinic cycle draws orbits in.
    """
    h = gain - miss
    return (slash - check) * check * (miss + h), check * gain * (bounty - check - h)


def duration_ratio(check: float, slash: float, gain: float, miss: float, bounty: float) -> float:
    """By how much a turn of the heteroclinic cycle lasts longer than the one before: a1 a2 a3 / (b1 b2 b3)."""
    lost, won = products(check, slash, gain, miss, bounty)
    return lost / won

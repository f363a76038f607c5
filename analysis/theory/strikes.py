"""Closed forms of expulsion by strikes: how often it happens in a number of audits, and how long it takes (own derivation)."""

from __future__ import annotations

import numpy as np
from scipy import special, stats


def expelled(invalid: float, strikes: int, audits: int) -> float:
    """Probability of the n-th invalid verdict within so many audits: P(Bin(H, q) >= n).

    Parameters
    ----------
    invalid : float
        q, probability that an audit finds a node invalid.
    strikes, audits : int
        n and H.
    """
    return float(stats.binom.sf(strikes - 1, audits, invalid))


def expelled_in_a_row(invalid: float, strikes: int, audits: int) -> float:
    """Probability of n invalid verdicts in a row within so many audits, by the chain of how many there are in a row.

    Parameters
    ----------
    invalid, strikes, audits
        As in :func:`expelled`.
    """
    return float(1.0 - _left(invalid, strikes, audits)[-1])


def survived(invalid: float, strikes: int, audits: int, *, in_a_row: bool = False) -> float:
    """Mean number of audits until a node is expelled, at most H: the sum over t < H of the probability that it is not expelled by t.

    Without an end it is n / q, and in a row (1 - q^n) / (q^n (1 - q)) (Feller 1968, XIII.7, recalled).

    Parameters
    ----------
    invalid, strikes, audits
        As in :func:`expelled`.
    in_a_row : bool
    """
    if in_a_row:
        return float(_left(invalid, strikes, audits)[:-1].sum())
    return float(np.sum(stats.binom.cdf(strikes - 1, np.arange(audits), invalid)))


def _left(invalid: float, strikes: int, audits: int) -> np.ndarray:
    """Probability of not having been expelled after 0, 1, ..., H audits, (H + 1,)."""
    state = np.zeros(strikes)
    state[0] = 1.0
    left = [1.0]
    for _ in range(audits):
        state = np.concatenate([[(1.0 - invalid) * state.sum()], invalid * state[:-1]])
        left.append(state.sum())
    return np.array(left)


def found_invalid(deviation: float, tolerance: float, noise: float) -> float:
    """Probability that a difference N(deviation, noise^2) exceeds the tolerance on either side.

    Parameters
    ----------
    deviation, tolerance, noise : float, sigma
        `noise` is that of both runs together, sqrt(f^2 + f'^2).
    """
    return float(special.ndtr((-tolerance - deviation) / noise) + special.ndtr((deviation - tolerance) / noise))

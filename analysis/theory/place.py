"""Closed forms of a field with a gradient: where along it honest work begins to pay.

The local form of A1, and what is left of it where nodes compare the payoffs of
one epoch by Fermi's rule, which a large rare loss saturates.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats


def local_threshold(saving: float, at_stake: float, looking: float = 1.0) -> float:
    """Audit rate at a vertex from which on honest work pays there: a*(x) = c / ((R + S) x).

    Parameters
    ----------
    saving, at_stake : float, USD
        c, and R + S.
    looking : float
        x, in (0, 1]: share of the vertex's checkers that really look.
    """
    return saving / (at_stake * looking)


def compared_threshold(saving: float, at_stake: float, looking: float, jobs: int, intensity: float) -> float:
    """The same where a lazy node and an honest one compare what they earned in one epoch of n jobs.

    The lazy one has saved n c and lost (R + S) K, K binomial with the probability
    a x; the rate a is where it copies as often as it is copied:
    E tanh(beta ((R + S) K - n c) / 2) = 0. For beta -> 0 this is a*(x).

    Parameters
    ----------
    saving, at_stake, looking : float
        As in :func:`local_threshold`.
    jobs : int
        n.
    intensity : float, epoch/USD
        beta > 0.

    Returns
    -------
    float
        Above one where no audit rate is enough.
    """
    counts = np.arange(jobs + 1)
    drift = np.tanh(intensity * (at_stake * counts - jobs * saving) / 2.0)

    def mean(caught: float) -> float:
        return float(stats.binom.pmf(counts, jobs, caught) @ drift)

    if mean(1.0) <= 0.0:
        return np.inf
    return float(optimize.brentq(mean, 0.0, 1.0, xtol=1e-12)) / looking

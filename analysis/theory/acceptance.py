"""Closed form of one job through the whole field (I1 of the catalogue).

Written with scipy's laws and nothing of the model's own composition, so that
either can be held against the other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

TWO_RUNS = math.sqrt(2.0)
"""Noise of the difference of two runs, each of one sigma."""


class Composed(NamedTuple):
    """What a job's acceptance is made of.

    Attributes
    ----------
    passes : float
        P(verification passes | trace reconstructed).
    reconstructed : float
        P(trace reconstructed).
    """

    passes: float
    reconstructed: float

    @property
    def accepted(self) -> float:
        """P(accepted) = P(passes | reconstructed) P(reconstructed)."""
        return self.passes * self.reconstructed


def within_tolerance(deviation: float, tolerance: float, noise: float = TWO_RUNS) -> float:
    """Probability that a segment passes one check.

    A(delta) = Phi((eps - delta) / s) - Phi((-eps - delta) / s)

    Parameters
    ----------
    deviation, tolerance : float, sigma
    noise : float, sigma
        s, of the difference compared; one run's for a check against an exact reference.
    """
    return float(stats.norm.cdf((tolerance - deviation) / noise) - stats.norm.cdf((-tolerance - deviation) / noise))


def composed_acceptance(
    bad: int,
    *,
    segments: int = 20,
    sampled: int = 4,
    seats: int = 3,
    need: int = 2,
    tolerance: float = 3.0,
    deviation: float = 5.0,
    shards: int = 12,
    shards_needed: int = 6,
    up: float = 0.7,
    noise: float = TWO_RUNS,
) -> Composed:
    """Acceptance of a job with m bad segments under partition, traces, tolerance, quorum and sampling.

    P(passes) = sum over j of Hyp(j; k, m, s) Q(delta)^j Q(0)^(s - j), Q = P(Bin(v, A) >= need);
    P(reconstructed) = P(Bin(n, p) >= shards needed)

    Every job is audited, each sampled segment has a panel of its own, and no two checks share noise.

    Parameters
    ----------
    bad : int
        m, segments that deviate.
    segments, sampled : int
        k and s.
    seats, need : int
        v, and the approvals needed of them.
    tolerance, deviation, noise : float, sigma
        As in :func:`within_tolerance`.
    shards, shards_needed : int
    up : float
        p, probability that a shard is not lost.

    Returns
    -------
    Composed
    """
    found = np.arange(sampled + 1)
    wrong, right = (float(stats.binom.sf(need - 1, seats, within_tolerance(delta, tolerance, noise))) for delta in (deviation, 0.0))
    passes = float(stats.hypergeom.pmf(found, segments, bad, sampled) @ (wrong**found * right ** (sampled - found)))
    return Composed(passes, float(stats.binom.sf(shards_needed - 1, shards, up)))

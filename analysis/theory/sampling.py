"""Closed forms of checking a sample of a job's segments: detection (B3, B8) and coverage by several verifiers (B4)."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def detection(segments: int, corrupted: int, sampled: int) -> float:
    """Probability that a sample without replacement holds a corrupted segment.

    P = 1 - C(k - m, s) / C(k, s)

    Parameters
    ----------
    segments, corrupted, sampled : int
        k, m and s.
    """
    return float(stats.hypergeom.sf(0, segments, corrupted, sampled))


def detection_with_replacement(segments: int, corrupted: int, sampled: int) -> float:
    """What a sample with replacement would give: 1 - (1 - m / k)^s."""
    return float(-np.expm1(sampled * np.log1p(-corrupted / segments)))


def detection_by_budget(budget: float, corrupted: int) -> float:
    """Detection when each corrupted segment is sampled on its own account: 1 - (1 - B)^m.

    The limit of :func:`detection` for samples of a share B = s / k of many segments, m of them corrupted.

    Parameters
    ----------
    budget : float
        B, share of the segments that is checked.
    corrupted : int
        m = phi k.
    """
    return float(-np.expm1(corrupted * np.log1p(-budget)))


def samples_for(power: float, share: float) -> int:
    """Segments to sample, of very many, to detect a corrupted share with a probability: ln(1 - power) / ln(1 - share), rounded up."""
    return math.ceil(math.log1p(-power) / math.log1p(-share))


def unchecked(segments: int, sampled: int, verifiers: int) -> float:
    """Probability that a given segment is in no sample of independent verifiers: (1 - s / k)^n."""
    return float((1.0 - sampled / segments) ** verifiers)


def coverage(segments: int, sampled: int, verifiers: int) -> np.ndarray:
    """Law of the number of segments that independent verifiers cover, each with a sample of its own.

    A verifier that comes when c of k segments are covered adds as many as its s
    draws hold of the k - c others, a hypergeometric number: a Markov chain over
    verifiers, without the alternating sums of inclusion and exclusion.

    Parameters
    ----------
    segments, sampled, verifiers : int
        k, s and n.

    Returns
    -------
    (k + 1,), float
        Probabilities of 0, 1, ..., k covered segments.
    """
    law = np.zeros(segments + 1)
    law[0] = 1.0
    counts = np.arange(segments + 1)
    # From c to c + new: hypergeometric in the uncovered ones.
    step = np.array([stats.hypergeom.pmf(counts - c, segments, segments - c, sampled) for c in counts])
    for _ in range(verifiers):
        law = law @ step
    return law

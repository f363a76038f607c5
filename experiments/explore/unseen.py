"""What was not seen: bounds from independent uniform runs.

They hold for independent draws only, never for what a search has sampled, so an
exploration keeps a stream of uniform candidates for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from experiments.statistics import Z_95

MISS = 0.05
"""Probability that a bound fails."""


def rule_of_three(n: int, miss: float = MISS) -> float:
    """Upper bound of the probability of what did not happen in n independent runs: 1 - miss^(1/n), about 3/n at 5 %.

    Parameters
    ----------
    n : int
    miss : float
        Probability that the bound fails.

    Returns
    -------
    float
        1 when n is 0.
    """
    return 1.0 - miss ** (1.0 / n) if n > 0 else 1.0


def at_most(hits: int, runs: int, probability: float) -> float:
    """Probability of so many hits or fewer in so many runs: the binomial law."""
    return sum(math.comb(runs, k) * probability**k * (1.0 - probability) ** (runs - k) for k in range(hits + 1))


def singles_and_doubles(counts: Iterable[int]) -> tuple[int, int]:
    """How many cells were hit once, and how many twice."""
    found = list(counts)
    return sum(count == 1 for count in found), sum(count == 2 for count in found)


def missing_mass(counts: Iterable[int], n: int) -> tuple[float, float]:
    """Probability of all cells together that n independent runs have not hit (Good 1953, doi:10.1093/biomet/40.3-4.237).

    Parameters
    ----------
    counts : iterable of int
        Hits of each cell that was hit.
    n : int
        Runs, those without a cell among them.

    Returns
    -------
    estimate, upper : float
        Cells hit once over n, and a 95 % upper end: the wider of the two-sided normal interval of Esty 1983
        (doi:10.1214/aos/1176346256) and the rule of three. (1, 1) when n is 0.
    """
    if n == 0:
        return 1.0, 1.0
    once, twice = singles_and_doubles(counts)
    estimate = once / n
    error = math.sqrt(max(0.0, once * (1.0 - estimate) + 2.0 * twice)) / n
    return estimate, min(1.0, max(estimate + Z_95 * error, rule_of_three(n)))


def chao1(counts: Iterable[int]) -> float:
    """A lower estimate of how many cells can be hit at all (Chao 1984), in the form without bias: S + f1 (f1 - 1) / (2 (f2 + 1))."""
    found = [count for count in counts if count > 0]
    once, twice = singles_and_doubles(found)
    return len(found) + once * (once - 1) / (2.0 * (twice + 1))

"""Counting laws that the closed forms of several kinds share, without scipy."""

from __future__ import annotations

import math


def binomial(n: int, k: int, p: float) -> float:
    """P(Bin(n, p) = k)."""
    if k < 0 or k > n:
        return 0.0
    if p <= 0.0:
        return 1.0 if k == 0 else 0.0
    if p >= 1.0:
        return 1.0 if k == n else 0.0
    if n < 60:
        return math.comb(n, k) * p**k * (1.0 - p) ** (n - k)
    return math.exp(log_choose(n, k) + k * math.log(p) + (n - k) * math.log1p(-p))


def binomial_tail(n: int, k: int, p: float) -> float:
    """P(Bin(n, p) >= k), summed from the smaller side."""
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    if k > n * p:
        return min(1.0, math.fsum(binomial(n, i, p) for i in range(k, n + 1)))
    return max(0.0, 1.0 - math.fsum(binomial(n, i, p) for i in range(k)))


def hypergeometric(population: int, marked: int, draws: int, hits: int) -> float:
    """P(hits marked ones among draws without replacement)."""
    if hits < max(0, draws - (population - marked)) or hits > min(draws, marked):
        return 0.0
    if population <= 1000:
        return math.comb(marked, hits) * math.comb(population - marked, draws - hits) / math.comb(population, draws)
    return math.exp(log_choose(marked, hits) + log_choose(population - marked, draws - hits) - log_choose(population, draws))


def log_choose(n: int, k: int) -> float:
    """Logarithm of the number of ways to choose k of n."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

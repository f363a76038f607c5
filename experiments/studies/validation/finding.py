"""What a validation measures through the model, and the rule by which it agrees with a closed form.

A false alarm is rare by rule: |z| < 4 (one in 16,000), a goodness of fit at
p > 1e-3. Agreement says little unless a wrong number would have been seen, so
every judgement carries the smallest error that it would have seen with
probability .95.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from scipy import stats

LIMIT = 4.0
"""Standard errors."""
RAREST = 1e-3
"""Least p-value of a goodness of fit."""
POWER_95, Z_95 = 1.6448536269514722, 1.959963984540054
KS_RESOLUTION = float(stats.kstwobign.isf(RAREST) + stats.kstwobign.isf(0.05))
"""Distance of distributions, times the root of n, that is seen with probability .95."""
NONE = (math.nan, math.nan)


class Judgement(NamedTuple):
    """A finding held against a closed form.

    Attributes
    ----------
    holds : bool
    closed_form, measured, low, high : float
        The interval has 95 %; nan where there is none.
    n : int
        Sample: jobs, runs, nodes, as the validation says.
    rule : str
        The rule in words.
    score : float
        The rule's statistic: z, p-value or ratio.
    resolution : float
        Smallest error that would have been seen with probability .95, in the units of `measured`; nan where unknown.
    """

    holds: bool
    closed_form: float
    measured: float
    low: float
    high: float
    n: int
    rule: str
    score: float
    resolution: float


def _around(value: float, error: float) -> tuple[float, float]:
    return value - Z_95 * error, value + Z_95 * error


def _judged(
    holds: Any, expected: Any, measured: Any, interval: tuple[Any, Any], n: int, rule: str, score: Any, resolution: Any
) -> Judgement:
    """A judgement of plain numbers, whatever numpy made of them."""
    low, high = interval
    return Judgement(bool(holds), float(expected), float(measured), float(low), float(high), int(n), rule, float(score), float(resolution))


class Finding(Protocol):
    """A number or a distribution that came out of the model."""

    def judge(self, expected: Any) -> Judgement:
        """Hold it against a closed form."""


@dataclass(frozen=True)
class Mean:
    """A mean with its standard error: |z| < 4."""

    value: float
    error: float
    n: int

    @classmethod
    def of(cls, values: np.ndarray) -> Mean:
        """Of independent values, (n,)."""
        return cls(float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values)), len(values))

    def minus(self, other: Mean) -> Mean:
        """Difference of two independent means."""
        return Mean(self.value - other.value, math.hypot(self.error, other.error), min(self.n, other.n))

    def judge(self, expected: float) -> Judgement:
        """Within 4 standard errors; without any spread it must be equal to 1e-9."""
        gap = self.value - expected
        z = gap / self.error if self.error > 0 else (0.0 if abs(gap) <= 1e-9 * max(1.0, abs(expected)) else math.copysign(math.inf, gap))
        return _judged(
            abs(z) < LIMIT, expected, self.value, _around(self.value, self.error), self.n, "|z| < 4", z, (LIMIT + POWER_95) * self.error
        )


@dataclass(frozen=True)
class Frequency:
    """Hits of n: |z| < 4 with the standard error of the closed form; where fewer than 25 are expected, the exact binomial law."""

    hits: int
    n: int

    def judge(self, expected: float) -> Judgement:
        """Hold it against a probability."""
        interval = stats.binomtest(self.hits, self.n).proportion_ci(0.95, "wilson" if 0 < self.hits < self.n else "exact")
        error = math.sqrt(max(0.0, expected * (1.0 - expected)) / self.n)
        resolution = (LIMIT + POWER_95) * error
        measured = self.hits / self.n
        if min(expected, 1.0 - expected) * self.n >= 25:
            z = (measured - expected) / error
            return _judged(abs(z) < LIMIT, expected, measured, interval, self.n, "|z| < 4", z, resolution)
        p = float(stats.binomtest(self.hits, self.n, min(1.0, max(0.0, expected))).pvalue)
        rarest = 2.0 * float(stats.norm.sf(LIMIT))
        resolution = min(1.0, max(resolution, -math.log(0.05) / self.n))  # the rule of three
        return _judged(p > rarest, expected, measured, interval, self.n, "exact binomial, p > 6e-5", p, resolution)


@dataclass(frozen=True)
class Variance:
    """A variance over n replicates: its ratio to the closed form lies within 4 sqrt(2 / n) of one."""

    value: float
    n: int

    @classmethod
    def of(cls, values: np.ndarray) -> Variance:
        """Of independent values, (n,)."""
        return cls(float(values.var(ddof=1)), len(values))

    def judge(self, expected: float) -> Judgement:
        """Hold it against a variance."""
        spread = math.sqrt(2.0 / self.n)
        ratio = self.value / expected if expected > 0 else math.inf
        words = f"ratio within {LIMIT * spread:.3f} of 1"
        interval, resolution = _around(self.value, self.value * spread), (LIMIT + POWER_95) * spread * expected
        return _judged(abs(ratio - 1) < LIMIT * spread, expected, self.value, interval, self.n, words, ratio, resolution)


@dataclass(frozen=True)
class Counts:
    """How often each outcome 0, 1, 2, ... fell: chi squared at p > 1e-3, rare outcomes pooled with their neighbours."""

    counts: np.ndarray

    def judge(self, expected: np.ndarray) -> Judgement:
        """Hold them against the outcomes' probabilities, which add up to one; the means are reported."""
        n, law = int(self.counts.sum()), np.asarray(expected, dtype=float)
        seen = np.zeros(max(len(law), len(self.counts)))
        seen[: len(self.counts)] = self.counts
        law = np.concatenate((law, np.zeros(len(seen) - len(law))))
        bins = _pool(n * law)
        observed, wanted = np.bincount(bins, weights=seen), np.bincount(bins, weights=n * law)
        wanted *= observed.sum() / wanted.sum()
        p = float(stats.chisquare(observed, wanted).pvalue) if len(wanted) > 1 else 1.0
        if seen[law <= 0.0].any():  # what cannot be was seen
            p = 0.0
        steps = np.arange(len(seen), dtype=float)
        mean = float(seen @ steps) / n
        error = math.sqrt(max(0.0, float(seen @ steps**2) / n - mean**2) / n)
        return _judged(p > RAREST, law @ steps, mean, _around(mean, error), n, "chi squared, p > 1e-3", p, math.nan)


@dataclass(frozen=True)
class Steps:
    """Whole numbers of each replicate: Kolmogorov-Smirnov at p > 1e-3 after a uniform draw within each step of the law."""

    values: np.ndarray

    def judge(self, expected: np.ndarray) -> Judgement:
        """Hold them against the probabilities of 0, 1, 2, ...; the distance is reported."""
        law = np.asarray(expected, dtype=float)
        below = np.concatenate(([0.0], np.cumsum(law)))
        inside = (self.values >= 0) & (self.values < len(law))
        where = np.where(inside, self.values, 0)
        draws = np.random.Generator(np.random.PCG64(0)).random(len(where))
        ranks = np.where(inside, np.clip(below[where] + draws * law[where], 0.0, 1.0), 1.0)
        fit = stats.kstest(ranks, "uniform")
        n = len(where)
        resolution = KS_RESOLUTION / math.sqrt(n)
        return _judged(fit.pvalue > RAREST, 0.0, fit.statistic, NONE, n, "KS distance, p > 1e-3", fit.pvalue, resolution)


@dataclass(frozen=True)
class Alike:
    """Hits of n at several settings that must not differ: chi squared of homogeneity, and |z| < 4 of all together."""

    hits: tuple[int, ...]
    n: tuple[int, ...]

    def judge(self, expected: float) -> Judgement:
        """Hold them against one probability for all."""
        table = np.array([self.hits, np.subtract(self.n, self.hits)])
        p = float(stats.chi2_contingency(table).pvalue)
        pooled = Frequency(sum(self.hits), sum(self.n)).judge(expected)
        return pooled._replace(holds=pooled.holds and p > RAREST, rule=f"alike, p > 1e-3; pooled {pooled.rule}", score=p)


@dataclass(frozen=True)
class Root:
    """Where a measured margin crosses zero: within a relative tolerance of the closed form."""

    value: float
    error: float
    n: int
    tolerance: float

    def judge(self, expected: float) -> Judgement:
        """Hold it against a threshold."""
        ratio, words = self.value / expected, f"ratio within {100 * self.tolerance:g}% of 1"
        resolution = self.tolerance * expected + POWER_95 * self.error
        return _judged(
            abs(ratio - 1) <= self.tolerance, expected, self.value, _around(self.value, self.error), self.n, words, ratio, resolution
        )


@dataclass(frozen=True)
class Exact:
    """A number without luck: equal to the closed form up to a tolerance."""

    value: float
    tolerance: float
    n: int = 1

    def judge(self, expected: float) -> Judgement:
        """Hold it against the closed form."""
        gap = self.value - expected
        return _judged(abs(gap) <= self.tolerance, expected, self.value, NONE, self.n, f"equal to {self.tolerance:g}", gap, self.tolerance)


@dataclass(frozen=True)
class Composition:
    """Shares that add up to one: their total variation distance from the closed form lies below a tolerance."""

    shares: np.ndarray
    tolerance: float
    n: int

    def judge(self, expected: np.ndarray) -> Judgement:
        """Hold them against shares; the distance is reported."""
        distance = float(np.abs(self.shares - np.asarray(expected)).sum() / 2)
        rule = f"total variation distance below {self.tolerance:g}"
        return _judged(distance < self.tolerance, 0.0, distance, NONE, self.n, rule, distance, self.tolerance)


@dataclass(frozen=True)
class SameLaw:
    """Two samples that must follow one law: Kolmogorov-Smirnov of both at p > 1e-3; ties make it cautious."""

    first: np.ndarray
    second: np.ndarray

    def judge(self, expected: float) -> Judgement:
        """The closed form is a distance of zero."""
        fit = stats.ks_2samp(self.first, self.second)
        n = min(len(self.first), len(self.second))
        resolution = KS_RESOLUTION * math.sqrt(1 / len(self.first) + 1 / len(self.second))
        return _judged(fit.pvalue > RAREST, expected, fit.statistic, NONE, n, "KS of two samples, p > 1e-3", fit.pvalue, resolution)


def _pool(expected: np.ndarray, least: float = 5.0) -> np.ndarray:
    """Bin of each outcome, such that each bin expects at least five; the last bin takes what is left."""
    bins, current, gathered = np.zeros(len(expected), dtype=int), 0, 0.0
    for outcome, count in enumerate(expected):
        bins[outcome] = current
        gathered += count
        if gathered >= least and expected[outcome + 1 :].sum() >= least:
            current, gathered = current + 1, 0.0
    return bins

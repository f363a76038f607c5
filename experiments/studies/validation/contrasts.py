"""Findings of invariances: several samples of one law, and the contrast in which the invariance is really broken.

A contrast holds iff the difference is seen, so that the rule which finds no
difference elsewhere is known to find one where there is one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.studies.validation.finding import KS_RESOLUTION, NONE, RAREST, Judgement, Mean, Steps, Variance


@dataclass(frozen=True)
class Differs:
    """Two samples that must not follow one law: Kolmogorov-Smirnov of both at p < 1e-3."""

    first: np.ndarray
    second: np.ndarray

    def judge(self, expected: float) -> Judgement:
        """The closed form is not asked; the distance is reported."""
        fit = stats.ks_2samp(self.first, self.second)
        n, p = min(len(self.first), len(self.second)), float(fit.pvalue)
        resolution = KS_RESOLUTION * math.sqrt(1 / len(self.first) + 1 / len(self.second))
        return Judgement(p < RAREST, expected, float(fit.statistic), *NONE, n, "KS of two samples, p < 1e-3", p, resolution)


@dataclass(frozen=True)
class Unalike:
    """Hits of n at several settings that must differ: chi squared of homogeneity at p < 1e-3; the largest gap is reported."""

    hits: tuple[int, ...]
    n: tuple[int, ...]

    def judge(self, expected: float) -> Judgement:
        """The closed form is not asked."""
        p = float(stats.chi2_contingency(np.array([self.hits, np.subtract(self.n, self.hits)])).pvalue)
        rates = np.divide(self.hits, self.n)
        return Judgement(p < RAREST, expected, float(np.ptp(rates)), *NONE, min(self.n), "unlike, p < 1e-3", p, math.nan)


@dataclass(frozen=True)
class Beyond:
    """A number without luck that must differ from the closed form by more than a tolerance."""

    value: float
    tolerance: float
    n: int = 1

    def judge(self, expected: float) -> Judgement:
        """Hold it away from the closed form."""
        gap = self.value - expected
        rule = f"differs by more than {self.tolerance:g}"
        return Judgement(bool(abs(gap) > self.tolerance), expected, self.value, *NONE, self.n, rule, gap, self.tolerance)


@dataclass(frozen=True)
class Wins:
    """Rewards that a node won in each of many runs, and the shares of all stakes that they come to.

    Attributes
    ----------
    wins : ndarray, (runs,), int
    share, stake, reward : float
        Share of the node and all stakes at the start, and one reward.
    rewards : int
        Drawn in a run.
    """

    wins: np.ndarray
    share: float
    stake: float
    reward: float
    rewards: int

    def judge(self, expected: np.ndarray) -> Judgement:
        """Hold mean, variance and distribution against the law of the wins; the spread of the share is reported."""
        shares = (self.share * self.stake + self.reward * np.arange(self.rewards + 1)) / (self.stake + self.reward * self.rewards)
        mean = float(expected @ shares)
        variance = float(expected @ (shares - mean) ** 2)
        found = shares[self.wins]
        centre, spread = Mean.of(found).judge(mean), Variance.of(found).judge(variance)
        fit = Steps(self.wins).judge(expected)
        rule = f"mean {centre.rule}; variance {spread.rule}; KS, p > 1e-3"
        wanted, seen, low, high = (math.sqrt(max(0.0, number)) for number in (variance, spread.measured, spread.low, spread.high))
        resolution = spread.resolution / (2 * wanted) if wanted > 0 else math.nan  # of a deviation, by that of its square
        holds = centre.holds and spread.holds and fit.holds
        return Judgement(holds, wanted, seen, low, high, len(found), rule, spread.score, resolution)

"""Intervals against published numbers and against their own promise: 95 of 100 cover."""

import math

import numpy as np
import pytest

from experiments.statistics import bootstrap, mean_interval


def test_mean_interval_by_hand():
    """Mean 3, standard deviation sqrt(2.5), standard error sqrt(.5) = .7071, times 1.96 = 1.3859."""
    assert mean_interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx((3.0, 3 - 1.3859, 3 + 1.3859), abs=1e-4)


class TestBootstrap:
    def test_covers_the_mean_of_a_normal_law(self):
        """Of 200 intervals over 40 numbers at least 178 cover: percentile intervals are a little short (.94: 188), 3 standard errors."""
        generator = np.random.default_rng(1)
        covered = 0
        for k in range(200):
            low, high = bootstrap(generator.normal(5.0, 2.0, (40, 1)), lambda rows: float(rows.mean()), seed=k)
            covered += low <= 5.0 <= high
        assert 178 <= covered <= 200

    def test_same_seed_same_interval(self):
        rows = np.arange(10.0).reshape(-1, 1)
        assert bootstrap(rows, lambda r: float(r.mean())) == bootstrap(rows, lambda r: float(r.mean()))

    def test_rows_stay_whole(self):
        """Both columns are resampled together, so their difference is always one."""
        rows = np.column_stack([np.arange(10.0), np.arange(10.0) + 1])
        assert bootstrap(rows, lambda r: float(r[:, 1].mean() - r[:, 0].mean())) == pytest.approx((1.0, 1.0))

    def test_a_statistic_that_is_mostly_missing_has_no_interval(self):
        assert all(math.isnan(end) for end in bootstrap(np.ones((5, 1)), lambda rows: math.nan))

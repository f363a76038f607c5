"""Intervals against published numbers and against their own promise: 95 of 100 cover."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics import bootstrap, bootstrap_error, holm, mean_error, mean_interval, normal_tail, paired, wilson


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


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (7, 20), (20, 20), (500, 1000)])
def test_wilsons_interval_is_scipys(hits, n):
    low, high = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-9)


def test_nothing_seen_leaves_a_probability_anywhere():
    assert wilson(0, 0) == (0.0, 1.0)


def test_pairs_take_out_what_luck_does_to_both():
    luck = np.arange(10.0)
    difference, error = paired(luck + 1.0 + 0.01 * (-1.0) ** luck, luck)
    assert difference == pytest.approx(1.0)
    assert error == pytest.approx(0.01 * math.sqrt(10 / 9) / math.sqrt(10))
    with pytest.raises(ValueError, match="3 and 2 runs are no pairs"):
        paired(np.zeros(3), np.zeros(2))


def test_holm_enlarges_in_steps_and_never_falls():
    """Worked out by hand: .01 x 4, .02 x 3, .03 x 2 (lifted to .06), .9."""
    assert holm([0.03, 0.01, 0.9, 0.02]) == pytest.approx([0.06, 0.04, 0.9, 0.06])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_error_of_a_bootstrapped_mean_is_that_of_the_mean():
    values = np.linspace(0, 1, 200)
    assert bootstrap_error(values, lambda rows: float(np.mean(rows)), draws=2000) == pytest.approx(mean_error(values)[1], rel=0.08)
    assert math.isnan(bootstrap_error(values, lambda rows: math.nan))


def test_the_tail_of_the_normal_is_scipys():
    assert [normal_tail(z) for z in (-8.0, 0.0, 1.96, 6.0)] == pytest.approx(stats.norm.sf([-8.0, 0.0, 1.96, 6.0]), rel=1e-12)


def test_wilsons_interval_ends_at_certainty_where_everything_or_nothing_hit():
    """At 12 of 12 the upper end is (1 + z2/24 + z2/24) / (1 + z2/12) = 1, and rounding must not take it below."""
    for n in range(1, 60):
        for z in (1.959963984540054, 2.5758293035489004):
            assert wilson(n, n, z)[1] == 1.0
            assert wilson(0, n, z)[0] == 0.0

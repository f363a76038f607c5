"""What samples of known laws say: intervals, ridges, checks, and ranks."""

import numpy as np
import pytest
from scipy import stats

from analysis.inversion.calibration import calibrations
from analysis.inversion.checks import checks, two_sided
from analysis.inversion.posterior import correlation, covariance, effective, told, weighted_quantile
from analysis.inversion.ridges import off_diagonal, ridges


def luck(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def test_quantiles_of_a_weighted_sample_by_hand():
    """Of 1, 2, 4 with weights 1, 2, 1 the middles of the steps lie at 1/8, 1/2, 7/8."""
    found = weighted_quantile(np.array([4.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), np.array([0.125, 0.5, 0.6875, 0.875]))
    assert found == pytest.approx([1.0, 2.0, 3.0, 4.0])


def test_a_weight_counts_as_so_many_draws():
    table = luck().standard_normal((50, 2))
    weights = luck(2).integers(1, 5, 50)
    repeated = np.repeat(table, weights, axis=0)
    assert covariance(table, weights) == pytest.approx(np.cov(repeated.T, ddof=0))
    assert correlation(table, weights) == pytest.approx(np.corrcoef(repeated.T))
    assert effective(np.array([1.0, 1.0, 0.0, 2.0])) == pytest.approx(16 / 6)
    assert np.isnan(correlation(np.ones((5, 1)), np.ones(5)))


def test_a_parameter_is_told_with_its_interval():
    values = luck().normal(3.0, 2.0, 20_000)
    found = told("x", values, values / 4, np.ones(20_000), (0.0, 10.0))
    assert (found.mean, found.low, found.high) == pytest.approx((3.0, 3 - 3.92, 3 + 3.92), abs=0.15)
    assert found.narrowed == pytest.approx(0.5, abs=0.02)


def ridge_of(x, y):
    return ridges(["x", "y"], np.column_stack([x, y]), np.ones(len(x)))


def test_a_product_that_is_known_is_a_ridge_with_its_direction():
    x = np.exp(luck().uniform(-4, -1, 4000))
    (found,) = ridge_of(x, 0.03 / x * np.exp(0.05 * luck(2).standard_normal(4000)) * 0.5)
    assert (found.name, found.sign) == ("x x y", 1)
    assert found.mean == pytest.approx(0.015, rel=0.01)
    assert found.across == pytest.approx(0.05, rel=0.1)
    assert found.direction == pytest.approx((np.sqrt(0.5), -np.sqrt(0.5)), abs=0.02)
    assert off_diagonal(found) < 2.0


def test_a_ratio_and_a_complement_are_found_too():
    x = np.exp(luck().uniform(0, 3, 4000))
    (ratio,) = ridge_of(x, 4.0 * x * np.exp(0.05 * luck(2).standard_normal(4000)))
    assert (ratio.name, ratio.sign) == ("x / y", -1)
    assert ratio.mean == pytest.approx(0.25, rel=0.01)
    share = luck(3).uniform(0.05, 0.9, 4000)
    (complement,) = ridge_of(0.05 / (1 - share) * np.exp(0.02 * luck(4).standard_normal(4000)), share)
    assert complement.name == "x x (1 - y)"
    assert complement.mean == pytest.approx(0.05, rel=0.01)


def test_neither_independent_numbers_nor_another_power_are_a_product():
    x, y = np.exp(luck().standard_normal((2, 4000)))
    assert ridge_of(x, y) == []
    assert ridge_of(x, x**-3.0 * np.exp(0.01 * luck(2).standard_normal(4000))) == []
    assert ridge_of(x, np.ones(4000)) == []


def test_a_two_sided_p_by_hand():
    """Below 3 lies one of four draws, and one is equal: the lower tail is 1.5 of 4."""
    draws = np.array([1.0, 3.0, 4.0, 5.0])
    assert two_sided(3.0, draws) == pytest.approx(0.75)
    assert two_sided(9.0, draws) == pytest.approx(0.25), "four draws tell no smaller one"


def test_checks_find_the_statistic_that_runs_do_not_show():
    predicted = np.column_stack([luck().standard_normal(400), luck(2).standard_normal(400), np.full(400, 7.0)])
    found = checks(["right", "wrong", "constant"], np.array([0.2, 8.0, 7.0]), predicted)
    assert [one.statistic for one in found] == ["right", "wrong"]
    right, wrong = found
    assert right.together > 0.5
    assert wrong.together == pytest.approx(2 / 400)
    assert (right.low, right.high) == pytest.approx((-1.96, 1.96), abs=0.3)
    (constant,) = checks(["constant"], np.array([6.0]), np.full((400, 1), 7.0))
    assert constant.p == 1 / 400, "what never varies in runs and differs in the records is news"


def test_uniform_ranks_hold_and_those_of_a_posterior_that_is_too_sure_do_not():
    """Beta-binomial toy of Talts et al.: n = 10 trials, 99 draws, 20 bins, 3,000 repetitions."""
    a = luck(5).random(3000)
    k = luck(6).binomial(10, a)
    draws = luck(7).beta(1 + k, 11 - k, (99, 3000))
    sure = luck(8).beta(1 + 4 * k, 1 + 4 * (10 - k), (99, 3000))
    honest, over = calibrations(["right", "sure"], np.column_stack([(draws < a).sum(axis=0), (sure < a).sum(axis=0)]), 99)
    assert honest.holds
    assert sum(honest.counts) == 3000
    assert not over.holds
    assert over.counts[0] > 2 * np.median(over.counts), "its ranks pile up at the ends"
    assert over.p <= over.together < 1e-50
    assert honest.p == pytest.approx(stats.chisquare(honest.counts).pvalue)


def test_ranks_that_do_not_fill_bins_are_refused():
    with pytest.raises(ValueError, match="do not divide 51 ranks"):
        calibrations(["x"], np.zeros((200, 1), dtype=int), 50)
    with pytest.raises(ValueError, match="give at least 100"):
        calibrations(["x"], np.zeros((50, 1), dtype=int), 99)

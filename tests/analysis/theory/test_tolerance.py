"""Printed numbers of C1, C2 and C4, and a draw beside the order statistics."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.theory.acceptance import TWO_RUNS, within_tolerance
from analysis.theory.tolerance import accepted_volume, false_reject, largest_undetected, order_statistic, voted_volume


@pytest.mark.parametrize(("tolerance", "printed", "digits"), [(2.0, 0.1573, 5e-5), (3.0, 0.0339, 5e-5), (4.0, 0.00468, 5e-6)])
def test_two_honest_runs_differ_by_more_than_the_tolerance(tolerance, printed, digits):
    assert false_reject(tolerance, TWO_RUNS) == pytest.approx(printed, abs=digits)
    assert false_reject(tolerance, TWO_RUNS) == pytest.approx(math.erfc(tolerance / 2), rel=1e-12)
    assert false_reject(tolerance, TWO_RUNS) == pytest.approx(1 - within_tolerance(0.0, tolerance), rel=1e-9)
    assert false_reject(tolerance, 1.0) == pytest.approx(math.erfc(tolerance / math.sqrt(2)), rel=1e-12)


def test_one_of_100_coordinates_differs_by_more_than_the_tolerance():
    assert false_reject(4.0, TWO_RUNS, 100) == pytest.approx(0.374, abs=5e-4)
    assert false_reject(4.0, TWO_RUNS, 100) == pytest.approx(1 - (1 - false_reject(4.0, TWO_RUNS)) ** 100, rel=1e-12)


@pytest.mark.parametrize(("acceptance", "printed"), [(0.99, 0.685), (0.5, 4.000), (0.01, 7.290)])
def test_largest_undetected_deviations(acceptance, printed):
    """Close to eps - s z_a: 4 - 1.414 x 2.326 = .710 at .99."""
    deviation = largest_undetected(acceptance, 4.0, TWO_RUNS)
    assert deviation == pytest.approx(printed, abs=5e-4)
    assert within_tolerance(deviation, 4.0) == pytest.approx(acceptance, rel=1e-9)
    assert deviation == pytest.approx(4.0 - TWO_RUNS * stats.norm.ppf(acceptance), abs=0.03)


@pytest.mark.parametrize(("need", "seats", "printed"), [(1, 1, 8.0), (3, 3, 6.307), (5, 7, 7.295), (4, 7, 8.000), (1, 5, 10.326)])
def test_a_vote_lets_through_what_its_order_statistic_says(need, seats, printed):
    assert accepted_volume(4.0, 1.0, need, seats) == pytest.approx(printed, abs=5e-4)
    assert voted_volume(4.0, 1.0, need, seats) == pytest.approx(accepted_volume(4.0, 1.0, need, seats), rel=1e-6)


def test_members_further_apart_than_the_tolerance_count_for_little():
    """At eps = 2 sigma_v a majority of 7 keeps 8 up to .0023; a single check has nobody to lie apart from."""
    assert voted_volume(4.0, 2.0, 4, 7) == pytest.approx(8.0 - 0.0023, abs=5e-5)
    assert voted_volume(4.0, 2.0, 1, 1) == pytest.approx(8.0, rel=1e-9)
    assert voted_volume(4.0, math.sqrt(2), 3, 3) == pytest.approx(accepted_volume(4.0, math.sqrt(2), 3, 3) + 8.5e-5, abs=5e-7)


def test_means_of_order_statistics_by_hand_and_by_drawing():
    """The larger of two normals has a mean of 1 / sqrt(pi), the largest of three 3 / (2 sqrt(pi))."""
    assert order_statistic(2, 2) == pytest.approx(1 / math.sqrt(math.pi), rel=1e-9)
    assert order_statistic(3, 3) == pytest.approx(1.5 / math.sqrt(math.pi), rel=1e-9)
    assert order_statistic(1, 5) == pytest.approx(-order_statistic(5, 5), rel=1e-9)
    drawn = np.sort(np.random.Generator(np.random.PCG64(1)).standard_normal((100_000, 7)), axis=1)[:, 4]
    assert order_statistic(5, 7) == pytest.approx(drawn.mean(), abs=4 * drawn.std() / math.sqrt(100_000))

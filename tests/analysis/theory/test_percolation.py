"""Printed numbers of D1 and D4, and a direct count or another way to the same number beside them."""

import math

import pytest

from analysis.theory.percolation import (
    even_recovery,
    giant_share,
    giant_share_of_degrees,
    giant_spread,
    mean_component,
    mean_component_of_degrees,
    reconstructed,
    recovered,
    threshold_of_degrees,
)
from model.field.propagation import percolation as of_the_model

DEGREES = [3, 8], [0.5, 0.5]


@pytest.mark.parametrize(("up", "coded", "copied"), [(0.5, 0.9786, 0.263), (0.4, 0.8237, 0.0877), (0.33, 0.5529, 0.0279)])
def test_ten_of_thirty_shards_against_ten_chunks_thrice(up, coded, copied):
    assert recovered(30, 10, up) == pytest.approx(coded, abs=5e-5)
    assert recovered(3, 1, up, parts=10) == pytest.approx(copied, abs=5e-4)
    assert recovered(3, 1, up, parts=10) == pytest.approx((1 - (1 - up) ** 3) ** 10, rel=1e-12)
    assert recovered(30, 10, up) == pytest.approx(sum(math.comb(30, j) * up**j * (1 - up) ** (30 - j) for j in range(10, 31)), rel=1e-12)


@pytest.mark.parametrize(("up", "printed"), [(0.5, 0.421), (0.6, 0.966)])
def test_forty_segments_all_needed(up, printed):
    assert recovered(30, 10, up, parts=40) == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize(("degree", "printed"), [(1.2, 0.3137), (1.5, 0.5828), (2.0, 0.7968), (3.0, 0.9405)])
def test_share_of_the_giant_component(degree, printed):
    share = giant_share(degree)
    assert share == pytest.approx(printed, abs=5e-5)
    assert share == pytest.approx(-math.expm1(-degree * share), rel=1e-12)
    assert share == pytest.approx(of_the_model.giant_share(degree), rel=1e-9)


def test_no_giant_component_up_to_one_edge_a_node():
    assert giant_share(1.0) == giant_share(0.3) == 0.0
    assert mean_component(0.8) == pytest.approx(5.0)


def test_the_share_scatters_more_near_the_threshold():
    assert giant_spread(1.2, 60_000) == pytest.approx(0.0107, abs=5e-5)
    assert giant_spread(3.0, 60_000) == pytest.approx(0.00118, abs=5e-6)


@pytest.mark.parametrize(("works", "printed"), [(0.3, 0.667), (0.6, 0.959)])
def test_degrees_of_three_and_eight(works, printed):
    share = giant_share_of_degrees(*DEGREES, works)
    assert share == pytest.approx(printed, abs=5e-4)
    assert share == pytest.approx(of_the_model.giant_share_of_degrees(*DEGREES, works), rel=1e-9)


def test_threshold_of_degrees_of_three_and_eight():
    threshold = threshold_of_degrees(*DEGREES)
    assert threshold == pytest.approx(0.1774, abs=5e-5)
    assert giant_share_of_degrees(*DEGREES, 0.99 * threshold) == 0.0
    assert 0.0 < giant_share_of_degrees(*DEGREES, 1.01 * threshold) < 0.05
    assert mean_component_of_degrees(*DEGREES, 0.1) == pytest.approx(2.2604, abs=5e-5)


def test_poisson_degrees_are_the_graph_of_equal_chances():
    degrees = list(range(40))
    shares = [math.exp(-2.0) * 2.0**d / math.factorial(d) for d in degrees]
    assert giant_share_of_degrees(degrees, shares, 0.75) == pytest.approx(giant_share(1.5), rel=1e-9)
    assert mean_component_of_degrees(degrees, shares, 0.4) == pytest.approx(mean_component(0.8), rel=1e-9)
    assert threshold_of_degrees(degrees, shares) == pytest.approx(0.5, rel=1e-9)


def test_degrees_of_two_and_more_lose_nothing_without_thinning():
    assert giant_share_of_degrees([3], [1.0], 1.0) == 1.0


@pytest.mark.parametrize(
    ("degree", "printed", "digits"), [(1.1, 0.0027, 5e-5), (1.2, 0.085, 5e-4), (1.3, 0.281, 5e-4), (1.5, 0.565, 5e-4), (2.0, 0.797, 5e-4)]
)
def test_reconstruction_of_eight_of_twenty_shards(degree, printed, digits):
    assert reconstructed(giant_share(degree), 20, 8) == pytest.approx(printed, abs=digits)


@pytest.mark.parametrize(("shards", "needed"), [(30, 10), (12, 6), (300, 100), (3, 1)])
def test_recovery_is_even_where_it_says(shards: int, needed: int) -> None:
    """P(Bin(n, p) >= k) = 1/2 there; .3187 for 10 of 30, and within a hundredth of k / n for 100 of 300."""
    assert recovered(shards, needed, even_recovery(shards, needed)) == pytest.approx(0.5, abs=1e-12)
    if shards == 30:
        assert even_recovery(30, 10) == pytest.approx(0.3187, abs=5e-5)
    if shards == 300:
        assert even_recovery(300, 100) == pytest.approx(1 / 3, rel=0.01)

"""Closed forms of gossip, chains and trees: the numbers that their sources print, and other ways of counting."""

import math

import pytest
from scipy import optimize

from analysis.theory.gossip import chain_survival, extinction, push_band, push_rounds, push_slope


@pytest.mark.parametrize(("nodes", "leading"), [(64, 10.16), (1024, 16.93), (8192, 22.01)])
def test_the_bounds_of_push_lie_about_its_leading_terms(nodes, leading):
    low, high = push_band(nodes)
    assert (low, high) == (pytest.approx(leading - 1.116, abs=0.01), pytest.approx(leading + 2.765, abs=0.01))


def test_the_slope_of_push():
    assert push_slope() == pytest.approx(2.443, abs=5e-4)
    assert push_slope(0.2) * math.log(4096) == pytest.approx(24.5, abs=0.1)
    assert push_slope(0.5) * math.log(4096) == pytest.approx(37.1, abs=0.1)


def test_rounds_of_two_and_three_nodes():
    """Two: the first call finds the other. Three: after the first call two know, and each misses the third with 1/2: 1 + 1 / (1 - 1/4)."""
    assert push_rounds(2) == pytest.approx(1.0)
    assert push_rounds(3) == pytest.approx(1.0 + 4 / 3)
    assert push_rounds(2, 0.75) == pytest.approx(4.0)


@pytest.mark.parametrize("nodes", [64, 256])
def test_the_exact_mean_lies_within_the_published_bounds(nodes):
    low, high = push_band(nodes)
    assert low < push_rounds(nodes) < high


@pytest.mark.parametrize(("copies", "printed"), [(1, 0.349), (2, 0.904), (3, 0.990)])
def test_a_chain_of_ten_hops(copies, printed):
    assert chain_survival(10, 0.1, copies) == pytest.approx(printed, abs=5e-4)


def test_extinction_is_the_least_root():
    assert extinction(2, 0.4) == pytest.approx(0.4444, abs=5e-5)
    root = optimize.brentq(lambda x: (0.3 + 0.7 * x) ** 3 - x, 0.0, 0.5)
    assert extinction(3, 0.3) == pytest.approx(root, abs=1e-9)
    assert extinction(2, 0.6) == pytest.approx(1.0, abs=1e-3), "fewer than one branch that works"


def test_a_tree_of_one_level_dies_out_if_all_its_branches_fail():
    assert extinction(3, 0.2, 1) == pytest.approx(0.008)

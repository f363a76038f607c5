"""Inequality and sorting against exact vectors (catalogue E6 and G8) and graphs small enough to do by hand."""

import math

import numpy as np
import pytest

from model.inequality import assortativity, by_owner, gini, herfindahl, morans_i, nakamoto, theil

ONE_TO_FOUR = np.array([1.0, 2.0, 3.0, 4.0])


def test_indices_of_one_to_four_are_those_of_the_catalogue():
    assert gini(ONE_TO_FOUR) == pytest.approx(0.25)
    assert herfindahl(ONE_TO_FOUR) == pytest.approx(0.30)
    assert theil(ONE_TO_FOUR) == pytest.approx(0.1064, abs=5e-5)
    assert (nakamoto(ONE_TO_FOUR), nakamoto(ONE_TO_FOUR, 1 / 3)) == (2, 1)


@pytest.mark.parametrize(("threshold", "holders"), [(1 / 3, 34), (1 / 2, 51)])
def test_nakamoto_of_a_hundred_equal_stakes_needs_strictly_more_than_the_threshold(threshold, holders):
    assert nakamoto(np.ones(100), threshold) == holders


@pytest.mark.parametrize("stake", [0.1, 1 / 3, 7.0, 1e-9])
def test_nakamoto_is_not_moved_by_rounding(stake):
    assert nakamoto(np.full(10, stake)) == 6


def test_indices_do_not_depend_on_order_or_unit():
    shuffled = np.array([3.0, 1.0, 4.0, 2.0]) * 1e6
    for index in (gini, herfindahl, theil, nakamoto):
        assert index(shuffled) == pytest.approx(index(ONE_TO_FOUR))


def test_equal_holdings_are_equal_and_a_single_holder_holds_all():
    assert gini(np.ones(7)) == pytest.approx(0.0)
    assert theil(np.ones(7)) == pytest.approx(0.0)
    alone = np.array([0.0, 0.0, 0.0, 5.0])
    assert (gini(alone), herfindahl(alone), nakamoto(alone)) == (pytest.approx(0.75), 1.0, 1)
    assert theil(alone) == pytest.approx(math.log(4))


@pytest.mark.parametrize("index", [gini, herfindahl, theil])
@pytest.mark.parametrize("nothing", [np.zeros(3), np.array([])])
def test_where_nothing_is_held_an_index_is_missing(index, nothing):
    assert math.isnan(index(nothing))


def test_where_nothing_is_held_nobody_is_needed():
    assert nakamoto(np.zeros(3)) == 0


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda g: g.exponential(size=400_000), 0.5),
        (lambda g: g.random(400_000), 1 / 3),
        (lambda g: g.lognormal(0, 1, 400_000), math.erf(0.5)),
    ],
)
def test_gini_of_large_samples_is_that_of_their_law(draw, expected):
    """Within .003, the rule of the catalogue."""
    assert gini(draw(np.random.default_rng(5))) == pytest.approx(expected, abs=0.003)


def test_theil_of_exponential_holdings_is_one_less_eulers_constant():
    assert theil(np.random.default_rng(6).exponential(size=400_000)) == pytest.approx(1 - np.euler_gamma, abs=0.003)


def test_an_owners_holdings_are_the_sum_over_its_nodes():
    assert by_owner(ONE_TO_FOUR, np.array([5, 9, 5, 9])).tolist() == [4.0, 6.0]


PATH = np.array([[0, 1], [1, 2], [2, 3]])


def test_morans_i_of_a_sorted_path_by_hand():
    """Values 1, 1, -1, -1 (mean 0): edges give 1, -1, 1; I = 4 / 3 x 1 / 4 = 1/3."""
    assert morans_i(np.array([1.0, 1.0, -1.0, -1.0]), PATH) == pytest.approx(1 / 3)


def test_morans_i_of_an_alternating_path_is_minus_one():
    assert morans_i(np.array([1.0, -1.0, 1.0, -1.0]), PATH) == pytest.approx(-1.0)


def test_assortativity_by_hand():
    """Labels a, a, b, b on a path: ends of edges aa, ab, bb; e_aa = e_bb = 1/3, each end 1/2: (2/3 - 1/2) / (1 - 1/2) = 1/3."""
    assert assortativity(np.array([0, 0, 1, 1]), PATH) == pytest.approx(1 / 3)
    assert assortativity(np.array([0, 1, 0, 1]), PATH) == pytest.approx(-1.0)


def test_sorting_is_missing_without_edges_or_variation():
    none = np.zeros((0, 2), dtype=int)
    assert math.isnan(morans_i(np.array([1.0, 2.0]), none))
    assert math.isnan(assortativity(np.array([0, 1]), none))
    assert math.isnan(morans_i(np.ones(4), PATH))
    assert math.isnan(assortativity(np.zeros(4, dtype=int), PATH))

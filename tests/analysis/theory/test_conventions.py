"""The tipping point of two conventions beside an enumeration of who checks whom."""

import math

import pytest
from scipy.optimize import brentq

from analysis.theory.conventions import convention_margin, tipping_share

AUDIT, REWARD, SLASH, COST, RATIO, OWN, OTHER = 0.2, 1.2, 10.0, 1.0, 0.52, 0.97, 0.24


def earned(own_others, other_others, cost, check_cost_ratio):
    """An epoch of a node among others of its own convention and of the other one; it makes AUDIT checks in the mean."""
    passes = (own_others * OWN + other_others * OTHER) / (own_others + other_others)
    return REWARD - AUDIT * (1 - passes) * (REWARD + SLASH) - cost * (1 + AUDIT * check_cost_ratio)


def enumerated(right, nodes, check_cost_ratio):
    wrong = nodes - right
    return earned(right - 1, wrong, COST, check_cost_ratio) - earned(wrong - 1, right, RATIO * COST, check_cost_ratio)


def numbers(check_cost_ratio):
    return AUDIT, REWARD + SLASH, OWN - OTHER, COST * (1 - RATIO), check_cost_ratio


@pytest.mark.parametrize("check_cost_ratio", [0.0, 1.0])
@pytest.mark.parametrize(("right", "nodes"), [(1, 2), (7, 10), (641, 1_000)])
def test_the_margin_is_that_of_an_enumeration_without_oneself(right, nodes, check_cost_ratio):
    margin = convention_margin(right / nodes, *numbers(check_cost_ratio), nodes=nodes)
    assert margin == pytest.approx(enumerated(right, nodes, check_cost_ratio), rel=1e-9)


@pytest.mark.parametrize("nodes", [10.0, 1_000.0, math.inf])
def test_the_tipping_share_is_where_the_margin_is_zero(nodes):
    zero = brentq(lambda x: convention_margin(x, *numbers(1.0), nodes=nodes), 0.0, 1.0, xtol=1e-12)
    assert tipping_share(*numbers(1.0), nodes=nodes) == pytest.approx(zero, abs=1e-9)


def test_the_dearer_convention_needs_more_than_one_half():
    assert tipping_share(*numbers(0.0)) == pytest.approx(0.5 * (1 + 0.48 / (0.2 * 11.2 * 0.73)), rel=1e-12)
    assert tipping_share(0.2, 11.2, 0.73, 0.0) == 0.5
    assert tipping_share(0.2, 11.2, 0.73, -0.48) == pytest.approx(1 - tipping_share(0.2, 11.2, 0.73, 0.48), rel=1e-12)


def test_where_checks_see_little_the_dearer_convention_does_not_hold_even_alone():
    assert tipping_share(0.2, 11.2, 0.1, 0.48) > 1

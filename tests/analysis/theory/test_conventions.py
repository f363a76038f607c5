"""The tipping point of two conventions beside an enumeration of who checks whom."""

import math

import pytest
from scipy.optimize import brentq

from analysis.theory.conventions import (
    convention_differences,
    convention_margin,
    reference_threshold,
    takeover_odds,
    tipping_share,
    wall_speed,
)
from analysis.theory.games import fixation

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


def test_reference_checks_break_it_where_the_margin_of_both_checks_is_zero():
    """Ten nodes, two right: a right one meets (1 - rho)(1/9 A0 + 8/9 Ad) + rho B0, a wrong one (1 - rho)(7/9 A0 + 2/9 Ad) + rho Bd."""
    own, other, alone, other_alone = 0.97, 0.24, 0.99, 0.16
    at_stake, saving = REWARD + SLASH, COST * (1 - RATIO)

    def margin(rho):
        right = (1 - rho) * (own + 8 * other) / 9 + rho * alone
        wrong = (1 - rho) * (7 * own + 2 * other) / 9 + rho * other_alone
        return AUDIT * at_stake * (right - wrong) - saving

    found = reference_threshold(0.2, AUDIT, at_stake, own - other, alone - other_alone, saving, nodes=10)
    assert found == pytest.approx(brentq(margin, 0.0, 1.0), abs=1e-9)


def test_the_shorter_form_of_the_reference_threshold_is_its_limit():
    """Many nodes, none right, references as noisy as peers: (1 + g / (p (R + S) dA)) / 2 = (1 + .48 / (.2 x 11.2 x .73)) / 2."""
    found = reference_threshold(0.0, AUDIT, 11.2, 0.73, 0.73, 0.48)
    assert found == pytest.approx((1 + 0.48 / (0.2 * 11.2 * 0.73)) / 2, rel=1e-12)


@pytest.mark.parametrize(("audit", "at_stake"), [(0.1, 5.0), (0.9, 50.0)])
def test_mutual_takeovers_have_odds_that_no_audit_and_no_slash_moves(audit, at_stake):
    gains = convention_differences(audit, at_stake, 0.7, 0.4, 5)
    assert sum(gains) == pytest.approx(-4 * 0.4, abs=1e-9)
    right, wrong = fixation(gains, 0.3), fixation([-gain for gain in gains[::-1]], 0.3)
    assert right / wrong == pytest.approx(takeover_odds(0.4, 0.3, 5), rel=1e-9)


def test_a_wall_without_noise_moves_by_the_hyperbolic_tangent():
    """No audits: mu / 2 tanh(beta n g / 2) = .1 tanh(.5 x 10 x .4 / 2) = .1 tanh 1."""
    assert wall_speed(0.0, 5.0, 0.6, 0.4, jobs=10, rate=0.2, intensity=0.5) == pytest.approx(0.1 * math.tanh(1.0), rel=1e-12)


def test_a_wall_with_one_job_is_a_mean_of_three_cases():
    """Q = .5 x .6 = .3; the gap is .4 with .58, 5.4 with .21 and -4.6 with .21."""
    by_hand = 0.1 * (0.58 * math.tanh(0.2 / 2) + 0.21 * math.tanh(2.7 / 2) - 0.21 * math.tanh(2.3 / 2))
    assert wall_speed(0.5, 5.0, 0.6, 0.4, jobs=1, rate=0.2, intensity=0.5) == pytest.approx(by_hand, rel=1e-12)

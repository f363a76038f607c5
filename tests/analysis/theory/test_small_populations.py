"""Small populations and rotating strategies: numbers of the catalogue, and cases worked out by hand."""

import math

import numpy as np
import pytest

from analysis.theory import invasions, rotation
from analysis.theory.cycles import attention_margin
from analysis.theory.games import fixation

SIXTY = invasions.peer_audit_differences(0.5, 6.0, 1.0, 60)


@pytest.mark.parametrize(("start", "chance"), [(15, 0.0675), (20, 0.5425), (25, 0.9562)])
def test_absorption_under_peer_audits_as_in_the_catalogue(start, chance):
    assert invasions.absorption(SIXTY, 2.0, start) == pytest.approx(chance, abs=5e-5)


def test_absorption_from_one_is_fixation_and_without_selection_the_share():
    assert invasions.absorption(SIXTY, 0.3, 1) == pytest.approx(fixation(SIXTY, 0.3))
    assert invasions.absorption(SIXTY, 0.0, 20) == pytest.approx(1 / 3)


@pytest.mark.parametrize(("at_stake", "side"), [(3.1, 1), (2.9, -1)])
def test_the_one_third_law_of_a_large_network_under_weak_selection(at_stake, side):
    rho = invasions.fixation_under_peer_audits(1.0, at_stake, 1.0, 3_000, 1e-6)
    assert math.copysign(1, rho * 3_000 - 1) == side


def test_pure_states_without_selection_take_a_third_each():
    assert invasions.stationary_shares(rotation.game(1, 2, 2, 1, 6), 0.0, 6) == pytest.approx(np.full(3, 1 / 3))


def test_a_dominant_strategy_takes_nearly_all_of_the_time():
    assert invasions.stationary_shares(np.array([[5.0, 5, 5], [0, 0, 0], [0, 0, 0]]), 2.0, 8)[0] > 0.999


def test_rest_of_the_displacing_three_by_products():
    """With a = (1, 1, 2), b = (1, 2, 4): (8 + 4 + 2, 4 + 4 + 2, 2 + 1 + 1) / 28; b1 b2 b3 = 8 > 2."""
    game = rotation.game(check=1, slash=2, gain=2, miss=1, bounty=6)
    assert rotation.rest_point(game) == pytest.approx(np.array([14, 10, 4]) / 28)
    assert rotation.products(1, 2, 2, 1, 6) == (2, 8)
    assert rotation.growth_and_frequency(game)[0] < 0


def test_a_larger_slash_pushes_towards_runaway_cycles_and_a_larger_bounty_away():
    """At s = 6, r = 3.5: (5 x 1 x 2) / (1 x 2 x 1.5) = 10 / 3; at equal products the rest point is a centre."""
    assert rotation.duration_ratio(1, 6, 2, 1, 3.5) == pytest.approx(10 / 3)
    assert rotation.growth_and_frequency(rotation.game(1, 6, 2, 1, 3.5))[0] > 0
    assert rotation.growth_and_frequency(rotation.game(1, 5, 2, 1, 6))[0] == pytest.approx(0, abs=1e-12)


def test_the_folds_are_where_the_rest_points_of_a_swept_network_meet():
    up, down = invasions.folds(12.0, 1.0, 2.0, 0.05)
    assert (up, down) == pytest.approx((0.7835, 0.1123), abs=5e-5)
    lower, upper = invasions.branches(1 / 6, 12.0, 1.0, 2.0, 0.05)
    assert (lower, upper) == pytest.approx((0.0347, 0.9653), abs=5e-5)
    assert invasions.audit_at_rest(lower, 12.0, 1.0, 2.0, 0.05) == pytest.approx(1 / 6)


def test_attention_pays_from_p_a_equal_to_its_cost_on():
    assert attention_margin(0.01, 101.0, 1.0, 0.0, 50.0, 50.0) == pytest.approx(0.0)
    assert attention_margin(0.0, 0.0, 1.0, 0.01, 50.0, 50.0) == pytest.approx(0.0)

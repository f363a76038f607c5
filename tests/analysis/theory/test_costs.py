"""The cheapest deterrence, by hand and by scipy."""

import math

import pytest
from scipy.optimize import minimize_scalar

from analysis.theory.costs import cheapest_stake, deterrence_cost, saving_to_outweigh


def test_a_margin_for_one_cheat_in_twenty():
    """Odds of 19 to 1 at an intensity of 2: ln 19 / 2 = 1.472 beside the saving; half of them cheat where nothing is added."""
    assert saving_to_outweigh(1.0, 0.05, 2.0) == pytest.approx(1.0 + 1.4722, abs=1e-4)
    assert saving_to_outweigh(1.0, 0.5, 2.0) == 1.0


def test_the_cost_of_a_job_by_hand():
    """G 1, R 1, S 9: an audit of one job in ten, for 2 USD; and 9 USD at a hundredth."""
    assert deterrence_cost(1.0, 1.0, 9.0, 2.0, 0.01) == pytest.approx(0.2 + 0.09)


def test_checking_costs_as_much_as_capital_of_stake_and_fee_where_it_is_cheapest():
    """Sqrt(1 x 2 / (.5 x .01)) = 20 less the fee of 1."""
    stake = cheapest_stake(1.0, 1.0, 2.0, 0.01, 0.5)
    assert stake == pytest.approx(19.0)
    assert deterrence_cost(1.0, 1.0, stake, 2.0, 0.01, 0.5) - 0.01 * stake == pytest.approx(0.01 * (stake + 1.0))
    found = minimize_scalar(lambda s: deterrence_cost(1.0, 1.0, s, 2.0, 0.01, 0.5), bounds=(0.0, 100.0), method="bounded")
    assert found.x == pytest.approx(stake, rel=1e-4)


def test_dear_capital_leaves_the_fee_alone():
    assert cheapest_stake(1.0, 1.0, 2.0, 4.0) == 0.0
    assert math.isclose(deterrence_cost(1.0, 1.0, 0.0, 2.0, 4.0), 2.0)

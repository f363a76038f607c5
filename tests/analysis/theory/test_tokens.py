"""Printed numbers of token economics (G1, G2, G4, G5)."""

import pytest

from analysis.theory import tokens


def test_a_thousand_dollars_burn_fifty_tokens_at_twenty():
    assert tokens.price_at_rest(1000.0, 50.0) == 20.0
    assert tokens.circulating_at_rest(50.0, 0.1) == pytest.approx(500.0)
    assert tokens.circulating_at_rest(50.0, 0.02) == pytest.approx(2500.0)


def test_stakes_and_the_cost_of_corrupting_a_third_of_them():
    assert tokens.staked_at_rest(1e5, 0.08) == pytest.approx(1.25e6)
    assert tokens.cost_of_corruption(1 / 3, 0.5, 2.0, 1.25e6) == pytest.approx(416_667, abs=1)
    assert tokens.staked_at_rest_by_root(100.0, 0.05) == pytest.approx(4e6)


def test_a_sale_of_a_tenth():
    assert tokens.price_impact(0.1) == pytest.approx(0.8264, abs=5e-5)
    assert tokens.average_price(0.1) == pytest.approx(0.9091, abs=5e-5)
    assert tokens.fetched(100.0, 1000.0, 1000.0, 0.003) == pytest.approx(90.66, abs=5e-3)


def test_the_fold_and_the_loop():
    assert tokens.fold(2.5, 1.0) == pytest.approx((0.5, 2.0))
    assert tokens.loop_multiplier(0.6) == pytest.approx(2.5)

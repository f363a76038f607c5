"""Printed numbers of F3."""

import pytest

from analysis.theory.games import fixation, fixation_of_constant_advantage, payoff_differences


def test_a_constant_advantage_of_a_tenth_among_fifty():
    assert fixation_of_constant_advantage(0.1, 1.0, 50) == pytest.approx(0.09581, abs=5e-6)
    assert fixation([0.1] * 49, 1.0) == pytest.approx(fixation_of_constant_advantage(0.1, 1.0, 50), rel=1e-12)


def test_without_selection_every_node_is_as_likely_to_be_the_ancestor():
    assert fixation_of_constant_advantage(0.1, 0.0, 50) == 1 / 50
    assert fixation([0.3, -2.0, 1.0], 0.0) == 1 / 4


def test_a_game_of_two_strategies_among_twenty():
    assert fixation(payoff_differences([[1.0, 4.0], [0.0, 3.0]], 20), 0.3) == pytest.approx(0.29374, abs=5e-6)

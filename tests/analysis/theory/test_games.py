"""Printed numbers of F3, and the walk of a strategy with a constant advantage."""

import math

import pytest

from analysis.theory.games import (
    fixation,
    fixation_of_constant_advantage,
    fixation_of_several,
    imitated_share,
    imitated_share_in_steps,
    neutral_fixation,
    payoff_differences,
)


def test_a_constant_advantage_of_a_tenth_among_fifty():
    assert fixation_of_constant_advantage(0.1, 1.0, 50) == pytest.approx(0.09581, abs=5e-6)
    assert fixation([0.1] * 49, 1.0) == pytest.approx(fixation_of_constant_advantage(0.1, 1.0, 50), rel=1e-12)


def test_without_selection_every_node_is_as_likely_to_be_the_ancestor():
    assert fixation_of_constant_advantage(0.1, 0.0, 50) == 1 / 50
    assert fixation([0.3, -2.0, 1.0], 0.0) == 1 / 4


def test_a_game_of_two_strategies_among_twenty():
    assert fixation(payoff_differences([[1.0, 4.0], [0.0, 3.0]], 20), 0.3) == pytest.approx(0.29374, abs=5e-6)


def test_several_mutants_by_an_absorbing_walk():
    """A step up is e^(beta Delta) times as likely as one down, so the chance of taking over rises by ever smaller steps from 0 to 1."""
    steps = [math.exp(-0.1 * k) for k in range(50)]
    assert fixation_of_several(0.1, 1.0, 7, 50) == pytest.approx(sum(steps[:7]) / sum(steps), rel=1e-12)
    assert fixation_of_several(0.1, 1.0, 1, 50) == pytest.approx(fixation_of_constant_advantage(0.1, 1.0, 50), rel=1e-12)
    assert fixation_of_several(0.1, 0.0, 7, 50) == neutral_fixation(7, 50) == 0.14


def test_a_constant_advantage_is_a_logistic_curve():
    odds = math.exp(math.log(0.1 / 0.9) + 3.0 * math.tanh(1.0))
    assert imitated_share(0.1, 1.0, 2.0, 3.0) == pytest.approx(odds / (1 + odds), rel=1e-8)


def test_half_the_step_leaves_half_the_error():
    error = [imitated_share_in_steps(0.1, 1.0, 2.0, 3.0, step) - imitated_share(0.1, 1.0, 2.0, 3.0) for step in (1e-2, 5e-3)]
    assert error[0] / error[1] == pytest.approx(2.0, abs=0.01)

"""Attention held by planted outputs, beside sums written out."""

import math

import pytest
from scipy import stats

from analysis.theory.attention import challenge_floor, cheating_left, last_epoch_strength, least_strength, looking_flow
from analysis.theory.cycles import attention_margin


def test_looking_pays_by_expectation_from_one_plus_p_on():
    assert least_strength(0.25) == 1.25
    assert attention_margin(0.25, least_strength(0.25) * 0.8 / 0.25, 0.8, 0.0, 0.0, 0.0) == pytest.approx(0.0, abs=1e-12)


def test_a_bounty_leaves_cheats_only_as_far_as_decoys_do_not_pay_for_looks():
    """Of 1 + .2 looks a job decoys pay .5, so .7 C must come from cheats that bring 3.5 C each: a fifth."""
    assert cheating_left(0.2, 0.5, 3.5) == pytest.approx(0.2)
    assert cheating_left(0.2, 2.0, 3.5) == 0.0


def test_the_flow_under_an_infinite_penalty_needs_no_second_sum():
    """Who passed a decoy copies for sure; who passed none sees looks cost C each: 1 - e^-P (1 + E tanh(beta C K / 2))."""
    rate, cost, beta = 0.4, 0.8, 1.0
    tired = sum(stats.poisson.pmf(k, 1 + rate) * math.tanh(beta * cost * k / 2) for k in range(60))
    assert looking_flow(rate, math.inf, cost, beta) == pytest.approx(1 - math.exp(-rate) * (1 + tired), abs=1e-12)


def test_a_gentle_rule_forgets_no_decoy():
    """At a small beta tanh is a line, so the threshold is that of expectation, and the floor falls to nothing."""
    assert last_epoch_strength(0.1, 0.8, 1e-5) == pytest.approx(1.1, rel=1e-3)
    assert challenge_floor(0.8, 1e-4) < 2e-4


def test_the_floor_is_where_no_penalty_is_enough():
    floor = challenge_floor(0.8, 1.0)
    assert last_epoch_strength(0.99 * floor, 0.8, 1.0) == math.inf
    assert last_epoch_strength(1.01 * floor, 0.8, 1.0) < math.inf
    assert challenge_floor(0.8, 1.0, 4.0) > floor


def test_where_a_decoy_a_job_is_too_few_there_is_no_floor_to_name():
    assert math.isnan(challenge_floor(0.8, 1.0, 1.0))

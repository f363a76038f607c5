"""Fields as inputs of a channel: worth of ways of work, deterministic maps, and borders of finite populations, by hand and by oracle."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.theory import channels
from analysis.theory.channels import Way
from analysis.theory.deterrence import audit_threshold
from analysis.theory.games import stationary_counts

WAYS = {"honest": Way(0.8, 0.0, 0.0), "idle": Way(0.0, 0.0, 1000.0), "falsifying": Way(0.8, 0.6, 15.0)}


def test_worth_by_hand():
    """R = 1, a = .5, S = 3, a wide check: honest .2, idle 1 - .5 x 4 = -1, falsifying 1.6 - .8 = .8."""
    found = channels.worth(WAYS, 1.0, 0.5, 3.0, 100.0)
    assert found == pytest.approx({"honest": 0.2, "idle": -1.0, "falsifying": 0.8})


def test_a_check_at_the_tolerance_passes_one_side_of_the_normal():
    assert channels.passes(10.0, 10.0) == pytest.approx(0.5)
    assert channels.passes(0.0, math.sqrt(2.0)) == pytest.approx(stats.norm.cdf(1) - stats.norm.cdf(-1))


def test_two_ways_change_places_at_the_threshold_of_a1():
    alarm = 1.0 - channels.passes(0.0, 5.0)
    at = audit_threshold(0.8, 1.0, 3.0, 1.0, alarm)
    low, high = (channels.worth(WAYS, 1.0, audit, 3.0, 5.0) for audit in (at - 1e-6, at + 1e-6))
    assert low["idle"] > low["honest"]
    assert high["honest"] > high["idle"]


def test_a_map_to_m_regimes_tells_log2_m_at_most():
    """Four inputs to a, a, b, c: log2 3 at most; with inputs alike -(1/2) log2 (1/2) - 2 (1/4) log2 (1/4) = 1.5."""
    assert channels.bits_of_map(["a", "a", "b", "c"]) == pytest.approx((math.log2(3), 1.5))
    assert channels.bits_of_map(["a", "a"]) == pytest.approx((0.0, 0.0))


@pytest.mark.parametrize(("difference", "nodes", "mutation"), [(0.1, 7, 0.05), (-0.3, 12, 0.5), (0.0, 5, 1.0)])
def test_the_law_of_counts_is_left_alone_by_a_step_of_the_chain(difference, nodes, mutation):
    law, copies = stationary_counts(difference, 4.0, nodes, mutation), 1 / (1 + math.exp(-4.0 * difference))
    step = np.zeros((nodes + 1, nodes + 1))
    for i in range(nodes + 1):
        j = nodes - i
        up = j / nodes * ((1 - mutation) * i / (nodes - 1) * copies + mutation / 2)
        down = i / nodes * ((1 - mutation) * j / (nodes - 1) * (1 - copies) + mutation / 2)
        if i < nodes:
            step[i, i + 1] = up
        if i:
            step[i, i - 1] = down
        step[i, i] = 1 - up - down
    assert law @ step == pytest.approx(law, abs=1e-12)
    assert law.sum() == pytest.approx(1.0)


def test_who_only_mutates_is_binomial():
    assert stationary_counts(0.7, 4.0, 6, 1.0) == pytest.approx(stats.binom.pmf(np.arange(7), 6, 0.5))


def test_a_border_tells_nothing_on_it_and_one_bit_far_from_it():
    assert channels.border_capacity(0.0, 4.0, 20, 0.05) == pytest.approx(0.0, abs=1e-6)
    assert channels.border_capacity(0.5, 4.0, 100, 0.05) == pytest.approx(1.0, abs=1e-4)


def test_an_odd_population_is_a_symmetric_channel():
    """No ties, so the capacity is 1 - h(e), e the probability that the majority is on the wrong side."""
    error = stationary_counts(-0.05, 4.0, 31, 0.05)[16:].sum()
    assert channels.border_capacity(0.05, 4.0, 31, 0.05) == pytest.approx(1 - stats.entropy([error, 1 - error], base=2), abs=1e-5)

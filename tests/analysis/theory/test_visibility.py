"""Closed forms of deterrence among nodes that see few verdicts, against sums written out."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from analysis.theory import visibility as law
from analysis.theory.deterrence import saturated_audit_threshold


def test_one_verdict_is_the_saturated_threshold():
    for slash in (5.0, 100.0):
        known = saturated_audit_threshold(0.8, 1.0, slash, 1.0)
        assert law.sight_threshold(0.8, 1.0 + slash, 1.0, law.seen_cheats(1)) == pytest.approx(known, rel=1e-4)


def test_a_flow_over_three_cheats_is_the_binomial_sum():
    """Losses of 30 at three cheats: 10 a catch."""
    caught, k = 0.07, np.arange(4)
    sum_by_hand = float(stats.binom.pmf(k, 3, caught) @ np.tanh(0.5 * (10.0 * k - 0.8) / 2))
    assert law.flow(caught, 0.8, 30.0, 0.5, {3: 1.0}) == pytest.approx(sum_by_hand, abs=1e-4)


def test_the_sum_over_a_composition_weighs_its_terms():
    both = law.flow(0.1, 0.8, 30.0, 1.0, {1: 0.25, 4: 0.75})
    assert both == pytest.approx(0.25 * law.flow(0.1, 0.8, 30.0, 1.0, {1: 1.0}) + 0.75 * law.flow(0.1, 0.8, 30.0, 1.0, {4: 1.0}))


def test_a_flow_with_memory_is_that_of_drawn_records():
    generator = np.random.Generator(np.random.PCG64(1))
    weights = 0.75 ** np.arange(40) / 4
    seen = (generator.random((200_000, 40)) < 0.05) @ weights
    drawn = np.tanh(1.5 * (20.0 * seen - 0.8) / 2)
    error = float(drawn.std()) / math.sqrt(len(drawn))
    assert abs(law.flow(0.05, 0.8, 20.0, 1.5, {1: 1.0}, 4.0) - drawn.mean()) < 4 * error


def test_seen_cheats_are_one_and_a_binomial_number():
    assert law.seen_cheats(1) == {1: 1.0}
    assert law.seen_cheats(3) == pytest.approx({1: 0.25, 2: 0.5, 3: 0.25})


def test_kappa_is_the_zero_of_the_poisson_flow():
    """At beta 1 and a saving of .8, T = tanh .4 = .379949: ln 1.379949 = .322046."""
    assert law.kappa(0.8, 1.0) == pytest.approx(0.322046, abs=1e-6)
    tanh = math.tanh(0.4)
    assert optimize.brentq(lambda x: 1 - math.exp(-x) - math.exp(-x) * tanh, 0, 1) == pytest.approx(law.kappa(0.8, 1.0))


def test_the_envelope_is_what_the_law_comes_to_at_both_ends():
    for loss, visible in ((100.0, 9), (2.0, 1_999)):
        verdicts = (1 + visible) / 2
        full = law.sight_threshold(0.8, loss, 1.0, law.seen_cheats(visible))
        assert full == pytest.approx(law.envelope(0.8, loss, 1.0, verdicts), rel=0.03)
    assert law.envelope(0.8, 100.0, 1.0, 5.0) == pytest.approx(0.322046 / 5.0, abs=1e-6)
    assert law.envelope(0.8, 2.0, 1.0, 1_000.0) == 0.4


def test_where_nothing_deters_no_threshold_is_given():
    assert law.sight_threshold(0.8, 0.5, 1.0, {1: 1.0}) == math.inf


def test_ruin_in_proportion_to_the_slash_restores_p_times_s_where_learning_is_slow():
    """T = .379949: .1 x .379949 / (.1 x 1.379949 + 1) = .033387."""
    assert law.ruin_threshold(0.8, 1.0, 0.1, 1.0) == pytest.approx(0.033387, abs=1e-6)
    slow = [law.ruin_threshold(0.8, 1.0, 1e-5, ruined) for ruined in (0.1, 1.0)]
    assert slow[0] / slow[1] == pytest.approx(10.0, rel=1e-3)

"""Printed numbers of A1, A3 and I2."""

import math

import pytest
from scipy.optimize import brentq

from analysis.theory.acceptance import composed_acceptance
from analysis.theory.deterrence import audit_margin, audit_threshold, forgery_threshold, payoff, slash_threshold


def test_the_worked_case_of_a1():
    assert audit_threshold(0.95, 1.2, 10.0, 0.95, 0.01) == pytest.approx(0.09024, abs=5e-6)


def test_the_margin_of_a1_is_zero_at_its_threshold_and_a_difference_of_payoffs():
    assert brentq(lambda a: audit_margin(a, 0.95, 1.2, 10.0, 0.95, 0.01), 0.0, 1.0) == pytest.approx(0.09024, abs=5e-6)
    honest, lazy = payoff(1.2, 1.0, 10.0, 0.3 * 0.01), payoff(1.2, 0.05, 10.0, 0.3 * 0.95)
    assert audit_margin(0.3, 0.95, 1.2, 10.0, 0.95, 0.01) == pytest.approx(honest - lazy, rel=1e-12)


def test_a_job_that_is_caught_loses_its_reward_and_the_slash():
    assert payoff(1.2, 1.0, 10.0, 0.0) == pytest.approx(0.2)
    assert payoff(1.2, 1.0, 10.0, 1.0) == pytest.approx(-11.0)


def test_the_tolerance_that_a1_runs_with_gives_a_false_alarm_in_a_hundred():
    assert math.erfc(3.643 / 2) == pytest.approx(0.01, abs=1e-5)


@pytest.mark.parametrize(
    ("slash", "printed", "digits"), [(10, 0.0992, 5e-5), (50, 0.0217, 5e-5), (100, 0.01098, 5e-6), (110, 0.00999, 5e-6)]
)
def test_the_worked_cases_of_a3_at_a_tenth_colluding(slash, printed, digits):
    assert audit_threshold(1.0, 1.2, slash, colluding=0.1) == pytest.approx(printed, abs=digits)


def test_under_one_per_cent_needs_a_stake_of_more_than_111_costs():
    assert audit_threshold(1.0, 0.0, 111.0, colluding=0.1) > 0.01 > audit_threshold(1.0, 0.0, 111.2, colluding=0.1)


def test_the_published_instance_of_half_colluding_and_a_collateral_of_250_costs():
    assert audit_threshold(1.0, 0.0, 250.0, colluding=0.5) == pytest.approx(0.008, rel=1e-12)


def test_no_audit_rate_deters_where_an_audit_sees_nothing():
    assert audit_threshold(1.0, 1.0, 1.0, detection=0.5, false_alarm=0.5) == math.inf


@pytest.mark.parametrize(("bad", "printed", "digits"), [(1, 18.95, 0.005), (2, 7.29, 0.005), (5, 0.543, 0.0005)])
def test_the_worked_cases_of_i2(bad, printed, digits):
    passes, honest = (composed_acceptance(m).accepted for m in (bad, 0))
    assert slash_threshold(passes, honest, 1.5, 5.0) == pytest.approx(printed, abs=digits)


def test_at_the_slash_of_i2_both_earn_the_same_and_reconstruction_cancels():
    (passes, up), (honest, _) = composed_acceptance(2), composed_acceptance(0)
    slash = slash_threshold(passes, honest, 1.5, 5.0)
    assert slash == pytest.approx(slash_threshold(passes * up, honest * up, 1.5, 5.0), rel=1e-12)
    assert passes * 6.5 - (1 - passes) * slash == pytest.approx(honest * 1.5 - (1 - honest) * slash, rel=1e-12)


def test_forgery_is_deterred_by_the_audits_that_compare_outputs():
    """Work 1, a small model .1, its trace .1: .8 saved; 2 of 5 audits find it and cost 11.5."""
    p = forgery_threshold(1.0, 0.1, 0.1, 0.6, 1.5, 10.0)
    assert p == pytest.approx(0.8 / 4.6)
    honest = 1.5 - 1.0
    assert honest == pytest.approx(1.5 - 0.2 - 0.4 * p * 11.5)
    assert forgery_threshold(1.0, 0.1, 0.1, 1.0, 1.5, 1e9) == math.inf

"""Printed numbers of A1 and A3."""

import math

import pytest

from analysis.theory.deterrence import audit_threshold


def test_the_worked_case_of_a1():
    assert audit_threshold(0.95, 1.2, 10.0, 0.95, 0.01) == pytest.approx(0.09024, abs=5e-6)


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

"""Expulsion by strikes, beside small cases written out."""

import pytest

from analysis.theory.strikes import expelled, expelled_in_a_row, found_invalid, survived


def test_two_strikes_in_three_audits():
    """For q = .5: two or three of three are invalid in 4 of 8 cases; two in a row are in 3 of 8 (110, 111, 011)."""
    assert expelled(0.5, 2, 3) == pytest.approx(0.5)
    assert expelled_in_a_row(0.5, 2, 3) == pytest.approx(3 / 8)


def test_one_strike_in_a_row_is_one_strike():
    assert expelled_in_a_row(0.2, 1, 5) == pytest.approx(expelled(0.2, 1, 5)) == pytest.approx(1 - 0.8**5)


def test_audits_survived_come_to_their_limits():
    """For n / q = 3 / .3 = 10; in a row (1 - .3^3) / (.3^3 x .7) = 51.48."""
    assert survived(0.3, 3, 2_000) == pytest.approx(10.0, rel=1e-9)
    assert survived(0.3, 3, 5_000, in_a_row=True) == pytest.approx(51.481, rel=1e-4)


def test_what_is_never_found_survives_all():
    assert survived(0.0, 1, 200) == 200.0
    assert survived(1.0, 3, 200, in_a_row=True) == 3.0


def test_both_sides_of_the_tolerance_count():
    """Three standard deviations of both runs: .0027."""
    assert found_invalid(0.0, 3 * 2**0.5, 2**0.5) == pytest.approx(0.0026998, abs=1e-6)
    assert found_invalid(10.0, 10.0, 1.0) == pytest.approx(0.5)

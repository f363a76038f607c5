"""Printed numbers of B3, B4 and B8, and other ways to the same laws."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from analysis.theory.sampling import coverage, detection, detection_by_budget, detection_with_replacement, samples_for, unchecked


@pytest.mark.parametrize(
    ("m", "without", "replaced"), [(1, 0.100, 0.0956), (5, 0.4162, 0.4013), (10, 0.6695, 0.6513), (20, 0.9049, 0.8926)]
)
def test_detection_by_10_samples_of_100_segments(m, without, replaced):
    assert detection(100, m, 10) == pytest.approx(without, abs=5e-5)
    assert detection(100, m, 10) == pytest.approx(1 - comb(100 - m, 10) / comb(100, 10), rel=1e-9)
    assert detection_with_replacement(100, m, 10) == pytest.approx(replaced, abs=5e-5)


@pytest.mark.parametrize(("share", "needed"), [(0.01, 459), (0.05, 90), (0.2, 21), (0.5, 7)])
def test_samples_that_detect_with_99_percent(share, needed):
    assert samples_for(0.99, share) == needed
    assert detection_by_budget(share, needed) >= 0.99 > detection_by_budget(share, needed - 1)


def covered_by_inclusion_and_exclusion(k, s, n, c):
    """P(exactly c of k covered), in fractions: choose which are uncovered, and let the others all be covered."""
    hidden = k - c
    terms = ((-1) ** j * comb(c, j) * Fraction(comb(c - j, s), comb(k, s)) ** n for j in range(c - s + 1))
    return comb(k, hidden) * sum(terms, Fraction(0))


def test_all_of_40_segments_are_covered_by_20_verifiers_with_6_samples_each():
    law = coverage(40, 6, 20)
    assert law[40] == pytest.approx(0.1817, abs=5e-5)
    assert law.sum() == pytest.approx(1.0, abs=1e-12)
    exact = [float(covered_by_inclusion_and_exclusion(40, 6, 20, c)) if c >= 6 else 0.0 for c in range(41)]
    assert law == pytest.approx(exact, rel=1e-9, abs=1e-15)
    assert 1 - law @ np.arange(41) / 40 == pytest.approx(unchecked(40, 6, 20), rel=1e-9)
    assert unchecked(40, 6, 20) == pytest.approx(0.85**20, rel=1e-12)


def test_coverage_by_one_verifier_is_its_sample_and_by_two_a_hand_count():
    """Of 3 segments one each: the second verifier meets the same with 1/3."""
    assert coverage(5, 2, 1) == pytest.approx([0, 0, 1, 0, 0, 0])
    assert coverage(3, 1, 2) == pytest.approx([0, 1 / 3, 2 / 3, 0])


@pytest.mark.parametrize(("k", "printed", "digits"), [(10, 0.20, 5e-3), (50, 0.69, 5e-3), (250, 0.997, 5e-4)])
def test_a_budget_of_a_tenth_against_one_segment_and_against_a_fifth_of_them(k, printed, digits):
    """The printed numbers are the exact ones; 1 - (1 - B)^(phi k) gives .19, .651 and .9948."""
    assert detection(k, 1, k // 10) == pytest.approx(0.1, rel=1e-9)
    assert detection(k, k // 5, k // 10) == pytest.approx(printed, abs=digits)
    assert detection_by_budget(0.1, k // 5) == pytest.approx({10: 0.19, 50: 0.6513, 250: 0.99485}[k], abs=5e-5)

"""Closed forms of chained segments: the numbers that the catalogue prints."""

import math

import pytest

from analysis.theory.chains import adversarial_drift, honest_drift


@pytest.mark.parametrize(("segments", "printed"), [(1, 2.8), (4, 5.7), (16, 11.3), (64, 22.6)])
def test_the_adversary_gains_on_noise_as_the_root_of_the_length(segments, printed):
    assert adversarial_drift(4.0, segments) / honest_drift(segments) == pytest.approx(printed, abs=0.05)


def test_amplification_by_a_tenth_over_sixteen_segments():
    assert adversarial_drift(4.0, 16, 1.1) == pytest.approx(143.8, abs=0.05)
    assert adversarial_drift(4.0, 16, 1.1) == pytest.approx(4.0 * sum(1.1**i for i in range(16)))
    assert honest_drift(16, 1.1) == pytest.approx(math.sqrt(2.0 * sum(1.1 ** (2 * i) for i in range(16))))


def test_a_check_of_the_end_caps_the_drift():
    assert adversarial_drift(4.0, 16, end_tolerance=20.0) == 20.0
    assert adversarial_drift(1.0, 16, end_tolerance=20.0) == 16.0

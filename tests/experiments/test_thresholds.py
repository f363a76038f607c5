"""Finding a zero of a noisy drift whose zero is known."""

import math

import numpy as np
import pytest

from experiments.thresholds import find_threshold


def noisy(zero, noise=0.3, repetition=0):
    """A drift that grows with the number as payoffs do and saturates, with noise; each number and seed has luck of its own."""

    def drift(at, seeds):
        luck = [np.random.default_rng([repetition, seed, int(at * 1e9)]).normal(0.0, noise) for seed in seeds]
        return math.tanh(at / zero - 1) + np.array(luck)

    return drift


def test_interval_covers_a_known_zero_in_at_least_90_of_100_repetitions():
    """Nominal 95; 90 lies 2.3 standard errors below."""
    found = [find_threshold(noisy(0.02, repetition=k), 1e-3, 1.0, range(30)) for k in range(100)]
    assert {t.status for t in found} == {"found"}
    assert sum(t.low <= 0.02 <= t.high for t in found) >= 90
    assert np.exp(np.mean(np.log([t.value for t in found]))) == pytest.approx(0.02, rel=0.02)


@pytest.mark.parametrize("zero", [0.0015, 0.01, 0.3, 0.9])
def test_finds_the_zero_anywhere_in_the_range(zero):
    found = find_threshold(noisy(zero, noise=0.05), 1e-3, 1.0, range(30))
    assert found.status == "found"
    assert found.value == pytest.approx(zero, rel=0.05)
    assert found.low < found.value < found.high


def test_without_noise_the_zero_of_a_straight_drift_is_exact():
    """Payoffs are straight lines in the audit rate; a line in its logarithm would find .0197."""
    assert find_threshold(lambda at, seeds: np.full(len(seeds), at - 0.02), 1e-3, 1.0, range(4)).value == pytest.approx(0.02, rel=1e-9)


def test_a_drift_that_is_negative_everywhere_has_no_threshold():
    found = find_threshold(noisy(10.0), 1e-3, 1.0, range(30))
    assert found.status == "none"
    assert math.isnan(found.value)
    assert math.isnan(found.low)


def test_a_drift_that_is_positive_everywhere_says_so():
    assert find_threshold(noisy(1e-6), 1e-3, 1.0, range(30)).status == "everywhere"


def test_counts_every_run_that_it_made():
    runs = 0

    def drift(at, seeds):
        nonlocal runs
        runs += len(seeds)
        return noisy(0.02)(at, seeds)

    assert find_threshold(drift, 1e-3, 1.0, range(10)).runs == runs

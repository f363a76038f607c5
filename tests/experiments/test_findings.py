"""The rules by which a measurement agrees with a closed form: each accepts what is right and refuses what is not."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.studies.validation.finding import Alike, Composition, Counts, Exact, Frequency, Mean, Root, SameLaw, Steps, Variance


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_a_mean_holds_within_four_standard_errors():
    """Error .1: 1.39 from 1 is z = 3.9, 1.41 is z = 4.1; an error of (4 + 1.645) .1 is seen with .95."""
    assert Mean(1.39, 0.1, 100).judge(1.0).holds
    judged = Mean(1.41, 0.1, 100).judge(1.0)
    assert not judged.holds
    assert judged.score == pytest.approx(4.1)
    assert judged.resolution == pytest.approx(0.56449, abs=1e-5)
    assert (judged.low, judged.high) == pytest.approx((1.214, 1.606), abs=1e-3)


def test_a_mean_without_spread_must_be_equal():
    assert Mean(1.0, 0.0, 10).judge(1.0).holds
    assert not Mean(1.0, 0.0, 10).judge(1.0 + 1e-6).holds


def test_a_mean_of_values_has_the_error_of_its_sample():
    """1, 2, 3: variance 1, so the error is 1 / sqrt 3."""
    mean = Mean.of(np.array([1.0, 2.0, 3.0]))
    assert (mean.value, mean.error, mean.n) == (2.0, pytest.approx(1 / math.sqrt(3)), 3)
    assert mean.minus(mean).error == pytest.approx(math.sqrt(2 / 3))


def test_a_frequency_uses_the_error_of_the_closed_form():
    """P = .5, n = 10,000: error .005, so .519 is z = 3.8 and .521 is 4.2."""
    assert Frequency(5190, 10_000).judge(0.5).holds
    assert not Frequency(5210, 10_000).judge(0.5).holds


def test_rare_events_are_judged_by_the_exact_law():
    """None of 50,000 fits 9e-8 and 1e-4 (e^-5 = .007 two-sided), not 1e-3; one is too many for 1e-13."""
    assert Frequency(0, 50_000).judge(9.2e-8).holds
    assert Frequency(0, 50_000).judge(1e-4).holds
    assert not Frequency(0, 50_000).judge(1e-3).holds
    assert not Frequency(1, 50_000).judge(1e-13).holds
    assert Frequency(10, 10).judge(1.0).holds
    assert not Frequency(9, 10).judge(1.0).holds


def test_a_variance_holds_within_four_root_two_over_n():
    """N = 20,000: 4 sqrt(2 / n) = .04."""
    assert Variance(1.039, 20_000).judge(1.0).holds
    assert not Variance(1.041, 20_000).judge(1.0).holds
    assert not Variance(0.959, 20_000).judge(1.0).holds


def test_counts_are_held_against_a_law_and_what_cannot_be_is_refused():
    draws = np.bincount(generator().binomial(10, 0.3, 5_000))
    law = stats.binom.pmf(np.arange(11), 10, 0.3)
    assert Counts(draws).judge(law).holds
    assert not Counts(draws).judge(stats.binom.pmf(np.arange(11), 10, 0.33)).holds
    assert not Counts(np.array([50, 49, 1])).judge(np.array([0.5, 0.5])).holds


def test_counts_raise_a_false_alarm_about_once_in_a_thousand():
    law = stats.binom.pmf(np.arange(11), 10, 0.3)
    alarms = sum(not Counts(np.bincount(generator(seed).binomial(10, 0.3, 500))).judge(law).holds for seed in range(2_000))
    assert alarms <= 10, "2 are expected; 10 and more have a probability of 5e-5"


def test_steps_are_made_continuous_before_they_are_compared():
    values = generator(5).binomial(10, 0.3, 5_000)  # 0 is the seed of the draws within steps
    assert Steps(values).judge(stats.binom.pmf(np.arange(11), 10, 0.3)).holds
    assert not Steps(values).judge(stats.binom.pmf(np.arange(11), 10, 0.33)).holds
    assert not Steps(values + 20).judge(stats.binom.pmf(np.arange(11), 10, 0.3)).holds


def test_alike_asks_for_one_probability_and_the_right_one():
    assert Alike((100, 105, 97), (1000, 1000, 1000)).judge(0.1).holds
    assert not Alike((100, 180, 97), (1000, 1000, 1000)).judge(0.1257).holds, "not alike"
    assert not Alike((100, 105, 97), (1000, 1000, 1000)).judge(0.15).holds, "alike, and wrong"


def test_a_root_holds_within_its_tolerance():
    assert Root(0.1029, 0.001, 500, 0.03).judge(0.1).holds
    assert not Root(0.1031, 0.001, 500, 0.03).judge(0.1).holds


def test_an_exact_number_is_equal_up_to_rounding():
    assert Exact(1e-10, 1e-9).judge(0.0).holds
    assert not Exact(1e-8, 1e-9).judge(0.0).holds


def test_two_samples_of_one_law_are_told_from_two_laws():
    one, other = generator(1).normal(size=2_000), generator(2).normal(size=2_000)
    assert SameLaw(one, other).judge(0.0).holds
    assert not SameLaw(one, other + 0.3).judge(0.0).holds


def test_shares_hold_within_a_total_variation_distance():
    """(.5, .3, .2) from (.49, .30, .21): (.01 + 0 + .01) / 2 = .01."""
    shares = Composition(np.array([0.5, 0.3, 0.2]), 0.02, 100)
    judged = shares.judge(np.array([0.49, 0.3, 0.21]))
    assert judged.holds
    assert judged.measured == pytest.approx(0.01)
    assert not shares.judge(np.array([0.3, 0.5, 0.2])).holds

"""Where along a gradient honest work begins to pay, by hand."""

import math

import pytest

from analysis.theory.place import compared_threshold, local_threshold


def test_the_local_threshold_is_that_of_audits_by_those_who_look():
    """A saving of .8 against 4 at stake: .2, and .4 where half of the checkers look."""
    assert local_threshold(0.8, 4.0) == pytest.approx(0.2)
    assert local_threshold(0.8, 4.0, 0.5) == pytest.approx(0.4)


def test_one_job_is_compared_by_two_cases():
    """Caught with q: q tanh(beta (4 - .8) / 2) = (1 - q) tanh(beta .8 / 2), so q = t(.4) / (t(.4) + t(1.6)) for beta = 1."""
    small, large = math.tanh(0.4), math.tanh(1.6)
    assert compared_threshold(0.8, 4.0, 1.0, 1, 1.0) == pytest.approx(small / (small + large), rel=1e-9)
    assert compared_threshold(0.8, 4.0, 0.5, 1, 1.0) == pytest.approx(2 * small / (small + large), rel=1e-9)


def test_weak_comparison_and_many_jobs_lead_back_to_the_local_threshold():
    assert compared_threshold(0.8, 4.0, 1.0, 3, 1e-4) == pytest.approx(0.2, rel=1e-4)
    assert compared_threshold(0.8, 4.0, 1.0, 400, 0.01) == pytest.approx(0.2, abs=0.01)


def test_a_saving_above_all_that_can_be_lost_has_no_threshold():
    assert compared_threshold(5.0, 4.0, 1.0, 3, 0.5) == math.inf

"""Findings of invariances: each holds where it should, and does not where it should not."""

import math

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from experiments.studies.validation.contrasts import Beyond, Differs, Unalike, Wins
from experiments.studies.validation.traces import GiantShare


def draws(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_two_laws_differ_only_where_they_do():
    one, same, other = draws(1).normal(size=2_000), draws(2).normal(size=2_000), draws(3).normal(0.3, size=2_000)
    assert not Differs(one, same).judge(0.0).holds
    assert Differs(one, other).judge(0.0).holds
    assert Differs(one, other).judge(0.0).measured > 0.09


def test_rates_are_unlike_only_where_they_are():
    assert not Unalike((500, 515), (1_000, 1_000)).judge(0.0).holds
    found = Unalike((500, 600), (1_000, 1_000)).judge(0.0)
    assert found.holds
    assert found.measured == pytest.approx(0.1)


def test_a_number_lies_beyond_a_tolerance_on_either_side():
    assert not Beyond(1e-10, 1e-9).judge(0.0).holds
    assert Beyond(-2e-9, 1e-9).judge(0.0).holds
    assert not Beyond(0.0, 0.0).judge(0.0).holds


URN = betabinom.pmf(np.arange(101), 100, 20, 80)


def wins(law, runs: int) -> Wins:
    return Wins(draws(4).choice(len(law), size=runs, p=law), 0.2, 100.0, 1.0, 100)


def test_wins_of_an_urn_hold_against_its_law_and_report_the_spread_of_the_share():
    found = wins(URN, 20_000).judge(URN)
    assert found.holds
    assert found.closed_form == pytest.approx(0.02814, abs=5e-6)
    assert found.low < 0.02814 < found.high
    assert found.resolution == pytest.approx(0.0282 * 0.02814, rel=0.01), "5.6 % of the variance, so half of that of the spread"


def test_wins_are_refused_for_their_mean_their_variance_and_their_shape_alone():
    independent, drifting = binom.pmf(np.arange(101), 100, 0.2), betabinom.pmf(np.arange(101), 100, 20.4, 79.6)
    centre, spread = 20.0, math.sqrt(URN @ (np.arange(101) - 20.0) ** 2)
    two_points = np.zeros(101)
    two_points[[round(centre - spread), round(centre + spread)]] = 0.5
    assert not wins(independent, 20_000).judge(URN).holds
    assert not wins(drifting, 20_000).judge(URN).holds
    assert not wins(two_points, 20_000).judge(URN).holds


def test_a_giant_share_is_judged_by_the_spread_between_graphs():
    """At c = 1.5 and 10,000 nodes one standard deviation is .0132."""
    assert GiantShare(0.5828 + 0.05, 10_000, 1.5, 1.0).judge(0.5828).holds
    assert not GiantShare(0.5828 + 0.06, 10_000, 1.5, 1.0).judge(0.5828).holds
    assert GiantShare(0.5828, 10_000, 1.5, 1.0).judge(0.6).score == pytest.approx(-1.38, abs=0.05)


@pytest.mark.parametrize("expected", [0.0, 1.0, 0.2])
def test_a_share_that_no_giant_component_has_is_refused(expected):
    assert not GiantShare(0.21, 10_000, 1.5, 1.0).judge(expected).holds

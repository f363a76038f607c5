"""Printed numbers of A10 and A1b, and its law beside scipy's."""

import numpy as np
import pytest
from scipy.stats import geom

from analysis.theory.deterrence import audit_threshold
from analysis.theory.lifetimes import (
    break_even_detection,
    continuation_value,
    discounted_life,
    ejecting_audit_threshold,
    forfeited,
    hit_profit,
    lifetime_law,
    lifetime_profit,
    mean_lifetime,
)


def test_the_worked_case_of_a10():
    assert mean_lifetime(0.018) == pytest.approx(55.6, abs=0.05)
    assert lifetime_profit(0.018, 3.0, 100.0) == pytest.approx(63.7, abs=0.05)
    assert break_even_detection(3.0, 100.0) == pytest.approx(0.0291, abs=5e-5)


def test_a_life_pays_nothing_at_the_break_even():
    assert lifetime_profit(break_even_detection(3.0, 100.0), 3.0, 100.0) == pytest.approx(0.0, abs=1e-12)


def test_a_sure_catch_pays_the_slash_and_nothing_else():
    assert mean_lifetime(1.0) == 1.0
    assert lifetime_profit(1.0, 3.0, 100.0) == -100.0


def test_the_profit_is_the_mean_over_the_law():
    rounds = np.arange(1, 5_000)
    assert lifetime_profit(0.018, 3.0, 100.0) == pytest.approx(geom.pmf(rounds, 0.018) @ (3.0 * (rounds - 1) - 100.0), rel=1e-9)


@pytest.mark.parametrize("epochs", [1, 2, 20])
def test_the_profit_of_a_hit_is_the_mean_over_the_law_cut_off_when_the_stake_is_free(epochs):
    """Caught in round r: 3 (r - 1) - 100; never: 3 a round."""
    rounds = np.arange(1, epochs + 1)
    caught = geom.pmf(rounds, 0.018) @ (3.0 * (rounds - 1) - 100.0)
    assert hit_profit(0.018, 3.0, 100.0, epochs) == pytest.approx(caught + geom.sf(epochs, 0.018) * 3.0 * epochs, rel=1e-12)


def test_how_long_a_hit_lasts_does_not_decide_whether_it_pays():
    assert [hit_profit(break_even_detection(3.0, 100.0), 3.0, 100.0, m) for m in (1, 5, 500)] == pytest.approx([0.0] * 3, abs=1e-10)


@pytest.mark.parametrize("edges", [(1, 2, 3), (3, 6, 12, 160), (50,)])
def test_the_law_over_bins_is_the_geometric_one_of_scipy(edges):
    below = geom.cdf([0, *edges], 0.018)
    assert lifetime_law(0.018, edges) == pytest.approx([*np.diff(below), 1 - below[-1]], rel=1e-12)
    assert lifetime_law(0.018, edges).sum() == pytest.approx(1.0, abs=1e-15)


LIFE = {"reward": 1.2, "slash": 10.0, "discount": 0.99}


def test_the_worked_case_of_a1b():
    assert continuation_value(1.2, 1.0, 0.99) == pytest.approx(20.0)
    threshold = ejecting_audit_threshold(1.0, 0.05, detection=0.95, **LIFE)
    assert threshold == pytest.approx(0.03226, abs=5e-6)
    assert audit_threshold(0.95, 1.2, 10.0, 0.95) / threshold == pytest.approx(31 / 11.2), "without ejection nearly three times as many"


@pytest.mark.parametrize(("wait", "price"), [(None, 0.0), (0, 5.0), (20, 5.0)])
def test_at_the_threshold_both_lives_are_worth_the_same(wait, price):
    audit = ejecting_audit_threshold(1.0, 0.05, detection=0.95, wait=wait, price=price, **LIFE)
    assert discounted_life(0.05, caught=0.95 * audit, wait=wait, price=price, **LIFE) == pytest.approx(20.0, rel=1e-9)


def test_who_is_back_at_once_for_nothing_loses_reward_and_slash_alone():
    assert forfeited(20.0, 0.99, 0, 0.0) == pytest.approx(0.0, abs=1e-12)
    assert forfeited(20.0, 0.99) == pytest.approx(19.8)
    assert forfeited(20.0, 0.99, 0, 5.0) == pytest.approx(0.99 * 5.0)


def test_a_discounted_life_is_the_sum_over_its_rounds():
    """Round t is reached with (1 - q)^t."""
    rounds = (0.99 * 0.97) ** np.arange(3_000)
    assert discounted_life(0.05, caught=0.03, **LIFE) == pytest.approx(rounds.sum() * (1.15 - 0.03 * 11.2), rel=1e-9)

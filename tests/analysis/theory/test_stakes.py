"""Printed numbers of E1, E1b, E2 and E3, and scipy beside them."""

import math

import numpy as np
import pytest
from scipy.stats import betabinom

from analysis.theory.stakes import (
    constant_growths,
    equal_gini,
    equal_herfindahl,
    frozen_share_variance,
    frozen_share_wins,
    geometric_growths,
    schedule_variance,
    urn_variance,
    urn_wins,
)


@pytest.mark.parametrize(("rewards", "printed"), [(100, 0.02814), (1000, 0.03795), (math.inf, 0.03980)])
def test_spread_of_a_share_of_a_fifth_of_a_hundred_tokens(rewards, printed):
    assert math.sqrt(urn_variance(0.2, 100.0, 1.0, rewards)) == pytest.approx(printed, abs=5e-6)


def test_wins_are_beta_binomial_and_give_that_spread():
    law = urn_wins(0.2, 100.0, 1.0, 100)
    assert law == pytest.approx(betabinom.pmf(np.arange(101), 100, 20.0, 80.0), rel=1e-9)
    share = (20.0 + np.arange(101)) / 200.0
    assert law @ share == pytest.approx(0.2, rel=1e-12)
    assert law @ (share - 0.2) ** 2 == pytest.approx(urn_variance(0.2, 100.0, 1.0, 100), rel=1e-9)


def test_fifty_epochs_of_twenty_winners_at_frozen_shares():
    assert math.sqrt(frozen_share_variance(0.2, 100.0, 1.0, 20, 50)) == pytest.approx(0.03608, abs=5e-6)


def test_one_winner_an_epoch_is_the_urn():
    assert frozen_share_variance(0.2, 100.0, 1.0, 1, 1000) == pytest.approx(urn_variance(0.2, 100.0, 1.0, 1000), rel=1e-12)


def test_law_of_frozen_shares_has_that_spread_and_no_drift():
    law = frozen_share_wins(0.2, 100.0, 1.0, 20, 50)
    share = (20.0 + np.arange(1001)) / 1100.0
    assert law.sum() == pytest.approx(1.0, rel=1e-12)
    assert law @ share == pytest.approx(0.2, rel=1e-12)
    assert math.sqrt(law @ (share - 0.2) ** 2) == pytest.approx(0.03608, abs=5e-6)


def test_law_of_one_winner_an_epoch_is_the_urns():
    assert frozen_share_wins(0.2, 100.0, 1.0, 1, 100) == pytest.approx(urn_wins(0.2, 100.0, 1.0, 100), rel=1e-9)


def test_a_hundred_tokens_on_a_hundred_in_a_thousand_rewards_alike_or_geometric():
    alike, geometric = (schedule_variance(0.2, growths(100.0, 100.0, 1000)) for growths in (constant_growths, geometric_growths))
    assert alike == pytest.approx(7.992e-5, rel=1e-4)
    assert geometric == pytest.approx(7.680e-5, rel=2e-3)
    assert alike / geometric == pytest.approx(1.041, abs=1e-3)


def test_ten_times_the_stakes_tell_the_schedules_apart():
    alike, geometric = (schedule_variance(0.2, growths(100.0, 1000.0, 1000)) for growths in (constant_growths, geometric_growths))
    assert alike / geometric == pytest.approx(1.574, abs=2e-3)


@pytest.mark.parametrize(("rewards", "printed"), [(1_000, 0.095), (10_000, 0.632), (100_000, 0.99996)])
def test_one_percent_for_ever_makes_one_node_take_all(rewards, printed):
    assert schedule_variance(0.5, np.full(rewards, 0.01)) / 0.25 == pytest.approx(printed, abs=1e-3)


def test_fifty_nodes_with_half_a_reward_each_tend_to_a_dirichlet_law():
    assert equal_herfindahl(50, 25.0, 1.0, 10**9) == pytest.approx(0.05769, abs=5e-6)
    assert equal_gini(50, 25.0, 1.0, 1_500) == pytest.approx(2.0 / math.pi, abs=0.007)


def test_one_reward_to_one_of_three_equal_nodes():
    """Stakes of 1, 1 and 2, always: a mean distance of 2/3 over twice the mean of 4/3; squared shares 1/16 + 1/16 + 1/4."""
    assert equal_gini(3, 3.0, 1.0, 1) == pytest.approx(0.25)
    assert equal_herfindahl(3, 3.0, 1.0, 1) == pytest.approx(0.375)

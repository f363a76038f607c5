"""Printed numbers of E1 and E1b, and scipy beside them."""

import math

import numpy as np
import pytest
from scipy.stats import betabinom

from analysis.theory.stakes import frozen_share_variance, frozen_share_wins, urn_variance, urn_wins


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

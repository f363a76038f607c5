"""Bounds of what was not seen, beside published numbers and exact sums."""

import numpy as np
import pytest
from scipy import stats

from experiments.explore.selection import generator
from experiments.explore.unseen import at_most, chao1, missing_mass, rule_of_three


def test_the_rule_of_three():
    assert rule_of_three(300) == pytest.approx(0.0099, abs=5e-5), "theory H3"
    assert (1 - rule_of_three(40)) ** 40 == pytest.approx(0.05)
    assert rule_of_three(0) == 1


def test_chao1_is_ecodives_bias_corrected_number():
    assert chao1([1, 0, 3, 2, 6]) == pytest.approx(4.0)  # a site with one cell hit once and one hit twice: 4 + 1*0/(2*2)
    assert chao1([1, 1, 1, 2]) == pytest.approx(4 + 3 * 2 / (2 * 2))


def test_the_binomial_law_is_scipys():
    for hits, runs, p in ((0, 5, 0.3), (3, 12, 0.5), (12, 12, 0.2), (-1, 4, 0.5)):
        assert at_most(hits, runs, p) == pytest.approx(stats.binom.cdf(hits, runs, p))


def test_nothing_run_bounds_nothing():
    assert missing_mass([], 0) == (1.0, 1.0)


def test_good_turing_is_right_on_average():
    """E[F1 / n] = sum p (1 - p)^(n - 1) exactly."""
    p, n, times = np.arange(1, 61) ** -1.3, 200, 400
    p /= p.sum()
    luck = generator(11)
    found = np.array([missing_mass(luck.multinomial(n, p), n)[0] for _ in range(times)])
    expected = float(np.sum(p * (1 - p) ** (n - 1)))
    assert abs(found.mean() - expected) < 4 * found.std(ddof=1) / np.sqrt(times)


@pytest.mark.parametrize("tail", [0.6, 1.3, 2.5])
def test_the_mass_of_what_was_missed_lies_below_its_bound_in_95_of_100_trials(tail):
    p, n = np.arange(1, 401) ** -tail, 300
    p /= p.sum()
    draws = [generator(12, int(10 * tail)).multinomial(n, p, size=200)]
    covers = [p[counts == 0].sum() <= missing_mass(counts, n)[1] for counts in draws[0]]
    assert np.mean(covers) >= 0.95


def test_a_cell_that_stayed_empty_is_rarer_than_the_rule_says_in_95_of_100_trials():
    """A cell a hair above the bound is missed with probability just below 5 %."""
    n = 300
    p = rule_of_three(n) * 1.001
    missed = generator(13).binomial(n, p, size=20_000) == 0
    assert missed.mean() < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 20_000)
    assert missed.mean() > 0.05 - 4 * np.sqrt(0.05 * 0.95 / 20_000) - 0.001, "nor is the bound wider than it need be"

"""Luck: known answers, equal twins, uniform and independent numbers, right laws. Seeds are fixed, so nothing here is flaky."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from model import luck, luck_twin
from model.luck import DRAWS, keys_of

ENOUGH = 1e-3
SEEDS = (0, 1, 2, 1234567, 2**63 - 1)


def uniforms_of(draw: str, seed: int = 5, epoch: int = 3, count: int = 20_000, index: int = 0) -> np.ndarray:
    key = keys_of(seed, epoch)[list(DRAWS).index(draw)]
    return luck.uniforms(int(key), np.arange(count), index)


def is_uniform(numbers: np.ndarray) -> None:
    assert stats.kstest(numbers, "uniform").pvalue > ENOUGH
    cells = np.bincount((numbers * 64).astype(int), minlength=64)
    assert stats.chisquare(cells).pvalue > ENOUGH


def are_independent(a: np.ndarray, b: np.ndarray) -> None:
    table, _, _ = np.histogram2d(a, b, bins=8, range=[[0, 1], [0, 1]])
    assert stats.chisquare(table.ravel()).pvalue > ENOUGH
    assert abs(stats.spearmanr(a, b).statistic) < 4.0 / np.sqrt(len(a))


@pytest.mark.parametrize("functions", [luck_twin, luck], ids=["plain", "compiled"])
def test_split_is_splitmix64(functions):
    """The first five outputs of SplitMix64 from seed 1234567, as published with its reference code."""
    first_five = [int(functions.split(1234567, index)) for index in range(5)]
    assert first_five == [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]


def test_the_twins_are_equal_to_the_last_bit():
    keys = [luck_twin.split(seed, index) for seed in SEEDS for index in range(50)] + [0, 2**64 - 1]
    for key in keys:
        for index in (0, 1, 63, 2**31, 2**40):
            assert int(luck.split(np.uint64(key), index)) == luck_twin.split(key, index)
            assert float(luck.uniform(np.uint64(key), index)) == luck_twin.uniform(key, index)


def test_many_at_once_are_those_one_by_one():
    key = luck_twin.split(9, 4)
    rows = np.array([0, 1, 7, 100_000])
    one_by_one = [luck_twin.uniform(luck_twin.split(key, int(row)), 2) for row in rows]
    assert luck.uniforms(key, rows, 2).tolist() == one_by_one


def test_keys_are_chained_from_seed_through_draw_to_epoch():
    for seed in SEEDS:
        expected = [luck_twin.split(luck_twin.split(seed, number), 17) for number in range(len(DRAWS))]
        assert [int(key) for key in keys_of(seed, 17)] == expected
        turned = np.zeros(len(DRAWS), dtype=np.uint64)
        luck.turn(turned, np.uint64(seed), 17)
        assert [int(key) for key in turned] == expected


def test_every_constant_is_the_place_of_its_draw_in_the_table():
    assert [getattr(luck, name.upper()) for name in DRAWS] == list(range(len(DRAWS)))


def test_every_draw_says_its_phase_and_its_entity():
    phases = {"entry", "arrive", "decide", "compute", "propagate", "verify", "settle", "market", "adapt"}
    assert all(draw.phase in phases and draw.entity for draw in DRAWS.values())


@pytest.mark.parametrize("draw", DRAWS)
def test_every_draw_is_uniform(draw):
    is_uniform(uniforms_of(draw))


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_are_uniform_from_every_seed(seed):
    is_uniform(uniforms_of("audit_draw", seed=seed))


def test_numbers_are_uniform_along_epochs_and_along_indexes():
    key_of = list(DRAWS).index("check_draw")
    along_epochs = [luck_twin.uniform(luck_twin.split(int(keys_of(5, epoch)[key_of]), 0), 0) for epoch in range(5000)]
    is_uniform(np.array(along_epochs))
    key = luck_twin.split(int(keys_of(5, 0)[key_of]), 0)
    is_uniform(np.array([luck_twin.uniform(key, index) for index in range(20_000)]))


@pytest.mark.parametrize("number", range(len(DRAWS) - 1))
def test_neighbouring_draws_are_independent(number):
    names = list(DRAWS)
    are_independent(uniforms_of(names[number]), uniforms_of(names[number + 1]))


def test_epochs_seeds_entities_and_indexes_are_independent():
    here = uniforms_of("seat_draw")
    are_independent(here, uniforms_of("seat_draw", epoch=4))
    are_independent(here, uniforms_of("seat_draw", seed=6))
    are_independent(here, uniforms_of("seat_draw", index=1))
    are_independent(here[:-1], here[1:])


def test_a_low_seed_and_its_neighbours_share_no_number():
    numbers = np.concatenate([uniforms_of("noise_draw", seed=seed, epoch=epoch) for seed in range(5) for epoch in range(5)])
    assert len(np.unique(numbers)) == len(numbers)


def test_below_is_uniform_over_the_integers_and_never_reaches_its_end():
    key = luck_twin.split(3, 3)
    drawn = np.array([luck.below(np.uint64(key), index, 7) for index in range(14_000)])
    assert drawn.min() == 0
    assert drawn.max() == 6
    assert stats.chisquare(np.bincount(drawn, minlength=7)).pvalue > ENOUGH


def test_the_normal_quantile_is_scipys():
    p = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 4001), 10.0 ** -np.arange(1.0, 16.0), [0.075, 0.925, 0.5]])
    ours = np.array([luck.normal_quantile(x) for x in p])
    assert np.allclose(ours, stats.norm.ppf(p), rtol=1e-13, atol=1e-14)


def test_the_normal_quantile_is_finite_at_both_ends():
    """The middle of the last cell, 1 - 2^-54, rounds to 1; it must not become infinite or nan."""
    lowest, highest = luck.normal_quantile(2.0**-54), luck.normal_quantile((1.0 - 2.0**-53) + 2.0**-54)
    assert lowest == pytest.approx(-8.29, abs=0.01)
    assert highest == pytest.approx(8.29, abs=0.01)


def test_normal_numbers_are_normal():
    key = luck_twin.split(11, 0)
    numbers = np.array([luck.normal(np.uint64(luck_twin.split(key, entity)), 0) for entity in range(20_000)])
    assert stats.kstest(numbers, "norm").pvalue > ENOUGH


@pytest.mark.parametrize("mean", [0.5, 5.0, 15.0, 300.0, 1e5])
def test_poisson_numbers_follow_scipys_poisson(mean):
    drawn = np.array([luck.poisson(np.uint64(luck_twin.split(21, entity)), mean) for entity in range(20_000)])
    bounds = np.unique(stats.poisson.ppf(np.linspace(0.02, 0.98, 25), mean))
    edges = np.concatenate([[-np.inf], bounds, [np.inf]])
    expected = np.diff(np.concatenate([[0.0], stats.poisson.cdf(bounds, mean), [1.0]])) * len(drawn)
    observed = np.array([((drawn > low) & (drawn <= high)).sum() for low, high in pairwise(edges)])
    assert stats.chisquare(observed, expected).pvalue > ENOUGH


def test_poisson_of_mean_zero_is_zero():
    assert luck.poisson(np.uint64(1), 0.0) == 0


@pytest.mark.parametrize("mean", [0.5, 5.0, 15.0, 300.0])
def test_the_references_poisson_is_the_engines(mean):
    from tests.agreement.reference.luck import Luck

    for epoch in range(300):
        plain = Luck(8)
        plain.turn(epoch)
        assert plain.poisson(mean, "job_count") == luck.poisson(np.uint64(plain.key("job_count")), mean)

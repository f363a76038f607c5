"""The rarer of two, and steps that stay in the cube."""

import numpy as np

from experiments.explore.selection import generator, mutated, parents, rarer_of_two


def test_of_two_cells_the_one_with_fewer_hits_is_taken():
    """With hits 1, 2, 3 the pairs are equally likely: a cell wins if the other is not rarer, (5, 3, 1) of 9."""
    chosen = rarer_of_two(np.array([1, 2, 3]), 90_000, generator(1))
    share = np.bincount(chosen, minlength=3) / 90_000
    expected = np.array([5, 3, 1]) / 9
    assert np.all(np.abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 90_000))


def test_equal_hits_prefer_nobody():
    share = np.bincount(rarer_of_two(np.full(4, 7), 40_000, generator(2)), minlength=4) / 40_000
    assert np.all(np.abs(share - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 40_000))


def test_a_parent_is_one_of_the_cells_candidates():
    held = {0: [10, 11], 1: [20]}
    found = parents(np.array([5, 1]), lambda place, lot: held[place][int(lot * len(held[place]))], 4_000, generator(3))
    count = {one: found.count(one) for one in (10, 11, 20)}
    assert abs(count[20] - 3_000) < 4 * np.sqrt(4_000 * 0.75 * 0.25)
    assert abs(count[10] - count[11]) < 4 * np.sqrt(1_000)


def test_children_stay_in_the_cube_and_differ_from_their_parents():
    at_the_walls = np.tile([0.0, 1.0, 0.5], (5_000, 1))
    children = mutated(at_the_walls, generator(4))
    assert children.min() >= 0
    assert children.max() <= 1
    assert np.all(np.any(children != at_the_walls, axis=1))


def test_steps_are_of_every_size():
    """Half of the genes move; of one gene's moves a step's deviation is log-uniform between 1e-3 and 0.3."""
    steps = np.abs(mutated(np.full((20_000, 1), 0.5), generator(5)) - 0.5).ravel()
    assert 0.15 < np.mean(steps < 0.003) < 0.45
    assert 0.1 < np.mean(steps > 0.1) < 0.45


def test_the_same_words_draw_the_same_and_others_do_not():
    assert generator(1, 2).random() == generator(1, 2).random()
    assert generator(1, 2).random() != generator(1, 3).random()

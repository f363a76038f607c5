"""Curves: tables of functions of one number that are exact at their edges and tell where they have nothing to say."""

import numpy as np
import pytest

from model.curves import TAIL, Curves


class Asked:
    """A function that counts how often it is asked."""

    def __init__(self, function, estimated=False):
        self.function, self.estimated, self.places = function, estimated, []

    def __call__(self, row, places):
        self.places += places.tolist()
        return np.column_stack([self.function(places + row), np.cos(places)]), self.estimated


def curves(asked, edges=(-10.0, 0.0, 10.0), rows=2):
    return Curves(asked, lambda row: np.array(edges), rows, 2)


PLACES = np.random.Generator(np.random.PCG64(3)).uniform(-10.0, 10.0, 500)


def test_a_smooth_function_is_met_within_the_bound_and_asked_less_often_than_it_answers():
    asked = Asked(lambda x: np.exp(-(x**2)))
    table = curves(asked)
    for row in (0, 1):
        found = table.at(row, PLACES)
        assert found[:, 0] == pytest.approx(np.exp(-((PLACES + row) ** 2)), abs=10 * TAIL)
        assert found[:, 1] == pytest.approx(np.cos(PLACES), abs=10 * TAIL)
    before = len(asked.places)
    table.at(1, PLACES[::-1].copy())
    assert len(asked.places) == before < 1000


def test_a_step_stands_at_its_edge_and_counts_on_neither_side():
    step = Asked(lambda x: np.where(x < 2.0, 1.0, np.where(x == 2.0, 5.0, -1.0)))
    found = curves(step, (-10.0, 2.0, 10.0)).at(0, np.array([np.nextafter(2.0, 0.0), 2.0, np.nextafter(2.0, 3.0), -10.0, 10.0]))
    assert found[:, 0].tolist() == pytest.approx([1.0, 5.0, -1.0, 1.0, -1.0], abs=1e-12)


def test_only_what_is_looked_at_is_worked_out():
    asked = Asked(np.sin)
    curves(asked).at(0, np.array([3.0, 4.0]))
    assert min(asked.places) > 0.0


def test_a_pinned_place_is_kept_as_it_is_for_one_question():
    asked = Asked(np.sin)
    table = curves(asked)
    table.at(1, np.array([0.0]))
    table.pin(3.0)
    assert table.at(1, np.full(50, 3.0))[:, 0].tolist() == [np.sin(4.0)] * 50
    assert asked.places == [0.0, 3.0]


def test_a_rugged_function_is_asked_itself():
    rugged = Asked(lambda x: np.sin(1e5 * x))
    found = curves(rugged).at(0, PLACES[:30])
    assert found[:, 0].tolist() == np.sin(1e5 * PLACES[:30]).tolist()


def test_estimates_are_told_from_the_rest_by_the_pieces_that_were_used():
    table = curves(Asked(np.sin, estimated=True))
    table.at(0, np.array([3.0]))
    used = np.zeros(len(table.table.blocks), dtype=int)
    assert not table.is_estimated(used)
    assert table.is_estimated(used + 1)

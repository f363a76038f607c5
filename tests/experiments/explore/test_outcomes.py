"""Cells of the outcome space, worked out by hand."""

import math

import numpy as np
import pytest

from experiments.explore.outcomes import MISSING, Grid, Wanted, from_pilot, parse
from experiments.explore.start import honest_start
from model import networks

START = honest_start(networks.load("none"), 20, 20).scenario
GRID = Grid((Wanted("a", 0.0, 1.0, 4), Wanted("b", 10.0, 20.0, 5)))


def test_a_value_lies_in_the_cell_that_begins_at_or_below_it():
    cells, depth = GRID.locate(np.array([[0.0, 10.0], [0.25, 12.0], [0.375, 13.0]]))
    assert [GRID.place(cell) for cell in cells] == [(0, 0), (1, 1), (1, 1)]
    assert depth == pytest.approx([0.0, 0.0, 0.5])


def test_what_lies_beyond_the_range_belongs_to_the_outermost_cell():
    cells, _ = GRID.locate(np.array([[-3.0, 99.0], [1.0, 20.0]]))
    assert [GRID.place(cell) for cell in cells] == [(0, 4), (3, 4)]


def test_a_missing_value_has_no_cell():
    cells, _ = GRID.locate(np.array([[np.nan, 12.0], [0.5, np.nan], [0.5, 12.0]]))
    assert cells.tolist() == [MISSING, MISSING, 2 * 5 + 1]


def test_the_ends_of_a_cell():
    assert GRID.ends(2 * 5 + 1) == [(0.5, 0.75), (12.0, 14.0)]
    assert GRID.size == 20


def test_outcomes_are_read_with_and_without_ranges():
    assert parse("integrity, welfare=-5:500:10", START) == (Wanted("integrity", 0, 1, 20), Wanted("welfare", -5, 500, 10))
    assert not parse("welfare", START)[0].is_known
    assert parse("gini_stake=0:.5", START) == (Wanted("gini_stake", 0, 0.5, 20),)
    assert parse("share_honest", START)[0].is_known, "a share is in [0, 1]"


def test_units_are_those_of_the_measures():
    assert [one.unit for one in parse("integrity,welfare", START)] == ["1", "USD"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("integrty", "did you mean integrity"), ("integrity=1:0:20", "low < high"), ("integrity=a:b", "write for example integrity=0:1:20"),
        ("integrity,integrity", "twice"), ("", "0 outcomes"), ("integrity=0:1:300,gini_stake=0:1:300", "more than 40,000 cells"),
        ("integrity=0:1:2:3", "write for example"),
    ],
)  # fmt: skip
def test_outcomes_that_cannot_be_are_refused(text, words):
    with pytest.raises(ValueError, match=words):
        parse(text, START)


def test_a_pilot_gives_a_range_with_a_margin_and_keeps_what_is_known():
    wanted = (Wanted("a", 0.0, 1.0, 4), Wanted("b", math.nan, math.nan, 5))
    grid = from_pilot(wanted, np.array([[0.2, 5.0], [0.9, 15.0], [np.nan, np.nan]]))
    assert grid.axes == (wanted[0], Wanted("b", 4.5, 15.5, 5))


def test_a_pilot_without_a_value_is_refused():
    with pytest.raises(ValueError, match="no value in any pilot run"):
        from_pilot((Wanted("b", math.nan, math.nan, 5),), np.full((3, 1), np.nan))

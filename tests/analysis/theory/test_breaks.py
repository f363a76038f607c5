"""Breaks of images, by hand."""

import math

import pytest

from analysis.theory.breaks import critical_share, endured, herfindahl, left, served


def test_a_half_and_two_quarters_lose_three_eighths_on_average():
    assert herfindahl([0.5, 0.25, 0.25]) == pytest.approx(0.375)


def test_nodes_that_earned_4_lose_6_and_would_earn_1_endure_seven_epochs():
    """The mean of memory 20 after D epochs is 10 x .95^D - 6: at 6 it is 1.35, at 7 it is .98, below 1."""
    at = endured(4.0, 6.0, 1.0, 20.0)
    assert 10 * 0.95**at - 6 == pytest.approx(1.0)
    assert math.ceil(at) == 7


def test_a_fifth_of_them_leaves_in_each_epoch_from_the_seventh_on():
    assert left(6, 6.95, 0.2) == 0.0
    assert left(7, 6.95, 0.2) == pytest.approx(0.2)
    assert left(9, 6.95, 0.2) == pytest.approx(1 - 0.8**3)


def test_room_for_half_as_much_again_makes_up_for_a_third():
    assert critical_share(1.5) == pytest.approx(1 / 3)
    assert critical_share(1.0) == 0.0


@pytest.mark.parametrize(
    ("share", "gone", "silent", "expected"),
    [
        (0.4, 0.0, True, 0.6),
        (0.4, 1.0, True, 0.9),
        (0.2, 1.0, True, 1.0),
        (0.4, 1.0, False, 0.9),
        (0.4, 0.0, False, 1.0),
        (0.8, 0.5, True, 0.3),
    ],
)
def test_what_is_served(share, gone, silent, expected):
    """Of .8 with half of them gone .6 are there: room for .9 of the jobs, of which a third goes to those who can serve."""
    assert served(share, gone, 1.5, silent) == pytest.approx(expected)

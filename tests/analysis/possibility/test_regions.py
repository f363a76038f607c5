"""A region in words: bounds of rectangles that are known, both signs together, and what cannot be said."""

import math

import numpy as np
import pytest
from scipy.stats import qmc

from analysis.possibility.axes import Box
from analysis.possibility.regions import region

BOX = Box(("effort", "deviation", "vigilance"), (0.0, -30.0, 0.0), (1.0, 30.0, 1.0), {})
POINTS = BOX.points(qmc.Sobol(3, rng=3).random(4096))
EFFORT, DEVIATION, VIGILANCE = POINTS.T


def test_a_rectangle_is_told_by_its_sides():
    """Each bound keeps 95 %: effort below .5 x .95, deviation within 10 x .95; 90 % of the region is within both."""
    found = region(POINTS, (EFFORT < 0.5) & (np.abs(DEVIATION) < 10.0), BOX)
    assert [bound.axis for bound in found.bounds] == ["effort", "deviation"]
    assert found.bounds[0].high == pytest.approx(0.475, abs=0.01)
    assert found.bounds[1].high == pytest.approx(9.5, abs=0.2)
    assert found.inside == pytest.approx(0.95**2, abs=0.02)
    assert found.filled == 1.0
    assert found.words == (
        f"effort below {found.bounds[0].high:.2g}, deviation within +-{found.bounds[1].high:.2g} sigma "
        f"({found.inside:.0%} of it lies there, 100% of all behaviours there belong to it)"
    )
    assert found.centroid["effort"] == pytest.approx(0.25, abs=0.01)
    assert found.extent["vigilance"] == pytest.approx((0.0, 1.0), abs=0.01)


def test_what_lies_at_both_ends_of_deviation_lies_beyond_a_size():
    found = region(POINTS, np.abs(DEVIATION) > 15.0, BOX)
    assert [(bound.axis, bound.size) for bound in found.bounds] == [("deviation", True)]
    assert found.bounds[0].words == f"deviation beyond +-{found.bounds[0].low:.2g} sigma"
    assert found.bounds[0].low == pytest.approx(15.75, abs=0.1)


def test_one_sign_alone_keeps_its_sign():
    found = region(POINTS, DEVIATION > 20.0, BOX)
    assert not found.bounds[0].size
    assert found.bounds[0].words == f"deviation above {found.bounds[0].low:.2g} sigma"


def test_a_band_has_two_ends():
    found = region(POINTS, (VIGILANCE > 0.3) & (VIGILANCE < 0.6), BOX)
    assert found.words.startswith("vigilance between 0.31 and 0.59")


def test_bounds_that_describe_badly_say_so():
    """A tenth of a rectangle, at random: the bounds are right, and only a tenth of what lies within them belongs to it."""
    sparse = (EFFORT < 0.5) & (np.random.Generator(np.random.PCG64(1)).random(len(POINTS)) < 0.1)
    assert region(POINTS, sparse, BOX).filled == pytest.approx(0.1, abs=0.02)


def test_the_whole_box_has_no_bounds():
    found = region(POINTS, np.ones(len(POINTS), dtype=bool), BOX)
    assert found.bounds == ()
    assert found.words == "along the whole range of every axis, 100% of all behaviours there are"


def test_a_region_of_few_points_is_not_described():
    some = np.arange(len(POINTS)) < 3
    assert region(POINTS, some, BOX).words == "too small to be described (3 points)"
    none = region(POINTS, np.zeros(len(POINTS), dtype=bool), BOX)
    assert none.centroid == {}
    assert math.isnan(none.inside)

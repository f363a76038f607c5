"""The boundary of a set: circles whose geometry is known, and what a tolerance lets pass against C2."""

import numpy as np
import pytest

from analysis.possibility.axes import Box
from analysis.possibility.boundary import Boundary, admissible, grid, unit, viable
from analysis.theory.acceptance import within_tolerance
from analysis.theory.tolerance import largest_undetected
from experiments.studies import revealed
from model import networks
from model.outlook import Outlook, Prospects

FINE = np.linspace(0.0, 1.0, 201)
FIRST, SECOND = np.meshgrid(FINE, FINE, indexing="ij")
QUARTER = Boundary(FINE, FINE, 0.5 - np.hypot(FIRST, SECOND))
"""All within .5 of a corner: a quarter of a circle, whose line is pi / 4 long."""
RING = Boundary(FINE, FINE, 0.1 - np.abs(np.hypot(FIRST - 0.5, SECOND - 0.5) - 0.3))
"""Between circles of radius .2 and .4."""


def test_a_quarter_of_a_circle_has_its_length_and_no_wall_of_the_box_counts():
    assert QUARTER.length == pytest.approx(np.pi / 4, rel=1e-4)
    assert len(QUARTER.lines) == 1
    assert np.hypot(*QUARTER.points.T) == pytest.approx(0.5, abs=1e-4)


def test_a_ring_has_two_boundaries():
    assert len(RING.lines) == 2
    assert RING.length == pytest.approx(2 * np.pi * 0.6, rel=1e-3)


def test_distances_are_above_zero_inside_and_below_outside():
    found = QUARTER.distances(np.array([[0.0, 0.0], [0.3, 0.0], [0.5, 0.5], [0.0, 1.5]]))
    assert found == pytest.approx([0.5, 0.2, 0.5 - np.sqrt(0.5), -1.0], abs=2e-3)


def test_a_point_on_the_line_shows_the_arc_within_its_reach():
    """A chord of .1 from the middle of the arc spans 2 asin(.1) to either side, of pi / 2."""
    middle = np.full((1, 2), 0.5 * np.sqrt(0.5))
    assert QUARTER.traced(middle, 0.1) == pytest.approx(4 * np.arcsin(0.1) / (np.pi / 2), abs=0.01)
    assert QUARTER.traced(np.array([[0.9, 0.9]]), 0.1) == 0.0
    assert QUARTER.traced(np.empty((0, 2)), 0.1) == 0.0
    assert QUARTER.traced(QUARTER.points, 0.01) == 1.0


def test_a_cloud_that_nothing_presses_is_uniform_in_the_set():
    """Of a quarter of radius .5, a share (.4 / .5)^2 lies within .4 of the corner: .64, error .0048 at 10,000 points."""
    points = QUARTER.inside(10_000, 1)
    assert QUARTER.holds(points).all()
    assert (np.hypot(*points.T) < 0.4).mean() == pytest.approx(0.64, abs=0.02)
    assert np.array_equal(points, QUARTER.inside(10_000, 1))


def test_a_set_that_fills_the_box_has_no_boundary_and_says_so():
    with pytest.raises(ValueError, match="no boundary in the box"):
        Boundary(FINE, FINE, np.ones_like(FIRST)).distances(np.zeros((1, 2)))


def test_what_passes_within_a_tolerance_ends_where_c2_says():
    """1 - (1 - e)(1 - A(d)) = .95^(1/100) A(0), as all jobs are checked and two runs differ by sqrt 2 sigma."""
    scenario = revealed.alone(networks.load("none"), "field", 0)
    box, rows, columns = Box.of(scenario, ("effort", "deviation")), np.array([0.0, 0.5]), np.linspace(0.5, 0.7, 13)
    outlook = Outlook(scenario)
    met = outlook.of(grid(box, rows, columns))
    found = admissible(met, outlook.of({"effort": np.ones(1)}), rows, columns, 100, 0.95)
    line = box.points(np.vstack(found.lines))
    for effort in (0.0, 0.5):
        at = line[np.isclose(line[:, 0], effort), 1]
        turned_down = (1.0 - 0.95**0.01 * within_tolerance(0.0, 10.0)) / (1.0 - effort)
        edge = largest_undetected(1.0 - turned_down, 10.0, np.sqrt(2.0))
        assert at == pytest.approx([edge], abs=0.05)


def test_places_in_the_box_and_in_the_unit_square_are_the_same():
    box = Box(("effort", "deviation"), (0.0, -30.0), (1.0, 30.0), {})
    behaviours = np.array([[0.5, 0.0], [1.0, 45.0]])
    assert unit(box, behaviours) == pytest.approx(np.array([[0.5, 0.5], [1.0, 1.25]]))
    assert box.points(unit(box, behaviours)) == pytest.approx(behaviours)


def test_what_is_viable_ends_where_utility_meets_the_option():
    """Utility 4 x over columns, against an option of 1: the boundary stands at x = .25."""
    utility = np.tile(4.0 * FINE, 2)
    zeros = np.zeros(len(utility))
    found = viable(Prospects(*[zeros] * 6, utility), 1.0, np.array([0.0, 1.0]), FINE)
    assert found.points[:, 1] == pytest.approx(0.25)
    assert found.holds(np.array([[0.5, 0.2], [0.5, 0.3]])).tolist() == [False, True]

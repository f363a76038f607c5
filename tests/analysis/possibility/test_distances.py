"""Distances of sets: unit discs by their closed forms, an oracle for Hausdorff, paired intervals, empty sets."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import directed_hausdorff
from scipy.stats import qmc

from analysis.possibility.distances import cell, compared, directed, jaccard, signed


def grid(side, low, high):
    """Centres of a square grid of cells, (side^2, 2)."""
    at = low + (np.arange(side) + 0.5) * (high - low) / side
    return np.column_stack([axis.ravel() for axis in np.meshgrid(at, at, indexing="ij")])


def disc(points, x):
    return (points[:, 0] - x) ** 2 + points[:, 1] ** 2 <= 1.0


def lens(d):
    return 2 * math.acos(d / 2) - d / 2 * math.sqrt(4 - d * d)


@pytest.mark.parametrize(("d", "written"), [(0.2, 0.7744), (0.5, 0.5210), (1.0, 0.2430)])
def test_unit_discs_have_the_jaccard_and_hausdorff_of_their_closed_forms(d, written):
    """Jaccard is lens / (2 pi - lens), the Hausdorff distance of a disc from its copy is how far it was moved (H5)."""
    size = 4.0 / 200
    points = grid(200, -1.5, 2.5)
    one, other = disc(points, 0.0), disc(points, d)
    assert lens(d) / (2 * math.pi - lens(d)) == pytest.approx(written, abs=5e-5)
    assert jaccard(one, other) == pytest.approx(written, abs=2 * size)
    for a, b in ((one, other), (other, one)):
        assert directed(points, a, b) == pytest.approx(d, abs=2 * size)


def test_a_cell_of_a_grid_is_the_side_of_its_cells():
    assert cell(grid(50, 0.0, 1.0)) == pytest.approx(1 / 50)


def test_directed_distances_are_those_of_scipy():
    points = qmc.Sobol(3, rng=5).random(512)
    one, other = points[:, 0] < 0.6, points.sum(axis=1) < 1.2
    assert directed(points, one, other) == pytest.approx(directed_hausdorff(points[one], points[other])[0], rel=1e-12)
    assert directed(points, other, one) == pytest.approx(directed_hausdorff(points[other], points[one])[0], rel=1e-12)


def test_distance_has_a_direction():
    """[0, .25] lies in [0, .75], whose far end is half a side away from it."""
    points = ((np.arange(1000) + 0.5) / 1000)[:, None]
    small, large = points[:, 0] < 0.25, points[:, 0] < 0.75
    found = compared(points, small, large, np.arange(1000) % 10)
    assert found.forth == 0.0
    assert found.back == pytest.approx(0.5, abs=1e-3)
    assert found.hausdorff == found.back
    assert (found.before.estimate, found.after.estimate) == (0.25, 0.75)
    assert found.change.estimate == found.gained.estimate == pytest.approx(0.5)
    assert found.lost.estimate == 0.0


def test_a_set_against_itself_does_not_change():
    points = qmc.Sobol(2, rng=1).random(256)
    inside = points[:, 0] + points[:, 1] < 0.8
    found = compared(points, inside, inside, np.arange(256) % 8)
    assert (found.change.estimate, found.gained.estimate, found.lost.estimate) == (0.0, 0.0, 0.0)
    assert (found.jaccard, found.hausdorff) == (1.0, 0.0)


def test_what_was_never_seen_may_still_be_there():
    """By the rule of three, up to 3 / 100 of the box may have changed where none of 100 points has; and as much either way."""
    batch = np.arange(100) % 4
    assert signed(np.zeros(100), batch) == pytest.approx((0.0, -0.03, 0.03))
    found = compared(np.linspace(0, 1, 100)[:, None], np.arange(100) < 50, np.arange(100) < 50, batch)
    assert found.gained == pytest.approx((0.0, 0.0, 0.03))
    assert found.lost == pytest.approx((0.0, 0.0, 0.03))


def test_empty_sets_have_no_hausdorff_distance_and_two_have_no_jaccard():
    points = qmc.Sobol(2, rng=1).random(64)
    none, some = np.zeros(64, dtype=bool), points[:, 0] < 0.5
    batch = np.arange(64) % 4
    one = compared(points, none, some, batch)
    assert one.jaccard == 0.0
    assert math.isnan(one.hausdorff)
    both = compared(points, none, none, batch)
    assert math.isnan(both.jaccard)
    assert math.isnan(both.hausdorff)


def test_the_interval_of_a_change_covers_it_and_is_narrower_than_those_of_the_volumes():
    """X < .5 becomes x + .02 y < .52: the change is .01, whatever batch is drawn; at least 90 of 100 intervals cover it."""
    covered, narrower = 0, 0
    for seed in range(100):
        points = np.random.Generator(np.random.PCG64(seed)).random((1600, 2))
        batch = np.arange(1600) // 100
        before, after = points[:, 0] < 0.5, points[:, 0] + 0.02 * points[:, 1] < 0.52
        found = compared(points, before, after, batch)
        covered += found.change.low <= 0.01 <= found.change.high
        narrower += found.change.high - found.change.low < found.after.high - found.after.low
    assert covered >= 90
    assert narrower == 100

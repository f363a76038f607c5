"""Volumes by quasi-Monte-Carlo points: sizes known by hand, intervals that cover, sets that no point meets."""

import numpy as np
import pytest

from analysis.possibility.volume import mean_of_batches, share, unit_points


def test_half_a_box_has_half_its_volume():
    points, batch = unit_points(5, 1024)
    found = share(points[:, 0] < 0.5, batch)
    assert found == (0.5, 0.5 - 3 / 1024, 0.5 + 3 / 1024), "each scrambling puts half of its points into each half"


def test_intervals_cover_the_volume_of_a_disc():
    """A quarter of a disc of radius 1 has pi / 4 of the square; of 200 intervals at 95 %, at least 180 hold it (binomial, p < .002)."""
    held, widths = 0, []
    for seed in range(200):
        points, batch = unit_points(2, 256, seed)
        found = share((points**2).sum(axis=1) < 1.0, batch)
        held += found.low <= np.pi / 4 <= found.high
        widths.append(found.high - found.low)
    assert 180 <= held <= 200
    assert np.mean(widths) < 0.6 * 2 * 1.96 * np.sqrt(np.pi / 4 * (1 - np.pi / 4) / 256), "narrower than independent points give"


def test_where_no_point_lies_there_may_still_be_three_in_n():
    _, batch = unit_points(1, 256)
    assert share(np.zeros(256, dtype=bool), batch) == (0.0, 0.0, 3 / 256)
    assert share(np.ones(256, dtype=bool), batch) == (1.0, 1 - 3 / 256, 1.0)


def test_an_interval_is_students_over_the_batches():
    """Means 0 and 1 of two batches: 0.5 with standard error 0.5, times 12.706 at one degree of freedom."""
    found = mean_of_batches(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 1]))
    assert found.estimate == 0.5
    assert found.high == pytest.approx(0.5 + 0.5 * 12.706, rel=1e-4)


def test_equal_seeds_give_equal_points_and_others_do_not():
    assert (unit_points(3, 64, 7)[0] == unit_points(3, 64, 7)[0]).all()
    assert (unit_points(3, 64, 7)[0] != unit_points(3, 64, 8)[0]).any()


@pytest.mark.parametrize("points", [0, 15, 17, 48, 1000, -16])
def test_a_number_of_points_that_makes_no_batches_is_refused(points):
    with pytest.raises(ValueError, match=r"^points = .* is not 16 times a power of two; give for example \d+"):
        unit_points(2, points)

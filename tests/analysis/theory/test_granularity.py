"""Skips of some segments by hand, and the model's own expected utility as another way to the same law."""

import pytest

from analysis.theory.granularity import border, border_of_many, gain, threshold_of_one
from experiments.studies.granularity import JOBS, prepare
from model import networks
from model.incentives import utility
from model.strategies.traits import behaviour


def test_gains_of_a_job_of_8_segments_with_2_sampled():
    """One of eight: D = 2/8, so 1/8 - 1.5/4 = -.25; all: 1 - 1.5; half a segment lies half way to one."""
    assert gain(7 / 8, 8, 2, 1.5) == pytest.approx(-0.25)
    assert gain(0.0, 8, 2, 1.5) == pytest.approx(-0.5)
    assert gain(15 / 16, 8, 2, 1.5) == pytest.approx(-0.125)
    assert gain(1.0, 8, 2, 1.5) == 0.0


def test_the_border_of_a_job_of_8_segments_with_2_sampled():
    """The next skip costs 1.5 x 8 (7 - m) / 28 of what it saves: 3, 2.57, ..., 1.29 at m = 4, .857 at m = 5: the border is 3/8."""
    assert border(8, 2, 1.5) == pytest.approx(3 / 8)


def test_the_ends_of_the_border():
    """With one sampled segment all skips cost alike; below g / s the first one pays already."""
    assert border(4, 1, 1.5) == 0.0
    assert border(4, 1, 0.5) == 1.0
    assert border(64, 16, 0.9 / 16) == 1.0
    assert border(64, 16, 1.1 / 16) < 1.0
    assert threshold_of_one(0.1, 16) == pytest.approx(0.00625)


def test_many_segments_have_the_border_of_sampling_with_replacement():
    """Two sampled, r = 1.5: 1 = 3 e."""
    assert border_of_many(2, 1.5) == pytest.approx(1 / 3)
    assert border(60_000, 4, 1.5) == pytest.approx(border_of_many(4, 1.5), abs=2e-4)
    assert border_of_many(4, 0.1) == 1.0


@pytest.mark.parametrize(("sampled", "effort"), [(1, 0.3), (4, 0.9), (4, 0.53), (16, 0.99)])
def test_the_model_expects_the_same(sampled, effort):
    scenario = prepare(networks.load("none"), sampled, 1.5, 1.0)
    work = JOBS * 0.6
    more = utility(scenario, behaviour(effort=effort)) - utility(scenario, behaviour())
    assert more / work == pytest.approx(gain(effort, 4 * sampled, sampled, 1.5), abs=1e-9)

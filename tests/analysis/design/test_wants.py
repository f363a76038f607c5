"""Wants and aims: read, held against values and intervals."""

import math

import numpy as np
import pytest

from analysis.design.wants import Aim, Want, aims_of, interval, parse_want


def test_wants_are_read_in_both_directions():
    assert parse_want("integrity >= .999") == Want("integrity", 1, 0.999)
    assert parse_want("honest_loss<=1e-2") == Want("honest_loss", -1, 0.01)
    assert str(parse_want("integrity>=.999")) == "integrity>=0.999"


@pytest.mark.parametrize("text", ["integrity", "integrity=.9", "integrity>.9", "integrity>=much", "integrity>=nan", ""])
def test_what_is_no_bound_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="is no bound; write for example"):
        parse_want(text)


def test_slack_is_measured_in_sizes_of_the_bound():
    assert Want("integrity", 1, 0.5).slack(0.75) == pytest.approx(0.5)
    assert Want("honest_loss", -1, 0.0).slack(0.25) == pytest.approx(-0.25)
    assert Want("integrity", 1, 0.5).slack(math.nan) == -math.inf


def test_an_interval_confirms_refutes_or_leaves_open():
    want = Want("honest_loss", -1, 0.01)
    assert want.verdict(0.002, 0.009) == "confirmed"
    assert want.verdict(0.008, 0.012) == "open"
    assert want.verdict(0.011, 0.012) == "refuted"
    assert want.verdict(math.nan, math.nan) == "open"
    assert Want("honest_loss", -1, 0.0).verdict(-4e-16, 4e-16) == "confirmed", "rounding is no loss"


def test_one_aim_is_weighed_against_deterrence():
    assert aims_of(["cost"], []) == [Aim("cost", 1), Aim("deterrence", -1)]
    assert aims_of(["cost"], ["honest_utility"]) == [Aim("cost", 1), Aim("honest_utility", -1)]
    for minimise, maximise, word in (
        ([], [], "nothing is minimised"),
        (["cost"], ["cost"], "given twice"),
        ([], ["deterrence"], "no front"),
    ):
        with pytest.raises(ValueError, match=word):
            aims_of(minimise, maximise)


def test_the_interval_is_student_s():
    """Of 1, 2, 3: mean 2, deviation 1, 4.302653 / sqrt(3) to both sides."""
    mean, low, high = interval(np.array([1.0, 2.0, 3.0, math.nan]))
    assert mean == 2.0
    assert high - mean == pytest.approx(4.302653 / math.sqrt(3), rel=1e-6)
    assert mean - low == pytest.approx(high - mean)
    assert math.isnan(interval(np.array([1.0, math.nan]))[1])

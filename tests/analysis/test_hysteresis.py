"""Area and branches of a hysteresis loop, by hand."""

import math

import pandas as pd
import pytest

from analysis.hysteresis import branches, loop


def rows(*values):
    """Of each seed, the values on the way up and on the way down at the levels 1, 2 and 4."""
    table = []
    for seed, (up, down) in enumerate(values):
        for branch, ways in (("up", up), ("down", down)):
            table += [{"branch": branch, "x": x, "value": v, "seed": seed} for x, v in zip((1.0, 2.0, 4.0), ways, strict=True)]
    return pd.DataFrame(table).sample(frac=1.0, random_state=1)


TWO = rows(((0, 0, 1), (0, 1, 1)), ((0, 0, 0), (0, 1, 1)))


def test_the_area_lies_between_the_ways():
    """Gaps 0, 1, 0: area 1/2 + 1 = 1.5. Gaps 0, 1, 1: 1/2 + 2 = 2.5. Mean 2, error .5."""
    found = loop(TWO)
    assert found.area == 2.0
    assert (found.low, found.high) == pytest.approx((2 - 1.959964 * 0.5, 2 + 1.959964 * 0.5))
    assert (found.widest, found.at, found.seeds) == (1.0, 2.0, 2)


def test_over_the_logarithm_each_doubling_counts_alike():
    """Gaps 0, 1, 0 and 0, 1, 1: areas ln 2 and 1.5 ln 2."""
    assert loop(TWO, log=True).area == pytest.approx(1.25 * math.log(2))


def test_a_way_up_that_lies_above_has_a_negative_area():
    assert loop(rows(((0, 1, 1), (0, 0, 1)), ((0, 1, 1), (0, 0, 1)))).area == -1.5


def test_branches_have_mean_and_interval_at_each_level():
    found = branches(TWO)
    assert len(found) == 6
    at = found[(found["branch"] == "up") & (found["x"] == 4.0)].iloc[0]
    assert at["mean"] == 0.5
    assert at["high"] == pytest.approx(0.5 + 1.959964 * 0.5)


def test_one_seed_and_missing_values_are_refused():
    with pytest.raises(ValueError, match="give two or more"):
        loop(rows(((0, 0, 1), (0, 1, 1))))
    with pytest.raises(ValueError, match="without a value on one of the ways"):
        loop(rows(((0, 0, float("nan")), (0, 1, 1)), ((0, 0, 1), (0, 1, 1))))

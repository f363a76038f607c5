"""Figures of an inference: what lies where, and that all of it is drawn."""

import numpy as np
import pandas as pd
import pytest

from analysis.figures import inversion, inversion_checks, style
from analysis.inversion.checks import Check


def check(observed, median=0.0, low=-2.0, high=4.0, p=0.5):
    return Check("mean of slashes", observed, median, low, high, p, p)


def test_records_lie_by_half_intervals_from_the_median():
    assert inversion_checks.place(check(2.0)) == pytest.approx(0.5)
    assert inversion_checks.place(check(-2.0)) == pytest.approx(-1.0)
    assert inversion_checks.place(check(0.0, low=0.0, high=0.0)) == 0.0
    assert inversion_checks.place(check(1.0, low=0.0, high=0.0)) == np.inf
    assert inversion_checks.place(check(-1.0, low=0.0, high=0.0)) == -np.inf


def test_what_the_model_does_not_show_is_marked_and_kept_within_the_axis():
    figure = inversion_checks.draw([check(1.0), check(1e9, p=0.001)], "posp", "two statistics")
    (axes,) = figure.axes
    right, odd = (line for line in axes.lines if line.get_marker() in ("o", "D"))
    assert right.get_xdata().tolist() == [0.25]
    assert odd.get_xdata().tolist() == [inversion_checks.FAR]
    assert odd.get_color() == style.VERMILION


def test_a_pair_plot_has_a_marginal_each_and_a_cloud_each_pair_over_the_prior():
    luck = np.random.Generator(np.random.PCG64(1))
    prior = pd.DataFrame({"a": luck.uniform(0, 1, 500), "b_c": np.exp(luck.uniform(0, 3, 500)), "d": luck.normal(size=500)})
    draws = prior.iloc[:200]
    figure = inversion.draw(draws, prior, ["b_c"], "posp", "500 draws")
    shown = [axes for axes in figure.axes if axes.axison]
    assert len(shown) == 6
    corner = shown[3]
    assert (corner.get_xlabel(), corner.get_ylabel(), corner.get_xscale()) == ("a", "d", "linear")
    assert len(corner.lines[0].get_xdata()) == 200
    assert shown[4].get_xscale() == "log"
    assert shown[4].get_xlim() == pytest.approx((prior["b_c"].min(), prior["b_c"].max()))
    posterior, before = shown[0].patches
    assert (posterior.get_label(), before.get_label()) == ("posterior", "prior")
    assert np.sum(before.get_data().values) == pytest.approx(1.0)

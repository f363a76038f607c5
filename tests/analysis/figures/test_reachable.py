"""Maps of what can be reached, over one, two and three outcomes."""

import numpy as np
import pandas as pd
import pytest

from analysis.figures.reachable import Axis, draw
from tests.pictures import clipped, colliding, tiny

AXES = (Axis("integrity", 0.0, 1.0, 10), Axis("gini stake", 0.0, 1.0, 8), Axis("welfare, USD", -500.0, 500.0, 5))
CURVES = pd.DataFrame(
    [(name, runs, cells) for name in ("all, half run again", "uniform stream") for runs, cells in ((0, 0), (2_000, 60))],
    columns=["series", "runs", "cells"],
)


def cells_of(axes, rows):
    """Rows of places, probability and cost."""
    return pd.DataFrame(rows, columns=[*(f"place_{k}" for k in range(len(axes))), "probability", "cost"])


def hit(axes):
    generator = np.random.Generator(np.random.PCG64(1))
    places = np.unique(generator.integers(0, [axis.cells for axis in axes], (40, len(axes))), axis=0)
    sure = generator.random(len(places)) < 0.6
    chance, cost = (
        np.where(sure, generator.uniform(0.3, 1.0, len(places)), np.nan),
        np.where(sure, 10 ** generator.uniform(0, 4, len(places)), np.nan),
    )
    return cells_of(axes, [(*place, p, c) for place, p, c in zip(places.tolist(), chance, cost, strict=True)])


@pytest.mark.parametrize("outcomes", [1, 2, 3])
def test_every_number_of_outcomes_has_a_map_that_can_be_read(outcomes):
    axes = AXES[:outcomes]
    figure = draw(
        axes, hit(axes), CURVES, "none, 60 nodes, 60 epochs, 2,000 runs, seed 1. Colour: confirmed cells; grey: seen; white: not hit."
    )
    assert clipped(figure) == []
    assert colliding(figure) == []
    assert tiny(figure) == []


def test_a_cell_of_a_pair_shows_the_surest_and_the_cheapest_over_the_third_outcome():
    rows = [(2, 3, 0, 0.4, 10.0), (2, 3, 4, 0.9, 1_000.0), (2, 5, 1, np.nan, np.nan)]
    figure = draw(AXES, cells_of(AXES, rows), CURVES, "")
    sure, cost = (
        next(panel for panel in figure.axes if panel.get_title(loc="left").endswith(word)).collections[1].get_array()
        for word in ("how surely", "at what cost")
    )
    assert sure.compressed().tolist() == [0.9]
    assert cost.compressed().tolist() == [10.0]


def test_nothing_confirmed_is_a_grey_map():
    figure = draw(AXES[:2], cells_of(AXES[:2], [(1, 1, np.nan, np.nan)]), CURVES, "")
    assert [len(panel.collections) for panel in figure.axes] == [1, 1, 0]

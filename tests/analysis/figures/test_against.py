"""The figure of two fields: every label in sight, the colours of what was gained and lost, and panels where nothing is."""

import numpy as np
import pandas as pd
import pytest
from tests.pictures import clipped, colliding, tiny

from analysis.figures import against
from analysis.figures.output import rendered
from analysis.possibility.hybrids import PLAYERS

SETS = ("admissible", "viable", "sustainable 0.1", "attack surface")


@pytest.fixture
def maps():
    """Effort up to .3 stops, from .7 on becomes possible; one set is empty under both."""
    x, y = (one.ravel() for one in np.meshgrid(np.linspace(0, 1, 21), np.linspace(-30, 30, 21)))
    one = pd.DataFrame({"x": x, "y": y, "before": x < 0.7, "after": x > 0.3})
    parts = [one.assign(set=name) if name != "sustainable 0.1" else one.assign(set=name, before=False, after=False) for name in SETS]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def shares():
    rows = [(name, part, -5.0 + 3 * place, -6.0 + 3 * place, -4.0 + 3 * place) for name in SETS for place, part in enumerate(PLAYERS)]
    table = pd.DataFrame(rows, columns=["set", "name", "value", "low", "high"])
    table.loc[table["set"] == "sustainable 0.1", ["value", "low", "high"]] = 0.0
    return table


LABELS = ("traces withheld", "attack rate")
FOOT = "written crowd; maps: other axes as honest nodes; 4,096 points over effort, deviation, attack_rate, vigilance, withhold"


@pytest.mark.parametrize("with_shares", [True, False])
def test_every_label_is_in_sight(maps, shares, with_shares):
    figure = against.draw(maps, shares if with_shares else None, LABELS, "one against other", FOOT)
    assert set(rendered(figure, {})) == {".pdf", ".png"}
    assert clipped(figure) == []
    assert colliding(figure) == []
    assert tiny(figure) == []


def test_a_panel_shows_what_is_kept_gained_lost_and_nothing(maps, shares):
    """Effort up to .3 is lost, from .7 on gained, and between them both fields agree."""
    figure = against.draw(maps, shares, LABELS, "one against other", FOOT)
    mesh = figure.axes[0].collections[0]
    states = np.asarray(mesh.get_array()).reshape(21, 21)[0].astype(int).tolist()
    column = np.linspace(0, 1, 21)
    assert states == [3 if x <= 0.3 else 1 if x < 0.7 else 2 for x in column]
    words = [text.get_text() for text in figure.axes[2].texts]
    assert words == [against.EMPTY]

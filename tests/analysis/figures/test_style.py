"""One colour per strategy, family, verdict and regime, which colour-blind readers can tell apart; letters, legend and caption around panels."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis.figures import frame, style
from model import regimes
from model.strategies import SHIPPED
from model.strategies.contract import FAMILIES

DEUTERANOPIA = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]])
PROTANOPIA = np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]])
"""Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1, of linear RGB."""


def seen(colour, eye):
    """CIE L*a*b* of a colour as an eye sees it (D65)."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(eye @ linear, 0, 1)
    f = np.cbrt(np.maximum(xyz / [0.9505, 1.0, 1.089], 1e-9))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", [np.eye(3), DEUTERANOPIA, PROTANOPIA], ids=["trichromat", "deuteranopia", "protanopia"])
@pytest.mark.parametrize("colours", [style.FAMILIES, style.VERDICTS, style.REGIMES, style.SIGNALS], ids=["families", "verdicts", "regimes", "signals"])
def test_colours_of_one_kind_can_be_told_apart(colours, eye):
    """A difference of 2.3 is just seen; ten is plain."""
    for (a, first), (b, second) in combinations(colours.items(), 2):
        assert np.linalg.norm(seen(first, eye) - seen(second, eye)) > 10, (a, b)


def test_every_strategy_family_and_regime_has_a_colour():
    assert set(style.STRATEGIES) == set(SHIPPED)
    assert set(style.FAMILIES) == set(FAMILIES)
    assert set(style.REGIMES) == {*regimes.RULES, regimes.MIXED}
    assert len(set(style.STRATEGIES.values())) == len(style.STRATEGIES)


def test_a_name_has_its_own_colour_a_given_one_or_the_next():
    assert style.colour("lazy equilibrium") == style.ORANGE
    found = style.colours(["honest", "N = 10", "N = 20"], {"N = 20": "#123456"})
    assert found == {"honest": style.BLUE, "N = 10": style.SERIES[0], "N = 20": "#123456"}
    with pytest.raises(ValueError, match="'N = 10' has no colour"):
        style.colour("N = 10")


def test_panels_are_lettered_from_a():
    with style.figure() as figure:
        panels = list(figure.subplots(1, 3))
        frame.letters(panels, ("one", "two", "three"))
    assert [axes.get_title(loc="left").endswith(word) for axes, word in zip(panels, ("one", "two", "three"), strict=True)] == [True] * 3
    assert "{b}" in panels[1].get_title(loc="left")
    with pytest.raises(ValueError, match="2 words for 3 panels"):
        frame.letters(panels, ("one", "two"))


def test_a_name_in_two_panels_stands_in_the_legend_once():
    with style.figure() as figure:
        for axes in figure.subplots(1, 2):
            axes.plot([0, 1], label="honest")
        frame.legend(figure)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["honest"]


def test_a_figure_without_names_has_no_legend():
    with style.figure() as figure:
        figure.subplots().plot([0, 1])
        frame.legend(figure)
    assert figure.legends == []


def test_a_long_caption_is_broken_and_the_panel_gives_way():
    heights = []
    for text in ("short", "a word " * 40):
        with style.figure() as figure:
            axes = figure.subplots()
            frame.caption(figure, text)
            figure.draw_without_rendering()
        box = figure.texts[0].get_window_extent()
        assert box.x1 <= figure.bbox.x1
        heights.append((box.y1, axes.get_tightbbox().y0))
    assert heights[1][0] > heights[0][0]
    assert all(foot >= top for top, foot in heights)


def test_a_caption_after_the_layout_is_fixed_is_refused():
    with style.figure() as figure:
        figure.subplots()
        figure.set_layout_engine("none")
        with pytest.raises(ValueError, match="before it is rendered"):
            frame.caption(figure, "late")

"""Every kind draws a small table without a warning, clips nothing, and refuses in one line a table that lacks a column."""

import importlib

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.figures import frame, style

GRID = [(x, y) for x in (1.0, 2.0, 3.0) for y in (1.0, 2.0)]
LINE = pd.DataFrame({"x": [1.0, 3.0], "y": [1.0, 2.0]})
XY = ("a number (1)", "another (1)")


def table(columns, *rows):
    return pd.DataFrame(list(rows), columns=columns.split())


EXAMPLES = {
    "phase_diagram": (
        table("x y value", *[(x, y, x - y) for x, y in GRID]), (("x (1)", "y (1)", "value (1)"),),
        {"boundary": LINE, "points": table("x y low high", (2.0, 1.5, 1.2, 1.8)), "diverging": True},
    ),
    "collapse": (table("series x y", ("kappa 1", 1.0, 0.5), ("kappa 9", 2.0, 0.7)), (XY,), {"master": LINE, "log": "xy"}),
    "simplex": (
        table("series a b c", ("o", 1.0, 0.0, 0.0), ("o", 0.0, 1.0, 0.0)), (("honest", "lazy", "adversarial"),),
        {"rests": table("a b c kind", (1 / 3, 1 / 3, 1 / 3, "stable"), (1.0, 0.0, 0.0, "saddle"))},
    ),
    "fan": (
        table("epoch value seed", *[(e, e * s, s) for e in range(4) for s in range(5)]), (XY,), {"law": table("epoch value", (0, 0), (3, 6))},
    ),
    "over_time": (
        table("series epoch value seed", *[("Gini", e, e * s, s) for e in range(4) for s in range(5)]), (XY,),
        {"law": table("epoch value", (0, 0), (3, 6))},
    ),
    "roc": (
        table("series false_positive true_positive", ("FP8", 0.1, 0.6), ("INT4", 0.1, 0.9)), (),
        {"law": table("false_positive true_positive", (0.0, 0.0), (1.0, 1.0)), "chosen": table("false_positive true_positive", (0.1, 0.6))},
    ),
    "s_curve": (table("x hits n", (1.0, 0, 10), (2.0, 10, 10)), (XY,), {"law": LINE.assign(y=[0.0, 1.0])}),
    "basin_map": (table("x y outcome", *[(x, y, "cycling" if x > y else "mixed") for x, y in GRID]), (XY,), {"separatrix": LINE}),
    "hysteresis_loop": (
        table("branch x mean low high", ("up", 0.0, 0.0, 0.0, 0.1), ("up", 1.0, 1.0, 0.9, 1.0), ("down", 0.0, 1.0, 0.9, 1.0)), (XY,),
        {"law": LINE, "folds": (0.2, 0.8)},
    ),
    "invasibility": (
        table("resident mutant fitness", *[(x, y, y - x) for x in (0.0, 0.5, 1.0) for y in (0.0, 0.5, 1.0)]), (XY,),
        {"singular": table("at kind", (0.5, "repelling"))},
    ),
    "spatial_map": (table("node series", (0, "honest"), (1, "lazy"), (2, "honest")), ("graph",), {"edges": table("a b", (0, 1), (1, 2))}),
    "bars": (table("name value low high", ("slash", 0.4, 0.3, 0.5), ("fee", 0.2, 0.1, 0.3)), ("effect (1)",), {"law": table("name value", ("fee", 0.1))}),
}  # fmt: skip
"""A table, the words and the rest of each kind."""
KINDS = pytest.mark.parametrize("kind", EXAMPLES)


def draw(kind, axes, rows=None):
    mine, words, rest = EXAMPLES[kind]
    importlib.import_module(f"analysis.figures.kinds.{kind}").draw(axes, mine if rows is None else rows, *words, **rest)


def test_every_kind_of_the_package_is_here():
    from pathlib import Path

    import analysis.figures.kinds as package

    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")}
    assert files - {"__init__", "parts"} == set(EXAMPLES)


def made(kind, width, ratio):
    with style.figure(width, ratio) as figure:
        for axes in figure.subplots(1, 2, squeeze=False)[0]:
            draw(kind, axes)
        frame.letters(figure.axes[:2])
        frame.legend(figure)
        frame.caption(figure, "bars and bands: 95 % intervals over 100 seeds; 1000 nodes, 200 epochs; closed form in black")
    return figure


@KINDS
@pytest.mark.parametrize(("width", "ratio"), [(style.SINGLE_COLUMN, 0.9), (style.DOUBLE_COLUMN, 0.45)])
def test_nothing_is_clipped_overlaps_or_has_letters_that_are_too_small(kind, width, ratio):
    figure = made(kind, width, ratio)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    words = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip() and not _is_tick(figure, text)]
    boxes = [text.get_window_extent(renderer) for text in words]
    assert min(box.x0 for box in boxes) >= figure.bbox.x0 - 1
    assert max(box.x1 for box in boxes) <= figure.bbox.x1 + 1
    assert min(box.y0 for box in boxes) >= figure.bbox.y0 - 1
    assert max(box.y1 for box in boxes) <= figure.bbox.y1 + 1
    assert min(text.get_fontsize() for text in words) >= style.SMALL
    tops = [one.get_window_extent(renderer).y1 for one in (*figure.texts, *figure.legends)]
    feet = [legend.get_window_extent(renderer).y0 for legend in figure.legends]
    feet.append(min(axes.get_tightbbox(renderer).y0 for axes in figure.axes))
    assert len(tops) == len(feet) == 2
    assert all(foot >= top - 0.5 for foot, top in zip(feet, tops, strict=True)), "caption, legend, panels"


def _is_tick(figure, text):
    return any(text in (*axes.get_xticklabels(which="both"), *axes.get_yticklabels(which="both")) for axes in figure.axes)


@KINDS
def test_a_table_without_one_of_its_columns_is_refused_in_one_line(kind):
    rows = EXAMPLES[kind][0]
    for column in rows.columns:
        if column == "outcome" or (kind in ("fan", "over_time") and column == "series"):
            continue
        with style.figure() as figure, pytest.raises(ValueError, match=column) as refusal:
            draw(kind, figure.subplots(), rows.drop(columns=column))
        assert "\n" not in str(refusal.value)


@KINDS
def test_a_table_without_rows_is_refused(kind):
    with style.figure() as figure, pytest.raises(ValueError, match="no rows"):
        draw(kind, figure.subplots(), EXAMPLES[kind][0].iloc[:0])


@KINDS
def test_closed_forms_are_black_and_on_top_of_what_was_measured(kind):
    with style.figure() as figure:
        axes = figure.subplots()
        draw(kind, axes)
        black = [line for line in axes.lines if line.get_color() == style.BLACK and str(line.get_label()).startswith(("closed", "separ"))]
        measured = [line.get_zorder() for line in axes.lines if line not in black and line.get_label() != "in use"]
    if kind in ("simplex", "invasibility", "spatial_map", "bars"):
        return
    assert black
    assert max(line.get_zorder() for line in black) > max(measured, default=0)
    assert np.isfinite(black[0].get_ydata()).all()

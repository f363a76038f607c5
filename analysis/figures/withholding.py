"""Figure of the study ``withholding``: the window of penalties over reconstruction, and runs from two starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.figures import frame, style
from analysis.figures.kinds import fan
from analysis.figures.kinds.parts import reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TRACES = {"broadcast": (style.BLUE, "o"), "dispersed": (style.VERMILION, "s"), "gossip": (style.GREEN, "^")}
LEAST, MOST = 1.0, 150.0


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Phase diagram in r and U, and honest shares over time from both starts; double column."""
    compared, path = tables["compared"], tables["path"]
    with style.figure(style.DOUBLE_COLUMN, 0.46) as figure:
        left, right = figure.subplots(1, 2)
        _window(left, compared, tables["lines"])
        named = path.assign(series=[f"from {w:g} withholding" for w in path["start"]]).rename(columns={"honest": "value"})
        starts = sorted(set(path["start"]))
        colours = dict(zip([f"from {w:g} withholding" for w in starts], (style.SKY, style.ORANGE), strict=False))
        fan.draw(right, named, ("epoch", "share of honest nodes"), colours=colours)
        right.set_ylim(-0.02, 1.02)
        frame.letters((left, right), ("Penalty that stops hiding", "Dispersed traces, $U = 10R$"))
        frame.legend(figure)
        seeds, runs = int(compared["seeds"].min()), path.groupby("start")["seed"].nunique().min()
        frame.caption(
            figure,
            f"a: filled from .1, open from .6 withholding; bars: 95 % intervals, {seeds} seeds at each of three points. "
            f"b: median, 25-75 and 5-95 % of {runs} runs.",
        )
    return figure


def _window(axes: Axes, compared: pd.DataFrame, lines: pd.DataFrame) -> None:
    for place, (name, rows) in enumerate(lines.groupby("series", sort=False)):
        shown = rows[rows["y"] > 0]
        colour, dash = (style.BLACK, "-") if place == 0 else (style.GREY, style.dashes(place))
        axes.plot(shown["x"], shown["y"], color=colour, ls=dash, lw=1.2 if place == 0 else 0.9, label=str(name), zorder=2)
    first = compared["start"].min()
    for name, (colour, marker) in TRACES.items():
        for start, rows in compared[(compared["traces"] == name) & (compared["status"] == "found")].groupby("start"):
            axes.errorbar(
                rows["rebuilt"], rows["threshold"], yerr=reach(rows["threshold"], rows["low"], rows["high"]), fmt=marker, ms=4.6, color=colour,
                mfc=colour if start == first else "white", mew=0.9, elinewidth=0.8, label=name if start == first else None, zorder=3,
            )  # fmt: skip
    axes.set(yscale="log", ylim=(LEAST, MOST), xlim=(0, 1.02), xlabel="honest traces rebuilt, $r$", ylabel="penalty $U$ (fees)")
    axes.yaxis.set_major_formatter("{x:g}")

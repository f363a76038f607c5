"""Numbers of some names as horizontal bars with their intervals, the first name at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import need, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(axes: Axes, frame: pd.DataFrame, label: str, *, law: pd.DataFrame | None = None, colours: dict[str, str] | None = None) -> None:
    """Draw bars, and several side by side where there are several series.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``name, value, low, high``, and ``series`` where there are several. Names are drawn in the order in which they come.
    label : str
        Of the number, with its unit.
    law : DataFrame, optional
        Columns ``name, value``: closed forms, as black strokes across the bars.
    colours : dict, optional
        By series.
    """
    need("bars", frame, ("name", "value", "low", "high"))
    names = list(dict.fromkeys(frame["name"]))
    parts = series_of(frame)
    mine = style.colours([series for series, _ in parts], colours)
    height = 0.76 / len(parts)
    for place, (series, rows) in enumerate(parts):
        at = np.array([names.index(name) for name in rows["name"]]) + (place - (len(parts) - 1) / 2) * height
        axes.barh(at, rows["value"], height=0.94 * height, color=mine[series], lw=0, label=series or None, zorder=2)
        axes.hlines(at, rows["low"], rows["high"], color=style.BLACK, lw=0.9, zorder=3)
    if law is not None:
        need("closed forms of bars", law, ("name", "value"))
        rows = law[law["name"].isin(names)]
        at = np.array([names.index(name) for name in rows["name"]])
        axes.vlines(rows["value"], at - 0.44, at + 0.44, color=style.BLACK, lw=1.6, label="closed form", zorder=4)
    axes.axvline(0.0, color=style.BLACK, lw=0.6, zorder=3)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label)

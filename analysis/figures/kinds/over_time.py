"""Means over time with their 95 % intervals: inequality, Nakamoto coefficients, prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need, series_of
from experiments.statistics import Z_95

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str], *, law: pd.DataFrame | None = None, colours: dict[str, str] | None = None,
    name: str = "closed form",
) -> None:  # fmt: skip
    """Draw lines over time, their intervals shaded.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``series, epoch, mean, low, high``, or ``series, epoch, value, seed``, of which means are taken.
    labels : (str, str)
        Of time and value, with units.
    law : DataFrame, optional
        Columns ``epoch, value``, and ``series`` where there are several, in black.
    colours : dict, optional
        By series.
    name : str
        Of that law.
    """
    need("lines over time", frame, ("series", "epoch"))
    parts = series_of(frame)
    mine = style.colours([series for series, _ in parts], colours)
    for place, (series, rows) in enumerate(parts):
        table = rows if "mean" in rows.columns else means(rows)
        need("lines over time", table, ("epoch", "mean", "low", "high"))
        axes.fill_between(table["epoch"], table["low"], table["high"], color=mine[series], alpha=0.25, lw=0, zorder=2)
        axes.plot(table["epoch"], table["mean"], color=mine[series], ls=style.dashes(place), label=series, zorder=3)
    closed_forms("lines over time", axes, law, ("epoch", "value"), name)
    name_axes(axes, labels)
    axes.margins(x=0)


def means(frame: pd.DataFrame) -> pd.DataFrame:
    """Means over seeds at each epoch with normal 95 % intervals, as columns ``epoch, mean, low, high``; one seed has none."""
    need("lines over time", frame, ("epoch", "value", "seed"))
    table = frame.groupby("epoch")["value"].agg(["mean", "std", "count"]).reset_index()
    half = Z_95 * table["std"] / np.sqrt(table["count"])
    return table.assign(low=table["mean"] - half, high=table["mean"] + half)[["epoch", "mean", "low", "high"]]

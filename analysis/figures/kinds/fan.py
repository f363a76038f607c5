"""How runs spread over time: bands of 5 to 95 and 25 to 75 % of them, and their median."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str], *, law: pd.DataFrame | None = None, colours: dict[str, str] | None = None,
    name: str = "closed form",
) -> None:  # fmt: skip
    """Draw fans of one or several series.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``epoch, value, seed``, or ``epoch, q05, q25, q50, q75, q95``; and ``series`` where there are several.
    labels : (str, str)
        Of time and value, with units.
    law : DataFrame, optional
        Columns ``epoch, value``, and ``series`` where there are several: the closed form or the deterministic limit, in black.
    colours : dict, optional
        By series.
    name : str
        Of that law.
    """
    parts = series_of(frame)
    mine = style.colours([series for series, _ in parts], colours)
    for place, (series, rows) in enumerate(parts):
        table = rows if "q50" in rows.columns else quantiles(rows)
        need("fan", table, ("epoch", *QUANTILES))
        for low, high, alpha in (("q05", "q95", 0.18), ("q25", "q75", 0.32)):
            axes.fill_between(table["epoch"], table[low], table[high], color=mine[series], alpha=alpha, lw=0, zorder=2)
        axes.plot(table["epoch"], table["q50"], color=mine[series], ls=style.dashes(place), label=series or "median", zorder=3)
    closed_forms("a fan", axes, law, ("epoch", "value"), name)
    name_axes(axes, labels)
    axes.margins(x=0)


def quantiles(frame: pd.DataFrame) -> pd.DataFrame:
    """Quantiles over seeds at each epoch, as columns ``epoch, q05, q25, q50, q75, q95``."""
    need("fan", frame, ("epoch", "value", "seed"))
    table = frame.groupby("epoch")["value"].quantile(np.array(list(QUANTILES.values()))).unstack()
    return table.set_axis(list(QUANTILES), axis=1).reset_index()

"""How well a check tells wrong from right: caught wrong outputs against rejected right ones, over all tolerances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str] = ("right outputs rejected", "wrong outputs rejected"), *,
    law: pd.DataFrame | None = None, chosen: pd.DataFrame | None = None, colours: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Draw receiver operating characteristics; the area below each stands behind its name.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``series, false_positive, true_positive``, in [0, 1].
    labels : (str, str)
        Of the two probabilities.
    law : DataFrame, optional
        Columns ``false_positive, true_positive``, and ``series`` where there are several: closed forms, in black.
    chosen : DataFrame, optional
        Columns ``false_positive, true_positive``: the settings in use, as crosses.
    colours : dict, optional
        By series.
    """
    need("ROC", frame, ("series", "false_positive", "true_positive"))
    parts = series_of(frame)
    mine = style.colours([series for series, _ in parts], colours)
    axes.plot([0, 1], [0, 1], color=style.GREY, lw=0.6, ls=(0, (1, 2)), zorder=1)
    for place, (series, rows) in enumerate(parts):
        rows = rows.sort_values(["false_positive", "true_positive"])
        axes.plot(
            rows["false_positive"], rows["true_positive"], color=mine[series], marker=style.marker(place), ms=3.0,
            lw=1.0, label=f"{series}, area {area(rows):.2f}", zorder=3, clip_on=False,
        )  # fmt: skip
    closed_forms("a ROC", axes, law, ("false_positive", "true_positive"), "closed form")
    if chosen is not None:
        need("chosen points of a ROC", chosen, ("false_positive", "true_positive"))
        axes.plot(chosen["false_positive"], chosen["true_positive"], "x", color=style.BLACK, ms=6, mew=1.3, label="in use", zorder=5)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    name_axes(axes, labels)


def area(rows: pd.DataFrame) -> float:
    """Area below a curve in columns ``false_positive, true_positive``, by trapezoids from (0, 0) to (1, 1)."""
    rows = rows.sort_values(["false_positive", "true_positive"])
    x = np.concatenate([[0.0], rows["false_positive"].to_numpy(dtype=float), [1.0]])
    y = np.concatenate([[0.0], rows["true_positive"].to_numpy(dtype=float), [1.0]])
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))

"""Many series on one scaled axis, on which they should fall together onto one curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need, reach, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str], *, master: pd.DataFrame | None = None, log: str = "",
    colours: dict[str, str] | None = None, name: str = "closed form",
) -> None:  # fmt: skip
    """Draw a collapse plot.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``series, x, y``, and ``low, high`` where points have intervals; x is scaled already.
    labels : (str, str)
        Of x and y, with units; say how x is scaled.
    master : DataFrame, optional
        Columns ``x, y``, and ``series`` where there are several: the curve that all should lie on, in black.
    log : str
        ``x``, ``y`` or ``xy``.
    colours : dict, optional
        By series; without it a series has the colour of its name, or the next one.
    name : str
        Of the master curve.
    """
    need("collapse", frame, ("series", "x", "y"))
    parts = series_of(frame)
    mine = style.colours([name for name, _ in parts], colours)
    for place, (series, rows) in enumerate(parts):
        arms = reach(rows["y"], rows["low"], rows["high"]) if {"low", "high"} <= set(rows.columns) else None
        axes.errorbar(
            rows["x"], rows["y"], yerr=arms, fmt=style.marker(place), ms=3.8, color=mine[series], mfc="none", mew=0.9,
            elinewidth=0.7, label=series, zorder=3,
        )  # fmt: skip
    closed_forms("a collapse", axes, master, ("x", "y"), name)
    name_axes(axes, labels, log)

"""A number over two settings as a heat map, with the law's boundary in black and the measured one as points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need, reach, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str, str], *, boundary: pd.DataFrame | None = None,
    points: pd.DataFrame | None = None, log: str = "", diverging: bool = False, limits: tuple[float, float] | None = None,
) -> None:  # fmt: skip
    """Draw a phase diagram.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``x, y, value``, a row for each cell of a grid; a cell without a value stays white.
    labels : (str, str, str)
        Of x, y and value, with units; an empty one of the value leaves the colour bar out.
    boundary : DataFrame, optional
        Closed form: columns ``x, y``, and ``series`` where there are several lines, whose values are their names.
    points : DataFrame, optional
        Measured boundary: columns ``x, y, low, high``, and ``series`` where there are several.
    log : str
        ``x``, ``y`` or ``xy``: the axes that are logarithmic.
    diverging : bool
        Colours around zero instead of from low to high.
    limits : (float, float), optional
        Least and largest value of the colours.
    """
    need("phase diagram", frame, ("x", "y", "value"))
    table = frame.pivot(index="y", columns="x", values="value")
    values = table.to_numpy(dtype=float)
    far = float(np.nanmax(np.abs(values)))
    low, high = limits or ((-far, far) if diverging else (float(np.nanmin(values)), float(np.nanmax(values))))
    x, y = borders(table.columns.to_numpy(dtype=float), "x" in log), borders(table.index.to_numpy(dtype=float), "y" in log)
    colours = style.DIVERGING if diverging else style.SEQUENTIAL
    mesh = axes.pcolormesh(x, y, values, cmap=colours, vmin=low, vmax=high, rasterized=True, linewidth=0)
    if labels[2]:
        bar: Any = axes.figure.colorbar(mesh, ax=axes, pad=0.02, aspect=25)
        bar.set_label(labels[2])
        bar.outline.set_linewidth(0.4)
    frame_map(axes, x, y, labels, log)
    over(axes, boundary, points)


def borders(centres: np.ndarray, log: bool) -> np.ndarray:
    """Where cells around some centres end: half-way to the next one, on a logarithmic axis by ratios.

    Parameters
    ----------
    centres : (n,)
        Ascending; above zero on a logarithmic axis.
    log : bool

    Returns
    -------
    (n + 1,) array
    """
    at = np.log(centres) if log else centres
    if len(at) == 1:
        ends = np.array([at[0] - 0.5, at[0] + 0.5])
    else:
        middle = (at[1:] + at[:-1]) / 2
        ends = np.concatenate([[at[0] - (middle[0] - at[0])], middle, [at[-1] + (at[-1] - middle[-1])]])
    found: np.ndarray = np.exp(ends) if log else ends
    return found


def frame_map(axes: Axes, x: np.ndarray, y: np.ndarray, labels: tuple[str, ...], log: str) -> None:
    """Scales, limits and names of the axes of a map."""
    name_axes(axes, labels, log)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    axes.spines[["top", "right"]].set_visible(True)


def over(axes: Axes, boundary: pd.DataFrame | None, points: pd.DataFrame | None) -> None:
    """Closed-form lines in black on a map, and measured points with their intervals."""
    closed_forms("a map", axes, boundary, ("x", "y"), "closed form", on_a_map=True)
    if points is not None:
        need("measured boundary", points, ("x", "y", "low", "high"))
        for place, (name, rows) in enumerate(series_of(points)):
            axes.errorbar(
                rows["x"], rows["y"], yerr=reach(rows["y"], rows["low"], rows["high"]),
                fmt=style.marker(place), ms=4.4, mfc="white", mec=style.BLACK, mew=0.8,
                ecolor=style.BLACK, elinewidth=0.8, label=name or "measured", zorder=3,
            )  # fmt: skip

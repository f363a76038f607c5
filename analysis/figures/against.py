"""Two fields side by side: what becomes possible and what stops being possible over two axes, and the parts that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import frame, style
from analysis.figures.kinds import bars
from analysis.figures.kinds.parts import need, series_of
from analysis.figures.kinds.phase_diagram import borders

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STATES = {"under both": "#C8C8C8", "becomes possible": style.BLUE, "stops being possible": style.VERMILION}
"""Colours of a behaviour that belongs to a set under both fields, under the second alone, under the first alone."""
EMPTY = "empty under both"
ROOM, SMALLEST = 0.08, 1e-3
"""Beside bars, of their span; and the span where all bars are 0, percent."""


def draw(maps: pd.DataFrame, shares: pd.DataFrame | None, labels: tuple[str, str], title: str, foot: str) -> Figure:
    """Draw a column for each set on a double column.

    Parameters
    ----------
    maps : DataFrame
        Columns ``set, x, y, before, after``: a row for each set and point of a grid, and whether it belongs.
    shares : DataFrame, optional
        Columns ``set, name, value, low, high``: Shapley values of each part, in percent of the box; left out where there are none.
    labels : (str, str)
        Of x and y, with units.
    title, foot : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    need("maps of two fields", maps, ("set", "x", "y", "before", "after"))
    names = [name for name, _ in series_of(maps, "set")]
    rows = 1 if shares is None else 2
    with style.figure(style.DOUBLE_COLUMN, 0.36 if shares is None else 0.58) as figure:
        panels = figure.subplots(rows, len(names), squeeze=False, height_ratios=(1.0, 0.72)[:rows])
        for place, (name, part) in enumerate(series_of(maps, "set")):
            _map(panels[0, place], part, labels, place == 0)
            if shares is not None:
                _bars(panels[1, place], shares[shares["set"] == name], place == 0)
        frame.letters(list(panels[0]), names)
        _name_states(panels[0, 0])
        figure.suptitle(title, x=0.01, ha="left", fontsize=8)
        frame.legend(figure)
        frame.caption(figure, foot)
    return figure


def _map(axes: Axes, rows: pd.DataFrame, labels: tuple[str, str], first: bool) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    before = rows.pivot(index="y", columns="x", values="before").to_numpy(dtype=bool)
    table = rows.pivot(index="y", columns="x", values="after")
    after, x, y = table.to_numpy(dtype=bool), table.columns.to_numpy(dtype=float), table.index.to_numpy(dtype=float)
    state = np.select([before & after, after, before], [1, 2, 3], default=0)
    axes.pcolormesh(
        borders(x, False), borders(y, False), state, cmap=ListedColormap(["white", *STATES.values()]), vmin=-0.5, vmax=3.5,
        rasterized=True, linewidth=0,
    )  # fmt: skip
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    axes.set_xlabel(labels[0])
    axes.spines[["top", "right"]].set_visible(True)
    axes.xaxis.set_major_locator(MaxNLocator(2, steps=(1, 2, 5, 10)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    if first:
        axes.set_ylabel(labels[1])
    else:
        axes.tick_params(labelleft=False)
    if not state.any():
        axes.text(0.5, 0.5, EMPTY, transform=axes.transAxes, ha="center", va="center", fontsize=style.SMALL, color=style.GREY)


def _bars(axes: Axes, rows: pd.DataFrame, first: bool) -> None:
    bars.draw(axes, rows, "% of the box", colours={"": style.GREEN})
    axes.locator_params(axis="x", nbins=3)
    low, high = min(0.0, float(rows["low"].min())), max(0.0, float(rows["high"].max()))
    room = ROOM * max(high - low, SMALLEST)
    axes.set_xlim(low - room, high + room)
    if not first:
        axes.tick_params(labelleft=False)


def _name_states(axes: Axes) -> None:
    for name, colour in STATES.items():
        axes.bar([0.0], [0.0], width=0.0, color=colour, label=name)

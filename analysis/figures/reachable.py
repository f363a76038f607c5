"""Reachable outcomes: how surely each cell can be brought about, at what cost, and how many were found by how many runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.figures import frame, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEEN = "#D9D9D9"
"""Of cells that a run has hit and none has confirmed."""


class Axis(NamedTuple):
    """An axis of a map.

    Attributes
    ----------
    label : str
        With its unit.
    low, high : float
    cells : int
    """

    label: str
    low: float
    high: float
    cells: int

    @property
    def borders(self) -> np.ndarray:
        """Where its cells end, (cells + 1,)."""
        return np.linspace(self.low, self.high, self.cells + 1)


def draw(axes: Sequence[Axis], cells: pd.DataFrame, curves: pd.DataFrame, caption: str) -> Figure:
    """Maps of hit probability and least cost over two outcomes, and the growth of the archive.

    Parameters
    ----------
    axes : (Axis, Axis)
    cells : DataFrame
        A row for each cell that was hit: ``x, y`` (numbers of the cell), ``probability`` and ``cost`` in USD, both missing where
        nothing is confirmed.
    curves : DataFrame
        Columns ``series, runs, cells``.
    caption : str

    Raises
    ------
    ValueError
        For another number of outcomes than two.
    """
    if len(axes) != 2:
        raise ValueError(f"a map is drawn over 2 outcomes, and {len(axes)} are given; name two with --outcomes")
    with style.figure(style.DOUBLE_COLUMN, 0.36) as figure:
        panels = figure.subplots(1, 3, width_ratios=(1.0, 1.0, 0.86))
        _map(panels[0], axes, cells, "probability", "hit probability", (0.0, 1.0), log=False)
        _map(panels[1], axes, cells, "cost", "least cost, USD", None, log=True)
        growth(panels[2], curves)
        panels[2].legend(loc="lower right")
        frame.letters(panels, ("how surely", "at what cost", "how many"))
        frame.caption(figure, caption)
        return figure


def _map(panel: Axes, axes: Sequence[Axis], cells: pd.DataFrame, column: str, label: str, limits: Any, *, log: bool) -> None:
    """One number of confirmed cells in colour, seen ones in grey, the rest white."""
    from matplotlib.colors import ListedColormap, LogNorm

    shape = (axes[1].cells, axes[0].cells)
    seen, value = np.full(shape, np.nan), np.full(shape, np.nan)
    seen[cells["y"], cells["x"]] = 1.0
    value[cells["y"], cells["x"]] = cells[column]
    ends = axes[0].borders, axes[1].borders
    panel.pcolormesh(*ends, seen, cmap=ListedColormap([SEEN]), rasterized=True, linewidth=0)
    known = value[np.isfinite(value)]
    if len(known):
        above = known[known > 0]
        least = float(above.min()) if len(above) else 1.0
        if log:
            value = np.where(value <= 0, least, value)
        norm = LogNorm(least, max(float(known.max()), 1.01 * least)) if log else None
        low, high = limits or (None, None)
        shades: dict[str, Any] = {"norm": norm} if norm is not None else {"vmin": low, "vmax": high}
        mesh = panel.pcolormesh(*ends, value, cmap=style.SEQUENTIAL, rasterized=True, linewidth=0, **shades)
        bar: Any = panel.figure.colorbar(mesh, ax=panel, pad=0.02, aspect=25)
        bar.set_label(label)
        bar.outline.set_linewidth(0.4)
    panel.set(xlabel=axes[0].label, ylabel=axes[1].label, xlim=(ends[0][0], ends[0][-1]), ylim=(ends[1][0], ends[1][-1]))
    panel.spines[["top", "right"]].set_visible(True)


def growth(panel: Axes, curves: pd.DataFrame) -> None:
    """Cells found against runs, a line for each series; its legend is the figure's."""
    for place, (name, rows) in enumerate(curves.groupby("series", sort=False)):
        colour = style.BLACK if str(name).startswith("expected") else style.SERIES[place % len(style.SERIES)]
        panel.plot(rows["runs"], rows["cells"], color=colour, linestyle=style.dashes(place), label=str(name))
    panel.set(xlabel="runs", ylabel="cells found", xlim=(0, None), ylim=(0, None))
    panel.locator_params(axis="x", nbins=4)


def draw_against(axes: Sequence[Axis], cells: pd.DataFrame, names: tuple[str, str], caption: str) -> Figure:
    """Cells that can be reached in one field, in the other, and in both.

    Parameters
    ----------
    axes : (Axis, Axis)
    cells : DataFrame
        Columns ``x, y, where``: ``here, there, both`` or ``open``.
    names : (str, str)
        Of the two fields.
    caption : str
    """
    from matplotlib.colors import to_rgb

    if len(axes) != 2:
        raise ValueError(f"a map is drawn over 2 outcomes, and {len(axes)} are given; name two with --outcomes")
    words = {"here": f"only {names[0]}", "there": f"only {names[1]}", "both": "both", "open": "not settled"}
    colours = {"here": style.VERMILION, "there": style.BLUE, "both": "#4D4D4D", "open": SEEN}
    with style.figure(style.SINGLE_COLUMN, 0.95) as figure:
        panel = figure.subplots()
        picture = np.ones((axes[1].cells, axes[0].cells, 3))
        for where, colour in colours.items():
            rows = cells[cells["where"] == where]
            picture[rows["y"], rows["x"]] = to_rgb(colour)
            panel.scatter([], [], marker="s", s=26, color=colour, lw=0, label=f"{words[where]} ({len(rows)})")
        panel.pcolormesh(axes[0].borders, axes[1].borders, picture, rasterized=True, linewidth=0)
        panel.set(xlabel=axes[0].label, ylabel=axes[1].label)
        panel.spines[["top", "right"]].set_visible(True)
        frame.caption(figure, caption)
        frame.legend(figure, 2)
        return figure


def draw_methods(panels: Sequence[tuple[str, pd.DataFrame]], scatter: pd.DataFrame, labels: tuple[str, str], caption: str) -> Figure:
    """Cells found against runs for several problems, and where the candidates of each method ended up in one of them.

    Parameters
    ----------
    panels : sequence of (name, DataFrame)
        Curves with columns ``series, runs, cells``.
    scatter : DataFrame
        Columns ``series, x, y``.
    labels : (str, str)
        Of the axes of the scatter.
    caption : str
    """
    series = list(dict.fromkeys(scatter["series"]))
    with style.figure(style.DOUBLE_COLUMN, 0.66) as figure:
        grid = figure.subplots(2, max(len(series), len(panels)), squeeze=False)
        places = list(grid.flat)
        for panel, (_, curves) in zip(places, panels, strict=False):
            growth(panel, curves)
        shown = places[: len(panels)]
        for place, name in enumerate(series):
            panel = grid[-1][place]
            mine = scatter[scatter["series"] == name]
            panel.scatter(mine["x"], mine["y"], s=2.5, lw=0, color=style.SERIES[place], rasterized=True)
            panel.set(xlabel=labels[0], ylabel=labels[1], xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
            shown.append(panel)
        for panel in places:
            panel.set_visible(panel in shown)
        frame.letters(shown, [*(name for name, _ in panels), *series])
        frame.caption(figure, caption)
        frame.legend(figure)
        return figure

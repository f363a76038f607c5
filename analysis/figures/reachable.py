"""Reachable outcomes: how surely each cell can be brought about, at what cost, and how many were found by how many runs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
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
    """Hit probability and least cost over one outcome or each pair of outcomes, and the growth of the archive.

    Where there are three outcomes, a cell of a pair shows the surest and the
    cheapest of all that lie over it.

    Parameters
    ----------
    axes : sequence of Axis
        One, two or three.
    cells : DataFrame
        A row for each cell that was hit: ``place_0``, ``place_1``, ... (its number along each axis), ``probability`` and ``cost`` in
        USD, both missing where nothing is confirmed.
    curves : DataFrame
        Columns ``series, runs, cells``.
    caption : str
    """
    pairs: list[tuple[int, ...]] = list(combinations(range(len(axes)), 2)) or [(0,)]
    mosaic: list[Any] = [[f"sure {row}", f"cost {row}", "growth" if row == 0 else "."] for row in range(len(pairs))]
    with style.figure(style.DOUBLE_COLUMN, 0.36 * len(pairs)) as figure:
        panels = figure.subplot_mosaic(mosaic, width_ratios=(1.0, 1.0, 0.86))
        for row, pair in enumerate(pairs):
            mine = tuple(axes[k] for k in pair)
            places = [f"place_{k}" for k in pair]
            found = cells.groupby(places, as_index=False).agg(probability=("probability", "max"), cost=("cost", "min"))
            over = (mine, [found[place].to_numpy() for place in places], figure)
            show = _bars if len(pair) == 1 else _map
            show(panels[f"sure {row}"], *over, found["probability"].to_numpy(), "hit probability", (0.0, 1.0))
            show(panels[f"cost {row}"], *over, found["cost"].to_numpy(), "least cost, USD", None)
        growth(panels["growth"], curves)
        panels["growth"].legend(loc="lower right")
        words = {"sure": "how surely", "cost": "at what cost", "growth": "how many"}
        frame.letters(list(panels.values()), [words[name.split()[0]] for name in panels])
        frame.caption(figure, caption)
        return figure


Limits = tuple[float, float] | None
"""Ends of a scale; none: logarithmic, from the least to the most."""


def _bars(
    panel: Axes, axes: Sequence[Axis], places: Sequence[np.ndarray], figure: Figure, values: np.ndarray, label: str, limits: Limits
) -> None:
    """One number of confirmed cells as bars, seen ones as a grey ground."""
    (axis,), (place,) = axes, places
    left, width = axis.borders[place], (axis.high - axis.low) / axis.cells
    panel.bar(left, 1.0, width, align="edge", color=SEEN, lw=0, transform=panel.get_xaxis_transform())
    panel.bar(left, values, width, align="edge", color=style.BLUE, edgecolor="white", lw=0.4)
    panel.set(xlabel=axis.label, ylabel=label, xlim=(axis.low, axis.high))
    if limits is None:
        panel.set_ylim(0.0, None)
    else:
        panel.set_ylim(*limits)


def _map(
    panel: Axes, axes: Sequence[Axis], places: Sequence[np.ndarray], figure: Figure, values: np.ndarray, label: str, limits: Limits
) -> None:
    """One number of confirmed cells in colour, seen ones in grey, the rest white."""
    from matplotlib.colors import ListedColormap, LogNorm

    shape = (axes[1].cells, axes[0].cells)
    seen, value = np.full(shape, np.nan), np.full(shape, np.nan)
    seen[places[1], places[0]] = 1.0
    value[places[1], places[0]] = values
    ends = axes[0].borders, axes[1].borders
    panel.pcolormesh(*ends, seen, cmap=ListedColormap([SEEN]), rasterized=True, linewidth=0)
    known = value[np.isfinite(value)]
    if len(known):
        above = known[known > 0]
        least = float(above.min()) if len(above) else 1.0
        if limits is None:
            value = np.where(value <= 0, least, value)
        norm = LogNorm(least, max(float(known.max()), 1.01 * least)) if limits is None else None
        shades: dict[str, Any] = {"norm": norm} if limits is None else {"vmin": limits[0], "vmax": limits[1]}
        mesh = panel.pcolormesh(*ends, value, cmap=style.SEQUENTIAL, rasterized=True, linewidth=0, **shades)
        bar: Any = figure.colorbar(mesh, ax=panel, pad=0.02, aspect=25)
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

"""Figure of the study ``place``: honesty along a gradient of audits, its border, and how sorted it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import frame, style
from analysis.figures.kinds.parts import name_axes, reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"ring": style.VERMILION, "small world": style.GREEN, "lattice": style.BLUE}
PARTNERS = {"neighbour": style.BLUE, "random": style.ORANGE}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Two lattices, two profiles with closed forms, and Moran's I by the strength of the gradient."""
    pictures, profiles, borders = tables["pictures"], tables["profile_means"], tables["borders"]
    with style.figure(style.DOUBLE_COLUMN, 0.86) as figure:
        places = figure.add_gridspec(2, 6, height_ratios=[1.15, 1.0])
        maps = [figure.add_subplot(places[0, 3 * k : 3 * k + 3]) for k in range(2)]
        panels = [figure.add_subplot(places[1, 2 * k : 2 * k + 2]) for k in range(3)]
        law = float(borders[borders["checks"] == "all"]["law"].iloc[0])
        for axes, partner in zip(maps, PARTNERS, strict=True):
            mesh = _lattice(axes, pictures[pictures["partner"] == partner], law)
        bar: Any = figure.colorbar(mesh, ax=maps[1], pad=0.02, aspect=25)
        bar.set_label("share of epochs honest (1)")
        bar.outline.set_linewidth(0.4)
        for axes, checks in zip(panels, ("all", "honest"), strict=False):
            _profiles(axes, profiles, borders, checks)
        _sorting(panels[2], tables["gradient_means"])
        frame.letters(
            [*maps, *panels],
            ["neighbours are copied", "anybody is copied", "all check", "the lazy do not check", "sorting"],
        )  # fmt: skip
        frame.legend(figure, 4)
        frame.caption(
            figure,
            f"a, b: one run of {len(pictures) // 2} nodes each, black: A1; c, d: {int(borders['n'].min())} seeds; "
            f"e: {int(tables['gradient_means']['n'].min())} seeds a point; 95 % intervals",
        )
    return figure


def _lattice(axes: Axes, rows: pd.DataFrame, law: float) -> Any:
    """Vertices by row and column, the rows on their audit rates; black lines where A1's rate is passed."""
    rows = rows.sort_values("vertex")
    side = round(len(rows) ** 0.5)
    local = rows["audit"].to_numpy().reshape(side, side)[:, 0]
    values = rows["honest"].to_numpy().reshape(side, side)
    mesh = axes.imshow(values, cmap=style.SEQUENTIAL, vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    inside = np.flatnonzero(np.diff((local > law).astype(int)))
    for row in inside:
        between = row + (law - local[row]) / (local[row + 1] - local[row])
        axes.axhline(between, color=style.BLACK, lw=1.6, path_effects=style.halo())
    ticks = np.linspace(0, side - 1, 5).round().astype(int)
    axes.set_yticks(ticks, [f"{local[tick]:.1f}" for tick in ticks])
    axes.set_xticks([])
    axes.set_ylabel("audit rate of the row (1)")
    axes.set_xlabel("place along the row")
    axes.spines[["top", "right"]].set_visible(True)
    return mesh


def _profiles(axes: Axes, profiles: pd.DataFrame, borders: pd.DataFrame, checks: str) -> None:
    """Honest share by audit rate where neighbours are copied; vertical closed forms."""
    mine = profiles[(profiles["checks"] == checks) & (profiles["partner"] == "neighbour")]
    for (graph, panel), rows in mine.groupby(["graph", "panel"], sort=False):
        local = panel == "neighbours"
        label = f"{graph}" if local else f"{graph}, random panels"
        axes.fill_between(rows["audit"], rows["low"], rows["high"], color=COLOURS[str(graph)], alpha=0.22, lw=0)
        axes.plot(rows["audit"], rows["mean"], color=COLOURS[str(graph)], ls="-" if local else style.dashes(2), label=label)
    law = borders[(borders["checks"] == checks) & (borders["panel"] == "neighbours") & (borders["partner"] == "neighbour")].iloc[0]
    axes.axvline(law["law"], color=style.BLACK, label="closed form a*(x)", zorder=4)
    axes.axvline(law["compared"], color=style.BLACK, ls=style.dashes(1), lw=0.9, label="by one epoch's payoffs", zorder=4)
    name_axes(axes, ("audit rate (1)", "honest share (1)"))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)


def _sorting(axes: Axes, means: pd.DataFrame) -> None:
    """Moran's I by the strength of the gradient, by who is copied."""
    for place, (partner, colour) in enumerate(PARTNERS.items()):
        rows = means[means["partner"] == partner]
        axes.errorbar(
            rows["strength"], rows["morans_i"], yerr=reach(rows["morans_i"], rows["morans_i_low"], rows["morans_i_high"]),
            fmt=style.marker(place), ls="-", lw=0.8, ms=3.8, mew=0, color=colour, elinewidth=0.8,
            label="neighbours copied (ring)" if partner == "neighbour" else "anybody copied (ring)",
        )  # fmt: skip
    name_axes(axes, ("strength of the gradient (1)", "Moran's I (1)"))
    axes.set_ylim(-0.1, 1.0)

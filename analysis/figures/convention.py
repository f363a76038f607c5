"""Figures of the study ``convention``: basins, ways out of the wrong convention, and its domains on graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import frame, style
from analysis.figures.kinds import basin_map, hysteresis_loop, over_time, s_curve
from analysis.figures.kinds.parts import closed_forms, name_axes, reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WRONG, RIGHT = "wrong convention", "honest convention"
GRAPH_COLOURS = {"ring": style.VERMILION, "small world": style.GREEN, "lattice": style.BLUE}
LABELS = {"slash": "slash (tok)", "tolerance": "tolerance (sigma)"}


def basins(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Which convention takes over, by its share at the start and by slash or tolerance; x* in black, measured thresholds as circles."""
    import pandas as pd

    with style.figure(style.DOUBLE_COLUMN, 0.47) as figure:
        panels = figure.subplots(1, 2, sharey=True)
        measured, laws, means = tables["basins"], tables["basin_laws"], tables["threshold_means"]
        for axes, lever in zip(panels, LABELS, strict=True):
            cells = measured[measured["lever"] == lever]
            runs = [
                {"x": row[lever], "y": row["start"], "outcome": WRONG if k < round(row["wrong_wins"] * row["seeds"]) else RIGHT}
                for row in cells.to_dict("records")
                for k in range(int(row["seeds"]))
            ]
            law = laws[laws["lever"] == lever].rename(columns={"at": "x", "x_star": "y"}).assign(series="closed form x*")
            log = "x" if lever == "slash" else ""
            basin_map.draw(axes, pd.DataFrame(runs), (LABELS[lever], "wrong share at the start (1)"), separatrix=law, log=log)
            mine = means[means["lever"] == lever]
            axes.errorbar(
                mine[lever], mine["mean"], yerr=reach(mine["mean"], mine["low"], mine["high"]), fmt="o", ms=4.2, mfc="white",
                mec=style.BLACK, ecolor=style.BLACK, mew=0.9, elinewidth=0.9, label="measured threshold", zorder=6,
            )  # fmt: skip
        panels[0].xaxis.set_major_formatter("{x:g}")
        panels[1].set_ylabel("")
        frame.letters(panels, ["harsher slashes narrow the wrong basin", "so do stricter tolerances, to a point"])
        frame.legend(figure)
        frame.caption(
            figure,
            f"runs a cell: {int(measured['seeds'].min())}; seeds a circle: {int(means['n'].min())}, 95 % intervals",
        )
    return figure


def exits(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Ways out of a wrong convention: chance, reference checks, and what stays when they are withdrawn."""
    with style.figure(style.DOUBLE_COLUMN, 0.42) as figure:
        panels = figure.subplots(1, 3)
        _invasions(panels[0], tables["invasion_shares"], tables["slash_laws"])
        _references(panels[1], tables["reference_means"], tables["slash_laws"])
        loop = tables["sweep_means"].rename(columns={"way": "branch", "reference": "x"})
        hysteresis_loop.draw(
            panels[2], loop, ("share of reference checks (1)", "wrong share (1)"), folds=(float(loop["law"].iloc[0]),)
        )  # fmt: skip
        panels[2].set_ylim(-0.03, 1.03)
        frame.letters(panels, ["chance", "reference checks", "and withdrawn again"])
        frame.legend(figure)
        invaded, means = tables["invasion_shares"], tables["reference_means"]
        frame.caption(
            figure,
            f"a: {int(invaded['runs'].min())} runs a point; b: {int(means['n'].min())} seeds a point; c: {int(loop['n'].min())} seeds; "
            "95 % intervals",
        )
    return figure


def _law(axes: Axes, laws: pd.DataFrame, name: str) -> None:
    closed_forms(name, axes, laws[laws["law"] == name].rename(columns={"slash": "x", "value": "y"})[["x", "y"]], ("x", "y"), "closed form")


def _slash_axis(axes: Axes, slashes: Any) -> None:
    axes.set_xlim(0.8 * min(slashes), 1.25 * max(slashes))
    axes.set_xticks(sorted(set(slashes)))
    axes.minorticks_off()
    axes.xaxis.set_major_formatter("{x:g}")


def _invasions(axes: Axes, rows: pd.DataFrame, laws: pd.DataFrame) -> None:
    named = {"right": "one right node takes over", "wrong": "one wrong node takes over"}
    table = rows.rename(columns={"slash": "x", "won": "hits", "runs": "n"}).assign(series=rows["invader"].map(named))
    colours = {named["right"]: style.colour(RIGHT), named["wrong"]: style.colour(WRONG)}
    s_curve.draw(axes, table, ("slash (tok)", "probability (1)"), log=True, colours=colours)
    for who in ("right", "wrong"):
        _law(axes, laws, f"{who} takes over")
    _slash_axis(axes, rows["slash"])
    axes.set_ylim(0, 1.15 * rows["high"].max())


def _measured(axes: Axes, means: pd.DataFrame, label: str) -> None:
    axes.errorbar(
        means["slash"], means["mean"], yerr=reach(means["mean"], means["low"], means["high"]), fmt="o", ms=4.2, mfc="white", mew=0.9,
        mec=style.BLACK, ecolor=style.BLACK, elinewidth=0.9, label=label, zorder=5,
    )  # fmt: skip


def _references(axes: Axes, means: pd.DataFrame, laws: pd.DataFrame) -> None:
    _measured(axes, means, "measured")
    _law(axes, laws, "reference")
    name_axes(axes, ("slash (tok)", "share that breaks it (1)"), "x")
    _slash_axis(axes, means["slash"])
    axes.set_ylim(0.4, 1.0)


def domains(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """The wrong convention on a lattice at some epochs, its share and sorting on three graphs, and the speed of its walls."""
    pictures = tables["pictures"]
    epochs = sorted(set(pictures["epoch"]))
    with style.figure(style.DOUBLE_COLUMN, 0.84) as figure:
        places = figure.add_gridspec(3, 12, height_ratios=[1, 1, 1.5])
        width = 12 // len(epochs)
        for row, panel in enumerate(("neighbours", "uniform")):
            for column, epoch in enumerate(epochs):
                axes = figure.add_subplot(places[row, column * width : (column + 1) * width])
                _lattice(axes, pictures[(pictures["panel"] == panel) & (pictures["epoch"] == epoch)])
                words = "panels of neighbours" if panel == "neighbours" else "random panels"
                axes.set_title(f"{words}, epoch {epoch}" if column == 0 else f"epoch {epoch}", fontsize=7, pad=2)
        panels = [figure.add_subplot(places[2, 4 * k : 4 * k + 4]) for k in range(3)]
        _curves(panels, tables["domain_means"])
        _walls(panels[2], tables["wall_means"], tables["slash_laws"])
        frame.letters(panels, ["wrong share", "sorting", "speed of a wall"])
        _legend(figure, panels[0])
        means, walls = tables["domain_means"], tables["wall_means"]
        frame.caption(
            figure,
            f"start: wrong share {min(means['start']):g}; lattices: one run of {len(pictures[pictures['epoch'] == epochs[0]]) // 2} nodes; "
            f"a, b: {int(means['n'].min())} seeds; c: {int(walls['n'].min())} seeds a point; 95 % intervals; b: as long as half of the runs "
            "have both conventions",
        )
    return figure


def _lattice(axes: Axes, rows: pd.DataFrame) -> None:
    from matplotlib.colors import ListedColormap

    values = rows.sort_values("vertex")["wrong"].to_numpy()
    side = round(len(values) ** 0.5)
    colours = ListedColormap([style.colour(RIGHT), style.colour(WRONG)])
    axes.imshow(values.reshape(side, side), cmap=colours, vmin=0, vmax=1, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)


def _curves(panels: Any, means: pd.DataFrame) -> None:
    """Share and Moran's I over time from the lower start; random panels dotted; sorting as long as half of the runs have both."""
    rows = means[(means["start"] == means["start"].min()) & (means["partner"] == "neighbour")]
    for graph, colour in GRAPH_COLOURS.items():
        for panel, line in (("neighbours", "-"), ("uniform", style.dashes(2))):
            mine = rows[(rows["graph"] == graph) & (rows["panel"] == panel)].sort_values("epoch")
            both = mine[mine["n_i"] >= mine["n"] / 2]
            for axes, mine, suffix in zip(panels[:2], (mine, both), ("", "_i"), strict=True):
                axes.fill_between(mine["epoch"], mine[f"low{suffix}"], mine[f"high{suffix}"], color=colour, alpha=0.22, lw=0)
                label = graph if panel == "neighbours" else f"{graph}, random"
                axes.plot(mine["epoch"], mine[f"mean{suffix}"], color=colour, ls=line, label=label)
    name_axes(panels[0], ("epoch", "wrong share (1)"))
    name_axes(panels[1], ("epoch", "Moran's I (1)"))
    for axes in panels[:2]:
        axes.set_ylim(-0.02, 1.02)
        axes.margins(x=0)


def _walls(axes: Axes, means: pd.DataFrame, laws: pd.DataFrame) -> None:
    _measured(axes, means, "measured (ring)")
    _law(axes, laws, "wall")
    name_axes(axes, ("slash (tok)", "outwards (node/epoch)"), "x")
    _slash_axis(axes, means["slash"])
    axes.set_ylim(0, None)


def _legend(figure: Any, axes: Axes) -> None:
    for name in (RIGHT, WRONG):
        axes.scatter([], [], marker="s", s=26, color=style.colour(name), lw=0, label=name)
    frame.legend(figure, 4)

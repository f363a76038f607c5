"""Figures of the study `revealed`: clouds of behaviours over what the field lets pass, and what becomes of them with less mutation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import frame, style
from analysis.figures.kinds.parts import name_axes, reach
from experiments.studies.revealed import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEEN = math.sqrt(2.0)
"""Standard deviation of what a check sees, sigma: the noise of two runs."""
REACH = SEEN / (6.0 * TOLERANCE)
"""How near is near, in sides of the box."""
VIEWS = {
    "whole": (np.linspace(0.0, 1.0, 51), np.geomspace(1.0, 1000.0, 91)),
    "near": (np.linspace(0.0, 0.2, 41), np.linspace(0.0, 12.0, 61)),
}
"""Edges of the bins of effort and of the deviation's size, sigma, in which clouds are counted."""
ARMS = {"null": (style.PURPLE, "nodes, all accepted"), "field": (style.BLUE, "nodes in the field")}
SET, KINDS = "#E7EFE9", ("#D9B300", "#E67E00", "#C2410C", "#5C1A00")
"""What passes; kinds of nodes from the cheapest to the dearest."""
VIABLE = {"viable, cheapest": (0, "end of the viable, cheapest"), "viable, dearest": (3, "end of the viable, dearest")}


def draw_clouds(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Clouds over the whole range, near the boundary, and by tolerance."""
    density, kinds = tables["density"], tables["kinds"]
    with style.figure(style.DOUBLE_COLUMN, 0.46) as figure:
        panels = figure.subplots(1, 3)
        for axes, view in zip(panels, ("whole", "near"), strict=False):
            _set(axes, tables["lines"])
            for arm in ARMS:
                _cloud(axes, density[(density["view"] == view) & (density["arm"] == arm)], view, arm)
        _frame_whole(panels[0])
        panels[1].text(6.45, 0.19, "attack surface", fontsize=style.SMALL, color=style.GREY, rotation=90, ha="center", va="top")
        _best(panels[1], kinds[kinds["arm"] == "field"].drop_duplicates("kind"))
        name_axes(panels[1], ("size of the deviation (sigma)", "effort (1)"))
        panels[1].set(xlim=(0, 12), ylim=(0, 0.2), yticks=[0, 0.05, 0.1, 0.15, 0.2])
        _by_tolerance(panels[2], tables["places"], kinds[kinds["arm"] == "places"])
        frame.letters(list(panels), ["the whole range", "near the boundary", "tolerance varies"])
        frame.legend(figure, 4)
        frame.caption(
            figure,
            f"darker: more nodes at late epochs, {int(kinds[kinds['arm'] == 'field']['n'].min())} seeds a panel; diamonds: best responses; "
            "deviations of both signs folded together; c: middle half and nine tenths of the nodes",
        )
    return figure


def _set(axes: Axes, lines: pd.DataFrame) -> None:
    for (name, _), line in lines.groupby(["set", "piece"], sort=False):
        if name == "admissible":
            rows = line.sort_values("effort")
            axes.fill_betweenx(rows["effort"], 1e-9, rows["deviation"], color=SET, lw=0, zorder=0)
            axes.plot(rows["deviation"], rows["effort"], color=style.BLACK, lw=1.3, zorder=4, label="boundary of what passes")
        else:
            place, words = VIABLE[str(name)]
            axes.plot(line["deviation"], line["effort"], color=KINDS[place], lw=1.0, ls=style.dashes(1), zorder=3, label=words)


def _cloud(axes: Axes, rows: pd.DataFrame, view: str, arm: str) -> None:
    """Bins in the arm's colour, the darker the more nodes are there."""
    from matplotlib.colors import LinearSegmentedColormap, to_rgb

    (colour, label), (efforts, deviations) = ARMS[arm], VIEWS[view]
    shares = np.zeros((len(efforts) - 1, len(deviations) - 1))
    at = np.searchsorted(efforts, rows["effort"]) - 1, np.searchsorted(deviations, rows["deviation"]) - 1
    shares[at] = np.sqrt(rows["share"])
    shades = LinearSegmentedColormap.from_list(arm, [(*to_rgb(colour), 0.0), (*to_rgb(colour), 1.0)])
    if len(rows):
        axes.pcolormesh(deviations, efforts, shares, cmap=shades, vmin=0.0, zorder=2, rasterized=True, lw=0)
    axes.scatter([], [], color=colour, s=16, marker="s", lw=0, label=label)


def _frame_whole(axes: Axes) -> None:
    name_axes(axes, ("size of the deviation (sigma)", "effort (1)"), "x")
    axes.set(xlim=(1, 1000), ylim=(0, 1.0))
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    axes.annotate(
        "passes", (0.04, 0.5), xycoords="axes fraction", fontsize=style.SMALL, color=style.GREY, rotation=90, va="center"
    )  # fmt: skip


def _best(axes: Axes, kinds: pd.DataFrame) -> None:
    for place, row in enumerate(kinds.to_dict("records")):
        axes.scatter(
            row["best_deviation"], row["best_effort"], marker="D", s=22, color=KINDS[place], ec=style.BLACK, lw=0.6, zorder=6, clip_on=False,
            label=f"best at {row['cost']:.2g} USD a job",
        )  # fmt: skip


def _by_tolerance(axes: Axes, places: pd.DataFrame, kinds: pd.DataFrame) -> None:
    """Deviation of nodes by the tolerance that they stand before."""
    for row in kinds.to_dict("records"):
        sizes = places[places["kind"] == row["kind"]]["deviation"].abs()
        low, first, third, high = np.quantile(sizes, [0.05, 0.25, 0.75, 0.95])
        axes.plot([row["tolerance"]] * 2, [low, high], color=style.BLUE, lw=1.0, solid_capstyle="butt", zorder=2)
        axes.plot([row["tolerance"]] * 2, [first, third], color=style.BLUE, lw=5.0, alpha=0.45, solid_capstyle="butt", zorder=2)
    axes.fill_between(kinds["tolerance"], 0, kinds["edge"], color=SET, lw=0, zorder=0)
    axes.plot(kinds["tolerance"], kinds["edge"], color=style.BLACK, lw=1.3, zorder=4)
    axes.plot(kinds["tolerance"], kinds["tolerance"], color=style.GREY, lw=0.8, ls=style.dashes(1), label="the tolerance itself")
    axes.scatter(kinds["tolerance"], kinds["mean"], color=style.BLUE, s=14, zorder=5, lw=0, label="mean of the nodes")
    axes.scatter(kinds["tolerance"], kinds["best_deviation"], marker="D", s=18, color="white", ec=style.BLACK, lw=0.6, zorder=6)
    name_axes(axes, ("tolerance at the node (sigma)", "size of the deviation (sigma)"))
    axes.set_ylim(0, None)


def draw_limits(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Means through time by mutation; distance to the boundary and share of it shown, by mutation."""
    paths, levels = tables["paths"], tables["levels"]
    with style.figure(style.DOUBLE_COLUMN, 0.72) as figure:
        panels = figure.subplots(2, 2)
        for axes, column, label in zip(panels[0], ("effort", "deviation"), ("mean effort (1)", "mean deviation (sigma)"), strict=True):
            _through_time(axes, paths, column)
            name_axes(axes, ("epoch", label))
            axes.set_ylim(0, None)
        _by_mutation(panels[1, 0], levels, "distance")
        _by_mutation(panels[1, 1], levels, "traced")
        name_axes(panels[1, 0], ("mutation (sides of the box)", "mean distance to the\nboundary (sides of the box)"))
        name_axes(panels[1, 1], ("mutation (sides of the box)", "share of the boundary shown (1)"))
        frame.letters(list(panels.flat), ["effort", "deviation", "distance to the boundary", "what a run shows of it"])
        frame.legend(figure, 4)
        mine = levels[(levels["arm"] == "field") & (levels["by"] == "runs")]
        frame.caption(
            figure,
            f"a, b: {paths['seed'].nunique()} seeds a mutation; c, d: means and 95 % intervals of {int(mine['n'].max())} seeds, open: at "
            "mutation 0, by lines through each seed's runs; where all is accepted distances lie beyond c",
        )  # fmt: skip
    return figure


def _through_time(axes: Axes, paths: pd.DataFrame, column: str) -> None:
    for place, (mutation, rows) in enumerate(paths.groupby("mutation")):
        means = rows.groupby("epoch")[column].mean()
        axes.plot(means.index, means.to_numpy(), color=style.SERIES[place], ls=style.dashes(place), lw=1.0, label=f"mutation {mutation:g}")


def _by_mutation(axes: Axes, levels: pd.DataFrame, measure: str) -> None:
    mine = levels[levels["measure"] == measure]
    runs = mine[(mine["arm"] == "field") & (mine["by"] == "runs")]
    _points(axes, runs, style.BLUE, style.BLUE, "in the field")
    limit = mine[(mine["arm"] == "field") & (mine["by"] == "line")]
    if len(limit):
        _points(axes, limit, style.BLUE, "white", "")
        slope, start = np.polyfit(runs["mutation"], runs["mean"], 1)
        ends = np.array([0.0, float(runs["mutation"].max())])
        axes.plot(ends, start + slope * ends, color=style.BLUE, lw=0.8, ls=style.dashes(1))
    even = float(mine[mine["arm"] == "uniform"]["mean"].iloc[0])
    axes.axhline(even, color=style.GREEN, lw=1.0, ls=style.dashes(3), label="uniform cloud in the set")
    if measure == "distance":
        axes.axhline(REACH, color=style.BLACK, lw=0.9, ls=style.dashes(2), label="reach: what a check blurs")
    else:
        _points(axes, mine[(mine["arm"] == "null") & (mine["by"] == "runs")], style.PURPLE, style.PURPLE, "all accepted")
    axes.set(xlim=(-0.002, None), ylim=(-0.01 if measure == "traced" else 0, None))


def _points(axes: Axes, rows: pd.DataFrame, colour: str, inside: str, label: str) -> None:
    known: Any = {"label": label} if label else {}
    axes.errorbar(
        rows["mutation"], rows["mean"], yerr=reach(rows["mean"], rows["low"], rows["high"]), fmt="o", ms=4, color=colour, mfc=inside, mew=0.8,
        elinewidth=0.9, clip_on=False, **known,
    )  # fmt: skip

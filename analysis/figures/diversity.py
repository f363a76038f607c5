"""Figures of the study ``diversity``: the wedge, the bound, other panels, free entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures import style
from analysis.figures.kinds import bars, collapse, over_time, phase_diagram
from experiments.statistics import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def wedge(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw where all classes live with fraud deterred, on a single column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``wedge``: ``classes, bite, diverse``, a row a run; ``conditions``: ``classes, bite, series``.
    """
    runs, law = tables["wedge"], tables["conditions"]
    cells = runs.groupby(["classes", "bite"])["diverse"].mean().reset_index()
    cells.columns = ["x", "y", "value"]
    with style.figure(style.SINGLE_COLUMN, 0.92) as figure:
        axes = figure.subplots()
        phase_diagram.draw(
            axes, cells, ("classes of hardware, equally large (1)", "bite $p(R+S)$ (margin $R-c$)", "share of runs in which all live"),
            boundary=law.rename(columns={"classes": "x", "bite": "y"}), log="y", limits=(0.0, 1.0),
        )  # fmt: skip
        axes.set_xticks(sorted(cells["x"].unique()))
        axes.set_yticks([0.5, 1.0, 2.0, 4.0], ["0.5", "1", "2", "4"])
        axes.minorticks_off()
        figure.legend(loc="outside upper center", ncols=2, columnspacing=1.0, handlelength=2.0)
        each = int(runs.groupby(["classes", "bite"]).size().min())
        _words(axes, f"closed forms in black; {each} seeds a cell, n = {len(runs)}", at=(0.97, 0.93), align="right", light=True)
    return figure


def bound(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the collapse on the bound, and the most classes that live, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``collapse``: ``series, x, y, low, high, n``; ``most``: ``saving, slash, tolerance, bound, most``.
    """
    points, most = tables["collapse"], tables["most"]
    with style.figure(style.DOUBLE_COLUMN, 0.45) as figure:
        left, right = figure.subplots(1, 2)
        moved = points.assign(x=points["x"] * 1.03 ** points.groupby("series", sort=False).ngroup())
        collapse.draw(left, moved, ("share of a class over the least share (1)", "share of runs in which all live (1)"), log="x")
        left.plot([points["x"].min(), 1.0, 1.0, points["x"].max()], [0, 0, 1, 1], color=style.BLACK, zorder=4, label="closed form")
        left.set_xticks([0.25, 0.5, 1.0, 2.0, 4.0], ["0.25", "0.5", "1", "2", "4"])
        left.minorticks_off()
        left.set_title("a", loc="left", fontweight="bold")
        _words(left, f"bars: 95 % (Wilson), n = {int(points['n'].sum())}", at=(0.03, 0.9))
        top = float(most["bound"].max()) + 1
        right.plot([1, top], [1, top], color=style.BLACK, zorder=4, label="closed form")
        kinds = list(most.groupby(["slash", "tolerance"]))
        mine = style.colours([str(k) for k in range(len(kinds))])
        for place, (_, rows) in enumerate(kinds):
            aside = rows["bound"] + 0.14 * (place - (len(kinds) - 1) / 2)
            right.plot(aside, rows["most"], style.marker(place), ms=4.5, mfc="none", mew=0.9, color=mine[str(place)], zorder=5)
        right.set_xlabel("bound $1+(R-c)/g$ (classes)")
        right.set_ylabel("most classes that live together (1)")
        right.set_title("b", loc="left", fontweight="bold")
        _words(right, "in more than half of the runs;\npoints moved aside to be seen", at=(0.03, 0.86))
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, columnspacing=1.2)
    return figure


def panels(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw which panels hold more classes than the bound, and their price, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``remedies``: ``remedy, diverse``, a row a run; ``panels``: ``remedy, open, price``.
    """
    runs, law = tables["remedies"], tables["panels"]
    rows = []
    for name, mine in runs.groupby("remedy", sort=False):
        low, high = wilson(int(mine["diverse"].sum()), len(mine))
        rows.append({"name": name, "value": mine["diverse"].mean(), "low": low, "high": high})
    with style.figure(style.DOUBLE_COLUMN, 0.36) as figure:
        left, right = figure.subplots(1, 2, sharey=True)
        shown = law.assign(name=law["remedy"], value=law["open"].astype(float))
        bars.draw(left, pd.DataFrame(rows), "share of runs in which all ten classes live (1)", law=shown, colours={"": style.BLUE})
        left.set_xlim(-0.02, 1.06)
        price = pd.DataFrame({"name": law["remedy"], "value": law["price"], "low": law["price"], "high": law["price"]})
        bars.draw(right, price, "a cartel of 5 % passes its fraud (1), closed form", colours={"": style.VERMILION})
        left.set_title("a", loc="left", fontweight="bold")
        right.set_title("b", loc="left", fontweight="bold")
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center")
        each = int(runs.groupby("remedy").size().min())
        _words(right, f"lines on bars: 95 % (Wilson), {each} seeds a panel", at=(0.98, 0.05), align="right")
    return figure


def entry(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw how nodes gather on one class, and what breaks take, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``entry``: ``seats, seed, epoch, largest, broken, on_image, lost``.
    """
    rows = tables["entry"]
    names = {seats: "free entry" if seats == rows["seats"].max() else "seats as at the start" for seats in rows["seats"].unique()}
    colours = dict(zip(("free entry", "seats as at the start"), (style.VERMILION, style.BLUE), strict=True))
    shown = rows.assign(series=rows["seats"].map(names), value=rows["largest"])
    with style.figure(style.DOUBLE_COLUMN, 0.42) as figure:
        left, right = figure.subplots(1, 2)
        over_time.draw(left, shown, ("time (epoch)", "share of the largest class (1)"), colours=colours)
        left.set_ylim(0, 1)
        left.set_title("a", loc="left", fontweight="bold")
        seeds = int(rows.groupby("seats")["seed"].nunique().min())
        _words(left, f"shaded: 95 % of the mean, {seeds} seeds each", at=(0.98, 0.04), align="right")
        broken = shown[shown["broken"] >= 0]
        for place, (name, mine) in enumerate(broken.groupby("series")):
            right.plot(
                mine["on_image"], mine["lost"], style.marker(place), ms=2.4, alpha=0.45, mew=0.0, color=colours[str(name)], rasterized=True
            )
        right.plot([0, 1], [0, 1], color=style.BLACK, zorder=4, label="closed form: the image's share")
        right.set_xlabel("share of nodes on the image that breaks (1)")
        right.set_ylabel("attested jobs lost (1)")
        right.set_title("b", loc="left", fontweight="bold")
        _words(right, f"a point a break, n = {len(broken)}", at=(0.98, 0.04), align="right")
        (lines, names_of), (more, names_more) = left.get_legend_handles_labels(), right.get_legend_handles_labels()
        figure.legend(lines + more, names_of + names_more, loc="outside lower center", ncols=3, columnspacing=1.2)
    return figure


def _words(axes: Axes, words: str, *, at: tuple[float, float] = (0.03, 0.03), align: str = "left", light: bool = False) -> None:
    """Small words inside a panel."""
    axes.annotate(
        words, at, xycoords="axes fraction", fontsize=style.SMALL, color="white" if light else style.GREY, ha=align, zorder=6,
        linespacing=1.2,
    )  # fmt: skip

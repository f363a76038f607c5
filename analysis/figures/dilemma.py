"""Figures of the study ``dilemma``: penalties and floors that keep verifiers looking, and the cheating that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import frame, style
from analysis.figures.kinds import collapse
from analysis.figures.kinds.parts import reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LISTENERS = {
    "expected": ("expected utility", style.BLUE, "o"), "public": ("public average", style.GREEN, "s"),
    "own_10": ("own mean, 10 epochs", style.ORANGE, "D"), "own_1": ("own last epoch", style.VERMILION, "^"),
}  # fmt: skip
TOP, BOTTOM = 100.0, 0.6


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Penalty from which looking spreads over the decoy rate, and the floor of the rate over verdicts remembered; double column."""
    with style.figure(style.DOUBLE_COLUMN, 0.46) as figure:
        left, right = figure.subplots(1, 2)
        _penalties(left, tables["penalty"], tables["laws"])
        _floors(right, tables["floors"], tables["floor_law"])
        frame.letters((left, right), ("Penalty from which looking spreads", "Floor of the decoy rate at $PA=4C$"))
        frame.legend(figure, 4)
        seeds = int(tables["penalty"]["seeds"].min())
        frame.caption(
            figure, f"Bars: 95 % intervals, {seeds} seeds at each of three points a threshold. 200 verifiers, or as the legend says."
        )
    return figure


def _penalties(axes: Axes, penalty: pd.DataFrame, laws: pd.DataFrame) -> None:
    for place, (name, (label, colour, marker)) in enumerate(LISTENERS.items()):
        mine = penalty[penalty["listener"] == name]
        found, none = mine[mine["status"] == "found"], mine[mine["status"] == "none"]
        axes.errorbar(
            found["decoy_rate"], found["threshold"], yerr=reach(found["threshold"], found["low"], found["high"]), fmt=marker,
            ms=5.0 if not place else 3.6,
            mfc="none" if not place else colour, mew=0.9, color=colour, elinewidth=0.8, label=label, zorder=3,
        )  # fmt: skip
        shift = 1.09 if name == "own_1" else 0.92
        axes.scatter(none["decoy_rate"] * shift, np.full(len(none), 0.72 * TOP), marker=r"$\uparrow$", s=42, color=colour, lw=0, zorder=3)
    for (_, rows), dash in zip(laws.groupby("series", sort=False), ("-", (0, (3, 2))), strict=True):
        shown = rows[np.isfinite(rows["y"])]
        axes.plot(shown["x"], shown["y"], color=style.BLACK, ls=dash, label=shown["series"].iloc[0], zorder=4)
    axes.set(
        xscale="log", yscale="log", ylim=(BOTTOM, TOP), xlabel="decoys an audit $P$", ylabel="penalty x rate over cost of a look, $PA/C$"
    )
    axes.set_yticks([1, 2, 5, 10, 20, 50, 100])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()


def _floors(axes: Axes, floors: pd.DataFrame, law: pd.DataFrame) -> None:
    found = floors[floors["status"] == "found"]
    own = found["signal"] == "own"
    names = np.where(own, "floor, own mean", "floor, public, " + found["verifiers"].astype(str) + " verifiers")
    colours = {"floor, own mean": style.ORANGE, "floor, public, 200 verifiers": style.GREEN, "floor, public, 40 verifiers": style.SKY}
    points = found.assign(series=names).rename(columns={"heard": "x", "floor": "y"})
    labels = ("verdicts remembered (epochs x nodes averaged)", "decoys an audit $P$")
    if len(points):
        collapse.draw(axes, points, labels, master=law, log="xy", colours=colours, name="closed form of one verdict / verdicts")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")


def draw_late(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Late share of cheats over the expected penalty, without and with a bounty; double column."""
    shares, left = tables["shares"], tables["left"]
    bounties = sorted(set(shares["bounty"]))
    with style.figure(style.DOUBLE_COLUMN, 0.42) as figure:
        panels = np.atleast_1d(figure.subplots(1, len(bounties), sharey=True))
        for axes, bounty in zip(panels, bounties, strict=True):
            _cheats(axes, shares[shares["bounty"] == bounty])
            for (rate, rows), dash in zip(left[left["bounty"] == bounty].groupby("decoy_rate"), style.DASHES, strict=False):
                axes.plot(rows["strength"], rows["cheats"], color=style.BLACK, ls=dash, label=f"closed form, $P={rate:g}$", zorder=4)
        panels[0].set_ylabel("late share of executors that cheat")
        frame.letters(list(panels), ["Nothing for finders" if b == 0 else f"Finders get {b:g} $C$" for b in bounties])
        frame.legend(figure)
        few, many = int(shares["seeds"].min()), int(shares["seeds"].max())
        count = f"{few} to {many}" if few < many else f"{few}"
        frame.caption(figure, f"Bars: 95 % intervals of the mean, {count} seeds a point. 100 nodes a role, last quarter of 600 epochs.")
    return figure


def _cheats(axes: Axes, shares: pd.DataFrame) -> None:
    lines = shares.groupby(["listener", "decoy_rate"], sort=False)
    rates = sorted(set(shares["decoy_rate"]))
    for (name, rate), rows in lines:
        label, colour, marker = LISTENERS[name]
        place = rates.index(rate)
        shift = 0.02 * (place - 1)
        axes.errorbar(
            rows["strength"] + shift, rows["cheats"], yerr=reach(rows["cheats"], rows["low"], rows["high"]), fmt=marker, ms=3.8,
            color=colour, mfc=colour if place == 0 else "none", ls=style.dashes(place), lw=0.9, elinewidth=0.8, label=f"{label}, $P={rate:g}$", zorder=3,
        )  # fmt: skip
    axes.set(xlabel="penalty x rate over cost of a look, $PA/C$", ylim=(-0.02, 1.02), xticks=sorted(set(shares["strength"])))

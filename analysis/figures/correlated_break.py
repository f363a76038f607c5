"""Figures of the study ``correlated_break``: loss and recovery over the share of the image, and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds import collapse

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = {"stay": "all stay", "leave": "some leave"}
COLOURS = {"all stay": style.BLUE, "some leave": style.VERMILION}


def recovery(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw total loss and time to recovery over shares, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``over_share``: ``mode, share, number, mean, low, high, n``; ``limits``: ``critical_share``.
    """
    rows, critical = tables["over_share"], float(tables["limits"]["critical_share"].iloc[0])
    with style.figure(style.DOUBLE_COLUMN, 0.44) as figure:
        left, right = figure.subplots(1, 2)
        _points(left, rows, "loss", "service lost in all (epoch)", log="xy")
        stay = rows[(rows["mode"] == "stay") & (rows["number"] == "loss")]
        rate = float((stay["mean"] / stay["share"]).mean())
        shares = np.array([rows["share"].min(), rows["share"].max()])
        left.plot(shares, rate * shares, color=style.BLACK, zorder=4, label="in proportion")
        left.set_xticks([0.05, 0.1, 0.2, 0.5], ["0.05", "0.1", "0.2", "0.5"])
        left.set_yticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
        left.minorticks_off()
        _points(right, rows, "back", "service is whole again after (epoch)")
        right.axvline(critical, color=style.BLACK, ls=style.dashes(2), label="1 - 1/headroom")
        right.set_ylim(bottom=0)
        for axes, letter in ((left, "a"), (right, "b")):
            axes.set_title(letter, loc="left", fontweight="bold")
        _words(left, f"bars: 95 % of the mean, {int(rows['n'].min())} seeds a point", at=(0.97, 0.04), align="right")
        lines, names = left.get_legend_handles_labels()
        more, names_more = right.get_legend_handles_labels()
        figure.legend(lines + more[:1], names + names_more[:1], loc="outside lower center", ncols=4, columnspacing=1.2)
    return figure


def leaving(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the depth over shares, and who has left over lengths of silence, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``over_share``, ``over_silence``: ``silent, mean, low, high, n``; ``leaving``: ``silent, left``.
    """
    rows, silences, law = tables["over_share"], tables["over_silence"], tables["leaving"]
    with style.figure(style.DOUBLE_COLUMN, 0.44) as figure:
        left, right = figure.subplots(1, 2)
        _points(left, rows, "depth", "service lost at once (1)")
        left.plot([0, 1], [0, 1], color=style.BLACK, zorder=4, label="closed form")
        left.set_xlim(0, rows["share"].max() * 1.1)
        left.set_ylim(0, rows["share"].max() * 1.1)
        right.errorbar(
            silences["silent"], silences["mean"], yerr=[silences["mean"] - silences["low"], silences["high"] - silences["mean"]],
            fmt="o", ms=3.2, mfc="none", mew=0.9, elinewidth=0.7, color=style.VERMILION, zorder=3,
        )  # fmt: skip
        right.plot(law["silent"], law["left"], color=style.BLACK, zorder=4)
        right.set_xlabel("the image is silent for (epoch)")
        right.set_ylabel("nodes of the image that have left (1)")
        right.set_ylim(-0.02, 1.02)
        for axes, letter in ((left, "a"), (right, "b")):
            axes.set_title(letter, loc="left", fontweight="bold")
        seeds = f"{int(rows['n'].min())} seeds a point" if rows["n"].min() == rows["n"].max() else f"{int(rows['n'].min())} seeds and more"
        _words(left, f"bars: 95 % of the mean, {seeds}", at=(0.97, 0.04), align="right")
        _words(right, f"all shares together, n = {int(silences['n'].sum())}", at=(0.97, 0.04), align="right")
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3, columnspacing=1.2)
    return figure


def _points(axes: Axes, rows: pd.DataFrame, number: str, label: str, log: str = "") -> None:
    mine = rows[rows["number"] == number]
    frame = mine.assign(series=mine["mode"].map(NAMES), x=mine["share"], y=mine["mean"])
    collapse.draw(axes, frame, ("share of the nodes on the image (1)", label), colours=COLOURS, log=log)


def _words(axes: Axes, words: str, *, at: tuple[float, float], align: str) -> None:
    """Small words inside a panel."""
    axes.annotate(words, at, xycoords="axes fraction", fontsize=style.SMALL, color=style.GREY, ha=align, zorder=6)

"""A design's front: what one aim costs of the other, which designs are robust, the levers along it, and the wants in runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.design.outcomes import OUTCOMES
from analysis.figures import frame, style
from model.schema import row_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.design.problem import Problem
    from analysis.design.wants import Want
    from experiments.sweep.lever import Lever

HEIGHT = 2.9
"""Of two rows of small panels, inches; a third of them adds half as much."""
VERDICTS = {"refuted": style.VERMILION, "open": style.ORANGE, "confirmed": style.GREEN}
"""The worst first."""
DEEPEST = 1e4
"""Span of a logarithmic axis; a front that begins where it tips would show nothing but its beginning."""
DECADES = 2.5
"""A logarithmic axis that spans less has numbers at 3 too."""


def draw(points: pd.DataFrame, front: pd.DataFrame, runs: pd.DataFrame | None, problem: Problem) -> Figure:
    """Draw a front over its first two aims, the levers along it, and what runs say of the wants, on a double column.

    Parameters
    ----------
    points : DataFrame
        Every point of the search: levers by path, outcomes by name, ``meets_all``, ``on_front``.
    front : DataFrame
        ``design``, levers and outcomes, by the first aim; with ``robust`` where what is assumed was drawn.
    runs : DataFrame or None
        ``design``, ``outcome``, ``mean``, ``low``, ``high``, ``runs``, ``verdict`` of those that were run.
    problem : Problem

    Returns
    -------
    matplotlib.figure.Figure
    """
    number = len(problem.levers) + (len(problem.wants) if runs is not None else 0)
    rows = 1 if number == 1 else 2 if number <= 6 else 3
    columns = -(-number // rows)
    with style.figure(style.DOUBLE_COLUMN, max(2, rows) / 2 * HEIGHT / style.DOUBLE_COLUMN) as figure:
        halves: Any = figure.subfigures(1, 2, width_ratios=[1.0, 0.45 + 0.4 * columns])
        large, beside = halves
        panels = [large.subplots(), *beside.subplots(rows, columns, squeeze=False).T.ravel()]
        for spare in panels[number + 1 :]:
            spare.remove()
        _front(panels[0], points, front, runs, problem)
        for axes, lever in zip(panels[1:], problem.levers, strict=False):
            _lever(axes, front, lever, problem)
        for axes, want in zip(panels[1 + len(problem.levers) : number + 1], problem.wants, strict=False):
            _want(axes, front, pd.DataFrame(runs), want, problem)
        frame.letters(panels[: number + 1])
        frame.legend(figure)
        frame.caption(figure, _foot(points, front, runs, problem))
    return figure


def _front(axes: Axes, points: pd.DataFrame, front: pd.DataFrame, runs: pd.DataFrame | None, problem: Problem) -> None:
    x, y = (aim.name for aim in problem.aims[:2])
    meeting = points[points["meets_all"]]
    axes.plot(meeting[x], meeting[y], ".", color="#BBBBBB", markersize=3, label="meets all wants", zorder=1)
    whole = points[points["on_front"]].sort_values(x)
    axes.plot(whole[x], whole[y], "-", drawstyle="steps-post", color=style.BLUE, linewidth=0.8, label="front, closed forms", zorder=2)
    drawn = "robust" in front
    filled = front["robust"].astype(bool) if drawn else pd.Series(False, index=front.index)
    for chosen, face, label in ((~filled, "white", "not robust" if drawn else "design"), (filled, style.BLUE, "robust")):
        if chosen.any():
            look: Any = {"markersize": 5, "markerfacecolor": face, "markeredgecolor": style.BLUE}
            axes.plot(front[x][chosen], front[y][chosen], "o", label=label, zorder=3, **look)
    for design in [] if runs is None else runs["design"].unique():
        here, verdict = front[front["design"] == design], _verdict(pd.DataFrame(runs), design)
        ring: Any = {"markersize": 9, "markerfacecolor": "none", "markeredgecolor": VERDICTS[verdict], "markeredgewidth": 1.6}
        axes.plot(here[x], here[y], "o", label=f"wants {verdict} by runs", zorder=4, **ring)
    _scaled(axes, front[x], "x")
    _scaled(axes, front[y], "y")
    axes.set_xlabel(_named(x))
    axes.set_ylabel(_named(y))


def _verdict(runs: pd.DataFrame, design: Any) -> str:
    """The worst verdict on a design's wants."""
    found = set(runs["verdict"][runs["design"] == design])
    return next(verdict for verdict in VERDICTS if verdict in found)


def _lever(axes: Axes, front: pd.DataFrame, lever: Lever, problem: Problem) -> None:
    x = problem.aims[0].name
    axes.plot(front[x], front[lever.path], "o", color=style.BLUE, markersize=2.5, clip_on=False)
    _scaled(axes, front[x], "x")
    if lever.scale == "log":
        _logarithmic(axes, pd.Series([lever.low, lever.high], dtype=float), "y")
        axes.set_ylim(lever.low, lever.high)
    row = row_of(lever.path)
    axes.set_xlabel(_named(x))
    axes.set_ylabel(_with_unit(lever.path.rpartition(".")[2], row["unit"] if row else ""))


def _want(axes: Axes, front: pd.DataFrame, runs: pd.DataFrame, want: Want, problem: Problem) -> None:
    """A wanted outcome along the front in closed form, with its bound, and in runs with intervals."""
    x = problem.aims[0].name
    axes.plot(front[x], front[want.name], "-", color=style.BLUE, linewidth=0.8)
    axes.axhline(want.bound, color=style.BLACK, linewidth=0.8, linestyle=style.dashes(2), label="bound")
    mine = runs[runs["outcome"] == want.name].merge(front[["design", x]], on="design")
    for _, row in mine.iterrows():
        half = [[max(0.0, float(row["mean"] - row["low"]))], [max(0.0, float(row["high"] - row["mean"]))]]
        axes.errorbar(row[x], row["mean"], yerr=half, fmt="D", markersize=3.5, color=VERDICTS[row["verdict"]], elinewidth=1.0, capsize=2)
    _scaled(axes, front[x], "x")
    axes.margins(y=0.12)
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.set_xlabel(_named(x))
    axes.set_ylabel(_named(want.name))


def _scaled(axes: Axes, values: pd.Series[Any], side: str) -> None:
    """A log scale where values are positive and span more than a factor of ten; one that ends in a straight piece down to about zero."""
    least, most = float(values.min()), float(values.max())
    if least > 0 and 10 * least < most <= DEEPEST * least:
        _logarithmic(axes, values, side)
    elif most > 0 and 0 <= least and most > 10 * least:
        _down_to_zero(axes, most, side)


def _logarithmic(axes: Axes, values: pd.Series[Any], side: str) -> None:
    from matplotlib import ticker

    wide = values.max() > 10**DECADES * values.min()
    (axes.set_xscale if side == "x" else axes.set_yscale)("log")
    axis = axes.xaxis if side == "x" else axes.yaxis
    axis.set_major_locator(ticker.LogLocator(subs=(1.0,) if wide else (1.0, 3.0), numticks=6))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(ticker.NullFormatter())


def _down_to_zero(axes: Axes, most: float, side: str) -> None:
    """Three decades on a logarithmic axis, and a straight piece from there to zero."""
    bend = most / 1000
    (axes.set_xscale if side == "x" else axes.set_yscale)("symlog", linthresh=bend, linscale=0.5)
    axis = axes.xaxis if side == "x" else axes.yaxis
    tens = [10.0**k for k in range(math.ceil(math.log10(bend)), math.floor(math.log10(most)) + 1)]
    axis.set_ticks([0.0, *tens], labels=[f"{value:g}" for value in (0.0, *tens)])
    axis.set_ticks([], minor=True)
    (axes.set_xlim if side == "x" else axes.set_ylim)(-bend / 2, 2 * most)


def _named(outcome: str) -> str:
    return _with_unit(outcome, OUTCOMES[outcome].unit)


def _with_unit(name: str, unit: str) -> str:
    words = name.replace("_", " ")
    return words if unit in ("", "1") else f"{words} ({unit})"


def _foot(points: pd.DataFrame, front: pd.DataFrame, runs: pd.DataFrame | None, problem: Problem) -> str:
    words = f"{problem.base.name}: {', '.join(map(str, problem.wants))}; {len(points)} points by closed forms at the network's response."
    if "draws" in front:
        words += f" Robust: all wants hold in at least 95 % of {int(front['draws'].max())} draws of what is assumed, from half to twice."
    if runs is not None:
        words += f" Diamonds: means of {int(runs['runs'].max())} runs with 95 % intervals."
    return words

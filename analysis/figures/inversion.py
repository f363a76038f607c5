"""A posterior as a pair plot: each parameter beside its prior, each pair as a cloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.figures import frame, style
from analysis.figures.kinds.parts import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 20
DOTS = 400
"""Draws that a cloud shows."""


def draw(draws: pd.DataFrame, prior: pd.DataFrame, logarithmic: Sequence[str], title: str, foot: str) -> Figure:
    """Draw marginals on the diagonal and pairs below it, all over the range of the prior, so that one sees what is left open.

    Parameters
    ----------
    draws, prior : DataFrame
        Equally weighted draws, a column each parameter, under the names that the axes bear.
    logarithmic : sequence of str
        Parameters on a logarithmic axis.
    title, foot : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    names = list(draws.columns)
    need("priors of a pair plot", prior, tuple(names))
    width = style.SINGLE_COLUMN if len(names) <= 2 else style.DOUBLE_COLUMN
    with style.figure(width, 0.98 if len(names) > 1 else 0.75) as figure:
        grid = figure.subplots(len(names), len(names), squeeze=False)
        for i, row in enumerate(names):
            for j, column in enumerate(names):
                axes = grid[i, j]
                if j > i:
                    axes.set_axis_off()
                    continue
                _scale(axes, "x", prior[column], column in logarithmic)
                if i == j:
                    _marginal(axes, draws[row].to_numpy(), prior[row].to_numpy(), row in logarithmic)
                else:
                    _scale(axes, "y", prior[row], row in logarithmic)
                    _pair(axes, draws[[column, row]].to_numpy())
                _words(axes, column if i == len(names) - 1 else "", row if j == 0 and i > 0 else "")
        figure.suptitle(title, x=0.01, ha="left", fontsize=8)
        frame.legend(figure)
        frame.caption(figure, foot)
    return figure


def _marginal(axes: Axes, draws: np.ndarray, prior: np.ndarray, logarithmic: bool) -> None:
    """Shares of draws in equal steps of the axis; the prior as a grey line."""
    low, high = float(prior.min()), float(prior.max())
    edges = (np.geomspace if logarithmic else np.linspace)(low, high, BINS + 1)
    for values, colour, label in ((draws, style.BLUE, "posterior"), (prior, style.GREY, "prior")):
        shares = np.histogram(np.clip(values, low, high), edges)[0] / len(values)
        axes.stairs(shares, edges, fill=label == "posterior", color=colour, lw=1.0, alpha=0.75 if label == "posterior" else 1.0, label=label)
    axes.set_ylim(bottom=0.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _pair(axes: Axes, draws: np.ndarray) -> None:
    chosen = draws[:: max(1, len(draws) // DOTS)]
    axes.plot(chosen[:, 0], chosen[:, 1], "o", ms=2.2, mew=0, color=style.BLUE, alpha=0.45, rasterized=True)


def _scale(axes: Axes, which: str, prior: pd.Series, logarithmic: bool) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    ends = float(prior.min()), float(prior.max())
    if logarithmic:
        getattr(axes, f"set_{which}scale")("log")
    getattr(axes, f"set_{which}lim")(*ends)
    axis = getattr(axes, f"{which}axis")
    if logarithmic:
        wide = ends[1] / ends[0] > 50.0
        axis.set_major_locator(LogLocator(subs=(1.0,) if wide and ends[1] / ends[0] > 500.0 else (1.0, 3.0) if wide else (1.0, 2.0, 5.0)))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    else:
        axis.set_major_locator(MaxNLocator(4))


def _words(axes: Axes, below: str, beside: str) -> None:
    axes.set_xlabel(below.replace("_", " "))
    axes.set_ylabel(beside.replace("_", " "))
    if not below:
        axes.tick_params(labelbottom=False, which="both")
    if not beside:
        axes.tick_params(labelleft=False, which="both")

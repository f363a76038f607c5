"""Posterior predictive checks: each statistic of the records beside the interval of new runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import frame, style
from analysis.inversion.checks import Check

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, MARGIN = 0.165, 0.95
"""Height of a statistic and of all that is around, inches."""
FAR = 4.0
"""Half-widths of the interval beyond which a statistic is drawn at the edge."""
ODD = 0.05
"""p-value, all statistics taken together, below which a statistic is drawn as one that the model does not show."""


def draw(checks: Sequence[Check], title: str, foot: str) -> Figure:
    """Draw statistics on one axis: 0 is the median of new runs, -1 and 1 the ends of their 95 % interval.

    Parameters
    ----------
    checks : sequence of Check
    title, foot : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style.figure(style.SINGLE_COLUMN, (ROW * len(checks) + MARGIN) / style.SINGLE_COLUMN) as figure:
        axes = figure.subplots()
        at = np.arange(len(checks))
        axes.axvspan(-1.0, 1.0, color=style.SKY, alpha=0.3, lw=0, label="95 % of new runs")
        axes.axvline(0.0, color=style.GREY, lw=0.8)
        places = np.clip([place(check) for check in checks], -FAR, FAR)
        odd = np.array([check.together < ODD for check in checks], dtype=bool)
        axes.plot(places[~odd], at[~odd], "o", ms=3.4, color=style.BLUE, label="records", clip_on=False)
        if odd.any():
            axes.plot(places[odd], at[odd], "D", ms=3.6, color=style.VERMILION, label="records, not shown by the model", clip_on=False)
        axes.set_yticks(at, [check.statistic.replace("_", " ") for check in checks], fontsize=style.SMALL)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(checks) - 0.4, -0.6)
        axes.set_xlim(-FAR - 0.1, FAR + 0.1)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("distance from the median (half-intervals)", loc="right")
        figure.suptitle(title, x=0.01, ha="left", fontsize=8)
        frame.legend(figure)
        frame.caption(figure, foot)
    return figure


def place(check: Check) -> float:
    """Where the records lie: 0 at the median, -1 and 1 at the ends of the interval; beyond all bounds where it has no width."""
    half = check.high - check.median if check.observed >= check.median else check.median - check.low
    if half > 0:
        return (check.observed - check.median) / half
    return 0.0 if check.observed == check.median else float(np.copysign(np.inf, check.observed - check.median))

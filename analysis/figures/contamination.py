"""The study ``contamination``: wrong outputs of the strong class over reuse, one panel a share of the weak class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures import frame, style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

ARMS = {"start": "half of the strong class checked", "weak": "and a quarter of the weak", "whole": "and all of the weak", "strong": "all of the strong class checked"}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw means with intervals and the closed form.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``means``: columns ``share, reuse, arm, mean, low, high, seeds``; ``laws``: ``share, reuse, arm, wrong``.
    """
    means, laws = tables["means"], tables["laws"]
    shares = sorted(set(means["share"]))
    with style.figure(style.DOUBLE_COLUMN, 0.45) as figure:
        panels = figure.subplots(1, len(shares), sharey=True, squeeze=False)[0]
        for axes, share in zip(panels, shares, strict=True):
            for place, (arm, words) in enumerate(ARMS.items()):
                mine = means[(means["share"] == share) & (means["arm"] == arm)]
                errors = [mine["mean"] - mine["low"], mine["high"] - mine["mean"]]
                axes.errorbar(
                    mine["reuse"], mine["mean"], yerr=errors, fmt=style.marker(place), color=style.SERIES[place], ms=4, label=words, zorder=3
                )
                curve = laws[(laws["share"] == share) & (laws["arm"] == arm)]
                axes.plot(curve["reuse"], curve["wrong"], color=style.BLACK, ls=style.dashes(place), lw=0.9, label="R1", zorder=4)
            axes.set_xlabel("reuse (1)")
        panels[0].set_ylabel("strong class wrong (1)")
        frame.letters(list(panels), [f"weak class {share:g} of jobs" for share in shares])
        frame.legend(figure)
        frame.caption(figure, f"Means of {int(means['seeds'].min())} seeds a point, bars 95 % intervals; lines: R1 for two classes.")
    return figure

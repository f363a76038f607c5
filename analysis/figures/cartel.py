"""The study ``cartel``: gain of cheating over the cartel's share, and stake over time by how panels are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures import frame, style
from analysis.figures.kinds import fan, over_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = {
    "uniform": "panels by nodes", "stake_weighted": "panels by stake", "scattered": "neighbours, scattered cartel",
    "block": "neighbours, cartel in a row",
}  # fmt: skip
COLOURS = dict(zip(NAMES.values(), style.SERIES, strict=False))


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw gains, two fans of stake, and concentration, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``means``: columns ``draw, share, mean, low, high, seeds``; ``gain_laws``: ``draw, share, gain``; ``thresholds``: ``draw, share,
        low, high``; ``paths``: ``draw, rich, seed, epoch, stake, gini, nakamoto``; ``path_laws``: ``draw, rich, epoch, stake``.
    """
    means, laws, paths = (tables[name] for name in ("means", "gain_laws", "paths"))
    paths = paths.assign(series=paths["draw"].map(NAMES))
    poor, rich = paths["rich"].min(), paths["rich"].max()
    with style.figure(style.DOUBLE_COLUMN, 0.86) as figure:
        panels = figure.subplots(3, 2).ravel()
        _gains(panels[0], means[means["draw"] != "block"], laws[laws["draw"] != "block"])
        _gains(panels[1], means[means["draw"] == "block"], laws[laws["draw"] == "block"])
        panels[1].set_xscale("log")
        for axes, one in ((panels[2], poor), (panels[3], rich)):
            law = tables["path_laws"]
            mine = law[law["rich"] == one].assign(value=law["stake"])
            fan.draw(axes, _series(paths, one, "stake"), ("time (epochs)", "cartel's stake (1)"), colours=COLOURS)
            for place, (_, line) in enumerate(mine.groupby("draw", sort=False)):
                axes.plot(line["epoch"], line["value"], color=style.BLACK, lw=0.9, ls=style.dashes(place), label="closed form", zorder=4)
            axes.set_ylim(0, 1)
        over_time.draw(panels[4], _series(paths, rich, "gini"), ("time (epochs)", "Gini of stake (1)"), colours=COLOURS)
        over_time.draw(panels[5], _series(paths, rich, "nakamoto"), ("time (epochs)", "Nakamoto share (1)"), colours=COLOURS)
        words = ["anywhere: a share is needed", "in a row: a few nodes do", "few of nodes and stake", "few nodes, most stake"]
        frame.letters(list(panels), [*words, "inequality in d", "nodes with half of the stake in d"])
        frame.legend(figure)
        frame.caption(
            figure,
            f"a, b: means of {int(means['seeds'].min())} seeds, bars 95 % intervals, share of what panels are drawn by (points set apart by .004 in a); c, d: median, 25 to 75 "
            f"and 5 to 95 % of {paths['seed'].nunique()} seeds; e, f: means, 95 % intervals.",
        )
    return figure


def _series(paths: pd.DataFrame, rich: float, what: str) -> pd.DataFrame:
    return paths[paths["rich"] == rich].rename(columns={what: "value"})[["series", "epoch", "seed", "value"]]


def _gains(axes: Axes, means: pd.DataFrame, laws: pd.DataFrame) -> None:
    for place, (draw_by, mine) in enumerate(means.groupby("draw", sort=False)):
        name = NAMES[str(draw_by)]
        beside = 0.004 * (place - 1) if means["draw"].nunique() > 1 else 0.0  # else points of one share hide each other
        arms = [mine["mean"] - mine["low"], mine["high"] - mine["mean"]]
        axes.errorbar(
            mine["share"] + beside,
            mine["mean"],
            yerr=arms,
            fmt=style.marker(place),
            color=COLOURS[name],
            ms=4 - place * 0.7,
            label=name,
            zorder=3,
        )
    axes.plot(laws["share"], laws["gain"], color=style.BLACK, lw=0.9, label="closed form", zorder=4)
    axes.axhline(0.0, color=style.GREY, lw=0.6, zorder=1)
    axes.set_xlabel("share of the cartel (1)")
    axes.set_ylabel("gain (USD a job)")

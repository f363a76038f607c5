"""Figures of the study `granularity`: where efforts end, who invades whom, where basins meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds import invasibility
from experiments.studies.granularity import RATIOS, SAMPLES, STARTS, TENTHS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = dict(zip(SAMPLES, ("#BDBDBD", "#9FBFD8", style.SKY, style.BLUE, style.BLACK), strict=True))
"""From one sampled segment to sixteen: darker."""
SAID = {"uniform": "from all efforts", "idle": "from idleness", "diligent": "from full effort"}


def draw_efforts(ends: pd.DataFrame) -> Figure:
    """Draw the late distribution of effort over nodes, by start, audit rate and partition.

    Parameters
    ----------
    ends : DataFrame
        Columns ``start, sampled, segments, ratio, seed, tenth_0 ... tenth_9``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.6 * style.DOUBLE_COLUMN), layout="constrained")
        grid = figure.subplots(len(RATIOS), len(STARTS), sharex=True, sharey=True)
        places = [(ratio, start) for ratio in RATIOS for start in STARTS]
        for axes, (ratio, start), letter in zip(grid.flat, places, "abcdef", strict=True):
            mine = ends[(ends["ratio"] == ratio) & (ends["start"] == start)]
            for sampled, runs in mine.groupby("sampled", sort=True):
                _distribution(axes, runs, int(str(sampled)))
            axes.set_title(f"{letter}   {SAID[start]}, audits {ratio:g} g", loc="left")
            axes.set(xlim=(0, 1), ylim=(-0.02, 1.02))
            axes.axvspan(0.1, 0.9, color="#F4F4F4", lw=0, zorder=0)
        for axes in grid[:, 0]:
            axes.set_ylabel("share of nodes\nin a tenth of effort (1)")
        for axes in grid[-1]:
            axes.set_xlabel("effort (1)")
        handles, labels = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(SAMPLES), title="sampled of all segments", title_fontsize=7)
        counts = ends.groupby(["start", "sampled", "ratio"])["seed"].nunique()
        grid[0, 1].annotate(
            f"bands: 95 % of the mean;\n{counts.min()} to {counts.max()} seeds a line", (0.25, 0.8), xycoords="axes fraction", fontsize=6.5,
            color="#555555",
        )  # fmt: skip
    return figure


def _distribution(axes: Axes, runs: pd.DataFrame, sampled: int) -> None:
    table = runs[list(TENTHS)].to_numpy()
    mean, error = table.mean(axis=0), table.std(axis=0, ddof=1) / np.sqrt(len(table)) if len(table) > 1 else np.zeros(10)
    x = np.arange(10) / 10 + 0.05
    label = f"{sampled} of {int(runs['segments'].iloc[0])}"
    axes.plot(x, mean, "o-", ms=2.6, lw=1.1, color=COLOURS[sampled], label=label)
    axes.fill_between(x, mean - 1.96 * error, mean + 1.96 * error, color=COLOURS[sampled], alpha=0.25, lw=0)


def draw_invasion(invasion: pd.DataFrame, singular: pd.DataFrame) -> Figure:
    """Draw which mutant effort gains among which residents, by partition.

    Parameters
    ----------
    invasion : DataFrame
        Columns ``sampled, resident, mutant, fitness``.
    singular : DataFrame
        Columns ``sampled, at, kind``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.43 * style.DOUBLE_COLUMN), layout="constrained")
        panels = figure.subplots(1, invasion["sampled"].nunique(), sharey=True)
        for axes, (sampled, mine), letter in zip(panels, invasion.groupby("sampled", sort=True), "abc", strict=True):
            labels = "residents' effort (1)", "mutant's effort (1)" if letter == "a" else ""
            invasibility.draw(axes, mine, labels, singular=singular[singular["sampled"] == sampled], neutral=1e-9)
            axes.set(xlim=(0, 1), ylim=(0, 1))
            axes.set_title(f"{letter}   {sampled} of {4 * int(str(sampled))} segments sampled", loc="left")
        handles, names = panels[1].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=len(names), title="closed form, audits 1.5 g", title_fontsize=6.5)
    return figure


def draw_borders(borders: pd.DataFrame, basins: pd.DataFrame) -> Figure:
    """Draw where basins meet, by sampled segments: runs that went up or down, the estimate, the closed form.

    Parameters
    ----------
    borders : DataFrame
        Columns ``sampled, border, low, high, law, law_of_many, seeds``.
    basins : DataFrame
        Columns ``sampled, start, seed, effort``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.SINGLE_COLUMN, 0.95 * style.SINGLE_COLUMN), layout="constrained")
        axes = figure.subplots()
        up = basins.assign(up=basins["effort"] > basins["start"]).groupby(["sampled", "start"])["up"].mean().reset_index()
        places = axes.scatter(
            up["sampled"], up["start"], c=up["up"], cmap="PuOr", vmin=0, vmax=1, s=20, marker="s", lw=0.3, edgecolors="#777777", zorder=2
        )
        reach = np.maximum(np.array([borders["border"] - borders["low"], borders["high"] - borders["border"]]), 0.0)
        x = borders["sampled"] * 1.13
        axes.errorbar(
            x, borders["border"], yerr=reach, fmt="D", ms=4, color=style.FAMILIES["lazy"], elinewidth=1.0, label="measured", zorder=3
        )
        axes.plot(borders["sampled"], borders["law"], "-", color=style.BLACK, label="closed form", zorder=4)
        axes.plot(borders["sampled"], borders["law_of_many"], color=style.BLACK, ls=(0, (3, 2)), lw=0.9, label="many segments", zorder=4)
        axes.set_xscale("log", base=2)
        axes.set_xticks(borders["sampled"], [f"{s} of {4 * s}" for s in borders["sampled"]])
        axes.minorticks_off()
        axes.set(xlabel="sampled segments", ylabel="effort of all at the start (1)", ylim=(0.1, 1.0), xlim=(1.7, 20.5))
        bar = figure.colorbar(places, ax=axes, pad=0.02, aspect=30)
        bar.set_label("share of runs that went up (1)")
        bar.outline.set_linewidth(0.4)  # type: ignore[operator]
        title = f"95 % bars, {int(borders['seeds'].min())} seeds a start"
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3, title=title, title_fontsize=6.5)
    return figure

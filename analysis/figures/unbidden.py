"""Figures of the study `unbidden`: behaviours by field beside drift, clouds of policies over time, what would pay against what evolves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import style
from experiments.studies.detectors import LIST, TESTED
from experiments.studies.unbidden import EPOCHS, FIELDS, MARGIN, NODES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREY = "#8A8A8A"
MEANINGS = {
    "audited": "checked,\nslashed",
    "hideable": "no penalty\nfor hiding",
    "shown": "answers\nshown",
    "tolerant": "size of a lie\nevolves",
    "reputed": "jobs by\nreputation",
    "striking": "ten strikes,\nthen out",
    "leavable": "leaving\nevolves",
    "bounty": "checkers keep\nthe slash",
}
WORDS = {
    "claims_below_size": "claims just below\nthe checked size", "within_tolerance": "lies just small\nenough to pass",
    "withholds_when_caught": "withholds\nwhen caught", "hit_and_run": "hits and runs", "behaves_then_cheats": "behaves,\nthen cheats",
    "copies": "copies what\nothers show", "skips_withheld": "skips behind a\nwithheld trace", "cheats_openly": "cheats openly",
    "cheats_until_caught": "cheats until\ncaught", "cheats_when_losing": "cheats when\nit loses", "rejects_unseen": "rejects unseen",
}  # fmt: skip


def draw_matrix(frequencies: pd.DataFrame) -> Figure:
    """Draw how often each behaviour is shown in each field, beside drift alone.

    Parameters
    ----------
    frequencies : DataFrame
        Columns ``behaviour, field, runs, share, low, high, null_share, null_low, null_high, excess, error``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    names = [*LIST, *(name for name in TESTED if name not in LIST)]
    known: dict[tuple[str, str], Any] = {(row["behaviour"], row["field"]): row for row in frequencies.to_dict("records")}
    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.82 * style.DOUBLE_COLUMN), layout="constrained")
        grid = figure.subplots(len(names), len(FIELDS), sharex=True, sharey=True)
        grid[0, 0].set(xlim=(-0.06, 1.06), ylim=(-1, 1), yticks=[], xticks=[0, 0.5, 1], xticklabels=["0", ".5", "1"])  # of all
        for axes, (name, field) in zip(grid.flat, ((name, field) for name in names for field in FIELDS), strict=True):
            _cell(axes, known.get((name, field)))
        for axes, field in zip(grid[0], FIELDS, strict=True):
            axes.set_title(MEANINGS[field], fontsize=7, pad=4)
        for axes, name in zip(grid[:, 0], names, strict=True):
            axes.set_ylabel(WORDS[name], rotation=0, ha="right", va="center", fontsize=7, color=style.BLACK if name in LIST else "#555555")
        n = int(frequencies["runs"].min())
        figure.supxlabel(
            f"share of runs that show it (1): 95 % intervals, {n} seeds a field; purple: with selection, grey: drift alone\n"
            f"orange: more than {MARGIN:g} in excess (before Holm's rule); shaded: no policy can express it there\n"
            "above: the list fixed beforehand; below, in grey: noticed in a pilot of other seeds",
            fontsize=7,
        )
    return figure


def _cell(axes: Axes, row: dict[str, Any] | None) -> None:
    axes.tick_params(length=2 if axes.get_subplotspec().is_last_row() else 0, labelsize=6.5)  # type: ignore[union-attr]  # has one
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set(visible=True, linewidth=0.4, color="#BBBBBB")
    if row is None:
        axes.set_facecolor("#EDEDED")
        return
    if row["excess"] - 1.96 * row["error"] > MARGIN:
        axes.set_facecolor("#FBE3CC")
    for y, name, colour in ((0.35, "", style.FAMILIES["open"]), (-0.35, "null_", GREY)):
        axes.plot([row[f"{name}low"], row[f"{name}high"]], [y, y], color=colour, lw=1.6, solid_capstyle="butt")
        axes.plot([row[f"{name}share"]], [y], "o", color=colour, ms=3.2, mec="white", mew=0.4)


CLOUDS = ("hideable", "shown", "striking", "reputed", "bounty", "drift")


def draw_clouds(clouds: pd.DataFrame) -> Figure:
    """Draw clouds of policies over time, one run a field.

    Parameters
    ----------
    clouds : DataFrame
        Columns ``field, epoch, node, cheats, withhold``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.56 * style.DOUBLE_COLUMN), layout="constrained")
        grid = figure.subplots(2, 3, sharex=True, sharey=True)
        for axes, field, letter in zip(grid.flat, CLOUDS, "abcdef", strict=True):
            mine = clouds[clouds["field"] == field]
            spread = (mine["node"].to_numpy() / NODES - 0.5) * 6.0
            points = axes.scatter(
                mine["epoch"] + spread, mine["cheats"], c=mine["withhold"], cmap="cividis_r", vmin=0, vmax=1, s=3.5, lw=0, alpha=0.8,
                rasterized=True,
            )  # fmt: skip
            mean = mine.groupby("epoch")["cheats"].mean()
            axes.plot(mean.index, mean, color=style.BLACK, lw=1.0)
            axes.set_title(f"{letter}   {MEANINGS.get(field, 'drift alone').replace(chr(10), ' ')}", loc="left")
            axes.set(xlim=(0, EPOCHS + 2), ylim=(-0.03, 1.03))
        for axes in grid[:, 0]:
            axes.set_ylabel("share of its jobs\nnot computed as asked (1)")
        for axes in grid[-1]:
            axes.set_xlabel("epoch")
        bar = figure.colorbar(points, ax=grid, pad=0.01, aspect=40)
        bar.set_label("share of its traces hidden (1)")
        bar.outline.set_linewidth(0.4)  # type: ignore[operator]
        figure.supxlabel(f"one seed a panel, {NODES} nodes; black line: mean", fontsize=6.5, color="#555555")
    return figure


def draw_worth(worth: pd.DataFrame) -> Figure:
    """Draw what each listed behaviour would gain, written by hand, against how much more often than by drift it evolves.

    Parameters
    ----------
    worth : DataFrame
        Columns ``behaviour, field, gain, error, seeds, excess, excess_error, runs``; gain in USD per epoch.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN * 0.62, 0.36 * style.DOUBLE_COLUMN), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        rows = np.arange(len(worth))[::-1]
        for axes, name, error in ((left, "gain", "error"), (right, "excess", "excess_error")):
            axes.axvline(0, color=GREY, lw=0.8)
            axes.errorbar(worth[name], rows, xerr=1.96 * worth[error], fmt="o", color=style.FAMILIES["open"], ms=4, elinewidth=1.0)
        right.axvline(MARGIN, color=style.BLACK, lw=0.8, ls=(0, (3, 2)))
        left.set_yticks(rows, [f"{WORDS[b]}" for b in worth["behaviour"]])
        left.set_ylim(-0.6, len(worth) - 0.4)
        left.set_xlabel("gain over the nearly\nhonest (USD/epoch)")
        right.set_xlabel("runs that evolve it, in\nexcess of drift (1)")
        left.set_title(f"a   would it pay? ({int(worth['seeds'].min())} seeds)", loc="left")
        right.set_title(f"b   is it found? ({int(worth['runs'].min())} seeds)", loc="left")
        figure.supxlabel("95 % intervals; each behaviour in the field made for it", fontsize=6.5, color="#555555")
    return figure

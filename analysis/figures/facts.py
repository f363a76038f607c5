"""Facts beside the model: which patterns each random scenario satisfies, and each fact with its interval beside the model's values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.findings.contract import Tables

TINT, PALE = "#CDEBE1", "#EDEDED"


def draw_matrix(tables: Tables) -> Figure:
    """Draw patterns over scenarios, sorted, with their frequencies beside and the number satisfied at once below, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``matrix`` (``scenario`` and a column a pattern: 1, 0, -1), ``observed`` and ``at_once``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    observed = tables["observed"].sort_values("sample_share", ascending=False, kind="stable")
    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.52 * style.DOUBLE_COLUMN), layout="constrained")
        grid = figure.add_gridspec(2, 2, width_ratios=(3.0, 1.0), height_ratios=(1.5, 1.0))
        cells = figure.add_subplot(grid[0, 0])
        _cells(cells, tables["matrix"], observed)
        _frequencies(figure.add_subplot(grid[0, 1], sharey=cells), observed)
        _at_once(figure.add_subplot(grid[1, 0]), tables["at_once"])
        _key(figure.add_subplot(grid[1, 1]), f"n = {len(tables['matrix'])} scenarios, {int(tables['at_once']['seeds'].iloc[0])} seeds each")
    return figure


def _cells(axes: Axes, matrix: pd.DataFrame, observed: pd.DataFrame) -> None:
    from matplotlib.colors import ListedColormap

    names = list(observed["fact"])
    held = matrix[names].to_numpy()
    keys = [*(-(held == 1).astype(int).T[::-1]), -(held == 1).sum(axis=1)]
    order = np.lexsort(keys)
    weak = observed["weak"].to_numpy(dtype=bool)
    picture = np.where((held[order] == 1) & weak, 2, held[order]).T
    axes.imshow(
        picture, aspect="auto", interpolation="nearest", cmap=ListedColormap(["#FFFFFF", PALE, style.BLUE, style.SKY]), vmin=-1, vmax=2,
        rasterized=True,
    )  # fmt: skip
    for row in range(1, len(names)):
        axes.axhline(row - 0.5, color="#FFFFFF", lw=1.2)
    axes.set_yticks(range(len(names)), list(observed["title"]), fontsize=style.SMALL)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("scenario, by number of patterns satisfied")
    axes.set_title("a", loc="left", fontweight="bold")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _frequencies(axes: Axes, observed: pd.DataFrame) -> None:
    at = np.arange(len(observed))
    axes.barh(at, observed["sample_share"], color=[style.SKY if weak else style.BLUE for weak in observed["weak"]], height=0.7)
    axes.hlines(at, observed["sample_low"], observed["sample_high"], color=style.BLACK, lw=0.9)
    axes.tick_params(axis="y", length=0, labelleft=False)
    axes.set_xlabel("share of scenarios (1)")
    axes.set_xlim(0, max(0.05, 1.05 * float(observed["sample_high"].max())))
    axes.set_title("b", loc="left", fontweight="bold")


def _at_once(axes: Axes, at_once: pd.DataFrame) -> None:
    axes.bar(at_once["patterns"], at_once["share"], color=style.BLUE, width=0.7)
    axes.vlines(at_once["patterns"], at_once["low"], at_once["high"], color=style.BLACK, lw=0.9)
    axes.plot(at_once["patterns"], at_once["independent"], "_", color=style.ORANGE, ms=15, mew=1.8)
    axes.set_xticks(at_once["patterns"])
    axes.set_xlabel("patterns satisfied at once (1)")
    axes.set_ylabel("share of scenarios (1)")
    axes.set_title("c", loc="left", fontweight="bold")


def _key(axes: Axes, caption: str) -> None:
    """Legend and caption in a corner of their own."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    axes.axis("off")
    handles: list[Any] = [
        Patch(color=style.BLUE, label="satisfied"),
        Patch(color=style.SKY, label="satisfied; the fact restates a rule"),
        Patch(color=PALE, label="not satisfied"),
        Patch(facecolor="#FFFFFF", edgecolor="#BBBBBB", lw=0.5, label="the run shows nothing of it"),
        Line2D([], [], color=style.BLACK, lw=0.9, label="Wilson's 95 % interval"),
        Line2D([], [], color=style.ORANGE, lw=1.8, label="if patterns were independent"),
    ]
    axes.legend(
        handles=handles, loc="upper left", fontsize=style.SMALL, borderaxespad=0, handlelength=1.4, title=caption,
        title_fontsize=style.SMALL, alignment="left",
    )  # fmt: skip


def draw_beside(tables: Tables) -> Figure:
    """Draw each fact with the interval within which a run agrees beside the model's values in its own network, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``own`` (``fact, value, satisfied``) and ``observed``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    own, observed = tables["own"], tables["observed"]
    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.55 * style.DOUBLE_COLUMN), layout="constrained")
        grid = figure.subplots(4, 2)
        for axes, (_, row) in zip(grid.T.flat, observed.iterrows(), strict=False):
            _strip(axes, own[own["fact"] == row["fact"]], row)
        figure.legend(
            handles=_beside_handles(), loc="outside lower center", ncols=5, fontsize=style.SMALL, handlelength=1.4, columnspacing=1.2
        )
    return figure


def _beside_handles() -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Line2D([], [], color=style.GREEN, lw=1.6, label="seen in the world"),
        Patch(color=TINT, label="a run agrees"),
        Line2D([], [], color=style.BLACK, lw=1.2, ls="--", label="closed form"),
        Line2D([], [], color=style.BLUE, marker="o", ms=3, lw=0, label="one draw, one seed: all of the criterion"),
        Line2D([], [], color=style.VERMILION, marker="o", ms=3, lw=0, mfc="none", label="not all of it"),
    ]


LABELS = {
    "endpoints": "nodes that deviate (1)",
    "vendors": "similarity of the worst of 12 (1)",
    "replication": "share of work spent on checks (1)",
    "pocket": "lives at a profit (1)",
    "gonka": "honest nodes flagged by the old rule (1)",
    "livepeer": "gain of honest nodes without slashes (fees a job)",
    "ionet": "registered nodes that compute (1)",
    "bittensor": "rank correlation of income and stake (1)",
}


def _strip(axes: Axes, mine: pd.DataFrame, row: pd.Series) -> None:
    known = mine[np.isfinite(mine["value"])]
    spread = (np.arange(len(known)) * 0.6180339887) % 1.0 - 0.5  # evenly strewn, the same at each drawing
    held = known["satisfied"].to_numpy(dtype=bool)
    if math.isfinite(row["seen"]):
        axes.axvline(row["seen"], color=style.GREEN, lw=1.6, zorder=1)
    if math.isfinite(row["law"]):
        axes.axvline(row["law"], color=style.BLACK, lw=1.2, ls="--", zorder=3)
    values = known["value"].to_numpy(dtype=float)
    axes.plot(values[~held], spread[~held], "o", color=style.VERMILION, mfc="none", ms=2.6, mew=0.7, zorder=2)
    axes.plot(values[held], spread[held], "o", color=style.BLUE, ms=2.6, mew=0, zorder=2)
    _scale(axes, str(row["fact"]))
    left, right = axes.get_xlim()
    axes.axvspan(row["seen_low"], min(row["seen_high"], right), color=TINT, lw=0, zorder=0)
    axes.set_xlim(left, right)
    axes.set_ylim(-0.7, 0.7)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(LABELS[str(row["fact"])], fontsize=style.SMALL, labelpad=1)
    axes.tick_params(axis="x", labelsize=style.SMALL)
    title = f"{row['title']}{' (weak)' if row['weak'] else ''}: {row['own_hits']} of {row['own_n']}"
    axes.set_title(title, fontsize=style.SMALL, loc="left", pad=2)


def _scale(axes: Axes, fact: str) -> None:
    if fact == "ionet":
        axes.set_xscale("log")
        axes.set_xlim(0.002, 1.0)
        axes.tick_params(axis="x", which="minor", labelbottom=False)
    elif fact == "livepeer":
        axes.set_xscale("symlog", linthresh=0.01)
    elif fact == "replication":
        axes.set_xlim(0, 0.3)
    else:
        axes.set_xlim(-0.03 if fact != "bittensor" else -0.2, 1.03)

"""Thresholds that collapse on visible verdicts, what ten times the slash does, and ruin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ARMS = {
    "seen": ("last epoch, few seen", "o", style.GREEN),
    "memory": ("longer memory", "D", style.PURPLE),
    "graph": ("neighbours on a graph", "^", style.SKY),
}
FULL = "law in full (b)"
RATES = (style.GREEN, style.SKY, style.PURPLE)


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the study ``visibility`` on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``laws``, ``master`` and ``ruins`` as in ``analysis.findings.visibility``.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    laws = tables["laws"]
    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.44 * style.DOUBLE_COLUMN), layout="constrained")
        left, middle, right = figure.subplots(1, 3)
        _collapse(left, laws, tables["master"])
        _ten_times(middle, laws)
        _ruin(right, laws[laws["arm"] == "ruin"], tables["ruins"])
        handles, labels = left.get_legend_handles_labels()
        more, names = middle.get_legend_handles_labels()
        handles, labels = [*handles, more[names.index(FULL)]], [*labels, FULL]
        figure.legend(handles, labels, loc="outside lower center", ncols=5, handlelength=1.6, columnspacing=1.2)
        figure.suptitle(
            f"{int(laws['seeds'].min())} seeds at each of three audit rates a threshold, n = {int(laws['nodes'].iloc[0])} executors; "
            "bars: 95 % intervals", fontsize=6.5, color="#555555", x=0.01, ha="left",
        )  # fmt: skip
    return figure


def _arms(rows: pd.DataFrame, value: str) -> np.ndarray:
    scale = rows[value] / rows["threshold"]
    return np.maximum(np.array([rows[value] - rows["low"] * scale, rows["high"] * scale - rows[value]]), 0.0)


def _collapse(axes: Axes, laws: pd.DataFrame, master: pd.DataFrame) -> None:
    for arm, (name, marker, colour) in ARMS.items():
        mine = laws[(laws["arm"] == arm) & laws["threshold"].notna()]
        axes.errorbar(mine["x"], mine["y"], yerr=_arms(mine, "y"), fmt=marker, ms=3.6, mfc="none", mew=0.8, elinewidth=0.7, color=colour, label=name)
    inside = master[(master["x"] > laws["x"].min() / 2) & (master["x"] < laws["x"].max() * 2)]
    axes.plot(inside["x"], inside["y"], color=style.BLACK, label="max(A1, $\\kappa$ / verdicts)", zorder=4)
    _name(axes, "a   collapse", "known verdicts $\\times$ A1 / $\\kappa(\\beta)$", "threshold / A1")


def _ten_times(axes: Axes, laws: pd.DataFrame) -> None:
    place = ["graph", "visible", "memory", "intensity"]
    for arm, (name, marker, colour) in ARMS.items():
        rows: list[dict[str, Any]] = []
        for _, mine in laws[laws["arm"] == arm].groupby(place, sort=False):
            first, second = (row for _, row in mine.sort_values("slash").iterrows())
            ratio, error = second["threshold"] / first["threshold"], 1.96 * float(np.hypot(first["error"], second["error"]))
            rows.append({"x": first["x"], "y": ratio, "error": ratio * error, "law": second["closed"] / first["closed"]})
        table = pd.DataFrame(rows)
        axes.errorbar(table["x"], table["y"], yerr=table["error"], fmt=marker, ms=3.6, mfc="none", mew=0.8, elinewidth=0.7, color=colour, label=name)
        axes.plot(table["x"], table["law"], "x", ms=3.5, mew=0.8, color=style.BLACK, zorder=4, label=FULL)
    axes.axhline(1.0, color="#999999", lw=0.6, ls=":")
    axes.axhline(0.1, color="#999999", lw=0.6, ls=":")
    axes.annotate("severity counts for nothing", (0.03, 1.27), xycoords=("axes fraction", "data"), fontsize=6.5, color="#555555")
    axes.annotate("p $\\times$ S = constant", (0.03, 0.105), xycoords=("axes fraction", "data"), fontsize=6.5, color="#555555")
    _name(axes, "b   ten times the slash", "known verdicts $\\times$ A1 / $\\kappa(\\beta)$", "threshold at 10 S / at S")
    axes.set_ylim(0.07, 1.6)


def _ruin(axes: Axes, rows: pd.DataFrame, ruins: pd.DataFrame) -> None:
    for colour, (rate, mine) in zip(RATES, rows.groupby("revision_rate", sort=False), strict=False):
        axes.errorbar(
            mine["slash"], mine["threshold"], yerr=_arms(mine, "threshold"), fmt="s", ms=3.6, mfc="none", mew=0.9, elinewidth=0.7,
            color=colour, label=f"{rate:g} revise an epoch",
        )  # fmt: skip
        law = ruins[ruins["revision_rate"] == rate]
        axes.plot(law["slash"], law["threshold"], color=style.BLACK, lw=0.9, zorder=4)
    axes.legend(loc="lower left", fontsize=6.5, handlelength=1.0, borderaxespad=0.2)
    _name(axes, "c   ruin", "slash (USD)", "threshold audit rate")
    low, high = axes.get_ylim()
    axes.set_ylim(low / 3, high)


def _name(axes: Axes, title: str, x: str, y: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(title, loc="left")
    axes.set_xlabel(x)
    axes.set_ylabel(y)

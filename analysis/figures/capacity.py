"""What most nodes do by field, and how many bits it tells of the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {
    "honest": style.BLUE, "idle": style.ORANGE, "small_model": style.YELLOW, "falsifying": style.VERMILION, "no majority": "#B0B0B0",
}  # fmt: skip
PALE = 0.4
"""Opacity of a field in which fewer than 95 % of the runs agree."""


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the study ``capacity`` on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``map``, ``over_time``, ``over_intensity``, ``over_nodes`` and ``ridges`` as in ``analysis.findings.capacity``.
    """
    with style.figure(style.DOUBLE_COLUMN, 0.62) as figure:
        above, below = figure.subfigures(2, 1, height_ratios=(1.0, 1.05), squeeze=False)[:, 0]
        _maps(above, tables["map"])
        panels = below.subplots(1, 4)
        _over_time(panels[0], tables["over_time"])
        _over_intensity(panels[1], tables["over_intensity"])
        _over_nodes(panels[2], tables["over_nodes"])
        _ridges(panels[3], tables["ridges"])
        return figure


def _maps(place: Any, table: pd.DataFrame) -> None:
    from matplotlib.patches import Patch

    tolerances = sorted(set(table["tolerance"]))
    panels = place.subplots(1, len(tolerances), sharey=True)
    for number, (axes, tolerance) in enumerate(zip(panels, tolerances, strict=True)):
        _map(axes, table[table["tolerance"] == tolerance])
        axes.set_title(f"{'a   ' if not number else ''}tolerance {tolerance:g} σ", loc="left")
        axes.set_xlabel("audit probability")
    panels[0].set_ylabel("slash (rewards)")
    names = [name for name in COLOURS if name in set(table["most"]) | set(table["law"])]
    place.legend(
        handles=[Patch(color=COLOURS[name], label=name.replace("_", " ")) for name in names],
        loc="outside upper center", ncols=len(names), fontsize=style.SMALL, handlelength=1.0, title="what most nodes do",
        title_fontsize=style.SMALL,
    )  # fmt: skip


def _map(axes: Axes, mine: pd.DataFrame) -> None:
    from matplotlib.patches import Rectangle

    audits, slashes = sorted(set(mine["audit"])), sorted(set(mine["slash"]))
    law = mine.pivot_table(index="slash", columns="audit", values="law", aggfunc="first").to_numpy()
    for row in mine.to_dict("records"):
        x, y = audits.index(row["audit"]), slashes.index(row["slash"])
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, color=COLOURS[row["most"]], alpha=1.0 if row["share"] >= 0.95 else PALE, lw=0))
    for y, x in np.ndindex(law.shape):
        if x and law[y, x] != law[y, x - 1]:
            axes.plot([x - 0.5, x - 0.5], [y - 0.5, y + 0.5], color=style.BLACK, lw=1.6)
        if y and law[y, x] != law[y - 1, x]:
            axes.plot([x - 0.5, x + 0.5], [y - 0.5, y - 0.5], color=style.BLACK, lw=1.6)
    axes.set_xticks(range(len(audits)), [f"{audit:g}" for audit in audits])
    axes.set_yticks(range(len(slashes)), [f"{slash:g}" for slash in slashes])
    axes.set_xlim(-0.5, len(audits) - 0.5)
    axes.set_ylim(-0.5, len(slashes) - 0.5)
    axes.tick_params(length=0)


def _bits(axes: Axes, table: pd.DataFrame, x: str, top: float) -> None:
    arms = np.array([table["bits"] - table["low"], table["high"] - table["bits"]])
    axes.errorbar(table[x], table["bits"], yerr=arms, fmt="o-", ms=3.2, color=style.BLUE, elinewidth=0.8, label="runs")
    axes.set_ylim(-0.1, top)


def _over_time(axes: Axes, table: pd.DataFrame) -> None:
    law = float(table["law"].iloc[0])
    axes.axhline(law, color=style.BLACK, lw=1.2, label=r"$\log_2 M$")
    _bits(axes, table, "epoch", max(1.0, 1.35 * law))
    axes.set_xscale("log")
    axes.set_xlabel("epoch")
    axes.set_ylabel("capacity (bit)")
    axes.set_title("b   over time", loc="left")
    axes.legend(loc="upper left", fontsize=style.SMALL, ncols=2, handlelength=1.2, columnspacing=0.9, borderaxespad=0.1)


def _over_intensity(axes: Axes, table: pd.DataFrame) -> None:
    _bits(axes, table, "intensity", max(1.0, 1.2 * float(table["bits"].max())))
    least = float(table["intensity"][table["intensity"] > 0].min())
    axes.set_xscale("symlog", linthresh=least)
    ticks = [tick for tick in (0.0, 0.1, 1.0, 10.0) if tick == 0.0 or tick >= least]
    axes.set_xticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(-0.6 * least, 2.0 * float(table["intensity"].max()))
    axes.set_xlabel("intensity × reward")
    axes.set_title("c   over intensity", loc="left")


def _over_nodes(axes: Axes, table: pd.DataFrame) -> None:
    axes.plot(table["nodes"], table["law"], color=style.BLACK, lw=1.2, label="law")
    arms = np.array([table["bits"] - table["low"], table["high"] - table["bits"]])
    axes.errorbar(table["nodes"], table["bits"], yerr=arms, fmt="o", ms=3.2, color=style.BLUE, elinewidth=0.8, label="runs")
    axes.set_ylim(-0.1, 1.35)
    axes.set_xscale("log")
    axes.set_xticks(list(table["nodes"]), labels=[f"{n:g}" for n in table["nodes"]])
    axes.minorticks_off()
    axes.set_xlabel("nodes")
    axes.set_title("d   near a border", loc="left")
    axes.legend(loc="upper left", fontsize=style.SMALL, ncols=2, handlelength=1.2, columnspacing=0.9, borderaxespad=0.1)


def _ridges(axes: Axes, table: pd.DataFrame) -> None:
    audits = [name for name in table.columns if str(name).startswith("honest_")]
    for row in table.to_dict("records"):
        signal = str(row["signal"])
        points = [float(row[name]) for name in audits]
        axes.plot(
            range(len(audits)), points, marker=style.SIGNAL_MARKERS[signal], ms=3.5, color=style.SIGNALS[signal],
            label=f"{style.SIGNAL_LABELS[signal]}: {row['bits']:.2f} bit",
        )  # fmt: skip
    axes.set_ylim(-0.05, 1.45)
    axes.set_yticks([0.0, 0.5, 1.0])
    axes.set_xticks(range(len(audits)), [f"{float(str(name).removeprefix('honest_')):g}" for name in audits])
    axes.set_xlabel("audit probability")
    axes.set_ylabel("honest nodes (share)")
    axes.set_title("e   along a ridge", loc="left")
    axes.legend(loc="upper left", fontsize=style.SMALL, handlelength=1.2, labelspacing=0.2, borderaxespad=0.1)

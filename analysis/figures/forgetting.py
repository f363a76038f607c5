"""How long what nodes do tells of their start, and how much it tells of their field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PROTOCOL = {0: ("protocol audits", style.BLUE, "--"), 1: ("protocol audits, too few", style.ORANGE, "--")}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the study ``forgetting`` on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``of_start``, ``of_field``, ``law`` and ``lasting`` as in ``analysis.findings.forgetting``.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.42 * style.DOUBLE_COLUMN), layout="constrained")
        left, middle, right = figure.subplots(1, 3, width_ratios=(1.35, 1.0, 0.8))
        _over_time(left, tables["of_start"])
        _over_references(middle, tables["of_start"], tables["law"], tables["of_field"])
        _lasting(right, tables["lasting"])
        runs, small = int(tables["of_start"]["runs"].min()), int(tables["lasting"]["runs"].min())
        figure.suptitle(
            f"a, b: {runs} runs a field, a quarter from each start; c: {small} seeds; shaded and bars: 95 % intervals; bias subtracted",
            fontsize=6.5, color="#555555", x=0.01, ha="left",
        )  # fmt: skip
    return figure


def _over_time(axes: Axes, of_start: pd.DataFrame) -> None:
    import matplotlib as mpl

    peers = of_start[of_start["auditors"] == "peers"]
    shares = list(dict.fromkeys(peers["reference"]))
    colours = mpl.colormaps["viridis"](np.linspace(0.0, 0.9, len(shares)))
    for share, colour in zip(shares, colours, strict=True):
        _line(axes, peers[peers["reference"] == share], colour, "-", f"{share:g}")
    others = of_start[of_start["auditors"] != "peers"]
    for place, (_, mine) in enumerate(others.groupby("audit", sort=False)):
        name, colour, dashes = PROTOCOL[place]
        _line(axes, mine, colour, dashes, name)
    axes.set_xscale("log")
    axes.set_ylim(-0.1, 3.3)
    axes.set_yticks([0.0, 0.5, 1.0, 1.5, 2.0])
    axes.set_xlabel("epoch")
    axes.set_ylabel("information about the start (bit)")
    axes.set_title("a   given the field", loc="left")
    legend = axes.legend(
        loc="upper right", fontsize=6.5, ncols=2, handlelength=1.4, columnspacing=0.9, labelspacing=0.25, borderaxespad=0.1,
        title="reference share, peers check",
    )  # fmt: skip
    legend.get_title().set_fontsize(6.5)


def _line(axes: Axes, rows: pd.DataFrame, colour: object, dashes: str, label: str) -> None:
    axes.fill_between(rows["epoch"], rows["low"], rows["high"], color=colour, alpha=0.2, lw=0)  # type: ignore[arg-type]
    axes.plot(rows["epoch"], rows["bits"], color=colour, ls=dashes, label=label)  # type: ignore[arg-type]


def _over_references(axes: Axes, of_start: pd.DataFrame, law: pd.DataFrame, of_field: pd.DataFrame) -> None:
    end = of_start["epoch"].max()
    mine = of_start[(of_start["epoch"] == end) & (of_start["auditors"] == "peers")]
    arms = np.maximum(np.array([mine["bits"] - mine["low"], mine["high"] - mine["bits"]]), 0.0)
    axes.errorbar(mine["reference"], mine["bits"], yerr=arms, fmt="o", ms=3.8, mfc="none", color=style.VERMILION, elinewidth=0.8, label="peers check")
    others = of_start[(of_start["epoch"] == end) & (of_start["auditors"] != "peers")]
    axes.plot(np.ones(len(others)), others["bits"], "s", ms=3.8, mfc="none", color=style.BLUE, label="protocol audits")
    threshold = float(law[law["auditors"] == "peers"]["threshold"].iloc[0])
    axes.axvline(threshold, color=style.BLACK, lw=1.2, label="(1 + G) / 2")
    tells = of_field[of_field["epoch"] == end]["bits"].mean()
    axes.axhline(tells, color=style.GREEN, lw=0.9, ls=":", label="about the field,\ngiven the start")
    axes.set_ylim(-0.1, 3.3)
    axes.set_yticks([0.0, 0.5, 1.0, 1.5, 2.0])
    axes.set_xlabel("share of reference checks")
    axes.set_ylabel(f"information after {end} epochs (bit)")
    axes.set_title("b   the law", loc="left")
    axes.legend(loc="upper left", fontsize=6.5, handlelength=1.4, labelspacing=0.25, borderaxespad=0.1)


def _lasting(axes: Axes, lasting: pd.DataFrame) -> None:
    seen = lasting[lasting["escaped"] > 0]
    arms = np.maximum(np.array([seen["rate"] - seen["low"], seen["high"] - seen["rate"]]), 0.0)
    axes.errorbar(seen["nodes"], seen["rate"], yerr=arms, fmt="o", ms=3.8, mfc="none", color=style.VERMILION, elinewidth=0.8)
    none = lasting[lasting["escaped"] == 0]
    axes.plot(none["nodes"], none["high"], "v", ms=4.5, mfc="none", color=style.VERMILION)
    axes.set_yscale("log")
    axes.set_xlim(0, lasting["nodes"].max() * 1.15)
    axes.set_xlabel("nodes")
    axes.set_ylabel("escapes (1/epoch)")
    axes.set_title("c   not for ever", loc="left")
    if len(none):
        axes.annotate("triangles: 97.5 % bound, none seen", (0.03, 0.02), xycoords="axes fraction", fontsize=6.5, color="#555555")

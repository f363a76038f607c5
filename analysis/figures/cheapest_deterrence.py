"""Figure of the study ``cheapest_deterrence``: cheats over stake and audits with lines of equal cost, frontier, and cheapest stakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import style
from analysis.figures.kinds import phase_diagram
from analysis.figures.kinds.parts import reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = (0.5, 1.0, 2.0, 4.0)
"""Lines of equal cost, over the least one."""


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw three panels on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``shares`` (``signal, slash, audit, cheats, seeds``), ``frontier`` (``signal, slash, audit, low, high, closed_form``) and
        ``optima`` (``signal, capital, stake, low, high, closed_form``).
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.40 * style.DOUBLE_COLUMN), layout="constrained")
        shares, over, cheapest = figure.subplots(1, 3, width_ratios=(1.35, 1, 1))
        _map(shares, tables)
        shares.set_title("a   share of cheats, public average", loc="left")
        _frontier(over, tables["frontier"])
        over.set_title("b   audits needed", loc="left")
        _optima(cheapest, tables["optima"])
        cheapest.set_title("c   cheapest stake", loc="left")
        handles, labels = over.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower right", ncols=3, handlelength=1.8, columnspacing=1.2)
        many = int(tables["shares"]["seeds"].max())
        words = f"bars: 95 % intervals\n{many} seeds a point\nnear the frontier"
        cheapest.annotate(words, (0.03, 0.03), xycoords="axes fraction", fontsize=6.5, color="#555555")
    return figure


def _map(axes: Axes, tables: Mapping[str, pd.DataFrame]) -> None:
    mine = tables["shares"]
    grid = mine[mine["signal"] == mine["signal"].iloc[-1]].rename(columns={"slash": "x", "audit": "y", "cheats": "value"})
    front = tables["frontier"]
    law = front[front["signal"] == front["signal"].iloc[0]]
    boundary = law.rename(columns={"slash": "x", "closed_form": "y"})[["x", "y"]]
    phase_diagram.draw(
        axes, grid, ("stake (fees)", "audit probability", "share of cheats"), boundary=boundary[boundary["y"] <= 1], log="xy", limits=(0.0, 1.0)
    )
    _equal_costs(axes, tables["optima"], law)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")


def _equal_costs(axes: Axes, optima: pd.DataFrame, law: pd.DataFrame) -> None:
    """Lines of equal cost touch the frontier at the cheapest stake, where p k = r (R + S) fixes k / r."""
    middle = optima.iloc[len(optima["capital"].unique()) // 2]
    best = float(middle["closed_form"])
    audit = float(np.exp(np.interp(np.log1p(best), np.log1p(law["slash"]), np.log(law["closed_form"]))))
    price = (1.0 + best) / audit  # of an audit in units of a staked fee
    least = audit * price + best
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    stakes = np.geomspace(low, high, 400)
    for times in LINES:
        audits = (times * least - stakes) / price
        axes.plot(stakes, np.where(audits > 0, audits, np.nan), color="white" if times != 1 else "#dddddd", ls=(0, (3, 2)), lw=0.9, zorder=3)
    axes.plot([best], [audit], marker="*", ms=9, mfc=style.YELLOW, mec=style.BLACK, mew=0.7, ls="none", zorder=6)
    axes.set_xlim(low, high)
    axes.set_ylim(bottom, top)


def _frontier(axes: Axes, front: pd.DataFrame) -> None:
    axes.axhline(1.0, color=style.BLACK, lw=1.2, label="closed form", zorder=4)
    for signal, mine in front.groupby("signal", sort=False):
        known = mine[np.isfinite(mine["audit"])]
        ratio, low, high = (known[name] / known["closed_form"] for name in ("audit", "low", "high"))
        axes.errorbar(known["slash"], ratio, yerr=reach(ratio, low, high), **_look(str(signal)))
    axes.set_xscale("log")
    axes.set_xlabel("stake (fees)")
    axes.set_ylabel("audit rate over closed form")
    axes.xaxis.set_major_formatter("{x:g}")


def _optima(axes: Axes, optima: pd.DataFrame) -> None:
    law = optima[optima["signal"] == optima["signal"].iloc[0]]
    axes.plot(law["capital"], law["closed_form"], color=style.BLACK, zorder=4)
    for signal, mine in optima.groupby("signal", sort=False):
        axes.errorbar(mine["capital"], mine["stake"], yerr=reach(mine["stake"], mine["low"], mine["high"]), **_look(str(signal)))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("cost of capital (1/epoch)")
    axes.set_ylabel("stake (fees)")
    axes.set_yticks([2, 5, 10, 20, 50, 100])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()


def _look(signal: str) -> dict[str, Any]:
    return {
        "fmt": style.SIGNAL_MARKERS[signal], "color": style.SIGNALS[signal], "ms": 4.5 if signal == "expected" else 3.2,
        "mfc": "none" if signal == "expected" else style.SIGNALS[signal], "mew": 0.9, "elinewidth": 0.9, "label": style.SIGNAL_LABELS[signal],
    }  # fmt: skip

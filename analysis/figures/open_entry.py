"""Figure of the study ``open_entry``: what a higher fee does over time, by who may enter, and in the long run, by the deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.figures import style
from experiments.statistics import Z_95

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = {"none": (style.SKY, "nothing raised", (0, (1, 1))), "fee": (style.VERMILION, "fee raised", "-"), "deposit": (style.BLUE, "deposit raised", (0, (4, 1.5)))}  # fmt: skip
TITLES = {"free": "free entry", "closed": "closed berths"}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw three panels on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``curves`` (``what, entry, change, epoch, mean, low, high, seeds``), ``elasticities`` (``entry, change, ratio, elasticity,
        error, seeds``) and ``law`` (``ratio, fee_share, elasticity``).
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.42 * style.DOUBLE_COLUMN), layout="constrained")
        free, closed, long_run = figure.subplots(1, 3, width_ratios=(1, 1, 1.15))
        curves = tables["curves"]
        for letter, axes, entry in zip("ab", (free, closed), TITLES, strict=True):
            _path(axes, curves[(curves["what"] == "integrity") & (curves["entry"] == entry)])
            axes.set_title(f"{letter}   {TITLES[entry]}", loc="left")
        free.set_ylabel("integrity (right / accepted)")
        closed.set_yticklabels([])
        _long_run(long_run, tables["elasticities"], tables["law"])
        long_run.set_title("c   long run", loc="left")
        handles, labels = free.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=3, handlelength=2.0, columnspacing=1.2)
        words = f"shaded, bars: 95 % intervals\n{int(curves['seeds'].min())} seeds a curve, {int(tables['elasticities']['seeds'].min())}+ a point"
        closed.annotate(words, (0.97, 0.04), xycoords="axes fraction", ha="right", fontsize=6.5, color="#555555")
    return figure


def _path(axes: Axes, rows: pd.DataFrame) -> None:
    for change, (colour, label, dashes) in LOOKS.items():
        mine = rows[rows["change"] == change].sort_values("epoch")
        axes.fill_between(mine["epoch"], mine["low"], mine["high"], color=colour, alpha=0.3, linewidth=0)
        axes.plot(mine["epoch"], mine["mean"], color=colour, ls=dashes, label=label)
    axes.set_xlabel("time (epochs)")
    axes.set_ylim(0.35, 1.02)
    axes.margins(x=0)


def _long_run(axes: Axes, found: pd.DataFrame, law: pd.DataFrame) -> None:
    axes.axhspan(-0.1, 0.1, color="#dddddd", linewidth=0, zorder=0)
    axes.plot(1.0 / law["fee_share"], law["elasticity"], color=style.BLACK, zorder=4, label="closed form, free entry")
    swept = found[found["ratio"].notna()]
    look: dict[str, Any] = {"color": style.VERMILION, "ms": 4, "elinewidth": 0.9}
    axes.errorbar(1.0 + swept["ratio"], swept["elasticity"], yerr=Z_95 * swept["error"], fmt="o", label="to the fee, free entry", zorder=5, **look)
    network = found[found["ratio"].isna() & (found["entry"] == "closed")]
    axes.axhline(float(network["elasticity"].iloc[0]), color=style.VERMILION, ls=(0, (4, 2)), lw=1.0, label="to the fee, closed berths")
    axes.set_xscale("log")
    axes.set_xlabel("fee and deposit over fee")
    axes.set_ylabel("elasticity of integrity")
    axes.set_ylim(-0.7, 3.3)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.legend(loc="center right", bbox_to_anchor=(1.0, 0.68), handlelength=1.8)

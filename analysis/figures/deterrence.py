"""Phase diagram of deterrence: drift of honesty over slash and audit rate, thresholds, closed form on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.figures import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the study ``deterrence`` on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``thresholds``: columns ``colluding, signal, slash, threshold, low, high, status, seeds``, slash in USD;
        ``drift_map``: ``slash, audit_probability, drift`` at the first colluding share; ``laws``: ``colluding, slash,
        closed_form, last_epoch_form, one_peer``, both laws along the slashes, and what the closed form is where one peer audits.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    thresholds, drift_map, curves = (tables[name] for name in ("thresholds", "drift_map", "laws"))
    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.50 * style.DOUBLE_COLUMN), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        shares = list(dict.fromkeys(thresholds["colluding"]))
        _map(figure, left, drift_map)
        label = "closed form (A1, A3)"
        if np.allclose(curves["closed_form"], curves["one_peer"], rtol=1e-9):
            label += "\n$C/((1-r)(R+S))$"
        for axes, colluding in zip((left, right), shares, strict=True):
            _panel(axes, thresholds[thresholds["colluding"] == colluding], curves[curves["colluding"] == colluding], label)
        left.set_ylabel("audit probability")
        seeds = int(thresholds["seeds"].min())
        left.set_title(f"a   colluding share {shares[0]:.0%} (A3)", loc="left")
        right.set_title(f"b   colluding share {shares[1]:.0%} (A1)", loc="left")
        handles, labels = right.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=5, handlelength=1.8, columnspacing=1.2)
        right.annotate(
            f"bars: 95 % intervals, {seeds} seeds a point", (0.02, 0.02), xycoords="axes fraction", fontsize=6.5, color="#555555"
        )
    return figure


def _map(figure: Any, axes: Axes, drift_map: pd.DataFrame) -> None:
    table = drift_map.pivot(index="audit_probability", columns="slash", values="drift")
    limit = float(np.nanmax(np.abs(table.to_numpy())))
    mesh = axes.pcolormesh(
        table.columns.to_numpy(), table.index.to_numpy(), table.to_numpy(), cmap=style.DIVERGING, vmin=-limit, vmax=limit, shading="nearest",
        rasterized=True, alpha=0.85, linewidth=0,
    )  # fmt: skip
    bar = figure.colorbar(mesh, ax=axes, pad=0.02, aspect=30)
    bar.set_label("drift of honest log-odds per epoch\n(public average)", fontsize=7)
    bar.outline.set_linewidth(0.4)


def _panel(axes: Axes, rows: pd.DataFrame, curves: pd.DataFrame, label: str) -> None:
    slashes = curves["slash"].to_numpy()
    closed, bent = curves["closed_form"].to_numpy(), curves["last_epoch_form"].to_numpy()
    for signal, marker in style.SIGNAL_MARKERS.items():
        mine = rows[(rows["signal"] == signal) & (rows["status"] == "found")]
        errors = np.abs(np.array([mine["threshold"] - mine["low"], mine["high"] - mine["threshold"]]))
        axes.errorbar(
            mine["slash"], mine["threshold"], yerr=errors, fmt=marker, color=style.SIGNALS[signal], elinewidth=0.8,
            ms=5.2 if signal == "expected" else 3.0, mfc="none" if signal == "expected" else None, mew=0.9, label=style.SIGNAL_LABELS[signal], zorder=3,
        )  # fmt: skip
    axes.plot(slashes, np.where(closed <= 1, closed, np.nan), color=style.BLACK, label=label, zorder=4)
    axes.plot(
        slashes,
        np.where(bent <= 1, bent, np.nan),
        color=style.BLACK,
        ls=(0, (3, 2)),
        lw=0.9,
        label="closed form,\nlast-epoch comparison",
        zorder=2,
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("slash (USD)")
    axes.set_xlim(slashes[0], slashes[-1])
    axes.set_ylim(0.0028, 1.05)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_yticks([0.003, 0.01, 0.03, 0.1, 0.3, 1.0])
    axes.minorticks_off()

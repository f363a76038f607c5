"""Phase diagram of deterrence: drift of honesty over slash and audit rate, thresholds, closed form on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.figures import style
from analysis.theory.deterrence import audit_threshold, saturated_audit_threshold

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(thresholds: pd.DataFrame, drift_map: pd.DataFrame, saving: float, reward: float, intensity: float) -> Figure:
    """Draw the study ``deterrence`` on a double column.

    Parameters
    ----------
    thresholds : DataFrame
        Columns ``colluding, signal, slash, threshold, low, high, seeds``; slash in USD.
    drift_map : DataFrame
        Columns ``slash, audit_probability, drift`` at the first colluding share.
    saving, reward : float, USD
        Of the network, for the closed form.
    intensity : float, 1/USD
        beta of the imitation.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.50 * style.DOUBLE_COLUMN), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        shares = list(dict.fromkeys(thresholds["colluding"]))
        _map(figure, left, drift_map)
        for axes, colluding in zip((left, right), shares, strict=True):
            _panel(axes, thresholds[thresholds["colluding"] == colluding], saving, reward, intensity, colluding)
        left.set_ylabel("audit probability")
        seeds = int(thresholds["seeds"].min())
        left.set_title(f"a   colluding share {shares[0]:.0%} (A3)", loc="left")
        right.set_title(f"b   colluding share {shares[1]:.0%} (A1)", loc="left")
        handles, labels = right.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=5, handlelength=1.8, columnspacing=1.2)
        right.annotate(f"bars: 95 % intervals, {seeds} seeds a point", (0.02, 0.02), xycoords="axes fraction", fontsize=6.5, color="#555555")
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


def _panel(axes: Axes, rows: pd.DataFrame, saving: float, reward: float, intensity: float, colluding: float) -> None:
    slashes = np.geomspace(rows["slash"].min() / 1.15, rows["slash"].max() * 1.15, 200)
    closed = np.array([audit_threshold(saving, reward, s, colluding=colluding) for s in slashes])
    bent = np.array([saturated_audit_threshold(saving, reward, s, intensity, colluding=colluding) for s in slashes])
    for signal, marker in style.SIGNAL_MARKERS.items():
        mine = rows[(rows["signal"] == signal) & (rows["status"] == "found")]
        errors = np.abs(np.array([mine["threshold"] - mine["low"], mine["high"] - mine["threshold"]]))
        axes.errorbar(
            mine["slash"], mine["threshold"], yerr=errors, fmt=marker, color=style.SIGNALS[signal], elinewidth=0.8,
            ms=5.2 if signal == "expected" else 3.0, mfc="none" if signal == "expected" else None, mew=0.9, label=style.SIGNAL_LABELS[signal], zorder=3,
        )  # fmt: skip
    axes.plot(slashes, np.where(closed <= 1, closed, np.nan), color=style.BLACK, label=r"closed form $C/((1-r)(R+S))$", zorder=4)
    axes.plot(
        slashes, np.where(bent <= 1, bent, np.nan), color=style.BLACK, ls=(0, (3, 2)), lw=0.9, label="closed form, last-epoch comparison", zorder=2
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

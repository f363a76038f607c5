"""What an epoch's records tell of a behaviour: how well along each axis, along which directions at all, and after how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import frame, style
from analysis.possibility.information import STEP, Information
from analysis.possibility.maps import Map
from analysis.possibility.words import SAID

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = dict(zip(SAID, (style.BLUE, style.GREEN, style.VERMILION, style.ORANGE, style.PURPLE), strict=True))
MOST = 1e6
"""Epochs beyond which a map makes no difference."""


def draw(found: Information, shown: Map, title: str) -> Figure:
    """Draw axes, directions and the map side by side.

    Parameters
    ----------
    found : Information
    shown : Map
    title : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style.figure(style.DOUBLE_COLUMN, 0.4) as figure:
        axes = figure.subplots(1, 3, width_ratios=(1.0, 0.95, 1.15))
        _axes(axes[0], found)
        _directions(axes[1], found)
        _map(figure, axes[2], shown)
        frame.letters(axes, ("each axis by itself", "directions", "told from honest after"))
        figure.suptitle(title, x=0.01, ha="left", fontsize=8)
        frame.caption(
            figure,
            f"sd: standard deviation after {found.epochs:,} epochs, as a share of the range, by the Fisher information of an epoch's public "
            f"records; open: seen at once, drawn for a step of {STEP:g}. b: a step to the right leads away from honest; grey: blind. "
            f"c: 5 % of errors of either kind; grey: not within {MOST:,.0f} epochs{'; dashed: the tolerance' if shown.tolerance > 0 else ''}.",
        )
    return figure


def _axes(axes: Axes, found: Information) -> None:
    spread = [_spread(float(value), found.epochs) for value in np.diag(found.matrix)]
    drawn = [value for value in spread if 0.0 < value < math.inf] + [found.resolution]
    low, high = min(drawn) / 5.0, max(2.0, max(drawn) * 3.0)
    axes.axvspan(low, found.resolution, color="#EAF3F8", lw=0, zorder=0)
    axes.text(found.resolution * 0.85, -0.62, "seen", fontsize=style.SMALL, ha="right", va="center")
    axes.text(found.resolution * 1.18, -0.62, "too late", fontsize=style.SMALL, color=style.GREY, ha="left", va="center")
    for row, (effect, value) in enumerate(zip(found.effects, spread, strict=True)):
        colour = COLOURS[effect.axis]
        if math.isinf(value):
            axes.text(high / 1.2, row, "never, at first order", fontsize=style.SMALL, color=style.GREY, ha="right", va="center")
        elif value == 0.0:
            axes.text(low * 1.2, row, "at once, however small", fontsize=style.SMALL, color=colour, va="center")
        else:
            axes.axhline(row, color="#D0D0D0", lw=0.5, zorder=1)
            face = "white" if effect.telling > 0 else colour
            axes.plot(value, row, "o", ms=5.5, mfc=face, mec=colour, mew=1.3, zorder=3)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(len(spread) - 0.4, -0.95)
    axes.set_yticks(range(len(spread)), [SAID[effect.axis] for effect in found.effects])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(f"sd after {found.epochs:,} epochs (share of range)")


def _spread(information: float, epochs: int) -> float:
    if information == 0.0:
        return math.inf
    return 0.0 if math.isinf(information) else 1.0 / math.sqrt(epochs * information)


def _directions(axes: Axes, found: Information) -> None:
    """A row for each direction, with a small bar for each axis: to the right away from honest."""
    names = list(SAID)
    for row, one in enumerate(found.directions):
        blind = one.information == 0.0
        if blind:
            axes.axhspan(row - 0.5, row + 0.5, color="#EDEDED", lw=0, zorder=0)
        for column, name in enumerate(names):
            part = one.parts.get(name, 0.0)
            axes.plot([column, column], [row - 0.3, row + 0.3], color=style.GREY, lw=0.4, zorder=1)
            axes.barh(row, 0.42 * part, left=column, height=0.42, color=COLOURS[name], lw=0, zorder=2)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.set_ylim(len(found.directions) - 0.5, -0.5)
    axes.set_xticks(range(len(names)), [SAID[name] for name in names], rotation=35, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(found.directions)), [_known(one.information, one.seen, found.epochs) for one in found.directions])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)


def _known(information: float, seen: bool, epochs: int) -> str:
    if information == 0.0:
        return "blind"
    if math.isinf(information):
        return "at once"
    return f"sd {1.0 / math.sqrt(epochs * information):.2g}{'' if seen else ', late'}"


def _map(figure: Any, axes: Axes, shown: Map) -> None:
    from matplotlib.colors import LogNorm

    never = ~(shown.epochs < MOST)
    values = np.ma.array(np.clip(shown.epochs, 1.0, MOST), mask=never)
    axes.set_facecolor("#DDDDDD")
    image = axes.pcolormesh(
        shown.deviation, shown.skipped, values, norm=LogNorm(1.0, MOST), cmap=f"{style.SEQUENTIAL}_r", shading="nearest", rasterized=True
    )
    if shown.tolerance > 0:
        axes.axvline(shown.tolerance, color=style.BLACK, lw=0.8, ls=style.dashes(1), path_effects=style.halo(2.0))
    if never.all():
        axes.text(0.5, 0.5, "never", transform=axes.transAxes, ha="center", va="center", color=style.GREY)
    axes.set_yscale("log")
    axes.set_xlim(shown.deviation[0], shown.deviation[-1])
    axes.set_ylim(shown.skipped[0], shown.skipped[-1])
    axes.set_xlabel("deviation of skipped segments (sigma)")
    axes.set_ylabel("share of segments skipped")
    bar = figure.colorbar(image, ax=axes, label="epochs", aspect=25, pad=0.02)
    bar.outline.set_linewidth(0.6)

"""Effects of levers as bars with intervals, the largest at the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.sensitivity import Effect, Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, MARGIN = 0.34, 0.95
"""Height of a lever and of all that is around, inches."""


def draw(effects: Sequence[Effect], names: Sequence[str], labels: tuple[str, str], axis: str, title: str, foot: str) -> Figure:
    """Draw two numbers of each lever on a single column.

    Parameters
    ----------
    effects : sequence of Effect
        In the order in which they are drawn, from the top.
    names : sequence of str
        What the levers are called in the figure.
    labels : (str, str)
        Of ``total`` and ``first``.
    axis, title, foot : str
        Words below the axis, above the figure, and at its foot.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(style.PARAMETERS):
        height = ROW * len(effects) + MARGIN
        figure = Figure(figsize=(style.SINGLE_COLUMN, height), layout="constrained")
        axes = figure.subplots()
        rows = np.arange(len(effects), dtype=float)
        _bars(axes, rows - 0.19, [effect.total for effect in effects], style.BLUE, labels[0])
        _bars(axes, rows + 0.19, [effect.first for effect in effects], style.SKY, labels[1])
        axes.axvline(0.0, color=style.BLACK, lw=0.6)
        axes.set_yticks(rows, names)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(effects) - 0.5, -0.5)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(axis)
        figure.suptitle(title, x=0.01, ha="left", fontsize=8)
        figure.legend(loc="outside lower left", ncols=2, handlelength=1.0, handleheight=0.8, columnspacing=1.0, title=foot, title_fontsize=6.5,
                      alignment="left")  # fmt: skip
    return figure


def _bars(axes: Axes, rows: np.ndarray, estimates: Sequence[Estimate], colour: str, label: str) -> None:
    """Bars with the intervals as lines; an interval need not lie around its number, so its ends are drawn as they are."""
    axes.barh(rows, [one.value for one in estimates], height=0.36, color=colour, lw=0, label=label, zorder=2)
    axes.hlines(rows, [one.low for one in estimates], [one.high for one in estimates], color=style.BLACK, lw=0.9, zorder=3)

"""Effects of levers as bars with intervals, the largest at the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures import frame, style
from analysis.figures.kinds import bars
from analysis.sensitivity import Effect

if TYPE_CHECKING:
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
    rows = [
        {"name": name, "series": label, **estimate._asdict()}
        for name, effect in zip(names, effects, strict=True)
        for label, estimate in zip(labels, (effect.total, effect.first), strict=True)
    ]
    with style.figure(style.SINGLE_COLUMN, (ROW * len(effects) + MARGIN) / style.SINGLE_COLUMN) as figure:
        bars.draw(figure.subplots(), pd.DataFrame(rows), axis, colours=dict(zip(labels, (style.BLUE, style.SKY), strict=True)))
        figure.suptitle(title, x=0.01, ha="left", fontsize=8)
        frame.legend(figure)
        frame.caption(figure, foot)
    return figure

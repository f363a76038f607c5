"""The probability of an outcome against a number, with Wilson's intervals and the closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need, reach, series_of
from experiments.statistics import wilson

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str], *, law: pd.DataFrame | None = None, log: bool = False,
    colours: dict[str, str] | None = None, name: str = "closed form",
) -> None:  # fmt: skip
    """Draw probabilities with 95 % intervals.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``x, hits, n``, and ``series`` where there are several.
    labels : (str, str)
        Of the number, with its unit, and of the probability.
    law : DataFrame, optional
        Columns ``x, y``, and ``series`` where there are several: closed forms, in black.
    log : bool
        Whether x is logarithmic.
    colours : dict, optional
        By series.
    name : str
        Of the closed form.
    """
    need("S-curve", frame, ("x", "hits", "n"))
    parts = series_of(frame)
    mine = style.colours([series for series, _ in parts], colours)
    for place, (series, rows) in enumerate(parts):
        share = (rows["hits"] / rows["n"]).to_numpy(dtype=float)
        ends = np.array([wilson(int(hits), int(n)) for hits, n in zip(rows["hits"], rows["n"], strict=True)]).T
        axes.errorbar(
            rows["x"], share, yerr=reach(share, *ends), fmt=style.marker(place), ms=3.8, color=mine[series], elinewidth=0.8, mew=0,
            label=series or "runs", zorder=3, clip_on=False,
        )  # fmt: skip
    closed_forms("an S-curve", axes, law, ("x", "y"), name)
    name_axes(axes, labels, "x" if log else "")
    axes.set_ylim(0, 1)

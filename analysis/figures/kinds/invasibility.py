"""Pairwise invasibility: which rare mutant gains among which residents, and the behaviours at which selection rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import need
from analysis.figures.kinds.phase_diagram import borders, frame_map

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SINGULAR = {
    "evolutionarily stable": ("o", style.BLACK), "branching": ("*", style.YELLOW),
    "repelling": ("o", "white"), "unreachable": ("D", "#AAAAAA"), "neutral": ("s", style.SKY),
}  # fmt: skip
"""Marker and filling: stable and convergent; convergent, not stable; neither; stable, not convergent; near mutants neither gain nor lose."""
GAINS, LOSES, NEUTRAL = "#F2B48C", "#EDEDED", "#BFD7EA"


def draw(axes: Axes, frame: pd.DataFrame, labels: tuple[str, str], *, singular: pd.DataFrame | None = None, neutral: float = 0.0) -> None:
    """Draw a pairwise-invasibility plot.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``resident, mutant, fitness``, a row for each cell of a grid: what a rare mutant earns more than the residents.
    labels : (str, str)
        Of the resident's and the mutant's behaviour, with units.
    singular : DataFrame, optional
        Columns ``at, kind``; kinds are the names of `SINGULAR`.
    neutral : float
        Up to this size a fitness counts as none.

    Raises
    ------
    ValueError
        For a kind of singular point that has no name.
    """
    from matplotlib.colors import ListedColormap

    need("pairwise invasibility", frame, ("resident", "mutant", "fitness"))
    table = frame.pivot(index="mutant", columns="resident", values="fitness")
    fitness = table.to_numpy(dtype=float)
    sign = np.where(np.isnan(fitness), np.nan, np.where(np.abs(fitness) <= neutral, 0.0, np.sign(fitness)))
    x, y = borders(table.columns.to_numpy(dtype=float), False), borders(table.index.to_numpy(dtype=float), False)
    axes.pcolormesh(x, y, sign, cmap=ListedColormap([LOSES, NEUTRAL, GAINS]), vmin=-1.5, vmax=1.5, rasterized=True, linewidth=0)
    for colour, name, value in ((GAINS, "mutant gains", 1.0), (NEUTRAL, "neither", 0.0), (LOSES, "mutant loses", -1.0)):
        if (sign == value).any():
            axes.scatter([], [], marker="s", s=26, color=colour, lw=0, label=name)
    ends = [max(x[0], y[0]), min(x[-1], y[-1])]
    axes.plot(ends, ends, color=style.BLACK, lw=0.8, zorder=3)
    frame_map(axes, x, y, labels, "")
    axes.set_aspect("equal")
    if singular is not None and len(singular):
        need("singular points", singular, ("at", "kind"))
        _singular(axes, singular)


def _singular(axes: Axes, singular: pd.DataFrame) -> None:
    unknown = set(singular["kind"]) - set(SINGULAR)
    if unknown:
        raise ValueError(f"pairwise invasibility: kind = {', '.join(sorted(unknown))} is not one of {', '.join(SINGULAR)}; say which it is")
    for kind, (marker, filling) in SINGULAR.items():
        mine = singular[singular["kind"] == kind]
        if len(mine):
            size = 9 if marker == "*" else 5.5
            axes.plot(mine["at"], mine["at"], marker, ms=size, mfc=filling, mec=style.BLACK, mew=0.9, label=kind, zorder=5, clip_on=False)

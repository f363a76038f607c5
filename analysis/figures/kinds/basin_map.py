"""Where runs end, over a setting and their start: each cell in the colour of its most frequent outcome, the separatrix in black."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import need
from analysis.figures.kinds.phase_diagram import borders, frame_map, over

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw(
    axes: Axes, frame: pd.DataFrame, labels: tuple[str, str], *, separatrix: pd.DataFrame | None = None, log: str = "",
    colours: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Draw basins of attraction, or a map of regimes.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``x, y, outcome``, one row a run: a setting, the start (or a second setting), and the name of a regime, family
        or attractor. The fewer of a cell's runs agree with the most frequent outcome, the paler it is.
    labels : (str, str)
        Of x and y, with units.
    separatrix : DataFrame, optional
        Closed form: columns ``x, y``, and ``series`` where there are several.
    log : str
        ``x``, ``y`` or ``xy``.
    colours : dict, optional
        By outcome.
    """
    from matplotlib.colors import to_rgb

    need("basin map", frame, ("x", "y", "outcome"))
    names = sorted(set(frame["outcome"]), key=lambda name: (list(style.REGIMES).index(name) if name in style.REGIMES else -1, name))
    mine = style.colours(names, colours)
    x, y = np.unique(frame["x"].to_numpy(dtype=float)), np.unique(frame["y"].to_numpy(dtype=float))
    picture = np.ones((len(y), len(x), 3))
    cells = np.searchsorted(y, frame["y"]) * len(x) + np.searchsorted(x, frame["x"])
    for cell in np.unique(cells):
        counts = frame["outcome"][cells == cell].value_counts()
        strength = 0.25 + 0.75 * float(counts.iloc[0]) / int(counts.sum())
        picture[cell // len(x), cell % len(x)] = strength * np.array(to_rgb(mine[str(counts.index[0])])) + (1 - strength)
    ends = borders(x, "x" in log), borders(y, "y" in log)
    axes.pcolormesh(*ends, picture, rasterized=True, linewidth=0)
    for name in names:
        axes.scatter([], [], marker="s", s=26, color=mine[name], lw=0, label=name)
    frame_map(axes, *ends, labels, log)
    over(axes, separatrix.assign(series="separatrix") if separatrix is not None and "series" not in separatrix else separatrix, None)

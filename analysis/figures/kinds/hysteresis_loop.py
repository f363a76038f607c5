"""A number while a setting goes up and comes down again: two branches, their intervals, and arrows that say which is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import closed_forms, name_axes, need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BRANCHES = {"up": (style.VERMILION, style.MARKERS[2]), "down": (style.BLUE, style.MARKERS[4])}


def draw(
    axes: Axes,
    frame: pd.DataFrame,
    labels: tuple[str, str],
    *,
    law: pd.DataFrame | None = None,
    folds: tuple[float, ...] = (),
    log: bool = False,
) -> None:
    """Draw a hysteresis loop.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``branch, x, mean, low, high``; the branch is ``up`` or ``down``.
    labels : (str, str)
        Of the setting and the number, with units.
    law : DataFrame, optional
        Columns ``x, y``, and ``series`` where there are several: rest points by the closed form, in black.
    folds : tuple of float
        Settings at which a branch ends, by the closed form.
    log : bool
        Whether the setting is logarithmic.

    Raises
    ------
    ValueError
        For a branch that is neither up nor down.
    """
    need("hysteresis loop", frame, ("branch", "x", "mean", "low", "high"))
    unknown = set(frame["branch"]) - set(BRANCHES)
    if unknown:
        raise ValueError(f"hysteresis loop: branch = {', '.join(map(str, unknown))} is not one of up, down; say which way the setting went")
    name_axes(axes, labels, "x" if log else "")
    for branch, (colour, marker) in BRANCHES.items():
        rows = frame[frame["branch"] == branch].sort_values("x")
        axes.fill_between(rows["x"], rows["low"], rows["high"], color=colour, alpha=0.22, lw=0, zorder=2)
        axes.plot(rows["x"], rows["mean"], color=colour, marker=marker, ms=3.6, mew=0, lw=1.1, label=f"setting goes {branch}", zorder=3)
        _arrow(axes, rows if branch == "up" else rows[::-1], colour)
    closed_forms("a loop", axes, law, ("x", "y"), "closed form")
    for at in folds:
        axes.axvline(at, color=style.BLACK, lw=0.8, ls=(0, (4, 2)), label="closed form: a branch ends", zorder=1)


def _arrow(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """An arrowhead in the middle of the steepest step, or of the branch where it is flat."""
    x, y = rows["x"].to_numpy(dtype=float), rows["mean"].to_numpy(dtype=float)
    if len(x) < 2:
        return
    jumps = np.abs(np.diff(y))
    step = int(jumps.argmax()) if jumps.max() > 0.1 * max(np.ptp(y), 1e-12) else len(jumps) // 2
    middle = (np.sqrt(x[step] * x[step + 1]) if axes.get_xscale() == "log" else (x[step] + x[step + 1]) / 2, (y[step] + y[step + 1]) / 2)
    axes.annotate("", middle, (x[step], y[step]), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.1, "mutation_scale": 9,
                  "shrinkA": 0, "shrinkB": 0}, zorder=4)  # fmt: skip

"""What kinds of pictures share: what they need of a table, its series, intervals, and closed forms in black."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def need(kind: str, frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a table without rows or without a column that is drawn.

    Parameters
    ----------
    kind : str
        What the table is drawn as.
    frame : DataFrame
    columns : sequence of str

    Raises
    ------
    ValueError
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"{kind}: no column {', '.join(missing)} among {', '.join(map(str, frame.columns))}; rename or add it")
    if not len(frame):
        raise ValueError(f"{kind}: the table has no rows; draw it when something was measured")


def series_of(frame: pd.DataFrame, column: str = "series") -> list[tuple[str, pd.DataFrame]]:
    """The rows of each series, in the order in which the series come; all rows under an empty name if there is no such column."""
    if column not in frame.columns:
        return [("", frame)]
    return [(str(name), frame[frame[column] == name]) for name in dict.fromkeys(frame[column])]


def reach(middle: Any, low: Any, high: Any) -> np.ndarray:
    """Lengths of an interval's two arms, (2, n), as matplotlib wants them; an arm is never below zero."""
    return np.maximum(np.array([middle - low, high - middle], dtype=float), 0.0)


def closed_forms(kind: str, axes: Axes, law: pd.DataFrame | None, columns: tuple[str, str], name: str, *, on_a_map: bool = False) -> None:
    """Closed forms in black on top of what was measured, each series with a line of its own.

    Parameters
    ----------
    kind : str
    axes : Axes
    law : DataFrame or None
        The columns, and ``series`` where there are several lines, whose values are then their names.
    columns : (str, str)
        Of the two axes.
    name : str
        Of the line, where it is the only one.
    on_a_map : bool
        Whether the line needs a white rim to be seen.
    """
    if law is None:
        return
    need(f"closed form of {kind}", law, columns)
    rim = style.halo() if on_a_map else None
    for place, (series, rows) in enumerate(series_of(law)):
        axes.plot(
            rows[columns[0]], rows[columns[1]], color=style.BLACK, ls=style.dashes(place), path_effects=rim, label=series or name, zorder=4
        )


def name_axes(axes: Axes, labels: tuple[str, ...], log: str = "") -> None:
    """Labels of both axes, and which of them (``x``, ``y``, ``xy``) are logarithmic."""
    if "x" in log:
        axes.set_xscale("log")
    if "y" in log:
        axes.set_yscale("log")
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])

"""Shares of three strategies as orbits in a triangle, with the points where they rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import need, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
"""Places of the first, second and third strategy."""
RESTS = {"stable": ("o", style.BLACK), "unstable": ("o", "white"), "saddle": ("D", "#AAAAAA")}
"""Marker and filling of each kind of rest point."""


def draw(
    axes: Axes, orbits: pd.DataFrame, corners: tuple[str, str, str], *, rests: pd.DataFrame | None = None, colour: str = style.BLUE
) -> None:
    """Draw orbits in the simplex of three shares.

    Parameters
    ----------
    axes : Axes
    orbits : DataFrame
        Columns ``series, a, b, c``, in the order of time: the shares of the strategies of the three corners.
    corners : (str, str, str)
        Names of the strategies: lower left, lower right, top.
    rests : DataFrame, optional
        Columns ``a, b, c, kind``; kinds are ``stable``, ``unstable`` and ``saddle``.
    colour : str
        Of the orbits.
    """
    need("simplex", orbits, ("series", "a", "b", "c"))
    axes.fill(*CORNERS.T, facecolor="none", edgecolor=style.BLACK, lw=0.8, zorder=2)
    for _, rows in series_of(orbits):
        _orbit(axes, places(rows), colour)
    if rests is not None:
        need("rest points", rests, ("a", "b", "c", "kind"))
        _rests(axes, rests)
    for name, place, across in zip(corners, CORNERS, ("left", "right", "center"), strict=True):
        low = across != "center"
        axes.annotate(
            name, place, xytext=(-6 if across == "left" else 6 if across == "right" else 0, -5 if low else 4), textcoords="offset points",
            ha=across, va="top" if low else "bottom", annotation_clip=False,
        )  # fmt: skip
    axes.set_aspect("equal")
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.0)  # room for the third name below a title
    axes.axis("off")


def places(shares: pd.DataFrame) -> np.ndarray:
    """Points in the plane, (rows, 2), of shares in columns ``a, b, c``.

    Raises
    ------
    ValueError
        When shares of a row do not add up to 1.
    """
    table = shares[["a", "b", "c"]].to_numpy(dtype=float)
    off = np.abs(table.sum(axis=1) - 1.0)
    if not (off < 1e-6).all():
        raise ValueError(f"simplex: shares of a row add up to {table.sum(axis=1)[off.argmax()]:g}; give shares of all, that add up to 1")
    return table @ CORNERS


def _orbit(axes: Axes, points: np.ndarray, colour: str) -> None:
    """A line with an arrow half-way along it."""
    axes.plot(*points.T, color=colour, lw=0.9, zorder=3)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    if along[-1] < 0.02:
        return
    tip = min(max(1, int(np.searchsorted(along, along[-1] / 2))), len(points) - 1)
    axes.annotate("", points[tip], points[tip - 1], arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 0.9, "mutation_scale": 9,
                  "shrinkA": 0, "shrinkB": 0}, zorder=3)  # fmt: skip


def _rests(axes: Axes, rests: pd.DataFrame) -> None:
    unknown = set(rests["kind"]) - set(RESTS)
    if unknown:
        raise ValueError(f"simplex: kind = {', '.join(sorted(unknown))} is not one of {', '.join(RESTS)}; say which it is")
    for kind, (marker, filling) in RESTS.items():
        mine = rests[rests["kind"] == kind]
        if len(mine):
            axes.plot(*places(mine).T, marker, ms=5.5, mfc=filling, mec=style.BLACK, mew=0.9, label=kind, zorder=5, clip_on=False)

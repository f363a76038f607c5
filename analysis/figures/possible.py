"""Possibility sets on a plane of behaviours: layers before each crowd, what resists invasion, and who invades whom along one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.figures import frame, style
from analysis.figures.kinds import invasibility
from analysis.figures.kinds.parts import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CONCEIVABLE, VIABLE, ADMISSIBLE = "#F3F3F3", "#D3E8F6", "#A9DBC8"
"""Fillings of the layers, from the bottom."""
DASHES: dict[float, Any] = {0.001: (0, (1, 1)), 0.01: (0, (3, 1)), 0.1: (0, (6, 1.5)), 1.0: "-"}
"""Lines of the gap contours."""


@dataclass(frozen=True)
class Scene:
    """What a figure of possibility sets shows.

    Attributes
    ----------
    planes : DataFrame
        Rows of ``analysis.possibility.plane.table_of``, of one crowd or two.
    axes : (str, str)
        Columns that are drawn.
    labels : (str, str)
        What stands at the axes, with units.
    alpha : float
        Share of an honest node's chance from which a behaviour is admissible.
    jobs : int
        Of a life.
    stable : DataFrame
        The two axes: behaviours that no behaviour of the box invades.
    pairs : DataFrame
        ``resident, mutant, fitness`` along an axis.
    rests : DataFrame
        ``at, kind``.
    along : str
        That axis, with its unit.
    """

    planes: pd.DataFrame
    axes: tuple[str, str]
    labels: tuple[str, str]
    alpha: float
    jobs: int
    stable: pd.DataFrame
    pairs: pd.DataFrame
    rests: pd.DataFrame
    along: str


def draw(scene: Scene, words: Mapping[str, str], foot: str, epsilons: Sequence[float]) -> Figure:
    """Draw the sets before each crowd, and a pairwise-invasibility plot beside them.

    Parameters
    ----------
    scene : Scene
    words : mapping of str to str
        What stands above a panel, by crowd and for ``pairs``.
    foot : str
    epsilons : sequence of float
        Gaps that contours are drawn at.

    Returns
    -------
    matplotlib.figure.Figure
    """
    need("possibility sets", scene.planes, ("crowd", *scene.axes, "life", "audited", "surplus", "gap"))
    crowds = list(dict.fromkeys(scene.planes["crowd"]))
    width = style.DOUBLE_COLUMN if len(crowds) > 1 else 0.72 * style.DOUBLE_COLUMN
    with style.figure(width, 0.46 if len(crowds) > 1 else 0.62) as figure:
        panels = list(figure.subplots(1, len(crowds) + 1))
        for axes, crowd in zip(panels, crowds, strict=False):
            _plane(axes, scene, scene.planes[scene.planes["crowd"] == crowd], epsilons)
        invasibility.draw(
            panels[-1], scene.pairs, (f"residents' {scene.along}", f"mutants' {scene.along}"), singular=scene.rests, neutral=1e-9
        )
        for axes in panels[:-1]:
            axes.set_box_aspect(1.0)
            axes.set_xlabel(scene.labels[0])
        panels[0].set_ylabel(scene.labels[1])
        frame.letters(panels, [words[crowd] for crowd in (*crowds, "pairs")])
        frame.legend(figure)
        frame.caption(figure, foot)
    return figure


def _plane(axes: Axes, scene: Scene, rows: pd.DataFrame, epsilons: Sequence[float]) -> None:
    tables = {name: rows.pivot(index=scene.axes[1], columns=scene.axes[0], values=name) for name in ("life", "audited", "surplus", "gap")}
    x, y = (tables["life"].columns.to_numpy(dtype=float), tables["life"].index.to_numpy(dtype=float))
    life, audited, surplus, gap = (table.to_numpy(dtype=float) for table in tables.values())
    axes.set_facecolor(CONCEIVABLE)
    top = 10.0 * max(1.0, *(float(np.abs(one).max()) for one in (life, surplus)))
    _fill(axes, x, y, surplus, 0.0, top, VIABLE, "viable")
    _hatch(axes, x, y, np.minimum(surplus / max(1e-300, float(np.abs(surplus).max())), scene.alpha - 1e-9 - life))
    _fill(axes, x, y, life, scene.alpha - 1e-9, top, ADMISSIBLE, f"admissible, {scene.jobs} jobs")
    _line(axes, x, y, life, scene.alpha - 1e-9, style.GREEN, "-", "")
    _line(axes, x, y, audited, scene.alpha - 1e-9, style.BLUE, (0, (4, 1.5)), "admissible if audited")
    _gaps(axes, x, y, gap, epsilons)
    if len(scene.stable):
        axes.plot(
            scene.stable[scene.axes[0]], scene.stable[scene.axes[1]], "*", ms=10, mfc=style.YELLOW, mec=style.BLACK, mew=0.8, ls="",
            clip_on=False, zorder=6, label="no invader in the box",
        )  # fmt: skip
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])


def _fill(axes: Axes, x: np.ndarray, y: np.ndarray, values: np.ndarray, level: float, top: float, colour: str, label: str) -> None:
    if not (values >= level).any():
        return
    axes.contourf(x, y, values, levels=[level, top], colors=[colour], zorder=1)
    axes.scatter([], [], marker="s", s=26, color=colour, lw=0, label=label)


def _hatch(axes: Axes, x: np.ndarray, y: np.ndarray, inside: np.ndarray) -> None:
    if not (inside > 0).any():
        return
    drawn = axes.contourf(x, y, inside, levels=[0.0, 2.0], colors="none", hatches=["////"], zorder=1.5)
    drawn.set_edgecolor("#E8A98A")
    drawn.set_linewidth(0.0)
    axes.fill_between([], [], [], facecolor=VIABLE, edgecolor="#E8A98A", hatch="////", lw=0, label="attack surface")


def _line(axes: Axes, x: np.ndarray, y: np.ndarray, values: np.ndarray, level: float, colour: str, dashes: Any, label: str) -> None:
    if not values.min() < level <= values.max():
        return
    axes.contour(x, y, values, levels=[level], colors=[colour], linestyles=[dashes], linewidths=1.2, zorder=3)
    if label:
        axes.plot([], [], color=colour, ls=dashes, lw=1.2, label=label)


def _gaps(axes: Axes, x: np.ndarray, y: np.ndarray, gap: np.ndarray, epsilons: Sequence[float]) -> None:
    here = [e for e in epsilons if gap.min() < e < gap.max()]
    if here:
        axes.contour(x, y, gap, levels=here, colors=[style.BLACK], linestyles=[DASHES[e] for e in here], linewidths=0.8, zorder=4)
    for e in here:
        axes.plot([], [], color=style.BLACK, lw=0.8, ls=DASHES[e], label=rf"sustainable, $\epsilon$ = {e:g}")

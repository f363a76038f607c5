"""The picture of the network: a dot a node."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from model import InferenceNetwork
from model.columns import EXECUTES
from viz.arrangement import Arrangement, arrangement
from viz.canvas import FAINT, INK, PALE, colours, in_words

SIDE = 5.0
"""Width of the picture, inches; the disc takes most of it."""
SMALLEST = 0.06
"""Area of the dot of a node with next to nothing at stake, over the largest."""


def draw_nodes(model: InferenceNetwork) -> Figure:
    """Nodes at their places: colour by strategy, area by stake, squares that only verify, hollow when out."""
    seen = arrangement(model)
    figure = Figure(figsize=(SIDE, SIDE))
    axes = figure.add_axes((0.04, 0.14, 0.92, 0.79), aspect="equal")
    axes.set_axis_off()
    axes.set_xlim(-1.09, 1.09)
    axes.set_ylim(-1.09, 1.09)
    if len(seen.edges):
        axes.add_collection(LineCollection(list(seen.places[seen.edges]), colors=FAINT, linewidths=0.6, alpha=0.4, zorder=1))
    _dots(axes, model, seen)
    figure.text(0.04, 0.955, "The network", weight="bold", size=10)
    figure.text(0.96, 0.955, _sizes(model), ha="right", color=FAINT, size=8)
    figure.text(0.5, 0.018, seen.words, ha="center", color=FAINT, size=8)
    _legend(figure, model)
    return figure


def _dots(axes: Axes, model: InferenceNetwork, seen: Arrangement) -> None:
    state, rows = model.state, seen.rows
    here = state.present[rows] > 0
    rows, places = rows[here], seen.places[here]
    paints = np.array(list(colours(model.settings).values()))[state.strategy[rows]]
    out = state.active[rows] == 0
    edges = np.where(out[:, None], 0.6, paints * 0.72)
    paints[out] = 1.0
    areas = _largest(seen.room) * _stakes(state.stake[rows])
    works = (state.role[rows] & EXECUTES) > 0
    for marker, kind in (("o", works), ("s", ~works)):
        x, y = places[kind].T
        axes.scatter(x, y, s=areas[kind], c=paints[kind], edgecolors=edges[kind], linewidths=0.7, marker=marker, zorder=2)


def _largest(room: float) -> float:
    """Area of the largest dot, square points: neighbours just do not touch."""
    return (0.8 * min(room, 0.5) * 0.79 * SIDE * 72 / 2.18) ** 2


def _stakes(stakes: np.ndarray) -> np.ndarray:
    top = float(stakes.max(initial=0.0))
    return np.maximum(SMALLEST, stakes / top) if top > 0 else np.ones(len(stakes))


def _sizes(model: InferenceNetwork) -> str:
    top = float(model.state.stake.max())
    return f"area: stake, up to {top:,.4g} tok" if top > 0 else "nothing is at stake"


def _legend(figure: Figure, model: InferenceNetwork) -> None:
    """Strategies with the number of active nodes that follow them, in one or two rows."""
    state = model.state
    here = state.active == 1
    counts = np.bincount(state.strategy[here], minlength=len(model.settings.population))
    squares = [entry.role == "verifier" for entry in model.settings.population.values()]
    paints = colours(model.settings)
    marks = [
        _mark(f"{in_words(name)} {count}", paints[name], "s" if square else "o")
        for name, count, square in zip(paints, counts, squares, strict=True)
    ]
    out = int(((state.present > 0) & ~here).sum())
    if out:
        marks.append(_mark(f"out {out}", (1.0, 1.0, 1.0), "o"))
    columns = len(marks) if sum(len(str(mark.get_label())) + 6 for mark in marks) < 70 else math.ceil(len(marks) / 2)
    figure.legend(
        handles=marks, loc="center", bbox_to_anchor=(0.5, 0.09), ncols=columns, fontsize=9, handletextpad=0.2, columnspacing=1.2,
        labelcolor=INK,
    )  # fmt: skip


def _mark(label: str, colour: tuple[float, float, float], marker: str) -> Line2D:
    rim = PALE if colour == (1.0, 1.0, 1.0) else colour
    return Line2D([], [], linestyle="", marker=marker, markersize=8, markerfacecolor=colour, markeredgecolor=rim, label=label)

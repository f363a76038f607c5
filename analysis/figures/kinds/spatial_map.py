"""Nodes at their places on a ring, a lattice or a graph, in the colours of what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import style
from analysis.figures.kinds.parts import need, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LAYOUTS = ("ring", "lattice", "graph")


def draw(
    axes: Axes, frame: pd.DataFrame, layout: str = "ring", *, edges: pd.DataFrame | None = None, colours: dict[str, str] | None = None
) -> None:
    """Draw nodes by place.

    Parameters
    ----------
    axes : Axes
    frame : DataFrame
        Columns ``node, series``: numbers from 0, and the strategy or family of each; with columns ``x, y`` those are the places.
    layout : str
        ``ring``, ``lattice`` (rows of a square) or ``graph`` (by springs along the edges).
    edges : DataFrame, optional
        Columns ``a, b``: pairs of nodes.
    colours : dict, optional
        By series.
    """
    need("spatial map", frame, ("node", "series"))
    frame = frame.sort_values("node")
    index = {int(node): row for row, node in enumerate(frame["node"])}
    pairs = np.zeros((0, 2), dtype=int)
    if edges is not None:
        need("edges of a spatial map", edges, ("a", "b"))
        pairs = np.array([[index[int(a)], index[int(b)]] for a, b in zip(edges["a"], edges["b"], strict=True)])
    at = frame[["x", "y"]].to_numpy(dtype=float) if {"x", "y"} <= set(frame.columns) else places(layout, len(frame), pairs)
    _edges(axes, at, pairs)
    frame = frame.assign(x=at[:, 0], y=at[:, 1])
    names = [name for name, _ in series_of(frame)]
    mine = style.colours(names, colours)
    room = _room(axes, len(frame), layout)
    shape = "s" if layout == "lattice" else "o"
    for name, rows in series_of(frame):
        axes.scatter(
            rows["x"], rows["y"], s=room, color=mine[name], marker=shape, lw=0 if shape == "s" else 0.3, edgecolors="white", zorder=3
        )
        axes.scatter([], [], s=26, color=mine[name], marker=shape, lw=0, label=name)
    axes.set_aspect("equal")
    axes.margins(0.04)
    axes.axis("off")


def places(layout: str, count: int, edges: np.ndarray) -> np.ndarray:
    """Places of nodes 0 ... count - 1, (count, 2), within [-1, 1].

    Raises
    ------
    ValueError
        For a layout that is not known, or a graph without edges.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout = {layout!r} is not one of {', '.join(LAYOUTS)}; give one of them, or columns x and y")
    if layout == "ring":
        angle = 2 * np.pi * np.arange(count) / count
        return np.column_stack((np.sin(angle), np.cos(angle)))
    if layout == "lattice":
        side = int(np.ceil(np.sqrt(count)))
        step = max(1, side - 1)
        return np.column_stack((2 * (np.arange(count) % side) / step - 1, 1 - 2 * (np.arange(count) // side) / step))
    if not len(edges):
        raise ValueError("layout = 'graph' without edges; give a table of edges with columns a and b")
    return _springs(count, edges)


def _springs(count: int, edges: np.ndarray) -> np.ndarray:
    import networkx

    graph = networkx.empty_graph(count)
    graph.add_edges_from(edges.tolist())
    found = networkx.spring_layout(graph, k=1.6 / np.sqrt(count), iterations=80, seed=0)
    return np.array([found[node] for node in range(count)])


def _edges(axes: Axes, at: np.ndarray, pairs: np.ndarray) -> None:
    from matplotlib.collections import LineCollection

    if len(pairs):
        axes.add_collection(LineCollection(list(at[pairs]), colors="#BBBBBB", linewidths=0.4, zorder=1))


def _room(axes: Axes, count: int, layout: str) -> float:
    """Area of a marker (points squared), so that neighbours touch on a lattice and leave each other room elsewhere."""
    box = axes.get_position()
    figure = axes.figure
    width = 72 * min(box.width * figure.get_figwidth(), box.height * figure.get_figheight())  # type: ignore[union-attr]
    apart = {"ring": 0.8 * np.pi / count, "lattice": 0.92 / max(1.0, np.ceil(np.sqrt(count))), "graph": 0.45 / np.sqrt(count)}[layout]
    return float(np.clip((apart * width) ** 2, 2.0, 90.0))

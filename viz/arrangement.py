"""Where nodes stand on the picture of a network: found once a model, from its graph alone."""

from __future__ import annotations

import math
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from model import InferenceNetwork
from model.graph import Complete, Ring, WattsStrogatz
from model.population import ROLES

DRAWN_AT_MOST = 300
EDGES_AT_MOST = 3000
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class Arrangement(NamedTuple):
    """What of a network is drawn, and where.

    Attributes
    ----------
    rows : (drawn,), int
        Rows of the nodes.
    places : (drawn, 2), float
        In the unit disc.
    edges : (edges, 2), int
        Pairs of drawn nodes, by their index in ``rows``.
    room : float
        About the distance between neighbours, so that dots do not hide each other.
    words : str
        What the reader must know about sample and edges.
    """

    rows: np.ndarray
    places: np.ndarray
    edges: np.ndarray
    room: float
    words: str


_KNOWN: WeakKeyDictionary[InferenceNetwork, Arrangement] = WeakKeyDictionary()


def arrangement(model: InferenceNetwork) -> Arrangement:
    """The arrangement of a model, found when it is first asked for.

    Nodes of a ring stand on a circle, those of another graph by springs, and
    those without a graph on a disc, by role and type from the middle outwards.
    """
    if model not in _KNOWN:
        _KNOWN[model] = _arrange(model)
    return _KNOWN[model]


def _arrange(model: InferenceNetwork) -> Arrangement:
    state, graph = model.state, model.settings.graph
    count = model.settings.berths
    if not len(state.edges) or isinstance(graph, Complete):
        rows = np.unique(np.linspace(0, count - 1, min(count, DRAWN_AT_MOST)).round().astype(int))
        if not state.turns_over:  # else a place is a berth, and whoever comes is of any kind
            rows = rows[np.lexsort((rows, state.type[rows], state.role[rows]))]
        meeting = "everybody is everybody's neighbour" if len(state.edges) else "no graph: any node may meet any other"
        meeting = _groups(model, rows) or meeting
        none, room = np.zeros((0, 2), dtype=int), math.sqrt(math.pi / len(rows))
        return Arrangement(rows, sunflower(len(rows)), none, room, _words(model, len(rows), meeting))
    rows = nearest(state.indptr, state.indices, min(count, DRAWN_AT_MOST))
    edges = _between(state.edges, rows, count)
    places = _circle(len(rows))
    room = 2 * math.sin(math.pi / max(2, len(rows)))
    if not isinstance(graph, Ring):
        # A small world grows out of a ring, and its springs find rest sooner from there.
        places = _springs(edges, places if isinstance(graph, WattsStrogatz) else sunflower(len(rows)))
        room = 0.6 * math.sqrt(math.pi / len(rows))
    total = len(edges)
    edges = edges[:: 1 + total // EDGES_AT_MOST]
    thinned = "" if len(edges) == total else f"; {len(edges)} of {total} edges drawn"
    meeting = f"{graph.kind.replace('_', '-')} graph{thinned}"
    return Arrangement(rows, places, edges, room, _words(model, len(rows), meeting, ", those nearest to node 0"))


def _words(model: InferenceNetwork, drawn: int, meeting: str, which: str = "") -> str:
    count, places = model.settings.berths, "berths" if model.state.turns_over else "nodes"
    return meeting if drawn == count else f"a sample: {drawn} of {count} {places}{which}; {meeting}"


def _groups(model: InferenceNetwork, rows: np.ndarray) -> str:
    """Roles and types from the middle of the disc outwards; empty when all are alike, or come and go."""
    state = model.state
    if state.turns_over:
        return ""
    role_names = {number: name for name, number in ROLES.items()}
    roles = list(dict.fromkeys(role_names[number] for number in state.role[rows].tolist()))
    types = list(dict.fromkeys(list(model.settings.types)[number] for number in state.type[rows].tolist()))
    groups = [", ".join(names).replace("_", " ") for names in (roles, types) if len(names) > 1]
    return f"from the middle outwards: {'; each '.join(groups)}" if groups else ""


def sunflower(count: int) -> np.ndarray:
    """Places on the unit disc at equal density, as the seeds of a sunflower."""
    seeds = np.arange(count)
    radius, angle = np.sqrt((seeds + 0.5) / count), seeds * GOLDEN_ANGLE
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def nearest(indptr: np.ndarray, indices: np.ndarray, wanted: int) -> np.ndarray:
    """Rows nearest to node 0 by edges, ascending; then those that no edge leads to."""
    seen, queue = {0}, [0]
    for row in queue:
        if len(seen) >= wanted:
            break
        fresh = [int(other) for other in indices[indptr[row] : indptr[row + 1]] if other not in seen][: wanted - len(seen)]
        seen.update(fresh)
        queue += fresh
    rest = (row for row in range(len(indptr) - 1) if row not in seen)
    seen.update(row for row, _ in zip(rest, range(wanted - len(seen)), strict=False))
    return np.array(sorted(seen))


def _between(edges: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Edges with both ends among some rows, by index in them."""
    index = np.full(count, -1)
    index[rows] = np.arange(len(rows))
    ends = index[edges]
    return ends[(ends >= 0).all(axis=1)]


def _circle(count: int) -> np.ndarray:
    angle = 2 * math.pi * np.arange(count) / count
    return np.column_stack((np.sin(angle), np.cos(angle)))


def _springs(edges: np.ndarray, start: np.ndarray) -> np.ndarray:
    """A spring layout from given places, scaled to the unit disc."""
    import networkx

    graph = networkx.empty_graph(len(start))
    graph.add_edges_from(edges.tolist())
    found = networkx.spring_layout(graph, pos=dict(enumerate(start)), k=1.6 / math.sqrt(len(start)), iterations=60, seed=0)
    places = np.array([found[v] for v in range(len(start))])
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    return places / max(1e-9, float(np.hypot(*places.T).max()))

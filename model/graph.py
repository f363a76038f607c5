"""The graph that nodes sit on: its kinds, and the arrays that kernels walk.

Up to 100,000 nodes networkx draws the graph, seeded from the run's luck; beyond
that ring, Erdos-Renyi and configuration graphs are drawn here, where networkx
would take tens of seconds and gigabytes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from model.luck import WIRING, keys_of
from model.quantity import Part, number

NETWORKX_LIMIT = 100_000
COMPLETE_LIMIT = 4_096


class Complete(Part):
    """Everybody is everybody's neighbour."""

    kind: Literal["complete"] = "complete"


class Ring(Part):
    """Each vertex is tied to its `degree` nearest."""

    kind: Literal["ring"]
    degree: int = number(2, "1", "neighbours of a vertex, even", ge=2, le=10_000)

    @model_validator(mode="after")
    def _even(self) -> Ring:
        if self.degree % 2:
            raise ValueError(f"degree = {self.degree} is odd; a ring needs an even degree")
        return self


class WattsStrogatz(Part):
    """A ring some of whose edges are rewired at random."""

    kind: Literal["watts_strogatz"]
    degree: int = number(8, "1", "neighbours of a vertex before rewiring, even", ge=2, le=10_000)
    rewiring: float = number(0.1, "1", "probability that an edge is rewired", ge=0, le=1)


class ErdosRenyi(Part):
    """Every pair is tied with the same probability."""

    kind: Literal["erdos_renyi"]
    mean_degree: float = number(8.0, "1", "mean number of neighbours", ge=0, le=10_000)


class BarabasiAlbert(Part):
    """Growth with preferential attachment."""

    kind: Literal["barabasi_albert"]
    attachments: int = number(4, "1", "edges that a new vertex brings", ge=1, le=10_000)


class Configuration(Part):
    """A random graph with given degrees; loops and double edges are dropped."""

    kind: Literal["configuration"]
    degrees: list[int] = number([3, 8], "1", "degrees")
    shares: list[float] = number([0.5, 0.5], "1", "share of the vertices with each degree")

    @model_validator(mode="after")
    def _matches(self) -> Configuration:
        if len(self.degrees) != len(self.shares) or abs(sum(self.shares) - 1) > 1e-9 or min(self.degrees, default=-1) < 0:
            raise ValueError(
                f"degrees = {self.degrees} and shares = {self.shares} need equal lengths, degrees >= 0 and shares that add up to 1"
            )
        return self


class Given(Part):
    """A graph of the user's, as an edge list, inline or in a file with its digest."""

    kind: Literal["given"]
    vertices: int = number(0, "1", "vertices, as many as nodes; 0: however many those are", ge=0)
    edges: list[list[int]] = number([], "row", "pairs of vertices, from 0")
    file: str = number("", "", "text file with one pair of vertices a line, instead of `edges`")
    digest: str = number("", "", "SHA-256 of the file, so that a run says which graph it had")

    @model_validator(mode="after")
    def _readable(self) -> Given:
        if self.edges and self.file:
            raise ValueError("graph gives both edges and file; give one of them")
        if not (self.edges or self.file or self.vertices):
            raise ValueError("graph gives neither edges nor file; give one of them")
        if self.vertices:
            _check_pairs(self.edges, self.vertices, "graph edge", "edge list")
        return self


def _check_pairs(edges: list[list[int]], vertices: int, what: str, remedy: str) -> None:
    for edge in edges:
        if len(edge) != 2 or not all(0 <= v < vertices for v in edge):
            raise ValueError(f"{what} {edge} is not a pair of vertices in [0, {vertices - 1}]; mend the {remedy}")


def is_networkx(value: Any) -> bool:
    """Whether a value is a networkx graph, by what it can do."""
    return hasattr(value, "nodes") and hasattr(value, "edges") and hasattr(value, "adjacency")


def from_networkx(graph: Any) -> Given:
    """A graph part from any networkx graph; vertices are numbered in the graph's order.

    Parameters
    ----------
    graph : networkx.Graph

    Returns
    -------
    Given
    """
    number_of = {vertex: i for i, vertex in enumerate(graph.nodes)}
    edges = [[number_of[a], number_of[b]] for a, b, *_ in graph.edges if a != b]
    return Given(kind="given", vertices=len(number_of), edges=edges)


Graph = Annotated[
    Complete | Ring | WattsStrogatz | ErdosRenyi | BarabasiAlbert | Configuration | Given,
    Field(discriminator="kind"),
    BeforeValidator(lambda value: from_networkx(value) if is_networkx(value) else value),
]
"""One of the kinds, or a networkx graph."""


def check_size(graph: Any, nodes: int) -> None:
    """Refuse a graph that cannot be drawn for this many nodes.

    Raises
    ------
    ValueError
    """
    if isinstance(graph, Given):
        if graph.vertices not in (0, nodes):
            raise ValueError(
                f"graph.vertices = {graph.vertices} for nodes.count = {nodes}; give a graph with one vertex per node or change nodes.count"
            )
        if not graph.vertices:
            _check_pairs(graph.edges, nodes, "graph edge", "edge list or change nodes.count")
    if isinstance(graph, (Ring, WattsStrogatz)) and graph.degree >= nodes:
        raise ValueError(f"graph.degree = {graph.degree} needs more than {nodes} nodes; lower the degree or raise nodes.count")
    if isinstance(graph, BarabasiAlbert) and graph.attachments >= nodes:
        raise ValueError(f"graph.attachments = {graph.attachments} needs more than {nodes} nodes; lower it or raise nodes.count")
    if isinstance(graph, Configuration) and max(graph.degrees) >= nodes:
        raise ValueError(f"graph.degrees holds {max(graph.degrees)} for {nodes} nodes; lower it or raise nodes.count")
    if isinstance(graph, (WattsStrogatz, BarabasiAlbert)) and nodes > NETWORKX_LIMIT:
        raise ValueError(
            f"graph.kind = {graph.kind} is drawn up to {NETWORKX_LIMIT} nodes, not {nodes}; use ring, erdos_renyi or configuration"
        )


def draw_edges(graph: Any, nodes: int, seed: int) -> np.ndarray:
    """Edges of the graph.

    Parameters
    ----------
    graph : a graph part
    nodes, seed : int

    Returns
    -------
    ndarray, (edges, 2), int32
        Each edge once, without loops, sorted.
    """
    # networkx draws from Python's generator: one key of our luck seeds it.
    wiring = int(keys_of(seed, 0)[WIRING]) >> 1
    if isinstance(graph, Complete):
        first, second = np.triu_indices(nodes, 1)
        return np.column_stack((first, second)).astype(np.int32)
    if isinstance(graph, Given):
        pairs = np.array(graph.edges or _read_edges(graph, nodes), dtype=np.int64).reshape(-1, 2)
    elif isinstance(graph, Ring):
        base = np.arange(nodes)
        pairs = np.concatenate([np.column_stack((base, (base + d) % nodes)) for d in range(1, graph.degree // 2 + 1)])
    elif isinstance(graph, Configuration):
        pairs = _configuration(graph, nodes, wiring)
    elif isinstance(graph, ErdosRenyi) and nodes > NETWORKX_LIMIT:
        pairs = _erdos_renyi(graph, nodes, wiring)
    else:
        pairs = _networkx_edges(graph, nodes, wiring)
    return _simple(pairs, nodes)


def _simple(pairs: np.ndarray, nodes: int) -> np.ndarray:
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    codes = np.unique(pairs[:, 0] * nodes + pairs[:, 1])  # one number a pair sorts ten times faster than pairs
    return np.column_stack((codes // nodes, codes % nodes)).astype(np.int32)


def _networkx_edges(graph: Any, nodes: int, wiring: int) -> np.ndarray:
    import networkx

    if isinstance(graph, WattsStrogatz):
        drawn = networkx.watts_strogatz_graph(nodes, graph.degree, graph.rewiring, seed=wiring)
    elif isinstance(graph, ErdosRenyi):
        drawn = networkx.fast_gnp_random_graph(nodes, min(1.0, graph.mean_degree / max(1, nodes - 1)), seed=wiring)
    else:
        drawn = networkx.barabasi_albert_graph(nodes, graph.attachments, seed=wiring)
    return np.array(list(drawn.edges), dtype=np.int64).reshape(-1, 2)


def _configuration(graph: Configuration, nodes: int, wiring: int) -> np.ndarray:
    generator = np.random.Generator(np.random.PCG64(wiring))
    bounds = np.round(np.cumsum(graph.shares) * nodes).astype(int)
    degrees = np.repeat(graph.degrees, np.diff(bounds, prepend=0))
    generator.shuffle(degrees)
    stubs = np.repeat(np.arange(nodes), degrees)
    generator.shuffle(stubs)
    return stubs[: len(stubs) // 2 * 2].reshape(-1, 2)


def _erdos_renyi(graph: ErdosRenyi, nodes: int, wiring: int) -> np.ndarray:
    generator = np.random.Generator(np.random.PCG64(wiring))
    pairs_in_all = nodes * (nodes - 1) // 2
    wanted = int(generator.binomial(pairs_in_all, min(1.0, graph.mean_degree / (nodes - 1))))
    codes = np.empty(0, dtype=np.int64)
    while len(codes) < wanted:
        codes = np.unique(np.concatenate([codes, generator.integers(0, nodes * nodes, 2 * (wanted - len(codes)) + 16)]))
        first, second = codes // nodes, codes % nodes
        codes = codes[first < second]
    codes = generator.permutation(codes)[:wanted]
    return np.column_stack((codes // nodes, codes % nodes))


def _read_edges(graph: Given, vertices: int) -> list[list[int]]:
    path = Path(graph.file)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text in UTF-8"
        raise ValueError(f"graph.file = {graph.file} cannot be read: {reason}; give a text file with one pair a line") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    if graph.digest and graph.digest != digest:
        raise ValueError(
            f"graph.digest is {graph.digest[:12]}..., but {graph.file} has {digest[:12]}...; the file changed: set the digest anew"
        )
    try:
        edges = [[int(v) for v in line.replace(",", " ").split()] for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise ValueError(f"graph.file = {graph.file} holds something that is no number: {error}; give one pair a line") from error
    _check_pairs(edges, vertices, f"graph.file = {graph.file}:", "file")
    return edges


def neighbours(edges: np.ndarray, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbour lists in compressed rows.

    Parameters
    ----------
    edges : (edges, 2), int
    nodes : int

    Returns
    -------
    indptr : (nodes + 1,), int32
    indices : (2 x edges,), int32
        Neighbours of v are ``indices[indptr[v]:indptr[v + 1]]``, ascending.
    """
    both = np.concatenate((edges, edges[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    indptr = np.searchsorted(both[:, 0], np.arange(nodes + 1)).astype(np.int32)
    return indptr, both[:, 1].astype(np.int32)

"""The closed form of dispersed traces, and the law of readers of any propagation.

On a large random graph the working edges join a giant component of share S
(D4 of the catalogue). Erdos-Renyi with mean working degree c:
S = 1 + W0(-c e^-c) / c, the largest root of S = 1 - exp(-c S). Configuration
model with bond percolation phi: u = 1 - phi + phi G1(u), S = 1 - G0(u). Holders are
random nodes, so a reader inside reconstructs iff Bin(shards, S) >= needed:
(weight, r) = (P(Bin(n, S) >= k), S), and nobody reads otherwise. Any other graph
is drawn: "estimated"; so are small ones, those whose transition their size blurs,
and those where components beside the giant one hold enough shards.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from model.field.binomial import binomial_tail
from model.field.propagation.broadcast import Broadcast
from model.field.propagation.dispersed import Dispersed
from model.field.propagation.gossip import Gossip
from model.field.propagation.rumour import reached_shares
from model.graph import Complete, Configuration, ErdosRenyi, draw_edges

LARGE = 1_000
"""Nodes from which the law of large random graphs is used."""

BLURRED = 5.0
"""Distance |b - 1| N^(1/3) of the branching number from 1 below which the giant component of N nodes has no sharp share."""

NEGLIGIBLE = 1e-4
"""Probability of a reader outside the giant component from which it is not left out."""

GRAPHS, PLACINGS, LEVELS = 6, 64, 64
"""Graphs drawn per batch, placings of the shards on each, and different r kept."""

Readers = list[tuple[float, float]]


def giant_share(mean_degree: float) -> float:
    """Share of the giant component of a large Erdos-Renyi graph, S = 1 - exp(-c S).

    Parameters
    ----------
    mean_degree : float, >= 0
        Of the working graph.
    """
    if mean_degree <= 1.0:
        return 0.0
    low, high = 1e-300, 1.0  # S - (1 - exp(-c S)) is below 0 on (0, S*) and above beyond
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if middle + math.expm1(-mean_degree * middle) < 0 else (low, middle)
    return high


def giant_share_of_degrees(degrees: list[int], shares: list[float], works: float) -> float:
    """Share of the giant component of a configuration model whose edges work with a given probability.

    Parameters
    ----------
    degrees, shares : lists
        Degrees and the share of vertices with each.
    works : float
        Probability that an edge works.
    """
    return 1.0 - sum(p * u**d for d, p in zip(degrees, shares, strict=True)) if (u := _lost(degrees, shares, works)) < 1.0 else 0.0


def _lost(degrees: list[int], shares: list[float], works: float) -> float:
    """Probability that an edge of a configuration model leads to no giant component."""
    mean = sum(d * p for d, p in zip(degrees, shares, strict=True))
    if mean == 0:
        return 1.0

    def next_u(u: float) -> float:
        return 1.0 - works + works * sum(d * p * u ** (d - 1) for d, p in zip(degrees, shares, strict=True) if d > 0) / mean

    u = 0.0
    for _ in range(100_000):
        after = next_u(u)
        if abs(after - u) < 1e-15:
            break
        u = after
    return u


def is_drawn(propagation: Any, graph: Any, nodes: int, relays: float) -> bool:
    """Whether the law of readers is estimated by Monte Carlo.

    Beside the giant component, components are those of a sub-critical graph of
    branching number b*; their sizes fall off exponentially beyond 2 / (1 - b*)^2
    nodes, and twice that bounds what a reader there hears.
    """
    if isinstance(propagation, Broadcast) or graph is None:
        return False
    if isinstance(propagation, Gossip):
        return True
    if nodes < LARGE or not isinstance(graph, (Complete, ErdosRenyi, Configuration)):
        return True
    share, branching, beside = _giant(_Key(graph), nodes, (1.0 - propagation.edge_loss) * relays)
    if abs(branching - 1.0) * nodes ** (1 / 3) < BLURRED:
        return True
    place = min(1.0, 4.0 / (1.0 - beside) ** 2 / nodes)
    return (1.0 - share) * binomial_tail(propagation.shards, propagation.shards_needed, place) > NEGLIGIBLE


def readers_of(propagation: Any, graph: Any, nodes: int, relays: float, loss_factor: float, batch: int) -> Readers:
    """Closed form of reconstruction under any propagation: (weight, r) pairs.

    Parameters
    ----------
    propagation : a propagation part
    graph : a graph part, or None
        None: the graph holds together.
    nodes : int
    relays : float
        Share of the nodes that relay.
    loss_factor : float
        The profile's factor on the link loss.
    batch : int
        Which graphs are drawn, where they are.

    Returns
    -------
    list of (weight, r)
        With that weight every member reconstructs, independently, with probability r.
    """
    if isinstance(propagation, Broadcast):
        return propagation.readers(loss_factor)
    if isinstance(propagation, Gossip):
        return [(1.0, 1.0)] if graph is None else _gossiped(propagation, _Key(graph), nodes, relays, loss_factor, batch)
    if is_drawn(propagation, graph, nodes, relays):
        return _drawn(propagation, _Key(graph), nodes, relays, batch)
    share = relays * (1.0 if graph is None else _giant(_Key(graph), nodes, (1.0 - propagation.edge_loss) * relays)[0])
    enough = binomial_tail(propagation.shards, propagation.shards_needed, share)
    return [(enough, share), (1.0 - enough, 0.0)]


class _Key:
    """A graph part as a key: lists make it unhashable, its numbers tell it apart."""

    def __init__(self, graph: Any) -> None:
        self.graph, self.text = graph, repr(graph)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@lru_cache(maxsize=1024)
def _giant(key: _Key, nodes: int, works: float) -> tuple[float, float, float]:
    """Share of the giant component, branching number of the graph, and that of what lies beside the giant component."""
    graph = key.graph
    if not isinstance(graph, Configuration):
        degree = works * (graph.mean_degree if isinstance(graph, ErdosRenyi) else nodes - 1)
        share = giant_share(degree)
        return share, degree, degree * (1.0 - share)
    pairs = [(d, d * p) for d, p in zip(graph.degrees, graph.shares, strict=True) if d > 0]
    u, mean = _lost(graph.degrees, graph.shares, works), sum(weight for _, weight in pairs)
    whole, beside = (sum(works * weight / mean * (d - 1) * x ** (d - 2) for d, weight in pairs if d > 1) for x in (1.0, u))
    return giant_share_of_degrees(graph.degrees, graph.shares, works), whole, beside


@lru_cache(maxsize=256)
def _drawn(propagation: Dispersed, key: _Key, nodes: int, relays: float, batch: int) -> Readers:
    generator = np.random.Generator(np.random.PCG64([4, batch]))
    shares = []
    for number in range(GRAPHS):
        edges = draw_edges(key.graph, nodes, GRAPHS * batch + number)
        relaying = generator.random(nodes) < relays
        works = (generator.random(len(edges)) >= propagation.edge_loss) & relaying[edges[:, 0]] & relaying[edges[:, 1]]
        component = components(edges[works], nodes)
        holders = component[generator.integers(0, nodes, (PLACINGS, propagation.shards))]
        sizes = np.bincount(component, minlength=nodes)
        for row in holders:
            hears, shards = np.unique(row, return_counts=True)
            shares.append(float(sizes[hears[shards >= propagation.shards_needed]].sum()) / nodes)
    groups = np.array_split(np.sort(shares), LEVELS)
    return _merged([(len(group) / len(shares), float(group.mean())) for group in groups if len(group)])


@lru_cache(maxsize=256)
def _gossiped(propagation: Gossip, key: _Key, nodes: int, relays: float, loss_factor: float, batch: int) -> Readers:
    shares: list[float] = []
    for number in range(1 if isinstance(key.graph, Complete) else GRAPHS):
        edges = None if isinstance(key.graph, Complete) else draw_edges(key.graph, nodes, GRAPHS * batch + number)
        runs = GRAPHS * PLACINGS if edges is None else PLACINGS
        shares += reached_shares(propagation, edges, nodes, relays, loss_factor, runs, seed=GRAPHS * batch + number)
    groups = np.array_split(np.sort(shares), LEVELS)
    return _merged([(len(group) / len(shares), float(group.mean())) for group in groups if len(group)])


def _merged(pairs: Readers) -> Readers:
    weights: dict[float, float] = {}
    for weight, r in pairs:
        weights[r] = weights.get(r, 0.0) + weight
    return [(weight, r) for r, weight in weights.items()]


def components(edges: np.ndarray, nodes: int) -> np.ndarray:
    """Least vertex of the component of each vertex, (nodes,), by spreading labels and jumping over them."""
    label = np.arange(nodes)
    while len(edges):
        least = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        after = label.copy()
        np.minimum.at(after, edges[:, 0], least)
        np.minimum.at(after, edges[:, 1], least)
        after = after[after]
        if (after == label).all():
            break
        label = after
    return label

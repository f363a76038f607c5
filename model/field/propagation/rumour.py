"""The law of readers under gossip, by drawing: which share of the other nodes has the trace at the deadline.

On a complete graph only the numbers of nodes that have it matter: of S messages
that arrive, each meets a node without the trace with probability (N - i) / (N - 1),
and those that do fall on such nodes at random. On any other graph the hops are walked.
"""

from __future__ import annotations

import numpy as np

from model.field.propagation.gossip import Gossip
from model.graph import neighbours


def reached_shares(
    part: Gossip, edges: np.ndarray | None, nodes: int, relays: float, loss_factor: float, runs: int, seed: int
) -> list[float]:
    """Shares of the other nodes that have the trace at the deadline.

    Parameters
    ----------
    part : Gossip
    edges : (edges, 2), int, or None
        None: the graph is complete.
    nodes : int
    relays : float
        Share of the nodes that relay; the executor always sends.
    loss_factor : float
        The profile's factor on the loss of a message.
    runs, seed : int

    Returns
    -------
    list of float
        One for each run.
    """
    luck = np.random.Generator(np.random.PCG64([7, seed]))
    arrives = 1.0 - min(1.0, part.message_loss * loss_factor) ** part.copies
    if nodes < 2:
        return [1.0] * runs
    if edges is None:
        return [_among_all(part, nodes, relays, arrives, luck) for _ in range(runs)]
    graph = neighbours(edges, nodes)
    return [_along_edges(part, graph, nodes, relays, arrives, luck) for _ in range(runs)]


def _among_all(part: Gossip, nodes: int, relays: float, arrives: float, luck: np.random.Generator) -> float:
    reached, senders = 1, 1
    for _ in range(part.deadline):
        without = nodes - reached
        hits = luck.binomial(senders * part.fanout, arrives * without / (nodes - 1))
        new = len(np.unique(luck.integers(0, without, hits))) if hits else 0
        reached += new
        relaying = int(luck.binomial(new, relays))
        senders = senders + relaying if part.repeats else relaying
        if reached == nodes or senders == 0:
            break
    return (reached - 1) / (nodes - 1)


def _along_edges(
    part: Gossip, graph: tuple[np.ndarray, np.ndarray], nodes: int, relays: float, arrives: float, luck: np.random.Generator
) -> float:
    starts, listed = graph
    has, relaying = np.zeros(nodes, dtype=bool), luck.random(nodes) < relays
    source = int(luck.integers(nodes))
    has[source] = relaying[source] = True
    senders = np.array([source])
    for _ in range(part.deadline):
        degrees = (starts[senders + 1] - starts[senders]).astype(np.int64)
        counts = degrees if part.fanout == 0 else np.where(degrees > 0, part.fanout, 0)
        sender = np.repeat(np.arange(len(senders)), counts)
        if part.fanout == 0:
            place = np.arange(len(sender)) - np.repeat(np.cumsum(counts) - counts, counts)
        else:
            place = (luck.random(len(sender)) * degrees[sender]).astype(np.int64)
        targets = listed[starts[senders[sender]] + place]
        targets = np.unique(targets[luck.random(len(targets)) < arrives])
        new = targets[~has[targets]]
        has[new] = True
        senders = np.flatnonzero(has & relaying) if part.repeats else new[relaying[new]]
        if has.all() or len(senders) == 0:
            break
    return float(has.sum() - 1) / (nodes - 1)

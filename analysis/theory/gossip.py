"""Closed forms of push gossip, and of traces along chains and trees (D3 and D5 of the catalogue).

In each round every node that has the news calls one other node, drawn
uniformly; a call fails with probability q. All N nodes know after about log2 N
rounds of doubling and ln N rounds in which the last ones are found.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np


def push_band(nodes: int) -> tuple[float, float]:
    """Bounds of the mean rounds of push on a complete graph (Doerr and Kuennemann 2014; terms that vanish left out).

    floor(log2 N) + ln N - 1.116 <= E[T] <= ceil(log2 N) + ln N + 2.765

    Parameters
    ----------
    nodes : int
        N >= 2.
    """
    doublings, rest = math.log2(nodes), math.log(nodes)
    return math.floor(doublings) + rest - 1.116, math.ceil(doublings) + rest + 2.765


def push_slope(loss: float = 0.0) -> float:
    """Rounds by which the mean grows when N grows e-fold: 1 / ln(2 - q) + 1 / (1 - q); 2.443 without loss.

    Parameters
    ----------
    loss : float
        q, of a call.
    """
    return 1.0 / math.log(2.0 - loss) + 1.0 / (1.0 - loss)


@lru_cache(maxsize=32)
def push_rounds(nodes: int, loss: float = 0.0) -> float:
    """Mean rounds of push on a complete graph until all nodes know, exactly, by the chain of how many do.

    With i that know, the s-th call of a round adds a node with probability
    (1 - q)(N - i - m) / (N - 1), m being those added before in that round.

    Parameters
    ----------
    nodes : int
        N; the effort grows with N^3.
    loss : float
    """
    left = np.zeros(nodes + 1)  # mean rounds to go, by nodes that know
    for knowing in range(nodes - 1, 0, -1):
        most = min(knowing, nodes - knowing)
        adds = (1.0 - loss) * (nodes - knowing - np.arange(most + 1)) / (nodes - 1)
        law = np.zeros(most + 1)
        law[0] = 1.0
        for _ in range(knowing):
            moved = law * adds
            law = law - moved
            law[1:] += moved[:-1]
        left[knowing] = (1.0 + law[1:] @ left[knowing + 1 : knowing + most + 1]) / (1.0 - law[0])
    return float(left[1])


def chain_survival(hops: int, loss: float, copies: int = 1) -> float:
    """Probability that a trace passes a chain of L hops, r copies in each: (1 - q^r)^L.

    Parameters
    ----------
    hops : int
        L.
    loss : float
        q, of a copy.
    copies : int
        r.
    """
    return float((1.0 - loss**copies) ** hops)


def extinction(branches: int, loss: float, depth: int | None = None) -> float:
    """Probability that a trace sent down a tree dies out: x = (q + (1 - q) x)^b, its least root; before a depth, where one is given.

    Parameters
    ----------
    branches : int
        b, of every node.
    loss : float
        q, of a branch.
    depth : int, optional
        Left out, the tree has no end.
    """
    x = 0.0
    for _ in range(1_000_000 if depth is None else depth):
        after = (loss + (1.0 - loss) * x) ** branches
        if depth is None and abs(after - x) < 1e-15:
            break
        x = after
    return x

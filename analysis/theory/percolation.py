"""Closed forms of traces in shards and of the graphs that they travel on (D1 and D4 of the catalogue).

Bond percolation thins the edges of a graph, site percolation its nodes. On a
large Erdos-Renyi graph of c working edges a node, a giant component appears at
c = 1; on a configuration model where c is the mean number of further edges at
the end of an edge (Molloy and Reed 1995, Newman 2002; recalled).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import optimize, special, stats


def recovered(shards: int, needed: int, up: float, parts: int = 1) -> float:
    """Probability that a trace in parts is whole: P(Bin(n, p) >= k)^parts.

    Parameters
    ----------
    shards, needed : int
        n and k of the code of each part; copies are a code with k = 1.
    up : float
        Probability that a shard is not lost.
    parts : int
        Segments or chunks, all of which are needed.
    """
    return float(stats.binom.sf(needed - 1, shards, up)) ** parts


def even_recovery(shards: int, needed: int) -> float:
    """Probability of a shard to arrive at which a trace is recovered half of the time.

    P(Bin(n, p) >= k) is the distribution function of Beta(k, n - k + 1) at p, so
    it is one half at that law's median, which tends to k / n with many shards.

    Parameters
    ----------
    shards, needed : int
        n and k of the code.
    """
    return float(stats.beta.ppf(0.5, needed, shards - needed + 1))


def giant_share(degree: float) -> float:
    """Share of the giant component of a large Erdos-Renyi graph.

    S = 1 + W0(-c e^-c) / c, and none up to c = 1

    Parameters
    ----------
    degree : float
        c, mean number of working edges of a node.
    """
    if degree <= 1.0:
        return 0.0
    return float(1.0 + special.lambertw(-degree * math.exp(-degree)).real / degree)


def giant_spread(degree: float, nodes: int) -> float:
    """Standard deviation of that share between graphs: sqrt(S(1 - S) / N) / (1 - c(1 - S)) (Stepanov, Pittel; recalled).

    Parameters
    ----------
    degree : float
        c > 1.
    nodes : int
    """
    share = giant_share(degree)
    return math.sqrt(share * (1.0 - share) / nodes) / (1.0 - degree * (1.0 - share))


def mean_component(degree: float) -> float:
    """Mean size of a node's component below the threshold of a large Erdos-Renyi graph: 1 / (1 - c), c < 1."""
    return 1.0 / (1.0 - degree)


def threshold_of_degrees(degrees: Sequence[int], shares: Sequence[float]) -> float:
    """Share of the edges of a configuration model that must work for a giant component: phi_c = <k> / (<k^2> - <k>)."""
    mean, square = (math.fsum(p * d**power for d, p in zip(degrees, shares, strict=True)) for power in (1, 2))
    return mean / (square - mean)


def giant_share_of_degrees(degrees: Sequence[int], shares: Sequence[float], works: float) -> float:
    """Share of the giant component of a configuration model with bond percolation.

    S = 1 - G0(u) at the least root of u = 1 - phi + phi G1(u)

    Parameters
    ----------
    degrees : sequence of int
    shares : sequence of float
        Of the nodes, of each degree.
    works : float
        phi, probability that an edge works.
    """
    if works <= threshold_of_degrees(degrees, shares):
        return 0.0
    mean = math.fsum(p * d for d, p in zip(degrees, shares, strict=True))

    def excess(u: float) -> float:
        return 1.0 - works + works * math.fsum(p * d * u ** max(0, d - 1) for d, p in zip(degrees, shares, strict=True)) / mean - u

    lost = optimize.brentq(excess, 0.0, 1.0 - 1e-9, xtol=1e-15) if excess(0.0) > 0.0 else 0.0
    return 1.0 - math.fsum(p * lost**d for d, p in zip(degrees, shares, strict=True))


def mean_component_of_degrees(degrees: Sequence[int], shares: Sequence[float], works: float) -> float:
    """Mean size of a node's component below the threshold of a configuration model: 1 + phi <k> / (1 - phi / phi_c)."""
    mean = math.fsum(p * d for d, p in zip(degrees, shares, strict=True))
    return 1.0 + works * mean / (1.0 - works / threshold_of_degrees(degrees, shares))


def reconstructed(share: float, shards: int, needed: int) -> float:
    """Probability that a random reader rebuilds a trace from shards on random nodes of a large graph.

    P = S P(Bin(n, S) >= k)

    Parameters
    ----------
    share : float
        S, of the giant component.
    shards, needed : int
    """
    return share * recovered(shards, needed, share)

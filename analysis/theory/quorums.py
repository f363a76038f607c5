"""Closed forms of panels drawn from a crowd with bad members (B1 of the catalogue).

A quorum is bad when bad members alone reach it. Panels are drawn without
replacement, so their number of bad members is hypergeometric; far more nodes
than seats give the binomial limit.
"""

from __future__ import annotations

import math


def majority(seats: int) -> int:
    """Votes that are more than half of the seats."""
    return seats // 2 + 1


def share_rounded_up(seats: int, share: float) -> int:
    """Votes that are at least a share of the seats: ceil(share seats).

    Rounding up makes the tail of a bad quorum a saw-tooth in the seats: a seat
    more that raises the need by none makes the panel weaker.

    Parameters
    ----------
    seats : int
    share : float
        In (0, 1]. Products within 1e-12 of a whole number count as that number.
    """
    return math.ceil(share * seats - 1e-12)


def bad_quorum(nodes: int, bad: int, seats: int, need: int) -> float:
    """Probability that a panel drawn without replacement seats at least `need` bad members.

    P = sum over j >= need of C(bad, j) C(nodes - bad, seats - j) / C(nodes, seats)

    Parameters
    ----------
    nodes, bad, seats, need : int
        0 <= bad <= nodes, 1 <= seats <= nodes.

    Returns
    -------
    float
        Exact to rounding, also far out in the tail.
    """
    ways = sum(math.comb(bad, j) * math.comb(nodes - bad, seats - j) for j in range(need, min(bad, seats) + 1))
    return ways / math.comb(nodes, seats)


def bad_quorum_of_many(share: float, seats: int, need: int) -> float:
    """Its limit for far more nodes than seats: P(Bin(seats, share) >= need).

    Parameters
    ----------
    share : float
        Of the nodes that are bad, in [0, 1].
    seats, need : int
    """
    return math.fsum(math.comb(seats, j) * share**j * (1.0 - share) ** (seats - j) for j in range(need, seats + 1))

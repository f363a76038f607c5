"""Closed forms of networks that nodes may enter and leave (G3 and A6 of the catalogue).

Who may enter does so until a node more would earn less than it costs. A prize
that is paid whatever the number of nodes feeds pR / c of them (for proof of
work: Budish 2018, NBER w24717). A jackpot for planted errors that halves with
each verifier who shares it (Truebit's rule) stops entry at a number of
verifiers, and pays nobody for being several.
"""

from __future__ import annotations

import math


def free_entry(prize: float, cost: float, capital_cost: float = 0.0, stake: float = 0.0) -> float:
    """Nodes that a prize feeds: pR / (c + r p s).

    Parameters
    ----------
    prize : float, USD/epoch
        pR, shared by all who work.
    cost : float, USD/epoch
        c of one node.
    capital_cost : float, 1/epoch
        r.
    stake : float, USD
        p s of one node. As the price rises, the number tends to R / (r s).
    """
    return prize / (cost + capital_cost * stake)


def free_entry_of_unlike(prize: float, candidates: float, highest_cost: float) -> float:
    """Nodes that a prize feeds where candidates' costs are uniform on (0, highest_cost).

    N = n c* / c_max of them have costs up to c* = pR / N, so N = sqrt(pR n / c_max).

    Parameters
    ----------
    prize : float, USD/epoch
    candidates : float
        n; where candidates come at a rate and go at a rate, the ratio of both.
    highest_cost : float, USD/epoch
    """
    return math.sqrt(prize * candidates / highest_cost)


def churned_nodes(arrivals: float, departure: float) -> float:
    """Mean, and variance, of nodes that come by a Poisson law and go one by one: nu / mu."""
    return arrivals / departure


def churn_memory(departure: float, epochs: int) -> float:
    """Autocorrelation of their number so many epochs apart: (1 - mu)^t, e^(-mu t) where epochs are short."""
    return (1.0 - departure) ** epochs


def entrants_by_halving(forced: float, jackpot: float, cost: float) -> int:
    """Verifiers at which entry stops under a halving jackpot: 1 + floor(log2(p J / c)), none where p J < c (A6).

    Parameters
    ----------
    forced : float
        p, rate of planted errors.
    jackpot : float, USD
        J; each of k verifiers gets J / 2^(k - 1).
    cost : float, USD
        c of looking.
    """
    worth = forced * jackpot / cost
    return 0 if worth < 1.0 else 1 + math.floor(math.log2(worth) + 1e-12)


def taken_by_halving(identities: int) -> float:
    """What several verifiers of one owner get of a halving jackpot together: m / 2^(m - 1), which never exceeds one."""
    return identities / 2.0 ** (identities - 1)

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


def jobs_fed(fixed: float, fee: float, cost: float) -> float:
    """Jobs of a node and epoch at which free entry stops: its margins pay its fixed costs, F / (R - c).

    Jobs do not enter: a higher fee feeds more nodes, each with fewer of them.

    Parameters
    ----------
    fixed : float, USD/epoch
        F: outside option and cost of the deposit's capital.
    fee, cost : float, USD
        R and c of a job, R > c.
    """
    return fixed / (fee - cost)


def resisted_gain(audit: float, jobs: float, fee: float, deposit: float, rent: float, horizon: float) -> float:
    """Gain from a false job up to which a node stays honest that falsifies all jobs of an epoch or none.

    g* = (p n (R + S) + H rho (1 - (1 - p)^n)) / ((1 - p) n): fees and deposit of
    A1, and the rents of A1b, which free entry competes away.

    Parameters
    ----------
    audit : float
        p, of a job.
    jobs : float
        n, of the node in an epoch.
    fee, deposit : float, USD
        R and S, forfeited by who is caught.
    rent : float, USD/epoch
        rho, what honest work brings beyond its costs.
    horizon : float, epoch
        H, epochs of rents that go with the berth.

    Returns
    -------
    float, USD
    """
    lost = audit * jobs * (fee + deposit) + horizon * max(0.0, rent) * (1.0 - (1.0 - audit) ** jobs)
    return lost / ((1.0 - audit) * jobs)


def integrity_of_stayers(deterred: float, audit: float, jobs: float, churn: float) -> float:
    """Right among accepted outputs where newcomers are deterred or not for good, and the caught are ejected.

    Of those who falsify, 1 - exp(-p n) are ejected an epoch (jobs are Poisson),
    beside the churn mu of all, so that they are rarer among those here than among newcomers.

    Parameters
    ----------
    deterred : float
        Share of newcomers, in [0, 1].
    audit, jobs : float
        p and n.
    churn : float, 1/epoch
        mu.
    """
    away = 1.0 - (1.0 - churn) * math.exp(-audit * jobs)
    honest, false = deterred / churn, (1.0 - deterred) / away * (1.0 - audit)
    return honest / (honest + false)

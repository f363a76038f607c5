"""Closed forms of fortunes that luck makes and breaks (E4 and E5 of the catalogue).

A stake that earns a little and is slashed at random is the capital of an
insurer (Cramer and Lundberg): it is ruined with a probability below one even
where it grows in the mean. A stake that grows and shrinks by factors, with a
floor, gets a Pareto tail (Kesten 1973, Gabaix 1999).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.linalg import solve_banded
from scipy.optimize import brentq


def gambler_ruin(win: float, start: int) -> float:
    """Probability that a fortune that wins or loses one coin a round is ever gone: ((1 - p) / p)^u, 1 where p <= 1/2.

    Parameters
    ----------
    win : float
        p.
    start : int, tok
        u; it is gone at 0.
    """
    return ((1.0 - win) / win) ** start if win > 0.5 else 1.0


def lattice_ruin(claim: float, size: int, start: int, beyond: int = 2_000) -> float:
    """Probability that a fortune that gains one coin a round, or loses `size` of them, ever falls below zero.

    psi(u) = (1 - q) psi(u + 1) + q psi(u - m), psi = 1 below zero and 0 far up: solved as linear equations.

    Parameters
    ----------
    claim : float
        q, probability of the loss, in (0, 1 / (1 + m)).
    size, start : int, tok
        m and u.
    beyond : int, tok
        How far up.
    """
    n = beyond + start
    bands = np.zeros((size + 2, n))
    bands[0, 1:] = -(1.0 - claim)
    bands[1] = 1.0
    bands[1 + size, : n - size] = -claim
    lost = np.where(np.arange(n) < size, claim, 0.0)
    return float(solve_banded((size, 1), bands, lost)[start])


def insurer_ruin(start: float, income: float, claims: float, size: float) -> float:
    """Ruin under exponential losses that come by a Poisson law (Cramer and Lundberg).

    psi(u) = e^(-theta u / (mu (1 + theta))) / (1 + theta), 1 + theta = c / (lambda mu)

    Parameters
    ----------
    start : float, tok
        u.
    income, claims, size : float
        c, lambda (both per unit of time), mu (tok).
    """
    loading = income / (claims * size)
    return math.exp(-(loading - 1.0) * start / (size * loading)) / loading if loading > 1.0 else 1.0


def tail_exponent(factors: Sequence[float], chances: Sequence[float], death: float = 0.0) -> float:
    """Exponent of the Pareto tail of a fortune multiplied by a random factor a round: (1 - nu) E[a^kappa] = 1.

    Parameters
    ----------
    factors, chances : sequence of float
        What a round multiplies by, and how probably; one factor must exceed 1.
    death : float, 1/epoch
        nu, probability that a fortune starts anew; where it is 0, E[log a] must be below zero and a floor keep fortunes up.

    Returns
    -------
    float
        Below 2: no variance; below 1: a few hold nearly all.
    """
    a, p = np.asarray(factors), np.asarray(chances)

    def excess(kappa: float) -> float:
        return (1.0 - death) * float(p @ a**kappa) - 1.0

    return float(brentq(excess, 1e-6, math.log(1e9) / math.log(a.max())))

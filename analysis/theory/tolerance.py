"""Closed forms of acceptance within a tolerance: false rejects (C1), undetected deviations (C2), what a vote leaves open (C4)."""

from __future__ import annotations

import math

import numpy as np
from scipy import integrate, optimize, special, stats

from analysis.theory.acceptance import within_tolerance

REACH = 12.0
"""Standard deviations beyond which an order statistic has no mass left."""


def false_reject(tolerance: float, noise: float, coordinates: int = 1) -> float:
    """Probability that an honest output is rejected: some coordinate differs by more than the tolerance.

    1 - (1 - erfc(eps / (s sqrt 2)))^D, with s = sigma sqrt 2 between two noisy runs, which makes
    erfc(eps / (2 sigma)) of one coordinate, and s = sigma against an exact reference.

    Parameters
    ----------
    tolerance : float, sigma
    noise : float, sigma
        s, standard deviation of the difference compared.
    coordinates : int
        D, of an output compared by its largest difference.
    """
    one = special.erfc(tolerance / (noise * math.sqrt(2.0)))
    return float(-np.expm1(coordinates * np.log1p(-one)))


def largest_undetected(acceptance: float, tolerance: float, noise: float) -> float:
    """The deviation that one check passes with a given probability: the root of A(delta) = a.

    Parameters
    ----------
    acceptance : float
        a, below A(0).
    tolerance, noise : float, sigma

    Returns
    -------
    float, sigma
        Near eps - s z_a, which forgets the other side of the tolerance.
    """
    return float(
        optimize.brentq(lambda delta: within_tolerance(delta, tolerance, noise) - acceptance, 0.0, tolerance + 40.0 * noise, xtol=1e-13)
    )


def order_statistic(rank: int, of: int) -> float:
    """Mean of the m-th smallest of k independent standard normals, E Z_(m:k), by quadrature.

    Parameters
    ----------
    rank, of : int
        1 <= m <= k.
    """
    ways = rank * math.comb(of, rank)

    def weighted(z: float) -> float:
        return float(z * stats.norm.pdf(z) * special.ndtr(z) ** (rank - 1) * special.ndtr(-z) ** (of - rank))

    return ways * float(integrate.quad(weighted, -REACH, REACH, epsabs=1e-13, epsrel=1e-12, limit=200, points=(0.0,))[0])


def accepted_volume(tolerance: float, noise: float, need: int, seats: int) -> float:
    """Length of the deviations that an m-of-k vote lets through, each weighted by its acceptance.

    integral of P(accepted | delta) d delta = 2 eps - 2 s_v E Z_(m:k)

    The executor's own noise, common to all who check, shifts what passes and drops out; a single check lets 2 eps
    through whatever the noise. Left out are votes whose members lie further apart than 2 eps; :func:`voted_volume`
    counts them.

    Parameters
    ----------
    tolerance : float, sigma
        eps.
    noise : float, sigma
        s_v, of one verifier's run.
    need, seats : int
        m approvals needed of k.
    """
    return 2.0 * tolerance - 2.0 * noise * order_statistic(need, seats)


def voted_volume(tolerance: float, noise: float, need: int, seats: int) -> float:
    """The same volume without anything left out: integral of P(Bin(k, A(delta)) >= m) d delta, by quadrature.

    Parameters
    ----------
    tolerance, noise : float, sigma
    need, seats : int
    """

    def accepted(delta: float) -> float:
        return float(stats.binom.sf(need - 1, seats, within_tolerance(delta, tolerance, noise)))

    reach = tolerance + REACH * noise
    return 2.0 * float(integrate.quad(accepted, 0.0, reach, epsabs=1e-11, epsrel=1e-11, limit=200, points=(tolerance,))[0])

"""Closed forms of planted outputs that keep verifiers looking, by expected utility and by last epoch's payoffs (own derivation).

A verifier has one seat an epoch on average on a job and P on a planted output,
both Poisson, and cannot tell them apart. A look costs C, passing a planted
output A, and where all work is honest nothing else depends on looking.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, stats


def least_strength(challenge: float) -> float:
    """Expected penalty over the cost of a look, P A / C, from which looking pays by expectation: 1 + P, the jobs and the planted outputs.

    The zero of :func:`analysis.theory.cycles.attention_margin` where nobody cheats.

    Parameters
    ----------
    challenge : float
        P, planted outputs a job.
    """
    return 1.0 + challenge


def cheating_left(challenge: float, strength: float, bounty: float) -> float:
    """Share of cheats at which looking is worth what it costs: X = (1 + P - P A / C) C / (R + L), in [0, 1].

    Parameters
    ----------
    challenge, strength : float
        P and P A / C.
    bounty : float
        (R + L) / C.
    """
    return min(1.0, max(0.0, (1.0 + challenge - strength) / bounty))


def looking_flow(challenge: float, penalty: float, cost: float, intensity: float) -> float:
    """Flow towards looking by comparison of last epoch's payoffs: E tanh(beta (A D - C K) / 2).

    K ~ Poisson(1 + P) looks of the one that looks, D ~ Poisson(P) planted
    outputs that the other passed. By Fermi's rule a pair goes over with
    probabilities whose difference is tanh(beta x difference / 2).

    Parameters
    ----------
    challenge : float
        P.
    penalty : float, USD
        A; may be infinite.
    cost : float, USD
        C.
    intensity : float, epoch/USD
        beta.
    """
    looks, passed = np.arange(60), np.arange(60)
    p_looks, p_passed = stats.poisson.pmf(looks, 1.0 + challenge), stats.poisson.pmf(passed, challenge)
    lost = np.where(passed > 0, penalty * np.maximum(passed, 1), 0.0)
    return float(p_passed @ np.tanh(intensity * (lost[:, None] - cost * looks[None, :]) / 2) @ p_looks)


def last_epoch_strength(challenge: float, cost: float, intensity: float) -> float:
    """P A / C from which looking spreads by last epoch's payoffs: the flow's zero in A; infinite where no penalty is enough."""
    if looking_flow(challenge, math.inf, cost, intensity) <= 0:
        return math.inf
    top = 1.0
    while looking_flow(challenge, top, cost, intensity) <= 0:
        top *= 2.0
    return float(optimize.brentq(lambda a: looking_flow(challenge, a, cost, intensity), 0.0, top)) * challenge / cost


def challenge_floor(cost: float, intensity: float, strength: float = math.inf) -> float:
    """The smallest P at which looking spreads by last epoch's payoffs, at a given P A / C; at an infinite one, whatever the penalty.

    Parameters
    ----------
    cost : float, USD
    intensity : float, epoch/USD
    strength : float
        P A / C.

    Returns
    -------
    float
        nan where it spreads at no P up to one.
    """

    def flow(challenge: float) -> float:
        return looking_flow(challenge, strength * cost / challenge, cost, intensity)

    rates = np.geomspace(1e-4, 1.0, 200)
    signs = [flow(float(p)) > 0 for p in rates]
    if not any(signs):
        return math.nan
    first = signs.index(True)
    return float(optimize.brentq(flow, float(rates[max(first - 1, 0)]), float(rates[first]))) if first else float(rates[0])

"""Closed forms of small populations that imitate one node at a time (F4, F5 and F7 of the catalogue).

Fermi's rule (Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909, recalled); rare mutations
(Fudenberg and Imhof 2006, recalled).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from analysis.theory.games import fixation, payoff_differences


def absorption(differences: Sequence[float], intensity: float, start: int) -> float:
    """Probability that a strategy which `start` nodes follow ends with all of them.

    h(i) = (sum over k < i of G_k) / (sum over k < N of G_k),  G_k = exp(-beta sum over j <= k of Delta_j)

    Parameters
    ----------
    differences : sequence of float, USD
        Payoff of the strategy less that of the other when 1, 2, ..., N - 1 nodes follow it.
    intensity : float, 1/USD
        beta >= 0.
    start : int
        i, from 0 to N.
    """
    terms = np.exp(-intensity * np.concatenate(([0.0], np.cumsum(differences))))
    return float(terms[:start].sum() / terms.sum())


def peer_audit_differences(audit: float, at_stake: float, saving: float, nodes: int, itself: bool = False) -> list[float]:
    """Payoff of honest less that of lazy work when only honest peers catch the lazy: a (R + S) i / (N - 1) - c for i honest nodes.

    Parameters
    ----------
    audit : float
        a, probability of an audit by one peer.
    at_stake : float, USD
        R + S.
    saving : float, USD
        c.
    nodes : int
        N.
    itself : bool
        Whether a node might audit itself; it may not.
    """
    others = nodes if itself else nodes - 1
    return [audit * at_stake * i / others - saving for i in range(1, nodes)]


def fixation_under_peer_audits(audit: float, at_stake: float, saving: float, nodes: int, intensity: float) -> float:
    """Probability that one honest node takes over lazy ones; under weak selection in a large network above 1/N iff a (R + S) > 3 c."""
    return fixation(peer_audit_differences(audit, at_stake, saving, nodes), intensity)


def stationary_shares(game: np.ndarray, intensity: float, nodes: int) -> np.ndarray:
    """Share of the time that a small population of rare mutants spends in each pure state.

    The chain on pure states steps from i to j with probability rho_ij / (n - 1).

    Parameters
    ----------
    game : (n, n), USD
        Row's payoff against column.
    intensity : float, 1/USD
    nodes : int
        Nobody meets itself.
    """
    n = len(game)
    steps = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                two = [[game[j, j], game[j, i]], [game[i, j], game[i, i]]]
                steps[i, j] = fixation(payoff_differences(two, nodes), intensity) / (n - 1)
    np.fill_diagonal(steps, 1.0 - steps.sum(axis=1))
    equations = np.vstack((steps.T - np.eye(n), np.ones(n)))
    return np.asarray(np.linalg.lstsq(equations, np.append(np.zeros(n), 1.0), rcond=None)[0])


def audit_at_rest(honest: float, at_stake: float, saving: float, intensity: float, mutation: float) -> float:
    """Audit rate at which a share of honest nodes stands still under Fermi's rule, peer audits and mutation, in a large network.

    (1 - mu) x (1 - x) tanh(beta Delta / 2) + mu (1/2 - x) = 0,  Delta = a (R + S) x - c

    Parameters
    ----------
    honest : float
        x, in (0, 1).
    at_stake, saving : float, USD
        R + S and c.
    intensity : float, 1/USD
    mutation : float
        mu; a mutant takes one of the two strategies at random.
    """
    pull = mutation * (honest - 0.5) / ((1 - mutation) * honest * (1 - honest))
    if abs(pull) >= 1.0:
        return math.nan
    return (saving + 2.0 / intensity * math.atanh(pull)) / (at_stake * honest)


def folds(at_stake: float, saving: float, intensity: float, mutation: float) -> tuple[float, float]:
    """Audit rates at which a network of lazy nodes turns honest on the way up, and one of honest nodes lazy on the way down."""
    shares = np.linspace(1e-4, 1 - 1e-4, 200_001)
    rates = np.array([audit_at_rest(float(x), at_stake, saving, intensity, mutation) for x in shares])
    inner = np.flatnonzero(np.diff(np.sign(np.diff(rates))) != 0) + 1
    turning = [float(rates[k]) for k in inner if np.isfinite(rates[k - 1 : k + 2]).all()]
    return max(turning), min(turning)


def branches(audit: float, at_stake: float, saving: float, intensity: float, mutation: float) -> tuple[float, float]:
    """Shares of honest nodes on the lower and the upper branch at an audit rate between the folds."""

    def gap(x: float) -> float:
        pull = math.tanh(intensity * (audit * at_stake * x - saving) / 2)
        return (1 - mutation) * x * (1 - x) * pull + mutation * (0.5 - x)

    shares = np.linspace(1e-6, 1 - 1e-6, 20_001)
    signs = np.sign([gap(float(x)) for x in shares])
    roots = [float(brentq(gap, shares[k], shares[k + 1])) for k in np.flatnonzero(np.diff(signs))]
    return roots[0], roots[-1]

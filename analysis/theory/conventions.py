"""Closed forms of two conventions that check each other.

A node checks with the model that it runs, so nodes of one convention pass each
other and reject the other's. The wrong convention (a substitute that deviates)
is cheaper to run; the right one is worth its cost only where enough nodes keep
it. No audit, slash or tolerance changes which of the two chance prefers; only
checks against a reference do.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def convention_margin(
    share: float, audit: float, at_stake: float, difference: float, saving: float, check_cost_ratio: float = 0.0, nodes: float = math.inf
) -> float:
    """What a node of the right convention earns over one of the wrong one, an epoch.

    Each node executes one job; with probability p one other node, drawn
    uniformly, checks it. Of N - 1 others x N - 1 are of a right node's own
    convention and x N are of the other for a wrong node, so the margin is
    p (R + S) dA (2 x - 1) N / (N - 1) - g (1 + p kappa): each node makes p
    checks an epoch whatever it runs, and each costs kappa executions.

    Parameters
    ----------
    share : float
        x: of the nodes, that keep the right convention.
    audit : float
        p.
    at_stake : float, USD
        R + S.
    difference : float
        dA = A(0) - A(delta): acceptance by the own convention less that by the other.
    saving : float, USD
        g: what an execution costs less in the wrong convention.
    check_cost_ratio : float
        kappa.
    nodes : float
        N; ``math.inf`` gives the limit.

    Returns
    -------
    float, USD
    """
    itself_left_out = 1.0 if math.isinf(nodes) else nodes / (nodes - 1.0)
    return audit * at_stake * difference * (2.0 * share - 1.0) * itself_left_out - saving * (1.0 + audit * check_cost_ratio)


def tipping_share(
    audit: float, at_stake: float, difference: float, saving: float, check_cost_ratio: float = 0.0, nodes: float = math.inf
) -> float:
    """Share of the right convention at which both earn the same.

    x* = (1 + g (1 + p kappa)(N - 1) / (N p (R + S) dA)) / 2. Above it the right
    convention earns more and grows, below it the wrong one.

    Parameters
    ----------
    audit, at_stake, difference, saving, check_cost_ratio, nodes : float
        As in :func:`convention_margin`.

    Returns
    -------
    float
        Above one where the right convention does not hold even alone.
    """
    itself_left_out = 1.0 if math.isinf(nodes) else (nodes - 1.0) / nodes
    return 0.5 * (1.0 + saving * (1.0 + audit * check_cost_ratio) * itself_left_out / (audit * at_stake * difference))


def reference_threshold(
    share: float, audit: float, at_stake: float, difference: float, reference_difference: float, saving: float, nodes: float = math.inf
) -> float:
    """Share of checks against a reference from which on the right convention earns more, though others run the wrong one.

    A share rho of the checks is against deviation 0, without the checker's noise,
    so that it tells the conventions apart by dB instead of dA, whoever checks.
    The margin (1 - rho) p (R + S) dA (2 x - 1) N / (N - 1) + rho p (R + S) dB - g
    is zero at

    rho* = (u + g / (p (R + S))) / (u + dB),  u = dA (1 - 2 x) N / (N - 1)

    With dB = dA and x = 0 this is (1 + g / (p (R + S) dA)) / 2.

    Parameters
    ----------
    share : float
        x < 1/2: of the nodes, that keep the right convention.
    audit, at_stake, difference, saving, nodes : float
        As in :func:`convention_margin`.
    reference_difference : float
        dB: acceptance of the right convention by a reference check less that of the wrong one.

    Returns
    -------
    float
        Above one where no share is enough; below zero where none is needed.
    """
    itself_left_out = 1.0 if math.isinf(nodes) else nodes / (nodes - 1.0)
    held = difference * (1.0 - 2.0 * share) * itself_left_out
    return (held + saving / (audit * at_stake)) / (held + reference_difference)


def convention_differences(audit: float, at_stake: float, difference: float, saving: float, nodes: int) -> list[float]:
    """What a node of the right convention earns more, when 1, 2, ..., N - 1 nodes keep it; USD an epoch.

    Their sum is -(N - 1) g: what audits, slashes and tolerances add for few right
    nodes they take away for many.
    """
    return [convention_margin(i / nodes, audit, at_stake, difference, saving, nodes=nodes) for i in range(1, nodes)]


def takeover_odds(saving: float, intensity: float, nodes: int) -> float:
    """How much more often one right node takes over the wrong convention than one wrong node the right one: exp(-beta (N - 1) g).

    One node at a time imitates by Fermi's rule. The ratio of both fixation
    probabilities is exp(beta sum of Delta_i) (Traulsen, Nowak and Pacheco 2006,
    doi:10.1103/PhysRevE.74.011909), and that sum knows neither audit rate nor
    slash nor tolerance.

    Parameters
    ----------
    saving : float, USD
        g.
    intensity : float, epoch/USD
        beta.
    nodes : int
        N.
    """
    return math.exp(-intensity * (nodes - 1) * saving)


def wall_speed(audit: float, at_stake: float, rejected: float, saving: float, *, jobs: int, rate: float, intensity: float) -> float:
    """How fast a wrong domain's wall moves outwards on a ring where both neighbours check, and one of them is copied.

    The two nodes at a wall have one neighbour of either convention, so both are
    as often found invalid, whatever the slash; the wrong one saves g on each job.
    Each revises with probability mu, looks across the wall half of the time, and
    copies by Fermi's rule on the last epoch's payoffs. A wall thus moves by

    v = mu / 2 E tanh(beta d / 2),  d = n g + (R + S)(K - K'),

    K and K' binomial from n jobs with the probability q of a rejection. Without
    noise it is mu / 2 tanh(beta n g / 2).

    Parameters
    ----------
    audit, at_stake, saving : float
        p; R + S and g in USD.
    rejected : float
        Probability that an audited job of a node at the wall is found invalid: 1 - (A(0) + A(delta)) / 2.
    jobs : int
        n: of a node and epoch.
    rate : float, 1/epoch
        mu.
    intensity : float, epoch/USD
        beta.

    Returns
    -------
    float, node/epoch
    """
    counts = np.arange(jobs + 1)
    law = stats.binom.pmf(counts, jobs, audit * rejected)
    gap = jobs * saving + at_stake * (counts[:, None] - counts[None, :])
    return float(rate / 2.0 * (law @ np.tanh(intensity * gap / 2.0) @ law))


def tipping_share_with_references(strength: float, reference: float) -> float:
    """Share of the right convention at which both earn the same where some checks are against the truth.

    A check against the protocol's reference passes the right convention and
    finds the wrong one, so the margin is in proportion to r + (1 - r)(2 x - 1) - G
    with G = g / (p (R + S) dA), and x* = (1 + (G - r) / (1 - r)) / 2.

    Parameters
    ----------
    strength : float
        G: saving over what a check puts at stake; below one, or the right convention holds nowhere.
    reference : float
        r: share of the checks that are against the reference, in [0, 1).

    Returns
    -------
    float
        At or below zero where the right convention grows from any share.
    """
    return 0.5 * (1.0 + (strength - reference) / (1.0 - reference))


def forgetting_share(strength: float) -> float:
    """Share of reference checks above which a wrong convention is undone from any start: (1 + G) / 2, where x* = 0.

    Parameters
    ----------
    strength : float
        G = g / (p (R + S) dA).

    Returns
    -------
    float
        Above one where not even reference checks undo it.
    """
    return 0.5 * (1.0 + strength)

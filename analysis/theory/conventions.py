"""Closed forms of two conventions that check each other.

A node checks with the model that it runs, so nodes of one convention pass each
other and reject the other's. The wrong convention (a substitute that deviates)
is cheaper to run; the right one is worth its cost only where enough nodes keep
it.
"""

from __future__ import annotations

import math


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

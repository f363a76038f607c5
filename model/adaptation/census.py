"""Payoff signals: who follows what, what it earned, and the means that nodes remember."""

from __future__ import annotations

from model import columns as col
from model.jit import kernel

ROLES = 4
"""Roles are 1, 2 and 3; row 0 of a table by role stays empty."""


@kernel
def census(nodes, marks, counts, sums):
    """Count the active nodes of each strategy by role, and add up their utilities.

    Parameters
    ----------
    nodes, marks : node blocks
    counts, sums : (4, entries), float
        Written.
    """
    for role in range(counts.shape[0]):
        for e in range(counts.shape[1]):
            counts[role, e], sums[role, e] = 0.0, 0.0
    for i in range(marks.shape[1]):
        if marks[col.ACTIVE, i] == 1:
            counts[marks[col.ROLE, i], marks[col.STRATEGY, i]] += 1.0
            sums[marks[col.ROLE, i], marks[col.STRATEGY, i]] += nodes[col.UTILITY, i]


@kernel
def remember(weight, nodes, marks, counts, sums, public, ages):
    """Bring the exponential means of utilities up to date: each node's own, and each strategy's.

    Parameters
    ----------
    weight : float
        1 / memory.
    nodes, marks : node blocks
        ``payoff`` and ``tenure`` are written.
    counts, sums : (4, entries), float
    public, ages : (4, entries), float
        Written; a strategy that nobody follows keeps its last mean.
    """
    for i in range(marks.shape[1]):
        if marks[col.ACTIVE, i] == 1:
            if marks[col.TENURE, i] == 0:
                nodes[col.PAYOFF, i] = nodes[col.UTILITY, i]
            else:
                nodes[col.PAYOFF, i] += weight * (nodes[col.UTILITY, i] - nodes[col.PAYOFF, i])
            marks[col.TENURE, i] += 1
    for role in range(ROLES):
        for e in range(counts.shape[1]):
            if counts[role, e] > 0.0:
                mean = sums[role, e] / counts[role, e]
                public[role, e] = mean if ages[role, e] == 0.0 else public[role, e] + weight * (mean - public[role, e])
                ages[role, e] += 1.0


@kernel
def most_strategies(followers, adapts):
    """Adapting strategies that are left in the role that has most of them.

    Parameters
    ----------
    followers : (4, entries), float
        Nodes of each strategy by role.
    adapts : (entries,), int
    """
    most = 0
    for role in range(followers.shape[0]):
        left = 0
        for e in range(followers.shape[1]):
            if followers[role, e] > 0.0 and adapts[e] == 1:
                left += 1
        most = max(most, left)
    return most

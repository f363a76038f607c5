"""Closed forms of work that is skipped and whose trace is hidden.

A hidden trace is never found invalid, only unavailable, so no slash reaches it.
Availability is asked for when a job is audited.
"""

from __future__ import annotations


def withholding_margin(audit: float, reconstruction: float, saving: float, reward: float, penalty: float) -> float:
    """What honest work pays over skipping it and hiding the trace, a job.

    Audited (p), the hidden job is unavailable and the honest one with 1 - r:
    p r (R + U) - (c - c_L)

    Parameters
    ----------
    audit : float
        p.
    reconstruction : float
        r: probability that an honest trace is reconstructed.
    saving, reward, penalty : float, USD
        c - c_L, R of an accepted job, and U for an unavailable one.
    """
    return audit * reconstruction * (reward + penalty) - saving


def withholding_penalty(audit: float, reconstruction: float, saving: float, reward: float) -> float:
    """Penalty for unavailability at which both pay the same: U* = (c - c_L) / (p r) - R.

    Parameters
    ----------
    audit, reconstruction, saving, reward : float
        As in :func:`withholding_margin`.

    Returns
    -------
    float, USD
        Below zero where the lost reward deters alone.
    """
    return saving / (audit * reconstruction) - reward


def unavailability_cost(audit: float, reconstruction: float, reward: float, penalty: float) -> float:
    """What lost shards cost an honest node, a job: p (1 - r)(R + U).

    Parameters
    ----------
    audit, reconstruction, reward, penalty : float
        As in :func:`withholding_margin`.
    """
    return audit * (1.0 - reconstruction) * (reward + penalty)


def unavailability_cost_at_threshold(reconstruction: float, saving: float) -> float:
    """What lost shards cost an honest node a job at the penalty that just deters: s (1 - r) / r, whatever the audit rate and the reward.

    :func:`unavailability_cost` at :func:`withholding_penalty`, as long as that is not below zero.

    Parameters
    ----------
    reconstruction : float
        r.
    saving : float, USD
        s = c - c_L.
    """
    return saving * (1.0 - reconstruction) / reconstruction


def least_reconstruction(saving: float, cost: float) -> float:
    """The reconstruction below which no penalty deters without costing honest nodes more than that a job: r = s / (s + X).

    Parameters
    ----------
    saving, cost : float, USD
        s and X.
    """
    return saving / (saving + cost)


def largest_penalty(audit: float, reconstruction: float, reward: float, cost: float) -> float:
    """Penalty at which lost shards cost an honest node just so much a job: U = X / (p (1 - r)) - R.

    Parameters
    ----------
    audit, reconstruction, reward, cost : float
        p, r < 1, R and X.
    """
    return cost / (audit * (1.0 - reconstruction)) - reward

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

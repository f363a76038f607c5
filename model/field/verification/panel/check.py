"""What one check compares, and what a panel decides: the rules of a panel as scalar functions.

A segment's difference is (deviation of the executor + its run noise, shared by
all who check that segment) - (deviation of what the verifier runs + its own
run noise) + the bias of the pair of hardware classes. It passes iff its size is
at most the tolerance. With d the net deviation and z the shared noise,
P(pass | z) = Phi((eps - d - z) / tau) - Phi((-eps - d - z) / tau).
"""

from __future__ import annotations

import math

from model import columns as col
from model.jit import rule

ROOT_HALF = math.sqrt(0.5)


@rule
def phi(x):
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x * ROOT_HALF)


@rule
def pass_bounds(net, tolerance, tau):
    """The interval of u in which a check passes.

    Parameters
    ----------
    net : float, sigma
        Net deviation, the shared noise included.
    tolerance : float, sigma
    tau : float, sigma
        Standard deviation of what is drawn afresh for this check; 0 is none.

    Returns
    -------
    low, high : float
        The check passes iff ``low <= u < high``; ``high - low`` is A(net).
    """
    if tau == 0.0:
        return 0.0, (1.0 if abs(net) <= tolerance else 0.0)
    return phi((-tolerance - net) / tau), phi((tolerance - net) / tau)


@rule
def pass_probability(net, tolerance, tau):
    """A(net): probability that a segment of this net deviation passes one check (C2)."""
    low, high = pass_bounds(net, tolerance, tau)
    return high - low


@rule
def fresh_noise(level, shared, executor_factor, checker_factor):
    """Standard deviation of what a check draws afresh.

    The checker's own run noise; with ``noise.shared = false`` the executor's
    too, independently for each check.
    """
    if shared:
        return level * checker_factor
    return level * math.sqrt(executor_factor * executor_factor + checker_factor * checker_factor)


@rule
def panel_verdict(approvals, rejections, size, need):
    """Verdict of a panel whose quorum counts seats.

    Approved iff approvals >= need; invalid iff rejections > size - need, so
    that the missing approvals can no longer come; else unavailable.
    """
    if approvals >= need:
        return col.ACCEPTED_VERIFIED
    if rejections > size - need:
        return col.REJECTED_INVALID
    return col.REJECTED_UNAVAILABLE


@rule
def votes_verdict(approvals, rejections, quorum_share, min_votes):
    """Verdict of a panel whose quorum counts votes cast."""
    votes = approvals + rejections
    if votes < min_votes or votes == 0:
        return col.REJECTED_UNAVAILABLE
    if approvals >= math.ceil(quorum_share * votes - 1e-12):
        return col.ACCEPTED_VERIFIED
    return col.REJECTED_INVALID


@rule
def blind_vote(grief, own_cartel, executor_cartel, reject_outsiders, grief_draw):
    """The vote of a member that does not look, or ``ABSTAINED`` when it would.

    In order: a griefer rejects; who shares the executor's cartel approves; who
    is in another cartel and rejects outsiders rejects.
    """
    if grief > 0.0 and grief_draw < grief:
        return col.REJECTED
    if own_cartel > 0.0 and own_cartel == executor_cartel:
        return col.APPROVED
    if own_cartel > 0.0 and reject_outsiders > 0.0:
        return col.REJECTED
    return col.ABSTAINED

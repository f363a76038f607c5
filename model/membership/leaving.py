"""Kernel of exits: who asks out, whose stake is free, who is gone."""

from __future__ import annotations

from model import columns as col
from model.jit import kernel, rule
from model.luck import LEAVE_DRAW, LEAVER_DRAW, below, split, uniform
from model.membership.settings import (
    BELOW_MINIMUM,
    BELOW_OPTION,
    BY_EXPECTATION,
    CHURN,
    EJECTED_LEAVE,
    IDLES,
    MINIMUM,
    ONE_BY_ONE,
    PATIENCE,
    RETURN_CHANCE,
)

HAIR = 1e-9
"""A utility that misses the outside option by rounding alone, as a share of its size, does not miss it."""

EMPTY, HERE, IDLE = range(3)
"""Values of the mark ``present``."""


@rule
def falls_short(utility, option):
    """Whether a utility is below the outside option by more than rounding."""
    return utility < option - HAIR * (1.0 + abs(option))


@rule
def wants_elsewhere(i, epoch, numbers, payoffs, nodes, marks):
    """Whether node i, old enough and active, does worse than its outside option."""
    if marks[col.ACTIVE, i] == 0 or epoch + 1 - marks[col.ENTERED, i] < numbers[PATIENCE]:
        return False
    utility = nodes[col.USUAL_UTILITY, i]
    if numbers[BY_EXPECTATION] > 0.0:
        utility = payoffs[marks[col.ROLE, i], marks[col.STRATEGY, i]]
    return falls_short(utility, nodes[col.OUTSIDE_OPTION, i])


@rule
def asks_out(i, epoch, is_chosen, flees, keys, numbers, payoffs, nodes, marks):
    """Whether node i leaves by any of the rules."""
    if marks[col.EJECTED, i] == 1:
        return numbers[EJECTED_LEAVE] > 0.0
    if flees:
        return True
    if numbers[BELOW_MINIMUM] > 0.0 and nodes[col.STAKE, i] < numbers[MINIMUM]:
        return True
    key = split(keys[LEAVE_DRAW], i)
    if numbers[CHURN] > 0.0 and uniform(key, 0) < numbers[CHURN]:
        return True
    if nodes[col.LEAVE, i] > 0.0 and uniform(key, 1) < nodes[col.LEAVE, i]:
        return True
    if numbers[ONE_BY_ONE] > 0.0:
        return is_chosen
    return (
        numbers[BELOW_OPTION] > 0.0
        and wants_elsewhere(i, epoch, numbers, payoffs, nodes, marks)
        and uniform(key, 2) < numbers[BELOW_OPTION]
    )


@kernel
def remember_utility(epoch, patience, nodes, marks):
    """Bring every node's mean utility up to date: the plain mean in its first epochs, an exponential one from then on.

    Parameters
    ----------
    epoch : int
    patience : float, epoch, >= 1
    nodes, marks : node blocks
        ``usual_utility`` is written.
    """
    for i in range(marks.shape[1]):
        if marks[col.PRESENT, i] != EMPTY:
            age = epoch + 1.0 - marks[col.ENTERED, i]
            nodes[col.USUAL_UTILITY, i] += (nodes[col.UTILITY, i] - nodes[col.USUAL_UTILITY, i]) / min(age, patience)


@rule
def draw_leaver(epoch, keys, numbers, payoffs, nodes, marks):
    """Row of the one node of an epoch that leaves for its outside option; -1: nobody."""
    if numbers[ONE_BY_ONE] == 0.0 or numbers[BELOW_OPTION] == 0.0 or uniform(keys[LEAVER_DRAW], 1) >= numbers[BELOW_OPTION]:
        return -1
    candidates = 0
    for i in range(marks.shape[1]):
        if marks[col.PRESENT, i] == HERE and marks[col.LEAVES_AT, i] < 0 and wants_elsewhere(i, epoch, numbers, payoffs, nodes, marks):
            candidates += 1
    t = below(keys[LEAVER_DRAW], 0, candidates) if candidates > 0 else -1
    for i in range(marks.shape[1] if candidates > 0 else 0):
        if marks[col.PRESENT, i] == HERE and marks[col.LEAVES_AT, i] < 0 and wants_elsewhere(i, epoch, numbers, payoffs, nodes, marks):
            if t == 0:
                return i
            t -= 1
    return -1


@kernel
def leave(epoch, keys, numbers, delay, wait, payoffs, fleeing, nodes, marks, gone, returning, totals):
    """Move the stakes of those who ask out to ``unbonding``, and find those whose time is over.

    Parameters
    ----------
    epoch : int
    keys : (draws,), uint64
    numbers : (10,), float
        As packed by ``membership.settings.pack``.
    delay, wait : int, epoch
        Until a stake is free; until an ejected owner may be back, at least.
    payoffs : (4, entries), float, USD
        Expected utilities by role and strategy, where they decide.
    fleeing : (nodes,), int
        1: a shock makes the node ask out in this epoch.
    nodes, marks : node blocks
        Accounts, ``leaves_at`` and ``present`` are written.
    gone, returning : (nodes,), int
        Rows of those who leave, and of the ejected who come back; written.
    totals : (totals,), float

    Returns
    -------
    gone, returning : int
        How many.
    """
    n_gone, n_returning = 0, 0
    chosen = draw_leaver(epoch, keys, numbers, payoffs, nodes, marks)
    for i in range(marks.shape[1]):
        if marks[col.PRESENT, i] == EMPTY:
            continue
        if marks[col.LEAVES_AT, i] < 0 and asks_out(i, epoch, i == chosen, fleeing[i] == 1, keys, numbers, payoffs, nodes, marks):
            is_out = marks[col.EJECTED, i] == 1
            marks[col.LEAVES_AT, i] = epoch + 1 + (max(delay, wait) if is_out and numbers[RETURN_CHANCE] > 0.0 else delay)
            marks[col.PRESENT, i] = IDLE if is_out or numbers[IDLES] > 0.0 else HERE
            nodes[col.UNBONDING, i] += nodes[col.STAKE, i]
            nodes[col.STAKE, i] = 0.0
        if marks[col.LEAVES_AT, i] >= 0 and epoch + 1 >= marks[col.LEAVES_AT, i]:
            # Who works on after asking out and is thrown out then wanted to go: it does not come back.
            was_thrown_out = marks[col.EJECTED, i] == 1 and marks[col.PRESENT, i] == IDLE
            back = was_thrown_out and uniform(split(keys[LEAVE_DRAW], i), 3) < numbers[RETURN_CHANCE]
            # What is free goes to the wallet, and the owner takes the wallet along; so do delegators with what is theirs.
            nodes[col.WALLET, i] += nodes[col.STAKE, i] + nodes[col.UNBONDING, i]
            nodes[col.STAKE, i], nodes[col.UNBONDING, i] = 0.0, 0.0
            totals[col.PAID_OUT] += nodes[col.WALLET, i] + nodes[col.DELEGATED, i]
            nodes[col.WALLET, i], nodes[col.DELEGATED, i] = 0.0, 0.0
            if back:
                returning[n_returning] = i
                n_returning += 1
            else:
                gone[n_gone] = i
                n_gone += 1
    return n_gone, n_returning

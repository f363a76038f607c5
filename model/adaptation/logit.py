"""Logit choice: P(strategy) ~ exp(beta x payoff) over the strategies of one's role.

(Blume 1993, doi:10.1006/game.1993.1023; its rest points are the quantal response
equilibria of McKelvey and Palfrey 1995, doi:10.1006/game.1995.1023.)
"""

from __future__ import annotations

import math

from model.adaptation.options import is_option, pick_entries
from model.jit import inlined, kernel, rule
from model.luck import CHOICE_DRAW, split, uniform


@rule
def weight(payoff, best, intensity):
    """Weight of a strategy, in proportion to exp(beta payoff), at most 1."""
    return math.exp(intensity * (payoff - best))


@inlined
def by_weight(keys, i, role, own, intensity, payoffs, open_to, roles_of_entries, ages, needs_record):
    """An option drawn by its weight."""
    entries, best, total = open_to.shape[0], payoffs[role, own], 0.0
    for e in range(entries):
        if is_option(e, own, role, open_to, roles_of_entries, ages, needs_record):
            best = max(best, payoffs[role, e])
    for e in range(entries):
        if is_option(e, own, role, open_to, roles_of_entries, ages, needs_record):
            total += weight(payoffs[role, e], best, intensity)
    mark = total * uniform(split(keys[CHOICE_DRAW], i), 0)
    for e in range(entries):
        if is_option(e, own, role, open_to, roles_of_entries, ages, needs_record):
            mark -= weight(payoffs[role, e], best, intensity)
            if mark < 0.0:
                return e
    return own


@kernel
def choose(keys, intensity, needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of):
    """Let each reviser draw a strategy by its weight, its own among them.

    Parameters
    ----------
    keys : (draws,), uint64
    intensity : float, epoch/USD
    needs_record : int
        1: a strategy that nobody of the role has followed is no option.
    payoffs, ages : (4, entries), float
        Payoff of each strategy by role, USD/epoch, and the epochs in which it was followed.
    open_to, roles_of_entries : (entries,), int
    marks : node block
    leader, revises, entry_of : (nodes,), int
        `entry_of` is written.
    """
    pick_entries(by_weight, keys, intensity, needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of)

"""Best response: the strategy of the highest payoff, at once (Gilboa and Matsui 1991, doi:10.2307/2938230)."""

from __future__ import annotations

from model.adaptation.options import is_option, pick_entries
from model.jit import inlined, kernel, rule

TIE = 1e-12
"""Payoffs that differ by less, in USD or of their size, are equal: the order of a sum must not decide."""


@rule
def is_better(payoff, best):
    """Whether a payoff is higher by more than rounding."""
    return payoff > best + TIE * max(1.0, abs(best))


@inlined
def the_best(keys, i, role, own, intensity, payoffs, open_to, roles_of_entries, ages, needs_record):
    """The best option: its own strategy in a tie, else the first of the best."""
    taken, best = own, payoffs[role, own]
    for e in range(open_to.shape[0]):
        if is_option(e, own, role, open_to, roles_of_entries, ages, needs_record) and is_better(payoffs[role, e], best):
            taken, best = e, payoffs[role, e]
    return taken


@kernel
def respond(keys, intensity, needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of):
    """Let each reviser take the best strategy: its own in a tie, else the first of the best.

    Parameters
    ----------
    keys : (draws,), uint64
    intensity : float, epoch/USD
        Not asked: the best is the best.
    needs_record : int
        1: a strategy that nobody of the role has followed is no option.
    payoffs, ages : (4, entries), float
        Payoff of each strategy by role, USD/epoch, and the epochs in which it was followed.
    open_to, roles_of_entries : (entries,), int
    marks : node block
    leader, revises, entry_of : (nodes,), int
        `entry_of` is written.
    """
    pick_entries(the_best, keys, intensity, needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of)

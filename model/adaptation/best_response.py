"""Best response: the strategy of the highest payoff, at once (Gilboa and Matsui 1991, doi:10.2307/2938230)."""

from __future__ import annotations

from model import columns as col
from model.adaptation.options import is_option
from model.jit import kernel, rule

TIE = 1e-12
"""Payoffs that differ by less, in USD or of their size, are equal: the order of a sum must not decide."""


@rule
def is_better(payoff, best):
    """Whether a payoff is higher by more than rounding."""
    return payoff > best + TIE * max(1.0, abs(best))


@kernel
def respond(needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of):
    """Let each reviser take the best strategy: its own in a tie, else the first of the best.

    Parameters
    ----------
    needs_record : int
        1: a strategy that nobody of the role has followed is no option.
    payoffs, ages : (4, entries), float
        Payoff of each strategy by role, USD/epoch, and the epochs in which it was followed.
    open_to, roles_of_entries : (entries,), int
    marks : node block
    leader, revises, entry_of : (nodes,), int
        `entry_of` is written.
    """
    for i in range(leader.shape[0]):
        if revises[i] == 0 or leader[i] != i:
            continue
        role, own = marks[col.ROLE, i], marks[col.STRATEGY, i]
        taken, best = own, payoffs[role, own]
        for e in range(open_to.shape[0]):
            if is_option(e, own, role, open_to, roles_of_entries, ages, needs_record == 1) and is_better(payoffs[role, e], best):
                taken, best = e, payoffs[role, e]
        if taken != own:
            entry_of[i] = taken

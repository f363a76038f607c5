"""What kinds that choose a strategy share: which ones a node may take up, and taking up the one picked."""

from __future__ import annotations

from model import columns as col
from model.jit import inlined, rule


@rule
def is_option(e, own, role, open_to, roles_of_entries, ages, needs_record):
    """Whether entry e is an option of a node of `role` that follows `own`.

    Its own strategy always is. Another one is if it is of the node's role and
    not barred; where payoffs are public averages (`needs_record`), only once
    somebody of the role has followed it, since nobody can know what it brings:
    then it counts with its last known average.
    """
    if e == own:
        return True
    return open_to[e] == 1 and roles_of_entries[e] == role and (not needs_record or ages[role, e] > 0.0)


@inlined
def pick_entries(pick, keys, intensity, needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of):
    """Let each reviser take up the strategy that a rule picks among its options, its own among them.

    Parameters
    ----------
    pick : rule
        From keys, row, role, own strategy, intensity, payoffs and what says which entries are options to an entry.
    keys, intensity, needs_record, payoffs, ages, open_to, roles_of_entries, marks, leader, revises, entry_of : arrays and numbers
        As handed to the kernels of the kinds; `entry_of` is written.
    """
    for i in range(leader.shape[0]):
        if revises[i] == 1 and leader[i] == i:
            role, own = marks[col.ROLE, i], marks[col.STRATEGY, i]
            taken = pick(keys, i, role, own, intensity, payoffs, open_to, roles_of_entries, ages, needs_record == 1)
            if taken != own:
                entry_of[i] = taken

"""Which strategies a chooser may take up."""

from __future__ import annotations

from model.jit import rule


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

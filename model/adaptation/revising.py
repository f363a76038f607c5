"""What every kind of revision shares: who revises, whom it looks at, mutation, and taking up a strategy.

All revisers see the state before the phase; what changes takes effect in the
next epoch. A reviser is a node, or the first adapting node of an owner and
role, its leader, whose plan all of them follow. A kind of revision writes plans
only: the row of the node to copy (``model_of``), or the entry of the population
to take up (``entry_of``); -1 is none.
"""

from __future__ import annotations

from model import columns as col
from model.adaptation.census import ROLES
from model.jit import kernel, rule
from model.luck import MUTATE_DRAW, PARTNER_DRAW, REVISE_DRAW, below, split, uniform


@rule
def may_adapt(i, role, marks, adapts):
    """Whether node i is active, of this role, and follows a strategy that adapts."""
    return marks[col.ACTIVE, i] == 1 and marks[col.ROLE, i] == role and adapts[marks[col.STRATEGY, i]] == 1


@kernel
def muster(by_owner, adapts, marks, first_of, by_role, role_start, role_count, positions, leader, model_of, entry_of):
    """List the adapting nodes by role, find their leaders, and clear all plans.

    Parameters
    ----------
    by_owner : int
        1: an owner revises for all its nodes of a role.
    adapts : (entries,), int
    marks : node block
    first_of : (nodes,), int
        Scratch.
    by_role, positions : (nodes,), int; role_start, role_count : (4,), int
        Written: rows by role in ascending order, and each row's place among them.
    leader, model_of, entry_of : (nodes,), int
        Written; the leader of a node that does not adapt is -1.
    """
    n = marks.shape[1]
    start = 0
    for role in range(ROLES):
        role_start[role], role_count[role] = start, 0
        if by_owner == 1:
            for i in range(n):
                first_of[i] = -1
        for i in range(n):
            if may_adapt(i, role, marks, adapts):
                positions[i] = role_count[role]
                by_role[start + positions[i]] = i
                role_count[role] += 1
                leader[i] = i
                if by_owner == 1:
                    owner = marks[col.OWNER, i]
                    if first_of[owner] < 0:
                        first_of[owner] = i
                    leader[i] = first_of[owner]
            elif marks[col.ROLE, i] == role:
                leader[i] = -1
        start += role_count[role]
    for i in range(n):
        model_of[i], entry_of[i] = -1, -1


@kernel
def draw_revisers(keys, one, rate, leader, revises):
    """Draw who revises: each leader with probability `rate`, or one of them; its nodes revise with it.

    Parameters
    ----------
    keys : (draws,), uint64
    one : int
        1: one uniformly drawn leader, in row order over all roles; 0: each on its own.
    rate : float
    leader : (nodes,), int
    revises : (nodes,), int
        Written.
    """
    n, leaders, chosen = leader.shape[0], 0, -1
    for i in range(n):
        revises[i] = 0
        if leader[i] == i:
            leaders += 1
    if one == 1 and leaders > 0:
        chosen = below(keys[REVISE_DRAW], 0, leaders)
    for i in range(n):
        if leader[i] != i:
            if leader[i] >= 0:  # a leader's row comes first
                revises[i] = revises[leader[i]]
            continue
        if one == 1:
            revises[i] = 1 if chosen == 0 else 0
            chosen -= 1
        else:
            revises[i] = 1 if uniform(split(keys[REVISE_DRAW], i), 0) < rate else 0


@kernel
def weigh(by_table, payoffs, own, marks, leader, heads, worth):
    """What each adapting node compares: its payoff, or the mean payoff of its leader's nodes.

    Parameters
    ----------
    by_table : int
        1: payoffs are looked up by role and strategy; 0: they are the nodes' own.
    payoffs : (4, entries), float
    own : (nodes,), float
    marks : node block
    leader : (nodes,), int
    heads, worth : (nodes,), float
        `heads` is scratch; `worth` is written, USD/epoch.
    """
    n = leader.shape[0]
    for i in range(n):
        heads[i], worth[i] = 0.0, 0.0
    for i in range(n):
        if leader[i] >= 0:
            heads[leader[i]] += 1.0
            worth[leader[i]] += payoffs[marks[col.ROLE, i], marks[col.STRATEGY, i]] if by_table == 1 else own[i]
    for i in range(n):
        if leader[i] == i and heads[i] > 1.0:
            worth[i] /= heads[i]
        elif leader[i] >= 0:
            worth[i] = worth[leader[i]]


@rule
def may_copy(j, i, leader, role, marks, adapts):
    """Whether node j may be the model of leader i: it adapts, is of its role, and does not follow it."""
    return may_adapt(j, role, marks, adapts) and leader[j] != i


@rule
def draw_model(i, own, by_role, role_start, role_count, positions, leader, to_neighbours, keys, marks, adapts, row_at, indptr, indices):
    """Row of the node that leader i of `own` nodes looks at; -1 when there is none."""
    role = marks[col.ROLE, i]
    key = split(keys[PARTNER_DRAW], i)
    if not to_neighbours:
        others = role_count[role] - own
        if others < 1:
            return -1
        t = below(key, 0, others)
        if own == 1:
            return by_role[role_start[role] + (t + 1 if t >= positions[i] else t)]
        for p in range(role_start[role], role_start[role] + role_count[role]):
            if leader[by_role[p]] != i:
                if t == 0:
                    return by_role[p]
                t -= 1
    vertex, count = marks[col.VERTEX, i], 0
    for e in range(indptr[vertex], indptr[vertex + 1]):
        if may_copy(row_at[indices[e]], i, leader, role, marks, adapts):
            count += 1
    if count == 0:
        return -1
    t = below(key, 0, count)
    for e in range(indptr[vertex], indptr[vertex + 1]):
        if may_copy(row_at[indices[e]], i, leader, role, marks, adapts):
            if t == 0:
                return row_at[indices[e]]
            t -= 1
    return -1


@kernel
def look(
    keys,
    to_neighbours,
    adapts,
    marks,
    row_at,
    indptr,
    indices,
    by_role,
    role_start,
    role_count,
    positions,
    leader,
    heads,
    revises,
    model_of,
):
    """Let each reviser draw the node that it looks at: a uniform other one of its role, or a neighbour of it; none of its own followers.

    Parameters
    ----------
    keys : (draws,), uint64
    to_neighbours : int
    adapts : (entries,), int
    marks : node block
    row_at, indptr, indices : int arrays
        The graph.
    by_role, positions, leader : (nodes,), int; role_start, role_count : (4,), int
        As mustered.
    heads : (nodes,), float
        Nodes of each leader.
    revises, model_of : (nodes,), int
        `model_of` is written.
    """
    for i in range(leader.shape[0]):
        if revises[i] == 1 and leader[i] == i:
            model_of[i] = draw_model(
                i, int(heads[i]), by_role, role_start, role_count, positions, leader, to_neighbours == 1, keys, marks, adapts, row_at,
                indptr, indices,
            )  # fmt: skip


@rule
def draw_entry(role, u, open_to, roles_of_entries):
    """A uniform one of the entries of a role that nodes may take up; -1 when there is none."""
    count = 0
    for e in range(open_to.shape[0]):
        if open_to[e] == 1 and roles_of_entries[e] == role:
            count += 1
    t = int(u * count)
    for e in range(open_to.shape[0]):
        if open_to[e] == 1 and roles_of_entries[e] == role:
            if t == 0:
                return e
            t -= 1
    return -1


@kernel
def mutate(keys, mutation, open_to, roles_of_entries, marks, leader, revises, model_of, entry_of):
    """Let a reviser take a random adapting strategy instead, with probability `mutation`.

    Parameters
    ----------
    keys : (draws,), uint64
    mutation : float
    open_to, roles_of_entries : (entries,), int
        Whether nodes may take up an entry, and its role.
    marks : node block
    leader, revises, model_of, entry_of : (nodes,), int
        Plans are written.
    """
    for i in range(leader.shape[0]):
        if revises[i] == 1 and leader[i] == i and uniform(split(keys[MUTATE_DRAW], i), 0) < mutation:
            model_of[i] = -1
            entry_of[i] = draw_entry(marks[col.ROLE, i], uniform(split(keys[MUTATE_DRAW], i), 1), open_to, roles_of_entries)


@kernel
def take_up(nodes, marks, leader, revises, model_of, entry_of, before, followers, totals):
    """Carry out all plans at once; who follows a leader takes up what it takes up.

    Parameters
    ----------
    nodes, marks : node blocks
        Behaviour, ``strategy``, ``changed`` and ``tenure`` are written.
    leader, revises, model_of, entry_of : (nodes,), int
    before : (traits, nodes), float
        Scratch for behaviours as they were.
    followers : (4, entries), float
        Nodes of each strategy; brought up to date.
    totals : (totals,), float
    """
    revisions, switches = 0, 0
    for i in range(leader.shape[0]):
        if revises[i] == 1:
            revisions += 1
            model_of[i], entry_of[i] = model_of[leader[i]], entry_of[leader[i]]
            if model_of[i] >= 0:
                entry_of[i] = marks[col.STRATEGY, model_of[i]]
                for b in range(col.BEHAVIOUR):
                    before[b, i] = nodes[b, model_of[i]]
    for i in range(leader.shape[0]):
        if entry_of[i] < 0:
            continue
        if model_of[i] >= 0:
            for b in range(col.BEHAVIOUR):
                nodes[b, i] = before[b, i]
        if entry_of[i] != marks[col.STRATEGY, i]:
            switches += 1
            followers[marks[col.ROLE, i], marks[col.STRATEGY, i]] -= 1.0
            followers[marks[col.ROLE, i], entry_of[i]] += 1.0
            marks[col.TENURE, i] = 0
            marks[col.STRATEGY, i] = entry_of[i]
            marks[col.CHANGED, i] = 2 if model_of[i] >= 0 else 1
        elif model_of[i] < 0:
            marks[col.CHANGED, i] = 1
    totals[col.REVISIONS], totals[col.SWITCHES] = revisions, switches

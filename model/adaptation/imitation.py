"""Kernels of the phase ``adapt``: payoff signals, the census, and revision by pairwise comparison.

All revisers see the state before the phase; what changes takes effect in the
next epoch. Copying takes the model's strategy with its cartel and numbers, never
type, owner, stake, place or record.
"""

from __future__ import annotations

import math

from model import columns as col
from model.jit import kernel, rule
from model.luck import COPY_DRAW, MUTATE_DRAW, PARTNER_DRAW, REVISE_DRAW, below, split, uniform

ROLES = 4
"""Roles are 1, 2 and 3; row 0 of a table by role stays empty."""


@rule
def fermi(difference, intensity):
    """Probability of copying a model whose payoff is higher by `difference`."""
    x = intensity * difference
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


@kernel
def census(nodes, marks, counts, sums):
    """Count the active nodes of each strategy by role, and add up their utilities.

    Parameters
    ----------
    nodes, marks : node blocks
    counts, sums : (4, entries), float
        Written.
    """
    for role in range(counts.shape[0]):
        for e in range(counts.shape[1]):
            counts[role, e], sums[role, e] = 0.0, 0.0
    for i in range(marks.shape[1]):
        if marks[col.ACTIVE, i] == 1:
            counts[marks[col.ROLE, i], marks[col.STRATEGY, i]] += 1.0
            sums[marks[col.ROLE, i], marks[col.STRATEGY, i]] += nodes[col.UTILITY, i]


@kernel
def remember(weight, nodes, marks, counts, sums, public, ages):
    """Bring the exponential means of utilities up to date: each node's own, and each strategy's.

    Parameters
    ----------
    weight : float
        1 / memory.
    nodes, marks : node blocks
        ``payoff`` and ``tenure`` are written.
    counts, sums : (4, entries), float
    public, ages : (4, entries), float
        Written; a strategy that nobody follows keeps its last mean.
    """
    for i in range(marks.shape[1]):
        if marks[col.ACTIVE, i] == 1:
            if marks[col.TENURE, i] == 0:
                nodes[col.PAYOFF, i] = nodes[col.UTILITY, i]
            else:
                nodes[col.PAYOFF, i] += weight * (nodes[col.UTILITY, i] - nodes[col.PAYOFF, i])
            marks[col.TENURE, i] += 1
    for role in range(ROLES):
        for e in range(counts.shape[1]):
            if counts[role, e] > 0.0:
                mean = sums[role, e] / counts[role, e]
                public[role, e] = mean if ages[role, e] == 0.0 else public[role, e] + weight * (mean - public[role, e])
                ages[role, e] += 1.0


@rule
def may_adapt(i, role, marks, adapts):
    """Whether node i is active, of this role, and follows a strategy that adapts."""
    return marks[col.ACTIVE, i] == 1 and marks[col.ROLE, i] == role and adapts[marks[col.STRATEGY, i]] == 1


@rule
def draw_model(i, position, by_role, role_start, role_count, to_neighbours, keys, marks, adapts, row_at, indptr, indices):
    """Row of the node that i looks at; -1 when there is none."""
    role = marks[col.ROLE, i]
    key = split(keys[PARTNER_DRAW], i)
    if not to_neighbours:
        others = role_count[role] - 1
        if others < 1:
            return -1
        t = below(key, 0, others)
        return by_role[role_start[role] + (t + 1 if t >= position else t)]
    vertex, count = marks[col.VERTEX, i], 0
    for e in range(indptr[vertex], indptr[vertex + 1]):
        if may_adapt(row_at[indices[e]], role, marks, adapts):
            count += 1
    if count == 0:
        return -1
    t = below(key, 0, count)
    for e in range(indptr[vertex], indptr[vertex + 1]):
        if may_adapt(row_at[indices[e]], role, marks, adapts):
            if t == 0:
                return row_at[indices[e]]
            t -= 1
    return -1


@rule
def draw_entry(role, u, adapts, roles_of_entries):
    """A uniform one of the adapting entries of a role."""
    count = 0
    for e in range(adapts.shape[0]):
        if adapts[e] == 1 and roles_of_entries[e] == role:
            count += 1
    t = int(u * count)
    for e in range(adapts.shape[0]):
        if adapts[e] == 1 and roles_of_entries[e] == role:
            if t == 0:
                return e
            t -= 1
    return 0


@kernel
def imitate(
    keys,
    one,
    rate,
    intensity,
    mutation,
    to_neighbours,
    by_table,
    payoffs,
    adapts,
    roles_of_entries,
    nodes,
    marks,
    row_at,
    indptr,
    indices,
    by_role,
    role_start,
    role_count,
    positions,
    model_of,
    entry_of,
    before,
    followers,
    totals,
):
    """Let nodes revise by pairwise comparison.

    Parameters
    ----------
    keys : (draws,), uint64
    one : int
        1: one uniformly drawn node revises; 0: each with probability `rate`.
    rate, intensity, mutation : float
    to_neighbours, by_table : int
        Models are neighbours; payoffs are looked up by role and strategy, not by node.
    payoffs : (4, entries), float
    adapts, roles_of_entries : (entries,), int
    nodes, marks : node blocks
        Behaviour, ``strategy``, ``changed`` and ``tenure`` are written.
    row_at, indptr, indices : int arrays
        The graph.
    by_role, positions, model_of, entry_of : (nodes,), int; role_start, role_count : (4,), int
        Scratch.
    before : (16, nodes), float
        Scratch for behaviours as they were.
    followers : (4, entries), float
        Nodes of each strategy; brought up to date.
    totals : (totals,), float
    """
    n = marks.shape[1]
    for role in range(ROLES):
        role_count[role] = 0
    for i in range(n):
        if may_adapt(i, marks[col.ROLE, i], marks, adapts):
            positions[i] = role_count[marks[col.ROLE, i]]
            role_count[marks[col.ROLE, i]] += 1
    candidates = 0
    for role in range(ROLES):
        role_start[role] = candidates
        candidates += role_count[role]
    for i in range(n):
        if may_adapt(i, marks[col.ROLE, i], marks, adapts):
            by_role[role_start[marks[col.ROLE, i]] + positions[i]] = i
    chosen = -1
    if one == 1 and candidates > 0:
        # In row order over all roles, so that the order of roles does not matter.
        t = below(keys[REVISE_DRAW], 0, candidates)
        for i in range(n):
            if may_adapt(i, marks[col.ROLE, i], marks, adapts):
                if t == 0:
                    chosen = i
                    break
                t -= 1
    revisions, switches = 0, 0
    for i in range(n):
        model_of[i], entry_of[i] = -1, -1
        if one == 1:
            if i != chosen:
                continue
        elif not may_adapt(i, marks[col.ROLE, i], marks, adapts) or uniform(split(keys[REVISE_DRAW], i), 0) >= rate:
            continue
        revisions += 1
        other = draw_model(
            i, positions[i], by_role, role_start, role_count, to_neighbours == 1, keys, marks, adapts, row_at, indptr, indices
        )
        if other >= 0:
            role = marks[col.ROLE, i]
            if by_table == 1:
                difference = payoffs[role, marks[col.STRATEGY, other]] - payoffs[role, marks[col.STRATEGY, i]]
            else:
                difference = nodes[col.PAYOFF, other] - nodes[col.PAYOFF, i]
            if uniform(split(keys[COPY_DRAW], i), 0) < fermi(difference, intensity):
                model_of[i] = other
        if mutation > 0.0 and uniform(split(keys[MUTATE_DRAW], i), 0) < mutation:
            model_of[i] = -1
            entry_of[i] = draw_entry(marks[col.ROLE, i], uniform(split(keys[MUTATE_DRAW], i), 1), adapts, roles_of_entries)
    for i in range(n):
        if model_of[i] >= 0:
            entry_of[i] = marks[col.STRATEGY, model_of[i]]
            for b in range(col.BEHAVIOUR):
                before[b, i] = nodes[b, model_of[i]]
    for i in range(n):
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

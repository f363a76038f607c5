"""Public averages of what a reviser can see: over its own nodes, its model and further nodes of which it knows the payoffs.

With one visible node a reviser compares its own payoff with that of its model;
with all of them, the means of its role.
"""

from __future__ import annotations

from model import columns as col
from model.adaptation.revising import may_copy
from model.jit import kernel, rule
from model.luck import PARTNER_DRAW, SIGHT_DRAW, below, split

SUM, COUNT, OWN = range(3)
"""Rows of what a reviser knows by strategy: sum of payoffs, nodes, and how many of them are its own."""


@rule
def list_others(i, to_neighbours, adapts, marks, row_at, indptr, indices, by_role, role_start, role_count, leader, others):
    """Write the rows of all whom leader i may look at, in the order in which its model is drawn from them; how many there are."""
    role, count = marks[col.ROLE, i], 0
    if to_neighbours:
        vertex = marks[col.VERTEX, i]
        for e in range(indptr[vertex], indptr[vertex + 1]):
            if may_copy(row_at[indices[e]], i, leader, role, marks, adapts):
                others[count] = row_at[indices[e]]
                count += 1
        return count
    for p in range(role_start[role], role_start[role] + role_count[role]):
        if leader[by_role[p]] != i:
            others[count] = by_role[p]
            count += 1
    return count


@rule
def meet(j, known, nodes, marks):
    """Take note of node j's payoff."""
    known[SUM, marks[col.STRATEGY, j]] += nodes[col.PAYOFF, j]
    known[COUNT, marks[col.STRATEGY, j]] += 1.0


@rule
def meet_oneself(i, own, leader, known, nodes, marks):
    """Start what leader i knows with its own nodes."""
    known[:] = 0.0
    for j in range(i, leader.shape[0] if own > 1 else i + 1):
        if leader[j] == i:
            meet(j, known, nodes, marks)
            known[OWN, marks[col.STRATEGY, j]] += 1.0


@rule
def gain_of(strategy, own, known):
    """Mean of a strategy less that of one's own strategies, each as known."""
    mine = 0.0
    for e in range(known.shape[1]):
        if known[OWN, e] > 0.0:
            mine += known[OWN, e] * (known[SUM, e] / known[COUNT, e])
    return known[SUM, strategy] / known[COUNT, strategy] - mine / own


@kernel
def see(
    keys, visible, to_neighbours, adapts, nodes, marks, row_at, indptr, indices, by_role, role_start, role_count, positions, leader,
    heads, model_of, others, met, known, gain,
):  # fmt: skip
    """Let each reviser see nodes besides its model, and average the payoffs that it knows by strategy.

    The further nodes are drawn without replacement from all at which it might
    have looked (Floyd's sample: Bentley and Floyd 1987, doi:10.1145/30401.315746).

    Parameters
    ----------
    keys : (draws,), uint64
    visible : int, >= 1
        Nodes seen, the model among them; all if there are fewer.
    to_neighbours : int
        1: only neighbours are seen.
    adapts : (entries,), int
    nodes, marks : node blocks
    row_at, indptr, indices : int arrays
        The graph.
    by_role, positions, leader : (nodes,), int; role_start, role_count : (4,), int
        As mustered.
    heads : (nodes,), float
        Nodes of each leader.
    model_of : (nodes,), int
    others, met : (nodes,), int; known : (3, entries), float
        Scratch.
    gain : (nodes,), float, USD/epoch
        Written where there is a model.
    """
    met[:] = -1
    for i in range(leader.shape[0]):
        if model_of[i] < 0 or leader[i] != i:
            continue
        own, start = int(heads[i]), role_start[marks[col.ROLE, i]]
        listed = to_neighbours == 1 or own > 1
        if listed:
            count = list_others(
                i, to_neighbours == 1, adapts, marks, row_at, indptr, indices, by_role, role_start, role_count, leader, others
            )
        else:
            count = role_count[marks[col.ROLE, i]] - 1
        meet_oneself(i, own, leader, known, nodes, marks)
        meet(model_of[i], known, nodes, marks)
        model_at = below(split(keys[PARTNER_DRAW], i), 0, count)
        key = split(keys[SIGHT_DRAW], i)
        for last in range(max(0, count - visible), count - 1):
            place = below(key, last, last + 1)
            if met[place] == i:
                place = last
            met[place] = i
            at = place + 1 if place >= model_at else place
            if listed:
                meet(others[at], known, nodes, marks)
            else:
                meet(by_role[start + (at + 1 if at >= positions[i] else at)], known, nodes, marks)
        gain[i] = gain_of(marks[col.STRATEGY, model_of[i]], own, known)

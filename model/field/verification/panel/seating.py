"""Seats of a panel: distinct active verifiers, never of the executor's owner, drawn one by one without replacement.

Two ways give the same law. While few of the eligible are wanted, candidates are
drawn with replacement and refused when they are not eligible or seated already;
when many are wanted, or too many draws are refused, the rest is drawn from the
list of those eligible, by a partial shuffle.
"""

from __future__ import annotations

from model import columns as col
from model.field.verification.panel.numbers import (
    ALL,
    NEIGHBOURS,
    OUTSIDE_COMPONENT,
    SAME_HARDWARE,
    STAKE_WEIGHTED,
)
from model.jit import rule
from model.luck import below, uniform

PATIENCE = 64
"""Draws per seat after which the list is used."""


@rule
def eligible(i, executor, draw, marks):
    """Whether node i may judge the executor's job: another owner, and outside its component where asked."""
    if marks[col.OWNER, i] == marks[col.OWNER, executor]:
        return False
    return draw != OUTSIDE_COMPONENT or marks[col.COMPONENT, i] != marks[col.COMPONENT, executor]


@rule
def is_seated(i, chosen, seated):
    """Whether node i is among the first `seated` of `chosen`."""
    for t in range(seated):
        if chosen[t] == i:
            return True
    return False


@rule
def seat_uniformly(executor_owner, size, key, owners, roster, count, chosen):
    """Draw distinct members uniformly, as far as patience goes: the usual case, kept small so that it is inlined.

    Parameters
    ----------
    executor_owner, size : int
    key : uint64
    owners : (nodes,), int
        Owner of each node; ``-1 - owner`` where a node needs a closer look.
    roster : (nodes,), int
        The first `count` of them.
    chosen : (nodes,), int
        Written.

    Returns
    -------
    int
        Seats filled; fewer than `size` when patience ran out, to be drawn anew by :func:`seat_panel`.
    """
    seated, attempt = 0, 0
    while seated < size and attempt < PATIENCE * size:
        i = roster[below(key, attempt, count)]
        attempt += 1
        owner = owners[i]
        if owner != executor_owner and -1 - owner != executor_owner and not is_seated(i, chosen, seated):
            chosen[seated] = i
            seated += 1
    return seated


@rule
def first_above(weights, count, target):
    """First index whose cumulative weight exceeds the target (the last one if none does)."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high) // 2
        if weights[middle] > target:
            high = middle
        else:
            low = middle + 1
    return low


@rule
def seat_panel(
    executor, size, draw, key, marks, nodes, roster, count, class_start, by_class, cumulative, row_at, indptr, indices, chosen, pool
):
    """Draw a panel.

    Parameters
    ----------
    executor, size, draw : int
        Row of the executor, seats, code of the way of drawing.
    key : uint64
    marks, nodes : node blocks
    roster : (nodes,), int
        Rows of active verifiers in ascending order, the first `count` of them.
    class_start : (classes + 1,), int
        Where each hardware class begins in `by_class`, the roster sorted by class.
    cumulative : (nodes,), float
        Cumulative opening stakes along the roster.
    row_at, indptr, indices : int arrays
        Node at each vertex; neighbours of vertices.
    chosen, pool : (nodes,), int
        The seats (written) and scratch.

    Returns
    -------
    int
        Seats filled; fewer than `size` when fewer are eligible.
    """
    source, start, n = roster, 0, count
    if draw == SAME_HARDWARE:
        hardware = marks[col.HARDWARE, executor]
        source, start = by_class, class_start[hardware]
        n = class_start[hardware + 1] - start
    seated, attempt = 0, 0
    weighted = draw == STAKE_WEIGHTED and n > 0 and cumulative[n - 1] > 0.0
    if draw == ALL:
        for t in range(n):
            if eligible(source[t], executor, draw, marks):
                chosen[seated] = source[t]
                seated += 1
        return seated
    if draw != NEIGHBOURS and 2 * size <= n:
        while seated < size and attempt < PATIENCE * size:
            if weighted:
                i = source[first_above(cumulative, n, uniform(key, attempt) * cumulative[n - 1])]
            else:
                i = source[start + below(key, attempt, n)]
            attempt += 1
            if eligible(i, executor, draw, marks) and not is_seated(i, chosen, seated):
                chosen[seated] = i
                seated += 1
        if seated == size:
            return seated
    left = 0
    if draw == NEIGHBOURS:
        vertex = marks[col.VERTEX, executor]
        for e in range(indptr[vertex], indptr[vertex + 1]):
            i = row_at[indices[e]]
            if marks[col.ACTIVE, i] == 1 and marks[col.ROLE, i] & col.VERIFIES and eligible(i, executor, draw, marks):
                pool[left] = i
                left += 1
    else:
        for t in range(n):
            i = source[start + t]
            if eligible(i, executor, draw, marks) and not is_seated(i, chosen, seated):
                pool[left] = i
                left += 1
    while seated < size and left > 0:
        t = draw_from(pool, left, uniform(key, attempt), weighted, nodes)
        attempt += 1
        chosen[seated] = pool[t]
        seated += 1
        left -= 1
        for rest in range(t, left):  # keeps the order: the reference draws from the same list
            pool[rest] = pool[rest + 1]
    return seated


@rule
def draw_from(pool, left, u, weighted, nodes):
    """Index of one of the first `left` of the pool, uniform or by opening stake."""
    if weighted:
        total = 0.0
        for t in range(left):
            total += nodes[col.OPENING_STAKE, pool[t]]
        if total > 0.0:
            target, sum_so_far = u * total, 0.0
            for t in range(left):
                sum_so_far += nodes[col.OPENING_STAKE, pool[t]]
                if sum_so_far > target:
                    return t
            return left - 1
    return int(u * left)

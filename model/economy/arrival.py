"""The phase ``arrive``: who is there, how many jobs come, of which class, and who executes them."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import model_validator

from model import columns as col
from model.economy.delegation import delegators_share
from model.jit import kernel, rule
from model.luck import EXECUTOR_DRAW, JOB_COUNT, JOB_KIND, below, poisson, split, uniform
from model.quantity import Part, number

PATIENCE = 64
"""Draws after which a job goes unserved."""

EACH, UNIFORM, STAKE_WEIGHTED, REPUTATION_WEIGHTED = range(4)
ASSIGNMENTS = ("each", "uniform", "stake_weighted", "reputation_weighted")


class Jobs(Part):
    """How many jobs come in an epoch, and to whom they go."""

    arrival: Literal["per_node", "total"] = number("per_node", "", "whether the rate counts jobs per active executor or in all")
    rate: float = number(1.0, "1/epoch", "mean number of jobs", ge=0, le=1e7)
    law: Literal["fixed", "poisson"] = number("fixed", "", "whether the number of jobs is fixed or Poisson")
    assignment: Literal["each", "uniform", "stake_weighted", "reputation_weighted"] = number(
        "each", "", "each: every active executor gets exactly `rate` jobs; else drawn with replacement"
    )

    @model_validator(mode="after")
    def _each_is_whole(self) -> Jobs:
        if self.assignment == "each" and (self.arrival != "per_node" or self.law != "fixed" or self.rate != math.floor(self.rate)):
            raise ValueError(
                f"assignment = each needs arrival = per_node, law = fixed and a whole rate, not {self.arrival}, {self.law}, {self.rate:g}; "
                "set assignment = uniform for any other"
            )
        return self

    def per_executor(self, executors: int) -> float:
        """Mean number of jobs of one executor of `executors` alike."""
        return self.rate if self.arrival == "per_node" else self.rate / max(1, executors)


@kernel
def muster(epoch, nodes, marks, active, roster, executors, class_start, by_class, cumulative, wants_stakes, minimum_stake, totals):
    """Open the epoch: who is active, who verifies, who executes.

    Parameters
    ----------
    epoch : int
    nodes, marks : node blocks
    active, roster, executors : (nodes,), int
        Rows of active nodes, active verifiers, active executors; written.
    class_start, by_class : int arrays
        Verifiers sorted by hardware class; written when there is more than one class.
    cumulative : (nodes,), float
        Cumulative stakes along the roster; written if `wants_stakes`.
    minimum_stake : float, tok
    totals : (totals,), float

    Returns
    -------
    active, verifiers, executors : int
        How many.
    """
    n = marks.shape[1]
    n_active, n_verifiers, n_executors = 0, 0, 0
    for i in range(n):
        marks[col.LOAD, i] = 0
        marks[col.CHECKS, i] = 0
        stake = nodes[col.STAKE, i] + nodes[col.UNBONDING, i]  # what is on its way out can still be slashed
        nodes[col.OPENING_STAKE, i] = stake + nodes[col.DELEGATED, i]
        nodes[col.DELEGATORS_SHARE, i] = delegators_share(nodes[col.DELEGATED, i], nodes[col.OPENING_STAKE, i])
        is_active = (
            marks[col.PRESENT, i] == 1 and marks[col.EJECTED, i] == 0 and epoch >= marks[col.JAILED_UNTIL, i] and stake >= minimum_stake
        )
        marks[col.ACTIVE, i] = 1 if is_active else 0
        if is_active:
            active[n_active] = i
            n_active += 1
            if marks[col.ROLE, i] & col.VERIFIES:
                roster[n_verifiers] = i
                n_verifiers += 1
            if marks[col.ROLE, i] & col.EXECUTES:
                executors[n_executors] = i
                n_executors += 1
    if wants_stakes == 1:
        total = 0.0
        for t in range(n_verifiers):
            total += nodes[col.OPENING_STAKE, roster[t]]
            cumulative[t] = total
    classes = class_start.shape[0] - 1
    if classes > 1:
        filled = 0
        for h in range(classes):
            class_start[h] = filled
            for t in range(n_verifiers):
                if marks[col.HARDWARE, roster[t]] == h:
                    by_class[filled] = roster[t]
                    filled += 1
        class_start[classes] = filled
    else:
        class_start[0], class_start[1] = 0, n_verifiers
        for t in range(n_verifiers):
            by_class[t] = roster[t]
    for t in range(totals.shape[0]):
        totals[t] = 0.0
    totals[col.ACTIVE_NODES] = n_active
    return n_active, n_verifiers, n_executors


@kernel
def count_jobs(keys, rate, per_node, is_poisson, executors):
    """Number of jobs that come in an epoch; a fixed fraction is rounded up with its own probability."""
    mean = rate * executors if per_node == 1 else rate
    if is_poisson == 1:
        return poisson(keys[JOB_COUNT], mean)
    whole = math.floor(mean)
    return int(whole) + (1 if uniform(keys[JOB_COUNT], 0) < mean - whole else 0)


@rule
def class_of(u, shares):
    """Row of the class at u along the cumulative shares."""
    c = 0
    while c < shares.shape[0] - 1 and u >= shares[c]:
        c += 1
    return c


@kernel
def assign_each(rate, keys, shares, needs, executors, count, marks, job_marks, totals):
    """Give every active executor exactly `rate` jobs, in row order.

    Parameters
    ----------
    rate : int
    keys : (draws,), uint64
    shares : (classes,), float
        Cumulative.
    needs : (classes,), int
        Capability bits that a class asks for.
    executors : (nodes,), int
        The first `count` of them.
    marks, job_marks : blocks
    totals : (totals,), float

    Returns
    -------
    int
        Jobs served. A node that lacks what a class asks for draws another class.
    """
    served, unserved = 0, 0
    for t in range(count):
        i = executors[t]
        for r in range(rate):
            drawn = t * rate + r  # the address of a job is its place in the order of coming
            c = 0
            if shares.shape[0] > 1 or needs[0] != 0:
                found = False
                for attempt in range(PATIENCE):
                    c = class_of(uniform(split(keys[JOB_KIND], drawn), attempt), shares)
                    if (needs[c] & marks[col.CAPABILITY, i]) == needs[c]:
                        found = True
                        break
                if not found:
                    unserved += 1
                    continue
            if marks[col.LOAD, i] >= marks[col.CAPACITY, i]:
                unserved += 1
                continue
            marks[col.LOAD, i] += 1
            job_marks[col.JOB_CLASS, served] = c
            job_marks[col.JOB_EXECUTOR, served] = i
            served += 1
    totals[col.JOBS], totals[col.UNSERVED] = served, unserved
    return served


@kernel
def assign_drawn(wanted, way, keys, shares, needs, executors, count, weights, nodes, marks, job_marks, totals):
    """Draw an executor for every job, with replacement, at opening weights, in job order.

    Parameters
    ----------
    wanted, way : int
        Jobs that come; code of the assignment.
    keys : (draws,), uint64
    shares, needs : (classes,), float and int
    executors : (nodes,), int
        The first `count` of them.
    weights : (nodes,), float
        Scratch for cumulative weights.
    nodes, marks, job_marks : blocks
    totals : (totals,), float

    Returns
    -------
    int
        Jobs served. A draw of a full or unfit node is drawn again, at most 64 times.
    """
    total = 0.0
    if way == STAKE_WEIGHTED or way == REPUTATION_WEIGHTED:
        row = col.OPENING_STAKE if way == STAKE_WEIGHTED else col.REPUTATION
        for t in range(count):
            total += nodes[row, executors[t]]
            weights[t] = total
    served, unserved = 0, 0
    for drawn in range(wanted):
        c = 0
        if shares.shape[0] > 1:
            c = class_of(uniform(split(keys[JOB_KIND], drawn), 0), shares)
        key = split(keys[EXECUTOR_DRAW], drawn)
        found = -1
        for attempt in range(PATIENCE if count > 0 else 0):
            if total > 0.0:
                target, low, high = uniform(key, attempt) * total, 0, count - 1
                while low < high:
                    middle = (low + high) // 2
                    if weights[middle] > target:
                        high = middle
                    else:
                        low = middle + 1
                i = executors[low]
            else:
                i = executors[below(key, attempt, count)]
            if marks[col.LOAD, i] < marks[col.CAPACITY, i] and (needs[c] & marks[col.CAPABILITY, i]) == needs[c]:
                found = i
                break
        if found < 0:
            unserved += 1
            continue
        marks[col.LOAD, found] += 1
        job_marks[col.JOB_CLASS, served] = c
        job_marks[col.JOB_EXECUTOR, served] = found
        served += 1
    totals[col.JOBS], totals[col.UNSERVED] = served, unserved
    return served

"""A toy world whose verdicts and votes are written by hand, so that settlement alone is at work.

Six nodes of 10 tok; computing costs nothing, the fee is 1 tok, the price 1 USD/tok.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model import columns as col
from model.door import change, scenario_from
from model.state import TOTAL_NAMES, State
from model.step import arrive, compute, decide, settle

APPROVE, REJECT, ABSTAIN = col.APPROVED, col.REJECTED, col.ABSTAINED
TOY = scenario_from(
    {
        "nodes": {"count": 6, "stake": 10.0, "compute_cost": 0.0},
        "jobs": {"assignment": "each", "rate": 2.0},
        "field": {"verification": {"kind": "panel", "panel_size": 5, "audit_probability": 1.0, "decoy_rate": 1.0}},
    }
)


@dataclass
class Job:
    """A job as verification left it; `votes` and `decoy` give the votes of the nodes on its panels."""

    executor: int
    verdict: int
    votes: dict[int, int] = field(default_factory=dict)
    decoy: dict[int, int] = field(default_factory=dict)
    wrong: int = 0
    attacked: int = 0


def accepted(executor: int, **votes: Any) -> Job:
    """An output that its panel accepted."""
    return Job(executor, col.ACCEPTED_VERIFIED, **votes)


def unaudited(executor: int, **more: Any) -> Job:
    """An output that was accepted unseen."""
    return Job(executor, col.ACCEPTED_UNAUDITED, **more)


def invalid(executor: int, **votes: Any) -> Job:
    """A wrong output that its panel rejected."""
    return Job(executor, col.REJECTED_INVALID, **{"wrong": 1} | votes)


def unavailable(executor: int, **votes: Any) -> Job:
    """An output that nobody could reconstruct."""
    return Job(executor, col.REJECTED_UNAVAILABLE, **votes)


def world(**changes: Any) -> State:
    """The toy world before its first epoch, some of its numbers changed."""
    return State(change(TOY, changes), 0)


def settle_jobs(state: State, *jobs: Job) -> State:
    """Let an epoch open, write what verification would have left of these jobs, and settle."""
    arrive(state)
    decide(state)
    compute(state)
    state.jobs_of_epoch = len(jobs)
    for block in (state.jobs, state.job_marks, state.seats, state.votes, state.decoy_seats, state.decoy_votes):
        block[:] = 0
    for j, job in enumerate(jobs):
        marks = state.job_marks[:, j]
        marks[[col.JOB_EXECUTOR, col.JOB_VERDICT, col.JOB_WRONG, col.JOB_ATTACKED]] = job.executor, job.verdict, job.wrong, job.attacked
        marks[col.JOB_AUDITED] = job.verdict != col.ACCEPTED_UNAUDITED
        marks[[col.JOB_SEATED, col.JOB_DECOY]] = len(job.votes), len(job.decoy)
        marks[col.JOB_APPROVALS] = sum(vote == APPROVE for vote in job.votes.values())
        marks[col.JOB_REJECTIONS] = sum(vote == REJECT for vote in job.votes.values())
        for t, (member, vote) in enumerate(job.votes.items()):
            state.seats[j, t], state.votes[j, t] = member, vote
        for t, (member, vote) in enumerate(job.decoy.items()):
            state.decoy_seats[j, t], state.decoy_votes[j, t] = member, vote
    settle(state)
    state.epoch += 1
    return state


def settled(*jobs: Job, **changes: Any) -> State:
    """The toy world after one epoch of these jobs."""
    return settle_jobs(world(**changes), *jobs)


def total(state: State, name: str) -> float:
    """A total of the last epoch."""
    return float(state.totals[TOTAL_NAMES.index(name)])


def row(column: np.ndarray) -> list[float]:
    """A column as a list, for comparison with numbers written out."""
    return [round(float(x), 12) for x in column]

"""What a behaviour earns in an epoch before a crowd: its jobs, its seats on the panels of others, and what is minted.

The parts of the sum stand alone, for who asks about many behaviours at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.desk import EXECUTES, VERIFIES, Desk
from model.economy.utility import emission
from model.economy.work_share import AcceptedWork, share_of_work
from model.field.crowd import Crowd, Member
from model.field.verification.panel.seat import Seat


def utility_before(desk: Desk, traits: Mapping[str, float], crowd: Crowd, role: int, stake: float, others: np.ndarray) -> float:
    """Expected utility of a behaviour before a crowd and the other nodes, (4, entries) by role; see :func:`utility`."""
    s, jobs, total = desk.scenario, jobs_of(desk, role, others), 0.0
    for name, job in s.job_classes.items():
        if role & EXECUTES:
            verdicts = desk.accept(name, traits, crowd)
            total += jobs * job.share * desk.execution(name, traits, verdicts, stake).utility
        if role & VERIFIES:
            total += jobs * job.share * checking_of(desk, name, traits, crowd, stake, others)
    work = 0.0
    if role & EXECUTES and is_minted_by_work(desk):
        work = share_of_work(s.jobs, accepted_work(desk, traits, crowd), rivals(desk, others))
    return total + beside_jobs(desk, work, stake, others)


def jobs_of(desk: Desk, role: int, others: np.ndarray) -> float:
    """Jobs of an executor in an epoch, where a node of that role joins the others."""
    executors = others[EXECUTES] + others[EXECUTES | VERIFIES]
    return desk.scenario.jobs.per_executor(round(float(executors.sum())) + (role & EXECUTES))


def beside_jobs(desk: Desk, work: Any, stake: float, others: np.ndarray) -> Any:
    """What an epoch brings beside jobs and seats, USD, for a share of the accepted work: emission less the cost of capital."""
    accounts, heads = desk.scenario.accounts, int(others.sum()) + 1
    all_stake = stake + float(others.sum(axis=0) @ desk.stakes)
    return desk.scenario.market.price * (emission(accounts, work, 1.0, stake, all_stake, heads) - accounts.capital_cost * stake)


def is_minted_by_work(desk: Desk) -> bool:
    """Whether an emission is divided by accepted work."""
    return desk.scenario.accounts.emission > 0 and desk.scenario.accounts.emission_rule == "accepted_work"


def checking_of(desk: Desk, name: str, traits: Mapping[str, float], crowd: Crowd, stake: float, others: np.ndarray) -> float:
    """What a job of each executor beside it brings a verifier of that behaviour, USD: a job of a class each."""
    executors = others[EXECUTES] + others[EXECUTES | VERIFIES]
    member, verifying = Member(traits, 1, desk.noise_factor), others[VERIFIES] + others[EXECUTES | VERIFIES]
    worth = 0.0
    for e, n in enumerate(executors):
        only, both = others[EXECUTES, e], others[EXECUTES | VERIFIES, e]
        itself = np.zeros_like(verifying)
        itself[e] = 1.0
        # An executor that verifies too does not sit on its own panels.
        for count, beside, there in ((only, crowd, verifying), (both, _less_one(crowd, desk.behaviours[e]), verifying - itself)):
            if n > 0 and count > 0:
                share = desk.seat_share(beside, there, stake)
                worth += count * desk.checking(name, desk.behaviours[e], desk.stakes[e], Seat(member, beside), stake, share)
    return worth


def _less_one(crowd: Crowd, traits: Mapping[str, float]) -> Crowd:
    row = next((row for row, m in enumerate(crowd.members) if m.behaviour == traits and m.weight >= 1), -1)
    return crowd if row < 0 or not crowd.is_finite else crowd.without(row)


def accepted_work(desk: Desk, traits: Mapping[str, float], crowd: Crowd) -> AcceptedWork:
    """Chance that a job is of a class and accepted, and that class's work, for each class."""
    return [(job.share * desk.accept(name, traits, crowd).accepted, job.work) for name, job in desk.scenario.job_classes.items()]


def rivals(desk: Desk, others: np.ndarray) -> list[tuple[float, AcceptedWork]]:
    """Accepted work of the other executors, with their numbers."""
    listed = []
    for e, n in enumerate(others[EXECUTES] + others[EXECUTES | VERIFIES]):
        if n > 0:
            crowd = desk.crowd(others, [e] if others[EXECUTES | VERIFIES, e] > 0 else [])
            listed.append((float(n), accepted_work(desk, desk.behaviours[e], crowd)))
    return listed

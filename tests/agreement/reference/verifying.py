"""Verify: every kind of verification gives each of its jobs a verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.agreement.reference.people import (
    APPROVE,
    INVALID,
    REJECT,
    UNAUDITED,
    UNAVAILABLE,
    VERIFIED,
    VERIFIES,
    Job,
    ReferenceNode,
    Vote,
)
from tests.agreement.reference.seating import seat
from tests.agreement.reference.travelling import protocol_reconstructs
from tests.agreement.reference.voting import is_fellow, vote, vote_on_decoy

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def verify(net: ReferenceNetwork) -> None:
    """Every job in order."""
    for job in net.jobs:
        kind = net.fields[job.job_class].verification.kind
        {"absent": accept_unseen, "panel": panel, "attestation": attestation, "proof": proof}[kind](net, job)


def accept_unseen(net: ReferenceNetwork, job: Job) -> None:
    """Absent: nobody looks; where availability is always required, the protocol reads."""
    needed = net.fields[job.job_class].availability_required == "always"
    job.verdict = UNAVAILABLE if needed and not protocol_reconstructs(net, job) else UNAUDITED


def attestation(net: ReferenceNetwork, job: Job) -> None:
    """Hardware signs: sound images show deviating segments that they cover, broken ones sign anything, revoked ones are silent."""
    field, fate = net.fields[job.job_class], net.images[job.executor.image]
    job.audited = True
    if fate == "revoked" or not protocol_reconstructs(net, job):
        job.verdict = UNAVAILABLE
        return
    job.verdict = VERIFIED
    if fate == "sound":
        k = field.partition.segments
        job.covered = math.floor(field.verification.coverage * k + 0.5)
        covered = net.luck.distinct(job.covered, k, "enclave_draw", job.number)
        if any(segment < job.deviating for segment in covered):
            job.verdict = INVALID


def proof(net: ReferenceNetwork, job: Job) -> None:
    """A proof of a deviating output passes with the soundness error, of a right one always."""
    field = net.fields[job.job_class]
    job.audited, job.covered = True, field.partition.segments
    if not protocol_reconstructs(net, job):
        job.verdict = UNAVAILABLE
    elif job.deviating > 0 and not net.luck.happens(field.verification.soundness_error, "soundness_draw", job.number, 0):
        job.verdict = INVALID
    else:
        job.verdict = VERIFIED


def panel(net: ReferenceNetwork, job: Job) -> None:
    """The audit lottery, the panels, their verdict; and perhaps a planted output."""
    field, checks = net.fields[job.job_class], net.fields[job.job_class].verification
    if job.executor.behaviour["forge"] > 0 and net.luck.happens(checks.trace_share, "forgery_draw", job.number, 0):
        job.shown = 0
    if field.availability_required == "always" and not protocol_reconstructs(net, job):
        job.verdict = UNAVAILABLE
    elif net.luck.happens(min(1.0, checks.audit_probability * job.executor.audit_factor), "audit_draw", job.number, 0):
        audit(net, job)
    if net.luck.happens(checks.decoy_rate, "decoy_draw", job.number, 0):
        plant(net, job)


def audit(net: ReferenceNetwork, job: Job) -> None:
    """One panel for the whole sample, or one for each sampled segment."""
    field, checks = net.fields[job.job_class], net.fields[job.job_class].verification
    j, k, s = job.number, field.partition.segments, checks.sampled_segments
    job.audited = True
    sample = net.luck.distinct(s, k, "sample_draw", j) if checks.spread != "own" else []
    seen: set[int] = set()
    verdicts = []
    for p in range(s if checks.spread == "per_segment" else 1):
        address = (j, p) if checks.spread == "per_segment" and s > 1 else (j,)
        members = seat(net, job.executor, checks.panel_size, checks.draw, "seat_draw", *address)
        mine = [(p, sample[p])] if checks.spread == "per_segment" else list(enumerate(sample))
        votes = hold_panel(net, job, checks, members, mine, seen)
        verdicts.append(verdict_of(checks, size_of(net, checks), [v.vote for v in votes]))
    job.covered = len(seen)
    given_away = any(seat.vote == REJECT and is_fellow(job, seat.member) for seat in job.votes) and job.deviating > 0
    if INVALID in verdicts or (given_away and net.settings.cartel.proof):
        job.verdict = INVALID
    else:
        job.verdict = UNAVAILABLE if UNAVAILABLE in verdicts else VERIFIED


def hold_panel(
    net: ReferenceNetwork, job: Job, checks: Any, members: list[ReferenceNode], sample: list[tuple[int, int]], seen: set[int]
) -> list[Vote]:
    """Seat by seat; the protocol's auditors fill every seat and read where a member would."""
    protocol = checks.auditors == "protocol"
    seats = checks.panel_size if protocol and checks.draw != "all" else len(members)
    votes = []
    for t in range(seats):
        number = len(job.votes)
        mine = sample
        if checks.spread == "own":
            k = net.fields[job.job_class].partition.segments
            mine = list(enumerate(net.luck.distinct(checks.sampled_segments, k, "sample_draw", job.number, number)))
        place = members[t] if t < len(members) else job.executor
        cast, looked = vote(net, job, None if protocol else members[t], place, number, mine)
        if looked:
            seen.update(segment for _, segment in mine)
            book(net, job, None if protocol else members[t], len(mine))
        votes.append(Vote(None if protocol else members[t], cast, checked=len(mine) if looked else 0))
        job.votes.append(votes[-1])
    return votes


def size_of(net: ReferenceNetwork, checks: Any) -> int:
    """Seats that a quorum of the panel counts; a panel of all has one for every verifier, present or not."""
    if checks.draw == "all":
        return sum(1 for node in net.nodes if node.does(VERIFIES))
    return checks.panel_size


def verdict_of(checks: Any, size: int, votes: list[int]) -> int:
    """Verdict of one panel, by its quorum."""
    approvals, rejections = votes.count(APPROVE), votes.count(REJECT)
    if checks.quorum_of == "panel":
        if approvals >= checks.need:
            return VERIFIED
        return INVALID if rejections > size - checks.need else UNAVAILABLE
    cast = approvals + rejections
    if cast < checks.min_votes:
        return UNAVAILABLE
    return VERIFIED if approvals >= math.ceil(checks.quorum_share * cast - 1e-12) else INVALID


def plant(net: ReferenceNetwork, job: Job) -> None:
    """An extra panel on an output far outside every tolerance."""
    checks = net.fields[job.job_class].verification
    for t, member in enumerate(seat(net, job.executor, checks.panel_size, checks.draw, "decoy_seat_draw", job.number)):
        judge = None if checks.auditors == "protocol" else member
        cast, looked = vote_on_decoy(net, job, judge, t)
        if looked:
            book(net, job, judge, checks.sampled_segments)
        job.decoy_votes.append(Vote(judge, cast, checked=checks.sampled_segments if looked else 0))


def book(net: ReferenceNetwork, job: Job, member: ReferenceNode | None, segments: int) -> None:
    """Checking costs the member; the protocol's auditors cost nothing."""
    if member is None:
        return
    field, job_class = net.fields[job.job_class], net.classes[job.job_class]
    cost_of_segment = member.compute_cost * job_class.work / field.partition.segments
    member.checks += segments
    member.check_spent += segments * field.verification.check_cost_ratio * cost_of_segment * member.behaviour["reference_cost"]

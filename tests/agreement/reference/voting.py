"""How one member of a panel votes: on a job's output, and on a planted one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.agreement.reference.computing import segment_deviation
from tests.agreement.reference.people import ABSTAIN, APPROVE, REJECT, Job, ReferenceNode
from tests.agreement.reference.travelling import reconstructs

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

GRIEF, VIGILANCE, REFERENCE, DENUNCIATION = range(4)
"""Indices below a seat's blind draws."""


def blind_vote(net: ReferenceNetwork, member: ReferenceNode, cartel_judged: float, draw: str, job: Job, seat: int) -> int:
    """The vote of a member that does not look; ABSTAIN for one that is going to look."""
    b = member.behaviour
    if net.luck.happens(b["grief"], draw, job.number, seat, GRIEF):
        return REJECT
    if b["cartel"] > 0 and b["cartel"] == cartel_judged:
        return APPROVE
    if b["cartel"] > 0 and b["reject_outsiders"] > 0:
        return REJECT
    if not net.luck.happens(b["vigilance"], draw, job.number, seat, VIGILANCE):
        return APPROVE
    return ABSTAIN


def vote(
    net: ReferenceNetwork, job: Job, member: ReferenceNode | None, place: ReferenceNode, seat: int, checks: list[tuple[int, int]]
) -> tuple[int, bool]:
    """One member's vote on sampled segments, and whether it looked.

    Parameters
    ----------
    member : ReferenceNode or None
        None is an auditor of the protocol: honest, vigilant, in no cartel.
    place : ReferenceNode
        Where the member reads.
    checks : list of (index, segment)
        Segments with the indices of their draws.
    """
    if not reconstructs(net, job, place, seat):
        return ABSTAIN, False
    if member is not None:
        if denounces(net, job, member, seat):
            return REJECT, False
        blind = blind_vote(net, member, job.executor.behaviour["cartel"], "blind_draw", job, seat)
        if blind != ABSTAIN:
            return blind, False
    runs = what_the_check_runs(net, job, member, seat)
    passed = [passes(net, job, runs, segment, net.luck.uniform("check_draw", job.number, seat, index)) for index, segment in checks]
    return (APPROVE if all(passed) and end_is_near(net, job) else REJECT), True


def end_is_near(net: ReferenceNetwork, job: Job) -> bool:
    """Whether the end of a chain is as near to a re-run's as whoever looks demands."""
    return abs(job.drift) <= net.fields[job.job_class].partition.end_tolerance * job.executor.tolerance_factor


def is_fellow(job: Job, member: ReferenceNode | None) -> bool:
    """Whether a member shares the executor's cartel."""
    return member is not None and member.behaviour["cartel"] == job.executor.behaviour["cartel"] > 0


def denounces(net: ReferenceNetwork, job: Job, member: ReferenceNode, seat: int) -> bool:
    """Whether a member gives away a fellow whose output deviates."""
    given_away = net.luck.happens(member.behaviour["denounce"], "blind_draw", job.number, seat, DENUNCIATION)
    return job.deviating > 0 and is_fellow(job, member) and given_away


def what_the_check_runs(net: ReferenceNetwork, job: Job, member: ReferenceNode | None, seat: int) -> tuple[float, float, float]:
    """Deviation, run noise factor and hardware bias of what the output is compared with."""
    field = net.fields[job.job_class]
    if net.luck.happens(field.verification.reference_share, "blind_draw", job.number, seat, REFERENCE):
        return 0.0, 0.0, 0.0
    if member is None:
        return 0.0, 1.0, 0.0
    return member.behaviour["reference_deviation"], member.noise_factor, hardware_bias(field.noise, job.executor, member)


def hardware_bias(noise: Any, executor: ReferenceNode, member: ReferenceNode) -> float:
    """Bias of a pair of hardware classes."""
    if noise.bias_matrix:
        return noise.bias_matrix[executor.hardware][member.hardware]
    return noise.class_bias * ((member.hardware > executor.hardware) - (member.hardware < executor.hardware))


def passes(net: ReferenceNetwork, job: Job, runs: tuple[float, float, float], segment: int, u: float) -> bool:
    """Whether one segment passes one check, at the check's number u.

    The difference is (executor's deviation + its noise) - (what the check runs
    + its noise) + bias; it passes iff its size is at most the tolerance. The
    fresh noise is drawn by inversion, so it passes iff u lies between the
    probabilities of the two ends.
    """
    field = net.fields[job.job_class]
    deviation, factor, bias = runs
    level, executor = field.noise.level, job.executor
    difference = segment_deviation(net, job, segment, shown=True) - deviation + bias
    fresh = level * factor
    if field.noise.shared:
        difference += level * executor.noise_factor * net.luck.normal("noise_draw", job.number, segment)
    else:
        fresh = math.hypot(fresh, level * executor.noise_factor)
    tolerance = field.verification.tolerance * executor.tolerance_factor
    if fresh == 0.0:
        return abs(difference) <= tolerance
    return phi((-tolerance - difference) / fresh) <= u < phi((tolerance - difference) / fresh)


def phi(x: float) -> float:
    """Standard normal distribution function."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def vote_on_decoy(net: ReferenceNetwork, job: Job, member: ReferenceNode | None, seat: int) -> tuple[int, bool]:
    """One member's vote on a planted output, which no check passes, and whether it looked."""
    if member is None:
        return REJECT, True
    blind = blind_vote(net, member, 0.0, "decoy_blind_draw", job, seat)
    return (REJECT, True) if blind == ABSTAIN else (blind, False)

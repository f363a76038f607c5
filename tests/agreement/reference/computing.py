"""Compute: each executor attacks its job, skips a part of it, or works; costs are booked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.agreement.reference.leaning import take_input
from tests.agreement.reference.people import Job

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def compute(net: ReferenceNetwork) -> None:
    """Every job in order, at the opening of new books."""
    for node in net.nodes:
        node.forget_flows()
    for job in net.jobs:
        execute(net, job)
        take_input(net, job)


def execute(net: ReferenceNetwork, job: Job) -> None:
    """One job: the attack lottery first, then effort; never both."""
    node, b, luck, j = job.executor, job.executor.behaviour, net.luck, job.number
    job_class, field = net.classes[job.job_class], net.fields[job.job_class]
    k, skipped = field.partition.segments, 0
    if luck.happens(b["attack_rate"], "attack_draw", j, 0):
        job.attacked = b["deviation"] != 0.0
        job.deviating = min(max(1, math.floor(b["attack_segments"] + 0.5)), k)
        job.deviation, job.idiosyncratic = b["deviation"], bool(b["deviation_idiosyncratic"])
    elif b["effort"] < 1.0:
        share = (1.0 - b["effort"]) * k
        skipped = math.floor(share) + int(luck.happens(share - math.floor(share), "skip_draw", j, 0))
        right = sum(luck.happens(b["filler_luck"], "filler_draw", j, segment) for segment in range(skipped))
        job.deviating = skipped - right
        job.deviation, job.idiosyncratic = b["filler_deviation"], bool(b["filler_idiosyncratic"])
    if job.deviation == 0.0:
        job.deviating = 0
    sizes = [abs(segment_deviation(net, job, segment)) for segment in range(job.deviating)]
    job.wrong = any(size > job_class.harm_threshold for size in sizes)
    job.harm = min(1.0, sum(sizes) / job_class.harm_scale)
    job.withheld = luck.happens(b["withhold"], "withhold_draw", j, 0)
    cost_of_segment = node.compute_cost * job_class.work / k
    overhead = getattr(field.verification, "prover_overhead", 1.0)
    node.compute_spent += overhead * cost_of_segment * (k - skipped + skipped * b["filler_cost"])
    node.commit_spent += field.partition.commit_cost * k + field.propagation.shard_cost * field.propagation.shards


def segment_deviation(net: ReferenceNetwork, job: Job, segment: int) -> float:
    """Signed deviation of a segment; the deviating ones are the first ones."""
    if segment >= job.deviating:
        return 0.0
    if not job.idiosyncratic:
        return job.deviation
    sign = 1.0 if net.luck.happens(0.5, "deviation_draw", job.number, 2 * segment) else -1.0
    return sign * job.deviation * (1.0 + net.luck.uniform("deviation_draw", job.number, 2 * segment + 1))

"""Compute: each executor attacks its job, skips a part of it, or works; costs are booked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

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
    k, skipped, forged = field.partition.segments, 0, 0
    if luck.happens(b["attack_rate"], "attack_draw", j, 0):
        job.attacked = b["deviation"] != 0.0
        job.deviating = min(max(1, math.floor(b["attack_segments"] + 0.5)), k)
        job.deviation, job.idiosyncratic = b["deviation"], bool(b["deviation_idiosyncratic"])
        forged = job.deviating if job.attacked else 0
    elif b["effort"] < 1.0:
        share = (1.0 - b["effort"]) * k
        skipped = math.floor(share) + int(luck.happens(share - math.floor(share), "skip_draw", j, 0))
        right = sum(luck.happens(b["filler_luck"], "filler_draw", j, segment) for segment in range(skipped))
        job.deviating, forged = skipped - right, skipped
        job.deviation, job.idiosyncratic = b["filler_deviation"], bool(b["filler_idiosyncratic"])
    if job.deviation == 0.0:
        job.deviating = 0
    job.shown = job.deviating
    judge(net, job)
    job.withheld = luck.happens(b["withhold"], "withhold_draw", j, 0)
    cost_of_segment = node.compute_cost * job_class.work / k
    cost_of_trace = net.settings.technology.trace_cost if b["forge"] > 0 else 0.0
    overhead = getattr(field.verification, "prover_overhead", 1.0)
    node.compute_spent += overhead * cost_of_segment * (k - skipped + skipped * b["filler_cost"] + forged * cost_of_trace)
    node.commit_spent += field.partition.commit_cost * k + field.propagation.shard_cost * field.propagation.shards


def judge(net: ReferenceNetwork, job: Job) -> None:
    """The truth: whether a segment deviates too far, or in a chain what they add up to; and the drift of a chain's end."""
    job_class, field = net.classes[job.job_class], net.fields[job.job_class]
    deviations = [segment_deviation(net, job, segment) for segment in range(field.partition.segments)]
    sizes = [abs(deviation) for deviation in deviations]
    if field.partition.order == "chain":
        sizes = [abs(carried_on(deviations, field.partition.amplification))]
        job.drift = carried_on(deviations, field.partition.amplification) + noise_of_chain(net, job, field)
        net.totals["chained"] += 1
        net.totals["drift_squares"] += job.drift**2
        net.totals["largest_drift"] = max(net.totals["largest_drift"], abs(job.drift))
    job.wrong = any(size > job_class.harm_threshold for size in sizes)
    job.harm = min(1.0, sum(sizes) / job_class.harm_scale)


def carried_on(deviations: list[float], amplification: float) -> float:
    """What reaches the end of a chain: each deviation is carried on by all segments after its own."""
    return sum(deviation * amplification ** (len(deviations) - 1 - place) for place, deviation in enumerate(deviations))


def noise_of_chain(net: ReferenceNetwork, job: Job, field: Any) -> float:
    """What run noise adds to the difference of a chain's end from that of a re-run on sound hardware."""
    if field.noise.level == 0.0:
        return 0.0
    noises = []
    for segment in range(field.partition.segments):
        own = job.executor.noise_factor * net.luck.normal("noise_draw", job.number, segment)
        noises.append(field.noise.level * (own - net.luck.normal("rerun_draw", job.number, segment)))
    return carried_on(noises, field.partition.amplification)


def segment_deviation(net: ReferenceNetwork, job: Job, segment: int, shown: bool = False) -> float:
    """Signed deviation of a segment, or of what is shown of it; the deviating ones are the first ones."""
    if segment >= (job.shown if shown else job.deviating):
        return 0.0
    if not job.idiosyncratic:
        return job.deviation
    sign = 1.0 if net.luck.happens(0.5, "deviation_draw", job.number, 2 * segment) else -1.0
    return sign * job.deviation * (1.0 + net.luck.uniform("deviation_draw", job.number, 2 * segment + 1))

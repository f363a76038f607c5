"""Jobs that take earlier outputs as inputs, and what a wrong output passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agreement.reference.people import VERIFIED, Cascade, Job, Output

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def take_input(net: ReferenceNetwork, job: Job) -> None:
    """Perhaps one of last epoch's accepted outputs, any of them alike; its harm comes along."""
    if not net.outputs or not net.luck.happens(net.classes[job.job_class].reuse, "reuse_draw", job.number, 0):
        return
    job.taken_as_input = net.outputs[net.luck.below(len(net.outputs), "reuse_draw", job.number, 1)]
    net.totals["reused"] += 1
    if job.misled:
        job.harm = min(1.0, job.harm + job.taken_as_input.harm)


def hand_on(net: ReferenceNetwork) -> None:
    """The epoch's accepted outputs are what the next one may take; cascades that nobody carried on have ended."""
    before = cascades_of(net.outputs)
    outputs = []
    for job in net.jobs:
        if job.accepted:
            outputs.append(Output(len(outputs), job.wrong or job.misled, job.harm, job.depth, cascade_of(net, job)))
    if not any(job_class.reuse for job_class in net.classes):
        return
    net.outputs = outputs
    alive = cascades_of(outputs)
    ended = [cascade for cascade in before if not any(cascade is other for other in alive)]
    net.totals["depth_sum"] = sum(output.depth for output in outputs)
    net.totals["cascades_ended"] = len(ended)
    net.totals["cascade_outputs"] = sum(cascade.size for cascade in ended)
    net.totals["largest_cascade"] = max([0, *(cascade.size for cascade in (*alive, *ended))])


def cascades_of(outputs: list[Output]) -> list[Cascade]:
    """The different cascades to which outputs belong."""
    found: list[Cascade] = []
    for output in outputs:
        if output.cascade is not None and not any(output.cascade is other for other in found):
            found.append(output.cascade)
    return found


def cascade_of(net: ReferenceNetwork, job: Job) -> Cascade | None:
    """A wrong output starts its own; one that is wrong by its input alone belongs to that of its input."""
    if job.wrong:
        return Cascade(1)
    if not job.misled or job.taken_as_input is None or job.taken_as_input.cascade is None:
        return None
    net.totals["misled_verified" if job.verdict == VERIFIED else "misled_unaudited"] += 1
    job.taken_as_input.cascade.size += 1
    return job.taken_as_input.cascade

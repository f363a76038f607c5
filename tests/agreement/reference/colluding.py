"""What fellows of a cartel owe each other for a deviating output, settled when all losses of jobs are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agreement.reference.people import APPROVE, INVALID, REJECT, VERIFIED, Job, ReferenceNode
from tests.agreement.reference.settling import take
from tests.agreement.reference.voting import is_fellow

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def settle_cartels(net: ReferenceNetwork) -> None:
    """Every deviating output of a cartel, in job order."""
    terms = net.settings.cartel
    if not (terms.bribe or terms.gain_share or terms.whistle_bounty):
        return
    for job in net.jobs:
        if job.deviating == 0:
            continue
        loyal, denouncers = fellows(job, APPROVE), fellows(job, REJECT)
        net.totals["denunciations"] += len(denouncers)
        if job.verdict == VERIFIED and loyal:
            thank(net, job, loyal)
        if job.verdict == INVALID and denouncers:
            reward(net, job, denouncers)


def fellows(job: Job, vote: int) -> list[ReferenceNode]:
    """Fellows of the executor who voted so, one for each seat."""
    return [seat.member for seat in job.votes if seat.vote == vote and seat.member is not None and is_fellow(job, seat.member)]


def thank(net: ReferenceNetwork, job: Job, loyal: list[ReferenceNode]) -> None:
    """Each gets a bribe, as far as the executor's free tokens go, and a part of its gain."""
    terms, executor = net.settings.cartel, job.executor
    passed_on = (1.0 - net.settings.delegation.commission) * executor.delegators_share
    free = executor.wallet + executor.fees * (1.0 - passed_on) + executor.bribes
    bribe = min(terms.bribe, max(0.0, free) / len(loyal))
    gain = executor.outside_gain * net.classes[job.job_class].value if job.attacked else 0.0
    executor.bribes -= bribe * len(loyal)
    executor.outside_gained -= terms.gain_share * gain
    net.totals["bribes_paid"] += bribe * len(loyal)
    for member in loyal:
        member.bribes += bribe
        member.outside_gained += terms.gain_share * gain / len(loyal)


def reward(net: ReferenceNetwork, job: Job, denouncers: list[ReferenceNode]) -> None:
    """A bounty from the treasury or from what is left of the convicted's stake."""
    terms = net.settings.cartel
    if terms.bounty_source == "treasury":
        paid = min(terms.whistle_bounty, net.treasury)
        net.treasury -= paid
    else:
        paid = take(net, job.executor, terms.whistle_bounty)
        net.totals["penalties"] += paid
    net.totals["bounties_paid"] += paid
    for member in denouncers:
        member.bounties += paid / len(denouncers)

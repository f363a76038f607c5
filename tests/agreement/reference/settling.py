"""Settle: losses in job order, then the pay of panels and jackpots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.agreement.reference.people import ABSTAIN, APPROVE, INVALID, REJECT, UNAVAILABLE, VERIFIED, Job, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

OUTCOMES = ("unaudited", "verified", "invalid", "unavailable")
SLASHED, JAILED, THROWN_OUT = 1, 2, 4


def settle_jobs(net: ReferenceNetwork) -> None:
    """Every job, in job order."""
    for job in net.jobs:
        rules = net.fields[job.job_class].settlement
        count(net, job)
        if job.accepted:
            reward_executor(net, job, rules)
        elif job.verdict == INVALID:
            punish_invalid(net, job, rules)
        elif job.verdict == UNAVAILABLE:
            taken = take(net, job.executor, rules.unavailable_penalty)
            net.totals["penalties"] += taken
            job.taken = taken
            share_out(net, job, rules, taken)
        if job.votes:
            settle_members(net, job, rules)
        if job.decoy_votes:
            settle_decoy(net, job, rules)


def count(net: ReferenceNetwork, job: Job) -> None:
    """Verdicts by truth, votes, and the first wrong output of a node."""
    net.totals[f"{'wrong' if job.wrong else 'right'}_{OUTCOMES[job.verdict]}"] += 1
    job.executor.executed += 1
    job.executor.audited += int(job.audited)
    if job.wrong and job.executor.first_wrong < 0:
        job.executor.first_wrong = net.epoch
    if job.audited:
        net.totals["audits"] += 1
        net.totals["segments_covered"] += job.covered
        net.totals["approvals"] += job.count(APPROVE)
        net.totals["rejections"] += job.count(REJECT)
        net.totals["abstentions"] += job.count(ABSTAIN)


def reward_executor(net: ReferenceNetwork, job: Job, rules: Any) -> None:
    """The fee comes in and is split; an accepted attack brings its gain, a wrong output harm."""
    job_class, node, totals = net.classes[job.job_class], job.executor, net.totals
    totals["fees_paid"] += job_class.fee
    totals["paid_in"] += job_class.fee
    to_verifiers = job_class.fee * rules.fee_to_verifiers
    burned, to_treasury = job_class.fee * rules.fee_burned, job_class.fee * rules.fee_to_treasury
    node.fees += job_class.fee - to_verifiers - burned - to_treasury
    totals["burned"] += burned
    net.treasury += to_treasury
    voters = [v.member for v in job.votes if v.member is not None and v.vote != ABSTAIN]
    if not voters:
        net.treasury += to_verifiers
    for member in voters:
        member.spoils += to_verifiers / len(voters)
    node.accepted_work += job_class.work
    if job.attacked:
        node.outside_gained += node.outside_gain * job_class.value
        totals["outside_gains"] += node.outside_gain * job_class.value
    if job.wrong or job.misled:
        totals["harm_done"] += job_class.value * job.harm
    else:
        totals["value_right"] += job_class.value
    if job.verdict == VERIFIED:
        node.reputation += net.accounts.reputation_rate * (1.0 - node.reputation)


def punish_invalid(net: ReferenceNetwork, job: Job, rules: Any) -> None:
    """A strike; on every so many strikes a slash, jail, ejection."""
    node, accounts, totals = job.executor, net.accounts, net.totals
    node.reputation -= accounts.reputation_rate * node.reputation
    node.caught += 1
    node.strikes += 1
    if job.wrong and node.first_wrong >= 0:
        totals["detections"] += 1
        totals["detection_delay"] += net.epoch - node.first_wrong
        node.first_wrong = -1
    if node.strikes < accounts.strikes:
        return
    node.strikes = 0
    at_stake = node.opening_stake if net.settings.delegation.shares_losses else node.opening_stake * (1.0 - node.delegators_share)
    amount = rules.slash if rules.slash_rule == "fixed" else rules.slash * at_stake
    if amount > 0:
        totals["slashes"] += 1
        totals["false_slashes"] += int(not job.wrong)
        taken = take(net, node, amount)
        totals["slashed"] += taken
        job.taken = taken
        job.sanction += SLASHED
        share_out(net, job, rules, taken)
    if accounts.jail_epochs > 0:
        node.jailed_until = net.epoch + 1 + accounts.jail_epochs
        totals["jailed"] += 1
        job.sanction += JAILED
    if accounts.eject and not node.ejected:
        node.ejected = 1
        totals["ejections"] += 1
        job.sanction += THROWN_OUT


def take(net: ReferenceNetwork, node: ReferenceNode, amount: float) -> float:
    """Take tokens as far as they go; under unlimited liability the rest of the node's own part becomes a debt in USD and a loss.

    Where delegators share losses, their part comes from their tokens.
    Where stakes do not move with losses, the tokens come in over the boundary instead.
    """
    from_delegators = amount * node.delegators_share if net.settings.delegation.shares_losses else 0.0
    amount -= from_delegators
    from_delegators = min(from_delegators, node.delegated)
    node.shared_losses += from_delegators
    net.totals["delegators_lost"] += from_delegators
    taken = min(amount, node.stake + node.unbonding)
    node.losses += taken
    if net.accounts.unlimited_liability:
        node.losses += amount - taken
        node.debt += (amount - taken) * net.price
    if net.accounts.stakes in ("moving", "slashes_only"):
        from_stake = min(taken, node.stake)
        node.stake -= from_stake
        node.unbonding -= taken - from_stake
        node.delegated -= from_delegators
    else:
        net.totals["paid_in"] += taken + from_delegators
    return taken + from_delegators


def share_out(net: ReferenceNetwork, job: Job, rules: Any, taken: float) -> None:
    """What was taken is burned, leaves to the client, or goes to rejecters and treasury."""
    net.totals["burned"] += taken * rules.slash_burned
    net.totals["paid_out"] += taken * rules.slash_to_client
    net.treasury += taken * rules.slash_to_treasury
    rejecters = [v.member for v in job.votes if v.member is not None and v.vote == REJECT]
    if not rejecters:
        net.treasury += taken * rules.slash_to_verifiers
    for member in rejecters:
        member.spoils += taken * rules.slash_to_verifiers / len(rejecters)


def settle_members(net: ReferenceNetwork, job: Job, rules: Any) -> None:
    """Seat by seat: the miss loss, the pay of a vote, of agreement, of a conviction, the penalty of dissent."""
    rejecters = sum(1 for v in job.votes if v.member is not None and v.vote == REJECT)
    for seat in job.votes:
        member = seat.member
        if member is None:
            continue
        if job.accepted and job.wrong:
            member.harm_borne += rules.miss_loss
        if seat.vote == ABSTAIN:
            continue
        member.pay += rules.pay_per_check
        convicted = job.verdict == INVALID and seat.vote == REJECT
        if convicted:
            member.pay += rules.pay_conviction + rules.bounty / rejecters
        if convicted or (job.accepted and seat.vote == APPROVE):
            member.pay += rules.pay_agree
        elif job.verdict != UNAVAILABLE:
            punish(net, member, rules.dissent_penalty)


def settle_decoy(net: ReferenceNetwork, job: Job, rules: Any) -> None:
    """Rejecters of a planted output share the jackpot, from the treasury and then the mint; approvers pay."""
    rejecters = sum(1 for v in job.decoy_votes if v.vote == REJECT)
    net.totals["decoys"] += 1
    net.totals["decoys_caught"] += int(rejecters > 0)
    for seat in job.decoy_votes:
        if seat.member is None:
            continue
        if seat.vote == REJECT:
            prize = rules.jackpot / (rejecters if rules.jackpot_rule == "equal" else 2 ** (rejecters - 1))
            from_treasury = min(prize, net.treasury)
            net.treasury -= from_treasury
            net.totals["minted"] += prize - from_treasury
            seat.member.spoils += prize
            seat.member.pay += rules.pay_decoy
        else:
            seat.taken = punish(net, seat.member, rules.decoy_penalty)


def punish(net: ReferenceNetwork, member: ReferenceNode, amount: float) -> float:
    """A member's penalty goes to the treasury; what was taken."""
    taken = take(net, member, amount)
    net.treasury += taken
    net.totals["penalties"] += taken
    return taken

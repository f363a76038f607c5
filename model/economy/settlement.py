"""The phase ``settle``: losses in job order, then income; tokens in equal tokens out.

Losses are computed from opening stakes and taken in job order from what is left
of stake and unbonding tokens; beneficiaries get what was taken. Income is
credited after all losses. Conservation: minted + paid in - burned - paid out is
the change of everything held.
"""

from __future__ import annotations

from model import columns as col
from model.economy import contract as con
from model.jit import kernel, rule


@rule
def take(i, amount, network, nodes, totals):  # type: ignore[no-untyped-def]
    """Take tokens from a node, as far as they go; what was taken.

    Under unlimited liability the rest is booked as a debt and counts as a loss.
    """
    left = nodes[col.STAKE, i] + nodes[col.UNBONDING, i]
    taken = min(amount, left)
    booked = taken
    if network[con.UNLIMITED] > 0.0:
        booked = amount
        nodes[col.DEBT, i] += (amount - taken) * network[con.PRICE]
    nodes[col.LOSSES, i] += booked
    if network[con.MOVES_LOSSES] > 0.0:
        from_stake = min(taken, nodes[col.STAKE, i])
        nodes[col.STAKE, i] -= from_stake
        nodes[col.UNBONDING, i] = max(0.0, nodes[col.UNBONDING, i] - (taken - from_stake))
    else:
        totals[col.PAID_IN] += taken
    return taken


@rule
def share_out(taken, j, number, treasury, nodes, job_marks, seats, votes, totals):  # type: ignore[no-untyped-def]
    """Send what was taken from an executor where the settlement says."""
    totals[col.BURNED] += taken * number[con.SLASH_BURNED]
    totals[col.PAID_OUT] += taken * number[con.SLASH_CLIENT]
    treasury[0] += taken * number[con.SLASH_TREASURY]
    share = taken * number[con.SLASH_VERIFIERS]
    if share > 0.0:
        rejecters = 0
        for t in range(job_marks[col.JOB_SEATED, j]):
            if votes[j, t] == col.REJECTED and seats[j, t] != col.PROTOCOL:
                rejecters += 1
        if rejecters == 0:
            treasury[0] += share
        for t in range(job_marks[col.JOB_SEATED, j] if rejecters > 0 else 0):
            if votes[j, t] == col.REJECTED and seats[j, t] != col.PROTOCOL:
                nodes[col.SPOILS, seats[j, t]] += share / rejecters


@rule
def settle_members(j, verdict, wrong, number, network, treasury, nodes, job_marks, seats, votes, totals):  # type: ignore[no-untyped-def]
    """Pay and punish the members of a job's panel."""
    seated = job_marks[col.JOB_SEATED, j]
    accepted = verdict <= col.ACCEPTED_VERIFIED
    voters, rejecters = 0, 0
    for t in range(seated):
        if seats[j, t] != col.PROTOCOL and votes[j, t] != col.ABSTAINED:
            voters += 1
            rejecters += 1 if votes[j, t] == col.REJECTED else 0
    fee_share = number[con.FEE] * number[con.TO_VERIFIERS] if accepted else 0.0
    if fee_share > 0.0 and voters == 0:
        treasury[0] += fee_share
    for t in range(seated):
        i, vote = seats[j, t], votes[j, t]
        if i == col.PROTOCOL:
            continue
        if accepted and wrong == 1:
            nodes[col.HARM_BORNE, i] += number[con.MISS_LOSS]
        if vote == col.ABSTAINED:
            continue
        pay = number[con.PAY_PER_CHECK]
        agrees = (vote == col.APPROVED and accepted) or (vote == col.REJECTED and verdict == col.REJECTED_INVALID)
        if agrees:
            pay += number[con.PAY_AGREE]
        elif verdict != col.REJECTED_UNAVAILABLE and number[con.DISSENT_PENALTY] > 0.0:
            taken = take(i, number[con.DISSENT_PENALTY], network, nodes, totals)
            treasury[0] += taken
            totals[col.PENALTIES] += taken
        if vote == col.REJECTED and verdict == col.REJECTED_INVALID:
            pay += number[con.PAY_CONVICTION] + number[con.BOUNTY] / rejecters
        nodes[col.PAY, i] += pay
        if fee_share > 0.0:
            nodes[col.SPOILS, i] += fee_share / voters


@rule
def settle_decoy(j, number, network, treasury, nodes, job_marks, decoy_seats, decoy_votes, totals):  # type: ignore[no-untyped-def]
    """Pay those who rejected a planted output and punish those who approved it."""
    rejecters, seated = 0, job_marks[col.JOB_DECOY, j]
    for t in range(seated):
        if decoy_votes[j, t] == col.REJECTED:
            rejecters += 1
    totals[col.DECOYS] += 1
    totals[col.DECOYS_CAUGHT] += 1 if rejecters > 0 else 0
    prize = 0.0
    if rejecters > 0:
        prize = number[con.JACKPOT] / (2.0 ** (rejecters - 1) if number[con.JACKPOT_HALVES] > 0.0 else rejecters)
    for t in range(seated):
        i = decoy_seats[j, t]
        if i == col.PROTOCOL:
            continue
        if decoy_votes[j, t] == col.REJECTED:
            nodes[col.PAY, i] += number[con.PAY_DECOY]
            nodes[col.SPOILS, i] += prize
            from_treasury = min(prize, treasury[0])
            treasury[0] -= from_treasury
            totals[col.MINTED] += prize - from_treasury
        elif number[con.DECOY_PENALTY] > 0.0:
            taken = take(i, number[con.DECOY_PENALTY], network, nodes, totals)
            treasury[0] += taken
            totals[col.PENALTIES] += taken


@kernel
def settle_jobs(epoch, jobs_of_epoch, numbers, network, treasury, nodes, marks, jobs, job_marks, seats, votes, decoy_seats, decoy_votes, totals):  # type: ignore[no-untyped-def]
    """Settle every job of the epoch, in job order.

    Parameters
    ----------
    epoch, jobs_of_epoch : int
    numbers : (classes, 25), float
        As packed by ``contract.pack_settlement``.
    network : (14,), float
        As packed by ``contract.pack_accounts``.
    treasury : (1,), float, tok
    nodes, marks, jobs, job_marks : blocks
    seats, votes, decoy_seats, decoy_votes : (jobs, seats), int
    totals : (totals,), float
    """
    rate = network[con.REPUTATION_RATE]
    for j in range(jobs_of_epoch):
        c, i = job_marks[col.JOB_CLASS, j], job_marks[col.JOB_EXECUTOR, j]
        number = numbers[c]
        verdict, wrong = job_marks[col.JOB_VERDICT, j], job_marks[col.JOB_WRONG, j]
        totals[(col.WRONG_UNAUDITED if wrong == 1 else col.RIGHT_UNAUDITED) + verdict] += 1
        audited = job_marks[col.JOB_AUDITED, j]
        if wrong == 1 and marks[col.FIRST_WRONG, i] < 0:
            marks[col.FIRST_WRONG, i] = epoch
        if audited == 1:
            totals[col.AUDITS] += 1
            totals[col.SEGMENTS_COVERED] += job_marks[col.JOB_COVERED, j]
            totals[col.APPROVALS] += job_marks[col.JOB_APPROVALS, j]
            totals[col.REJECTIONS] += job_marks[col.JOB_REJECTIONS, j]
            totals[col.ABSTENTIONS] += job_marks[col.JOB_SEATED, j] - job_marks[col.JOB_APPROVALS, j] - job_marks[col.JOB_REJECTIONS, j]
        if verdict <= col.ACCEPTED_VERIFIED:
            fee = number[con.FEE]
            totals[col.FEES_PAID] += fee
            totals[col.PAID_IN] += fee
            nodes[col.FEES, i] += fee * number[con.TO_EXECUTOR]
            totals[col.BURNED] += fee * number[con.FEE_BURNED]
            treasury[0] += fee * number[con.FEE_TREASURY]
            if number[con.TO_VERIFIERS] > 0.0 and job_marks[col.JOB_SEATED, j] == 0:
                treasury[0] += fee * number[con.TO_VERIFIERS]
            nodes[col.ACCEPTED_WORK, i] += number[con.WORK]
            if job_marks[col.JOB_ATTACKED, j] == 1:
                gain = nodes[col.OUTSIDE_GAIN, i] * number[con.VALUE]
                nodes[col.OUTSIDE_GAINED, i] += gain
                totals[col.OUTSIDE_GAINS] += gain
            if wrong == 1:
                totals[col.HARM_DONE] += number[con.VALUE] * jobs[col.JOB_HARM, j]
            else:
                totals[col.VALUE_RIGHT] += number[con.VALUE]
            if verdict == col.ACCEPTED_VERIFIED:
                nodes[col.REPUTATION, i] += rate * (1.0 - nodes[col.REPUTATION, i])
        elif verdict == col.REJECTED_INVALID:
            nodes[col.REPUTATION, i] -= rate * nodes[col.REPUTATION, i]
            marks[col.CAUGHT, i] += 1
            marks[col.STRIKES, i] += 1
            if marks[col.FIRST_WRONG, i] >= 0:
                totals[col.DETECTIONS] += 1
                totals[col.DETECTION_DELAY] += epoch - marks[col.FIRST_WRONG, i]
                marks[col.FIRST_WRONG, i] = -1
            if marks[col.STRIKES, i] >= int(network[con.STRIKE_LIMIT]):
                marks[col.STRIKES, i] = 0
                amount = number[con.SLASH] * (1.0 if number[con.SLASH_FIXED] > 0.0 else nodes[col.OPENING_STAKE, i])
                if amount > 0.0:
                    taken = take(i, amount, network, nodes, totals)
                    totals[col.SLASHED] += taken
                    share_out(taken, j, number, treasury, nodes, job_marks, seats, votes, totals)
                totals[col.SLASHES] += 1
                if wrong == 0:
                    totals[col.FALSE_SLASHES] += 1
                if network[con.JAIL] > 0.0:
                    marks[col.JAILED_UNTIL, i] = epoch + 1 + int(network[con.JAIL])
                    totals[col.JAILED] += 1
                if network[con.EJECTS] > 0.0 and marks[col.EJECTED, i] == 0:
                    marks[col.EJECTED, i] = 1
                    totals[col.EJECTIONS] += 1
        elif number[con.UNAVAILABLE_PENALTY] > 0.0:
            taken = take(i, number[con.UNAVAILABLE_PENALTY], network, nodes, totals)
            totals[col.PENALTIES] += taken
            share_out(taken, j, number, treasury, nodes, job_marks, seats, votes, totals)
        if number[con.PAYS_MEMBERS] > 0.0 and job_marks[col.JOB_SEATED, j] > 0:
            settle_members(j, verdict, wrong, number, network, treasury, nodes, job_marks, seats, votes, totals)
        if job_marks[col.JOB_DECOY, j] > 0:
            settle_decoy(j, number, network, treasury, nodes, job_marks, decoy_seats, decoy_votes, totals)


@kernel
def close_books(network, treasury, nodes, marks, totals):  # type: ignore[no-untyped-def]
    """Pay verifiers and emission, credit income, and add up each node's utility.

    Parameters
    ----------
    network : (14,), float
    treasury : (1,), float, tok
    nodes, marks : node blocks
    totals : (totals,), float
    """
    n = marks.shape[1]
    price = network[con.PRICE]
    owed, work, stake, heads = 0.0, 0.0, 0.0, 0
    for i in range(n):
        owed += nodes[col.PAY, i]
        if marks[col.ACTIVE, i] == 1:
            heads += 1
            work += nodes[col.ACCEPTED_WORK, i]
            stake += nodes[col.OPENING_STAKE, i]
    factor = 1.0
    source = int(network[con.PAY_SOURCE])
    if owed > 0.0:
        if source == con.TREASURY:
            factor = min(1.0, treasury[0] / owed)
            treasury[0] = max(0.0, treasury[0] - owed * factor)
        elif source == con.MINT:
            totals[col.MINTED] += owed
        else:
            totals[col.PAID_IN] += owed
    totals[col.VERIFIER_PAY] = owed * factor
    rule_of_emission, emission = int(network[con.EMISSION_RULE]), network[con.EMISSION]
    staked, held = 0.0, 0.0
    for i in range(n):
        reward = 0.0
        if marks[col.ACTIVE, i] == 1:
            if rule_of_emission == con.BY_YIELD:
                reward = network[con.YIELD_RATE] * nodes[col.OPENING_STAKE, i]
            elif emission > 0.0:
                if rule_of_emission == con.BY_WORK:
                    reward = emission * nodes[col.ACCEPTED_WORK, i] / work if work > 0.0 else 0.0
                elif rule_of_emission == con.BY_STAKE:
                    reward = emission * nodes[col.OPENING_STAKE, i] / stake if stake > 0.0 else 0.0
                else:
                    reward = emission / heads
        nodes[col.REWARDS, i] = reward
        nodes[col.PAY, i] *= factor
        income = nodes[col.FEES, i] + nodes[col.PAY, i] + nodes[col.SPOILS, i] + reward
        compounded = income * network[con.COMPOUNDING]
        nodes[col.WALLET, i] += income - compounded
        if network[con.MOVES_INCOME] > 0.0:
            nodes[col.STAKE, i] += compounded
        else:
            totals[col.PAID_OUT] += compounded
        nodes[col.EARNED, i] += income
        utility = (
            price * (income - nodes[col.LOSSES, i])
            - nodes[col.COMPUTE_SPENT, i]
            - nodes[col.CHECK_SPENT, i]
            - nodes[col.COMMIT_SPENT, i]
            + nodes[col.OUTSIDE_GAINED, i]
            - nodes[col.HARM_BORNE, i]
        )
        if marks[col.ACTIVE, i] == 1:
            utility -= network[con.CAPITAL_COST] * price * nodes[col.OPENING_STAKE, i]
        nodes[col.UTILITY, i] = utility
        totals[col.REWARDS_PAID] += reward
        totals[col.MINTED] += reward
        totals[col.COMPUTE_COSTS] += nodes[col.COMPUTE_SPENT, i]
        totals[col.CHECK_COSTS] += nodes[col.CHECK_SPENT, i]
        totals[col.COMMIT_COSTS] += nodes[col.COMMIT_SPENT, i]
        totals[col.SEGMENTS_CHECKED] += marks[col.CHECKS, i]
        totals[col.UTILITY_SUM] += utility
        staked += nodes[col.STAKE, i]
        held += nodes[col.STAKE, i] + nodes[col.WALLET, i] + nodes[col.UNBONDING, i]
    totals[col.STAKED], totals[col.TREASURY], totals[col.PRICE] = staked, treasury[0], price
    totals[col.HELD] = held + treasury[0]

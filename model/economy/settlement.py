"""The phase ``settle``, job by job: losses in job order, and what jobs earn.

Losses are computed from opening stakes and taken in job order from what is left
of stake and unbonding tokens; beneficiaries get what was taken. Income is
credited after all losses, by ``books``.
"""

from __future__ import annotations

from model import columns as col
from model.economy import contract as con
from model.economy.delegation import slashable, take_from_delegators
from model.economy.verdicts import count_verdicts
from model.jit import inlined, kernel, rule


@rule
def take(i, amount, network, nodes, totals):
    """Take tokens from a node, and from its delegators where they share losses, as far as they go; what was taken.

    Under unlimited liability the rest of the node's part is booked as a debt and counts as a loss.
    """
    theirs = network[con.SHARES_LOSSES] * nodes[col.DELEGATORS_SHARE, i] * amount
    amount -= theirs
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
    return taken + take_from_delegators(i, theirs, network, nodes, totals)


@rule
def share_out(taken, j, c, numbers, treasury, nodes, job_marks, seats, votes, totals):
    """Send what was taken from an executor where the settlement says."""
    totals[col.BURNED] += taken * numbers[c, con.SLASH_BURNED]
    totals[col.PAID_OUT] += taken * numbers[c, con.SLASH_CLIENT]
    treasury[0] += taken * numbers[c, con.SLASH_TREASURY]
    share = taken * numbers[c, con.SLASH_VERIFIERS]
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
def pay_members(members, votes, seated, verdict, terms, pay):
    """Pay the members of a job's panel for their votes.

    Rows, not blocks: an array costs a call more than a member does.

    Parameters
    ----------
    members, votes : (seats,), int
    seated, verdict : int
    terms : (26,), float
        Of the job's class.
    pay : (nodes,), float, tok
    """
    accepted, invalid = verdict <= col.ACCEPTED_VERIFIED, verdict == col.REJECTED_INVALID
    rejecters = 0
    for t in range(seated if terms[con.BOUNTY] > 0.0 else 0):
        rejecters += (members[t] != col.PROTOCOL) & (votes[t] == col.REJECTED)
    # What a vote earns depends on the verdict alone, so it is known before the members are visited.
    agree, conviction = terms[con.PAY_AGREE], terms[con.PAY_CONVICTION] + terms[con.BOUNTY] / max(1, rejecters)
    approver_pay = terms[con.PAY_PER_CHECK] + (agree if accepted else 0.0)
    rejecter_pay = terms[con.PAY_PER_CHECK] + (agree if invalid else 0.0) + (conviction if invalid else 0.0)
    if members[0] == col.PROTOCOL:  # then all are
        return
    for t in range(seated):
        # Added up, not chosen: nobody can foresee a vote, and neither can a processor.
        pay[members[t]] += approver_pay * (votes[t] == col.APPROVED) + rejecter_pay * (votes[t] == col.REJECTED)


@rule
def settle_members(j, verdict, wrong, c, numbers, network, treasury, nodes, job_marks, seats, votes, totals):
    """Give the members of a job's panel their share of the fee, their loss for a wrong output, and their penalty for dissent."""
    seated = job_marks[col.JOB_SEATED, j]
    accepted, invalid = verdict <= col.ACCEPTED_VERIFIED, verdict == col.REJECTED_INVALID
    voters = 0
    for t in range(seated):
        voters += (seats[j, t] != col.PROTOCOL) & (votes[j, t] != col.ABSTAINED)
    fee_share = numbers[c, con.FEE] * numbers[c, con.TO_VERIFIERS] if accepted else 0.0
    if fee_share > 0.0 and voters == 0:
        treasury[0] += fee_share
    missed = numbers[c, con.MISS_LOSS] if accepted and wrong == 1 else 0.0
    penalty = numbers[c, con.DISSENT_PENALTY]
    for t in range(seated):
        i, vote = seats[j, t], votes[j, t]
        if i == col.PROTOCOL:
            continue
        if missed > 0.0:
            nodes[col.HARM_BORNE, i] += missed
        if vote == col.ABSTAINED:
            continue
        if fee_share > 0.0:
            nodes[col.SPOILS, i] += fee_share / voters
        rejects = vote == col.REJECTED
        if penalty > 0.0 and ((rejects and accepted) or (not rejects and invalid)):
            taken = take(i, penalty, network, nodes, totals)
            treasury[0] += taken
            totals[col.PENALTIES] += taken


@rule
def settle_decoy(j, c, numbers, network, treasury, nodes, job_marks, decoy_seats, decoy_votes, decoy_taken, totals):
    """Pay those who rejected a planted output and punish those who approved it."""
    rejecters, seated = 0, job_marks[col.JOB_DECOY, j]
    for t in range(seated):
        if decoy_votes[j, t] == col.REJECTED:
            rejecters += 1
    totals[col.DECOYS] += 1
    totals[col.DECOYS_CAUGHT] += 1 if rejecters > 0 else 0
    prize = 0.0
    if rejecters > 0:
        prize = numbers[c, con.JACKPOT] / (2.0 ** (rejecters - 1) if numbers[c, con.JACKPOT_HALVES] > 0.0 else rejecters)
    for t in range(seated):
        i = decoy_seats[j, t]
        decoy_taken[j, t] = 0.0
        if i == col.PROTOCOL:
            continue
        if decoy_votes[j, t] == col.REJECTED:
            nodes[col.PAY, i] += numbers[c, con.PAY_DECOY]
            nodes[col.SPOILS, i] += prize
            from_treasury = min(prize, treasury[0])
            treasury[0] -= from_treasury
            totals[col.MINTED] += prize - from_treasury
        elif numbers[c, con.DECOY_PENALTY] > 0.0:
            taken = take(i, numbers[c, con.DECOY_PENALTY], network, nodes, totals)
            decoy_taken[j, t] = taken
            treasury[0] += taken
            totals[col.PENALTIES] += taken


@inlined
def convict(epoch, i, j, c, wrong, numbers, network, treasury, nodes, marks, job_marks, seats, votes, totals):
    """Mark an executor whose job was found invalid; on every so many strikes slash, jail, eject. What was taken from it."""
    nodes[col.REPUTATION, i] -= network[con.REPUTATION_RATE] * nodes[col.REPUTATION, i]
    marks[col.CAUGHT, i] += 1
    marks[col.STRIKES, i] += 1
    if wrong == 1 and marks[col.FIRST_WRONG, i] >= 0:  # a false conviction finds nothing
        totals[col.DETECTIONS] += 1
        totals[col.DETECTION_DELAY] += epoch - marks[col.FIRST_WRONG, i]
        marks[col.FIRST_WRONG, i] = -1
    if marks[col.STRIKES, i] < int(network[con.STRIKE_LIMIT]):
        return 0.0
    marks[col.STRIKES, i] = 0
    taken = 0.0
    amount = numbers[c, con.SLASH] * (1.0 if numbers[c, con.SLASH_FIXED] > 0.0 else slashable(i, network, nodes))
    if amount > 0.0:
        taken = take(i, amount, network, nodes, totals)
        job_marks[col.JOB_SANCTION, j] += col.SANCTION_SLASH
        totals[col.SLASHED] += taken
        share_out(taken, j, c, numbers, treasury, nodes, job_marks, seats, votes, totals)
        totals[col.SLASHES] += 1
        totals[col.FALSE_SLASHES] += 1 - wrong
    if network[con.JAIL] > 0.0:
        marks[col.JAILED_UNTIL, i] = epoch + 1 + int(network[con.JAIL])
        job_marks[col.JOB_SANCTION, j] += col.SANCTION_JAIL
        totals[col.JAILED] += 1
    if network[con.EJECTS] > 0.0 and marks[col.EJECTED, i] == 0:
        marks[col.EJECTED, i] = 1
        job_marks[col.JOB_SANCTION, j] += col.SANCTION_EJECT
        totals[col.EJECTIONS] += 1
    return taken


@kernel
def settle_jobs(
    epoch, jobs_of_epoch, numbers, network, treasury, nodes, marks, jobs, job_marks, seats, votes,
    decoy_seats, decoy_votes, decoy_taken, totals,
):  # fmt: skip
    """Settle every job of the epoch, in job order.

    Parameters
    ----------
    epoch, jobs_of_epoch : int
    numbers : (classes, 26), float
        As packed by ``contract.pack_settlement``.
    network : (17,), float
        As packed by ``contract.pack_accounts`` and ``Delegation.pack``.
    treasury : (1,), float, tok
    nodes, marks, jobs, job_marks : blocks
    seats, votes, decoy_seats, decoy_votes : (jobs, seats), int
    decoy_taken : (jobs, seats), float, tok
        Taken from each member for approving a planted output; written.
    totals : (totals,), float
    """
    count_verdicts(jobs_of_epoch, job_marks, totals)
    rate = network[con.REPUTATION_RATE]
    fees_paid, value_right, harm_done = 0.0, 0.0, 0.0
    for j in range(jobs_of_epoch):
        c, i = job_marks[col.JOB_CLASS, j], job_marks[col.JOB_EXECUTOR, j]
        verdict, wrong = job_marks[col.JOB_VERDICT, j], job_marks[col.JOB_WRONG, j]
        marks[col.EXECUTED, i] += 1
        marks[col.AUDITED, i] += job_marks[col.JOB_AUDITED, j]
        first = marks[col.FIRST_WRONG, i]
        marks[col.FIRST_WRONG, i] = epoch if wrong == 1 and first < 0 else first
        if verdict <= col.ACCEPTED_VERIFIED:
            fee, value, harm = numbers[c, con.FEE], numbers[c, con.VALUE], jobs[col.JOB_HARM, j]
            fees_paid += fee
            totals[col.PAID_IN] += fee
            nodes[col.FEES, i] += fee * numbers[c, con.TO_EXECUTOR]
            if numbers[c, con.FEE_BURNED] > 0.0:
                totals[col.BURNED] += fee * numbers[c, con.FEE_BURNED]
            if numbers[c, con.FEE_TREASURY] > 0.0:
                treasury[0] += fee * numbers[c, con.FEE_TREASURY]
            if numbers[c, con.TO_VERIFIERS] > 0.0 and job_marks[col.JOB_SEATED, j] == 0:
                treasury[0] += fee * numbers[c, con.TO_VERIFIERS]
            nodes[col.ACCEPTED_WORK, i] += numbers[c, con.WORK]
            if job_marks[col.JOB_ATTACKED, j] == 1:
                gain = nodes[col.OUTSIDE_GAIN, i] * value
                nodes[col.OUTSIDE_GAINED, i] += gain
                totals[col.OUTSIDE_GAINS] += gain
            astray = wrong | job_marks[col.JOB_MISLED, j]
            harm_done += value * harm if astray == 1 else 0.0
            value_right += 0.0 if astray == 1 else value
            if verdict == col.ACCEPTED_VERIFIED:
                nodes[col.REPUTATION, i] += rate * (1.0 - nodes[col.REPUTATION, i])
        elif verdict == col.REJECTED_INVALID:
            jobs[col.JOB_TAKEN, j] = convict(
                epoch, i, j, c, wrong, numbers, network, treasury, nodes, marks, job_marks, seats, votes, totals
            )
        elif numbers[c, con.UNAVAILABLE_PENALTY] > 0.0:
            taken = take(i, numbers[c, con.UNAVAILABLE_PENALTY], network, nodes, totals)
            jobs[col.JOB_TAKEN, j] = taken
            totals[col.PENALTIES] += taken
            share_out(taken, j, c, numbers, treasury, nodes, job_marks, seats, votes, totals)
        seated = job_marks[col.JOB_SEATED, j]
        if seated > 0 and numbers[c, con.PAYS_VOTES] > 0.0:
            pay_members(seats[j], votes[j], seated, verdict, numbers[c], nodes[col.PAY])
        if seated > 0 and numbers[c, con.BINDS_MEMBERS] > 0.0:
            settle_members(j, verdict, wrong, c, numbers, network, treasury, nodes, job_marks, seats, votes, totals)
        if job_marks[col.JOB_DECOY, j] > 0:
            settle_decoy(j, c, numbers, network, treasury, nodes, job_marks, decoy_seats, decoy_votes, decoy_taken, totals)
    totals[col.FEES_PAID], totals[col.VALUE_RIGHT], totals[col.HARM_DONE] = fees_paid, value_right, harm_done

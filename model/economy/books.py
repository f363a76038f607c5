"""The end of the phase ``settle``: income is credited, utilities are added up; tokens in equal tokens out.

Conservation: minted + paid in - burned - paid out is the change of everything held.
"""

from __future__ import annotations

from model import columns as col
from model.economy import contract as con
from model.economy.delegation import own_opening_stake, pay_delegators
from model.jit import kernel


@kernel
def close_books(network, treasury, nodes, marks, totals):
    """Pay verifiers and emission, credit income, and add up each node's utility.

    Parameters
    ----------
    network : (17,), float
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
    staked, held, delegated = 0.0, 0.0, 0.0
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
        income = nodes[col.FEES, i] + nodes[col.PAY, i] + nodes[col.SPOILS, i] + nodes[col.BOUNTIES, i] + reward
        income -= pay_delegators(i, nodes[col.FEES, i] + reward, network, nodes, totals)
        bribes = nodes[col.BRIBES, i]
        compounded = max(0.0, income + bribes) * network[con.COMPOUNDING]
        nodes[col.WALLET, i] = max(0.0, nodes[col.WALLET, i] + (income + bribes - compounded))  # who pays bribes has them
        if network[con.MOVES_INCOME] > 0.0:
            nodes[col.STAKE, i] += compounded
        else:
            totals[col.PAID_OUT] += compounded
        nodes[col.EARNED, i] += income
        utility = (
            price * (income + bribes - nodes[col.LOSSES, i])
            - nodes[col.COMPUTE_SPENT, i]
            - nodes[col.CHECK_SPENT, i]
            - nodes[col.COMMIT_SPENT, i]
            + nodes[col.OUTSIDE_GAINED, i]
            - nodes[col.HARM_BORNE, i]
        )
        if marks[col.ACTIVE, i] == 1:
            utility -= network[con.CAPITAL_COST] * price * own_opening_stake(i, nodes)
        nodes[col.UTILITY, i] = utility
        totals[col.REWARDS_PAID] += reward
        totals[col.MINTED] += reward
        totals[col.COMPUTE_COSTS] += nodes[col.COMPUTE_SPENT, i]
        totals[col.CHECK_COSTS] += nodes[col.CHECK_SPENT, i]
        totals[col.COMMIT_COSTS] += nodes[col.COMMIT_SPENT, i]
        totals[col.SEGMENTS_CHECKED] += marks[col.CHECKS, i]
        totals[col.UTILITY_SUM] += utility
        delegated += nodes[col.DELEGATED, i]
        staked += nodes[col.STAKE, i] + nodes[col.DELEGATED, i]
        held += nodes[col.STAKE, i] + nodes[col.WALLET, i] + nodes[col.UNBONDING, i] + nodes[col.DELEGATED, i]
    totals[col.STAKED], totals[col.DELEGATIONS], totals[col.TREASURY] = staked, delegated, treasury[0]
    totals[col.HELD] = held + treasury[0]

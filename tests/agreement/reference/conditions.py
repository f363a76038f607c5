"""The conditions of an epoch: shocks, what users want, what is minted; and what the market phase does before anybody trades."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def open_conditions(net: ReferenceNetwork) -> None:
    """Shocks strike, then demand and emission are set."""
    s, shocks = net.settings, 1.0
    for shock in s.shocks.values():
        if shock.kind == "demand" and shock.epoch <= net.epoch and (shock.duration == 0 or net.epoch < shock.epoch + shock.duration):
            shocks *= shock.factor
        elif shock.kind == "image" and shock.epoch == net.epoch:
            net.images[shock.image] = "broken"
        elif shock.kind == "price" and shock.epoch == net.epoch:
            net.price = min(net.price * shock.factor, 1e12)
            if net.pool.tokens > 0.0 and shock.factor > 0.0:
                root = math.sqrt(shock.factor)
                net.moved_over_boundary = net.pool.tokens / root - net.pool.tokens
                net.pool.tokens, net.pool.dollars = net.pool.tokens / root, net.pool.dollars * root
    wanted = shocks * (1.0 - net.faults_seen) ** s.demand.fault_elasticity
    ratio = net.price / s.market.price
    if s.demand.fee_elasticity > 0.0:
        wanted = wanted / ratio**s.demand.fee_elasticity if ratio > 0.0 else (s.demand.largest_demand if wanted > 0.0 else 0.0)
    net.demand = min(wanted, s.demand.largest_demand)
    minted = emission_of(net)
    net.treasury_income = s.budget.emission_to_treasury * minted
    net.emission = minted - net.treasury_income


def emission_of(net: ReferenceNetwork) -> float:
    """Tokens minted in the epoch, by the schedule."""
    schedule, base = net.settings.issuance, net.accounts.emission
    if schedule.kind == "percentage":
        return schedule.inflation * net.supply
    if schedule.kind == "half_life":
        halvings = net.epoch / schedule.half_life
        return base * 0.5 ** (math.floor(halvings) if schedule.in_steps else halvings)
    if schedule.kind == "inverse_root":
        return schedule.yield_of_one * math.sqrt(net.staked_before)
    if schedule.kind == "target_stake":
        if net.epoch > 0:
            gap = 1.0 - net.staked_before / net.supply / schedule.target_share
            net.inflation += schedule.inflation_response * gap
            net.inflation = min(max(net.inflation, schedule.least_inflation), schedule.most_inflation)
        return net.inflation * net.supply
    return base


def discover(net: ReferenceNetwork) -> None:
    """Each accepted wrong output is found out or not; users learn of it some epochs later, and remember."""
    setting = net.settings.demand
    if setting.discovery_rate == 0.0:
        return
    accepted = [job for job in net.jobs if job.accepted]
    found = [
        job for job in accepted if (job.wrong or job.misled) and net.luck.happens(setting.discovery_rate, "discovery_draw", job.number, 0)
    ]
    net.discoveries.append((len(found), len(accepted)))
    known = len(net.discoveries) - 1 - math.ceil(setting.discovery_hours / net.settings.hours_per_epoch)
    if known < 0:
        return
    faults, of = net.discoveries[known]
    net.totals["faults_found"] = faults
    if of > 0:
        net.faults_seen += (faults / of - net.faults_seen) / setting.fault_memory


def run_budget(net: ReferenceNetwork) -> None:
    """The treasury gets its part of the emission, and spends a share of what it has."""
    budget, totals = net.settings.budget, net.totals
    net.treasury += net.treasury_income
    totals["minted"] += net.treasury_income
    spent = budget.treasury_spends * net.treasury
    net.treasury -= spent
    if budget.treasury_spends_on == "burning":
        totals["burned"] += spent
    else:
        totals["granted"] = spent
        totals["paid_out"] += spent
    totals["treasury"] = net.treasury


def restake(net: ReferenceNetwork) -> None:
    """Nodes move tokens between wallet and stake until stakes yield what they ask."""
    staking = net.settings.staking
    opening = sum(node.opening_stake for node in net.active)
    if staking.stake_adjustment == 0.0 or opening == 0.0:
        return
    yielded = net.totals["rewards_paid"] / opening
    for node in net.active:
        wanted = staking.stake_adjustment * node.stake * (yielded / staking.required_return - 1.0)
        change = max(-node.stake, min(wanted, node.wallet))
        node.stake += change
        node.wallet -= change
    net.totals["staked"] = sum(node.stake + node.delegated for node in net.nodes)

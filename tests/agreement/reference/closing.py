"""The end of settlement: verifier pay, emission, income, utility, and the sums of the epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agreement.reference.people import ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def close_books(net: ReferenceNetwork) -> None:
    """Credit all income after all losses."""
    pay_verifiers(net)
    for node in net.nodes:
        node.rewards = emission_of(net, node)
    for node in net.nodes:
        credit(net, node)
        node.utility = utility_of(net, node)
        if node.comebacks and node.entered == net.epoch:
            node.utility -= net.price * net.settings.membership.reentry.cost
    add_up(net)


def pay_verifiers(net: ReferenceNetwork) -> None:
    """Pay comes from clients, mint or treasury; a treasury that runs dry pays pro rata."""
    owed = sum(node.pay for node in net.nodes)
    paid = owed
    if net.accounts.pay_source == "treasury":
        paid = min(owed, net.treasury)
        net.treasury -= paid
    elif net.accounts.pay_source == "mint":
        net.totals["minted"] += owed
    else:
        net.totals["paid_in"] += owed
    net.totals["verifier_pay"] = paid
    for node in net.nodes:
        node.pay *= paid / owed if owed > 0.0 else 1.0


def emission_of(net: ReferenceNetwork, node: ReferenceNode) -> float:
    """A node's part of the emission; only active nodes have one."""
    accounts = net.accounts
    if not node.active:
        return 0.0
    if accounts.emission_rule == "yield":
        return accounts.yield_rate * node.opening_stake
    weigh = {"accepted_work": lambda n: n.accepted_work, "stake": lambda n: n.opening_stake, "equal": lambda n: 1.0}[accounts.emission_rule]
    everybody = sum(weigh(other) for other in net.active)
    return net.emission * weigh(node) / everybody if everybody > 0.0 else 0.0


def credit(net: ReferenceNetwork, node: ReferenceNode) -> None:
    """A share of income joins the stake, the rest the wallet; what may not join leaves over the boundary."""
    terms = net.settings.delegation
    node.passed_on = (1.0 - terms.commission) * node.delegators_share * (node.fees + node.rewards)
    restaked = terms.restaked * node.passed_on if net.accounts.stakes in ("moving", "rewards_only") else 0.0
    node.delegated += restaked
    net.totals["paid_out"] += node.passed_on - restaked
    net.totals["delegators_paid"] += node.passed_on
    income = node.fees + node.pay + node.spoils + node.bounties + node.rewards - node.passed_on
    compounded = net.accounts.compounding_share * max(0.0, income + node.bribes)
    node.wallet = max(0.0, node.wallet + income + node.bribes - compounded)
    node.earned += income
    if net.accounts.stakes in ("moving", "rewards_only"):
        node.stake += compounded
    else:
        net.totals["paid_out"] += compounded
    net.totals["rewards_paid"] += node.rewards
    net.totals["minted"] += node.rewards


def utility_of(net: ReferenceNetwork, node: ReferenceNode) -> float:
    """Price x (income - losses - capital cost) - costs + outside gains - harm borne, USD."""
    price = net.price
    income = node.fees + node.pay + node.spoils + node.bounties + node.rewards - node.passed_on + node.bribes
    own = node.opening_stake * (1.0 - node.delegators_share)
    capital = net.accounts.capital_cost * own if node.active else 0.0
    costs = node.compute_spent + node.check_spent + node.commit_spent
    return price * (income - node.losses - capital) - costs + node.outside_gained - node.harm_borne


def add_up(net: ReferenceNetwork) -> None:
    """Sums over nodes at the epoch's end."""
    totals = net.totals
    for total, column in (
        ("compute_costs", "compute_spent"), ("check_costs", "check_spent"), ("commit_costs", "commit_spent"),
        ("segments_checked", "checks"), ("utility_sum", "utility"), ("delegations", "delegated"),
    ):  # fmt: skip
        totals[total] = sum(getattr(node, column) for node in net.nodes)
    totals["treasury"] = net.treasury
    totals["staked"] = at_stake(net)
    totals["held"] = totals["staked"] + sum(node.wallet + node.unbonding for node in net.nodes) + net.treasury


def at_stake(net: ReferenceNetwork) -> float:
    """Tokens at stake, own and delegated."""
    return sum(node.stake + node.delegated for node in net.nodes)

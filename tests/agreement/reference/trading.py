"""The market: users spend, nodes sell, and a price is made for the next epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.agreement.reference.people import ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

HIGHEST = 1e12


@dataclass
class Pool:
    """A constant-product pool; without tokens there is none."""

    tokens: float = 0.0
    dollars: float = 0.0

    @classmethod
    def opened(cls, market: Any) -> Pool:
        """The pool of a scenario at its start."""
        return cls(market.pool_tokens, market.pool_tokens * market.price) if market.kind == "pool" else cls()

    def sell(self, tokens: float, fee: float) -> float:
        """Dollars for tokens; dollars x tokens would stay, were the fee not kept."""
        entering = tokens * (1.0 - fee)
        fetched = self.dollars * entering / (self.tokens + entering)
        self.tokens, self.dollars = self.tokens + tokens, self.dollars - fetched
        return fetched

    def buy(self, dollars: float, fee: float) -> float:
        """Tokens for dollars."""
        entering = dollars * (1.0 - fee)
        bought = self.tokens * entering / (self.dollars + entering)
        self.tokens, self.dollars = self.tokens - bought, self.dollars + dollars
        return bought


def trade(net: ReferenceNetwork) -> None:
    """The phase market."""
    totals = net.totals
    totals["price"] = net.price
    net.circulating += totals["paid_out"] - totals["paid_in"]
    if net.circulating < 0.0:
        totals["imported"] = -net.circulating
        net.circulating = 0.0
    form = {
        "fixed": stand, "burn_and_mint": burn_and_mint, "pool": swap, "log_linear": follow_security, "saturating": follow_security
    }[net.settings.market.kind]  # fmt: skip
    net.price = form(net)
    totals["pool_tokens"], totals["pool_dollars"] = net.pool.tokens, net.pool.dollars
    totals["held"] = sum(node.stake + node.wallet + node.unbonding + node.delegated for node in net.nodes) + net.treasury + net.pool.tokens
    totals["circulating"] = net.circulating
    totals["supply"] = net.supply = totals["held"] + net.circulating
    net.staked_before = totals["staked"]


def stand(net: ReferenceNetwork) -> float:
    """A fixed price."""
    burn(net, net.settings.market.burn_rate * net.circulating)
    sell_to_users(net, net.price)
    return net.price


def burn_and_mint(net: ReferenceNetwork) -> float:
    """M V p = T: users burn a share V of what circulates, which is worth what they spend."""
    market, circulating, spent = net.settings.market, net.circulating, spending(net)
    price = limited(spent / (market.velocity * circulating)) if circulating > 0.0 else net.price
    if spent > 0.0 and circulating > 0.0:
        net.totals["spent"] = spent
        burn(net, market.velocity * circulating)
    burn(net, market.burn_rate * circulating)
    sell_to_users(net, price)
    return price


def swap(net: ReferenceNetwork) -> float:
    """Nodes sell to the pool as one, then users buy from it."""
    market, totals = net.settings.market, net.totals
    burn(net, market.burn_rate * net.circulating)
    offers = [(node, offer(net, node)) for node in net.nodes]
    tokens = sum(sold for _, sold in offers)
    totals["sold"], totals["proceeds"] = tokens, net.pool.sell(tokens, market.pool_fee)
    for node, sold in offers:
        node.wallet -= sold
        node.cash += totals["proceeds"] * sold / tokens if tokens > 0.0 else 0.0
    totals["spent"] = spending(net)
    totals["bought"] = net.pool.buy(totals["spent"], market.pool_fee)
    burned = totals["bought"] * market.bought_burned
    totals["burned"] += burned
    totals["paid_out"] += totals["bought"] - burned
    net.circulating += totals["bought"] - burned
    return limited(net.pool.dollars / net.pool.tokens)


def follow_security(net: ReferenceNetwork) -> float:
    """The price goes part of the way to what security warrants."""
    market = net.settings.market
    burn(net, market.burn_rate * net.circulating)
    security, start = net.price * net.totals["staked"], market.price * net.staked_at_start
    if market.security_of == "seen_integrity":
        security, start = 1.0 - net.faults_seen, 1.0
    step = market.price_adjustment
    if market.kind == "log_linear":
        warranted = limited(market.price * net.demand * (security / start if start > 0.0 else 1.0) ** market.price_gain)
        price = limited(net.price ** (1.0 - step) * warranted**step)
    else:
        warranted = net.demand * market.ceiling * security**2 / (market.half_security**2 + security**2)
        price = limited((1.0 - step) * net.price + step * warranted)
    sell_to_users(net, price)
    return price


def limited(price: float) -> float:
    """No price is negative or beyond all numbers."""
    return min(max(price, 0.0), HIGHEST)


def spending(net: ReferenceNetwork) -> float:
    """Dollars that users spend."""
    return net.demand * net.settings.market.spending + net.settings.market.spending_per_job * net.totals["jobs"]


def burn(net: ReferenceNetwork, tokens: float) -> None:
    """Users bring tokens over the boundary to have them destroyed."""
    tokens = min(tokens, net.circulating)
    net.circulating -= tokens
    net.totals["burned"] += tokens
    net.totals["paid_in"] += tokens


def offer(net: ReferenceNetwork, node: ReferenceNode) -> float:
    """What a node sells: a share of its wallet, or of what this epoch added to it."""
    market, gained = net.settings.market, node.wallet
    if market.sale_of == "income":
        income = node.fees + node.pay + node.spoils + node.rewards - node.passed_on
        gained = min(node.wallet, income * (1.0 - net.accounts.compounding_share))
    return market.sale_share * gained


def sell_to_users(net: ReferenceNetwork, price: float) -> None:
    """Nodes sell to users at one price."""
    for node in net.nodes:
        sold = offer(net, node)
        node.wallet -= sold
        node.cash += price * sold
        net.totals["sold"] += sold
        net.totals["proceeds"] += price * sold
        net.totals["paid_out"] += sold
        net.circulating += sold

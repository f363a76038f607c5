"""The end of an epoch: nodes leave, ejected owners come back, newcomers enter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from model.quantity import mean_of
from tests.agreement.reference.entry import bring_stake, empty_berth, luck_at, newcomer, open_record
from tests.agreement.reference.people import ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

OF_THE_OWNER = (
    "strategy", "type", "owner", "hardware", "image", "capacity", "capability", "comebacks", "compute_cost", "noise_factor",
    "outside_gain", "outside_option",
)  # fmt: skip


def turn_over(net: ReferenceNetwork) -> None:
    """Those who go make room for those who come."""
    net.totals["present_nodes"] = sum(1 for node in net.nodes if node.present)
    if not turns_over(net):
        return
    for node in net.nodes:
        if node.present:
            age = net.epoch + 1 - node.entered
            node.usual_utility += (node.utility - node.usual_utility) / min(age, net.settings.membership.exit.patience)
    out_before = net.totals["paid_out"] - net.totals["paid_in"]
    for_themselves, in_flight = who_prefers_elsewhere(net), who_flees(net)
    for node in [node for node in net.nodes if node.present]:
        if node.leaves_at < 0 and asks_out(net, node, for_themselves, in_flight):
            ask_out(net, node)
        if 0 <= node.leaves_at <= net.epoch + 1:
            depart(net, node)
    for _ in range(how_many(net)):
        enter(net)
    close(net, out_before)


def turns_over(net: ReferenceNetwork) -> bool:
    """Whether any rule makes nodes leave or enter, or some strategy may ask out."""
    m = net.settings.membership
    by_rule = m.exit.below_minimum_stake or m.exit.ejected or m.exit.churn > 0 or m.exit.below_option > 0 or m.reentry.chance > 0
    net.somebody_leaves = net.somebody_leaves or any(node.behaviour["leave"] > 0 for node in net.nodes)
    by_shock = any(shock.kind == "exit" for shock in net.settings.shocks.values())
    return by_rule or by_shock or m.entry.kind != "none" or net.somebody_leaves


def who_prefers_elsewhere(net: ReferenceNetwork) -> list[ReferenceNode]:
    """Nodes that leave for their outside option: each for itself, or one of them in an epoch."""
    rules = net.settings.membership.exit
    if rules.below_option == 0.0:
        return []
    worse = [node for node in net.nodes if node.present == 1 and node.active and does_worse(net, node)]
    if rules.pace == "each":
        return [node for node in worse if net.luck.happens(rules.below_option, "leave_draw", node.row, 2)]
    worse = [node for node in worse if node.leaves_at < 0]
    if not worse or not net.luck.happens(rules.below_option, "leaver_draw", 1):
        return []
    return [worse[net.luck.below(len(worse), "leaver_draw", 0)]]


def does_worse(net: ReferenceNetwork, node: ReferenceNode) -> bool:
    """Whether a node that is old enough earns less than its outside option."""
    rules = net.settings.membership.exit
    utility = node.usual_utility
    if rules.utility == "expected":
        assert net.expected_of_all is not None
        utility = net.expected_of_all()[node.role, node.strategy]
    old_enough = net.epoch + 1 - node.entered >= rules.patience
    return old_enough and utility < node.outside_option - 1e-9 * (1 + abs(node.outside_option))


def who_flees(net: ReferenceNetwork) -> list[ReferenceNode]:
    """Nodes that the epoch's shocks make ask out: of those concerned so many, in the order of their draws."""
    fleeing = []
    for number, shock in enumerate(net.settings.shocks.values()):
        if shock.kind == "exit" and shock.epoch == net.epoch:
            concerned = [node for node in net.nodes if node.present and node.leaves_at < 0 and not node.ejected]
            concerned = [node for node in concerned if shock.of_entry in ("", list(net.settings.population)[node.strategy])]
            concerned = [node for node in concerned if shock.of_type in ("", list(net.settings.types)[node.type])]
            drawn = {node: net.luck.uniform("flight_draw", node.row, number) for node in concerned}
            fleeing += sorted(concerned, key=lambda node: drawn[node])[: math.floor(shock.leaving * len(concerned) + 0.5)]
    return fleeing


def asks_out(net: ReferenceNetwork, node: ReferenceNode, for_themselves: list[ReferenceNode], in_flight: list[ReferenceNode]) -> bool:
    """Ejected, in flight, poor, tired, told by its strategy, or better off elsewhere."""
    m = net.settings.membership
    if node.ejected:
        return m.exit.ejected or m.reentry.chance > 0
    poor = m.exit.below_minimum_stake and node.stake < net.accounts.minimum_stake
    tired = net.luck.happens(m.exit.churn, "leave_draw", node.row, 0)
    told = net.luck.happens(node.behaviour["leave"], "leave_draw", node.row, 1)
    return node in in_flight or poor or tired or told or node in for_themselves


def ask_out(net: ReferenceNetwork, node: ReferenceNode) -> None:
    """The stake is locked; it is free some epochs later."""
    m, hours = net.settings.membership, net.settings.hours_per_epoch
    delay = math.ceil(net.accounts.unbonding_hours / hours - 1e-9)
    if node.ejected and m.reentry.chance > 0:
        delay = max(delay, math.ceil(m.reentry.wait_hours / hours - 1e-9))
    node.leaves_at = net.epoch + 1 + delay
    node.present = 2 if node.ejected or m.exit.while_unbonding == "idles" else 1
    node.unbonding += node.stake
    node.stake = 0.0


def depart(net: ReferenceNetwork, node: ReferenceNode) -> None:
    """The owner takes everything along; an ejected one may come back with a new node."""
    reentry = net.settings.membership.reentry
    was_thrown_out = node.ejected and node.present == 2
    back = was_thrown_out and net.luck.happens(reentry.chance, "leave_draw", node.row, 3)
    net.totals["paid_out"] += node.stake + node.wallet + node.unbonding + node.delegated
    berth = empty_berth(net, node.row)
    if back:
        for name in OF_THE_OWNER:
            setattr(berth, name, getattr(node, name))
        berth.comebacks += 1
        luck, own = luck_at(net, net.epoch + 1), net.entries[node.strategy].stake
        stakes = net.settings.nodes.stake if own is None else own
        place = node.row % len(stakes) if isinstance(stakes, list) else node.row
        bring_stake(net, berth, luck, place, place)
        open_record(net, berth, net.epoch + 1)
        net.treasury += reentry.cost
        net.totals["paid_in"] += reentry.cost + berth.stake + berth.delegated
        net.totals["returns"] += 1
    else:
        net.totals["exits"] += 1
    net.nodes[node.row] = berth
    node.remove()


def how_many(net: ReferenceNetwork) -> int:
    """Nodes that would enter, as many as there is room for."""
    entry = net.settings.membership.entry
    room = sum(1 for node in net.nodes if not node.present)
    if entry.kind == "none":
        return 0
    if entry.kind == "replacement":
        return room
    wanted = net.luck.poisson(entry.rate, "entry_count") if entry.kind == "poisson" else attracted(net, entry)
    net.totals["turned_away"] = max(0, wanted - room)
    return min(wanted, room)


def attracted(net: ReferenceNetwork, entry: Any) -> int:
    """Nodes that free entry brings."""
    surplus = surplus_of(net)
    if surplus is None:
        return 0
    net.totals["entry_surplus"] = surplus
    if entry.pace == "one":
        return int(surplus >= -1e-9)
    mean = entry.speed * max(0.0, surplus)
    if entry.law == "poisson":
        return net.luck.poisson(mean, "entry_count")
    return math.floor(mean) + int(net.luck.happens(mean - math.floor(mean), "entry_count", 0))


def surplus_of(net: ReferenceNetwork) -> float | None:
    """Utility of a would-be entrant above its outside option, with a lag."""
    entry = net.settings.membership.entry
    if entry.utility == "expected":
        assert net.expected_on_entry is not None
        utility = sum(share * worth for share, worth in zip(shares(net)[0], net.expected_on_entry(), strict=True))
    elif net.active:
        utility = sum(node.utility for node in net.active) / len(net.active)
    else:
        return net.surplus
    option = net.settings.nodes.outside_option
    options = [mean_of(option if kind.outside_option is None else kind.outside_option) for kind in net.types]
    now = utility - sum(share * mean for share, mean in zip(shares(net)[1], options, strict=True))
    net.surplus = now if net.surplus is None else net.surplus + (now - net.surplus) / entry.lag
    return net.surplus


def shares(net: ReferenceNetwork) -> tuple[list[float], list[float]]:
    """Shares of strategies and types among entrants."""
    count = net.settings.nodes.count
    stated = any(entry.entry_share is not None for entry in net.entries)
    at_start = [sum(1 for row in range(count) if net.first_strategies[row] == e) / count for e in range(len(net.entries))]
    strategies = [entry.entry_share or 0.0 for entry in net.entries] if stated else at_start
    stated = any(kind.entry_share is not None for kind in net.types)
    return strategies, [(kind.entry_share or 0.0) if stated else kind.share for kind in net.types]


def enter(net: ReferenceNetwork) -> None:
    """One newcomer takes the lowest free berth, under the lowest free owner's number."""
    row = next(node.row for node in net.nodes if not node.present)
    u = net.luck.uniform("entrant_draw", row, 0)
    models = [
        node for node in net.nodes if node.active and node.present and node.entered <= net.epoch and net.entries[node.strategy].adapts
    ]
    by_copying = net.settings.membership.entrants == "present" and bool(models)
    strategies, kinds = shares(net)
    model = models[int(u * len(models))] if by_copying else None
    strategy = model.strategy if model else at(strategies, u)
    taken = {node.owner for node in net.nodes if node.present}
    owner = next(number for number in range(len(net.nodes)) if number not in taken)
    node = newcomer(net, row, strategy, at(kinds, net.luck.uniform("entrant_draw", row, 1)), owner)
    if model:
        node.behaviour = dict(model.behaviour)
        node.changed = 2
        if getattr(net.settings.adaptation, "drifts_apart", False):
            node.memory, node.changed = list(model.memory), 0
    net.nodes[row].remove()
    net.nodes[row] = node
    net.totals["paid_in"] += node.stake + node.delegated
    net.totals["entries"] += 1


def at(shares_: list[float], u: float) -> int:
    """Place along the running sum of shares at which u falls."""
    upto = 0.0
    for place, share in enumerate(shares_):
        upto += share
        if u < upto:
            return place
    return max(place for place, share in enumerate(shares_) if share > 0)


def close(net: ReferenceNetwork, out_before: float) -> None:
    """What is held at the epoch's end."""
    totals = net.totals
    totals["present_nodes"] = sum(1 for node in net.nodes if node.present)
    totals["treasury"] = net.treasury
    totals["staked"] = sum(node.stake + node.delegated for node in net.nodes)
    totals["delegations"] = sum(node.delegated for node in net.nodes)
    totals["held"] = sum(node.stake + node.wallet + node.unbonding + node.delegated for node in net.nodes) + net.treasury + net.pool.tokens
    net.circulating += totals["paid_out"] - totals["paid_in"] - out_before
    totals["imported"] += max(0.0, -net.circulating)
    net.circulating = max(0.0, net.circulating)
    totals["circulating"], totals["supply"] = net.circulating, totals["held"] + net.circulating
    net.supply, net.staked_before = totals["supply"], totals["staked"]

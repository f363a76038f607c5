"""Adapt: the census, the payoffs that are compared, and who copies whom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.agreement.reference.people import ROLES, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def adapt(net: ReferenceNetwork) -> None:
    """Count, remember, revise; all revisers see the state as it was before."""
    census(net)
    if net.settings.adaptation.kind == "fixed":
        return
    remember(net)
    revisers = who_revises(net)
    plans = [(node, *plan(net, node)) for node in revisers]
    copies = {model.row: dict(model.behaviour) for _, model, _ in plans if model is not None}
    for node, model, entry in plans:
        if model is not None:
            node.behaviour = dict(copies[model.row])
        if entry is not None:
            follow(net, node, entry, copied=model is not None)
    net.totals["revisions"] = len(revisers)


def census(net: ReferenceNetwork) -> None:
    """Active nodes of each strategy and role, and the sum of their utilities."""
    net.counts, net.sums = {}, {}
    for node in net.active:
        place = node.role, node.strategy
        net.counts[place] = net.counts.get(place, 0) + 1
        net.sums[place] = net.sums.get(place, 0.0) + node.utility


def remember(net: ReferenceNetwork) -> None:
    """Exponential means with weight 1 / memory: of each node's utility and of each strategy's average."""
    weight = 1.0 / net.settings.adaptation.memory
    for node in net.active:
        node.payoff = node.utility if node.tenure == 0 else (1.0 - weight) * node.payoff + weight * node.utility
        node.tenure += 1
    for place, heads in net.counts.items():
        mean = net.sums[place] / heads
        before = net.public.get(place)
        net.public[place] = mean if before is None else (1.0 - weight) * before + weight * mean


def adapts(net: ReferenceNetwork, node: ReferenceNode) -> bool:
    """Whether a node revises and may be copied."""
    return bool(node.active and net.entries[node.strategy].adapts)


def who_revises(net: ReferenceNetwork) -> list[ReferenceNode]:
    """One uniformly drawn node, or each with its own probability."""
    setting = net.settings.adaptation
    candidates = [node for node in net.nodes if adapts(net, node)]
    if setting.revision == "one":
        return [candidates[net.luck.below(len(candidates), "revise_draw", 0)]] if candidates else []
    return [node for node in candidates if net.luck.happens(setting.revision_rate, "revise_draw", node.row, 0)]


def plan(net: ReferenceNetwork, node: ReferenceNode) -> tuple[ReferenceNode | None, int | None]:
    """Whom a reviser copies and which strategy it takes; mutation comes last and wins."""
    setting = net.settings.adaptation
    model = model_of(net, node)
    if model is not None:
        difference = payoff(net, model) - payoff(net, node)
        if not net.luck.happens(fermi(setting.intensity * difference), "copy_draw", node.row, 0):
            model = None
    if net.luck.happens(setting.mutation, "mutate_draw", node.row, 0):
        open_entries = [e for e, entry in enumerate(net.entries) if entry.adapts and ROLES[entry.role] == node.role]
        return None, open_entries[net.luck.below(len(open_entries), "mutate_draw", node.row, 1)]
    return (None, None) if model is None else (model, model.strategy)


def model_of(net: ReferenceNetwork, node: ReferenceNode) -> ReferenceNode | None:
    """A uniform other adapting node of the same role, or one among the neighbours."""
    rows: Any = range(len(net.nodes)) if net.settings.adaptation.partner == "random" else net.neighbours[node.row]
    others = [net.nodes[row] for row in rows if row != node.row]
    others = [other for other in others if adapts(net, other) and other.role == node.role]
    return others[net.luck.below(len(others), "partner_draw", node.row, 0)] if others else None


def payoff(net: ReferenceNetwork, node: ReferenceNode) -> float:
    """What is compared: the node's own mean, its strategy's public mean, or its strategy's expectation."""
    signal = net.settings.adaptation.signal
    if signal == "own":
        return node.payoff
    table = net.public if signal == "public" else net.expected
    return table.get((node.role, node.strategy), 0.0)


def fermi(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else math.exp(x)


def follow(net: ReferenceNetwork, node: ReferenceNode, entry: int, copied: bool) -> None:
    """Take up a strategy; it is asked anew next epoch if it is new to the node or came by mutation."""
    is_new = entry != node.strategy
    if is_new:
        net.totals["switches"] += 1
        node.tenure = 0
        node.strategy = entry
    if is_new or not copied:
        node.changed = 2 if copied else 1

"""Adapt: the census, the payoffs that are compared, and who copies whom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.agreement.reference.evolving import inherit, parent
from tests.agreement.reference.people import ROLES, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


def adapt(net: ReferenceNetwork) -> None:
    """Count, remember, revise; all revisers see the state as it was before."""
    census(net)
    if net.settings.adaptation.kind == "fixed":
        return
    remember(net)
    plans = [(node, *plan(net, together)) for together in who_revises(net) for node in together]
    parents = {model.row: parent(model) for _, model, _ in plans if model is not None}
    for node, model, entry in plans:
        if model is not None and net.settings.adaptation.drifts_apart:
            inherit(net, node, parents[model.row])
            continue
        if model is not None:
            node.behaviour = dict(parents[model.row].behaviour)
        if entry is not None:
            follow(net, node, entry, copied=model is not None)
    net.totals["revisions"] = len(plans)


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


def who_revises(net: ReferenceNetwork) -> list[list[ReferenceNode]]:
    """Nodes that revise together: one uniformly drawn group, or each with its own probability."""
    setting = net.settings.adaptation
    groups = groups_of(net)
    if setting.revision == "one":
        return [groups[net.luck.below(len(groups), "revise_draw", 0)]] if groups else []
    return [group for group in groups if net.luck.happens(setting.revision_rate, "revise_draw", group[0].row, 0)]


def groups_of(net: ReferenceNetwork) -> list[list[ReferenceNode]]:
    """Adapting nodes, one by one, or by owner and role; in the order of their first rows."""
    groups: dict[object, list[ReferenceNode]] = {}
    for node in net.nodes:
        if adapts(net, node):
            who = node.row if net.settings.adaptation.reviser == "node" else (node.owner, node.role)
            groups.setdefault(who, []).append(node)
    return list(groups.values())


def plan(net: ReferenceNetwork, together: list[ReferenceNode]) -> tuple[ReferenceNode | None, int | None]:
    """Whom revisers copy and which strategy they take; mutation comes last and wins. The first of them draws for all."""
    setting, first = net.settings.adaptation, together[0]
    found = PLANS[setting.kind](net, together)
    if net.luck.happens(setting.mutation, "mutate_draw", first.row, 0):
        entries = [e for e, entry in enumerate(net.entries) if is_open(net, e) and ROLES[entry.role] == first.role]
        return None, entries[net.luck.below(len(entries), "mutate_draw", first.row, 1)] if entries else None
    return found


def is_open(net: ReferenceNetwork, e: int) -> bool:
    """Whether nodes may take up an entry."""
    return bool(net.entries[e].adapts and list(net.settings.population)[e] not in net.settings.adaptation.barred)


def compare(net: ReferenceNetwork, together: list[ReferenceNode]) -> tuple[ReferenceNode | None, int | None]:
    """Look at one node, and copy it with a probability that depends on what its group earns more."""
    setting = net.settings.adaptation
    model = model_of(net, together)
    if model is None:
        return None, None
    pull = setting.intensity * (seen_gain(net, together, model) if setting.visible > 0 else known_gain(net, together, model))
    probability = fermi(pull) if setting.kind != "replicator" else min(1.0, max(0.0, pull))
    copies = net.luck.happens(probability, "copy_draw", together[0].row, 0) and is_open(net, model.strategy)
    return (model, model.strategy) if copies else (None, None)


def known_gain(net: ReferenceNetwork, together: list[ReferenceNode], model: ReferenceNode) -> float:
    """What the model's group earns more, by the signal."""
    its_group = next(group for group in groups_of(net) if model in group)
    return payoff(net, its_group) - payoff(net, together)


def seen_gain(net: ReferenceNetwork, together: list[ReferenceNode], model: ReferenceNode) -> float:
    """What the model's strategy earns more, averaged over the group itself, the model, and further nodes drawn by Floyd's sample."""
    others, first = others_of(net, together), together[0]
    others.remove(model)
    places: list[int] = []
    for last in range(max(0, len(others) + 1 - net.settings.adaptation.visible), len(others)):
        place = net.luck.below(last + 1, "sight_draw", first.row, last)
        places.append(last if place in places else place)
    known = [*together, model, *(others[place] for place in places)]

    def mean(strategy: int) -> float:
        payoffs = [node.payoff for node in known if node.strategy == strategy]
        return sum(payoffs) / len(payoffs)

    return mean(model.strategy) - sum(mean(node.strategy) for node in together) / len(together)


def model_of(net: ReferenceNetwork, together: list[ReferenceNode]) -> ReferenceNode | None:
    """A uniform one of those whom a group may look at."""
    others = others_of(net, together)
    return others[net.luck.below(len(others), "partner_draw", together[0].row, 0)] if others else None


def others_of(net: ReferenceNetwork, together: list[ReferenceNode]) -> list[ReferenceNode]:
    """Other adapting nodes of the same role, all or among the neighbours of the first."""
    first = together[0]
    rows: Any = range(len(net.nodes)) if net.settings.adaptation.partner == "random" else net.neighbours[first.row]
    others = [net.nodes[row] for row in rows if net.nodes[row] not in together]
    return [other for other in others if adapts(net, other) and other.role == first.role]


def payoff(net: ReferenceNetwork, together: list[ReferenceNode]) -> float:
    """What is compared: the mean of the nodes' own means, or of what the tables say of their strategies."""
    signal = net.settings.adaptation.signal
    table = net.public if signal == "public" else net.expected
    known = [node.payoff if signal == "own" else table.get((node.role, node.strategy), 0.0) for node in together]
    return sum(known) / len(known)


def options(net: ReferenceNetwork, node: ReferenceNode) -> dict[int, float]:
    """Payoffs of the strategies that a chooser may take: its own, and those that are open and whose payoff is known."""
    known = net.public if net.settings.adaptation.signal == "public" else net.expected
    found = {}
    for e, entry in enumerate(net.entries):
        fits = is_open(net, e) and ROLES[entry.role] == node.role
        if e == node.strategy or (fits and (node.role, e) in known):
            found[e] = known[node.role, e]
    return found


def choose_by_logit(net: ReferenceNetwork, together: list[ReferenceNode]) -> tuple[ReferenceNode | None, int | None]:
    """A strategy with a probability in proportion to exp(beta payoff)."""
    first, beta = together[0], net.settings.adaptation.intensity
    known = options(net, first)
    weights = [math.exp(beta * (value - max(known.values()))) for value in known.values()]
    mark = sum(weights) * net.luck.uniform("choice_draw", first.row, 0)
    for e, weight in zip(known, weights, strict=True):
        mark -= weight
        if mark < 0.0:
            return None, e if e != first.strategy else None
    return None, None


def respond_best(net: ReferenceNetwork, together: list[ReferenceNode]) -> tuple[ReferenceNode | None, int | None]:
    """The best strategy, unless the own one is as good but for rounding."""
    known = options(net, together[0])
    taken = together[0].strategy
    for e, value in known.items():
        if value > known[taken] + 1e-12 * max(1.0, abs(known[taken])):
            taken = e
    return None, taken if taken != together[0].strategy else None


PLANS = {"imitation": compare, "replicator": compare, "logit": choose_by_logit, "best_response": respond_best, "evolution": compare}


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

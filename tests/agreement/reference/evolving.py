"""Copying one trait, and copying with errors: behaviours that leave those of the population's entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from model import columns
from model.strategies import find
from model.strategies.traits import TRAITS
from tests.agreement.reference.deciding import price
from tests.agreement.reference.people import ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork


WEIGHTS_FROM = 64
"""Indices of a node's drift from which weights are drawn, by column; below, traits are."""


class Parent(NamedTuple):
    """A model as it was before anybody changed."""

    strategy: int
    behaviour: dict[str, float]
    memory: list[float]


def parent(node: ReferenceNode) -> Parent:
    """What others may copy of a node."""
    return Parent(node.strategy, dict(node.behaviour), list(node.memory))


def inherit(net: ReferenceNetwork, node: ReferenceNode, model: Parent) -> None:
    """Copy a whole behaviour or one trait, start a new record, and mutate what was copied."""
    whole = net.settings.adaptation.copies == "strategy"
    if whole:
        if node.strategy != model.strategy:
            net.totals["switches"] += 1
        node.strategy, node.behaviour, node.memory = model.strategy, dict(model.behaviour), list(model.memory)
        traits: Sequence[str] = list(TRAITS)
    else:
        traits = one_trait(net, node, model)
        node.behaviour.update({name: model.behaviour[name] for name in traits})
    if traits:
        node.tenure = node.changed = 0
        drift(net, node, traits, whole)
        price(net, node)


def one_trait(net: ReferenceNetwork, node: ReferenceNode, model: Parent) -> list[str]:
    """A uniform trait: under evolution one of those that mutate, else one in which both differ; in the order of the engine's rows."""
    deviations = getattr(net.settings.adaptation, "trait_deviation", None)
    if deviations is None:
        may_be = [name for name in TRAITS if node.behaviour[name] != model.behaviour[name]]
    else:
        may_be = [name for name in TRAITS if deviations.get(name, 0.0) > 0.0]
    may_be.sort(key=row_of)
    return [may_be[net.luck.below(len(may_be), "trait_draw", node.row, 0)]] if may_be else []


def row_of(name: str) -> int:
    """Row of a trait in the engine's block, which is part of the address of its luck."""
    return int(getattr(columns, name.upper()))


def drift(net: ReferenceNetwork, node: ReferenceNode, traits: Sequence[str], whole: bool) -> None:
    """Add a normal number to each trait that was copied and to each weight, and fold back at the bounds."""
    setting = net.settings.adaptation
    if setting.kind != "evolution":
        return
    for name in traits:
        if deviation := setting.trait_deviation.get(name, 0.0):
            _, low, high = TRAITS[name]
            moved = node.behaviour[name] + deviation * net.luck.normal("drift_draw", node.row, row_of(name))
            node.behaviour[name] = folded(moved, low, high)
    strategy = find(net.entries[node.strategy].strategy)
    if whole and hasattr(strategy, "evolves"):
        for c in range(*strategy.evolves):
            moved = node.memory[c] + setting.weight_deviation * net.luck.normal("drift_draw", node.row, WEIGHTS_FROM + c)
            node.memory[c] = folded(moved, -strategy.weight_bound, strategy.weight_bound)


def folded(x: float, low: float, high: float) -> float:
    """Reflect at both bounds until the number lies between them."""
    while not low <= x <= high:
        x = 2.0 * low - x if x < low else 2.0 * high - x
    return x

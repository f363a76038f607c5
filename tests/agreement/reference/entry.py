"""Entry: how many nodes follow each strategy, what each brings, and where it stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from model.strategies import find
from model.strategies.traits import DERIVED, TRAITS
from tests.agreement.reference.luck import Luck, quantile
from tests.agreement.reference.people import ROLES, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

STAKE, COST, GAIN, OPTION, COST_FACTOR, NOISE_FACTOR, GAIN_FACTOR, FIRST_TRAIT = range(8)
TYPE_OPTION, CAPACITY, DELEGATED = 1_000_000, 1_000_001, 1_000_002
"""Indices below the draw ``endow``."""

UNLIMITED = 2**31 - 1


def deal(counts: list[int], shares: list[float], nodes: int) -> list[int]:
    """Counts as given; the rest by shares, whole parts first and then the largest remainders."""
    rest = nodes - sum(counts)
    exact = [share * rest for share in shares]
    dealt = [math.floor(x + 1e-9) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda k: (-(exact[k] - dealt[k]), k))
    if any(exact):
        for k in by_remainder[: rest - sum(dealt)]:
            dealt[k] += 1
    return [given + more for given, more in zip(counts, dealt, strict=True)]


def number_of(numbers: Any, luck: Luck, row: int, position: int, quantity: int) -> float:
    """A node's own number: the one value, its entry in a list, or a draw from the law."""
    if isinstance(numbers, (int, float)):
        return float(numbers)
    if isinstance(numbers, list):
        return float(numbers[position])
    u = luck.uniform("endow", row, quantity)
    if numbers.kind == "uniform":
        return numbers.low + (numbers.high - numbers.low) * u
    if numbers.kind == "pareto":
        return numbers.low * (1.0 - u) ** (-1.0 / numbers.exponent)
    if numbers.kind == "lognormal":
        return numbers.median * math.exp(numbers.spread * quantile(u))
    return min(max(numbers.mean_value + numbers.deviation * quantile(u), numbers.low), numbers.high)


def shape_at(shape: Any, vertex: int, vertices: int) -> float:
    """Factor of a profile at a vertex."""
    if shape.kind == "uniform":
        return shape.factor
    if shape.kind == "array":
        return shape.values[vertex]
    return shape.low + (shape.high - shape.low) * vertex / (vertices - 1)


def make_nodes(net: ReferenceNetwork) -> list[ReferenceNode]:
    """All nodes of a network at its start."""
    s, luck, n = net.settings, net.luck, net.settings.nodes.count
    entries, types = list(s.population.values()), list(s.types.values())
    berths = [empty_berth(net, row) for row in range(s.berths)]
    nodes = berths[:n]
    strategies = _blocks(deal([e.count for e in entries], [0.0 if e.count else e.share for e in entries], n))
    kinds = _blocks(deal([0] * len(types), [t.share for t in types], n))
    if s.nodes.placement == "random":
        strategies = [strategies[r] for r in _shuffled(luck, n, 0)]
    kinds = [kinds[r] for r in _shuffled(luck, n, 1)]
    met: dict[Any, int] = {}
    for node in nodes:
        node.strategy, node.type = strategies[node.row], kinds[node.row]
        place_in_entry = met.setdefault(("entry", node.strategy), 0)
        place_in_type = met.setdefault(("type", node.type), 0)
        met["entry", node.strategy] += 1
        met["type", node.type] += 1
        node.owner = _owner(s, node.row, node.strategy, place_in_entry, strategies)
        _endow(net, node, luck, node.row, place_in_entry)
        _equip(net, node, types[node.type], luck, place_in_type)
        kind = types[node.type]
        node.image = kind.image if kind.image >= 0 else place_in_type % s.images.count
        node.active = 1
        open_record(net, node, 0)
        net.place_in_entry[node.row] = place_in_entry
    numbers = sorted({node.owner for node in nodes})
    for node in nodes:
        node.owner = numbers.index(node.owner)
    return berths


def empty_berth(net: ReferenceNetwork, row: int) -> ReferenceNode:
    """A berth without a node: nothing but a place in the graph and in the field's profile."""
    berth = ReferenceNode(net, row)
    profile, berths = net.settings.field.profile, net.settings.berths
    berth.audit_factor = shape_at(profile.audit, row, berths)
    berth.tolerance_factor = shape_at(profile.tolerance, row, berths)
    berth.loss_factor = shape_at(profile.loss, row, berths)
    berth.owner, berth.active, berth.changed, berth.noise_factor = -1, 0, 0, 0.0
    berth.behaviour = dict.fromkeys((*TRAITS, *DERIVED), 0.0)
    berth.memory = [0.0] * max(getattr(find(e.strategy), "memory", 0) for e in net.entries)
    return berth


def luck_at(net: ReferenceNetwork, epoch: int) -> Luck:
    """The luck of an epoch, whichever it is now."""
    luck = Luck(net.luck.seed)
    luck.turn(epoch)
    return luck


def open_record(net: ReferenceNetwork, node: ReferenceNode, epoch: int) -> None:
    """A new node has a role and a reputation, and has done nothing."""
    node.role = ROLES[net.entries[node.strategy].role]
    node.reputation = net.settings.accounts.reputation_start
    node.entered, node.present, node.changed = epoch, 1, 1


def names_of(entry: Any) -> int:
    """Nodes over which one owner of an entry splits the stake of one."""
    return int(entry.identities) or int(getattr(find(entry.strategy), "identities", 1))


def _owner(s: Any, row: int, entry: int, place: int, strategies: list[int]) -> int:
    """Rows in turn; owners of an entry that splits stakes are numbered after those, entry by entry."""
    names = [names_of(e) for e in s.population.values()]
    if names[entry] == 1:
        return row // int(s.nodes.per_owner)
    before = sum(math.ceil(strategies.count(e) / n) for e, n in enumerate(names[:entry]) if n > 1)
    return math.ceil(len(strategies) / s.nodes.per_owner) + before + place // names[entry]


def _blocks(counts: list[int]) -> list[int]:
    return [k for k, count in enumerate(counts) for _ in range(count)]


def _shuffled(luck: Luck, n: int, index: int) -> list[int]:
    return sorted(range(n), key=lambda row: (luck.uniform("place", row, index), row))


def _endow(net: ReferenceNetwork, node: ReferenceNode, luck: Luck, place: int, place_in_entry: int) -> None:
    part, row = net.settings.nodes, node.row
    bring_stake(net, node, luck, place, place_in_entry)
    node.compute_cost = number_of(part.compute_cost, luck, row, place, COST)
    node.outside_gain = number_of(part.outside_gain, luck, row, place, GAIN)
    node.outside_option = number_of(part.outside_option, luck, row, place, OPTION)


def bring_stake(net: ReferenceNetwork, node: ReferenceNode, luck: Luck, place: int, place_in_entry: int) -> None:
    """The stake is the entry's own, or the network's."""
    own = net.entries[node.strategy].stake
    if own is None:
        node.stake = number_of(net.settings.nodes.stake, luck, node.row, place, STAKE)
    else:
        node.stake = number_of(own, luck, node.row, place_in_entry, STAKE)
    tokens, names = net.settings.delegation.tokens, names_of(net.entries[node.strategy])
    by_row = node.row % len(tokens) if isinstance(tokens, list) else node.row
    node.stake /= names
    node.delegated = number_of(tokens, luck, node.row, by_row, DELEGATED) / names
    node.opening_stake = node.stake + node.delegated


def _equip(net: ReferenceNetwork, node: ReferenceNode, kind: Any, luck: Luck, position: int) -> None:
    row = node.row
    node.compute_cost *= number_of(kind.cost_factor, luck, row, position, COST_FACTOR)
    node.noise_factor = number_of(kind.noise_factor, luck, row, position, NOISE_FACTOR)
    node.outside_gain *= number_of(kind.gain_factor, luck, row, position, GAIN_FACTOR)
    if kind.outside_option is not None:
        node.outside_option = number_of(kind.outside_option, luck, row, position, TYPE_OPTION)
    node.hardware = sorted({t.hardware for t in net.settings.types.values()}).index(kind.hardware)
    node.capacity = kind.capacity or UNLIMITED
    if kind.capacity_law is not None:
        node.capacity = max(1, round(number_of(kind.capacity_law, luck, row, position, CAPACITY)))
    asked = sorted({c.capability for c in net.settings.job_classes.values()} - {""})
    node.capability = sum(1 << bit for bit, name in enumerate(asked) if name in kind.capabilities)


def newcomer(net: ReferenceNetwork, row: int, strategy: int, kind: int, owner: int) -> ReferenceNode:
    """A node that enters in a berth; of lists it takes the value at its row."""
    node, luck = empty_berth(net, row), luck_at(net, net.epoch + 1)
    node.strategy, node.type, node.owner = strategy, kind, owner
    of_type, own = net.types[kind], net.entries[strategy].stake
    _endow(net, node, luck, _by_row(net.settings.nodes.stake, row), _by_row(own, row))
    _equip(net, node, of_type, luck, row)
    dealt = net.luck.below(net.settings.images.count, "entrant_draw", row, 2)
    node.image = of_type.image if of_type.image >= 0 else dealt
    open_record(net, node, net.epoch + 1)
    return node


def _by_row(numbers: Any, row: int) -> int:
    return row % len(numbers) if isinstance(numbers, list) else row

"""Decide: each node's strategy is asked on its own, with what that node could know."""

from __future__ import annotations

import hashlib
import math
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.strategies import find, is_constant
from model.strategies.traits import TRAITS
from tests.agreement.reference.entry import FIRST_TRAIT, luck_at, number_of
from tests.agreement.reference.people import ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

OWN_RECORD = (
    "stake", "wallet", "unbonding", "reputation", "payoff", "utility", "earned", "fees", "pay", "rewards", "losses", "compute_cost",
    "outside_gain", "outside_option", "caught", "strikes", "load", "executed", "audited", "tenure", "entered", "vertex", "owner", "role",
    "leaves_at", "comebacks",
)  # fmt: skip


class OneNode:
    """A strategy's view of a single node: every column is an array of length one."""

    def __init__(self, node: ReferenceNode, numbers: dict[str, float]) -> None:
        self.rows = np.array([node.row])
        self.numbers = {name: np.array([value]) for name, value in numbers.items()}
        self.memory = np.array([node.memory], dtype=float)
        for trait in TRAITS:
            setattr(self, trait, np.array([node.behaviour[trait]]))
        for name in OWN_RECORD:
            seen = np.array([getattr(node, name)])
            seen.flags.writeable = False
            setattr(self, name, seen)

    def __len__(self) -> int:
        return 1


class OneLuck:
    """A strategy's luck for a single node."""

    def __init__(self, net: ReferenceNetwork, node: ReferenceNode) -> None:
        self.net, self.node = net, node

    def uniform(self, name: str) -> np.ndarray:
        """A number in [0, 1), by name."""
        index = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")
        return np.array([self.net.luck.uniform("decide_draw", self.node.row, index)])


def decide(net: ReferenceNetwork) -> None:
    """Ask the strategy of every node that is new to it, and in every epoch one that reacts."""
    public = what_everybody_knows(net)
    for node in (node for node in net.nodes if node.present):
        entry = net.entries[node.strategy]
        strategy = find(entry.strategy)
        if asks(net, node) or getattr(strategy, "reacts", False):
            ask(net, node, entry, strategy, public)
        node.changed = 0


def asks(net: ReferenceNetwork, node: ReferenceNode) -> bool:
    """Whether a node waits for its strategy: it came to it by mutation, or by copying one that is more than its numbers."""
    strategy = find(net.entries[node.strategy].strategy)
    return node.changed == 1 or (node.changed == 2 and not is_constant(strategy))


def ask(net: ReferenceNetwork, node: ReferenceNode, entry: Any, strategy: Any, public: Any) -> None:
    """One node's strategy changes only what it names; a new one starts from honest behaviour and an empty memory."""
    if node.changed > 0 or not node.behaviour:
        node.behaviour = {trait: honest for trait, (honest, _, _) in TRAITS.items()}
        node.memory = [0.0] * max((getattr(find(e.strategy), "memory", 0) for e in net.entries), default=0)
    numbers = {**strategy.numbers, **entry.numbers}
    own = {name: own_number(net, node, value, k) for k, (name, value) in enumerate(numbers.items())}
    view = OneNode(node, own)
    strategy.decide(view, public, OneLuck(net, node))
    node.behaviour = {trait: float(getattr(view, trait)[0]) for trait in TRAITS}
    node.memory = [float(x) for x in view.memory[0]]
    price(net, node)


def price(net: ReferenceNetwork, node: ReferenceNode) -> None:
    """What follows from the technology curve for a node's behaviour."""
    fillers = net.settings.technology.fillers.values()
    node.behaviour["filler_cost"] = cost_ratio(fillers, node.behaviour["filler_deviation"])
    node.behaviour["filler_idiosyncratic"] = float(nature(fillers, node.behaviour["filler_deviation"]))
    node.behaviour["reference_cost"] = cost_ratio(fillers, node.behaviour["reference_deviation"])


def own_number(net: ReferenceNetwork, node: ReferenceNode, value: Any, k: int) -> float:
    """The node's value of the k-th number of its strategy; who comes to it later takes from a list by its row."""
    position = net.place_in_entry[node.row] if net.epoch == 0 else None
    luck = net.luck_at_entry if node.entered == 0 else luck_at(net, node.entered)
    if isinstance(value, list) and position is None:
        position = node.row % len(value)
    return number_of(value, luck, node.row, position or 0, FIRST_TRAIT + k)


def cost_ratio(fillers: Any, deviation: float) -> float:
    """Cost ratio on the technology curve, linear in log(1 + deviation) between the known fillers."""
    known = sorted((math.log1p(f.deviation), f.cost_ratio) for f in fillers)
    x = math.log1p(abs(deviation))
    if x <= known[0][0]:
        return known[0][1]
    for (x0, y0), (x1, y1) in pairwise(known):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return known[-1][1]


def nature(fillers: Any, deviation: float) -> bool:
    """Whether the known filler at or below a deviation is idiosyncratic."""
    below = [f for f in fillers if f.deviation <= abs(deviation)]
    return bool(below) and max(below, key=lambda f: f.deviation).idiosyncratic


def in_public(totals: dict[str, float]) -> dict[str, float]:
    """An epoch's totals without the truth, costs and gains: verdicts are public, and what is paid, taken and held."""
    verdicts = {
        f"{fate}_{short}": totals[f"right_{short}"] + totals[f"wrong_{short}"]
        for short, fate in (("unaudited", "accepted"), ("verified", "accepted"), ("invalid", "rejected"), ("unavailable", "rejected"))
    }
    words = "right_ wrong_ false_ detection segments value_ harm_ outside_ utility_ compute_ check_ commit_ revisions switches bribes_"
    hidden = (*words.split(), "entry_surplus")
    return {name: value for name, value in totals.items() if not name.startswith(hidden)} | verdicts


def what_everybody_knows(net: ReferenceNetwork) -> SimpleNamespace:
    """Last epoch's totals, and what the field of the largest class publishes."""
    name, job_class = max(net.settings.job_classes.items(), key=lambda item: item[1].share)
    field = net.settings.fields[name]
    checks = field.verification
    is_panel = checks.kind == "panel"
    return SimpleNamespace(
        epoch=net.epoch,
        totals=in_public(net.last_totals) if net.last_totals else {},
        audit_probability=checks.audit_probability if is_panel else 1.0,
        tolerance=checks.tolerance if is_panel else 0.0,
        edge=edge(checks.tolerance, field.noise.level) if is_panel else 0.0,
        slash=field.settlement.slash,
        slash_is_fixed=float(field.settlement.slash_rule == "fixed"),
        price=net.price,
        fee=job_class.fee,
        value=job_class.value,
        work=job_class.work,
        strikes=float(net.accounts.strikes),
        capital_cost=net.accounts.capital_cost,
        executors=float(len(net.executors)),
        answers_visible=float(all(f.propagation.visibility == "public" for f in net.settings.fields.values())),
        reuse=job_class.reuse,
        bribe=net.settings.cartel.bribe,
        gain_share=net.settings.cartel.gain_share,
        whistle_bounty=net.settings.cartel.whistle_bounty,
        bounty_from_treasury=float(net.settings.cartel.bounty_source == "treasury"),
    )


def edge(tolerance: float, level: float) -> float:
    """The deviation that one check between two noisy runs passes half of the time."""
    tau = math.sqrt(2.0) * level
    if tau == 0.0:
        return tolerance

    def passes(d: float) -> float:
        return (math.erf((tolerance - d) / tau / math.sqrt(2)) - math.erf((-tolerance - d) / tau / math.sqrt(2))) / 2

    low, high = 0.0, tolerance + 40.0 * tau + 1.0
    if passes(low) <= 0.5:
        return 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if passes(middle) > 0.5 else (low, middle)
    return low

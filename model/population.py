"""Who is in the network: nodes, their types, their owners, and the strategies that they start with."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from pydantic import model_validator

from model import strategies
from model.columns import EXECUTES, VERIFIES
from model.quantity import Numbers, Part, number
from model.strategies.traits import TRAITS, check_traits

ROLES = {"executor": EXECUTES, "verifier": VERIFIES, "both": EXECUTES | VERIFIES}


class NodesPart(Part):
    """How many nodes there are and what each brings."""

    count: int = number(100, "1", "nodes", ge=1, le=10_000_000)
    stake: Numbers = number(10.0, "tok", "tokens at stake at the start")
    compute_cost: Numbers = number(0.6, "USD", "cost of computing a job of work 1")
    outside_gain: Numbers = number(0.0, "1", "gain from an accepted attacked output, over the job's value")
    outside_option: Numbers = number(0.0, "USD/epoch", "what a node would earn elsewhere")
    per_owner: int = number(1, "1", "nodes of one owner", ge=1, le=10_000_000)
    placement: Literal["random", "in_order"] = number("random", "", "whether strategies are dealt to rows at random or in blocks")


class NodeType(Part):
    """What a node is and cannot copy."""

    share: float = number(1.0, "1", "share of the nodes", ge=0, le=1)
    hardware: str = number("standard", "", "hardware class")
    image: int = number(-1, "row", "attestation image; -1: dealt out evenly over the images", ge=-1, le=9_999)
    cost_factor: Numbers = number(1.0, "1", "factor on the compute cost")
    noise_factor: Numbers = number(1.0, "1", "run noise over that of sound hardware")
    gain_factor: Numbers = number(1.0, "1", "factor on the outside gain")
    capacity: int = number(0, "1", "jobs per epoch at most; 0: no limit", ge=0, le=1_000_000_000)
    capacity_law: Numbers | None = number(None, "1", "where given, each node draws its jobs per epoch at most from it, rounded, at least 1")
    outside_option: Numbers | None = number(None, "USD/epoch", "what such a node would earn elsewhere, where it differs from the network's")
    entry_share: float | None = number(None, "1", "share of the entrants, where it differs from `share`", ge=0, le=1)
    capabilities: list[str] = number([], "", "what job classes may ask for")


class Entry(Part):
    """One named strategy of the population, with its numbers."""

    strategy: str = number("honest", "", "name of a registered strategy")
    share: float = number(0.0, "1", "share of the nodes that no `count` claims", ge=0, le=1)
    count: int = number(0, "1", "nodes; 0: by share", ge=0, le=10_000_000)
    role: Literal["executor", "verifier", "both"] = number("both", "", "what its nodes do")
    adapts: bool = number(True, "", "whether its nodes revise and may be copied")
    stake: Numbers | None = number(None, "tok", "stake of its nodes, where it differs from the network's")
    identities: int = number(
        0, "1", "nodes over which each of its owners splits the stake of one; 0: as the strategy says", ge=0, le=10_000_000
    )
    entry_share: float | None = number(None, "1", "share of the entrants, where it differs from that at the start", ge=0, le=1)
    numbers: dict[str, Numbers] = number({}, "", "the strategy's numbers, where they differ from its own")

    @model_validator(mode="after")
    def _known(self) -> Entry:
        if self.share > 0 and self.count > 0:
            raise ValueError(f"share = {self.share:g} and count = {self.count} are both given; give one of them")
        strategy = strategies.find(self.strategy)
        for name, value in self.numbers.items():
            if strategies.is_constant(strategy):
                values = value if isinstance(value, list) else [value] if isinstance(value, float) else []
                for one in values or [TRAITS.get(name, (0.0,))[0]]:
                    check_traits({name: one}, "numbers.")
            elif name not in strategy.numbers:
                has = ", ".join(strategy.numbers) or "none"
                raise ValueError(f"numbers.{name} is not known: strategy {self.strategy!r} has no such number; it has: {has}")
        return self

    @property
    def names(self) -> int:
        """Nodes over which an owner splits the stake of one; 1 where nobody splits."""
        return max(1, self.identities or int(getattr(strategies.find(self.strategy), "identities", 1)))

    def all_numbers(self) -> dict[str, Any]:
        """The strategy's own numbers with those of this entry on top."""
        return {**dict(strategies.find(self.strategy).numbers), **self.numbers}


def deal(entries: dict[str, Entry], nodes: int) -> list[int]:
    """Nodes of each entry: counts first, then shares of the rest, by largest remainder.

    Parameters
    ----------
    entries : dict of Entry
    nodes : int

    Returns
    -------
    list of int
        Sums to `nodes`.

    Raises
    ------
    ValueError
        When counts exceed the nodes, or shares do not add up to one.
    """
    claimed = sum(e.count for e in entries.values())
    shares = {name: e.share for name, e in entries.items() if e.count == 0}
    total = sum(shares.values())
    rest = nodes - claimed
    if rest < 0:
        raise ValueError(f"population: counts add up to {claimed} for {nodes} nodes; raise nodes.count or lower a count")
    if rest > 0 and total == 0:
        raise ValueError(
            f"population: counts add up to {claimed} of {nodes} nodes and no entry has a share; give a share or set nodes.count = {claimed}"
        )
    if total > 0 and abs(total - 1) > 1e-9:
        raise ValueError(f"population: shares add up to {total:g}, not 1; change a share (--set population.NAME.share rescales the others)")
    return _deal_shares({name: (e.count, shares.get(name, 0.0)) for name, e in entries.items()}, rest)


def _deal_shares(wanted: dict[str, tuple[int, float]], rest: int) -> list[int]:
    exact = [share * rest for _, share in wanted.values()]
    dealt = [int(np.floor(x + 1e-9)) for x in exact]
    order = sorted(range(len(exact)), key=lambda k: (dealt[k] - exact[k], k))
    for k in order[: rest - sum(dealt) if any(exact) else 0]:
        dealt[k] += 1
    return [count + dealt[k] for k, (count, _) in enumerate(wanted.values())]


def deal_owners(entries: dict[str, Entry], entry_of: np.ndarray, per_owner: int) -> np.ndarray:
    """Owner of each node: rows in turn, but owners that split a stake get nodes of their own entry.

    Parameters
    ----------
    entries : dict of Entry
    entry_of : (nodes,), int
        Row of the entry of each node.
    per_owner : int
        Nodes of one owner where nothing is split.

    Returns
    -------
    ndarray, (nodes,), int
    """
    owners = np.arange(len(entry_of)) // per_owner
    fresh = int(owners.max(initial=-1)) + 1
    for e, entry in enumerate(entries.values()):
        if entry.names > 1:
            mine = np.flatnonzero(entry_of == e)
            owners[mine] = fresh + np.arange(len(mine)) // entry.names
            fresh += -(-len(mine) // entry.names)
    # Numbered without gaps, so that there are never more numbers than nodes.
    return np.unique(owners, return_inverse=True)[1]


def deal_types(types: dict[str, NodeType], nodes: int) -> list[int]:
    """Nodes of each type, by largest remainder.

    Raises
    ------
    ValueError
        When shares do not add up to one.
    """
    total = sum(t.share for t in types.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"types: shares add up to {total:g}, not 1; change a share")
    return _deal_shares({name: (0, t.share) for name, t in types.items()}, nodes)


def entry_shares(entries: dict[str, Entry], types: dict[str, NodeType], nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares of strategies and of types among entrants; where none is given, those at the start.

    Parameters
    ----------
    entries : dict of Entry
    types : dict of NodeType
    nodes : int
        At the start.

    Returns
    -------
    strategies, types : (entries,) and (types,), float
        Each sums to 1.

    Raises
    ------
    ValueError
        When given shares do not add up to one.
    """
    stated = [e.entry_share for e in entries.values()], [t.entry_share for t in types.values()]
    usual = [count / nodes for count in deal(entries, nodes)], [t.share for t in types.values()]
    found = []
    for name, given, at_start in zip(("population", "types"), stated, usual, strict=True):
        shares = np.array(at_start if all(x is None for x in given) else [x or 0.0 for x in given])
        if abs(shares.sum() - 1.0) > 1e-9:
            raise ValueError(f"{name}: entry shares add up to {shares.sum():g}, not 1; give entry_share to all that enter, or to none")
        found.append(shares / shares.sum())
    return found[0], found[1]

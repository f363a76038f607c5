"""What a strategy is, and what it sees.

A strategy is a stateless class with ``name``, ``family``, ``source``,
``numbers`` and ``decide(nodes, public, luck)``. It sees what its nodes could
know: their own record, stake and balance, the public totals of last epoch, and
the public rules of the field; never another node's private state, never the
truth. It is called at the start, when a node changes to it, and in every epoch
only if ``reacts`` is true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import numpy as np

from model import columns as col
from model.luck import uniforms
from model.strategies.traits import TRAITS

FAMILIES = ("honest", "lazy", "adversarial", "open")
SEEN = (
    "stake", "wallet", "unbonding", "delegated", "reputation", "payoff", "utility", "earned", "fees", "pay", "rewards", "losses",
    "compute_cost", "outside_gain", "outside_option",
)  # fmt: skip
PUBLIC_TOTALS = (
    "active_nodes", "jobs", "unserved", "accepted_unaudited", "accepted_verified", "rejected_invalid", "rejected_unavailable", "audits",
    "approvals", "rejections", "abstentions", "decoys", "decoys_caught", "denunciations", "bounties_paid", "slashes", "jailed",
    "ejections", "fees_paid", "verifier_pay", "rewards_paid", "slashed", "penalties", "burned", "minted", "paid_in", "paid_out", "staked",
    "held", "treasury", "price", "supply", "circulating", "imported", "sold", "proceeds", "bought", "spent", "pool_tokens",
    "pool_dollars",
    "demand", "faults_found", "granted",
    "delegations", "delegators_paid", "delegators_lost",
    "present_nodes", "entries", "exits", "returns", "turned_away",
)  # fmt: skip
"""Totals of an epoch that everybody sees: verdicts, never the truth; nobody's costs, gains and utilities."""
SEEN_MARKS = (
    "caught", "strikes", "load", "executed", "audited", "tenure", "entered", "vertex", "owner", "role", "leaves_at", "comebacks",
)  # fmt: skip


class Nodes:
    """The nodes of one call: read-only columns, writable behaviour, memory.

    Attributes
    ----------
    effort, vigilance, ... : ndarray, (n,), float
        The traits of ``model.strategies.traits.TRAITS``; writing to them is deciding.
    stake, wallet, reputation, payoff, utility, ... : ndarray, (n,), float
        The nodes' own record, read-only.
    numbers : mapping of str to ndarray, (n,)
        The strategy's numbers, as the population sets them.
    memory : ndarray, (n, columns), float
        What a strategy keeps between epochs (class attribute ``memory`` columns).
    """

    def __init__(
        self, rows: np.ndarray, block: np.ndarray, marks: np.ndarray, memory: np.ndarray, numbers: Mapping[str, np.ndarray]
    ) -> None:
        self.__dict__.update(rows=rows, numbers=numbers, memory=memory[rows], _block=block, _marks=marks)

    def __len__(self) -> int:
        return len(self.rows)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _KNOWN:
            self.__getattr__(name)  # a misspelt trait must not go unnoticed
        self.__dict__[name] = value

    def __getattr__(self, name: str) -> Any:
        """Fetch a column at its first use: most strategies look at a few."""
        if name not in _COLUMNS:
            raise AttributeError(f"nodes have no column {name!r}; traits: {', '.join(TRAITS)}; own record: {', '.join(SEEN + SEEN_MARKS)}")
        found = (self._marks if name in SEEN_MARKS else self._block)[_COLUMNS[name], self.rows]
        found.flags.writeable = name in TRAITS
        self.__dict__[name] = found
        return found

    def decided(self) -> dict[str, Any]:
        """The traits that the strategy looked at or wrote, by name."""
        return {name: self.__dict__[name] for name in TRAITS if name in self.__dict__}


_COLUMNS = {name: getattr(col, name.upper()) for name in (*TRAITS, *SEEN, *SEEN_MARKS)}
_KNOWN = frozenset((*_COLUMNS, "rows", "numbers", "memory"))


class Luck:
    """Random numbers for a strategy: one per node, by name."""

    def __init__(self, key: int, rows: np.ndarray) -> None:
        self._key, self._rows = int(key), rows

    def uniform(self, name: str) -> np.ndarray:
        """Numbers in [0, 1), one per node.

        Parameters
        ----------
        name : str
            What is drawn; another name gives independent numbers.

        Returns
        -------
        ndarray, (n,), float
        """
        index = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")
        return uniforms(self._key, self._rows, index)


class Totals(dict[str, float]):
    """Last epoch's public totals by name."""

    def __missing__(self, name: str) -> float:
        raise KeyError(f"no total that everybody sees is called {name!r} (in the first epoch there are none); there are {', '.join(self)}")


class Public:
    """What everybody knows: last epoch's totals and the field's published numbers.

    Attributes
    ----------
    epoch : int
    totals : mapping of str to float
        Last epoch's public totals (:data:`PUBLIC_TOTALS`); empty before the first.
    audit_probability, tolerance, slash, price, fee, value, work : float
        Of the largest job class.
    bribe, gain_share, whistle_bounty, bounty_from_treasury : float
        Of the contract between members of a cartel; the last is 1 where the treasury pays the bounty.
    strikes : float
        Invalid verdicts on which a slash falls.
    capital_cost : float, 1/epoch
        Of a staked token, as a share of its price.
    executors : float
        Nodes that may be given jobs in this epoch.
    slash_is_fixed : float
        1 where `slash` is in tokens, 0 where it is a share of the stake.
    edge : float, sigma
        The deviation that one check passes half of the time.
    answers_visible : float
        1 where the traces of all job classes are public before all have committed to their answers, so that an answer can be
        copied; else 0.
    reuse : float
        Share of the jobs that take an earlier output as input.
    """

    def __init__(self, epoch: int, totals: Mapping[str, float], rules: Mapping[str, float]) -> None:
        self.epoch, self.totals = epoch, Totals(totals)
        self.rules = rules

    def __getattr__(self, name: str) -> float:
        try:
            return self.__dict__["rules"][name]
        except KeyError:
            raise AttributeError(f"nothing public is called {name!r}; known: epoch, totals, {', '.join(self.__dict__['rules'])}") from None


class Strategy(Protocol):
    """The contract of a strategy."""

    name: ClassVar[str]
    family: ClassVar[str]
    source: ClassVar[str]
    numbers: ClassVar[Mapping[str, float]]

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Write the behaviour of its nodes for this epoch."""


class Constant:
    """A strategy whose numbers are its traits: it sets them and never looks again."""

    name: ClassVar[str]
    family: ClassVar[str]
    source: ClassVar[str]
    numbers: ClassVar[Mapping[str, float]] = {}

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Set each trait to its number."""
        for trait, value in nodes.numbers.items():
            getattr(nodes, trait)[:] = value

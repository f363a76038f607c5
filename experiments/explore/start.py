"""Where an exploration starts: a network in which everybody follows the protocol, and what an explorer could move in it.

The nodes of the network are seats. Whoever enters takes seats of honest nodes, so
that a network has the same size whatever is done to it. Outcomes are means over
the last quarter of a run, by which time a run has settled where it settles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from experiments.sweep.lever import refusal
from model import door
from model.field.verification.attestation import Attestation
from model.membership.settings import epochs_of
from model.population import ROLES, deal
from model.quantity import mean_of
from model.scenario import Scenario
from model.strategies import SHIPPED, find

SETTLED = 0.75
"""Share of a run after which it counts as settled."""
LEAST_STAKE, MOST_STAKE = 0.25, 4.0
"""Stake of an entrant over the mean stake of the network."""
IMAGE_USD = 1_000.0
"""Cost of breaking an attestation image: what the parts of the physical attacks of 2025 are reported to cost; assumed."""
PRIVATE = ("first", "second", "seller")
"""Names of population entries that an explorer uses."""


@dataclass(frozen=True)
class Start:
    """An honest network, and what can be moved in it.

    Attributes
    ----------
    scenario : Scenario
        At its honest start, with as many epochs as are run.
    """

    scenario: Scenario

    @property
    def latest(self) -> int:
        """Epoch before which everything that is done is done."""
        return self.scenario.warm_up

    @cached_property
    def price(self) -> float:
        """Price of the token at the start, USD."""
        return float(self.scenario.market.price)

    @cached_property
    def mean_stake(self) -> float:
        """Mean stake of a node, tok."""
        return mean_of(self.scenario.nodes.stake)

    @cached_property
    def staked(self) -> float:
        """Value of all stakes at the start, USD."""
        return self.mean_stake * self.scenario.nodes.count * self.price

    @cached_property
    def fees(self) -> float:
        """Fees of an epoch at the start, USD."""
        s = self.scenario
        counts = zip(s.population.values(), deal(s.population, s.nodes.count), strict=True)
        executors = sum(count for entry, count in counts if entry.role != "verifier")
        jobs = s.jobs.rate * executors if s.jobs.arrival == "per_node" else s.jobs.rate
        return jobs * sum(kind.share * kind.fee for kind in s.job_classes.values()) * self.price

    @cached_property
    def depth(self) -> float:
        """USD that move the price by a factor e: the dollars of a pool, else the value of all stakes; assumed."""
        market = self.scenario.market
        return float(market.pool_tokens * market.price) if market.kind == "pool" else self.staked

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Roles that nodes have here."""
        return tuple(dict.fromkeys(entry.role for entry in self.scenario.population.values()))

    @cached_property
    def strategies(self) -> tuple[str, ...]:
        """Shipped strategies that are not honest and that the network takes."""
        names = [name for name, one in SHIPPED.items() if one.family in ("lazy", "adversarial")]
        return tuple(name for name in names if not refusal(self.scenario, {"population": self.with_entry({"strategy": name, "count": 1})}))

    @property
    def seats(self) -> int:
        """Seats that one wave may take: two waves leave one node of each honest entry."""
        return max(1, (self.scenario.nodes.count - len(self.scenario.population)) // 2)

    @cached_property
    def delay(self) -> int:
        """Epochs from a seller's asking out until its seat is taken."""
        return epochs_of(self.scenario.accounts.unbonding_hours, self.scenario.hours_per_epoch) + 1

    @cached_property
    def admits_late(self) -> bool:
        """Whether a scenario can say that somebody enters later: only where nobody leaves or enters by itself."""
        return not self.scenario.membership.turns_over and self.delay < self.latest

    @cached_property
    def admits_demand(self) -> bool:
        """Whether a shock of demand moves anything."""
        return not refusal(self.scenario, {"shocks": {"demand": {"kind": "demand", "epoch": 0, "factor": 2.0, "duration": 1}}})

    @cached_property
    def images(self) -> int:
        """Attestation images that can be broken; 0 where nothing is attested."""
        return self.scenario.images.count if any(isinstance(f.verification, Attestation) for f in self.scenario.fields.values()) else 0

    def with_entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The honest population and one entry more."""
        return {**self.honest, "first": entry}

    @cached_property
    def honest(self) -> dict[str, Any]:
        """The honest population as plain data."""
        return {
            name: entry.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
            for name, entry in self.scenario.population.items()
        }


def honest_start(base: Scenario, nodes: int | None = None, epochs: int | None = None) -> Start:
    """A network with honest nodes only, in the roles and in the proportions of its own population.

    Parameters
    ----------
    base : Scenario
    nodes, epochs : int, optional
        The network's when left out.

    Raises
    ------
    ValueError
        When the network cannot be changed so, or is too small or too short to be explored.
    """
    length = base.epochs if epochs is None else epochs
    given = {"nodes.count": nodes} if nodes is not None else {}
    size = base.nodes.count if nodes is None else nodes
    if length < 8 or size < 4:
        raise ValueError(f"{size} nodes and {length} epochs are too few to explore; give at least 4 nodes and 8 epochs")
    changes = {"population": honest_population(base), "stop_when": "never", "epochs": length, "warm_up": math.floor(SETTLED * length)}
    return Start(door.change(base, changes | given))


def honest_population(base: Scenario) -> dict[str, Any]:
    """The entries of a network's honest start: of each role one, with the share of all who have that role."""
    counts = dict(zip(base.population, deal(base.population, base.nodes.count), strict=True))
    found: dict[str, Any] = {}
    for role in ROLES:
        mine = {name: entry for name, entry in base.population.items() if entry.role == role}
        count = sum(counts[name] for name in mine)
        if not count:
            continue
        name = next((name for name, entry in mine.items() if find(entry.strategy).family == "honest"), None)
        adapts = mine[name].adapts if name else any(entry.adapts for entry in mine.values())
        name = name if name and name not in PRIVATE else f"honest_{role}"
        found[name] = {"strategy": "honest", "share": count / base.nodes.count, "role": role, "adapts": adapts}
    return found

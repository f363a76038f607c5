"""A scenario: all that a run needs but the seed. Frozen, validated, units and ranges on every number."""

from __future__ import annotations

import hashlib
import json
import math
from functools import cached_property
from typing import Any, Literal

from pydantic import ValidationError, model_validator

from model.adaptation.settings import Adaptation, Fixed
from model.admission import check_membership
from model.columns import EXECUTES
from model.economy.arrival import Jobs
from model.economy.budget import Budget
from model.economy.cartel import Cartel
from model.economy.contract import Accounts
from model.economy.delegation import Delegation
from model.economy.demand import Demand
from model.economy.fits import check_delegation, check_demand, check_money, check_shocks
from model.economy.issuance import Constant, Issuance
from model.economy.market.fixed import Fixed as FixedPrice
from model.economy.market.kinds import Market
from model.economy.shocks import Shock
from model.economy.staking import Staking
from model.field.compose import PARTS, Field
from model.field.propagation.dispersed import Dispersed
from model.field.propagation.gossip import Gossip
from model.field.verification.attestation import Images
from model.field.verification.panel.numbers import Panel
from model.graph import COMPLETE_LIMIT, Complete, Graph, check_size
from model.learning import check_adaptation
from model.membership.settings import Membership
from model.population import ROLES, Entry, NodesPart, NodeType, deal, deal_types
from model.quantity import Part, check_numbers, mean_of, number
from model.strategies import find, is_constant
from model.strategies.traits import TRAITS
from model.technology import Technology

MARKS = {
    "R": "read in the primary source",
    "R2": "read in a secondary source",
    "M": "from memory",
    "I": "own inference",
    "assumed": "assumed",
}


class Source(Part):
    """Where a number comes from."""

    mark: Literal["R", "R2", "M", "I", "assumed"] = number(..., "", "evidence: " + "; ".join(f"{k} {v}" for k, v in MARKS.items()))
    source: str = number(..., "", "the source, or why this was assumed")


class JobClass(Part):
    """A class of jobs; several fields may run side by side."""

    share: float = number(1.0, "1", "share of the jobs", ge=0, le=1)
    fee: float = number(1.0, "tok", "fee of an accepted job", ge=0)
    work: float = number(1.0, "1", "work of a job", ge=0)
    value: float = number(1.0, "USD", "value of a right output to its client", ge=0)
    capability: str = number("", "", "what an executor must be capable of; empty: nothing")
    harm_threshold: float = number(0.0, "sigma", "an output is wrong iff a segment deviates by more", ge=0)
    harm_scale: float = number(1000.0, "sigma", "sum of deviations at which harm is the job's value", gt=0)
    reuse: float = number(0.0, "1", "probability that a job takes one of last epoch's accepted outputs as input", ge=0, le=1)
    field: dict[str, Any] = number({}, "", "parts of the field that differ from the network's, as in [field]")


class FieldRefused(ValueError):
    """The field of a job class does not fit; holds what was refused, so that the door can explain it."""

    def __init__(self, place: str, error: ValidationError, data: dict[str, Any]) -> None:
        super().__init__(f"{place}.field: {error.errors()[0]['msg']}")
        self.place, self.error, self.data = place, error, data


class Scenario(Part):
    """Everything that a run needs but the seed."""

    name: str = number("unnamed", "", "short name")
    description: str = number("", "", "what this network is, and what is not modelled")
    hours_per_epoch: float = number(1.0, "h", "length of an epoch", gt=0)
    epochs: int = number(200, "epoch", "length of a run", ge=1, le=100_000_000)
    warm_up: int = number(0, "epoch", "epochs that measures over a run leave out", ge=0)
    stop_when: Literal["never", "absorbed", "extinct"] = number(
        "never", "", "absorbed: in each role one adapting strategy is left (and nothing mutates); extinct: no node is active"
    )
    nodes: NodesPart = number(NodesPart(), "", "how many nodes, and what each brings")
    types: dict[str, NodeType] = number({"standard": NodeType()}, "", "what nodes are and cannot copy")
    population: dict[str, Entry] = number({"honest": Entry(share=1.0)}, "", "strategies at the start")
    jobs: Jobs = number(Jobs(), "", "how many jobs come, and to whom they go")
    job_classes: dict[str, JobClass] = number({"job": JobClass()}, "", "classes of jobs")
    field: Field = number(Field(), "", "the constraint field")
    images: Images = number(Images(), "", "attestation images")
    graph: Graph = number(Complete(), "", "the graph that nodes sit on")
    accounts: Accounts = number(Accounts(), "", "stakes, sanctions and emission")
    cartel: Cartel = number(Cartel(), "", "what members of a cartel owe each other, and the bounty for denouncing")
    market: Market = number(FixedPrice(), "", "how the price of the token is made")
    demand: Demand = number(Demand(), "", "how demand answers faults and fees")
    issuance: Issuance = number(Constant(), "", "how much is minted for nodes as time goes by")
    budget: Budget = number(Budget(), "", "what the treasury gets of emission and spends")
    staking: Staking = number(Staking(), "", "how stakes answer their yield")
    delegation: Delegation = number(Delegation(), "", "what delegators bring, earn and lose")
    shocks: dict[str, Shock] = number({}, "", "what happens from outside, and when")
    technology: Technology = number(Technology(), "", "what substitutes cost")
    adaptation: Adaptation = number(Fixed(), "", "how nodes revise their strategies")
    membership: Membership = number(Membership(), "", "who stays, who leaves and who comes")
    sources: dict[str, Source] = number({}, "", "where numbers come from, by path; not part of the digest")

    @model_validator(mode="after")
    def _fits(self) -> Scenario:
        counts = deal(self.population, self.nodes.count)
        deal_types(self.types, self.nodes.count)
        self._check_nodes(counts)
        self._check_classes()
        self._check_graph()
        check_adaptation(self.adaptation, self.population, self.stop_when)
        if self.cartel.binds() and getattr(self.adaptation, "signal", "") == "expected":
            raise ValueError(
                "adaptation.signal = expected knows nothing of what a cartel owes its members; set signal = public, or cartel.bribe, "
                "cartel.gain_share and cartel.whistle_bounty to 0"
            )
        check_demand(self.demand, self.jobs, self.market, self.shocks)
        check_money(self.accounts, self.issuance, self.budget, self.staking)
        check_shocks(self.shocks, self.images.count, self.population, self.types)
        check_numbers(self.delegation.tokens, self.nodes.count, "delegation.tokens", 0, 1e15)
        by_signal = getattr(self.adaptation, "signal", "") == "expected"
        by_membership = "utility of membership" if self.membership.asks_expectations else ""
        check_delegation(self.delegation, "adaptation.signal" if by_signal else by_membership)
        check_membership(self.membership, self.population, self.types, self.nodes.count, self.stop_when)
        if self.warm_up >= self.epochs:
            raise ValueError(f"warm_up = {self.warm_up} leaves nothing of epochs = {self.epochs}; lower warm_up")
        return self

    def _check_nodes(self, counts: list[int]) -> None:
        n = self.nodes.count
        for name, low, high in (("stake", 0, 1e15), ("compute_cost", 0, 1e9), ("outside_gain", 0, 1e9), ("outside_option", -1e9, 1e9)):
            check_numbers(getattr(self.nodes, name), n, f"nodes.{name}", low, high)
        for (name, entry), count in zip(self.population.items(), counts, strict=True):
            if entry.stake is not None:
                check_numbers(entry.stake, count, f"population.{name}.stake", 0, 1e15)
            constant = is_constant(find(entry.strategy))
            for trait, value in entry.numbers.items():
                low, high = TRAITS[trait][1:] if constant else (-math.inf, math.inf)
                check_numbers(value, count, f"population.{name}.numbers.{trait}", low, high)
        for name, kind in self.types.items():
            for factor in ("cost_factor", "noise_factor", "gain_factor"):
                check_numbers(getattr(kind, factor), -1, f"types.{name}.{factor}", 0, 1e9)
            for own, low in (("outside_option", -1e9), ("capacity_law", 1)):
                if getattr(kind, own) is not None:
                    check_numbers(getattr(kind, own), -1, f"types.{name}.{own}", low, 1e9)
            if kind.image >= self.images.count:
                raise ValueError(
                    f"types.{name}.image = {kind.image} is outside [-1, {self.images.count - 1}]; raise images.count or lower it"
                )
        if not any(ROLES[e.role] & EXECUTES for e in self.population.values()):
            raise ValueError("population: nobody executes; give an entry the role executor or both")
        classes = len({t.hardware for t in self.types.values()})
        matrix = self.field.noise.bias_matrix
        if matrix and (len(matrix) != classes or any(len(row) != classes for row in matrix)):
            raise ValueError(
                f"field.noise.bias_matrix is not {classes} x {classes}, one row and column per hardware class of the types; mend it"
            )

    def _check_classes(self) -> None:
        total = sum(c.share for c in self.job_classes.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"job_classes: shares add up to {total:g}, not 1; change a share")
        offered = {c for t in self.types.values() for c in t.capabilities}
        for name, job in self.job_classes.items():
            if job.capability and job.capability not in offered:
                raise ValueError(
                    f"job_classes.{name}.capability = {job.capability!r} is offered by no type; add it to a type's capabilities"
                )
        if len({c.capability for c in self.job_classes.values()} - {""}) > 30:
            raise ValueError("job_classes ask for more than 30 capabilities; use fewer")
        _ = self.fields

    def _check_graph(self) -> None:
        n = self.berths
        check_size(self.graph, n)
        for name, field in self.fields.items():
            for shape in ("audit", "tolerance", "loss"):
                try:
                    factors = getattr(field.profile, shape).factors(n)
                except ValueError as error:
                    raise ValueError(f"field.profile.{shape} of class {name}: {error}") from None
                if name != next(iter(self.fields)) and (factors != getattr(self.field.profile, shape).factors(n)).any():
                    raise ValueError(
                        f"job_classes.{name}.field.profile differs from field.profile; the profile is the network's: set field.profile"
                    )
        if self.needs_graph and isinstance(self.graph, Complete) and n > COMPLETE_LIMIT:
            raise ValueError(
                f"graph.kind = complete has {n * (n - 1) // 2} edges at {n} nodes, and traces, panels or imitation walk them; "
                f"give at most {COMPLETE_LIMIT} nodes, or another graph"
            )
        floods = any(isinstance(f.propagation, Gossip) and f.propagation.fanout == 0 for f in self.fields.values())
        if floods and isinstance(self.graph, Complete):
            raise ValueError(
                "propagation.fanout = 0 (all neighbours) with graph.kind = complete is broadcast; give fanout >= 1 or another graph"
            )
        losses = {f.propagation.edge_loss for f in self.fields.values() if isinstance(f.propagation, Dispersed)}
        if len(losses) > 1:
            raise ValueError(
                f"edge_loss = {sorted(losses)} in different job classes; the graph is the network's: give all classes the same"
            )

    @property
    def berths(self) -> int:
        """Most nodes at once: the rows of the state."""
        return max(self.nodes.count, self.membership.berths)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The field of each job class: the network's, with the class's parts in place."""
        fields = {}
        for name, job in self.job_classes.items():
            fields[name] = _merge(self.field, job.field, f"job_classes.{name}") if job.field else self.field
        return fields

    @property
    def needs_graph(self) -> bool:
        """Whether any mechanism walks the graph."""
        to_neighbours = getattr(self.adaptation, "partner", "") == "neighbour"
        by_place = ("neighbours", "outside_component")
        if not isinstance(self.graph, Complete) and any(isinstance(f.propagation, Gossip) for f in self.fields.values()):
            return True
        return to_neighbours or any(
            isinstance(f.propagation, Dispersed) or (isinstance(f.verification, Panel) and f.verification.draw in by_place)
            for f in self.fields.values()
        )

    def mean_compute_cost(self) -> float:
        """Mean cost of a job of work 1 over nodes and types, USD."""
        return mean_of(self.nodes.compute_cost) * sum(t.share * mean_of(t.cost_factor) for t in self.types.values())

    def to_dict(self, *, sources: bool = True) -> dict[str, Any]:
        """Plain data, without what is not given."""
        data = self.model_dump(mode="python", exclude_none=True, by_alias=True)
        if not sources:
            data.pop("sources")
        return data

    def digest(self) -> str:
        """SHA-256 of the numbers, hexadecimal; sources and words are not part of it."""
        data = self.to_dict(sources=False)
        for words in ("name", "description"):
            data.pop(words)
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _merge(base: Field, changes: dict[str, Any], place: str) -> Field:
    """A field with some parts changed; a changed kind drops the old kind's numbers."""
    data = base.model_dump(mode="python")
    for part, value in changes.items():
        if part not in data:
            raise ValueError(f"{place}.field.{part} is no part of a field; give one of {', '.join((*PARTS, 'availability_required'))}")
        if isinstance(value, dict):
            old = data[part]
            same_kind = "kind" not in value or value["kind"] == old.get("kind")
            data[part] = {**old, **value} if same_kind else dict(value)
        else:
            data[part] = value
    try:
        return Field.model_validate(data)
    except ValidationError as error:
        raise FieldRefused(place, error, data) from None

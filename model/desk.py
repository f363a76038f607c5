"""A scenario's numbers as its closed forms need them: behaviours, crowds, terms, and what a job brings whom.

Nodes of unequal types count at their mean cost, gain and noise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from model.decision import public_rules
from model.economy.utility import JobFlows, Terms, decoy_pay, job_flows, seat_pay
from model.field.acceptance import Acceptance, Case, acceptance, case_of
from model.field.crowd import Crowd
from model.field.place import Place
from model.field.verification.panel.form import Sitting
from model.field.verification.panel.numbers import Panel
from model.field.verification.panel.seat import Seat, decoy_law, seat_law, seats_filled
from model.population import ROLES, Entry, deal
from model.quantity import mean_of
from model.scenario import Scenario
from model.strategies import find
from model.strategies.contract import SEEN, SEEN_MARKS, Luck, Public
from model.strategies.traits import TRAITS, behaviour

EXECUTES, VERIFIES = ROLES["executor"], ROLES["verifier"]

SCENARIOS = 8
"""Scenarios whose behaviours are kept in a process."""
_BEHAVIOURS: dict[int, tuple[Scenario, list[dict[str, float]]]] = {}


def behaviour_of(
    scenario: Scenario, strategy: str, numbers: Mapping[str, Any] | None = None, stake: Any = None, role: str = "both"
) -> dict[str, float]:
    """The behaviour that a strategy decides at the start, with laws and lists at their means.

    It sees a node with the means of what nodes bring.

    Parameters
    ----------
    scenario : Scenario
    strategy : str
        Name of a registered strategy.
    numbers : mapping, optional
        Its numbers, where they differ from its own.
    stake : number or law, optional
        Of the node; the network's when left out.
    role : str
        Of the node.
    """
    brought = {
        "stake": mean_of(scenario.nodes.stake if stake is None else stake),
        "compute_cost": scenario.mean_compute_cost(),
        "outside_gain": mean_gain(scenario),
        "outside_option": mean_of(scenario.nodes.outside_option),
        "reputation": scenario.accounts.reputation_start,
        "role": ROLES[role],
        "load": round(scenario.jobs.per_executor(scenario.nodes.count)),
    }
    entry = Entry(strategy=strategy, numbers=dict(numbers or {}))
    node = SimpleNamespace(
        numbers={name: np.array([mean_of(value)]) for name, value in entry.all_numbers().items()},
        memory=np.zeros((1, getattr(find(strategy), "memory", 0))),
        **{name: np.array([honest]) for name, (honest, _, _) in TRAITS.items()},
        **{name: np.array([float(brought.get(name, 0.0))]) for name in SEEN},
        **{name: np.array([int(brought.get(name, 0))]) for name in SEEN_MARKS},
    )
    find(strategy).decide(node, Public(0, {}, public_rules(scenario)), Luck(0, np.zeros(1, dtype=int)))
    return behaviour(**{name: float(getattr(node, name)[0]) for name in TRAITS})


def behaviours_of(scenario: Scenario) -> list[dict[str, float]]:
    """Behaviour of each entry of the population at the start; kept, since expectations ask for it in every epoch."""
    kept = _BEHAVIOURS.get(id(scenario))
    if kept is None or kept[0] is not scenario:
        if len(_BEHAVIOURS) >= SCENARIOS:
            _BEHAVIOURS.clear()
        brought = Desk(scenario).stakes
        listed = zip(scenario.population.values(), brought, strict=True)
        kept = _BEHAVIOURS[id(scenario)] = (scenario, [behaviour_of(scenario, e.strategy, e.numbers, n, e.role) for e, n in listed])
    return kept[1]


def mean_gain(scenario: Scenario) -> float:
    """Mean outside gain over a job's value, over nodes and types."""
    return mean_of(scenario.nodes.outside_gain) * sum(t.share * mean_of(t.gain_factor) for t in scenario.types.values())


@dataclass(frozen=True)
class Desk:
    """A scenario's numbers as its closed forms need them.

    Attributes
    ----------
    scenario : Scenario
    relays : float
        Share of the nodes that relay traces.
    verifiers : int, optional
        Verifiers in the network, all of whom a panel of all seats; those of the start when left out.
    """

    scenario: Scenario
    relays: float = 1.0
    verifiers: int | None = None

    @cached_property
    def behaviours(self) -> list[dict[str, float]]:
        """Behaviour of each entry of the population."""
        return behaviours_of(self.scenario)

    @cached_property
    def stakes(self) -> list[float]:
        """Mean stake of each entry, tok."""
        brought = self.scenario.nodes.stake
        return [mean_of(brought if e.stake is None else e.stake) / e.names for e in self.scenario.population.values()]

    @cached_property
    def compute_cost(self) -> float:
        """Mean cost of a job of work 1, USD."""
        return self.scenario.mean_compute_cost()

    @cached_property
    def gain(self) -> float:
        """Mean outside gain over a job's value."""
        return mean_gain(self.scenario)

    @cached_property
    def noise_factor(self) -> float:
        """Mean run noise over that of sound hardware."""
        return sum(t.share * mean_of(t.noise_factor) for t in self.scenario.types.values())

    @cached_property
    def counts(self) -> np.ndarray:
        """The population at the start by role and entry, (4, entries)."""
        table = np.zeros((4, len(self.scenario.population)))
        for e, (entry, count) in enumerate(
            zip(self.scenario.population.values(), deal(self.scenario.population, self.scenario.nodes.count), strict=True)
        ):
            table[ROLES[entry.role], e] = count
        return table

    @cached_property
    def roster(self) -> int:
        """Verifiers that a panel of all seats."""
        return int((self.counts[VERIFIES] + self.counts[EXECUTES | VERIFIES]).sum()) if self.verifiers is None else self.verifiers

    @cached_property
    def by_stake(self) -> bool:
        """Whether panels are drawn by stakes that differ: then members count by their share of the stake."""
        drawn = any(getattr(field.verification, "draw", "") == "stake_weighted" for field in self.scenario.fields.values())
        return drawn and (len(set(self.stakes)) > 1 or not self._is_even(self.scenario.nodes.stake))

    @cached_property
    def is_rough(self) -> bool:
        """Whether unlike nodes are taken at their means, so that verdicts are estimates."""
        types = self.scenario.types.values()
        noises = {mean_of(t.noise_factor) for t in types}
        noise = self.scenario.field.noise
        biased = len({t.hardware for t in types}) > 1 and (noise.class_bias != 0 or bool(noise.bias_matrix))
        return self.by_stake or biased or len(noises) > 1 or not all(self._is_even(t.noise_factor) for t in types)

    @staticmethod
    def _is_even(numbers: Any) -> bool:
        return isinstance(numbers, (int, float)) or (isinstance(numbers, list) and len(set(numbers)) <= 1)

    def seat_share(self, others: Crowd, counts: np.ndarray, stake: float) -> float:
        """Share of the seats that fall to one verifier beside the others, of `counts` nodes by entry."""
        if others.is_finite:
            return 1.0 / (others.size + 1)
        if self.by_stake:
            return stake / max(1e-300, stake + float(counts @ self.stakes))
        return 1.0 / (float(counts.sum()) + 1.0)

    def crowd(self, counts: np.ndarray, without: Sequence[int] = ()) -> Crowd:
        """The verifiers of a population, less one node of each entry in `without`."""
        seats = (counts[VERIFIES] + counts[EXECUTES | VERIFIES]).astype(int)
        for e in without:
            seats[e] = max(0, seats[e] - 1)
        if self.by_stake and seats @ self.stakes > 0:
            shares = seats * self.stakes / (seats @ self.stakes)
            return Crowd.of([(self.behaviours[e], float(x), self.noise_factor) for e, x in enumerate(shares) if x > 0], self.roster)
        listed = [(self.behaviours[e], int(n), self.noise_factor) for e, n in enumerate(seats)]
        return Crowd.of([member for member in listed if member[1] > 0] or [(behaviour(), 0, 1.0)], self.roster)

    def shares(self, counts: np.ndarray) -> Crowd:
        """The verifiers of a population so large that one of them does not count: by their shares of the seats."""
        seats = (counts[VERIFIES] + counts[EXECUTES | VERIFIES]) * (self.stakes if self.by_stake else 1.0)
        if seats.sum() <= 0:
            return Crowd.of([(behaviour(), 0, 1.0)], self.roster)
        listed = [(self.behaviours[e], float(x), self.noise_factor) for e, x in enumerate(seats / seats.sum())]
        return Crowd.of([member for member in listed if member[1] > 0], self.roster)

    def place(self, name: str) -> Place:
        """Where the jobs of a class are executed."""
        s = self.scenario
        threshold = s.job_classes[name].harm_threshold
        return Place(self.noise_factor, 0.0, threshold, s.technology, s.images, s.graph, s.nodes.count, self.relays, self.is_rough)

    def terms(self, name: str) -> Terms:
        """How the jobs of a class are settled."""
        job = self.scenario.job_classes[name]
        return Terms(self.scenario.fields[name].settlement, self.scenario.accounts, self.scenario.market.price, job.fee, job.value)

    def accept(self, name: str, traits: Mapping[str, float], crowd: Crowd) -> Acceptance:
        """Verdicts of a class's jobs."""
        return acceptance(self.scenario.fields[name], traits, crowd, self.place(name))

    def execution(self, name: str, traits: Mapping[str, Any], verdicts: Any, stake: float) -> JobFlows:
        """What one job of a class brings its executor; effort, deviations, attack rate and verdicts may be arrays of many behaviours.

        The cost of fillers follows from their deviation, where it is not among the traits.
        """
        field, job = self.scenario.fields[name], self.scenario.job_classes[name]
        k = field.partition.segments
        filler = traits["filler_cost"] if "filler_cost" in traits else self.scenario.technology.cost(traits["filler_deviation"])
        done: Any = 1.0 - field.partition.skipped(traits) / k * (1.0 - filler)
        done += field.partition.forged(traits) / k * self.scenario.technology.trace_cost
        compute = self.compute_cost * job.work * field.verification.overhead() * done
        commit = field.partition.commit_cost * k + field.propagation.shard_cost * field.propagation.shards
        return job_flows(self.terms(name), verdicts, stake, self.gain, compute, commit)

    def checking(self, name: str, executor: Mapping[str, float], executor_stake: float, seat: Seat, stake: float, share: float) -> float:
        """What one job of an executor brings one of the verifiers, seated or not, USD.

        Parameters
        ----------
        name : str
            Job class.
        executor : mapping
            Its behaviour.
        executor_stake, stake : float, tok
        seat : Seat
            The verifier and the others.
        share : float
            Share of the seats that fall to it.
        """
        field, job = self.scenario.fields[name], self.scenario.job_classes[name]
        panel = field.verification
        if not isinstance(panel, Panel) or panel.auditors == "protocol":
            return 0.0
        case = case_of(field, executor, seat.others, self.place(name))
        sitting = case.sitting()
        chance = seats_filled(sitting, seat.others) * share
        per_segment = panel.spread == "per_segment"
        reference = float(self.scenario.technology.cost(seat.member.behaviour["reference_deviation"]))
        check = panel.check_cost_ratio / field.partition.segments * job.work * self.compute_cost * reference
        worth = (
            chance
            * (panel.sampled_segments if per_segment else 1)
            * case.audit_probability
            * self._audit(name, case, sitting, seat, executor_stake, stake, check)
        )
        if panel.decoy_rate > 0:
            stance, others = decoy_law(sitting, seat)
            pay = decoy_pay(self.terms(name), stance.rejects + stance.looks, others, stake)
            worth += chance * panel.decoy_rate * (pay - stance.looks * panel.sampled_segments * check)
        return worth

    def _audit(self, name: str, case: Case, sitting: Sitting, seat: Seat, executor_stake: float, stake: float, check: float) -> float:
        """What a seat on an audited job brings, USD."""
        panel, readers = sitting.panel, case.on_panels(case.readers(0))
        segments = 1 if panel.spread == "per_segment" else panel.sampled_segments
        looks = sitting.stances_of(seat.member).looks
        cost = sum(w * r for w, r in readers) * looks * segments * check
        if not case.field.settlement.pays_members():
            return -cost
        return seat_pay(self.terms(name), seat_law(sitting, seat, list(case.outputs), readers), executor_stake, stake) - cost

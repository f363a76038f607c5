"""What a field brings in front of a given population, in closed form: verdicts, costs, and what honest work earns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from model.desk import EXECUTES, VERIFIES, Desk
from model.earning import utility_before
from model.economy.utility import JobFlows
from model.field.acceptance import Acceptance, case_of
from model.field.crowd import Crowd
from model.field.verification.panel.ballot import stance
from model.field.verification.panel.numbers import Panel
from model.population import ROLES
from model.scenario import Scenario
from model.strategies.traits import behaviour

VERDICTS = ("accepted", "rejected_unavailable", "wrong_accepted")


class Share(NamedTuple):
    """A part of all jobs: those of one class that one entry executes.

    Attributes
    ----------
    weight : float
        Of all jobs.
    name : str
        Of the class.
    entry : int
        Of the population.
    crowd : Crowd
        Who may verify.
    verdicts : Acceptance
    """

    weight: float
    name: str
    entry: int
    crowd: Crowd
    verdicts: Acceptance


@dataclass(frozen=True)
class Standing:
    """A field in front of a population.

    Attributes
    ----------
    scenario : Scenario
    counts : (4, entries), float
        Nodes by role and entry.
    utilities : (4, entries), float, USD/epoch
        Of adapting entries, as of :class:`analysis.design.response.Settled`.
    """

    scenario: Scenario
    counts: np.ndarray
    utilities: np.ndarray

    @cached_property
    def desk(self) -> Desk:
        """The network's numbers, with the nodes that relay traces."""
        nodes, bare = self.counts.sum(axis=0), Desk(self.scenario)
        hidden = nodes @ np.array([one["withhold"] for one in bare.behaviours]) / max(1.0, float(nodes.sum()))
        return Desk(self.scenario, 1.0 - float(hidden))

    @cached_property
    def executors(self) -> np.ndarray:
        """Executors of each entry, (entries,)."""
        return np.asarray(self.counts[EXECUTES] + self.counts[EXECUTES | VERIFIES])

    @cached_property
    def jobs(self) -> float:
        """Jobs of an executor in an epoch."""
        return float(self.scenario.jobs.per_executor(round(float(self.executors.sum()))))

    @cached_property
    def shares(self) -> list[Share]:
        """All jobs, by class and by who executes them; executors are loaded alike."""
        found = []
        for e in np.flatnonzero(self.executors):
            crowd = self.crowd_beside(int(e))
            for name, job in self.scenario.job_classes.items():
                weight = job.share * float(self.executors[e] / self.executors.sum())
                found.append(Share(weight, name, int(e), crowd, self.desk.accept(name, self.desk.behaviours[e], crowd)))
        return found

    def crowd_beside(self, entry: int) -> Crowd:
        """The verifiers that judge a node of an entry: all but itself."""
        return self.desk.crowd(self.counts, [entry] if self.counts[EXECUTES | VERIFIES, entry] > 0 else [])

    @cached_property
    def verdicts(self) -> Mapping[str, float]:
        """Probability that a job is accepted, rejected as unavailable, wrong and accepted."""
        read = attrgetter(*VERDICTS)
        rows = [[share.weight * value for value in read(share.verdicts)] for share in self.shares]
        return dict(zip(VERDICTS, np.sum(rows, axis=0).tolist(), strict=True))

    @property
    def integrity(self) -> float:
        """Share of accepted outputs that are right by the executor's own work; nan where none is accepted."""
        accepted = self.verdicts["accepted"]
        return 1.0 - self.verdicts["wrong_accepted"] / accepted if accepted > 0 else math.nan

    @cached_property
    def bare(self) -> float:
        """What computing a job honestly costs without any field, USD."""
        return self.desk.compute_cost * sum(job.share * job.work for job in self.scenario.job_classes.values())

    @cached_property
    def capital(self) -> float:
        """Cost of the capital of all opening stakes, USD per job."""
        s = self.scenario
        staked = float(self.counts.sum(axis=0) @ self.desk.stakes)
        return s.market.price * s.accounts.capital_cost * staked / (self.jobs * float(self.executors.sum()))

    @cached_property
    def cost(self) -> float:
        """Cost of computing, committing, checking and capital beyond bare honest computing, USD per job."""
        total = 0.0
        for share in self.shares:
            flows = self._flows(share.name, share.entry, share.verdicts)
            total += share.weight * (flows.cost + self.checks(share))
        return total - self.bare + self.capital

    def _flows(self, name: str, entry: int, verdicts: Acceptance) -> JobFlows:
        return self.desk.execution(name, self.desk.behaviours[entry], verdicts, self.desk.stakes[entry])

    def checks(self, share: Share) -> float:
        """What the nodes' checks of one job of a share cost, those of planted outputs with them, USD.

        seats x segments x (p x chance to read + decoy rate) x cost of a segment, over the seats that look; auditors of the
        protocol cost the network nothing.
        """
        field, job = self.scenario.fields[share.name], self.scenario.job_classes[share.name]
        panel = field.verification
        if not isinstance(panel, Panel) or panel.auditors == "protocol":
            return 0.0
        case = case_of(field, self.desk.behaviours[share.entry], share.crowd, self.desk.place(share.name))
        sitting, whole = case.sitting(), float(sum(m.weight for m in share.crowd.members))
        read = sum(w * r for w, r in case.on_panels(case.readers(0)))
        segment = panel.check_cost_ratio / field.partition.segments * job.work * self.desk.compute_cost
        looked = 0.0
        for member in (m for m in share.crowd.members if m.weight > 0):
            dear = float(self.scenario.technology.cost(member.behaviour["reference_deviation"]))
            audited = case.audit_probability * read * sitting.stances_of(member).looks
            planted = panel.decoy_rate * stance(member.behaviour, 0.0).looks  # it belongs to no cartel
            looked += member.weight / whole * dear * (audited + planted)
        return sitting.found * panel.sampled_segments * segment * looked

    @cached_property
    def honest(self) -> int:
        """The first entry that executes and is honest in every trait.

        Raises
        ------
        ValueError
            When there is none.
        """
        for e, entry in enumerate(self.scenario.population.values()):
            if ROLES[entry.role] & EXECUTES and self.desk.behaviours[e] == behaviour():
                return e
        raise ValueError(
            f"network {self.scenario.name!r} has no honest entry that executes, so nothing can be said of honest nodes; add one"
        )

    @property
    def rivals(self) -> list[int]:
        """Other entries that adapt in the role of honest executors: what an honest node could become."""
        entries = list(self.scenario.population.values())
        role = entries[self.honest].role
        return [e for e, entry in enumerate(entries) if e != self.honest and entry.adapts and entry.role == role]

    @cached_property
    def honest_utility(self) -> float:
        """Expected utility of an honest node, USD/epoch."""
        entry, e = list(self.scenario.population.values())[self.honest], self.honest
        role = ROLES[entry.role]
        if entry.adapts and self.counts[role, [*self.rivals, e]].any():
            return float(self.utilities[role, e])
        others = self.counts.copy()
        others[role, e] = max(0.0, others[role, e] - 1.0)
        return utility_before(self.desk, self.desk.behaviours[e], self.desk.crowd(others), role, self.desk.stakes[e], others)

    @property
    def deterrence(self) -> float:
        """What an honest node earns above the best other entry that it could take, USD per job; nan where it has no choice."""
        role = ROLES[list(self.scenario.population.values())[self.honest].role]
        if not self.rivals or not self.counts[role, [*self.rivals, self.honest]].any():
            return math.nan
        return (self.honest_utility - max(float(self.utilities[role, e]) for e in self.rivals)) / self.jobs

    @cached_property
    def honest_fees(self) -> float:
        """Fee income of an honest node when everything is accepted, USD per job."""
        s = self.scenario
        return sum(
            job.share * self.desk.terms(name).executor_share() * s.market.price * job.fee for name, job in s.job_classes.items()
        )  # fmt: skip

    @cached_property
    def honest_loss(self) -> float:
        """Fees that an honest node misses, slashes and penalties, over its fee income; nan where there are no fees."""
        crowd, lost = self.crowd_beside(self.honest), 0.0
        for name, job in self.scenario.job_classes.items():
            flows = self._flows(name, self.honest, self.desk.accept(name, self.desk.behaviours[self.honest], crowd))
            lost += job.share * (flows.slash + flows.penalty - flows.revenue)
        return (self.honest_fees + lost) / self.honest_fees if self.honest_fees > 0 else math.nan

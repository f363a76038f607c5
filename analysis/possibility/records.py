"""What one epoch's public records say of one node: which records there are, and how many of each its behaviour makes.

Public are, of every job, its class, its executor, whether it was audited, its
verdict and the votes of its panel; who sat on a panel and voted how; and, once
a planted output is unveiled, who approved it. Fees, slashes and reputation
follow from these. Costs, utilities, traces and the truth are nobody's to see.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from analysis.possibility.laws import Traits, audited_share, counts_law, job_law, vote_law
from model.columns import VERDICTS
from model.desk import EXECUTES, VERIFIES, Desk
from model.field.acceptance import Case, case_of
from model.field.crowd import Crowd, Member
from model.field.verification.panel.numbers import Panel
from model.field.verification.panel.seat import Seat, decoy_law, seats_filled
from model.outlook import CROWDS
from model.scenario import Scenario
from model.strategies.traits import TRAITS, behaviour

RECORDS = ("verdicts", "counts", "votes", "decoys")
"""Verdicts of the node's jobs; votes counted on them; its own votes on others' jobs; its answers to planted outputs."""

CHECKING = ("vigilance", "grief")
"""Traits that matter to no verdict on a node's own jobs."""
VERIFYING = (*CHECKING, "cartel", "reject_outsiders", "reference_deviation")
"""Traits that matter to how a node votes."""

VOTES = ("abstained", "approved", "rejected")
OUTCOMES = ("accepted verified", "rejected invalid", "rejected unavailable")


@dataclass(frozen=True)
class Source:
    """One kind of records that a node's behaviour makes in an epoch.

    Attributes
    ----------
    kind : str
        One of ``RECORDS``; counted votes come with the verdicts.
    job_class : str
    per_epoch : float
        Records that the node can expect; they do not depend on its behaviour.
    per_job : float
        Probability that a job of the network brings such a record to somebody.
    law : callable
        From traits to the probability of each cell, (cells,).
    cells : tuple of str
    estimated : bool
        Whether the law is drawn or takes means over unlike nodes.
    even : bool
        Whether a deviation and its opposite leave the same records: all who check run the model that was asked for.
    """

    kind: str
    job_class: str
    per_epoch: float
    per_job: float
    law: Callable[[Traits], np.ndarray]
    cells: tuple[str, ...]
    estimated: bool = False
    even: bool = True


def sources(scenario: Scenario, crowd: str = "written", records: Sequence[str] = RECORDS) -> list[Source]:
    """The public records of a node beside the population of a network.

    Parameters
    ----------
    scenario : Scenario
    crowd : str
        ``written``: all others are honest and vigilant; ``effective``: they are the population.
    records : sequence of str
        Of ``RECORDS``.

    Returns
    -------
    list of Source
        Without those of which there is none in an epoch.

    Raises
    ------
    ValueError
        For an unknown crowd or kind of records.
    """
    if crowd not in CROWDS:
        raise ValueError(f"crowd = {crowd!r} is no crowd; give one of {', '.join(CROWDS)}")
    if not records or (unknown := [name for name in records if name not in RECORDS]):
        raise ValueError(f"records = {', '.join(unknown) if records else '(none)'} is not known; give some of {', '.join(RECORDS)}")
    watched = Watched(scenario, crowd)
    found: list[Source] = []
    for name in scenario.job_classes:
        if {"verdicts", "counts"} & set(records) and watched.jobs(name) > 0:
            found.append(watched.of_jobs(name, "counts" in records))
        if "votes" in records and watched.seats(name) > 0:
            found.append(watched.of_seats(name))
        if "decoys" in records and watched.planted(name) > 0:
            found.append(watched.of_decoys(name))
    return found


@dataclass(frozen=True)
class Watched:
    """A node beside the others of a network, and what is on record of it.

    Attributes
    ----------
    scenario : Scenario
    crowd : str
    """

    scenario: Scenario
    crowd: str = "written"

    @cached_property
    def desk(self) -> Desk:
        """The network's numbers."""
        return Desk(self.scenario)

    @cached_property
    def executors(self) -> list[tuple[int, Traits, float]]:
        """Entry, behaviour and number of the other executors; all honest where the field is taken as written."""
        counts = self.desk.counts[EXECUTES] + self.desk.counts[EXECUTES | VERIFIES]
        if self.crowd == "written":
            return [(-1, behaviour(), float(counts.sum()))]
        return [(e, self.desk.behaviours[e], float(n)) for e, n in enumerate(counts) if n > 0]

    @cached_property
    def verifiers(self) -> Crowd:
        """The other verifiers; counted where a panel seats all of them."""
        if self.crowd == "effective":
            return self.desk.crowd(self.desk.counts)
        seats_all = any(getattr(field.verification, "draw", "") == "all" for field in self.scenario.fields.values())
        return Crowd.of([(behaviour(), self.desk.roster)], self.desk.roster) if seats_all else Crowd.honest()

    def jobs(self, name: str) -> float:
        """Own jobs of a class in an epoch; none where nobody executes."""
        heads = sum(n for _, _, n in self.executors)
        return self.scenario.jobs.per_executor(round(heads) + 1) * self.scenario.job_classes[name].share if heads > 0 else 0.0

    def others(self, entry: int) -> Crowd:
        """The verifiers beside this one on the jobs of an executor's entry: an executor does not sit on its own panels."""
        counts = self.desk.counts
        if self.crowd == "written" or counts[EXECUTES | VERIFIES, entry] == 0:
            return self.verifiers
        return self.desk.crowd(counts, [entry])

    def _seat_share(self, others: Crowd) -> float:
        counts = self.desk.counts[VERIFIES] + self.desk.counts[EXECUTES | VERIFIES]
        return self.desk.seat_share(others, counts, float(np.mean(self.desk.stakes))) if counts.sum() > 0 else 0.0

    def _sits(self, name: str) -> bool:
        panel = self.scenario.fields[name].verification
        return isinstance(panel, Panel) and panel.auditors == "peers"

    def seats(self, name: str) -> float:
        """Seats on others' audited jobs of a class in an epoch."""
        return float(sum(weight for weight, _, _ in self._weights(name))) if self._sits(name) else 0.0

    def planted(self, name: str) -> float:
        """Seats on planted outputs beside jobs of a class in an epoch."""
        panel: Any = self.scenario.fields[name].verification
        if not self._sits(name) or panel.decoy_rate == 0:
            return 0.0
        case = self._case(name, behaviour(), self.verifiers)
        each = seats_filled(case.sitting(), self.verifiers) * self._seat_share(self.verifiers)
        return float(sum(n for _, _, n in self.executors) * self.jobs(name) * panel.decoy_rate * each)

    def _case(self, name: str, traits: Traits, crowd: Crowd) -> Case:
        return case_of(self.scenario.fields[name], traits, crowd, self.desk.place(name))

    def _share(self, name: str) -> float:
        return float(self.scenario.job_classes[name].share)

    def _weights(self, name: str) -> list[tuple[float, Case, Crowd]]:
        """Expected seats on the audited jobs of each other entry, with its case and who else may sit there."""
        panel: Any = self.scenario.fields[name].verification
        panels, found = panel.sampled_segments if panel.spread == "per_segment" else 1, []
        for entry, traits, n in self.executors:
            others = self.others(entry)
            case = self._case(name, traits, others)
            seats = seats_filled(case.sitting(), others) * panels * self._seat_share(others)
            found.append((n * self.jobs(name) * audited_share(case) * seats, case, others))
        return [one for one in found if one[0] > 0]

    def of_jobs(self, name: str, counted: bool) -> Source:
        """Verdicts of the node's own jobs of a class, with the votes on them where they are counted."""
        case = self._case(name, behaviour(), self.verifiers)
        counted = counted and case.field.verification.kind == "panel" and case.audit_probability > 0 and case.sitting().found > 0
        shape = counts_law(case, 0).shape[1:] if counted else ()
        if case.field.verification.kind != "panel":
            cells = tuple(verdict.replace("_", " ") for verdict in VERDICTS)
        else:
            after = [f", {x} for and {y} against" for x, y in np.ndindex(*shape)] if counted else [""]
            cells = ("accepted unaudited", "unreadable unaudited", *(outcome + words for outcome in OUTCOMES for words in after))

        def law(traits: Traits) -> np.ndarray:
            return job_law(self._case(name, traits, self.verifiers), counted)

        even = all(member.behaviour["reference_deviation"] == 0.0 for member in self.verifiers.members)
        kind, estimated = "counts" if counted else "verdicts", case.is_drawn() or case.is_rough()
        return Source(kind, name, self.jobs(name), self._share(name), _kept(law, set(TRAITS) - set(CHECKING)), cells, estimated, even)

    def of_seats(self, name: str) -> Source:
        """The node's votes on others' audited jobs of a class, with the outcome and how the others voted."""
        listed = self._weights(name)
        whole, shapes = sum(weight for weight, _, _ in listed), {vote_law(case, others, {}).shape for _, case, others in listed}

        def law(traits: Traits) -> np.ndarray:
            # Panels of different size can be told apart, so each size has cells of its own.
            by_shape = {shape: np.zeros(shape) for shape in sorted(shapes)}
            for weight, case, others in listed:
                table = vote_law(case, others, traits)
                by_shape[table.shape] += weight / whole * table / table.sum()
            return np.concatenate([table.ravel() for table in by_shape.values()])

        cells = tuple(f"{VOTES[v]} where it was {OUTCOMES[o]}" for shape in sorted(shapes) for v, o, _, _ in np.ndindex(*shape))
        audited = self._share(name) * audited_share(listed[0][1])
        estimated = any(case.is_drawn() or case.is_rough() for _, case, _ in listed)
        return Source("votes", name, whole, audited, _kept(law, VERIFYING), cells, estimated)

    def of_decoys(self, name: str) -> Source:
        """The node's answers to planted outputs."""

        def law(traits: Traits) -> np.ndarray:
            sitting = self._case(name, behaviour(), self.verifiers).sitting()
            rejects = decoy_law(sitting, Seat(Member(behaviour(**traits), 1), self.verifiers))[0]
            return np.array([1.0 - rejects.rejects - rejects.looks, rejects.rejects + rejects.looks])

        panel: Any = self.scenario.fields[name].verification
        per_job = self._share(name) * panel.decoy_rate
        return Source(
            "decoys", name, self.planted(name), per_job, _kept(law, VERIFYING), ("approved a planted output", "rejected a planted output")
        )


def _kept(law: Callable[[Traits], np.ndarray], telling: Collection[str]) -> Callable[[Traits], np.ndarray]:
    """A law of behaviours that is worked out once for all that have the same traits of those that matter to it."""
    known: dict[tuple[float, ...], np.ndarray] = {}

    def of(traits: Traits) -> np.ndarray:
        whole = behaviour(**traits)
        key = tuple(whole[name] for name in sorted(telling))
        if key not in known:
            known[key] = law(whole)
        return known[key]

    return of

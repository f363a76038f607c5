"""Acceptance: the closed form of a job's verdict, composed of the parts' own closed forms.

P(verdict | behaviour, crowd) = sum over outputs (partition) and over readers
(propagation) of the verdict of verification, with the audit lottery on top.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from model.field.crowd import Crowd
from model.field.output import Output, behind_traces, outputs
from model.field.place import Place, chain_of, factor, sees_the_end
from model.field.profile.shapes import UniformShape
from model.field.propagation.dispersed import Dispersed
from model.field.propagation.percolation import GRAPHS, PLACINGS, readers_of
from model.field.propagation.percolation import is_drawn as readers_are_drawn
from model.field.verification.panel.contexts import BATCHES, number_drawn
from model.field.verification.panel.form import Readers, Sitting
from model.field.verification.panel.seat import expected_votes

if TYPE_CHECKING:
    from model.field.compose import Field

UNAUDITED, VERIFIED, INVALID, UNAVAILABLE = range(4)


@dataclass(frozen=True)
class Acceptance:
    """Probabilities of a job's verdicts.

    Attributes
    ----------
    accepted_unaudited, accepted_verified, rejected_invalid, rejected_unavailable : float
        They sum to one.
    audited : float
        Probability that verification looks at the job.
    wrong_accepted : float
        Probability that the output is wrong and accepted.
    wrong : float
        Probability that the output is wrong.
    attacked_accepted : float
        Probability that the job is attacked and accepted.
    estimated : bool
        Whether a part has no closed form here and was drawn or approximated.
    standard_error : float
        Of ``accepted``; 0 where exact, nan where an approximation's error is not known.
    """

    accepted_unaudited: float
    accepted_verified: float
    rejected_invalid: float
    rejected_unavailable: float
    audited: float
    wrong_accepted: float
    wrong: float
    attacked_accepted: float
    estimated: bool = False
    standard_error: float = 0.0

    @property
    def accepted(self) -> float:
        """Probability that the job is accepted."""
        return self.accepted_unaudited + self.accepted_verified

    @property
    def verdicts(self) -> tuple[float, float, float, float]:
        """The four verdicts, in the order of ``model.columns.VERDICTS``."""
        return self.accepted_unaudited, self.accepted_verified, self.rejected_invalid, self.rejected_unavailable


@dataclass(frozen=True)
class Case:
    """One executor's job in front of a field's verification."""

    field: Field
    behaviour: Mapping[str, float]
    crowd: Crowd
    place: Place
    outputs: tuple[Output, ...]

    def readers(self, batch: int) -> Readers:
        """Who can read the trace: the propagation's law, and nobody where it is withheld."""
        place, hidden = self.place, self.behaviour["withhold"]
        law = readers_of(self.field.propagation, place.graph, place.nodes, place.relays, factor(self.field.profile.loss), batch)
        return [((1.0 - hidden) * weight, r) for weight, r in law if weight > 0 and hidden < 1] + ([(hidden, 0.0)] if hidden > 0 else [])

    def on_panels(self, readers: Readers) -> Readers:
        """Who of a panel can read, among jobs that may be audited.

        Where availability is required, a reader drawn from all has reconstructed
        them. Members from outside the executor's component read nothing where the
        executor stands in the component that hears the trace; r is its chance.
        """
        if self.field.availability_required == "always":
            readers = [(w * r, r) for w, r in readers]
        panel: Any = self.field.verification
        if isinstance(self.field.propagation, Dispersed) and panel.draw == "outside_component" and panel.auditors == "peers":
            return [pair for w, r in readers for pair in ((w * (1.0 - r), r), (w * r, 0.0))]
        return readers

    def sitting(self) -> Sitting:
        """The panel, where verification is one."""
        panel: Any = self.field.verification
        return Sitting(
            panel, self.field.noise, self.field.partition.segments, self.crowd, self.behaviour["cartel"], self.place.noise_factor,
            panel.tolerance * factor(self.field.profile.tolerance), self.place.bias,
        )  # fmt: skip

    @property
    def audit_probability(self) -> float:
        """Probability that a panel is drawn for a readable job."""
        return float(min(1.0, getattr(self.field.verification, "audit_probability", 0.0) * factor(self.field.profile.audit)))

    def has_drawn_readers(self) -> bool:
        """Whether who reads has to be drawn."""
        return readers_are_drawn(self.field.propagation, self.place.graph, self.place.nodes, self.place.relays)

    def drawn_outputs(self) -> list[Output]:
        """Outputs whose verification has to be drawn."""
        if self.field.verification.kind != "panel" or self.audit_probability == 0:
            return []
        sitting = self.sitting()
        return [output for output in self.outputs if sitting.is_drawn(output)]

    def is_drawn(self) -> bool:
        """Whether anything has to be drawn."""
        return self.has_drawn_readers() or bool(self.drawn_outputs())

    def is_rough(self) -> bool:
        """Whether vertices or nodes differ, or panels depend on the graph: the closed form then takes means."""
        shapes = self.field.profile.audit, self.field.profile.tolerance, self.field.profile.loss
        on_graph = getattr(self.field.verification, "draw", "") in ("neighbours", "outside_component")
        chain = chain_of(self.field, self.place)
        drawn = chain is not None and chain.is_rough(list(self.outputs), sees_the_end(self.field), self.field.noise.shared)
        return self.place.rough or on_graph or drawn or not all(isinstance(shape, UniformShape) for shape in shapes)


def _absent(case: Case, readers: Readers, batch: int) -> np.ndarray:
    read = sum(w * r for w, r in readers) if case.field.availability_required == "always" else 1.0
    return np.tile([read, 0.0, 0.0, 1.0 - read], (len(case.outputs), 1))


def _attestation(case: Case, readers: Readers, batch: int) -> np.ndarray:
    part: Any = case.field.verification
    sound, broken, _ = case.place.images.stationary()
    passes = [sound * part.passes(case.field.partition.segments, output.deviating) + broken for output in case.outputs]
    return _checked(np.array(passes), sound + broken, readers)


def _proof(case: Case, readers: Readers, batch: int) -> np.ndarray:
    part: Any = case.field.verification
    return _checked(np.array([part.passes(case.field.partition.segments, output.deviating) for output in case.outputs]), 1.0, readers)


def _checked(passes: np.ndarray, speaks: float, readers: Readers) -> np.ndarray:
    """Verdicts where every job is checked and one reader has to reconstruct."""
    read = sum(w * r for w, r in readers)
    rest = np.zeros_like(passes)
    return np.column_stack((rest, read * passes, read * (speaks - passes), rest + 1.0 - read * speaks))


def _panel(case: Case, readers: Readers, batch: int) -> np.ndarray:
    readers = case.on_panels(readers)
    read, p = sum(w for w, _ in readers), case.audit_probability
    found = np.tile([(1.0 - p) * read, 0.0, 0.0, 1.0 - read], (len(case.outputs), 1))
    if p > 0:
        approved, invalid, unavailable = case.sitting().verdicts(list(case.outputs), readers, batch).T
        found += p * np.column_stack((np.zeros_like(approved), approved, invalid, unavailable))
    return found


FORMS: dict[str, Callable[[Case, Readers, int], np.ndarray]] = {
    "absent": _absent, "panel": _panel, "attestation": _attestation, "proof": _proof,
}  # fmt: skip


def case_of(field: Field, behaviour: Mapping[str, float], crowd: Crowd, place: Place) -> Case:
    """An executor's job in front of a field."""
    law, chain = field.partition.deviating(behaviour), chain_of(field, place)
    if chain is None:
        listed = outputs(law, behaviour, place.technology, place.harm_threshold)
    else:
        listed = chain.outputs(outputs(law, behaviour, place.technology), sees_the_end(field))
    if behaviour["forge"] > 0 and (hidden := getattr(field.verification, "trace_share", 0.0)) > 0:
        listed = behind_traces(listed, hidden)
    return Case(field, behaviour, crowd, place, tuple(listed))


def acceptance(field: Field, behaviour: Mapping[str, float], crowd: Crowd, place: Place | None = None) -> Acceptance:
    """Probabilities of a job's verdicts (see ``Field.acceptance``)."""
    return acceptances(field, [behaviour], crowd, place)[0]


def acceptances(field: Field, behaviours: Sequence[Mapping[str, float]], crowd: Crowd, place: Place | None = None) -> list[Acceptance]:
    """Probabilities of the verdicts of several behaviours of one cartel that withhold alike: verification is asked once for all of them."""
    cases = [case_of(field, behaviour, crowd, place or Place()) for behaviour in behaviours]
    whole = replace(cases[0], outputs=tuple(output for case in cases for output in case.outputs))
    laws = [_law(whole, batch) for batch in range(BATCHES if whole.is_drawn() else 1)]
    ends = np.cumsum([0, *(len(case.outputs) for case in cases)])
    return [
        _averaged(case, [(readers, law[first:last]) for readers, law in laws])
        for case, (first, last) in zip(cases, pairwise(ends.tolist()), strict=True)
    ]


def _averaged(case: Case, laws: list[tuple[Readers, np.ndarray]]) -> Acceptance:
    drawn, rough = len(laws) > 1 and case.is_drawn(), case.is_rough()
    found = [_once(case, *law) for law in (laws if drawn else laws[:1])]
    if not drawn:
        return replace(found[0], estimated=rough, standard_error=math.nan if rough else 0.0)
    names = [name for name in Acceptance.__dataclass_fields__ if name not in ("estimated", "standard_error")]
    means = {name: float(np.mean([getattr(one, name) for one in found])) for name in names}
    spread = float(np.std([one.accepted for one in found], ddof=1) / np.sqrt(BATCHES))
    error = math.nan if rough else max(spread, _unseen(case, laws))
    return Acceptance(**means, estimated=True, standard_error=error)


def _unseen(case: Case, laws: list[tuple[Readers, np.ndarray]]) -> float:
    """Standard error of what no draw may have met: 3 / n for an event rarer than that among n draws (rule of three)."""
    p, law = case.audit_probability, np.mean([law for _, law in laws], axis=0)
    errors = [0.0]
    for row, output in enumerate(case.outputs):
        rare = 3.0 / (BATCHES * number_drawn(case.sitting().look(output))) if output in case.drawn_outputs() else 0.0
        if min(law[row, VERIFIED], law[row, INVALID]) < p * rare:
            errors.append(abs(output.probability) * p * rare)
    if case.has_drawn_readers():
        rare = 3.0 / (BATCHES * GRAPHS * PLACINGS)
        read = np.mean([sum(w * r for w, r in readers) / max(1e-300, sum(w for w, _ in readers)) for readers, _ in laws])
        matters = p if case.field.availability_required == "when_audited" and case.field.verification.kind in ("panel", "absent") else 1.0
        errors.append(matters * rare if min(read, 1.0 - read) < rare else 0.0)
    return math.hypot(*errors)


def votes(field: Field, behaviour: Mapping[str, float], crowd: Crowd, place: Place | None = None) -> np.ndarray:
    """Expected numbers of votes on a job, audited or not (see ``Field.votes``)."""
    case = case_of(field, behaviour, crowd, place or Place())
    if field.verification.kind != "panel":
        return np.zeros((len(crowd.members), 3, 3))
    batches = BATCHES if case.is_drawn() else 1
    found = [expected_votes(case.sitting(), list(case.outputs), case.on_panels(case.readers(batch)), batch) for batch in range(batches)]
    return np.asarray(case.audit_probability * np.mean(found, axis=0))


def _law(case: Case, batch: int) -> tuple[Readers, np.ndarray]:
    """Readers, and verdicts of each output, (outputs, 4)."""
    readers = case.readers(batch)
    return readers, FORMS[case.field.verification.kind](case, readers, batch)


def _once(case: Case, readers: Readers, law: np.ndarray) -> Acceptance:
    chance = np.array([output.probability for output in case.outputs])
    wrong = np.array([output.wrong for output in case.outputs])
    attacked = np.array([float(output.attacked) for output in case.outputs])
    # What only rounding carries below zero is zero.
    unaudited, verified, invalid, unavailable = (max(0.0, float(v)) for v in chance @ law)
    accepted = chance * (law[:, UNAUDITED] + law[:, VERIFIED])
    return Acceptance(
        unaudited, verified, invalid, unavailable, _audited(case, readers),
        max(0.0, float(accepted @ wrong)), float(chance @ wrong), max(0.0, float(accepted @ attacked)),
    )  # fmt: skip


def _audited(case: Case, readers: Readers) -> float:
    if case.field.verification.kind in ("attestation", "proof"):
        return 1.0
    read = sum(w * r for w, r in readers) if case.field.availability_required == "always" else 1.0
    return float(case.audit_probability * read)

"""Laws of single records: an executor's job with the votes on it, and a verifier's seat on somebody's job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from model.field.acceptance import Case, acceptance
from model.field.crowd import Crowd, Member
from model.field.verification.panel.contexts import BATCHES
from model.field.verification.panel.form import Sitting
from model.field.verification.panel.seat import Seat, seat_law
from model.strategies.traits import behaviour

Traits = Mapping[str, float]


def job_law(case: Case, counted: bool) -> np.ndarray:
    """Law of the record of an executor's job.

    Parameters
    ----------
    case : Case
    counted : bool
        Whether the votes on an audited job are on record beside its verdict.

    Returns
    -------
    (cells,), float
        Of a panel: accepted unaudited; unreadable before any audit; then the outcomes of audited jobs, by approvals and
        rejections where these are counted. Of all else the four verdicts.
    """
    if case.field.verification.kind != "panel":
        return np.array(acceptance(case.field, case.behaviour, case.crowd, case.place).verdicts)
    found = []
    for batch in range(BATCHES if case.is_drawn() else 1):
        readers, p = case.on_panels(case.readers(batch)), case.audit_probability
        read = sum(w for w, _ in readers)
        audited = np.zeros(3)
        if counted:
            audited = counts_law(case, batch).ravel()
        elif p > 0:
            chance = np.array([output.probability for output in case.outputs])
            audited = chance @ case.sitting().verdicts(list(case.outputs), readers, batch)
        found.append(np.concatenate(([(1.0 - p) * read, 1.0 - read], p * audited)))
    return np.maximum(0.0, np.mean(found, axis=0))


def audited_share(case: Case) -> float:
    """Probability that a job is readable, where it has to be, and audited."""
    return case.audit_probability * sum(weight for weight, _ in case.on_panels(case.readers(0)))


def counts_law(case: Case, batch: int) -> np.ndarray:
    """Outcome, approvals and rejections of an audited job, (3, votes + 1, votes + 1), as a seat drawn from the crowd meets them."""
    sitting = _peers(case.sitting())
    crowd, readers = sitting.voters, case.on_panels(case.readers(batch))
    whole = crowd.size if crowd.is_finite else 1.0
    seated = [(row, member) for row, member in enumerate(crowd.members) if member.weight > 0]
    return np.asarray(
        sum(
            member.weight / whole * seat_law(sitting, Seat(member, crowd.without(row)), list(case.outputs), readers, batch).sum(axis=(0, 1))
            for row, member in seated
        )
    )


def _peers(sitting: Sitting) -> Sitting:
    """The same panel where auditors of the protocol sit on it: a crowd of their own, without number."""
    if sitting.panel.auditors == "peers":
        return sitting
    panel = sitting.panel.model_copy(update={"auditors": "peers", "draw": "uniform", "panel_size": sitting.size})
    return replace(sitting, panel=panel, crowd=sitting.voters)


def vote_law(case: Case, others: Crowd, traits: Traits) -> np.ndarray:
    """The vote of a seat, the outcome, approvals and rejections of the job, (3, 3, votes + 1, votes + 1)."""
    seat = Seat(Member(behaviour(**traits), 1, case.place.noise_factor), others)

    def table(batch: int) -> np.ndarray:
        return seat_law(case.sitting(), seat, list(case.outputs), case.on_panels(case.readers(batch)), batch).sum(axis=0)

    return np.asarray(np.mean([table(batch) for batch in range(BATCHES if case.is_drawn() else 1)], axis=0))

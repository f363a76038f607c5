"""What one seat of a panel meets: its own vote jointly with the job's outcome and with how many others voted how.

Pay depends on all of these: a bounty is shared among the votes to reject, a
fee among the votes cast. The other seats are drawn from the crowd without this
member. With a panel per segment the votes of all panels of the job count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from model import columns as col
from model.field.binomial import hypergeometric
from model.field.crowd import Crowd, Member
from model.field.output import Output
from model.field.verification.panel.ballot import APPROVED, INVALID, UNAVAILABLE, Stance, approvals, binomials, outcomes, stance, thin
from model.field.verification.panel.contexts import Contexts, contexts, one_segment
from model.field.verification.panel.form import Readers, Sitting

VOTES = 3
"""Abstained, approved, rejected, as in ``model.columns``."""

LARGEST_TABLE = 60
"""Votes of a job up to which those of all its panels are counted together."""


class Seat(NamedTuple):
    """A member of a given kind on a panel, and who else may sit there.

    Attributes
    ----------
    member : Member
    others : Crowd
        The crowd without it.
    """

    member: Member
    others: Crowd


def seats_filled(sitting: Sitting, others: Crowd) -> int:
    """Seats filled when this member and the others are eligible."""
    if sitting.panel.draw == "all":
        return others.size + 1
    return min(sitting.panel.panel_size, others.size + 1) if others.is_finite else sitting.panel.panel_size


def joined(others: Crowd, member: Member) -> Crowd:
    """The crowd with the member as its last row; in a crowd without number it looks, but weighs nothing."""
    weight: float | int = 1 if others.is_finite else 1e-300
    return Crowd((*others.members, member._replace(weight=weight)), others.roster)


def seat_law(sitting: Sitting, seat: Seat, listed: list[Output], readers: Readers, batch: int = 0) -> np.ndarray:
    """Law of a seat on an audited job, over outputs and readers.

    Parameters
    ----------
    sitting : Sitting
        Of the executor; its crowd is replaced by the seat's.
    seat : Seat
    listed : list of Output
    readers : list of (weight, r)
    batch : int

    Returns
    -------
    (2, 3, 3, votes + 1, votes + 1), float
        Whether the output is wrong; the seat's vote; the job's outcome;
        approvals and rejections of the job, the seat's included.
    """
    table = _Table(sitting, seat)
    found = [table.of(output, readers, batch) for output in listed]
    law = np.zeros((2, *found[0].shape))
    for output, one in zip(listed, found, strict=True):
        law[0] += output.probability * (1.0 - output.wrong) * one
        law[1] += output.probability * output.wrong * one
    return law


def expected_votes(sitting: Sitting, listed: list[Output], readers: Readers, batch: int = 0) -> np.ndarray:
    """Expected numbers of votes on an audited job, by kind of crowd member, vote and outcome.

    Parameters
    ----------
    sitting : Sitting
    listed : list of Output
    readers : list of (weight, r)
    batch : int

    Returns
    -------
    (members, 3, 3), float
        They sum to the seats filled, times the sum of the readers' weights.
    """
    if sitting.panel.auditors == "protocol":  # its auditors are a crowd of their own, without number
        panel = sitting.panel.model_copy(update={"auditors": "peers", "draw": "uniform", "panel_size": sitting.size})
        sitting = replace(sitting, panel=panel, crowd=sitting.voters)
    crowd, panels = sitting.voters, sitting.panel.sampled_segments if sitting.panel.spread == "per_segment" else 1
    votes = np.zeros((len(crowd.members), VOTES, 3))
    for row, member in enumerate(crowd.members):
        if member.weight > 0:
            law = seat_law(sitting, Seat(member, crowd.without(row)), listed, readers, batch)
            share = member.weight / (crowd.size if crowd.is_finite else 1.0)
            votes[row] = panels * sitting.found * share * law.sum(axis=(0, 3, 4))
    return votes


class _Table:
    """Tables of votes for one seat: index 0 tells approved, not invalid, and any outcome."""

    def __init__(self, sitting: Sitting, seat: Seat) -> None:
        crowd = joined(seat.others, seat.member)
        # The member's row gives its way of checking; it does not vote among the others.
        self.sitting = Sitting(
            sitting.panel, sitting.noise, sitting.segments, crowd, sitting.cartel, sitting.noise_factor, sitting.tolerance, sitting.bias
        )
        self.others = seat.others
        self.found = seats_filled(sitting, seat.others)
        self.stance = stance(seat.member.behaviour, sitting.cartel)
        code = outcomes(sitting.panel, self._size(sitting), self.found)
        self.masks = np.array([code == APPROVED, (code == APPROVED) | (code == UNAVAILABLE), code >= 0])

    def _size(self, sitting: Sitting) -> int:
        if sitting.panel.draw == "all":
            return sitting.crowd.roster or self.found
        return sitting.panel.panel_size

    def of(self, output: Output, readers: Readers, batch: int) -> np.ndarray:
        """Votes by outcome, (3 votes, 3 outcomes, x, y)."""
        panel, look = self.sitting.panel, self.sitting.look(output)
        if not any(weight > 0 for weight, _ in readers):  # nothing comes before a panel
            return np.zeros((VOTES, 3, self.found + 1, self.found + 1))
        if panel.spread != "per_segment":
            given = contexts(look, output.deviating, self.found, batch)
            rows, _ = self._rows(given)
            nested = sum((weight * self._own(rows, r) for weight, r in readers if weight > 0))
            return _by_outcome(np.asarray(nested))
        s = panel.sampled_segments
        kinds = [self._rows(one_segment(look, segment)) for segment in (look.wrong, look.right)]
        law = [(j, hypergeometric(self.sitting.segments, output.deviating, s, j)) for j in range(s + 1)]
        total = np.zeros(1)
        for weight, r in readers:
            own, other = [self._own(rows[0], r) for rows in kinds], [self._panel(rows[1], r) for rows in kinds]
            if s * self.found > LARGEST_TABLE:
                other = [table.sum(axis=(1, 2), keepdims=True) for table in other]
            for j, chance in law:
                for kind, seats in ((0, j), (1, s - j)):
                    if weight * chance * seats > 0:
                        rest = _sum_of(_repeated(other[0], j - (kind == 0)), _repeated(other[1], s - j - (kind == 1)))
                        total = total + weight * chance * (seats / s) * np.array([_sum_of(vote, rest) for vote in own[kind]])
        return _by_outcome(total)

    def _rows(self, given: Contexts) -> tuple[np.ndarray, np.ndarray]:
        """Law of the others' approvals when everybody reads, with the seat's approval, its refusal, and alone; and of a whole panel's."""
        approves = self.stance.approves + self.stance.looks * given.q[-1]
        p = self.sitting.approving(given)
        finite = self.others.is_finite
        law = approvals(tuple(m.weight for m in self.others.members), finite, p[:-1], self.found - 1)
        whole = approvals(tuple(m.weight for m in self.sitting.crowd.members), finite, p, self.found)
        rows = np.array([given.weights * approves, given.weights * (1.0 - approves), given.weights]) @ law
        return rows, given.weights[None] @ whole

    def _cast(self, rows: np.ndarray, r: float, width: int) -> np.ndarray:
        """Approvals and rejections, (rows, width, width), from the law of approvals when everybody reads."""
        n = rows.shape[1] - 1
        by_readers, readers = thin(rows), binomials(n, np.array(r))
        cast = np.zeros((len(rows), width, width))
        for voters in range(n + 1):
            x = np.arange(voters + 1)
            cast[:, x, voters - x] += readers[voters] * by_readers[:, voters, : voters + 1]
        return cast

    def _own(self, rows: np.ndarray, r: float) -> np.ndarray:
        """Votes of the seat's own panel by its vote, (3 votes, 3, x, y)."""
        approving, refusing, any_vote = self._cast(rows, r, self.found + 1)
        table = np.zeros((VOTES, *any_vote.shape))
        table[col.ABSTAINED] = (1.0 - r) * any_vote
        table[col.APPROVED, 1:] = r * approving[:-1]
        table[col.REJECTED, :, 1:] = r * refusing[:, :-1]
        return np.asarray(table[:, None] * self.masks)

    def _panel(self, row: np.ndarray, r: float) -> np.ndarray:
        """Votes of another panel of the job, (3, x, y); this member may sit there too."""
        return np.asarray(self._cast(row, r, self.found + 1) * self.masks)


def _sum_of(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Law of the summed votes of two panels: (3, x, y) and (3, x', y') give (3, x + x' - 1, y + y' - 1)."""
    if a[0].size < b[0].size:
        a, b = b, a
    found = np.zeros((3, a.shape[1] + b.shape[1] - 1, a.shape[2] + b.shape[2] - 1))
    for x, y in zip(*np.nonzero(b[2]), strict=True):
        found[:, x : x + a.shape[1], y : y + a.shape[2]] += a * b[:, x, y, None, None]
    return found


def _repeated(table: np.ndarray, times: int) -> np.ndarray:
    found = np.ones((3, 1, 1))
    for _ in range(times):
        found = _sum_of(found, table)
    return found


def _by_outcome(nested: np.ndarray) -> np.ndarray:
    """Votes by outcome, from those by approved, not invalid, and any: a job is invalid if any panel says so."""
    approved, standing, whole = nested[:, 0], nested[:, 1], nested[:, 2]
    found = np.zeros((VOTES, 3, *nested.shape[2:]))
    found[:, APPROVED], found[:, INVALID], found[:, UNAVAILABLE] = approved, whole - standing, standing - approved
    return found


def decoy_law(sitting: Sitting, seat: Seat) -> tuple[Stance, np.ndarray]:
    """What a seat of a panel on a planted output does, and how many of the others reject it.

    A planted output belongs to no cartel, everybody can read it, and no check passes it.

    Returns
    -------
    Stance
        Of the seat; it rejects with probability ``rejects + looks``.
    (seats filled,), float
        Law of the others' rejections.
    """
    found = seats_filled(sitting, seat.others)
    stances = [stance(m.behaviour, 0.0) for m in seat.others.members]
    rejecting = np.array([[s.rejects + s.looks] for s in stances]).reshape(-1, 1)
    law = approvals(tuple(m.weight for m in seat.others.members), seat.others.is_finite, rejecting, found - 1)
    return stance(seat.member.behaviour, 0.0), law[0]

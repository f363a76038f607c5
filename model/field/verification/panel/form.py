"""The closed form of a panel: verdicts of a job, and what one seat of the panel meets.

P(approved | m deviating) for a common sample is sum_j Hyp(j; k, m, s) P(votes
approve | j), the same with own samples averaged inside, and for a panel per
segment sum_j Hyp(j; k, m, s) Q_b^j Q_h^(s-j) (I1 of the catalogue).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from model.field.binomial import hypergeometric
from model.field.crowd import Crowd, Member
from model.field.output import Output
from model.field.verification.panel.ballot import (
    APPROVED,
    INVALID,
    Stance,
    approvals,
    binomials,
    outcomes,
    stance,
    thin,
)  # fmt: skip
from model.field.verification.panel.check import fresh_noise
from model.field.verification.panel.contexts import Contexts, Look, contexts, is_drawn, one_segment
from model.field.verification.panel.numbers import Noise, Panel
from model.field.verification.panel.segment import Checker, Segment

Readers = list[tuple[float, float]]
"""(weight, r): with that weight every member reads independently with probability r."""


@dataclass(frozen=True)
class Sitting:
    """A panel about to vote on the outputs of one executor.

    Attributes
    ----------
    panel : Panel
    noise : Noise
    segments : int, seg
        Of a job.
    crowd : Crowd
        Eligible verifiers.
    cartel : float
        The executor's.
    noise_factor : float
        The executor's.
    tolerance : float, sigma
        At the executor's vertex.
    bias : float, sigma
        Of the pair of hardware classes.
    """

    panel: Panel
    noise: Noise
    segments: int
    crowd: Crowd
    cartel: float = 0.0
    noise_factor: float = 1.0
    tolerance: float = 0.0
    bias: float = 0.0

    @property
    def voters(self) -> Crowd:
        """Who votes: the crowd, or honest auditors of the protocol."""
        return Crowd.honest() if self.panel.auditors == "protocol" else self.crowd

    @property
    def size(self) -> int:
        """Seats that the quorum counts."""
        if self.panel.draw != "all":
            return self.panel.panel_size
        if not self.crowd.is_finite:
            raise ValueError(
                "field.verification.draw = all seats every verifier, so the crowd needs counts, not shares; give whole numbers"
            )
        return self.crowd.roster or self.crowd.size

    @property
    def found(self) -> int:
        """Seats filled."""
        if self.panel.draw == "all":
            return self.crowd.size
        if self.panel.auditors == "protocol" or not self.crowd.is_finite:
            return self.size
        return min(self.size, self.crowd.size)

    def stances(self) -> list[Stance]:
        """What each kind of member does."""
        return [stance(member.behaviour, self.cartel) for member in self.voters.members]

    def stances_of(self, member: Member) -> Stance:
        """What one member does."""
        return stance(member.behaviour, self.cartel)

    def look(self, output: Output) -> Look:
        """How members check this output."""
        noise = self.noise
        tau = [fresh_noise(noise.level, noise.shared, self.noise_factor, m.noise_factor) for m in self.voters.members]
        ways = [Checker(self.bias - m.behaviour["reference_deviation"], t) for m, t in zip(self.voters.members, tau, strict=True)]
        looking = [way for way, s, m in zip(ways, self.stances(), self.voters.members, strict=True) if s.looks > 0 and m.weight > 0]
        kinds = list(dict.fromkeys(looking)) or ways[:1]
        reference = Checker(0.0, fresh_noise(noise.level, noise.shared, self.noise_factor, 0.0))
        shared = noise.level * self.noise_factor if noise.shared else 0.0
        panel = self.panel
        return Look(
            (*kinds, reference),
            tuple(kinds.index(way) if way in kinds else 0 for way in ways),
            panel.reference_share,
            Segment(output.deviation, output.idiosyncratic, shared, self.tolerance, output.stretch),
            Segment(0.0, False, shared, self.tolerance),
            self.segments,
            panel.sampled_segments,
            panel.spread == "own",
            len(kinds) == 1,
        )

    def is_drawn(self, output: Output) -> bool:
        """Whether this output's verdict is estimated by Monte Carlo."""
        return self.panel.spread != "per_segment" and is_drawn(self.look(output), output.deviating, self.found)

    def votes(self, given: Contexts, n: int, others: Crowd | None = None) -> np.ndarray:
        """Law of the approvals of n voters in each context, (contexts, n + 1)."""
        crowd = others or self.voters
        return approvals(tuple(m.weight for m in crowd.members), crowd.is_finite, self.approving(given), n)

    def approving(self, given: Contexts) -> np.ndarray:
        """Probability that a voter of each kind approves, (members, contexts)."""
        stances = np.array(self.stances())
        return np.asarray(stances[:, 0:1] + stances[:, 2:3] * given.q)

    def decided(self, law: np.ndarray, r: np.ndarray) -> np.ndarray:
        """Outcome from the law of the approvals when everybody reads.

        Parameters
        ----------
        law : (rows, found + 1), float
        r : (readers,), float

        Returns
        -------
        (rows, readers, 3), float
        """
        by_readers = outcomes_by_readers(self.panel, self.size, self.found)
        of_readers = np.einsum("arx,orx->aro", thin(law), by_readers)
        return np.asarray(np.einsum("er,aro->aeo", binomials(self.found, r), of_readers))

    def verdicts(self, listed: list[Output], readers: Readers, batch: int = 0) -> np.ndarray:
        """Probability of each outcome of an audited job, for each output.

        Parameters
        ----------
        listed : list of Output
        readers : list of (weight, r)
        batch : int

        Returns
        -------
        (outputs, 3), float
            Rows sum to the sum of the readers' weights.
        """
        weights, r = np.array([w for w, _ in readers]), np.array([r for _, r in readers])
        if self.panel.spread != "per_segment":
            # All outputs in one go: a context belongs to one of them.
            given = [contexts(self.look(output), output.deviating, self.found, batch) for output in listed]
            whole = Contexts(np.concatenate([g.weights for g in given]), np.concatenate([g.q for g in given], axis=1))
            law = self.votes(whole, self.found)
            ends = np.cumsum([0, *(len(g.weights) for g in given)])
            rows = np.array([whole.weights[a:b] @ law[a:b] for a, b in pairwise(ends)])
            return np.asarray(np.einsum("aeo,e->ao", self.decided(rows, r), weights))
        return np.array([self._by_segment(output, r) @ weights for output in listed])

    def _by_segment(self, output: Output, r: np.ndarray) -> np.ndarray:
        """Outcome of a job with a panel per sampled segment, (3, readers)."""
        look, s = self.look(output), self.panel.sampled_segments
        rows = []
        for segment in (look.wrong, look.right):
            given = one_segment(look, segment)
            rows.append(given.weights @ self.votes(given, self.found))
        wrong, right = self.decided(np.array(rows), r)
        approved, standing = np.zeros(len(r)), np.zeros(len(r))
        for j in range(s + 1):
            chance = hypergeometric(self.segments, output.deviating, s, j)
            if chance > 0:
                approved += chance * wrong[:, APPROVED] ** j * right[:, APPROVED] ** (s - j)
                standing += chance * (1.0 - wrong[:, INVALID]) ** j * (1.0 - right[:, INVALID]) ** (s - j)
        return np.array([approved, 1.0 - standing, standing - approved])


_BY_READERS: dict[tuple[Panel, int, int], np.ndarray] = {}


def outcomes_by_readers(panel: Panel, size: int, found: int) -> np.ndarray:
    """Whether each outcome follows, (3, found + 1, found + 1): index 1 the readers, index 2 the approvals."""
    key = panel, size, found
    if key not in _BY_READERS:
        table = outcomes(panel, size, found)
        by_readers = np.zeros((3, found + 1, found + 1))
        for readers in range(found + 1):
            for yes in range(readers + 1):
                by_readers[table[yes, readers - yes], readers, yes] = 1.0
        if len(_BY_READERS) > 256:
            _BY_READERS.clear()
        _BY_READERS[key] = by_readers
    return _BY_READERS[key]

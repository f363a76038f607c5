"""Given what do the members of a panel vote independently? The contexts of a panel, with their weights.

A context fixes what all members share: how many of the sampled segments
deviate, and the shared noise of each. In it every member that looks approves
with a probability of its own. Where the shared noise of several segments meets
in one vote, the noise is summed out through the moments of that probability:
with P(approved | q) = sum_t c_t q^t, E[q^t] = sum_j Hyp(j; k, m, s) M_t(d)^j M_t(0)^(s-j),
M_t(d) = E_z[A(d|z)^t]. Moments become contexts again, as signed weights on
fixed values of q under which every polynomial up to the panel's size has its
right mean. What no sum reaches is drawn: own samples under shared noise, crowds
that run different references, and panels too large for the moments.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from model.field.binomial import hypergeometric
from model.field.verification.panel.ballot import binomials
from model.field.verification.panel.segment import Checker, Segment, draw_passes, latent

LARGEST_POLYNOMIAL = 15
"""Seats beyond which the coefficients of the vote's polynomial cancel."""

BATCHES = 8
DRAWN = 512
"""Contexts drawn per batch; the spread over batches gives the standard error."""


class Look(NamedTuple):
    """How the looking members of a panel check.

    Attributes
    ----------
    checkers : tuple of Checker
        The different ways, and last the protocol's reference.
    way : tuple of int
        Row of each crowd member's checker.
    reference_share : float
        Probability that a member checks against the reference instead.
    wrong, right : Segment
        A deviating and a right segment.
    segments, sampled : int, seg
    own : bool
        Each member draws a sample of its own.
    alike : bool
        All members that look check in the same way.
    """

    checkers: tuple[Checker, ...]
    way: tuple[int, ...]
    reference_share: float
    wrong: Segment
    right: Segment
    segments: int
    sampled: int
    own: bool
    alike: bool

    def mix(self, passes: np.ndarray) -> np.ndarray:
        """Passing probability of each crowd member, (members, contexts), from that of each checker."""
        rho = self.reference_share
        return np.asarray((1.0 - rho) * passes[list(self.way)] + rho * passes[-1])


class Contexts(NamedTuple):
    """Contexts of a vote.

    Attributes
    ----------
    weights : (contexts,), float
        They sum to one; moments give some of either sign.
    q : (members, contexts), float
        Probability that a looking member of each kind approves.
    """

    weights: np.ndarray
    q: np.ndarray


def is_drawn(look: Look, deviating: int, size: int) -> bool:
    """Whether no sum reaches this case, so that contexts are drawn."""
    if _is_plain(look, deviating):
        return False
    if look.own and look.sampled < look.segments:
        return True
    return look.sampled > 1 and (not look.alike or size > LARGEST_POLYNOMIAL)


def number_drawn(look: Look) -> int:
    """Contexts drawn in a batch."""
    return max(32, min(DRAWN, 2_000_000 // (look.segments * look.sampled))) if look.own else DRAWN


def contexts(look: Look, deviating: int, size: int, batch: int) -> Contexts:
    """Contexts of a panel that checks one sample, or own samples.

    Parameters
    ----------
    look : Look
    deviating : int, seg
        Of the job's segments.
    size : int
        Members that may look.
    batch : int
        Number of the batch, for contexts that are drawn.
    """
    if is_drawn(look, deviating, size):
        return _drawn(look, deviating, batch)
    hits = _hits(look, deviating)
    of_wrong, wrong = latent(look.wrong, look.checkers)
    of_right, right = latent(look.right, look.checkers)
    s = look.sampled
    if _is_plain(look, deviating):
        weights = np.array([weight for _, weight in hits])
        q = look.mix(np.column_stack([wrong[:, 0] ** j * right[:, 0] ** (s - j) for j, _ in hits]))
        if look.own and s < look.segments:
            return Contexts(np.ones(1), (q @ weights)[:, None])
        return Contexts(weights, q)
    if s == 1:
        share = {j: weight for j, weight in hits}
        weights = np.concatenate((share.get(1, 0.0) * of_wrong, share.get(0, 0.0) * of_right))
        return Contexts(weights, look.mix(np.concatenate((wrong, right), axis=1)))
    weights, q = _by_moments(look, hits, size)
    return Contexts(weights, np.repeat(q[None, :], len(look.way), axis=0))


def one_segment(look: Look, segment: Segment) -> Contexts:
    """Contexts of a panel that checks one segment."""
    weights, passes = latent(segment, look.checkers)
    return Contexts(weights, look.mix(passes))


def _hits(look: Look, deviating: int) -> list[tuple[int, float]]:
    law = [(j, hypergeometric(look.segments, deviating, look.sampled, j)) for j in range(look.sampled + 1)]
    return [(j, weight) for j, weight in law if weight > 0]


def _is_plain(look: Look, deviating: int) -> bool:
    """Whether nothing but the number of sampled deviating segments is shared."""
    sees_wrong, sees_right = deviating > 0, deviating < look.segments
    return not (
        (sees_wrong and len(latent(look.wrong, look.checkers)[0]) > 1) or (sees_right and len(latent(look.right, look.checkers)[0]) > 1)
    )


def _by_moments(look: Look, hits: list[tuple[int, float]], degree: int) -> tuple[np.ndarray, np.ndarray]:
    rho, s = look.reference_share, look.sampled
    wrong, right = (_moments(segment, look.checkers, degree) for segment in (look.wrong, look.right))
    moment_of = sum((weight * wrong**j * right ** (s - j) for j, weight in hits), np.zeros_like(wrong))
    moments = np.array(
        [sum(math.comb(t, i) * (1.0 - rho) ** (t - i) * rho**i * moment_of[t - i, i] for i in range(t + 1)) for t in range(degree + 1)]
    )
    passes_of_all = np.array(
        [
            math.comb(degree, y) * math.fsum((-1) ** i * math.comb(degree - y, i) * moments[y + i] for i in range(degree - y + 1))
            for y in range(degree + 1)
        ]
    )
    q = (1.0 - np.cos(np.pi * (2.0 * np.arange(degree + 1) + 1.0) / (2.0 * (degree + 1)))) / 2.0
    return np.linalg.solve(binomials(degree, q).T, passes_of_all), q


@lru_cache(maxsize=4096)
def _moments(segment: Segment, checkers: tuple[Checker, ...], degree: int) -> np.ndarray:
    """Mean of every product of powers of the first and the last checker's passing probabilities in a segment, (degree + 1, degree + 1)."""
    weights, passes = latent(segment, checkers)
    own, reference = passes[0] ** np.arange(degree + 1)[:, None], passes[-1] ** np.arange(degree + 1)[:, None]
    return np.asarray((own * weights) @ reference.T)


def _drawn(look: Look, deviating: int, batch: int) -> Contexts:
    generator = np.random.Generator(np.random.PCG64([20, batch]))
    k, s, count = look.segments, look.sampled, number_drawn(look)
    if look.own:
        wrong = draw_passes(look.wrong, look.checkers, (count, deviating), generator)
        right = draw_passes(look.right, look.checkers, (count, k - deviating), generator)
        passes = _mean_product(np.concatenate((wrong, right), axis=2), s)
    else:
        hits = generator.hypergeometric(deviating, k - deviating, s, DRAWN)
        wrong = draw_passes(look.wrong, look.checkers, (DRAWN, s), generator)
        right = draw_passes(look.right, look.checkers, (DRAWN, s), generator)
        passes = np.where(np.arange(s) < hits[:, None], wrong, right).prod(axis=2)
    return Contexts(np.full(count, 1.0 / count), look.mix(passes))


def _mean_product(passes: np.ndarray, sampled: int) -> np.ndarray:
    """Mean over all samples of the product of their segments: (checkers, contexts, segments) to (checkers, contexts)."""
    k = passes.shape[2]
    law = np.zeros((*passes.shape[:2], sampled + 1))
    law[..., 0] = 1.0
    for i in range(k):
        taken = np.clip((sampled - np.arange(sampled + 1)) / (k - i), 0.0, 1.0)
        chosen = law * taken
        law = law - chosen
        law[..., 1:] += chosen[..., :-1] * passes[..., i, None]
    return np.asarray(law[..., sampled])

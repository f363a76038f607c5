"""Claims of a study: each a test that can fail, all of them judged together.

A claim is an estimate with a standard error, and where it must lie. It
*holds* when the data show that it lies there, *fails* when they show that it
does not, and is *undecided* when they show neither; p-values of all claims of
a study are enlarged by Holm's rule, so that one study in twenty errs in any of
them. What lies within bounds is shown by two one-sided tests (TOST), never by
a difference that is merely not seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from experiments.statistics import Z_95, holm, normal_tail, smallest_effect, wilson

HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"
LEVEL = 0.05


class Claim(NamedTuple):
    """A statement, what was measured, and where it must lie.

    Attributes
    ----------
    statement : str
        What holds if the estimate lies there.
    estimate, error : float
        Estimate and its standard error.
    least, most : float
        Bounds, infinite where there is none.
    unit : str
    n : int
        Seeds, runs or points that it rests on.
    decides : bool
        Whether the hypothesis falls with it; otherwise it is reported beside.
    interval : (low, high), optional
        95 % interval where it is not the normal one.
    """

    statement: str
    estimate: float
    error: float
    least: float
    most: float
    unit: str
    n: int
    decides: bool = True
    interval: tuple[float, float] | None = None


class Judged(NamedTuple):
    """A claim with its verdict.

    Attributes
    ----------
    claim : Claim
    low, high : float
        95 % interval of the estimate.
    p_for, p_against : float
        Of the claim's being false, and of its being true, enlarged for all claims of the study.
    resolution : float
        Smallest departure from a bound that would have been seen with probability .8.
    verdict : str
        ``holds``, ``fails`` or ``undecided``.
    """

    claim: Claim
    low: float
    high: float
    p_for: float
    p_against: float
    resolution: float
    verdict: str


def above(statement: str, estimate: float, error: float, bound: float, unit: str, n: int, *, decides: bool = True) -> Claim:
    """A claim that a number is above a bound."""
    return Claim(statement, estimate, error, bound, math.inf, unit, n, decides)


def below(statement: str, estimate: float, error: float, bound: float, unit: str, n: int, *, decides: bool = True) -> Claim:
    """A claim that a number is below a bound."""
    return Claim(statement, estimate, error, -math.inf, bound, unit, n, decides)


def within(statement: str, estimate: float, error: float, bounds: tuple[float, float], unit: str, n: int, *, decides: bool = True) -> Claim:
    """A claim that a number lies within bounds: equivalence, by two one-sided tests."""
    return Claim(statement, estimate, error, *bounds, unit, n, decides)


def share(statement: str, hits: int, n: int, bounds: tuple[float, float], *, decides: bool = True) -> Claim:
    """A claim that a probability lies within bounds in [0, 1]; 0 and 1 are none. Intervals and tests are Wilson's.

    Parameters
    ----------
    statement : str
    hits, n : int
        How often it was seen, of so many independent runs; n >= 1.
    bounds : (least, most)
    decides : bool
    """
    low, high = wilson(hits, n)
    least, most = bounds[0] if bounds[0] > 0 else -math.inf, bounds[1] if bounds[1] < 1 else math.inf
    error = max((high - low) / (2 * Z_95), 1e-12)
    return Claim(statement, hits / n, error, least, most, "1", n, decides, (low, high))


def judge(claims: Sequence[Claim]) -> list[Judged]:
    """Verdicts on all claims of a study, with p-values enlarged for their number.

    Raises
    ------
    ValueError
        For a claim without an estimate: a study must say `undecided` by an infinite error, not by a missing number.
    """
    for claim in claims:
        if math.isnan(claim.estimate) or math.isnan(claim.error) or claim.error < 0:
            raise ValueError(f"claim {claim.statement!r} has estimate {claim.estimate} and error {claim.error}; give numbers, error >= 0")
    pairs = [_p_values(claim) for claim in claims]
    for_it, against_it = holm([p for p, _ in pairs]), holm([p for _, p in pairs])
    return [_judged(*row) for row in zip(claims, for_it, against_it, strict=True)]


def _judged(claim: Claim, p_for: float, p_against: float) -> Judged:
    half = Z_95 * claim.error
    low, high = claim.interval or (claim.estimate - half, claim.estimate + half)
    verdict = HOLDS if p_for < LEVEL else FAILS if p_against < LEVEL else UNDECIDED
    return Judged(claim, low, high, p_for, p_against, smallest_effect(claim.error), verdict)


def _p_values(claim: Claim) -> tuple[float, float]:
    """Of lying outside the bounds although the claim were true, and inside although it were false."""
    z = [_standing(claim, claim.estimate - claim.least, claim.least), _standing(claim, claim.most - claim.estimate, claim.most)]
    sides = sum(math.isfinite(bound) for bound in (claim.least, claim.most))
    return max(normal_tail(one) for one in z), min(1.0, sides * min(normal_tail(-one) for one in z))


def _standing(claim: Claim, distance: float, bound: float) -> float:
    """How many standard errors an estimate stands inside a bound; of a probability, by the bound's own error (Wilson's test)."""
    if math.isinf(distance):
        return math.inf
    error = claim.error if claim.interval is None else math.sqrt(bound * (1 - bound) / claim.n)
    return distance / error if error > 0 else math.copysign(math.inf, distance)


STANDS, REFUTED = "the hypothesis stands", "the hypothesis is refuted"


def conclude(judged: Sequence[Judged]) -> str:
    """``the hypothesis stands``, ``the hypothesis is refuted: ...`` or ``undecided: ...``, by the claims that decide."""
    deciding = [row for row in judged if row.claim.decides]
    against = [row.claim.statement for row in deciding if row.verdict == FAILS]
    open_ = [row.claim.statement for row in deciding if row.verdict == UNDECIDED]
    if against:
        return f"{REFUTED}: not so that {'; nor that '.join(against)}"
    return f"undecided: not shown that {'; nor that '.join(open_)}" if open_ else STANDS

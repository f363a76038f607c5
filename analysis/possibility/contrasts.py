"""Pairs of behaviours along each direction: as far apart as records stay alike, or just far enough that they must differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.possibility.arms import Place, traits_of
from analysis.possibility.information import Direction, Information
from analysis.possibility.records import Source
from analysis.possibility.words import direction_in_words
from experiments.blind import ALPHA, Contrast
from model.strategies.traits import behaviour

JOBS_OF_EXECUTORS, JOBS_OF_VERIFIERS = 40_000, 400_000
"""Jobs that are run for a pair: half of them are either behaviour's; of verifiers a quarter of the seats are."""
SURE, NOTHING = 0.999, 2.0 * ALPHA
"""Power from which a pair counts as far enough apart, and up to which it counts as alike."""
HALVINGS = 14


def contrasts(found: Information, listed: Sequence[Source]) -> list[Contrast]:
    """A pair of behaviours for each direction that can be put to the test.

    Parameters
    ----------
    found : Information
    listed : sequence of Source
        The records that it was made from.

    Returns
    -------
    list of Contrast
        Blind directions as far as records stay alike; seen ones as near as 40,000 jobs (400,000 for verifiers) must tell
        them apart; none where no step does.
    """
    return [one for direction in found.directions if (one := contrast_of(found.place, direction, listed)) is not None]


def contrast_of(place: Place, direction: Direction, listed: Sequence[Source]) -> Contrast | None:
    """The pair for one direction; see :func:`contrasts`."""
    verifies, blind = set(direction.parts) == {"vigilance"}, direction.information == 0.0
    jobs = JOBS_OF_VERIFIERS if verifies else JOBS_OF_EXECUTORS
    if place.honest and "deviation" in direction.parts and len(direction.parts) > 1:
        return None  # no behaviour deviates in all segments and skips some of them
    steps = [2.0**-n for n in range(HALVINGS)]
    for step in steps if blind else reversed(steps):
        one, other = pair(place, direction.parts, step)
        power = power_of(listed, one, other, verifies, jobs)
        if (power <= NOTHING) if blind else (power >= SURE):
            return Contrast(_named(place, direction, step), one, other, verifies, not blind, power, jobs)
    return None


def _named(place: Place, direction: Direction, step: float) -> str:
    if len(direction.parts) > 1:
        return f"{direction_in_words(direction, place).split(':')[0]}, step {step:.2g}"
    axis = next(iter(direction.parts))
    arm = next(arm for arm in place.arms if arm.axis == axis)
    away = step * arm.room if arm.room > 0 else -step
    return f"{axis} {arm.values[axis]:.3g} against {arm.values[axis] + arm.sign * away * arm.span:.3g}"


def pair(place: Place, parts: Mapping[str, float], step: float) -> tuple[dict[str, float], dict[str, float]]:
    """Traits of two behaviours whose difference is a step along a direction, both inside the range.

    Positive parts lead the first away from honest, negative ones the second. At the far end of an axis the other one
    goes back.

    Parameters
    ----------
    place : Place
    parts : mapping of str to float
    step : float
        As a share of the longest that there is room for, in (0, 1].
    """
    arms = {arm.axis: arm for arm in place.arms if arm.axis in parts}
    start = next(iter(arms.values())).values if len(arms) == 1 else place.values
    room = min((arm.room or 1.0) / abs(parts[name]) for name, arm in arms.items())
    sides = [dict(start), dict(start)]
    for name, arm in arms.items():
        move = step * room * parts[name]
        side = int((move < 0) == (arm.room > 0))
        away = arm.sign * abs(move) * (1.0 if arm.room > 0 else -1.0)
        sides[side][name] = sides[side][name] + away * arm.span
    return traits_of(sides[0]), traits_of(sides[1])


def power_of(listed: Sequence[Source], one: Mapping[str, float], other: Mapping[str, float], verifies: bool, jobs: int) -> float:
    """Probability that the two-sample chi-square rejects, from the laws of the records."""
    from scipy import stats

    first, second = behaviour(**one), behaviour(**other)
    apart, freedom = 0.0, 0
    for source in listed:
        if verifies != (source.kind in ("votes", "decoys")):
            continue
        p, q = source.law(first), source.law(second)
        n = (0.25 if verifies else 0.5) * jobs * source.per_job
        here = n * (p + q) / 2.0 >= 1.0
        apart += n * float(((p - q)[here] ** 2 / (p + q)[here]).sum())
        freedom += max(0, int(here.sum()) - 1)
    if freedom == 0 or apart < 1e-9:
        return ALPHA
    return float(stats.ncx2.sf(stats.chi2.isf(ALPHA, freedom), freedom, apart))

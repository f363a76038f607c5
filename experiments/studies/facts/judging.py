"""Whether what was seen of a run agrees with a fact."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from experiments.studies.facts import patterns as of
from experiments.studies.facts.watching import Seen

type Arms = Mapping[str, Seen]


class Judgement(NamedTuple):
    """What a run comes to for a fact.

    Attributes
    ----------
    value : float
        The number that is held beside what was seen in the world.
    applies : bool
        Whether the run shows anything of the kind; where it does not, the pattern counts as not satisfied.
    satisfied : bool
    """

    value: float
    applies: bool
    satisfied: bool


def _in(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def endpoints(arms: Arms) -> Judgement:
    """Both kinds side by side."""
    value = arms["on"].deviating
    return Judgement(value, not math.isnan(value), _in(value, of.DEVIATING))


def vendors(arms: Arms) -> Judgement:
    """Best sound, worst faulty by degrees."""
    seen = arms["on"]
    return Judgement(seen.worst, not math.isnan(seen.worst), seen.best >= of.BEST and _in(seen.worst, of.WORST))


def replication(arms: Arms) -> Judgement:
    """A tenth of the work at most for checking."""
    value = arms["on"].overhead
    return Judgement(value, not math.isnan(value), _in(value, of.OVERHEAD))


def replication_anywhere(arms: Arms) -> Judgement:
    """The same, and it must work."""
    found = replication(arms)
    return found._replace(satisfied=found.satisfied and arms["on"].wrong <= of.WRONG)


def pocket(arms: Arms) -> Judgement:
    """A third profits, and sixteen claims are too many."""
    seen, quarter = arms["on"], arms["quarter"]
    return Judgement(seen.profitable, seen.lives > 0, _in(seen.profitable, of.PROFITABLE) and quarter.caught_early >= of.CAUGHT_BY_16)


def pocket_anywhere(arms: Arms) -> Judgement:
    """A third profits although the mean does not."""
    seen = arms["on"]
    return Judgement(seen.profitable, seen.lives > 0, seen.mean_profit <= 0 and _in(seen.profitable, of.SKEWED))


def gonka(arms: Arms) -> Judgement:
    """The old rule flags most honest nodes, the new one few."""
    seen = arms["on"]
    return Judgement(
        seen.flagged_z, not math.isnan(seen.flagged_z), seen.flagged_z > of.MAJORITY and seen.flagged_sprt < seen.flagged_z / 2
    )


def _off_is_better(on: Seen, off: Seen, dollars: float, jobs: float) -> tuple[float, bool]:
    gain = (off.honest_utility - on.honest_utility) / (dollars * jobs)
    return gain, gain >= of.BETTER and on.integrity - off.integrity <= of.WORSE


def livepeer(arms: Arms, dollars: float, jobs: float) -> Judgement:
    """Off is better with statistical checks, and not with exact ones."""
    gain, better = _off_is_better(arms["on"], arms["off"], dollars, jobs)
    if "exact_on" in arms:
        better = better and not _off_is_better(arms["exact_on"], arms["exact_off"], dollars, jobs)[1]
    return Judgement(gain, not math.isnan(gain), better)


def ionet(arms: Arms) -> Judgement:
    """Hardly anything claimed is real; where checks eject, most is."""
    value = arms["on"].real
    return Judgement(value, not math.isnan(value), _in(value, of.REAL) and ("checked" not in arms or arms["checked"].real >= of.MAJORITY))


def bittensor(arms: Arms) -> Judgement:
    """Stake says more of income than quality does."""
    seen = arms["on"]
    varies = not math.isnan(seen.by_stake) and seen.quality_spread > of.QUALITY_SPREAD
    return Judgement(seen.by_stake, varies, varies and seen.by_stake >= of.BY_STAKE and seen.by_stake >= of.TIMES_QUALITY * seen.by_quality)


OWN: Mapping[str, Callable[[Arms], Judgement]] = {
    "endpoints": endpoints, "vendors": vendors, "replication": replication, "pocket": pocket, "gonka": gonka, "ionet": ionet,
    "bittensor": bittensor,
}  # fmt: skip
ANYWHERE = {**OWN, "replication": replication_anywhere, "pocket": pocket_anywhere}
"""By fact; `livepeer` needs the fee and the jobs of a node and stands apart."""

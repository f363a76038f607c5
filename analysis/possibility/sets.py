"""The possibility sets of a field: which behaviours it admits, which can live under it, which resist invasion.

Every set names its crowd. Membership is decided in closed form at points of a
box of conceivable behaviours; nothing is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.possibility.axes import Box
from analysis.possibility.lives import relative_life
from analysis.possibility.resistance import Resistance, cost_of_epoch
from analysis.possibility.volume import Volume, share, unit_points
from model.outlook import Outlook, Prospects
from model.quantity import mean_of
from model.scenario import Scenario

EPSILONS = (0.001, 0.01, 0.1, 1.0)
"""Gains of the best invader, over the cost of an epoch's jobs, up to which a behaviour counts as sustainable."""
JOBS, ALPHA, POINTS = 100, 0.95, 1024
"""Jobs of a life, share of an honest node's chance to live through it, and points of the box, where not said."""
WHOLE = ("conceivable", "feasible")
"""Sets that take the whole box. Behaviours of a box condition on nothing that a node might not know and need no partner, so a
field forbids none of them; what it takes away are directions (`analysis.possibility.idle`)."""
ROUNDING = 1e-9
"""Of utilities and probabilities, relative to what they are compared with: what differs by less is equal."""


@dataclass(frozen=True)
class Sets:
    """Possibility sets at points of a box.

    Attributes
    ----------
    scenario : Scenario
    crowd : str
        ``written`` or ``effective``.
    box : Box
    points : (n, axes), float
        In the box, uniform.
    batch : (n,), int
        Of each point; batches are independent.
    masks : dict of (n,) bool
        By the names of `NAMES`: who is in which set.
    gap : (n,), float
        What the best invader gains, over the cost of an epoch's jobs; 0 where nobody does.
    life : (n,), float
        Probability to live through the jobs of a life without a rejection, over that of an honest node.
    prospects : Prospects
        Of each point before the crowd.
    jobs : int
    alpha : float
    unit : float, USD/epoch
        Cost of an epoch's jobs, done as asked.
    """

    scenario: Scenario
    crowd: str
    box: Box
    points: np.ndarray
    batch: np.ndarray
    masks: dict[str, np.ndarray]
    gap: np.ndarray
    life: np.ndarray
    prospects: Prospects
    jobs: int
    alpha: float
    unit: float

    def volume(self, name: str) -> Volume:
        """Share of the box that a set of `masks` takes, with its 95 % interval; the whole box where that is so by definition."""
        return Volume(1.0, 1.0, 1.0) if name in WHOLE else share(self.masks[name], self.batch)

    @cached_property
    def volumes(self) -> dict[str, Volume]:
        """Of every set."""
        return {name: self.volume(name) for name in self.masks}


def sustainable(epsilon: float) -> str:
    """Name of the set of behaviours that no invader beats by more than so much."""
    return f"sustainable {epsilon:g}"


NAMES = ("conceivable", "feasible", "admissible", "admissible if audited", "viable", *map(sustainable, EPSILONS), "attack surface")
"""Sets in the order in which they are told; the last is viable and not admissible."""


def sets_of(
    scenario: Scenario,
    box: Box,
    crowd: str = "written",
    *,
    points: int = POINTS,
    seed: int = 0,
    jobs: int = JOBS,
    alpha: float = ALPHA,
    resistance: Resistance | None = None,
) -> Sets:
    """The possibility sets of a network's field before a crowd.

    Parameters
    ----------
    scenario : Scenario
    box : Box
        Conceivable behaviours.
    crowd : str
        ``written``: honest, vigilant verifiers; ``effective``: the population as it is.
    points : int
        16 times a power of two.
    seed : int
        Of the points; equal seeds give equal points of a box.
    jobs : int
        Of a life, >= 1.
    alpha : float
        In (0, 1]: share of an honest node's chance that is asked for.
    resistance : Resistance, optional
        Where it is at hand for this network, box and crowd.

    Returns
    -------
    Sets

    Raises
    ------
    ValueError
        For an unknown crowd and numbers outside their ranges.
    """
    unit, batch = unit_points(len(box.axes), points, seed)
    return sets_at(scenario, box, box.points(unit), batch, crowd, jobs, alpha, resistance)


def sets_at(
    scenario: Scenario,
    box: Box,
    points: np.ndarray,
    batch: np.ndarray,
    crowd: str = "written",
    jobs: int = JOBS,
    alpha: float = ALPHA,
    resistance: Resistance | None = None,
) -> Sets:
    """The same at given points, such as those of a grid; see :func:`sets_of`."""
    if isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1:
        raise ValueError(f"jobs = {jobs!r} is not a whole number of at least 1; give the jobs of a life")
    if not 0.0 < alpha <= 1.0:
        raise ValueError(f"alpha = {alpha!r} is outside (0, 1]; give a share of an honest node's chance")
    outlook, traits = Outlook(scenario, crowd), box.traits(points)
    prospects, honest = outlook.of(traits), outlook.of({"effort": np.ones(1)})
    life = relative_life(scenario, crowd, traits, jobs)
    gap = (resistance or Resistance(scenario, box, crowd)).gap(traits)
    masks = {name: np.ones(len(points), dtype=bool) for name in WHOLE}
    masks |= {
        "admissible": life >= alpha * (1.0 - ROUNDING),
        "admissible if audited": given_audit(prospects) >= alpha * given_audit(honest) * (1.0 - ROUNDING),
        "viable": _is_viable(scenario, prospects.utility),
    }
    masks |= {sustainable(epsilon): gap <= epsilon + ROUNDING for epsilon in EPSILONS}
    masks["attack surface"] = masks["viable"] & ~masks["admissible"]
    return Sets(scenario, crowd, box, points, batch, masks, gap, life, prospects, jobs, alpha, cost_of_epoch(scenario))


def given_audit(prospects: Prospects) -> np.ndarray:
    """Probability that a job is accepted, given that verification looks at it; 1 where it never does.

    Parameters
    ----------
    prospects : Prospects

    Returns
    -------
    ndarray, (n,)
    """
    looked = prospects.audited > 0
    return np.where(looked, prospects.accepted_verified / np.where(looked, prospects.audited, 1.0), 1.0)


def outside_option(scenario: Scenario) -> float:
    """What a node would earn elsewhere: the mean over the types of nodes, USD/epoch."""
    general = scenario.nodes.outside_option
    own = [(t.share, general if t.outside_option is None else t.outside_option) for t in scenario.types.values()]
    return sum(share * mean_of(option) for share, option in own)


def _is_viable(scenario: Scenario, utility: np.ndarray) -> np.ndarray:
    option = outside_option(scenario)
    return np.asarray(utility >= option - ROUNDING * max(1.0, abs(option)))

"""Approximate Bayesian computation by a population of particles that closes in on the records, generation by generation.

Adaptive population Monte Carlo (Toni et al. 2009, doi:10.1098/rsif.2008.0172; Beaumont et al. 2009,
doi:10.1093/biomet/asp052; Lenormand et al. 2013, doi:10.1007/s00180-013-0428-3), in which every run of every generation
counts, weighted against the mixture of all generations (Cornuet et al. 2012, doi:10.1111/j.1467-9469.2011.00756.x).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from experiments.infer.projection import Projection, adjusted, closeness, fit, never_negative, scales
from experiments.infer.proposals import FromPrior, Moved, Proposal, keys_of, mixture_weights, run_seeds

Simulator = Callable[[np.ndarray, list[int]], np.ndarray]
"""From normal scores, (n, parameters), and seeds to the summaries of n runs, (n, summaries); a run that is lost has nan."""
LEAST_NEW = 0.05
"""Share of a generation's runs that must come among the nearest; below it the tolerance hardly falls any more."""


class Settings(NamedTuple):
    """How an inference is run.

    Attributes
    ----------
    particles : int
        Runs that are accepted: the nearest.
    budget : int
        Runs at most.
    seed : int
    """

    particles: int = 400
    budget: int = 4000
    seed: int = 0


class Stored(NamedTuple):
    """Runs that are there already, and what they were drawn from."""

    scores: np.ndarray
    summaries: np.ndarray
    proposal: Proposal


class Generation(NamedTuple):
    """What a generation came to.

    Attributes
    ----------
    runs : int
    tolerance : float
        Distance within which the accepted runs of this and all earlier generations lie; by the last distance, so that it falls.
    entered : float
        Share of its runs that came among the nearest when it ended; nan for stored runs.
    effective : float
        Effective number of accepted runs, (sum w)^2 / sum w^2.
    """

    runs: int
    tolerance: float
    entered: float
    effective: float


class Every(NamedTuple):
    """All runs of an inference: normal scores, summaries (nan where a run is lost), generation, and prior over mixture density."""

    scores: np.ndarray
    summaries: np.ndarray
    generation: np.ndarray
    importance: np.ndarray


class Posterior(NamedTuple):
    """A weighted sample of a posterior.

    Attributes
    ----------
    scores : (particles, parameters)
        Normal scores, adjusted to the records.
    unadjusted : (particles, parameters)
        As they were run.
    weights : (particles,)
        Summing to 1.
    summaries : (particles, summaries)
        Of the accepted runs.
    distances : (particles,)
    path : tuple of Generation
    runs, lost, stored : int
        Runs that were made, those of them that failed or had no comparable records, and those that were there before.
    every : Every
        All runs, accepted or not, for other estimators.
    """

    scores: np.ndarray
    unadjusted: np.ndarray
    weights: np.ndarray
    summaries: np.ndarray
    distances: np.ndarray
    path: tuple[Generation, ...]
    runs: int
    lost: int
    stored: int
    every: Every


class _All:
    """Every run so far."""

    def __init__(self, observed: np.ndarray) -> None:
        self.observed = observed
        self.scores, self.summaries, self.generation = np.empty((0, 0)), np.empty((0, len(observed))), np.empty(0, dtype=int)
        self.proposals: list[tuple[Proposal, int]] = []
        self.entered: list[float] = []
        self.scale = np.zeros(len(observed))
        self.projection = Projection(observed, observed, observed > 0, np.empty((0, 0)), np.empty(0))

    def take(self, proposal: Proposal, scores: np.ndarray, summaries: np.ndarray) -> None:
        number = len(self.proposals)
        self.scores = np.concatenate([self.scores.reshape(-1, scores.shape[1]), scores])
        self.summaries = np.concatenate([self.summaries, summaries])
        self.generation = np.concatenate([self.generation, np.full(len(scores), number)])
        self.proposals.append((proposal, len(scores)))

    def look(self, particles: int) -> np.ndarray:
        """Fit the statistics anew to the runs that were nearest so far, and say which runs are accepted now."""
        whole = np.isfinite(self.summaries).all(axis=1)
        if not self.projection.slopes.size:
            self.scale = scales(self.summaries)
            rows = np.flatnonzero(whole)
        else:
            rows = nearest(self.distances(), 2 * particles)
        positive = never_negative(self.summaries, self.observed)
        self.projection = fit(self.summaries[rows], self.scores[rows], self.observed, self.scale, positive)
        accepted = nearest(self.distances(), particles)
        last = self.generation == len(self.proposals) - 1
        self.entered.append(float(last[accepted].sum() / max(last.sum(), 1)))
        return accepted

    def distances(self) -> np.ndarray:
        return self.projection.distance(self.projection.statistics(self.summaries))


def nearest(distances: np.ndarray, count: int) -> np.ndarray:
    """Rows of the nearest runs, in their order; all that are as near as the last of them are among them.

    Raises
    ------
    ValueError
        When too few runs have a distance at all.
    """
    finite = int(np.isfinite(distances).sum())
    if finite < min(count, 20):
        raise ValueError(
            f"{len(distances) - finite} of {len(distances)} runs failed or cannot be compared with the records; narrow the priors"
        )
    tolerance = np.partition(distances, min(count, finite) - 1)[min(count, finite) - 1]
    return np.flatnonzero(distances <= tolerance)


def infer(simulator: Simulator, observed: np.ndarray, parameters: int, settings: Settings, stored: Stored | None = None) -> Posterior:
    """The posterior of parameters, given summaries of the records.

    The first generation is drawn from the prior, a quarter of the budget and at
    least two runs for each particle; stored runs stand in for up to half of it. Then the
    nearest runs are moved, `particles` at a time, until the budget is spent or fewer than
    a twentieth of a generation comes among the nearest. Luck is addressed by
    (seed, generation, index), so workers change nothing.

    Parameters
    ----------
    simulator : callable
    observed : (summaries,)
        Without nan.
    parameters : int
    settings : Settings
    stored : Stored, optional

    Returns
    -------
    Posterior

    Raises
    ------
    ValueError
        For settings outside their ranges, and when hardly any run can be compared with the records.
    """
    check(settings)
    every, made = _All(observed), 0
    first = max(2 * settings.particles, settings.budget // 4)
    if stored is not None:
        every.take(stored.proposal, stored.scores, stored.summaries)
        first = max(first - len(stored.scores), first // 2)
    proposal: Proposal = FromPrior()
    count = first
    while True:
        keys = keys_of(settings.seed, len(every.proposals) - (stored is not None), count)
        scores = proposal.draw(keys, parameters)
        every.take(proposal, scores, simulator(scores, run_seeds(keys)))
        made += count
        accepted = every.look(settings.particles)
        count = min(settings.particles, settings.budget - made)
        if count < max(1, settings.particles // 4) or every.entered[-1] < LEAST_NEW:
            return _posterior(every, accepted, settings.particles, made, stored)
        weights = mixture_weights(every.scores[accepted], every.proposals)
        proposal = Moved.around(every.scores[accepted], weights / weights.sum())


def check(settings: Settings) -> None:
    """Refuse settings outside their ranges.

    Raises
    ------
    ValueError
    """
    if settings.particles < 50:
        raise ValueError(f"particles = {settings.particles} is outside [50, inf); fewer do not make a posterior")
    if settings.budget < 2 * settings.particles:
        raise ValueError(
            f"budget = {settings.budget} is outside [{2 * settings.particles}, inf), two runs a particle; raise it, or lower particles"
        )


def _posterior(every: _All, accepted: np.ndarray, particles: int, made: int, stored: Stored | None) -> Posterior:
    distances = every.distances()
    whole = Every(every.scores, every.summaries, every.generation, mixture_weights(every.scores, every.proposals))
    scores, weights, mine = sample(every.projection, every.summaries[accepted], every.scores[accepted], whole.importance[accepted])
    path = []
    for number, (_, runs) in enumerate(every.proposals):
        so_far = every.generation <= number
        rows = np.flatnonzero(so_far)[nearest(distances[so_far], particles)]
        importance = mixture_weights(every.scores[rows], every.proposals[: number + 1])
        entered = every.entered[number - (stored is not None)] if number or stored is None else float("nan")
        path.append(Generation(runs, float(distances[rows].max()), entered, effective(importance)))
    lost = int((~np.isfinite(every.summaries).all(axis=1)).sum())
    kept = 0 if stored is None else len(stored.scores)
    return Posterior(scores, every.scores[accepted], weights, every.summaries[accepted], mine, tuple(path), made, lost, kept, whole)


def sample(
    projection: Projection, summaries: np.ndarray, scores: np.ndarray, importance: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Adjusted scores, weights that sum to 1, and distances of accepted runs."""
    statistics = projection.statistics(summaries)
    distances = projection.distance(statistics)
    weights = importance * closeness(distances)
    return adjusted(statistics, scores, weights), weights / weights.sum(), distances


def effective(weights: np.ndarray) -> float:
    """Effective number of weighted draws, (sum w)^2 / sum w^2."""
    return float(weights.sum() ** 2 / np.sum(weights**2))

"""Where a generation's parameters are drawn from, and with what density: the prior, or particles moved a little."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

import numpy as np
from scipy.special import logsumexp

from model.luck_twin import split

TAG = 0x1FE2
"""Branch of a seed's luck that belongs to inference."""


class Proposal(Protocol):
    """A law of normal scores."""

    def log_density(self, scores: np.ndarray) -> np.ndarray:
        """Logarithm of its density at normal scores, (n, parameters) -> (n,)."""

    def draw(self, keys: list[int], parameters: int) -> np.ndarray:
        """Normal scores, (n, parameters), one for each key."""


class FromPrior:
    """The prior: the standard normal law in every coordinate."""

    def log_density(self, scores: np.ndarray) -> np.ndarray:
        """See :class:`Proposal`."""
        return -0.5 * np.sum(scores**2, axis=1) - 0.5 * scores.shape[1] * math.log(2 * math.pi)

    def draw(self, keys: list[int], parameters: int) -> np.ndarray:
        """See :class:`Proposal`."""
        return np.array([_generator(key).standard_normal(parameters) for key in keys]).reshape(-1, parameters)


class Moved(NamedTuple):
    """A particle by its weight, moved by a normal step with twice the particles' covariance (Beaumont et al. 2009).

    Attributes
    ----------
    centres : (particles, parameters)
    weights : (particles,)
        Summing to 1.
    root : (parameters, parameters)
        Lower Cholesky factor of the step's covariance.
    """

    centres: np.ndarray
    weights: np.ndarray
    root: np.ndarray

    @classmethod
    def around(cls, centres: np.ndarray, weights: np.ndarray) -> Moved:
        """Around weighted particles."""
        away = centres - weights @ centres
        covariance = 2.0 * (weights[:, None] * away).T @ away + 1e-8 * np.eye(centres.shape[1])
        return cls(centres, weights, np.linalg.cholesky(covariance))

    def log_density(self, scores: np.ndarray) -> np.ndarray:
        """See :class:`Proposal`."""
        d = scores.shape[1]
        here, there = (np.linalg.solve(self.root, points.T).T for points in (scores, self.centres))
        squares = (here**2).sum(axis=1)[:, None] + (there**2).sum(axis=1)[None] - 2.0 * here @ there.T
        height = -0.5 * d * math.log(2 * math.pi) - float(np.sum(np.log(np.diag(self.root))))
        return np.asarray(logsumexp(-0.5 * np.maximum(squares, 0.0), axis=1, b=self.weights[None])) + height

    def draw(self, keys: list[int], parameters: int) -> np.ndarray:
        """See :class:`Proposal`."""
        ends = np.cumsum(self.weights)
        found = np.empty((len(keys), parameters))
        for row, key in enumerate(keys):
            luck = _generator(key)
            chosen = min(int(np.searchsorted(ends, luck.random() * ends[-1], side="right")), len(ends) - 1)
            found[row] = self.centres[chosen] + self.root @ luck.standard_normal(parameters)
        return found


def keys_of(seed: int, generation: int, count: int) -> list[int]:
    """Addresses of the luck of a generation's particles: they follow from seed, generation and index alone."""
    branch = split(split(seed, TAG), generation)
    return [split(branch, index) for index in range(count)]


def run_seeds(keys: list[int]) -> list[int]:
    """Seed of each particle's run, in [0, 2^63)."""
    return [split(key, 1) >> 1 for key in keys]


def _generator(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(split(key, 0)))


def mixture_weights(scores: np.ndarray, proposals: list[tuple[Proposal, int]]) -> np.ndarray:
    """Weights of runs that several generations drew: prior density over that of all generations together.

    Each run is weighed against the mixture of all proposals by their numbers of
    runs, whichever of them drew it (deterministic mixture: Owen and Zhou 2000;
    Cornuet et al. 2012). As long as some runs come from the prior, no weight can be
    larger than all runs over those.

    Parameters
    ----------
    scores : (runs, parameters)
    proposals : list of (Proposal, int)
        Each with its number of runs.

    Returns
    -------
    (runs,)
        Their mean is about 1.
    """
    total = sum(count for _, count in proposals)
    shares = np.array([[math.log(count / total)] for _, count in proposals])
    densities = np.array([proposal.log_density(scores) for proposal, _ in proposals])
    return np.exp(FromPrior().log_density(scores) - logsumexp(densities + shares, axis=0))

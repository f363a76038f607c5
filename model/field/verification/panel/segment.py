"""What the checks of one segment have in common: its shared noise, and the size of a fresh deviation.

Given these, checks are independent, and each passes with the probability of
the rule ``pass_probability``. Their law is put on the nodes of a composite
Gauss-Legendre rule, whose pieces end where a check's probability bends.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from model.field.verification.panel.check import pass_probability
from model.jit import kernel

REACH = 9.0
"""Standard deviations of shared noise beyond which nothing is summed (2e-19 of its mass)."""

BENDS = (-8.0, -3.0, 0.0, 3.0, 8.0)
ORDER = 16


class Checker(NamedTuple):
    """How one kind of member checks.

    Attributes
    ----------
    offset : float, sigma
        Bias of the pair of hardware classes less the deviation of what the member runs.
    tau : float, sigma
        Standard deviation of what a check draws afresh.
    """

    offset: float
    tau: float


class Segment(NamedTuple):
    """A segment as verification meets it.

    Attributes
    ----------
    deviation : float, sigma
        0 for a right one.
    idiosyncratic : bool
    shared : float, sigma
        Standard deviation of the noise that all checks of it share.
    tolerance : float, sigma
    stretch : float
        Largest over least size of a fresh deviation.
    """

    deviation: float
    idiosyncratic: bool
    shared: float
    tolerance: float
    stretch: float = 2.0

    def is_hopeless(self, checkers: tuple[Checker, ...]) -> bool:
        """Whether a fresh deviation is so large that its size changes nothing: no check passes."""
        return all(abs(self.deviation) - abs(c.offset) - self.tolerance > 12.0 * math.hypot(c.tau, self.shared) for c in checkers)


@kernel
def _pass_all(nets, tolerance, tau, found):
    for i in range(nets.shape[0]):
        found[i] = pass_probability(nets[i], tolerance, tau)


def passing(nets: np.ndarray, tolerance: float, tau: float) -> np.ndarray:
    """Probability that a check passes, for many net deviations, (n,)."""
    found = np.empty(len(nets))
    _pass_all(nets, tolerance, tau, found)
    return found


@lru_cache(maxsize=1)
def _legendre() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    return (nodes + 1) / 2, weights / 2


def nodes_between(low: float, high: float, bends: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of a composite Gauss-Legendre rule whose pieces end at the bends.

    Returns
    -------
    nodes, weights : (n,), float
        Weights sum to high - low.
    """
    ends = np.unique(np.clip([low, high, *bends], low, high))
    unit, weight = _legendre()
    width = np.diff(ends)
    return (ends[:-1, None] + width[:, None] * unit).ravel(), (width[:, None] * weight).ravel()


@lru_cache(maxsize=4096)
def latent(segment: Segment, checkers: tuple[Checker, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Law of the checkers' passing probabilities in one segment.

    Parameters
    ----------
    segment : Segment
    checkers : tuple of Checker

    Returns
    -------
    weights : (nodes,), float
        They sum to one.
    passes : (checkers, nodes), float
        Probability that each checker passes the segment, at each node.
    """
    deviations, of_deviation = _deviations(segment, checkers)
    weights, nets = [], []
    for deviation, weight in zip(deviations, of_deviation, strict=True):
        noise, of_noise = _noise(segment, float(deviation), checkers)
        weights.append(weight * of_noise)
        nets.append(deviation + noise)
    net = np.concatenate(nets)
    return np.concatenate(weights), np.array([passing(net + c.offset, segment.tolerance, c.tau) for c in checkers])


def _deviations(segment: Segment, checkers: tuple[Checker, ...]) -> tuple[np.ndarray, np.ndarray]:
    size = abs(segment.deviation)
    if not segment.idiosyncratic or size == 0 or segment.is_hopeless(checkers):
        return np.array([segment.deviation]), np.ones(1)
    bends = [
        abs(side * segment.tolerance + c.offset) + bend * math.hypot(c.tau, segment.shared)
        for c in checkers
        for side in (-1.0, 1.0)
        for bend in BENDS
    ]
    sizes, weights = nodes_between(size, segment.stretch * size, bends)
    return np.concatenate((sizes, -sizes)), np.concatenate((weights, weights)) / (2 * weights.sum())


def _noise(segment: Segment, deviation: float, checkers: tuple[Checker, ...]) -> tuple[np.ndarray, np.ndarray]:
    sd = segment.shared
    if sd == 0:
        return np.zeros(1), np.ones(1)
    bends = [sd * t for t in (-6.0, -3.0, 0.0, 3.0, 6.0)]
    bends += [side * segment.tolerance - deviation - c.offset + b * c.tau for c in checkers for side in (-1.0, 1.0) for b in BENDS]
    noise, width = nodes_between(-REACH * sd, REACH * sd, bends)
    weights = width * np.exp(-0.5 * (noise / sd) ** 2)
    return noise, weights / weights.sum()


def draw_passes(segment: Segment, checkers: tuple[Checker, ...], shape: tuple[int, ...], generator: np.random.Generator) -> np.ndarray:
    """Passing probabilities in segments drawn at random, (checkers, *shape)."""
    net = np.full(shape, segment.deviation)
    if segment.idiosyncratic:
        net = np.where(generator.random(shape) < 0.5, 1.0, -1.0) * abs(segment.deviation)
        net = net * (1.0 + (segment.stretch - 1.0) * generator.random(shape))
    if segment.shared > 0:
        net = net + segment.shared * generator.standard_normal(shape)
    return np.array([passing((net + c.offset).ravel(), segment.tolerance, c.tau).reshape(shape) for c in checkers])

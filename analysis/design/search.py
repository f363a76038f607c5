"""Search of a design problem: spread over all levers first, then ever closer around what is best, by closed forms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.design.problem import GUIDE, Candidate, Problem
from experiments.sweep.designs import unit

ROUNDS = 9
"""In each the steps are half as wide as before: from a quarter of a lever's range down to a thousandth."""
WIDEST = 0.25
LEAST = 32
BEYOND = 1e9
"""Larger than any aim."""
FARTHEST = 1e6
"""A miss that is as bad as any."""


class Searched(NamedTuple):
    """What a search found.

    Attributes
    ----------
    every : list of Candidate
        All points, in the order in which they were tried.
    front : list of Candidate
        Those that meet all wants and that no other such point beats, by the first aim.
    """

    every: list[Candidate]
    front: list[Candidate]


def undominated(judged: np.ndarray) -> np.ndarray:
    """Rows that no other row beats: is at least as low in every column and lower in one; of equal rows the first.

    Parameters
    ----------
    judged : (points, aims), float

    Returns
    -------
    (n,), int
        Rows, in their order.
    """
    kept = []
    for row, one in enumerate(judged):
        as_low = (judged <= one).all(axis=1)
        beaten = as_low & (judged < one).any(axis=1)
        if not beaten.any() and not (as_low[:row]).any():
            kept.append(row)
    return np.array(kept, dtype=int)


def front_of(problem: Problem, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that meet all wants and that none of these beats, by the first aim."""
    meeting = [one for one in candidates if problem.holds(one.values)]
    if not meeting:
        return []
    judged = np.array([problem.judged(one.values) for one in meeting])
    rows = undominated(judged)
    return [meeting[row] for row in rows[np.argsort(judged[rows, 0], kind="stable")]]


def search(problem: Problem, size: int, seed: int = 0) -> Searched:
    """Try points of the levers: half spread evenly, a quarter towards the best by the first aim, a quarter around the front.

    Towards the best by differential evolution (Storn and Price 1997,
    doi:10.1023/A:1008202821328), in which any point that meets the wants beats any
    that does not; around the front in rounds of ever smaller steps.

    Parameters
    ----------
    problem : Problem
    size : int
        Points, a power of two of at least 32.
    seed : int

    Raises
    ------
    ValueError
        For a size that is none, and when the scenario refuses every point.
    """
    if size < LEAST or size & (size - 1):
        raise ValueError(f"points = {size} is no power of two of at least {LEAST}, which an even spread needs; give 256 or 512")
    tried, random = Tried(problem), np.random.Generator(np.random.PCG64(seed))
    for place in unit("sobol", problem.levers, size=size // 2, seed=seed):
        tried.at(place)
    if not any(one.values for one in tried.every):
        raise ValueError(f"no point of the levers fits the network, as {tried.every[0].refused}; give other ranges with --over")
    _descend(tried, size // 4, random)
    for turn in range(ROUNDS):
        share = (size // 4) * (turn + 1) // ROUNDS - (size // 4) * turn // ROUNDS
        halfway = _halfway(problem, tried.every)[:share]
        for place in [*halfway, *_around(_parents(problem, tried.every), share - len(halfway), WIDEST / 2**turn, random)]:
            tried.at(place)
    return Searched(tried.every, front_of(problem, tried.every))


class Tried:
    """Candidates that were tried, each once.

    Parameters
    ----------
    problem : Problem
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._by_point: dict[str, Candidate] = {}

    @property
    def every(self) -> list[Candidate]:
        """In the order in which they were tried."""
        return list(self._by_point.values())

    def at(self, place: np.ndarray) -> Candidate:
        """The candidate at a place of the unit cube, (levers,)."""
        key = repr(self.problem.at(place))
        if key not in self._by_point:
            self._by_point[key] = self.problem.candidate(place)
        return self._by_point[key]


def _descend(tried: Tried, number: int, random: np.random.Generator) -> None:
    """Differential evolution of the first aim, from the best points so far."""
    from scipy.optimize import differential_evolution

    problem, levers = tried.problem, len(tried.problem.levers)
    members = max(5, min(4 * levers, number // 2))  # fewer are no population
    ranked = sorted(tried.every, key=lambda one: _price(problem, one))
    if len(ranked) < members:
        return
    start = np.array([one.unit for one in ranked[:members]])
    evolve: Any = differential_evolution  # its stubs take no lambda here
    evolve(
        lambda place: _price(problem, tried.at(place)), [(0.0, 1.0)] * levers, init=start, maxiter=max(1, number // members),
        tol=0.0, atol=0.0, polish=False, rng=random, updating="deferred",
    )  # fmt: skip


def _price(problem: Problem, one: Candidate) -> float:
    """The first aim; beyond all aims by how far the wants are missed, and then by how far the network is from tipping."""
    if problem.holds(one.values):
        return float(np.clip(problem.judged(one.values)[0], -BEYOND, BEYOND))
    if not one.values:
        return BEYOND * FARTHEST
    miss, away = _ranked(problem, one)
    return BEYOND * (2.0 + min(miss, FARTHEST / 2) + 1e-3 * math.tanh(away))


def nearest(problem: Problem, candidates: Sequence[Candidate]) -> Candidate:
    """The candidate that misses the wants by least; among equals the one whose network is nearest to tipping to honesty."""
    return min((one for one in candidates if one.values), key=lambda one: _ranked(problem, one))


def _ranked(problem: Problem, one: Candidate) -> tuple[float, float]:
    guide = one.values[GUIDE]
    return problem.miss(one.values), math.inf if math.isnan(guide) else -guide


def _parents(problem: Problem, every: Sequence[Candidate]) -> np.ndarray:
    """Around whom to look: the ends of the front, each as often as all between them; while there is no front, the nearest misses."""
    front = front_of(problem, every)
    ends = _ends(problem, front)
    if not front:
        near = sorted((one for one in every if one.values), key=lambda one: _ranked(problem, one))
        return np.array([one.unit for one in near[:4]])
    again = max(1, len(front) // len(ends))
    return np.array([one.unit for one in [*ends * again, *front]])


def _ends(problem: Problem, front: Sequence[Candidate]) -> list[Candidate]:
    """The best of a front by each aim."""
    judged = np.array([problem.judged(one.values) for one in front])
    return [front[row] for row in dict.fromkeys(judged.argmin(axis=0).tolist())] if front else []


def _halfway(problem: Problem, every: Sequence[Candidate]) -> np.ndarray:
    """Points halfway between each end of the front and the nearest point that misses the wants, (n, levers): bisection of the border."""
    ends = _ends(problem, front_of(problem, every))
    missing = np.array([one.unit for one in every if not problem.holds(one.values)])
    if not ends or not len(missing):
        return np.empty((0, len(problem.levers)))
    near = [missing[np.square(missing - one.unit).sum(axis=1).argmin()] for one in ends]
    return np.array([(one.unit + miss) / 2 for one, miss in zip(ends, near, strict=True)])


def _around(parents: np.ndarray, number: int, width: float, random: np.random.Generator) -> np.ndarray:
    """Points around parents, (number, levers): each lever from one of two, then a normal step of all levers or of one, kept inside."""
    pairs = parents[random.integers(0, len(parents), (2, number))]
    chosen = np.where(random.random(pairs[0].shape) < 0.5, *pairs)
    steps = random.normal(0.0, width, chosen.shape)
    alone = random.random(number) < 0.5
    steps[alone] *= np.eye(chosen.shape[1])[random.integers(0, chosen.shape[1], int(alone.sum()))]
    return np.asarray(np.clip(chosen + steps, 0.0, 1.0))


def thinned(front: Sequence[Candidate], most: int) -> list[Candidate]:
    """At most so many of a front, both ends among them, at even steps of the levers along it.

    Parameters
    ----------
    front : sequence of Candidate
        By the first aim.
    most : int
    """
    if len(front) <= most:
        return list(front)
    steps = np.sqrt(np.square(np.diff([one.unit for one in front], axis=0)).sum(axis=1))
    way = np.concatenate([[0.0], np.cumsum(steps + 1e-12)])
    rows = np.abs(way[:, None] - np.linspace(0.0, way[-1], most)).argmin(axis=0)
    return [front[row] for row in dict.fromkeys(rows.tolist())]

"""The share of one executor in all accepted work of an epoch, in expectation.

1/A is the integral of e^(-tA) over t > 0, so E[W/A; A > 0] is that of
E[W e^(-tA)], and this factors over independent jobs: with
g(t) = E[e^(-t work)] of a job, in which rejected work counts 0, and n jobs of the
executor, E[W e^(-tA)] = n (-g'(t)) times the g of every other job.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from model.economy.arrival import Jobs

AcceptedWork = list[tuple[float, float]]
"""(chance, work) of a job that is of a class and accepted."""


def share_of_work(jobs: Jobs, own: list[tuple[Any, float]], others: list[tuple[float, AcceptedWork]]) -> Any:
    """Expected share of an executor in all accepted work; 0 where nothing is accepted.

    Parameters
    ----------
    jobs : Jobs
        Assignment by stake or reputation counts as even.
    own : list of (chance, work)
        Of one of its jobs; chances may be (n, 1), of many executors that are asked about one by one.
    others : list of (executors, list of (chance, work))

    Returns
    -------
    float or (n,), float
    """
    works = [work for _, law in ((1.0, own), *others) for chance, work in law if np.any(chance * work > 0)]
    if not any(np.any(chance * work > 0) for chance, work in own):
        return np.zeros(len(own[0][0])) if own and np.ndim(own[0][0]) else 0.0
    heads = 1.0 + sum(n for n, _ in others)
    each, unit = jobs.per_executor(round(heads)), min(works)
    # With u = e^(-t unit) everything is a power of u, and all its weight lies near u = 1 where there are many jobs.
    least = 1.0 / (1.0 + each * heads * max(works) / unit)
    u, weights = _near_one(least)
    slope = sum((chance * work / unit * u ** (work / unit - 1.0) for chance, work in own if work > 0), np.zeros_like(u))
    ours, theirs = _survives(own, u, unit), [(n, _survives(law, u, unit)) for n, law in others]
    if jobs.assignment == "each":
        rest = each * ours ** (each - 1.0) * np.prod([g ** (n * each) for n, g in theirs], axis=0)
    else:
        mean = (ours + sum((n * g for n, g in theirs), np.zeros_like(u))) / heads
        rest = _drawn(jobs, each * heads, mean) / heads
    return (slope * rest) @ weights


def _near_one(least: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of a rule on [0, 1] in pieces that shrink towards 1, the last one `least` wide."""
    ends = 1.0 - np.minimum(1.0, least * 4.0 ** np.arange(math.ceil(-math.log(least, 4)) + 1))
    ends = np.unique(np.concatenate(([0.0, 1.0], ends)))
    unit, weight = np.polynomial.legendre.leggauss(16)
    width = np.diff(ends)[:, None]
    return (ends[:-1, None] + width * (unit + 1.0) / 2.0).ravel(), (width * weight / 2.0).ravel()


def _survives(law: list[tuple[Any, float]], u: np.ndarray, unit: float) -> np.ndarray:
    """G of one job."""
    return np.asarray(1.0 - sum((chance * (1.0 - u ** (work / unit)) for chance, work in law), np.zeros_like(u)))


def _drawn(jobs: Jobs, mean: float, g: np.ndarray) -> np.ndarray:
    """E[J g^(J-1)] over the number of jobs J of an epoch."""
    if jobs.law == "poisson":
        return np.asarray(mean * np.exp(-mean * (1.0 - g)))
    whole = math.floor(mean)
    fewer = whole * g ** (whole - 1.0) if whole > 0 else 0.0
    return np.asarray((1.0 - (mean - whole)) * fewer + (mean - whole) * (whole + 1.0) * g**whole)

"""Robustness of designs: in how many draws of what is merely assumed do all wants still hold?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.design.problem import Candidate, Problem
from experiments.statistics import wilson
from experiments.sweep.designs import points
from experiments.sweep.lever import Lever

ENOUGH = 0.95
"""Share of draws in which a robust design meets all wants."""


class Robustness(NamedTuple):
    """A design under draws of what is assumed.

    Attributes
    ----------
    held, draws : int
        Draws in which all wants hold, and all that the scenario takes.
    low, high : float
        Wilson's 95 % interval of the share.
    worst : mapping of str to float
        By outcome that is wanted, its value in the draw in which that want is missed by most, or met most narrowly;
        empty without draws.
    """

    held: int
    draws: int
    low: float
    high: float
    worst: Mapping[str, float]

    @property
    def is_robust(self) -> bool:
        """Whether all wants hold in at least 95 % of the draws."""
        return self.draws > 0 and self.held >= ENOUGH * self.draws


def draws_of(factors: Sequence[Lever], number: int, seed: int = 0) -> list[dict[str, Any]]:
    """Draws of what is assumed, spread evenly (Sobol, scrambled by the seed).

    Parameters
    ----------
    factors : sequence of Lever
    number : int
        A power of two.
    seed : int

    Returns
    -------
    list of dict
        Value of each factor by path; the same draws for every design, so that designs are compared in pairs.
    """
    return points("sobol", factors, size=number, seed=seed)


def robustness(problem: Problem, one: Candidate, draws: Sequence[Mapping[str, Any]]) -> Robustness:
    """How a design fares under draws of what is assumed; draws that the scenario refuses beside this design are left out."""
    found = [values for values, _ in (problem.values(one.point, draw) for draw in draws) if values]
    held = sum(problem.holds(values) for values in found)
    worst = {
        want.name: float(found[int(np.argmin([want.slack(values[want.name]) for values in found]))][want.name])
        for want in (problem.wants if found else ())
    }
    return Robustness(held, len(found), *wilson(held, len(found)), worst)

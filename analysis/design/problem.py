"""A design problem: a network, what may be chosen, what must hold, and what is to be low or high; and one candidate for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from analysis.design.outcomes import check, values
from analysis.design.wants import Aim, Want
from experiments.sweep.lever import Lever
from model import door
from model.scenario import Scenario

GUIDE = "deterrence"
"""Among candidates that miss the wants by as much, the one nearer to tipping comes first: integrity alone has no slope."""


class Candidate(NamedTuple):
    """A choice of levers and what the closed forms say of it.

    Attributes
    ----------
    unit : (levers,), float
        Where it lies in the unit cube.
    point : mapping
        Value of each lever by path.
    values : mapping of str to float
        Outcomes at the network's response; empty where the scenario refuses the point.
    refused : str
        Why it does.
    """

    unit: np.ndarray
    point: Mapping[str, Any]
    values: Mapping[str, float]
    refused: str = ""


@dataclass(frozen=True)
class Problem:
    """What is asked.

    Attributes
    ----------
    base : Scenario
    levers : tuple of Lever
        With full paths.
    wants : tuple of Want
    aims : tuple of Aim
        At least two.

    Raises
    ------
    ValueError
        For outcomes that have no closed form in this network.
    """

    base: Scenario
    levers: tuple[Lever, ...]
    wants: tuple[Want, ...]
    aims: tuple[Aim, ...]

    def __post_init__(self) -> None:
        check(self.base, self.names)

    @property
    def names(self) -> list[str]:
        """Outcomes that are asked for, each once."""
        return list(dict.fromkeys([*(want.name for want in self.wants), *(aim.name for aim in self.aims), GUIDE]))

    def at(self, unit: np.ndarray) -> dict[str, Any]:
        """Values of the levers at a point of the unit cube, (levers,)."""
        return {lever.path: lever.at(unit[column : column + 1])[0] for column, lever in enumerate(self.levers)}

    def candidate(self, unit: np.ndarray) -> Candidate:
        """What the closed forms say of a point of the unit cube."""
        point = self.at(unit)
        found, refused = self.values(point)
        return Candidate(unit, point, found, refused)

    def values(self, point: Mapping[str, Any], assumed: Mapping[str, Any] | None = None) -> tuple[dict[str, float], str]:
        """Outcomes at a choice of levers, where what is assumed may have other values too; or why the scenario refuses it."""
        try:
            scenario = door.change(self.base, {**(assumed or {}), **point})
        except ValueError as error:
            return {}, str(error)
        return values(scenario, self.names), ""

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether all wants are met."""
        return bool(values) and all(want.is_met(values[want.name]) for want in self.wants)

    def miss(self, values: Mapping[str, float]) -> float:
        """By how much wants are missed, each over the size of its bound, added up; 0 where all are met."""
        if not values:
            return math.inf
        return sum(max(0.0, -want.slack(values[want.name])) for want in self.wants)

    def judged(self, values: Mapping[str, float]) -> np.ndarray:
        """What is to be low, (aims,); inf for what is missing."""
        signed = np.array([aim.sign * values[aim.name] for aim in self.aims])
        return np.where(np.isnan(signed), math.inf, signed)

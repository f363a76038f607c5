"""Arms: the ways out of a behaviour, one along each axis, and what each does to the public records.

An honest node is one behaviour of many names. With effort 1 and no attack
nothing deviates, whatever the deviation; with deviation 0 nothing does,
whatever the effort. So at honest each axis is followed where it acts: effort
and attacks with what deviates by a stated amount, deviation in all segments of
a node that runs another model (effort 0).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.possibility.axes import AXES, Box
from model.scenario import Scenario
from model.strategies.traits import TRAITS, check_traits

GARBAGE = TRAITS["filler_deviation"][0]
"""Deviation, sigma, of what is skipped or attacked where nothing else is said: what costs nothing."""


@dataclass(frozen=True)
class Arm:
    """The line through a behaviour along one axis; steps are shares of the axis's range and positive away from honest.

    Attributes
    ----------
    axis : str
    values : mapping of str to float
        Where the line passes, by axis.
    span : float
        Range of the axis, in its unit.
    sign : int
        Of the axis's change in a step away from honest.
    grid : float
        Share of the range on which records are linear at most; 1 where they are throughout.
    """

    axis: str
    values: Mapping[str, float]
    span: float
    sign: int
    grid: float = 1.0

    @property
    def room(self) -> float:
        """Longest step away from honest, at most 1; no room is left at the far end of an axis."""
        value = self.values[self.axis]
        if self.axis == "deviation":
            return 1.0
        return max(0.0, value if self.sign < 0 else 1.0 - value)

    def traits(self, step: float = 0.0) -> dict[str, float]:
        """Traits after a step."""
        return traits_of({**self.values, self.axis: self.values[self.axis] + self.sign * step * self.span})

    def smallest(self) -> float:
        """A step over which records are straight: at most .001, and not over the next kink."""
        if self.axis == "deviation":
            return 1e-3 * max(1.0, abs(self.values[self.axis])) / self.span
        if self.room == 0.0:
            return -1e-3 * self.grid
        left = math.fmod(self.room, self.grid)
        return min(1e-3, left if 1e-9 < left < self.grid - 1e-9 else self.grid)


def traits_of(values: Mapping[str, float]) -> dict[str, float]:
    """Traits of a behaviour given by axes."""
    return {trait: float(values[axis.name]) for axis in AXES.values() for trait in axis.traits}


@dataclass(frozen=True)
class Place:
    """A behaviour, and the arms that lead out of it.

    Attributes
    ----------
    values : mapping of str to float
        By axis.
    honest : bool
        Whether nothing deviates because all is computed and nothing attacked.
    arms : tuple of Arm
        In the order of ``AXES``.
    """

    values: Mapping[str, float]
    honest: bool
    arms: tuple[Arm, ...]

    @property
    def traits(self) -> dict[str, float]:
        """The behaviour's traits."""
        return traits_of(self.values)


def place_of(scenario: Scenario, at: Mapping[str, float] | None = None) -> Place:
    """A behaviour of a network's box with its arms.

    Parameters
    ----------
    scenario : Scenario
    at : mapping of str to float, optional
        By axis; honest where left out. A deviation that is left out is that of garbage.

    Raises
    ------
    ValueError
        For an unknown axis, or a value outside its range.
    """
    at = dict(at or {})
    for name, value in at.items():
        if name not in AXES:
            raise ValueError(f"--at {name}: {name} is no axis of behaviour; the axes are {', '.join(AXES)}")
        check_traits({AXES[name].traits[0]: value}, "--at: ")
    values = {name: axis.honest for name, axis in AXES.items()} | {"deviation": GARBAGE} | at
    honest = values["effort"] == 1.0 and values["attack_rate"] == 0.0
    segments = max(field.partition.segments for field in scenario.fields.values())
    arms = []
    for name, axis in AXES.items():
        box = Box.of(scenario, (name,))
        span = box.high[0] - box.low[0]
        if name == "deviation":
            stand = {**values, "effort": 0.0, "deviation": 0.0} if honest else values
            arms.append(Arm(name, stand, span, 1 if stand[name] >= 0 else -1))
        else:
            arms.append(Arm(name, values, span, -1 if axis.honest else 1, 1.0 / segments if name == "effort" else 1.0))
    return Place(values, honest, tuple(arms))

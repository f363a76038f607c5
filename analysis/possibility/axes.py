"""Behaviour axes: the directions in which a node can differ from an honest one, and the box that volumes are shares of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.field.verification.panel.numbers import Panel
from model.scenario import Scenario

WITHOUT_TOLERANCE = 10.0
"""Deviation, sigma, that stands for the tolerance where no panel has one: that of an FP8 model (``model.technology``)."""


class Axis(NamedTuple):
    """A direction of behaviour.

    Attributes
    ----------
    name, unit, meaning : str
    honest : float
        Where an honest node stands.
    traits : tuple of str
        Traits that take the value.
    """

    name: str
    unit: str
    honest: float
    traits: tuple[str, ...]
    meaning: str


AXES = {
    axis.name: axis
    for axis in (
        Axis("effort", "1", 1.0, ("effort",), "share of segments computed as asked"),
        Axis("deviation", "sigma", 0.0, ("filler_deviation", "deviation"), "of the others: fillers, whose cost follows, and attacks"),
        Axis("attack_rate", "1", 0.0, ("attack_rate",), "share of jobs attacked, in all segments"),
        Axis("vigilance", "1", 1.0, ("vigilance",), "probability that a verifier really checks"),
        Axis("withhold", "1", 0.0, ("withhold",), "share of jobs whose trace is withheld"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """The conceivable behaviours: some axes over their ranges, the others at a value.

    Attributes
    ----------
    axes : tuple of str
    low, high : (axes,), float
    at : mapping of str to float
        Axes that stand still where they are not honest.
    """

    axes: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at: Mapping[str, float]

    @classmethod
    def of(cls, scenario: Scenario, axes: Sequence[str] = tuple(AXES), at: Mapping[str, float] | None = None) -> Box:
        """The declared box of a network: [0, 1] for shares, three tolerances to both sides for deviations.

        Raises
        ------
        ValueError
            For an axis that is unknown, named twice, or both drawn and fixed.
        """
        at = dict(at or {})
        for name in (*axes, *at):
            if name not in AXES:
                raise ValueError(f"{name} is no axis of behaviour; the axes are {', '.join(AXES)}")
        if not axes or len(set(axes)) < len(axes):
            raise ValueError(f"axes {', '.join(axes) or '(none)'}: name at least one, and each once, of {', '.join(AXES)}")
        if both := [name for name in axes if name in at]:
            raise ValueError(f"{both[0]} is drawn and fixed at once; leave it out of one of the two")
        most = [3.0 * tolerance_of(scenario) if name == "deviation" else 1.0 for name in axes]
        least = [-high if name == "deviation" else 0.0 for name, high in zip(axes, most, strict=True)]
        return cls(tuple(axes), tuple(least), tuple(most), at)

    @property
    def size(self) -> float:
        """Its volume, in the product of the axes' units."""
        return float(np.prod(np.subtract(self.high, self.low)))

    def points(self, unit: np.ndarray) -> np.ndarray:
        """Points of the unit cube, (n, axes), in the box."""
        return np.asarray(self.low + unit * np.subtract(self.high, self.low))

    def traits(self, points: np.ndarray) -> dict[str, np.ndarray]:
        """Traits of points of the box, (n, axes), each (n,)."""
        columns = {name: np.full(len(points), self.at.get(name, axis.honest)) for name, axis in AXES.items()}
        columns |= {name: points[:, column] for column, name in enumerate(self.axes)}
        return {trait: columns[axis.name] for axis in AXES.values() for trait in axis.traits}


def tolerance_of(scenario: Scenario) -> float:
    """Largest tolerance of the network's panels, sigma; that of an FP8 model's deviation where they have none."""
    panels = [field.verification for field in scenario.fields.values() if isinstance(field.verification, Panel)]
    return max([panel.tolerance for panel in panels if panel.tolerance > 0], default=WITHOUT_TOLERANCE)

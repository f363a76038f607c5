"""Behaviours at which selection along one axis rests, by adaptive dynamics: rare mutants, residents all alike.

The gradient of s(b'|b) in b' at b' = b says where a population moves. It rests
where the gradient vanishes or jumps through zero, and at an end that it points
at. A rest is convergence stable where gradients around it point at it, and
evolutionarily stable where near mutants lose (Geritz et al. 1998,
doi:10.1023/A:1006554906681, recalled). Where utility is linear in what the
mutant does, mutants at a rest inside the range are neutral: such a rest is
named so, and is stable in the sense of Maynard Smith's second condition iff it
is convergent.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.possibility.axes import AXES, Box
from analysis.possibility.resistance import Resistance, cost_of_epoch
from model.field.verification.panel.numbers import Panel
from model.outlook import Outlook
from model.scenario import Scenario

CELLS, STEP = 41, 1e-3
"""Residents along the axis, and how far near mutants are, over the range."""
HALVINGS = 45
"""Of an interval in which the gradient changes sign."""
NONE = 1e-9
"""Gain, over the cost of an epoch's jobs, that is rounding."""


class Rest(NamedTuple):
    """A behaviour at which selection rests.

    Attributes
    ----------
    at : float
        Place on the axis.
    kind : str
        ``evolutionarily stable``, ``branching``, ``repelling``, ``unreachable`` or ``neutral``.
    convergent : bool
        Whether gradients around it point at it.
    uninvaded : bool
        Whether no mutant of the axis gains there, near or far.
    """

    at: float
    kind: str
    convergent: bool
    uninvaded: bool


def rest_of(box: Box, drawn: tuple[str, ...]) -> dict[str, float]:
    """Where the axes stand that are not drawn: as the box says, else honest; what deviates does so by as much as the box has.

    A node that skips and attacks nothing deviates nowhere, whatever its deviation; so along the axis of deviation alone
    every segment is skipped.
    """
    values = {name: axis.honest for name, axis in AXES.items()}
    if "deviation" in box.axes:
        values["deviation"] = box.high[box.axes.index("deviation")]
    if drawn == ("deviation",):
        values["effort"] = 0.0
    return {name: value for name, value in (values | dict(box.at)).items() if name not in drawn}


@dataclass(frozen=True)
class Line:
    """One axis of a box, the others at rest.

    Attributes
    ----------
    resistance : Resistance
        Of a network and a box.
    axis : str
    """

    resistance: Resistance
    axis: str

    @property
    def scenario(self) -> Scenario:
        """The network."""
        return self.resistance.scenario

    @property
    def box(self) -> Box:
        """Where the axis lies in."""
        return self.resistance.box

    @property
    def ends(self) -> tuple[float, float]:
        """Of the range."""
        column = self.box.axes.index(self.axis)
        return self.box.low[column], self.box.high[column]

    @property
    def grid(self) -> np.ndarray:
        """Residents looked at, among them the kinks of effort and the edges of tolerances."""
        low, high = self.ends
        kinks = np.zeros(0)
        if self.axis == "deviation":
            edges = np.array([f.verification.tolerance for f in self.scenario.fields.values() if isinstance(f.verification, Panel)])
            kinks = np.concatenate((edges[edges < high], -edges[-edges > low]))
        if self.axis == "effort" and (k := max(f.partition.segments for f in self.scenario.fields.values())) < CELLS:
            kinks = np.arange(k + 1) / k
        return np.unique(np.concatenate((np.linspace(low, high, CELLS), kinks)).round(12))

    @cached_property
    def unit(self) -> float:
        """Cost of an epoch's jobs, USD."""
        return cost_of_epoch(self.scenario)

    @cached_property
    def beside(self) -> Outlook:
        """What ways to execute earn among residents of the axis, who all check alike."""
        return self.resistance.among({"vigilance": float(self._traits(np.zeros(1))["vigilance"][0])})

    def gains(self, resident: float, mutants: np.ndarray) -> np.ndarray:
        """What mutants earn more than a resident among its like, in costs of an epoch's jobs, (n,)."""
        values = self._traits(np.append(mutants, resident))
        if self.resistance.is_coupled:
            earned = self.resistance.among({name: float(column[-1]) for name, column in values.items()}).of(values).utility
        elif self.axis != "vigilance":
            earned = self.beside.of(values).utility
        else:
            worth = (
                self.resistance.worth_of_checking({name: column[-1:] for name, column in values.items()}) if self.resistance.checks else 0.0
            )
            earned = values["vigilance"] * worth
        return np.asarray((earned[:-1] - earned[-1]) / self.unit)

    def _traits(self, along: np.ndarray) -> Mapping[str, np.ndarray]:
        low, high = self.ends
        return Box((self.axis,), (low,), (high,), rest_of(self.box, (self.axis,))).traits(along[:, None])

    def sides(self, resident: float) -> tuple[float, float]:
        """What near mutants below and above gain; at an end the missing one loses."""
        low, high = self.ends
        step = STEP * (high - low)
        near = np.array([resident - step, resident + step])
        gains = self.gains(resident, np.clip(near, low, high))
        return (float(gains[0]) if near[0] >= low else -np.inf), (float(gains[1]) if near[1] <= high else -np.inf)


def pairwise(line: Line) -> pd.DataFrame:
    """A table for a pairwise-invasibility plot.

    Parameters
    ----------
    line : Line

    Returns
    -------
    DataFrame
        ``resident, mutant, fitness``, the last in costs of an epoch's jobs.
    """
    grid = np.linspace(*line.ends, CELLS)
    tables = [pd.DataFrame({"resident": r, "mutant": grid, "fitness": line.gains(float(r), grid)}) for r in grid]
    return pd.concat(tables, ignore_index=True)


def mutual(table: pd.DataFrame) -> tuple[float, tuple[float, float] | None]:
    """Share of pairs of different behaviours that invade each other, and the pair that does so most.

    Parameters
    ----------
    table : DataFrame
        Of :func:`pairwise`.

    Returns
    -------
    share : float
    pair : (float, float) or None
        The lesser of whose two gains is largest.
    """
    gains = table.pivot(index="resident", columns="mutant", values="fitness")
    both = np.minimum(gains.to_numpy(), gains.to_numpy().T)
    rows, columns = np.triu_indices(len(both), 1)
    lesser = both[rows, columns]
    if not (lesser > NONE).any():
        return 0.0, None
    best = int(np.argmax(lesser))
    return float((lesser > NONE).mean()), (float(gains.index[rows[best]]), float(gains.index[columns[best]]))


def singular_points(line: Line) -> list[Rest]:
    """Where selection along an axis rests.

    Parameters
    ----------
    line : Line

    Returns
    -------
    list of Rest
        From below; empty where selection is neutral all along.
    """
    grid = line.grid
    below, above = np.array([line.sides(float(r)) for r in grid]).T
    felt = [i for i in range(len(grid)) if max(_size(below[i]), _size(above[i])) > NONE]
    places = [float(grid[i]) for i in (0, len(grid) - 1) if max(below[i], above[i]) <= NONE] if felt else []
    inside = [i for i in felt if 0 < i < len(grid) - 1]
    places += [float(grid[i]) for i in inside if below[i] * above[i] > 0 and min(abs(below[i]), abs(above[i])) > NONE]
    for i, j in itertools.pairwise(felt):
        if min(abs(above[i]), abs(below[j])) > NONE and (above[i] > 0) == (below[j] > 0):
            wide = j - i > 2  # nothing is felt in between: a plain of rests, shown by its middle
            places.append(float(grid[i] + grid[j]) / 2.0 if wide else _root(line, float(grid[i]), float(grid[j]), bool(above[i] > 0)))
    return [_rest(line, round(at, 10) + 0.0) for at in _apart(places, STEP * (grid[-1] - grid[0]))]


def _size(gain: float) -> float:
    return abs(gain) if np.isfinite(gain) else 0.0


def _apart(places: list[float], step: float) -> list[float]:
    """Places in order, without those that another stands for."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > step:
            kept.append(place)
    return kept


def _root(line: Line, low: float, high: float, rising: bool) -> float:
    """Where the gradient changes sign."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        below, above = line.sides(middle)
        if (above > below) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _rest(line: Line, at: float) -> Rest:
    low, high = line.ends
    step = 2.0 * STEP * (high - low)
    near = [side for side in line.sides(at) if np.isfinite(side)]
    around = [line.sides(place)[side] for place, side in ((at - step, 1), (at + step, 0)) if low <= place <= high]
    convergent = min(around) > 0.0
    uninvaded = bool((line.gains(at, line.grid) <= NONE).all())
    if max(map(abs, near)) <= NONE:
        return Rest(at, "neutral", convergent, uninvaded)
    stable = max(near) <= NONE
    kinds = {(True, True): "evolutionarily stable", (True, False): "branching", (False, True): "unreachable", (False, False): "repelling"}
    return Rest(at, kinds[convergent, stable], convergent, uninvaded)

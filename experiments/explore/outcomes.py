"""The outcome space of an exploration: one to three outcomes with ranges, cut into cells."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.sweep.plan import outcome_names
from model import measures
from model.scenario import Scenario

DEFAULT = "integrity,gini_stake"
"""What is right among what is accepted, and how unequally the stake is spread: what users get, and who rules."""
CELLS, MOST_AXES, MOST_CELLS = 20, 3, 40_000
SHARES = {
    "integrity", "local_integrity", "acceptance_rate", "reuse_rate", "false_reject_rate", "false_slash_rate", "detection_rate",
    "unavailability_rate", "audit_rate", "cartel_stake_share",
}  # fmt: skip
SHARE_STARTS = ("share_", "end_share_", "gini_", "hhi_")
"""Outcomes in [0, 1] by definition, whose range need not be found out."""
MISSING = -1
"""Cell of a run that has no value of an outcome."""
MARGIN = 0.05
"""Of the range that a pilot found, on either side."""


class Wanted(NamedTuple):
    """An outcome that is asked for.

    Attributes
    ----------
    name : str
        Of ``model.measures.summary``.
    low, high : float
        Range in the outcome's unit; nan where a pilot is to find it.
    cells : int
    """

    name: str
    low: float
    high: float
    cells: int = CELLS

    @property
    def is_known(self) -> bool:
        """Whether the range is known."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        if self.name in measures.KNOWN:
            return measures.KNOWN[self.name].unit
        return "USD/epoch" if self.name.startswith("utility_") else "epoch" if self.name == "epochs" else "1"


def parse(text: str, start: Scenario) -> tuple[Wanted, ...]:
    """Outcomes from ``NAME[=LOW:HIGH[:CELLS]],...``.

    Parameters
    ----------
    text : str
    start : Scenario
        The network at its honest start, whose outcomes may be asked for.

    Raises
    ------
    ValueError
        Naming the outcome and the remedy.
    """
    found = tuple(_one(item.strip(), start) for item in text.split(",") if item.strip())
    names = [one.name for one in found]
    if not 1 <= len(found) <= MOST_AXES:
        raise ValueError(f"outcomes = {text!r} names {len(found)} outcomes, outside [1, {MOST_AXES}]; give for example {DEFAULT}")
    if len(set(names)) < len(names):
        raise ValueError(f"outcomes = {text!r} names one twice; give each once")
    if math.prod(one.cells for one in found) > MOST_CELLS:
        raise ValueError(f"outcomes = {text!r} has more than {MOST_CELLS:,} cells; give fewer, as in integrity=0:1:20")
    return found


def _one(item: str, start: Scenario) -> Wanted:
    name, equals, spec = item.partition("=")
    known = outcome_names(start)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise ValueError(f"outcome {name!r} is not known; {hint}")
    is_share = name in SHARES or name.startswith(SHARE_STARTS)
    low, high, cells = (0.0, 1.0, CELLS) if is_share else (math.nan, math.nan, CELLS)
    if equals:
        try:
            low, high, cells = _range(spec)
        except ValueError:
            raise ValueError(f"outcome {item!r} is not NAME=LOW:HIGH:CELLS; write for example {name}=0:1:20") from None
        if not (math.isfinite(low) and math.isfinite(high) and low < high and cells >= 2):
            raise ValueError(f"outcome {item!r} needs low < high and at least 2 cells; write for example {name}=0:1:20")
    return Wanted(name, low, high, cells)


def _range(spec: str) -> tuple[float, float, int]:
    low, high, *more = spec.split(":")
    if len(more) > 1:
        raise ValueError(spec)
    return float(low), float(high), int(more[0]) if more else CELLS


@dataclass(frozen=True)
class Grid:
    """Cells of the outcome space; the first and the last of an axis hold what lies beyond its range too.

    Attributes
    ----------
    axes : tuple of Wanted
        With known ranges.
    """

    axes: tuple[Wanted, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Cells of each axis."""
        return tuple(axis.cells for axis in self.axes)

    @property
    def size(self) -> int:
        """Number of cells."""
        return math.prod(self.shape)

    def locate(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The cell of each run, and how deep in it the run lies.

        Parameters
        ----------
        values : (runs, axes), float
            Missing ones are nan.

        Returns
        -------
        cells : (runs,), int
            Flat number of the cell, the last axis running fastest; MISSING where a value is missing.
        depth : (runs,), float
            Distance to the nearest side of the cell over its width, in [0, 1/2].
        """
        values = np.asarray(values, dtype=float)
        low, high = (np.array([getattr(axis, end) for axis in self.axes]) for end in ("low", "high"))
        count = np.array(self.shape)
        known = np.isfinite(values).all(axis=1)
        scaled = np.where(known[:, None], (values - low) / (high - low), 0.0) * count
        place = np.clip(np.floor(scaled), 0, count - 1).astype(np.int64)
        within = np.clip(scaled - place, 0.0, 1.0)
        cells = np.where(known, np.ravel_multi_index(tuple(place.T), self.shape), MISSING)
        return cells, np.minimum(within, 1.0 - within).min(axis=1)

    def place(self, cell: int) -> tuple[int, ...]:
        """Number of a cell along each axis."""
        return tuple(int(at) for at in np.unravel_index(cell, self.shape))

    def ends(self, cell: int) -> list[tuple[float, float]]:
        """Low and high end of a cell along each axis."""
        found = []
        for axis, at in zip(self.axes, self.place(cell), strict=True):
            width = (axis.high - axis.low) / axis.cells
            found.append((axis.low + at * width, axis.low + (at + 1) * width))
        return found


def from_pilot(wanted: Iterable[Wanted], values: np.ndarray) -> Grid:
    """A grid whose unknown ranges are those of pilot runs, with a margin.

    Parameters
    ----------
    wanted : iterable of Wanted
    values : (runs, axes), float

    Raises
    ------
    ValueError
        When no pilot run has a value.
    """
    return Grid(tuple(_ranged(one, values[:, column]) for column, one in enumerate(wanted)))


def _ranged(one: Wanted, values: Sequence[float] | np.ndarray) -> Wanted:
    if one.is_known:
        return one
    known = np.asarray(values)[np.isfinite(values)]
    if len(known) == 0:
        raise ValueError(f"outcome {one.name!r} has no value in any pilot run; name another with --outcomes")
    low, high = float(known.min()), float(known.max())
    spread = (high - low) or abs(high) or 1.0
    return one._replace(low=low - MARGIN * spread, high=high + MARGIN * spread)

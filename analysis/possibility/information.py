"""Fisher information of an epoch's public records about a behaviour, the directions that it lacks, and how long others take to be seen.

I = sum over records of n sum over cells of dp dp^T / p, with p the probability
of a cell and n the records of that kind in an epoch; axes are taken in units of
their ranges. An eigenvalue l of I is a direction that T epochs tell to within
a standard deviation 1 / sqrt(T l). Honest behaviour stands on the boundary of its range, so derivatives
are one-sided there, and a cell that honest nodes never fill makes the
information infinite: such a direction is seen at once, that is with the first
record in it. The matrix then stands a small step inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.possibility.arms import Arm, Place
from analysis.possibility.axes import AXES
from analysis.possibility.records import Source
from analysis.possibility.telling import expected

STEP = 0.01
"""Share of an axis's range that counts as a small step."""
RESOLUTION = 0.1
"""Standard deviation, as a share of the range, below which a direction counts as seen."""
SMALLEST_SLOPE = 1e-8
"""Change of a probability over a whole range that is rounding."""
SAME_DIRECTION = 1e-5
"""Singular value of the axes' effects, each of length 1, below which they are one effect."""
NEARLY_EQUAL = 0.9
"""Ratio of eigenvalues above which their vectors may as well be any other ones of the same plane."""
NEVER = 1e-3
"""Expected records, over all epochs, of a cell that honest nodes do not fill."""


@dataclass(frozen=True)
class Effect:
    """What a step along one axis does to the records.

    Attributes
    ----------
    axis : str
    slope : (cells,), float
        Change of each expected number of records in an epoch, for a step of the whole range away from honest; that of any
        step where the records jump.
    jumps : bool
        Whether the records change by as much however small the step is.
    telling : float
        Records in an epoch, for a step of the whole range, that would never be there without it, where most of what is
        known of a small step comes from them; else 0.
    cell : str
        The likeliest of those cells.
    """

    axis: str
    slope: np.ndarray
    jumps: bool
    telling: float
    cell: str

    @property
    def acts(self) -> bool:
        """Whether the records change at first order."""
        return bool(np.abs(self.slope).max(initial=0.0) > 0.0)


@dataclass(frozen=True)
class Direction:
    """A direction of behaviour, in shares of the axes' ranges, with its largest part 1.

    Attributes
    ----------
    parts : mapping of str to float
        By axis, those that are not 0; positive parts lead away from honest.
    information : float, 1/epoch
        Of a vector of length 1; 0 for a blind direction, infinite for a jump, and that a small step inside where ``at_once``.
    seen : bool
        Whether the epochs at hand tell it to within the resolution.
    at_once : bool
        Whether a cell that is never filled otherwise gives it away.
    """

    parts: Mapping[str, float]
    information: float
    seen: bool
    at_once: bool = False


@dataclass(frozen=True)
class Information:
    """What the records of an epoch tell about a behaviour.

    Attributes
    ----------
    place : Place
    effects : tuple of Effect
        In the order of ``AXES``.
    matrix : (axes, axes), float, 1/epoch
        In units of the ranges; an axis along which the records jump has an infinite diagonal and stands alone.
    directions : tuple of Direction
        The best seen first, the blind ones last.
    epochs : int
    resolution : float
    """

    place: Place
    effects: tuple[Effect, ...]
    matrix: np.ndarray
    directions: tuple[Direction, ...]
    epochs: int
    resolution: float

    @property
    def blind(self) -> tuple[Direction, ...]:
        """Directions along which no number of epochs would do, at first order."""
        return tuple(one for one in self.directions if one.information == 0.0)

    @property
    def rank(self) -> int:
        """How many directions of behaviour the records tell apart, given time."""
        return len(AXES) - len(self.blind)

    @property
    def seen(self) -> int:
        """How many of them within the epochs at hand."""
        return sum(one.seen for one in self.directions)


def information(place: Place, listed: Sequence[Source], epochs: int, resolution: float = RESOLUTION) -> Information:
    """Fisher information of an epoch's records, and its directions.

    Parameters
    ----------
    place : Place
        The behaviour.
    listed : sequence of Source
    epochs : int
        Epochs that are at hand, >= 1.
    resolution : float
        Standard deviation, as a share of the range, of what counts as seen, > 0.
    """
    if epochs < 1:
        raise ValueError(f"--epochs {epochs} is outside [1, inf); give a whole number of at least 1")
    if not 0.0 < resolution <= 1.0:
        raise ValueError(f"--resolution {resolution:g} is outside (0, 1]; give a share of an axis's range, such as 0.1")
    here, cells = expected(listed, place.traits), [cell for source in listed for cell in source.cells]
    effects = tuple(effect_of(arm, listed, here, cells, epochs) for arm in place.arms)
    smooth = np.array([np.zeros_like(here) if effect.jumps else effect.slope for effect in effects]).T
    inside = np.where(here * epochs < NEVER, here + STEP * np.maximum(0.0, smooth).sum(axis=1), here)
    rows = smooth[inside > 0] / np.sqrt(inside[inside > 0])[:, None]
    jumping = np.diag([np.inf if effect.jumps else 0.0 for effect in effects])
    matrix = np.where(jumping > 0, np.inf, rows.T @ rows)
    return Information(place, effects, matrix, _directions(rows, effects, epochs, resolution), epochs, resolution)


def effect_of(arm: Arm, listed: Sequence[Source], here: np.ndarray, cells: Sequence[str], epochs: int) -> Effect:
    """What a small step along an arm does to the records of an epoch; see :class:`Effect`."""
    h = arm.smallest()
    ahead, jumps = expected(listed, arm.traits(h)), _jumps(arm, listed, here)
    if jumps:
        slope = ahead - here
    elif arm.axis == "deviation" and arm.values["deviation"] == 0.0 and all(source.even for source in listed):
        slope = np.zeros_like(here)  # by symmetry, and exactly so where laws are drawn
    elif arm.axis == "deviation":
        slope = (ahead - expected(listed, arm.traits(-h))) / (2.0 * h)
    else:
        slope = (ahead - here) / h
    scale = np.concatenate([np.zeros(0), *(np.full(len(source.cells), source.per_epoch) for source in listed)])
    slope = np.where(np.abs(slope) > SMALLEST_SLOPE * scale, slope, 0.0)
    new = np.where(here * epochs < NEVER, np.maximum(0.0, slope), 0.0)
    usual = here * epochs >= NEVER
    known = float((slope[usual] ** 2 / here[usual]).sum())
    told = float(new.sum()) if new.sum() / STEP > known else 0.0
    return Effect(arm.axis, slope, jumps, told, cells[int(new.argmax())] if told > 0 else "")


def _jumps(arm: Arm, listed: Sequence[Source], here: np.ndarray) -> bool:
    """Whether records change however small the step: where checks are exact, or count segments whatever they deviate by."""
    if arm.axis != "deviation":
        return False
    least = expected(listed, arm.traits(1e-9 / arm.span))
    return bool(np.abs(least - here).max(initial=0.0) > 1e-6 * max(1e-300, here.sum()))


def _directions(rows: np.ndarray, effects: Sequence[Effect], epochs: int, resolution: float) -> tuple[Direction, ...]:
    names = [effect.axis for effect in effects]
    jumping = np.array([effect.jumps for effect in effects])
    found = [Direction({effect.axis: 1.0}, float("inf"), True, True) for effect in effects if effect.jumps]
    lost = [vector for vector in null_directions(rows) if not vector[jumping].any()]
    matrix = rows.T @ rows
    for vector in _principal(matrix, int((~jumping).sum()) - len(lost)):
        parts, value = _parts(vector, names), float(vector @ matrix @ vector / (vector @ vector))
        led = names.index(max(parts, key=lambda name: abs(parts[name])))
        found.append(Direction(parts, value, bool(1.0 / np.sqrt(epochs * value) <= resolution), effects[led].telling > 0))
    return (*found, *(Direction(_parts(vector, names), 0.0, False) for vector in lost))


def _principal(matrix: np.ndarray, number: int) -> list[np.ndarray]:
    """The leading eigenvectors; those of nearly equal eigenvalues turned so that each has few axes."""
    values, vectors = np.linalg.eigh(matrix)
    order = np.argsort(-values)[:number]
    found: list[np.ndarray] = []
    for place, column in enumerate(order):
        if place and values[column] >= NEARLY_EQUAL * values[order[place - 1]]:
            continue
        last = place + 1
        while last < number and values[order[last]] >= NEARLY_EQUAL * values[order[last - 1]]:
            last += 1
        found += list(_reduced(vectors[:, order[place:last]].T))
    return found


def _parts(vector: np.ndarray, names: Sequence[str]) -> dict[str, float]:
    scaled = vector / vector[np.abs(vector).argmax()]
    return {name: float(part) for name, part in zip(names, scaled, strict=True) if abs(part) > 1e-3}


def null_directions(rows: np.ndarray) -> np.ndarray:
    """Directions that change no record, each with as few axes as possible.

    Parameters
    ----------
    rows : (cells, axes), float
        Effects of the axes, each cell over the root of its expected number.

    Returns
    -------
    (directions, axes), float
        A reduced basis of the null space: an axis that is blind by itself stands alone.
    """
    axes = rows.shape[1]
    length = np.linalg.norm(rows, axis=0)
    acting = length > 0
    basis = [np.eye(axes)[i] for i in np.flatnonzero(~acting)]
    if acting.any():
        even = rows[:, acting] / length[acting]
        values, across = np.linalg.eigh(even.T @ even)
        for vector in _reduced(across.T[values < SAME_DIRECTION**2]):
            whole = np.zeros(axes)
            whole[acting] = vector / length[acting]
            basis.append(whole)
    return np.array(basis).reshape(-1, axes)


def _reduced(basis: np.ndarray) -> np.ndarray:
    """The row echelon form of a few independent rows."""
    basis, row = basis.copy(), 0
    for column in range(basis.shape[1]):
        if row == len(basis):
            break
        best = row + int(np.abs(basis[row:, column]).argmax())
        if abs(basis[best, column]) < 1e-6:
            continue
        basis[[row, best]] = basis[[best, row]]
        basis[row] /= basis[row, column]
        others = np.arange(len(basis)) != row
        basis[others] -= np.outer(basis[others, column], basis[row])
        row += 1
    return np.where(np.abs(basis) < 1e-9, 0.0, basis)

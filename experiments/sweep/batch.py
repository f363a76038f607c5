"""The runs of a sweep by number: which point, which replicate, which seed; none is made before it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from experiments.sweep.context import RunSpec
from model.luck_twin import split

Luck = Literal["shared", "own"]
"""Whether all points share a replicate's luck, so that differences between them are sharp, or have their own, for levels."""


def seed_of(luck: Luck, point: int, seed: int) -> int:
    """Seed of a run: its replicate's, or one that belongs to its point too.

    Returns
    -------
    int
        In [0, 2^63).
    """
    return seed if luck == "shared" else split(split(seed, 0x5EED), point) >> 1


@dataclass(frozen=True)
class Points:
    """Points of a design in columns.

    Attributes
    ----------
    columns : mapping
        Path -> value of each point.
    count : int
    """

    columns: Mapping[str, Sequence[Any]]
    count: int

    @classmethod
    def of(cls, points: Sequence[Mapping[str, Any]]) -> Points:
        """From a list of points that name the same paths."""
        return cls({path: _compact([point[path] for point in points]) for path in (points[0] if points else {})}, len(points))

    def at(self, point: int) -> dict[str, Any]:
        """Values of a point."""
        return {path: _plain(column[point]) for path, column in self.columns.items()}

    def more(self, points: Sequence[Mapping[str, Any]]) -> Points:
        """These points and others after them."""
        grown = {path: [*map(_plain, column), *(point[path] for point in points)] for path, column in self.columns.items()}
        return Points({path: _compact(column) for path, column in grown.items()}, self.count + len(points))


@dataclass(frozen=True)
class Batch:
    """Runs that can be handed out together: a round of a sweep.

    Attributes
    ----------
    start : int
        Number of the first run.
    points : Points
    point, replicate : (runs,), int
        Of each run.
    seeds : sequence of int
        Seed of each replicate.
    luck : {"shared", "own"}
    """

    start: int
    points: Points
    point: np.ndarray
    replicate: np.ndarray
    seeds: Sequence[int]
    luck: Luck

    def __len__(self) -> int:
        return len(self.point)

    @property
    def stop(self) -> int:
        """Number after that of the last run."""
        return self.start + len(self)

    def spec(self, run: int) -> RunSpec:
        """The run of a number in [start, stop)."""
        point, replicate = int(self.point[run - self.start]), int(self.replicate[run - self.start])
        return RunSpec(run, point, replicate, seed_of(self.luck, point, self.seeds[replicate]), self.points.at(point))


def every_point(points: Points, seeds: Sequence[int], luck: Luck) -> Batch:
    """Each point with each seed, the replicates of a point beside each other."""
    point = np.repeat(np.arange(points.count), len(seeds))
    return Batch(0, points, point, np.tile(np.arange(len(seeds)), points.count), seeds, luck)


def _compact(values: Sequence[Any]) -> Sequence[Any]:
    if all(isinstance(value, float) for value in values):
        return np.array(values)  # type: ignore[return-value]
    return list(values)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value

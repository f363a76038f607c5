"""Which runs are handed out next, and how many at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.sweep.context import RunSpec
from experiments.sweep.engine import SUSPECTED
from experiments.sweep.work import Chunk, Done

CHUNK_SECONDS, CHUNK_RUNS, CHUNK_BYTES = 5.0, 1_000, 16_000_000
"""A chunk is worth so much work, has at most so many runs and holds so much: a kill loses at most one."""
MOST_PARTS = 10_000
"""Of a sweep, about; when its runs are long and very many, chunks are worth more than that."""
LEAST_SHARE, CUT = 25, 16
"""Towards the end chunks shrink to this fraction of their worth; a suspect is cut into so many pieces."""


class Pace:
    """Runs of a chunk, learnt from those that are done.

    Parameters
    ----------
    total : int
        Runs of the sweep.
    """

    def __init__(self, total: int) -> None:
        self._least = -(-total // MOST_PARTS)
        self._seconds = self._bytes = 0.0

    def learn(self, done: Done) -> None:
        """Take a chunk's seconds and bytes per run in; what was slow is forgotten by and by, since points differ."""
        self._seconds = max(done.seconds / done.runs, self._seconds / 2, 1e-6)
        self._bytes = max(done.bytes / done.runs, self._bytes / 2, 1.0)

    def size(self, left: int, in_flight: int) -> int:
        """Runs of the next chunk when so many are left."""
        if not self._seconds:
            return self._least
        worth = CHUNK_SECONDS / self._seconds
        evenly = max(left / (2 * in_flight), worth / LEAST_SHARE)
        wanted = max(min(worth, evenly), self._least)
        return max(1, int(min(wanted, CHUNK_RUNS, CHUNK_BYTES / self._bytes)))


@dataclass
class Task:
    """A chunk on its way.

    Attributes
    ----------
    chunk : Chunk
    deaths : int
        Workers that died over it.
    suspect : bool
        Whether it was cut out of a chunk that a worker had died over.
    alone : bool
        Whether nothing else may run beside it.
    """

    chunk: Chunk
    deaths: int = 0
    suspect: bool = False
    alone: bool = False

    def pieces(self) -> list[Task]:
        """The chunk cut up."""
        runs = self.chunk.runs
        size = -(-len(runs) // CUT)
        return [Task(self.chunk._replace(runs=runs[i : i + size]), suspect=True) for i in range(0, len(runs), size)]


class Queue:
    """Chunks to be handed out: fresh ones, made one at a time, then those that a worker has died over, then those that go alone.

    Parameters
    ----------
    content : bytes
        A pickled context.
    folder : str
    numbers : (runs,), int
    spec_of : callable
        From a number to its run.
    pace : Pace
    """

    def __init__(self, content: bytes, folder: str, numbers: np.ndarray, spec_of: Callable[[int], RunSpec], pace: Pace) -> None:
        self._content, self._folder, self._numbers, self._spec_of, self.pace = content, folder, numbers, spec_of, pace
        self._at = 0
        self._again: deque[Task] = deque()
        self._alone: deque[Task] = deque()

    def __bool__(self) -> bool:
        return self._at < len(self._numbers) or bool(self._again or self._alone)

    def take(self, running: int, in_flight: int) -> Task | None:
        """The next chunk; None when all that is left must wait for those that run."""
        left = len(self._numbers) - self._at
        if left:
            runs = self._numbers[self._at : self._at + self.pace.size(left, in_flight)]
            self._at += len(runs)
            return Task(Chunk(self._content, self._folder, tuple(self._spec_of(int(run)) for run in runs)))
        if self._again:
            return self._again.popleft()
        return self._alone.popleft() if self._alone and not running else None

    def died(self, task: Task, deaths: int, apart: bool) -> RunSpec | None:
        """Hand a dead worker's chunk out again, or cut it up; a single run that is to be given up is returned.

        Parameters
        ----------
        task : Task
        deaths : int
            That count against it.
        apart : bool
            Whether the chunk alone is to blame.
        """
        task.deaths += deaths
        single = len(task.chunk.runs) == 1
        if task.deaths < (SUSPECTED if single or not task.suspect else 1):
            (self._alone if task.alone else self._again).append(task)
        elif not single:
            self._again.extend(task.pieces())
        elif apart or task.alone:
            return task.chunk.runs[0]
        else:
            self._alone.append(Task(task.chunk, suspect=True, alone=True))
        return None

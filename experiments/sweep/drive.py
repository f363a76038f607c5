"""The driver of a sweep: hands out chunks, survives dead workers, and can be stopped at any moment."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.sweep import parts
from experiments.sweep.context import Context, RunSpec
from experiments.sweep.engine import Engine, Gone
from experiments.sweep.work import Chunk, Done, described, work

SUSPECTED = 2
"""Deaths of a worker after which a chunk's runs are tried one by one, and after which a single run is given up."""


class Progress(NamedTuple):
    """How far a sweep is.

    Attributes
    ----------
    done, failed, total : int
        Runs, those of earlier sessions among them.
    deaths : int
        Workers that died.
    rate : float
        Runs per second of this session.
    """

    done: int
    failed: int
    total: int
    deaths: int
    rate: float


@dataclass
class _Task:
    """A chunk on its way."""

    chunk: Chunk
    deaths: int = 0
    alone: bool = False


class _Queue:
    """Chunks to be handed out: those that come again first, then fresh ones, made one at a time."""

    def __init__(self, fresh: Iterator[_Task]) -> None:
        self._again: deque[_Task] = deque()
        self._fresh = fresh
        self._next = next(fresh, None)

    def __bool__(self) -> bool:
        return bool(self._again) or self._next is not None

    def appendleft(self, task: _Task) -> None:
        self._again.appendleft(task)

    def popleft(self) -> _Task:
        if self._again:
            return self._again.popleft()
        task, self._next = self._next, next(self._fresh, None)
        assert task is not None
        return task


@dataclass
class _Tally:
    total: int
    done: int = 0
    failed: int = 0
    deaths: int = 0
    here: int = 0
    start: float = field(default_factory=time.perf_counter)

    def seen(self) -> Progress:
        seconds = time.perf_counter() - self.start
        return Progress(self.done, self.failed, self.total, self.deaths, self.here / seconds if seconds > 0 else 0.0)


def missing(folder: Path, total: int, again: bool = False) -> tuple[np.ndarray, int, list[str]]:
    """Runs that no whole part holds, how many of the others have failed, and the parts that were spoilt, which are taken away.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    total : int
        Runs of the sweep.
    again : bool
        Whether failed runs are forgotten, to be tried again.

    Returns
    -------
    missing : (runs,), int
        Numbers of the runs.
    failed : int
    spoilt : list of str
    """
    state, spoilt = np.zeros(total, dtype=np.int8), []
    for part in parts.listed(folder / parts.RUNS):
        try:
            table = parts.read(part)
        except parts.Spoilt as error:
            part.path.unlink()
            spoilt.append(str(error))
            continue
        runs, failed = table["run"].to_numpy(), np.array([status == parts.FAILED for status in table["status"].to_pylist()])
        if again and failed.any():
            parts.drop(part, table, failed)
            runs, failed = runs[~failed], failed[~failed]
        within = runs < total  # a sweep in rounds may be further on than its first round
        runs, failed = runs[within], failed[within]
        state[runs] = np.where(state[runs] == 1, 1, np.where(failed, 2, 1))
    return np.flatnonzero(state == 0), int((state == 2).sum()), spoilt


def drive(
    context: Context,
    folder: Path,
    numbers: np.ndarray,
    spec_of: Callable[[int], RunSpec],
    size: int,
    engine: Engine,
    *,
    before: tuple[int, int] = (0, 0),
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Run what is asked; every run ends as a row of a part.

    Parameters
    ----------
    context : Context
    folder : Path
        Of the sweep.
    numbers : (runs,), int
        Of the runs, in order.
    spec_of : callable
        From a number to its run; called when the run is handed out.
    size : int
        Runs of a chunk.
    engine : Engine
    before : (int, int)
        Runs that were done in earlier sessions, and how many of them failed.
    progress : callable, optional
        Called after each chunk.

    Raises
    ------
    Gone
        When the engine is lost as a whole.
    OSError
        When a part cannot be written.
    """
    content = pickle.dumps(context)
    fresh = (
        _Task(Chunk(content, str(folder), tuple(spec_of(int(run)) for run in numbers[i : i + size]))) for i in range(0, len(numbers), size)
    )
    tally = _Tally(len(numbers) + before[0], *before)
    ready, alone = _Queue(fresh), deque[_Task]()
    running: dict[Future[Done], _Task] = {}
    executor, ended = engine.start(), False
    try:
        while ready or alone or running:
            _hand_out(executor, ready, alone, running, engine.in_flight)
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            died = [task for future in finished if not _book(future, task := running.pop(future), tally, engine)]
            if died and engine.breaks():
                died += running.values()
                running.clear()
                engine.stop(executor, now=True)
                executor = engine.start()
            tally.deaths += bool(died)
            for task in died:
                _try_again(context, folder, task, ready, alone, tally)
            if progress is not None:
                progress(tally.seen())
        ended = True
    finally:
        engine.stop(executor, now=not ended)
    return tally.seen()


def _hand_out(executor: Executor, ready: _Queue, alone: deque[_Task], running: dict[Future[Done], _Task], most: int) -> None:
    """Fill the engine; a suspect goes alone, so that a death is its own."""
    while ready and len(running) < most and not any(task.alone for task in running.values()):
        task = ready.popleft()
        running[executor.submit(work, task.chunk)] = task
    if alone and not running:
        task = alone.popleft()
        running[executor.submit(work, task.chunk)] = task


def _book(future: Future[Done], task: _Task, tally: _Tally, engine: Engine) -> bool:
    """Count what a chunk came to; False when its worker died."""
    error = future.exception()
    if error is None:
        done = future.result()
        tally.done, tally.here, tally.failed = tally.done + done.runs, tally.here + done.runs, tally.failed + done.failed
        return True
    if engine.killed(error):
        return False
    reason = engine.gone(error)
    if reason:
        raise Gone(reason) from error
    raise error


def _try_again(context: Context, folder: Path, task: _Task, ready: _Queue, alone: deque[_Task], tally: _Tally) -> None:
    """Hand a dead worker's chunk out again; after two deaths run by run and alone; a run alone with two deaths is given up."""
    deaths, runs = task.deaths + 1, task.chunk.runs
    if deaths < SUSPECTED:
        (alone if task.alone else ready).appendleft(_Task(task.chunk, deaths, task.alone))
    elif not task.alone:
        alone.extend(_Task(task.chunk._replace(runs=(spec,)), alone=True) for spec in runs)
    else:
        row = {**described(context, runs[0]), "status": parts.FAILED, "error": "its worker died twice; out of memory, or killed"}
        parts.write(folder / parts.RUNS, task.chunk.first, task.chunk.last, parts.table_of(context, [row]))
        tally.done, tally.here, tally.failed = tally.done + 1, tally.here + 1, tally.failed + 1

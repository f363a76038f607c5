"""The driver of a sweep: hands out chunks, survives dead workers, and can be stopped at any moment."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.compute

from experiments.sweep import parts
from experiments.sweep.chunks import Pace, Queue, Task
from experiments.sweep.context import Context, RunSpec
from experiments.sweep.engine import Engine, Gone
from experiments.sweep.work import Done, described, work

BEAT = 1.0
"""Seconds after which progress is told though no chunk has ended."""
GIVEN_UP = "its worker died twice; out of memory, or killed"


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

    def count(self, runs: int, failed: int) -> None:
        self.done, self.here, self.failed = self.done + runs, self.here + runs, self.failed + failed


def missing(folder: Path, total: int, again: bool = False, beside: Sequence[str] = ()) -> tuple[np.ndarray, int, list[str]]:
    """Runs that no whole part holds, how many of the others have failed, and the parts that were spoilt, which are taken away.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    total : int
        Runs of the sweep.
    again : bool
        Whether failed runs are forgotten, to be tried again.
    beside : sequence of str
        Other folders of parts that must hold every run that is done, such as ``series``.

    Returns
    -------
    missing : (runs,), int
        Numbers of the runs.
    failed : int
    spoilt : list of str
    """
    spoilt: list[str] = []
    done, failed = np.zeros(total, dtype=bool), np.zeros(total, dtype=bool)
    for part, table in _whole(folder / parts.RUNS, spoilt):
        runs, amiss = table["run"].to_numpy(), pyarrow.compute.equal(table["status"], parts.FAILED).to_numpy(zero_copy_only=False)
        if again and amiss.any():
            parts.drop(part, table, amiss)
        within = runs < total  # a sweep in rounds may be further on than its first round
        done[runs[within & ~amiss]] = True
        failed[runs[within & amiss]] = not again
    for name in beside:
        there = np.zeros(total, dtype=bool)
        for _, table in _whole(folder / name, spoilt):
            runs = table["run"].to_numpy()
            there[runs[runs < total]] = True
        done &= there
    failed &= ~done
    return np.flatnonzero(~(done | failed)), int(failed.sum()), spoilt


def _whole(folder: Path, spoilt: list[str]) -> Iterator[tuple[parts.Part, pyarrow.Table]]:
    """Parts with their tables; those that are spoilt are taken away and named."""
    for part in parts.listed(folder):
        try:
            yield part, parts.read(part)
        except parts.Spoilt as error:
            part.path.unlink(missing_ok=True)
            spoilt.append(str(error))


def drive(
    context: Context,
    folder: Path,
    numbers: np.ndarray,
    spec_of: Callable[[int], RunSpec],
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
    engine : Engine
        Left as it is, so that another round may follow.
    before : (int, int)
        Runs that were done in earlier sessions, and how many of them failed.
    progress : callable, optional
        Called after each chunk, and every second.

    Raises
    ------
    Gone
        When the engine is lost as a whole, or a part cannot be written.
    """
    tally = _Tally(len(numbers) + before[0], *before)
    queue = Queue(pickle.dumps(context), str(folder.resolve()), numbers, spec_of, Pace(tally.total))
    running: dict[Future[Done], Task] = {}
    while queue or running:
        _hand_out(engine, queue, running)
        finished, _ = wait(running, timeout=BEAT, return_when=FIRST_COMPLETED)
        for future in finished:
            _book(future, running.pop(future), context, folder, queue, tally, engine)
        if progress is not None:
            progress(tally.seen())
    return tally.seen()


def _hand_out(engine: Engine, queue: Queue, running: dict[Future[Done], Task]) -> None:
    """Fill the engine; what goes alone has it for itself."""
    executor, most = engine.executor(), engine.in_flight
    while len(running) < most and not any(task.alone for task in running.values()):
        task = queue.take(len(running), most)
        if task is None:
            return
        running[executor.submit(work, task.chunk)] = task


def _book(future: Future[Done], task: Task, context: Context, folder: Path, queue: Queue, tally: _Tally, engine: Engine) -> None:
    """Count what a chunk came to."""
    deaths = engine.deaths(future)
    if deaths is None:
        done = _result(future, folder)
        queue.pace.learn(done)
        tally.count(done.runs, done.failed)
        return
    tally.deaths += 1
    given_up = queue.died(task, deaths, engine.apart)
    if given_up is not None:
        row = {**described(context, given_up), "status": parts.FAILED, "error": GIVEN_UP}
        with _written(folder):
            parts.write(folder / parts.RUNS, given_up.run, given_up.run + 1, parts.table_of(context, [row]))
        tally.count(1, 1)


def _result(future: Future[Done], folder: Path) -> Done:
    with _written(folder):
        return future.result()


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Say in one line that a part could not be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise Gone(f"{folder} cannot be written: {reason}; mend that, then resume the sweep") from error

"""The real model behind an inference: chunks of runs on all cores, written down as they come."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.infer import records as public
from experiments.infer.prior import Prior
from experiments.infer.records import PublicRecords
from experiments.infer.summaries import names, summarise
from experiments.runner import cores, run_tasks
from experiments.studies.journal import Journal
from model import door, strategies
from model.run import simulate
from model.scenario import Scenario

CHUNK = 20
"""Runs of a task; the same on every machine, so that what is written down can be found again."""


class Context(NamedTuple):
    """What all runs share.

    Attributes
    ----------
    base : Scenario
    columns : tuple of str
    epochs : (n,), int
        Of the records.
    known : (n, columns), bool
        Cells that are not blank; blank ones are left out of runs too.
    before : int
    plugins : tuple of (path, digest)
    """

    base: Scenario
    columns: tuple[str, ...]
    epochs: np.ndarray
    known: np.ndarray
    before: int
    plugins: tuple[tuple[str, str], ...]


class Task(NamedTuple):
    """Runs that a worker does in one go."""

    context: bytes
    values: list[dict[str, Any]]
    seeds: list[int]


def context_of(prior: Prior, records: PublicRecords) -> Context:
    """What all runs share that are compared with some records."""
    columns = tuple(records.columns)
    known = np.isfinite(np.column_stack([records.columns[name] for name in columns]))
    return Context(prior.base, columns, records.epochs, known, prior.before, prior.plugins)


def seen(context: Context, totals: public.Totals) -> PublicRecords:
    """What the records show of a run's totals: their epochs and columns, blank where they are blank."""
    every = public.of_totals(totals, context.columns)
    rows = context.before + context.epochs
    columns = {name: np.where(context.known[:, place], column[rows], np.nan) for place, (name, column) in enumerate(every.columns.items())}
    return PublicRecords(context.epochs, columns)


def observe(context: Context, values: dict[str, Any], seed: int) -> PublicRecords:
    """Run the model once, and look at it as the records look at their network."""
    length = context.before + int(context.epochs[-1]) + 1
    run = simulate(door.change(context.base, values), seed, epochs=length)
    return seen(context, run.records.columns())


def work(task: Task) -> list[list[float] | str]:
    """Summaries of each run; the error of one that failed."""
    context = _unpacked(task.context)
    found: list[list[float] | str] = []
    for values, seed in zip(task.values, task.seeds, strict=True):
        try:
            records = observe(context, values, seed)
        except ValueError as error:  # a place that the scenario refuses has no mass
            found.append(" ".join(str(error).split()))
        else:
            found.append(summarise(records.epochs, records.columns).tolist())
    return found


@lru_cache(maxsize=4)
def _unpacked(content: bytes) -> Context:
    context: Context = pickle.loads(content)
    for path, digest in context.plugins:
        if strategies.load_plugin(path) != digest:
            raise ValueError(f"plug-in {path} has changed since the inference began; put the old file back, or begin a new one")
    return context


@contextmanager
def executor_of(workers: int) -> Iterator[Executor | None]:
    """Processes that live as long as the inference; none for one worker."""
    count = workers or cores()
    if count == 1:
        yield None
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


class Runner:
    """A simulator for :func:`experiments.infer.smc.infer`.

    Parameters
    ----------
    prior : Prior
    records : PublicRecords
        Their epochs, columns and blanks are those of every run.
    executor : concurrent.futures.Executor, optional
        In this process when left out.
    folder : path, optional
        Runs are written down there, and those that stand there are not made again.
    ticked : callable, optional
        Called with the number of runs that have just been done.
    """

    def __init__(
        self, prior: Prior, records: PublicRecords, executor: Executor | None = None, folder: Path | None = None,
        ticked: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        self.prior, self.context = prior, context_of(prior, records)
        self._packed = pickle.dumps(self.context)
        self._executor, self._ticked = executor, ticked
        self._journal = Journal(folder) if folder is not None else None
        self.errors: list[str] = []

    def __call__(self, scores: np.ndarray, seeds: list[int]) -> np.ndarray:
        """Summaries of runs at normal scores, (n, summaries); nan for runs that failed."""
        values = self.prior.values(scores)
        tasks = [Task(self._packed, values[at : at + CHUNK], seeds[at : at + CHUNK]) for at in range(0, len(seeds), CHUNK)]
        keys = [self._key(task) for task in tasks]
        kept = self._journal.cells if self._journal is not None else {}
        found: dict[int, Sequence[list[float] | str]] = {n: kept[key]["found"] for n, key in enumerate(keys) if key in kept}
        missing = [n for n in range(len(tasks)) if n not in found]
        self._tick(len(seeds) - sum(len(tasks[n].seeds) for n in missing))
        for index, rows in run_tasks(work, [tasks[n] for n in missing], workers=1, executor=self._executor):
            found[missing[index]] = rows
            if self._journal is not None:
                self._journal.keep(keys[missing[index]], found=rows)
            self._tick(len(rows))
        return self._table([row for n in range(len(tasks)) for row in found[n]])

    def _tick(self, runs: int) -> None:
        if self._ticked is not None and runs:
            self._ticked(runs)

    def _key(self, task: Task) -> str:
        context = self.context
        told = [self.prior.digest(), context.columns, context.epochs.tolist(), context.known.tolist(), task.values, task.seeds]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]

    def _table(self, rows: list[list[float] | str]) -> np.ndarray:
        self.errors += [row for row in rows if isinstance(row, str)]
        lost = [np.nan] * len(names(self.context.columns))
        return np.array([lost if isinstance(row, str) else row for row in rows], dtype=float).reshape(-1, len(lost))

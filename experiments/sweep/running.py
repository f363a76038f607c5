"""Run a sweep, or what is missing of it; say beforehand how long it will take."""

from __future__ import annotations

import pickle
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.runner import cores
from experiments.sweep import drive as driver
from experiments.sweep import folder as folders
from experiments.sweep import parts
from experiments.sweep.batch import Batch, every_point
from experiments.sweep.context import Context
from experiments.sweep.drive import Progress
from experiments.sweep.engine import Cluster, Engine, Local
from experiments.sweep.fields import is_whole
from experiments.sweep.plan import Sweep
from experiments.sweep.rounds import next_round
from experiments.sweep.work import Chunk, work
from experiments.warm import warm

PROBES = 3
"""Runs that are made to estimate the rest: the first, the middle and the last point."""


class Estimate(NamedTuple):
    """What a sweep will take.

    Attributes
    ----------
    points, runs : int
    seconds_per_run : float
        Mean over the probes, one core.
    seconds : float
        Of the whole on `workers` processes.
    workers : int
    bytes : int
        On disk.
    probes, failed : int
        Runs that were made for this, and those that failed, whose time and size say little.
    error : str
        Of the first that failed.
    """

    points: int
    runs: int
    seconds_per_run: float
    seconds: float
    workers: int
    bytes: int
    probes: int
    failed: int
    error: str


class Shard(NamedTuple):
    """A part of a sweep for one job of an array: runs whose number leaves a remainder.

    Attributes
    ----------
    number, of_all : int
        0 <= number < of_all.
    """

    number: int = 0
    of_all: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From ``I/N``, I from 0.

        Raises
        ------
        ValueError
        """
        index, slash, count = text.partition("/")
        if not (slash and index.isdecimal() and count.isdecimal() and 0 <= int(index) < int(count)):
            raise ValueError(f"--shard {text} is not I/N with 0 <= I < N; write for example --shard 0/8")
        return cls(int(index), int(count))

    @property
    def is_one(self) -> bool:
        """Whether there is such a shard."""
        return is_whole(self.number) and is_whole(self.of_all) and 0 <= self.number < self.of_all

    def of(self, runs: np.ndarray) -> np.ndarray:
        """Its runs among these numbers."""
        return runs[runs % self.of_all == self.number]


@dataclass(frozen=True)
class Ended:
    """What a session came to.

    Attributes
    ----------
    folder : Path
    runs, failed : int
        Of the sweep (or its shard), earlier sessions among them.
    here : int
        Runs of this session.
    deaths : int
        Workers that died.
    seconds : float
    spoilt : list of str
        Parts that had to be run again, and why.
    """

    folder: Path
    runs: int
    failed: int
    here: int
    deaths: int
    seconds: float
    spoilt: list[str]


def estimate(sweep: Sweep, workers: int = 0) -> Estimate:
    """Probe a few runs; nothing is kept."""
    points = sweep.points()
    context, batch = sweep.context(points), every_point(points, sweep.seeds, sweep.luck)
    warm()
    numbers = sorted({0, len(batch) // 2, len(batch) - 1})
    with tempfile.TemporaryDirectory() as there:
        chunk = Chunk(pickle.dumps(context), there, tuple(batch.spec(run) for run in numbers))
        work(chunk)  # the first time something is still loaded
        start = time.perf_counter()
        work(chunk)
        each = (time.perf_counter() - start) / len(numbers)
        errors = [row["error"] for part in parts.listed(Path(there) / parts.RUNS) for row in parts.read(part).to_pylist() if row["error"]]
        size = sum(path.stat().st_size for path in Path(there).rglob("*.parquet")) / len(numbers)
    count = workers or cores()
    seconds, told = each * len(batch) / count, (len(numbers), len(errors), errors[0] if errors else "")
    return Estimate(points.count, len(batch), each, seconds, count, int(size * len(batch)), *told)


def run(
    sweep: Sweep,
    folder: Path,
    *,
    engine: Engine | None = None,
    workers: int = 0,
    cluster: str = "",
    shard: Shard | None = None,
    resume: bool = False,
    retry_failed: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Ended:
    """Run what is missing of a sweep; see ``cfield sweep``.

    Parameters
    ----------
    sweep : Sweep
    folder : Path
    engine : Engine, optional
        Made from `workers` and `cluster` when left out.
    workers : int
        Processes; 0: all cores.
    cluster : str
        Address or file of a Dask scheduler.
    shard : Shard, optional
    resume, retry_failed : bool
    progress : callable, optional

    Raises
    ------
    ValueError
        With one line for the user, before anything runs.
    Gone, OSError
        When it cannot go on; what is done is kept.
    """
    part = shard or Shard()
    if shard is not None and shard.of_all > 1 and sweep.in_rounds:
        raise ValueError(
            "a shard cannot see the others' results, and later rounds follow from them: use neither until nor boundary, or no --shard"
        )
    points = sweep.points()
    context = sweep.context(points)
    description = {"sweep": sweep.described(points), "model_version": context.version, "shard": list(part)}
    engine = engine or (Cluster(cluster) if cluster else Local(workers))
    with _stopping(engine), folders.locked(folder):
        folders.claim(folder, description, resume or retry_failed)
        parts.tidy(folder)
        warm()
        start = time.perf_counter()
        first = every_point(points, sweep.seeds, sweep.luck)
        with folders.session(folder) as facts:
            runs, failed, here, deaths, spoilt = _rounds(sweep, context, folder, first, engine, part, retry_failed, progress)
            facts |= {"runs": here, "failed": failed, "deaths": deaths, "spoilt": spoilt}
    return Ended(folder, runs, failed, here, deaths, time.perf_counter() - start, spoilt)


@contextmanager
def _stopping(engine: Engine) -> Iterator[None]:
    """Stop an engine in the end: at once when something went wrong."""
    now = True
    try:
        yield
        now = False
    finally:
        engine.stop(now)


def _rounds(
    sweep: Sweep, context: Context, folder: Path, batch: Batch, engine: Engine, part: Shard, again: bool, progress: Any
) -> tuple[int, int, int, int, list[str]]:
    """Round after round until there is none; runs, failed, runs of this session, deaths, spoilt parts."""
    here, deaths, failed, done = 0, 0, 0, 0
    spoilt: list[str] = []
    beside = [name for name, kept in ((parts.SERIES, context.every), (parts.NODES, context.final_nodes)) if kept]
    while True:
        lost, failed, newly_spoilt = driver.missing(folder, batch.stop, again, beside)
        again = False  # all runs that failed are forgotten at once, those of later rounds with them
        spoilt += newly_spoilt
        mine = part.of(np.arange(batch.stop))
        lost = part.of(lost[lost >= batch.start])
        done = len(mine)
        if len(lost):
            before = (done - len(lost), failed)
            seen = driver.drive(context, folder, lost, batch.spec, engine, before=before, progress=progress)
            here, deaths, failed = here + len(lost), deaths + seen.deaths, seen.failed
        following = next_round(sweep, folder, batch) if sweep.in_rounds else None
        if following is None:
            return done, failed, here, deaths, spoilt
        batch = following

"""An exploration on the engine of sweeps: parallel, killed at any moment and resumed, on a cluster or here.

The state of the search is not stored. It follows from the runs: a resumed
exploration asks again for what it asked for, and only what no part holds is run.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from experiments.explore.archive import Proof
from experiments.explore.genome import Budget, Code
from experiments.explore.intervention import VARIED
from experiments.explore.outcomes import Wanted
from experiments.explore.search import Asked, Explorer, Shares
from experiments.explore.start import Start
from experiments.sweep import drive as driver
from experiments.sweep import folder as folders
from experiments.sweep import parts
from experiments.sweep.context import TEXT, Context, RunSpec
from experiments.sweep.drive import Progress
from experiments.sweep.engine import Cluster, Engine, Local
from experiments.warm import warm
from model.luck_twin import split
from model.run import check_seed

EXPLORE_SEED = 0xE4B1
LEAST_RUNS = 100


@dataclass(frozen=True)
class Exploration:
    """What is explored, and with how many runs.

    Attributes
    ----------
    start : Start
    wanted : tuple of Wanted
    budget : Budget
        What a candidate may cost.
    runs : int
        Runs again and all.
    seed : int
        Of the search and of all runs.
    method : {"rarity", "uniform"}
    shares : Shares
    proof : Proof
    """

    start: Start
    wanted: tuple[Wanted, ...]
    budget: Budget
    runs: int
    seed: int = 0
    method: Literal["rarity", "uniform"] = "rarity"
    shares: Shares = field(default_factory=Shares)
    proof: Proof = field(default_factory=Proof)

    def __post_init__(self) -> None:
        check_seed(self.seed)
        if self.runs < LEAST_RUNS:
            raise ValueError(f"budget = {self.runs} runs is outside [{LEAST_RUNS}, inf); give more runs, as --budget 5000")

    @cached_property
    def code(self) -> Code:
        """Its genes."""
        return Code(self.start, self.budget)

    def context(self) -> Context:
        """What all its runs share."""
        return Context(self.start.scenario, dict.fromkeys(VARIED, TEXT), tuple(one.name for one in self.wanted), self.start.scenario.epochs)

    def explorer(self) -> Explorer:
        """A fresh search."""
        return Explorer(
            self.code.genes, self.code.cost, self.wanted, self.runs, self.seed, method=self.method, shares=self.shares, proof=self.proof
        )

    def spec(self, explorer: Explorer, asked: Asked, run: int) -> RunSpec:
        """A run of a generation as the engine takes it; every run has luck of its own."""
        place = run - asked.start
        candidate = int(asked.candidate[place])
        values = self.code.decode(explorer.candidates[candidate]).changes(self.start)
        seed = split(split(self.seed, EXPLORE_SEED), run) >> 1
        return RunSpec(run, candidate, int(asked.replicate[place]), seed, values)

    def described(self) -> dict[str, Any]:
        """The exploration as plain data: equal data are equal explorations."""
        scenario = self.start.scenario
        plain: dict[str, Any] = {
            "network": scenario.name, "design": "explore", "base": scenario.digest(), "scenario": scenario.to_dict(sources=False),
            "outcomes": [one.name for one in self.wanted], "axes": [[repr(x) for x in one] for one in self.wanted],
            "budget": list(self.budget), "runs": self.runs, "seed": self.seed, "seeds": [self.seed], "luck": "own", "points": 0,
            "method": self.method, "shares": dataclasses.asdict(self.shares), "proof": dataclasses.asdict(self.proof),
            "genes": list(self.code.table), "epochs": scenario.epochs, "levers": [], "uncertainties": [],
        }  # fmt: skip
        return dict(json.loads(json.dumps(plain)))  # as it is read again: lists for tuples


class Ended(NamedTuple):
    """What a session of an exploration came to.

    Attributes
    ----------
    explorer : Explorer
        With all that was told.
    here, failed, deaths : int
        Runs of this session, runs that failed, workers that died.
    """

    explorer: Explorer
    here: int
    failed: int
    deaths: int


def run(
    exploration: Exploration, folder: Path, *, engine: Engine | None = None, workers: int = 0, cluster: str = "", resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Ended:  # fmt: skip
    """Run what is missing of an exploration.

    Parameters
    ----------
    exploration : Exploration
    folder : Path
        Its own; parts of runs are written there, as those of a sweep.
    engine : Engine, optional
        Made from `workers` and `cluster` when left out.
    workers : int
        Processes; 0: all cores.
    cluster : str
        Address or file of a Dask scheduler.
    resume : bool
    progress : callable, optional

    Raises
    ------
    ValueError
        With one line for the user, before anything runs.
    Gone, OSError
        When it cannot go on; what is done is kept.
    """
    context = exploration.context()
    description = {"sweep": exploration.described(), "model_version": context.version, "shard": [0, 1]}
    engine = engine or (Cluster(cluster) if cluster else Local(workers))
    with _stopping(engine), folders.locked(folder):
        folders.claim(folder, description, resume)
        parts.tidy(folder)
        warm()
        with folders.session(folder) as facts:
            ended = _generations(exploration, context, folder, engine, progress)
            facts |= {"runs": ended.here, "failed": ended.failed, "deaths": ended.deaths}
    return ended


@contextmanager
def _stopping(engine: Engine) -> Iterator[None]:
    now = True
    try:
        yield
        now = False
    finally:
        engine.stop(now)


def _generations(
    exploration: Exploration, context: Context, folder: Path, engine: Engine, progress: Callable[[Progress], None] | None
) -> Ended:
    """Generation after generation: what is stored is told at once, what is not is run first."""
    driver.missing(folder, exploration.runs)  # takes away what a disk has spoilt
    stored = _Stored(context, folder)
    explorer = exploration.explorer()
    here = deaths = 0
    while (asked := explorer.ask()) is not None:
        lost = stored.lacking(exploration, explorer, asked)
        if len(lost):
            before = (int(asked.start + len(asked) - len(lost)), stored.failed)
            spec_of = partial(exploration.spec, explorer, asked)
            whole = _over_all(progress, exploration.runs) if progress else None
            deaths += driver.drive(context, folder, lost, spec_of, engine, before=before, progress=whole).deaths
            here += len(lost)
            stored.read(asked.start)
        explorer.tell(stored.outcomes(asked))
    return Ended(explorer, here, stored.failed, deaths)


def _over_all(progress: Callable[[Progress], None], total: int) -> Callable[[Progress], None]:
    return lambda seen: progress(seen._replace(total=total))


class _Stored:
    """Outcomes of the runs on disk, by number."""

    def __init__(self, context: Context, folder: Path) -> None:
        self._context, self._folder = context, folder / parts.RUNS
        self.rows: dict[int, tuple[float, ...]] = {}
        self.failed = 0
        self._keys: dict[int, str] = {}
        self.read(0)

    def read(self, start: int) -> None:
        """Take in parts that hold runs from a number on."""
        outcomes = self._context.outcomes
        for part in parts.listed(self._folder):
            if part.last <= start:
                continue
            table = parts.read(part).select(["run", "status", "key", *outcomes])
            values = [table[name].to_numpy(zero_copy_only=False).astype(float) for name in outcomes]
            for place, (number, status, key) in enumerate(
                zip(*(table[name].to_pylist() for name in ("run", "status", "key")), strict=True)
            ):
                if number not in self.rows:
                    self.failed += status == parts.FAILED
                    self.rows[number] = tuple(float(column[place]) for column in values)
                    self._keys[number] = key

    def outcomes(self, asked: Asked) -> np.ndarray:
        """Outcomes of a generation, (runs, outcomes)."""
        return np.array([self.rows[number] for number in range(asked.start, asked.start + len(asked))])

    def lacking(self, exploration: Exploration, explorer: Explorer, asked: Asked) -> np.ndarray:
        """Runs of a generation that no part holds.

        Raises
        ------
        ValueError
            When the first that is stored is not the one that is asked for.
        """
        numbers = range(asked.start, asked.start + len(asked))
        stored = next((number for number in numbers if number in self._keys), None)
        if stored is not None and self._keys[stored] != self._context.key(exploration.spec(explorer, asked, stored)):
            raise ValueError(
                f"{self._folder.parent} holds runs of another search than the installed one; use the version that began it, "
                "or give another folder with --out DIR"
            )
        return np.array([number for number in numbers if number not in self.rows], dtype=np.int64)

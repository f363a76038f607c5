"""The explorer: asks for runs and is told what came of them; it knows nothing of the model.

Runs are asked for in generations, each from what was told before and from
numbers that belong to its place alone, so the same runs follow on one worker and
on many, and a search that is resumed asks for what it asked for before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from experiments.explore.archive import Archive, Contender, Proof
from experiments.explore.outcomes import MISSING, Grid, Wanted, from_pilot
from experiments.explore.selection import generator, mutated, parents

PILOT, UNIFORM, SEARCH, SCREEN, PROVE, VERIFY = range(6)
"""Why a run is made: to find ranges, to bound what is unseen, to find, to try again, to prove, to check what was proved."""
NOBODY = -1
"""Parent of a candidate that was drawn."""
STREAMS = ("pilot", "uniform", "search", "screen", "prove", "verify")
LEAST_GENERATIONS, LEAST_SIZE = 30, 20
"""A search has so many generations at least, as long as they are not smaller than that."""
MOST_VERIFYING = 40
"""Fresh runs of a confirmed way at the end, at most."""


@dataclass(frozen=True)
class Shares:
    """What the runs of an exploration are spent on; the rest searches.

    Attributes
    ----------
    pilot : int
        Runs that find ranges that are not known.
    uniform : float
        Candidates drawn independently and evenly, for bounds of what is not seen.
    again : float
        Runs again of candidates that landed in a cell, at most.
    verify : float
        Fresh runs of the confirmed ways at the end.
    generation : int
        Runs that are asked for at a time, at most.
    """

    pilot: int = 100
    uniform: float = 0.15
    again: float = 0.4
    verify: float = 0.1
    generation: int = 200

    def __post_init__(self) -> None:
        for name in ("uniform", "again", "verify"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"shares: {name} = {getattr(self, name)} is outside [0, 1]; give a share of the runs")
        if self.uniform + self.again + self.verify > 1:
            raise ValueError("shares: uniform, again and verify add up to more than 1; lower one of them")
        if self.pilot < 1 or self.generation < 1:
            raise ValueError("shares: pilot and generation are at least 1 run; raise them")


class Asked(NamedTuple):
    """A generation of runs.

    Attributes
    ----------
    start : int
        Number of the first run.
    candidate, stream, replicate, cell : (runs,), int
        Of each run: who is run, why, how often it was run before, and for which cell where that is known.
    """

    start: int
    candidate: np.ndarray
    stream: np.ndarray
    replicate: np.ndarray
    cell: np.ndarray

    def __len__(self) -> int:
        return len(self.candidate)


@dataclass
class Fresh:
    """Fresh runs of a confirmed way, and how many of them hit."""

    hits: int = 0
    runs: int = 0


class Explorer:
    """A search by asking and telling.

    Parameters
    ----------
    genes : int
    cost : callable
        From genes to the cost of a candidate; the least is kept for each cell.
    wanted : sequence of Wanted
    runs : int
        The budget, runs again and all.
    seed : int
        >= 0.
    method : {"rarity", "uniform"}
        How candidates of the search are made; uniform is the baseline.
    shares : Shares
    proof : Proof
    """

    def __init__(
        self, genes: int, cost: Callable[[np.ndarray], float], wanted: Sequence[Wanted], runs: int, seed: int = 0, *,
        method: Literal["rarity", "uniform"] = "rarity", shares: Shares | None = None, proof: Proof | None = None,
    ) -> None:  # fmt: skip
        self.genes, self._cost, self.wanted, self.runs, self.seed, self.method = genes, cost, tuple(wanted), runs, seed, method
        self.shares = shares or Shares()
        self.grid: Grid | None = Grid(self.wanted) if all(one.is_known for one in self.wanted) else None
        self.archive = Archive(proof or Proof())
        self.candidates: list[np.ndarray] = []
        self.costs: list[float] = []
        self.parents: list[int] = []
        self.times: list[int] = []
        self.spent: Counter[int] = Counter()
        self.uniform: Counter[int] = Counter()
        self.fresh: dict[int, Fresh] = {}
        self.filled: list[tuple[int, int]] = []
        self.uniform_filled: list[tuple[int, int]] = []
        self.missing = self.told = self._generation = 0
        self._asked: Asked | None = None

    @property
    def main(self) -> int:
        """Runs before the confirmed ways are verified."""
        return self.runs - int(self.shares.verify * self.runs)

    @property
    def _size(self) -> int:
        """Runs of a generation; a small budget has small ones, so that what is found can be run again."""
        return min(self.shares.generation, max(LEAST_SIZE, self.main // LEAST_GENERATIONS))

    def ask(self) -> Asked | None:
        """The next generation; None when the budget is spent, or nothing is left to verify.

        Raises
        ------
        RuntimeError
            When what was asked for has not been told.
        """
        if self._asked is not None:
            raise RuntimeError("a generation was asked for and not told")
        if self.grid is None:
            blocks = self._drawn(PILOT, min(self.shares.pilot, self.main))
        elif self.told < self.main:
            blocks = self._generation_of(min(self._size, self.main - self.told))
        elif not self.spent[VERIFY]:
            blocks = self._verification()
        else:
            return None
        if not blocks:
            return None
        self._generation += 1
        candidate, stream, cell = (np.array(column) for column in zip(*blocks, strict=True))
        self._asked = Asked(self.told, candidate, stream, self._numbered(candidate), cell)
        return self._asked

    def _numbered(self, candidates: np.ndarray) -> np.ndarray:
        found = np.empty(len(candidates), dtype=np.int64)
        for run, candidate in enumerate(candidates):
            found[run] = self.times[candidate]
            self.times[candidate] += 1
        return found

    def _generation_of(self, size: int) -> list[tuple[int, int, int]]:
        """Runs again that are due, uniform candidates up to their share, and children of the search for the rest."""
        done = self.told + size
        again = int(self.shares.again * done) - self.spent[SCREEN] - self.spent[PROVE]
        blocks: list[tuple[int, int, int]] = []
        for cell, candidate, proves, count in self.archive.trials(min(size, again)):
            blocks += [(candidate, PROVE if proves else SCREEN, cell)] * count
        room = size - len(blocks)
        uniform = min(room, max(0, int(self.shares.uniform * done) - self.spent[UNIFORM]))
        return blocks + self._drawn(UNIFORM, uniform) + self._bred(room - uniform)

    def _drawn(self, stream: int, count: int) -> list[tuple[int, int, int]]:
        genes = generator(self.seed, stream, self._generation).random((count, self.genes))
        return [(self._new(one), stream, MISSING) for one in genes]

    def _bred(self, count: int) -> list[tuple[int, int, int]]:
        filled, rarity = self.archive.rarity()
        if count == 0 or not filled or self.method == "uniform":
            return self._drawn(SEARCH, count)
        luck = generator(self.seed, SEARCH, self._generation)
        chosen = parents(rarity, lambda place, lot: self.archive.cells[filled[place]].exemplar(lot), count, luck)
        genes = mutated(np.array([self.candidates[parent] for parent in chosen]), luck)
        return [(self._new(one, parent), SEARCH, MISSING) for one, parent in zip(genes, chosen, strict=True)]

    def _new(self, genes: np.ndarray, parent: int = NOBODY) -> int:
        self.candidates.append(genes)
        self.parents.append(parent)
        self.costs.append(float(self._cost(genes)))
        self.times.append(0)
        return len(self.candidates) - 1

    def _verification(self) -> list[tuple[int, int, int]]:
        confirmed = self.archive.confirmed()
        each = min(MOST_VERIFYING, (self.runs - self.told) // len(confirmed)) if confirmed else 0
        return [(claim.candidate, VERIFY, cell) for cell, claim in confirmed.items() for _ in range(each)]

    def tell(self, values: np.ndarray) -> None:
        """Book what came of the generation that was asked for last.

        Parameters
        ----------
        values : (runs, outcomes), float
            Missing ones are nan.

        Raises
        ------
        RuntimeError
            When nothing was asked for.
        """
        if self._asked is None:
            raise RuntimeError("nothing was asked for")
        asked, self._asked = self._asked, None
        self.grid = self.grid or from_pilot(self.wanted, values)
        cells, depths = self.grid.locate(values)
        for run, (candidate, stream, target) in enumerate(zip(asked.candidate, asked.stream, asked.cell, strict=True)):
            self._book(int(candidate), int(stream), int(target), int(cells[run]), float(depths[run]))
        self.told += len(asked)
        self.filled.append((self.told, len(self.archive.cells)))
        self.uniform_filled.append((self.spent[UNIFORM], len(self.uniform)))

    def _book(self, candidate: int, stream: int, target: int, cell: int, depth: float) -> None:
        self.spent[stream] += 1
        self.missing += cell == MISSING
        if stream in (SCREEN, PROVE):
            self.archive.judge(target, cell == target)
        if stream == VERIFY:
            there = self.fresh.setdefault(target, Fresh())
            there.hits, there.runs = there.hits + (cell == target), there.runs + 1
        if cell == MISSING:
            return
        if stream == UNIFORM:
            self.uniform[cell] += 1
        first = stream in (PILOT, UNIFORM, SEARCH)
        promise = self.archive.steadiness(self.parents[candidate])
        self.archive.land(cell, Contender(candidate, self.costs[candidate], depth, promise), first)

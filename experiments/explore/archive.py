"""What is known of each cell: who landed there, who was run again under fresh seeds, and how often it came back.

pyribs' archives keep the best single evaluation of a cell. Under noise that is
the luckiest one, and nearly none of such cells holds. So the archive is our
own: a candidate that landed in a cell is only a contender. It is run again, a
few times to see whether that is worth while, then a fixed number of times that
alone make its hit probability; runs that led to a choice never count in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from experiments.statistics import wilson

HOPEFUL, CHEAPEST = 8, 8
"""Contenders that a cell keeps: those that are likely to come back, and those that cost least."""
UNTRIED = 0.5
"""Steadiness of a candidate that was not run again."""
CHEAPER = 0.9
"""A confirmed way is challenged by contenders that cost less than this part of it."""
MOST_FAILURES = 60
"""Contenders of a cell that may fail before it is left alone."""


@dataclass(frozen=True)
class Proof:
    """When a cell counts as confirmed.

    Attributes
    ----------
    screen, passes : tuple of int
        A contender is run again in stages that end after so many runs, and goes on with at least so many hits; most are luck
        and end after the first run.
    runs : int
        Runs that then make its hit probability, all of them.
    level : float
        Hit probability that the lower end of the interval must reach.
    z : float
        Standard errors of Wilson's interval on either side; 2.576 is 99 %, since many cells are judged at once.
    """

    screen: tuple[int, ...] = (1, 4)
    passes: tuple[int, ...] = (1, 3)
    runs: int = 12
    level: float = 0.25
    z: float = 2.5758293035489004

    def stage(self, runs: int, hits: int) -> int:
        """Runs of the stage that follows after so many of the screening: 0 when it is over, -1 when the contender has failed."""
        for end, least in zip(self.screen, self.passes, strict=True):
            if runs < end:
                return end - runs
            if runs == end and hits < least:
                return -1
        return 0

    def interval(self, hits: int, runs: int) -> tuple[float, float]:
        """Interval of a hit probability."""
        return wilson(hits, runs, self.z)

    def holds(self, hits: int, runs: int) -> bool:
        """Whether so many hits confirm."""
        return runs >= self.runs and self.interval(hits, runs)[0] >= self.level


class Claim(NamedTuple):
    """What runs under fresh seeds say of a candidate in a cell."""

    candidate: int
    cost: float
    hits: int
    runs: int


class Contender(NamedTuple):
    """A candidate that landed in a cell.

    Attributes
    ----------
    candidate : int
    cost : float
    depth : float
        How far from the sides of the cell, in [0, 1/2].
    promise : float
        How steady its parent has proved, in [0, 1]: what holds still has children that hold still.
    """

    candidate: int
    cost: float
    depth: float
    promise: float = 0.0

    @property
    def hope(self) -> tuple[float, float, int]:
        """For the order in which contenders are tried: the most promising first, in tenths, then the deepest."""
        return -round(self.promise, 1), -self.depth, self.candidate


@dataclass
class Trial:
    """A contender that is being run again; `left` runs are still to come of the stage it is in."""

    candidate: int
    cost: float
    left: int
    is_proof: bool = False
    hits: int = 0
    runs: int = 0


@dataclass
class Cell:
    """All that is known of a cell.

    Attributes
    ----------
    landings : int
        Candidates whose first run ended here: its rarity.
    contenders : list of Contender
    tried : set of int
        Candidates that were run again for this cell.
    trial : Trial, optional
    elite : Claim, optional
        The cheapest way that is confirmed.
    best : Claim, optional
        Of those that failed, the one with the highest lower end.
    failures : int
    """

    landings: int = 0
    contenders: list[Contender] = field(default_factory=list)
    tried: set[int] = field(default_factory=set)
    trial: Trial | None = None
    elite: Claim | None = None
    best: Claim | None = None
    failures: int = 0

    def admit(self, contender: Contender) -> None:
        """Take a contender in; of too many the most hopeful and the cheapest stay."""
        self.contenders.append(contender)
        if len(self.contenders) > 2 * (HOPEFUL + CHEAPEST):
            hopeful = sorted(self.contenders, key=lambda one: one.hope)[:HOPEFUL]
            cheap = sorted(self.contenders, key=lambda one: (one.cost, one.candidate))[:CHEAPEST]
            self.contenders = sorted({*hopeful, *cheap})

    def exemplar(self, lot: float) -> int:
        """One of the cell's candidates, by a number in [0, 1): half of the time the confirmed or the most hopeful one, else any."""
        if lot >= 0.5:
            return self.contenders[int((2.0 * lot - 1.0) * len(self.contenders))].candidate
        return self.elite.candidate if self.elite is not None else min(self.contenders, key=lambda one: one.hope).candidate

    def challenger(self) -> Contender | None:
        """Who is run again next: the most hopeful while nothing is confirmed, then the cheapest."""
        if self.elite is None and self.failures >= MOST_FAILURES:
            return None
        fresh = [one for one in self.contenders if one.candidate not in self.tried]
        if self.elite is None:
            return min(fresh, key=lambda one: one.hope, default=None)
        limit = CHEAPER * self.elite.cost
        return min((one for one in fresh if one.cost < limit), key=lambda one: (one.cost, one.candidate), default=None)


class Archive:
    """The cells that were hit.

    Parameters
    ----------
    proof : Proof
    """

    def __init__(self, proof: Proof) -> None:
        self.proof = proof
        self.cells: dict[int, Cell] = {}
        self._again: dict[int, tuple[int, int]] = {}

    def steadiness(self, candidate: int) -> float:
        """Share of the runs again of a candidate that came back to the cell it was tried for, with one hit and one miss added."""
        hits, runs = self._again.get(candidate, (0, 0))
        return (hits + 1) / (runs + 2) if runs else UNTRIED

    def land(self, cell: int, contender: Contender, first: bool) -> None:
        """Book that a candidate ended in a cell; `first`: in its first run, which makes the cell's rarity."""
        there = self.cells.setdefault(cell, Cell())
        there.landings += first
        if first or contender.candidate not in {one.candidate for one in there.contenders}:
            there.admit(contender)

    def rarity(self) -> tuple[list[int], np.ndarray]:
        """Cells that were hit, in the order of their numbers, and the landings in each."""
        filled = sorted(self.cells)
        return filled, np.array([self.cells[cell].landings for cell in filled])

    def trials(self, room: int) -> list[tuple[int, int, bool, int]]:
        """Blocks of runs again that fit into so many: cell, candidate, whether they prove, how many; they are begun with this.

        Notes
        -----
        Proofs that are due come first, then cells without a confirmed way, those with the fewest failures first, then
        cheaper ways.
        """
        due = sorted(cell for cell, there in self.cells.items() if there.trial is not None)
        fresh = sorted(
            (cell for cell, there in self.cells.items() if there.trial is None),
            key=lambda cell: (self.cells[cell].elite is not None, self.cells[cell].failures, cell),
        )
        blocks: list[tuple[int, int, bool, int]] = []
        for cell in due + fresh:
            if room < 1:
                break
            trial = self._trial(self.cells[cell])
            if trial is not None and trial.left <= room:
                self.cells[cell].trial = trial
                blocks.append((cell, trial.candidate, trial.is_proof, trial.left))
                room -= trial.left
        return blocks

    def _trial(self, there: Cell) -> Trial | None:
        if there.trial is not None:
            return there.trial
        contender = there.challenger()
        return None if contender is None else Trial(contender.candidate, contender.cost, self.proof.stage(0, 0))

    def judge(self, cell: int, hit: bool) -> None:
        """Book a run again of the contender that is tried in a cell."""
        there = self.cells[cell]
        trial = there.trial
        assert trial is not None
        trial.hits, trial.runs, trial.left = trial.hits + hit, trial.runs + 1, trial.left - 1
        hits, runs = self._again.get(trial.candidate, (0, 0))
        self._again[trial.candidate] = (hits + hit, runs + 1)
        if trial.left > 0:
            return
        following = -1 if trial.is_proof else self.proof.stage(trial.runs, trial.hits)
        if following > 0:
            trial.left = following
            return
        if following == 0:
            there.trial = Trial(trial.candidate, trial.cost, self.proof.runs, is_proof=True)
            return
        there.trial = None
        there.tried.add(trial.candidate)
        claim = Claim(trial.candidate, trial.cost, trial.hits, trial.runs)
        if trial.is_proof and self.proof.holds(trial.hits, trial.runs):
            there.elite = claim  # challengers of a confirmed way cost less
            return
        there.failures += there.elite is None
        if there.best is None or self._low(claim) > self._low(there.best):
            there.best = claim

    def _low(self, claim: Claim) -> float:
        return self.proof.interval(claim.hits, claim.runs)[0]

    def confirmed(self) -> dict[int, Claim]:
        """Cells that are confirmed, with their cheapest confirmed way."""
        return {cell: there.elite for cell, there in sorted(self.cells.items()) if there.elite is not None}

"""Behaviours that are alike but for the traits of the axes: verdicts and utilities of many at once, from tables.

Verdicts come from curves (``model.verdict_curves``). What a job brings is
worked out by the desk's own rules on whole columns; what seats bring is a curve
in the own vigilance, and a share of an emission by accepted work one in the
chance of acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from model.curves import Curves
from model.desk import EXECUTES, VERIFIES, Desk
from model.earning import beside_jobs, checking_of, is_minted_by_work, jobs_of, rivals
from model.economy.work_share import AcceptedWork, share_of_work
from model.field.crowd import Crowd
from model.verdict_curves import ATTACKED_ACCEPTED, INVALID, OPEN, UNAVAILABLE, VERIFIED, VerdictCurves

AXES = ("effort", "filler_deviation", "attack_rate", "deviation", "withhold", "vigilance")
"""Traits in which behaviours may differ without a table of their own."""
ROWS = 16_384
"""Behaviours worked on at once, few enough for the processor's cache."""
UTILITY = 6
"""Row of the utility, below those of the verdicts."""


class Stand(NamedTuple):
    """Where a behaviour is asked about.

    Attributes
    ----------
    desk : Desk
    crowd : Crowd
        Who verifies.
    role : int
        What the behaviour earns in.
    stake : float, tok
    others : (4, entries), float
        The other nodes by role and entry.
    """

    desk: Desk
    crowd: Crowd
    role: int
    stake: float
    others: np.ndarray


class Alike:
    """Behaviours that share all traits but those of the axes.

    Parameters
    ----------
    stand : Stand
    traits : mapping of str to float
        Every trait.
    """

    def __init__(self, stand: Stand, traits: Mapping[str, float]) -> None:
        self._stand, self._traits = stand, dict(traits)
        desk = stand.desk
        self._jobs = jobs_of(desk, stand.role, stand.others)
        self._verdicts = {
            name: VerdictCurves(desk.scenario.fields[name], stand.crowd, desk.place(name), traits) for name in desk.scenario.job_classes
        }

    def fill(self, columns: Mapping[str, np.ndarray], found: np.ndarray) -> bool:
        """Verdicts, audits, wrong acceptances and utilities, by the traits of the axes, each (n,).

        Parameters
        ----------
        columns : mapping of str to (n,), float
        found : (7, n), float
            Written, in the order of ``model.outlook.Prospects``.

        Returns
        -------
        bool
            Whether a number is an estimate.
        """
        for name in ("filler_deviation", "deviation"):
            if (shared := _shared(columns[name])) is not None:
                for curves in self._verdicts.values():
                    curves.curves.pin(shared)
        if self._stand.role & VERIFIES and (shared := _shared(columns["vigilance"])) is not None:
            self._checking.pin(shared)
        found[:] = 0.0
        chunks = [slice(first, first + ROWS) for first in range(0, found.shape[1], ROWS)]
        return any([self._add({name: column[rows] for name, column in columns.items()}, found[:, rows]) for rows in chunks])

    def _add(self, columns: Mapping[str, np.ndarray], found: np.ndarray) -> bool:
        stand, works, estimated = self._stand, list[tuple[Any, float]](), False
        traits = self._traits | dict(columns) | {"filler_cost": stand.desk.scenario.technology.cost(columns["filler_deviation"])}
        for name, job in stand.desk.scenario.job_classes.items():
            numbers, estimates = self._verdicts[name].of(columns)
            estimated = estimated or estimates
            found[:UTILITY] += job.share * numbers[:UTILITY]
            accepted = numbers[OPEN] + numbers[VERIFIED]
            works.append((job.share * accepted, job.work))
            if stand.role & EXECUTES:
                verdicts = SimpleNamespace(
                    accepted=accepted, rejected_invalid=numbers[INVALID], rejected_unavailable=numbers[UNAVAILABLE],
                    attacked_accepted=numbers[ATTACKED_ACCEPTED],
                )  # fmt: skip
                flows = stand.desk.execution(name, traits, verdicts, stand.stake)
                found[UTILITY] += self._jobs * job.share * flows.utility
        if stand.role & VERIFIES:
            found[UTILITY] += self._checking.at(0, columns["vigilance"])[:, 0]
        work = self._share(works) if stand.role & EXECUTES and is_minted_by_work(stand.desk) else 0.0
        found[UTILITY] += beside_jobs(stand.desk, work, stand.stake, stand.others)
        return estimated

    @cached_property
    def _checking(self) -> Curves:
        """What seats bring in an epoch, USD, by the own vigilance."""
        stand, classes = self._stand, self._stand.desk.scenario.job_classes

        def worth(row: int, vigilance: np.ndarray) -> tuple[np.ndarray, bool]:
            of_seats = [
                sum(
                    self._jobs
                    * job.share
                    * checking_of(stand.desk, name, self._traits | {"vigilance": g}, stand.crowd, stand.stake, stand.others)
                    for name, job in classes.items()
                )
                for g in vigilance.tolist()
            ]
            return np.array(of_seats)[:, None], False

        scale = float(np.abs(worth(0, np.array([0.5, 1.0]))[0]).max())
        return Curves(worth, lambda row: np.array([0.0, 1.0]), 1, 1, scale)

    @cached_property
    def _rivals(self) -> list[tuple[float, AcceptedWork]]:
        return rivals(self._stand.desk, self._stand.others)

    def _share(self, works: list[tuple[Any, float]]) -> np.ndarray:
        """Share of an emission by accepted work, (n,)."""
        if len(works) == 1:
            return self._share_of_one.at(0, works[0][0])[:, 0]
        jobs = self._stand.desk.scenario.jobs
        return np.asarray(share_of_work(jobs, [(chance[:, None], work) for chance, work in works], self._rivals))

    @cached_property
    def _share_of_one(self) -> Curves:
        """That share where all jobs are of one class, by the chance of acceptance."""
        scenario = self._stand.desk.scenario
        work = next(iter(scenario.job_classes.values())).work

        def share(row: int, chance: np.ndarray) -> tuple[np.ndarray, bool]:
            return np.asarray(share_of_work(scenario.jobs, [(chance[:, None], work)], self._rivals))[:, None], False

        heads = 1.0 + sum(n for n, _ in self._rivals)
        return Curves(share, lambda row: np.array([0.0, 2.0]), 1, 1, 1.0 / heads)


def _shared(column: np.ndarray) -> float | None:
    """The number that stands in all of a column, if one does."""
    if column[0] != column[-1] or column.min() != column.max():
        return None
    return float(column[0])

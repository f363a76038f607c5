"""Designs held against runs: which sweep to run, and whether its runs bear out what the closed forms say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.design.outcomes import OUTCOMES, standings
from analysis.design.problem import Candidate, Problem
from analysis.design.wants import interval
from experiments.sweep.designs import levers_of
from experiments.sweep.plan import Sweep
from model import door


class Measured(NamedTuple):
    """An outcome of a design in runs.

    Attributes
    ----------
    mean, low, high : float
        Over runs, with a 95 % interval by Student's law; nan where fewer than two have a value.
    runs : int
        That have a value.
    closed : float
        The closed form.
    verdict : str
        Of the want on it, ``confirmed``, ``refuted`` or ``open``; empty where there is none.
    """

    mean: float
    low: float
    high: float
    runs: int
    closed: float
    verdict: str


def chosen(front: Sequence[Candidate], robust: Sequence[bool], number: int) -> list[int]:
    """Which designs of a front to run: the first robust one, both ends, then evenly between.

    Parameters
    ----------
    front : sequence of Candidate
        By the first aim.
    robust : sequence of bool
    number : int

    Returns
    -------
    list of int
        Rows of the front, in its order.
    """
    first = [row for row, is_robust in enumerate(robust) if is_robust][:1]
    between = np.linspace(0, len(front) - 1, max(2, number)).round().astype(int).tolist() if front else []
    rows = list(dict.fromkeys([*first, *between[:1], *between[-1:], *between]))
    return sorted(rows[:number])


def sweep_of(problem: Problem, designs: Sequence[Candidate], seeds: int, plugins: Sequence[str] = ()) -> Sweep:
    """The sweep that runs designs: from the network's own start, with its own adaptation, measured over the second half of a run.

    Parameters
    ----------
    problem : Problem
    designs : sequence of Candidate
    seeds : int
        Runs of each.
    plugins : sequence of str
    """
    base = problem.base
    if base.adaptation.kind != "fixed":
        base = door.change(base, {"warm_up": max(base.warm_up, base.epochs // 2)})
    table = [dict(one.point) for one in designs]
    kept = [name for one in designs for name in _kept(problem, one)]
    return Sweep(
        base, levers_of(table, base), design="table", table=table, seeds=tuple(range(seeds)), outcomes=tuple(dict.fromkeys(kept)),
        plugins=tuple(plugins),
    )  # fmt: skip


def asked(problem: Problem) -> list[str]:
    """Outcomes that are wanted or aimed at."""
    return list(dict.fromkeys([*(want.name for want in problem.wants), *(aim.name for aim in problem.aims)]))


def _kept(problem: Problem, one: Candidate) -> list[str]:
    here = standings(door.change(problem.base, one.point))[0]
    return [name for outcome in asked(problem) for name in OUTCOMES[outcome].kept(here)]


def measured(problem: Problem, one: Candidate, runs: pd.DataFrame) -> dict[str, Measured]:
    """What runs of a design say of each outcome that is wanted or aimed at.

    Parameters
    ----------
    problem : Problem
    one : Candidate
    runs : DataFrame
        One row a run of this design, with the outcomes of :func:`sweep_of`.
    """
    here = standings(door.change(problem.base, one.point))[0]
    columns: Mapping[str, np.ndarray] = {
        str(name): runs[name].to_numpy(dtype=float) for name in runs.columns if name in _kept(problem, one)
    }
    found = {}
    for name in asked(problem):
        values = OUTCOMES[name].measured(columns, here)
        mean, low, high = interval(values)
        if OUTCOMES[name].is_share:
            low, high = max(0.0, low), min(1.0, high)
        verdicts = [want.verdict(low, high) for want in problem.wants if want.name == name]
        worst = next((v for v in ("refuted", "open", "confirmed") if v in verdicts), "")
        found[name] = Measured(mean, low, high, int(np.isfinite(values).sum()), one.values[name], worst)
    return found

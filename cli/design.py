"""``cfield design``: which numbers of a field give what is wanted, at what price, and whether runs agree."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.given import print_json, scenario_of

if TYPE_CHECKING:
    from analysis.design.confirmed import Measured
    from analysis.design.problem import Candidate, Problem
    from analysis.design.robust import Robustness
    from experiments.sweep.lever import Lever
    from experiments.sweep.plan import Sweep

SHOWN = 16
"""Designs of a front that are listed, drawn in assumed numbers, and offered to runs."""
INFEASIBLE = 1
"""Exit code when no design meets all wants."""
PROBED = 8
"""Points that are tried to say how long a search takes."""


class Asked(NamedTuple):
    """What a command line asks for.

    Attributes
    ----------
    network : str
    wants, minimise, maximise, over, settings, plugins : list of str
    points, robust, confirm, seeds, seed, workers : int
    out : str
    plan, as_json : bool
    """

    network: str
    wants: list[str]
    minimise: list[str]
    maximise: list[str]
    over: list[str]
    settings: list[str]
    plugins: list[str]
    points: int
    robust: int
    confirm: int
    seeds: int
    seed: int
    workers: int
    out: str
    plan: bool
    as_json: bool


class Found(NamedTuple):
    """What was found.

    Attributes
    ----------
    problem : Problem
    every : list of Candidate
        All points of the search.
    front : list of Candidate
        Designs, by the first aim; empty when no point meets all wants.
    length : int
        Of the front before it was thinned.
    assumed : list of Lever
        What is assumed and was drawn.
    robust : list of Robustness
        One for each design; empty when nothing was drawn.
    runs : dict of int to dict
        By row of the front, what runs measured.
    folder : Path or None
        Where runs lie.
    """

    problem: Problem
    every: list[Candidate]
    front: list[Candidate]
    length: int
    assumed: list[Lever]
    robust: list[Robustness]
    runs: dict[int, dict[str, Measured]]
    folder: Path | None

    @property
    def first_robust(self) -> int | None:
        """Row of the first robust design by the first aim."""
        return next((row for row, one in enumerate(self.robust) if one.is_robust), None)


def run(asked: Asked) -> int:
    """Search, draw, run, print; the exit code.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    from cli import design_files, design_page
    from experiments import store

    problem = problem_of(asked)
    if asked.out:
        store.check_folder(Path(asked.out))
    if asked.plan:
        design_page.print_plan(plan(problem, asked), asked.as_json)
        return 0
    found = found_of(problem, asked)
    if asked.out:
        store.write_all(Path(asked.out), design_files.files(found, asked.seed))
    if asked.as_json:
        print_json(design_files.as_data(found))
    else:
        design_page.print_found(found, asked.out)
    return 0 if found.front else INFEASIBLE


def problem_of(asked: Asked) -> Problem:
    """The design problem that a command line asks for.

    Raises
    ------
    ValueError
    """
    from analysis.design.levers import levers_over
    from analysis.design.problem import Problem
    from analysis.design.wants import aims_of, parse_want

    for name, value, least in (("confirm", asked.confirm, 0), ("seeds", asked.seeds, 2), ("robust", asked.robust, 0)):
        if value < least:
            raise ValueError(f"--{name} {value} is outside [{least}, inf); give a whole number from {least}")
    if asked.robust & (asked.robust - 1):
        below = 1 << (asked.robust.bit_length() - 1)
        raise ValueError(f"--robust {asked.robust} is no power of two, which even draws need; give {below} or {2 * below}, or 0 for none")
    wants = tuple(parse_want(text) for text in asked.wants)
    if not wants:
        raise ValueError('nothing is wanted; give a bound, such as --want "integrity>=.999"')
    aims = tuple(aims_of(asked.minimise, asked.maximise))
    base, _ = scenario_of(asked.network, asked.settings, asked.plugins)
    return Problem(base, levers_over(base, asked.over), wants, aims)


def found_of(problem: Problem, asked: Asked) -> Found:
    """Search by closed forms, draw what is assumed, run the chosen designs."""
    from analysis.design.robust import draws_of, robustness
    from analysis.design.search import search, thinned
    from experiments.sweep.factors import assumed_beside

    searched = search(problem, asked.points, asked.seed)
    front = thinned(searched.front, SHOWN)
    assumed = list(assumed_beside(problem.base, [lever.path for lever in problem.levers])) if asked.robust else []
    draws = draws_of(assumed, asked.robust, asked.seed) if assumed and front else []
    robust = [robustness(problem, one, draws) for one in front] if draws else []
    found = Found(problem, searched.every, front, len(searched.front), assumed, robust, {}, None)
    return _confirmed(found, asked) if asked.confirm and front else found


def _confirmed(found: Found, asked: Asked) -> Found:
    from analysis.design.confirmed import chosen, measured, sweep_of
    from experiments.sweep import session

    rows = chosen(found.front, [one.is_robust for one in found.robust], asked.confirm)
    sweep = sweep_of(found.problem, [found.front[row] for row in rows], asked.seeds, asked.plugins)
    folder = _folder(sweep, asked)
    print(f"running {len(rows)} designs with {asked.seeds} seeds each, in {folder}", file=sys.stderr)
    results = session.run_sweep(sweep, folder, workers=asked.workers)
    if results.failed:
        error, times = results.commonest_error()
        print(f"note: {results.failed} runs failed, {times} of them: {error}", file=sys.stderr)
    frame = results.frame()
    runs = {row: measured(found.problem, found.front[row], frame[frame["point"] == point]) for point, row in enumerate(rows)}
    return found._replace(runs=runs, folder=folder)


def _folder(sweep: Sweep, asked: Asked) -> Path:
    from experiments.sweep import session

    return Path(asked.out) / "runs" if asked.out else session.default_folder(sweep, sweep.points(), f"{sweep.base.name}-design")


def plan(problem: Problem, asked: Asked) -> dict[str, Any]:
    """What a command would take, from a few points and a few runs that are tried; nothing is kept.

    Returns
    -------
    dict
        ``points``, ``draws`` (at most, over all designs), ``runs``, and ``seconds`` of the closed forms and of the runs on one core.
    """
    from analysis.design.confirmed import sweep_of
    from experiments.sweep.designs import unit
    from experiments.sweep.factors import assumed_beside
    from experiments.sweep.running import estimate

    start = time.perf_counter()
    probes = [problem.candidate(place) for place in unit("sobol", problem.levers, size=PROBED, seed=asked.seed)]
    each = (time.perf_counter() - start) / PROBED
    assumed = assumed_beside(problem.base, [lever.path for lever in problem.levers]) if asked.robust else ()
    draws = SHOWN * asked.robust if assumed else 0
    fits = [one for one in probes if one.values][: asked.confirm]
    told = estimate(sweep_of(problem, fits, asked.seeds, asked.plugins), 1) if fits else None
    runs = asked.confirm * asked.seeds
    seconds = {"closed_forms": each * (asked.points + draws), "runs": told.seconds_per_run * runs if told else None}
    return {
        "network": problem.base.name, "levers": _levers(problem.levers), "assumed": _levers(assumed), "points": asked.points,
        "draws": draws, "runs": runs, "seconds": seconds,
    }  # fmt: skip


def _levers(levers: Sequence[Lever]) -> list[dict[str, Any]]:
    from experiments.sweep.factors import described

    return [{"path": lever.path, **described(lever)} for lever in levers]

"""What ``cfield design`` says: tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.given import figure_of, print_json
from cli.sensitivity import short

if TYPE_CHECKING:
    from rich.console import Console

    from analysis.design.problem import Problem
    from analysis.design.wants import Want
    from cli.design import Found

WIDTH, LONG = 100, 12
ROUNDING = 1e-12
"""Sizes that are printed as 0: what sums of rewards leave of it."""


def number(value: Any) -> str:
    """A number for a table; what rounding leaves of zero is zero."""
    return figure_of(0.0 if isinstance(value, float) and abs(value) < ROUNDING else value)


def names_of(problem: Problem) -> dict[str, str]:
    """Short names of the levers, by path."""
    paths = [lever.path for lever in problem.levers]
    return dict(zip(paths, short(paths), strict=True))


def print_outcomes(as_json: bool) -> None:
    """List what can be wanted, minimised and maximised."""
    from analysis.design.outcomes import OUTCOMES

    rows = [
        {"name": one.name, "unit": one.unit, "better": "higher" if one.better > 0 else "lower", "meaning": one.meaning}
        for one in OUTCOMES.values()
    ]
    if as_json:
        print_json(rows)
        return
    console = _console()
    console.print(_table(["outcome", "unit", "better", "meaning, at the network's response"], [list(row.values()) for row in rows]))


def print_plan(told: Mapping[str, Any], as_json: bool) -> None:
    """Say what a command would take."""
    if as_json:
        print_json(told)
        return
    seconds = told["seconds"]
    console = _console()
    console.print(
        f"{told['network']}: {told['points']} points by closed forms, {told['draws']} draws of what is assumed, {told['runs']} runs"
    )
    rows = [
        [lever["path"], kind, _range(lever), lever["scale"]]
        for kind, listed in (("lever", told["levers"]), ("assumed", told["assumed"]))
        for lever in listed
    ]
    console.print(_table(["number", "", "range", "scale"], rows))
    runs = "no point that was tried fits the network" if seconds["runs"] is None else f"runs {seconds['runs']:.0f} s on one core"
    console.print(f"\nAbout: closed forms {seconds['closed_forms']:.0f} s, {runs}.")


def _range(lever: Mapping[str, Any]) -> str:
    return f"{number(lever['low'])} to {number(lever['high'])}" if "low" in lever else ", ".join(map(str, lever["values"]))


def print_found(found: Found, out: str) -> None:
    """Print what was found."""
    console, problem = _console(), found.problem
    aims = ", ".join(f"{'minimise' if aim.sign > 0 else 'maximise'} {aim.name}" for aim in problem.aims)
    console.print(f"[bold]{_escaped(problem.base.name)}[/bold]: {aims}, subject to {', '.join(map(str, problem.wants))}", soft_wrap=True)
    meeting = sum(problem.holds(one.values) for one in found.every)
    refused = sum(not one.values for one in found.every)
    console.print(
        f"{len(found.every)} points by closed forms, {meeting} meet all wants{f', {refused} the network refuses' if refused else ''}.\n",
        soft_wrap=True,
    )
    if not found.front:
        _print_misses(console, found)
    else:
        _print_front(console, found)
    if out:
        console.print(f"\nWritten: {_escaped(out)}", soft_wrap=True)


def _print_front(console: Console, found: Found) -> None:
    problem, names = found.problem, names_of(found.problem)
    told = list(dict.fromkeys([*(aim.name for aim in problem.aims), *(want.name for want in problem.wants)]))
    heads = ["", *map(_broken, [*names.values(), *told])] + (["holds in draws", "95 % interval"] if found.robust else [])
    rows = []
    for row, one in enumerate(found.front):
        cells = [str(row + 1), *(number(one.point[path]) for path in names), *(number(one.values[name]) for name in told)]
        if found.robust:
            r = found.robust[row]
            share = f"{r.held / r.draws:.0%}{'*' if r.is_robust else ''}" if r.draws else "-"
            cells += [share, f"{r.low:.2f} to {r.high:.2f}"]
        rows.append(cells)
    console.print(_table(heads, rows, right=True))
    if found.length > len(found.front):
        console.print(f"\n{len(found.front)} of {found.length} designs of the front, at even steps of the levers.", soft_wrap=True)
    _print_robust(console, found)
    _print_runs(console, found)
    for note in notes(found):
        console.print(f"\n{_escaped(note)}", soft_wrap=True)
    best = found.first_robust if found.first_robust is not None else 0
    words = " ".join(f"--set {path}={_set(value)}" for path, value in found.front[best].point.items())
    which = "First robust design" if found.first_robust is not None else "First design"
    console.print(f"\n{which} by {problem.aims[0].name}: {best + 1}, {_escaped(words)}", soft_wrap=True)


def notes(found: Found) -> list[str]:
    """What is odd about the closed forms of the designs; a sentence each."""
    from analysis.design.outcomes import standings
    from model import door

    states = [standings(door.change(found.problem.base, one.point)) for one in found.front]
    told = []
    if round_and_round := [str(row + 1) for row, there in enumerate(states) if len(there) > 1]:
        told.append(
            f"Best replies do not come to rest in {', '.join(round_and_round)}: outcomes are the worst of the states that they go round."
        )
    if any(share.verdicts.estimated for there in states for one in there for share in one.shares):
        told.append("Some verdicts have no closed form in this network and are estimated.")
    return told


def _broken(name: str) -> str:
    """A long name on two lines, so that a table of several stays within a terminal."""
    head, bar, tail = name.partition("_")
    return f"{head}{bar}\n{tail}" if len(name) > LONG else name


def _set(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _print_robust(console: Console, found: Found) -> None:
    if not found.robust:
        return
    console.print(
        f"\n* robust: all wants hold in at least 95 % of {found.robust[0].draws} draws of {len(found.assumed)} numbers that are assumed, "
        "each from half to twice.", soft_wrap=True,
    )  # fmt: skip
    if found.first_robust is None:
        worst = ", ".join(f"{name} {number(value)}" for name, value in found.robust[-1].worst.items())
        console.print(f"No design of the front is robust; the worst draws of the last one have {worst}.", soft_wrap=True)


def _print_runs(console: Console, found: Found) -> None:
    if not found.runs:
        return
    wanted = {want.name: str(want) for want in found.problem.wants}
    rows = []
    for row, told in found.runs.items():
        for name, m in told.items():
            between = f"{number(m.low)} to {number(m.high)}" if math.isfinite(m.low) else "-"
            cells = [number(m.closed), number(m.mean), between, number(m.mean - m.closed), m.verdict]
            rows.append([str(row + 1), wanted.get(name, name), *cells])
    console.print("\nThe same from runs: the network's own start and adaptation, over the second half of each run.\n", soft_wrap=True)
    console.print(_table(["", "outcome", "closed form", "runs", "95 % interval", "difference", "want"], rows, right=True))


def _print_misses(console: Console, found: Found) -> None:
    from analysis.design.search import nearest

    problem, names = found.problem, names_of(found.problem)
    near = nearest(problem, found.every)
    console.print("No point meets all wants.")
    at = ", ".join(f"{names[path]} = {number(value)}" for path, value in near.point.items())
    console.print(f"Nearest miss: {_escaped(at)}\n", soft_wrap=True)
    rows = [
        [str(want), number(near.values[want.name]), number(alone), word]
        for want, alone, word in ((want, *reach(found, want)) for want in problem.wants)
    ]
    console.print(_table(["want", "at the nearest miss", "best of all points", "alone"], rows, right=True))


def reach(found: Found, want: Want) -> tuple[float, str]:
    """The best value of a wanted outcome over all points, and whether the want can be met alone."""
    told = [one.values[want.name] for one in found.every if one.values and not math.isnan(one.values[want.name])]
    if not told:
        return math.nan, "has no value"
    best = max(told, key=want.slack)
    return best, "within reach" if want.is_met(best) else "out of reach: it binds"


def _console() -> Console:
    import sys

    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _table(heads: list[str], rows: list[list[str]], right: bool = False) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(_escaped(head), overflow="fold", justify="right" if right else "left")
    for row in rows:
        table.add_row(*map(_escaped, row))
    return table

"""``cfield sensitivity``: which levers of a sweep an outcome depends on, and how much of it is luck."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.given import figure_of, print_json

if TYPE_CHECKING:
    import numpy as np

    from analysis.sensitivity import Effect, Estimate, Luck, Points
    from experiments.sweep.results import Results

ROWS = {"saltelli": lambda levers: 2 * levers + 2, "morris": lambda levers: levers + 1}
"""Rows of a group of each design that has indices."""
LABELS = {"saltelli": ("total effect", "first order"), "morris": ("mu_star", "sigma")}


class Found(NamedTuple):
    """Effects of a sweep's levers on an outcome.

    Attributes
    ----------
    design, outcome, unit : str
    effects : list of Effect
        The largest first.
    luck : Luck
    lost, groups : int
        Groups of the design that were left out, and all of them.
    replicates : (int, int)
        Least and most of a point.
    own : bool
        Whether every run has luck of its own.
    """

    design: str
    outcome: str
    unit: str
    effects: list[Effect]
    luck: Luck
    lost: int
    groups: int
    replicates: tuple[int, int]
    own: bool


def run(folder: str, outcome: str, as_json: bool, out: str) -> None:
    """Print the indices of a sweep, and draw them where asked.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    from experiments import store
    from experiments.sweep.results import Results

    path = Path(out) if out else None
    if path is not None and path.suffix not in (".png", ".pdf"):
        raise ValueError(f"--out {out} is neither .png nor .pdf; give one of these")
    results = Results(folder)
    found = analyse(results, outcome)
    if results.note:
        print(f"note: {results.note}", file=sys.stderr)
    if path is not None:
        if path.is_dir():
            raise ValueError(f"--out {out} is a folder; give a file in it, such as --out {path / 'effects.png'}")
        store.check_folder(path.parent, "another file with --out FILE")
        store.write_whole(path, drawn(found, results)[path.suffix])
    if as_json:
        print_json(as_data(found))
    else:
        _print(found, results, out)


def analyse(results: Results, outcome: str = "") -> Found:
    """Effects of a sweep's levers on an outcome.

    Raises
    ------
    ValueError
        For a design without indices, runs that are missing, and outcomes that cannot be told apart.
    """
    from analysis import sensitivity

    sweep = results.sweep
    design = sweep["design"]
    if design not in ROWS:
        raise ValueError(f"{results.folder} has design = {design}, which has no indices; run the sweep with --design saltelli or morris")
    name = _outcome(results, outcome)
    paths = [one["path"] for one in (*sweep["levers"], *sweep["uncertainties"])]
    every = _points(results, name)
    rows = ROWS[design](len(paths))
    whole, lost = sensitivity.whole_groups(every, rows)
    sobol = design == "saltelli"
    effects = sensitivity.sobol(whole, paths) if sobol else sensitivity.morris(whole, _sample(results, every, rows), paths)
    ordered = sorted(effects, key=lambda effect: -effect.total.value)
    unit = dict(results.dictionary()[["column", "unit"]].to_numpy().tolist()).get(name, "")
    replicates = (int(whole.replicates.min()), int(whole.replicates.max()))
    own = sweep["luck"] == "own"
    return Found(design, name, unit, ordered, sensitivity.luck(whole, rows), lost, len(every.mean) // rows, replicates, own)


def _outcome(results: Results, outcome: str) -> str:
    if outcome in results.outcomes:
        return outcome
    if not outcome and len(results.outcomes) == 1:
        return results.outcomes[0]
    told = f"outcome {outcome!r} was not kept" if outcome else "the sweep has several outcomes"
    raise ValueError(f"{told}; name one of {', '.join(results.outcomes)} with --outcome")


def _points(results: Results, outcome: str) -> Points:
    from analysis.sensitivity import points_of

    sweep, table = results.sweep, results.table(columns=["point", outcome])
    planned = sweep["points"] * len(sweep["seeds"])
    if len(table) < planned:
        raise ValueError(
            f"{results.folder} lacks {planned - len(table):,} of {planned:,} runs, and indices need the whole design; "
            "finish it with cfield sweep --resume"
        )
    return points_of(table["point"].to_numpy(), table[outcome].to_numpy(zero_copy_only=False).astype(float), sweep["points"])


def _sample(results: Results, points: Points, rows: int) -> np.ndarray:
    """The sample of the unit cube that was run, without groups that lack a value."""
    import numpy as np

    from experiments.sweep import recalled
    from experiments.sweep.designs import unit

    sweep = results.sweep
    levers = recalled.factors(sweep)
    sample = unit(sweep["design"], levers, size=sweep["size"], seed=sweep["design_seed"])
    ran = results.frame(failed=True, columns=["point", *(lever.path for lever in levers)]).drop_duplicates("point").sort_values("point")
    for column, lever in enumerate(levers):
        if not np.allclose(lever.at(sample[:, column]), ran[lever.path].to_numpy(dtype=float), rtol=1e-9):
            raise ValueError("the points that were run are not those of the installed SALib; install the version that made them")
    return sample[np.repeat(np.isfinite(points.mean).reshape(-1, rows).all(axis=1), rows)]


def notes(found: Found) -> list[str]:
    """What the numbers mean, and what is odd about them; a sentence each."""
    least, most = found.replicates
    each = f"{least}" if least == most else f"{least} to {most}"
    several = f"the mean over {each} replicates of a point"
    told = [f"Indices are those of {'a single run of each point' if most == 1 else several}."]
    if found.design == "morris":
        told = [f"Elementary effects are those of {several if most > 1 else 'a single run of each point'}, per whole range of a lever."]
    told.append(_of_luck(found))
    if found.lost:
        told.append(
            f"{found.lost} of {found.groups} groups of the design are left out, since a point of theirs has no value; "
            "the rest stands for the region where all points have one."
        )
    return told + [f"{effect.path}: {effect.note}." for effect in found.effects if effect.note]


def _of_luck(found: Found) -> str:
    luck = found.luck
    if math.isnan(luck.share.value):
        return "How much of the variance is luck cannot be told from one replicate of each point; give two seeds or more."
    told = f"Luck makes up {_interval(luck.share)} of the variance of single runs, and {figure_of(luck.left)} of that of the means: "
    if found.design == "morris":
        return told + f"a mean moves by {figure_of(luck.spread)} by luck alone, and a lever without effect has a mu_star of that order."
    if found.own:
        return told + "first indices are lower by that part, and a lever without effect has it as its total index."
    return told + "points share their luck, so it cancels where levers do not change what it does, and counts as interaction where they do."


def _interval(estimate: Estimate) -> str:
    return f"{figure_of(estimate.value)} [{figure_of(estimate.low)}, {figure_of(estimate.high)}]"


def as_data(found: Found) -> dict[str, Any]:
    """The findings as plain data."""
    total, first = ("total", "first") if found.design == "saltelli" else LABELS[found.design]
    effects = [
        {"path": one.path, total: one.total._asdict(), first: one.first._asdict(), "note": one.note} for one in found.effects
    ]  # fmt: skip
    luck = {"share": found.luck.share._asdict(), "left_in_means": found.luck.left, "spread_of_mean": found.luck.spread}
    return {
        "outcome": found.outcome, "unit": found.unit, "design": found.design, "groups": found.groups, "left_out": found.lost,
        "effects": effects, "luck": luck, "notes": notes(found),
    }  # fmt: skip


def drawn(found: Found, results: Results) -> dict[str, bytes]:
    """The figure, by suffix."""
    from analysis.figures import output
    from analysis.figures.sensitivity import draw
    from experiments import store

    share = found.luck.share.value
    of_luck = "" if math.isnan(share) else f"; luck: {share:.0%} of the variance"
    each = "base points" if found.design == "saltelli" else "trajectories"
    foot = f"lines: 95 % intervals, {found.groups - found.lost} {each}{of_luck}"
    sobol = found.design == "saltelli"
    unit = f" ({found.unit})" if found.unit not in ("", "1") else ""
    axis = "Sobol index" if sobol else f"elementary effect over the range{unit}"
    labels = LABELS[found.design] if sobol else (r"$\mu^*$, mean size", r"$\sigma$, spread")
    paths = [effect.path for effect in found.effects]
    figure = draw(found.effects, short(paths), labels, axis, f"{results.sweep['network']}: {found.outcome}", foot)
    return output.rendered(
        figure, store.provenance(sweep=results.sweep, outcome=found.outcome, made_with=results.description["model_version"])
    )


def short(paths: Sequence[str]) -> list[str]:
    """The shortest ends of paths that tell them apart."""
    tails = []
    for path in paths:
        parts = path.split(".")
        ends = [".".join(parts[-n:]) for n in range(1, len(parts) + 1)]
        tails.append(next(end for end in ends if sum(f".{other}".endswith(f".{end}") for other in paths) == 1))
    return tails


def _print(found: Found, results: Results, out: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    unit = f", {found.unit}" if found.unit not in ("", "1") else ""
    console.print(f"[bold]{escape(found.outcome)}[/bold]{unit} over {escape(results.sweep['network'])}, design {found.design}\n")
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("lever")
    for label in LABELS[found.design]:
        table.add_column(label, justify="right")
        table.add_column("95 % interval")
    for effect in found.effects:
        cells = [
            cell
            for one in (effect.total, effect.first)
            for cell in _cells(one, one is effect.first and found.design == "saltelli" and one.value < 0)
        ]
        table.add_row(escape(effect.path), *map(escape, cells))
    console.print(table)
    for note in notes(found):
        console.print(f"\n{escape(note)}", soft_wrap=True)
    if out:
        console.print(f"\nWritten: {escape(out)}", soft_wrap=True)


def _cells(estimate: Estimate, odd: bool) -> tuple[str, str]:
    """A number and its interval; what is explained below the table is marked."""
    return f"{'about 0*' if odd else figure_of(estimate.value)}", f"[{figure_of(estimate.low)}, {figure_of(estimate.high)}]"

"""``cfield infer``: which numbers of a network its public records tell, and which they leave open."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cli.given import figure_of, print_json

if TYPE_CHECKING:
    from analysis.inversion.checks import Check
    from analysis.inversion.posterior import Told
    from analysis.inversion.ridges import Ridge
    from experiments.infer.prior import Prior
    from experiments.infer.records import PublicRecords
    from experiments.infer.running import Runner
    from experiments.infer.smc import Posterior, Settings, Stored

PREDICTED = 200
"""New runs from the posterior, for the checks."""
ODD = 0.05
"""p-value, all statistics taken together, below which a statistic is named as one that the model does not show."""
OPEN = 0.85
"""Spread of a parameter's normal score above which the records are said to leave it open; the prior's is 1."""


class How(NamedTuple):
    """What the command line says beside the two files."""

    settings: Settings
    runs: str
    workers: int
    resume: bool
    out: str
    as_json: bool


class Found(NamedTuple):
    """What an inference came to."""

    prior: Prior
    records: PublicRecords
    posterior: Posterior
    told: list[Told]
    correlation: np.ndarray
    effective: float
    ridges: list[Ridge]
    checks: list[Check]
    names: list[str]
    errors: list[str]


def run(records: str, network: str, how: How) -> None:
    """Infer, print what came of it, and write it where asked.

    Raises
    ------
    ValueError
        With one line for the user, before anything is run.
    """
    from experiments import store
    from experiments.infer import prior, running, smc
    from experiments.infer import records as public
    from experiments.studies.journal import NAME
    from model.run import check_seed

    check_seed(how.settings.seed)
    smc.check(how.settings)
    given, seen = prior.read(network), public.read(records)
    seen = seen.only(given.columns) if given.columns else seen
    folder = Path(how.out) if how.out else None
    if folder is None and how.resume:
        raise ValueError("--resume goes on in a folder; name it with --out DIR")
    if folder is not None:
        store.check_folder(folder)
        if (folder / NAME).exists() and not how.resume:
            raise ValueError(
                f"{folder} holds runs of an inference already; add --resume to use them, or give another folder with --out DIR"
            )
    stored = _stored(how.runs, given, seen)
    with running.executor_of(how.workers) as executor, _progress(how.settings.budget + PREDICTED) as ticked:
        found = infer(given, seen, how.settings, running.Runner(given, seen, executor, folder, ticked), stored)
    if folder is not None:
        from cli.inferred import write

        write(folder, found, how.settings)
    if how.as_json:
        print_json(as_data(found, how.settings))
    else:
        _print(found, how)


def _stored(folder: str, prior: Prior, records: PublicRecords) -> Stored | None:
    if not folder:
        return None
    from experiments.infer.running import context_of
    from experiments.infer.stored import stored_runs

    return stored_runs(folder, prior, context_of(prior, records))


def infer(prior: Prior, records: PublicRecords, settings: Settings, runner: Runner, stored: Stored | None = None) -> Found:
    """Posterior, ridges and checks of some records.

    Parameters
    ----------
    prior : Prior
    records : PublicRecords
    settings : Settings
    runner : Runner
    stored : Stored, optional

    Returns
    -------
    Found
    """
    from analysis.inversion import checks, posterior, ridges
    from cli.sensitivity import short
    from experiments.infer import smc
    from experiments.infer.predictive import predict
    from experiments.infer.summaries import names, summarise

    observed = summarise(records.epochs, records.columns)
    result = smc.infer(runner, observed, len(prior.laws), settings, stored)
    values, weights = prior.table(result.scores), result.weights
    ends = prior.table(np.array([[-1.959964], [1.959964]]) * np.ones(len(prior.laws)))
    told = [
        posterior.told(path, values[:, n], result.scores[:, n], weights, (float(ends[0, n]), float(ends[1, n])))
        for n, path in enumerate(prior.paths)
    ]
    _, predicted = predict(runner, result, PREDICTED, settings.seed)
    shorter = short(prior.paths)
    return Found(
        prior, records, result, told, posterior.correlation(result.scores, weights), posterior.effective(weights),
        ridges.ridges(shorter, values, weights), checks.checks(names(list(records.columns)), observed, predicted), shorter,
        sorted(set(runner.errors)),
    )  # fmt: skip


def notes(found: Found) -> list[str]:
    """What the records tell and what they do not; a sentence each."""
    said = [
        f"The records tell {one.name} = {figure_of(one.mean)} [{figure_of(one.low)}, {figure_of(one.high)}], not each: "
        "the two trade off along a ridge."
        for one in found.ridges
    ]
    on_ridge = {part.removeprefix("(1 - ").removesuffix(")") for one in found.ridges for part in (one.first, one.second)}
    wide = [name for name, one in zip(found.names, found.told, strict=True) if one.narrowed > OPEN]
    open_ones = [name for name in wide if name not in on_ridge]
    if open_ones:
        said.append(f"The records say next to nothing of {', '.join(open_ones)}: the posterior is about as wide as the prior.")
    odd = [one for one in found.checks if one.together < ODD]
    if odd:
        said.append(
            f"The model does not show {', '.join(one.statistic for one in odd[:6])}{' and others' if len(odd) > 6 else ''} "
            "as the records have it: the posterior is that of a wrong model, or of priors that are too narrow."
        )
    if found.posterior.lost:
        said.append(
            f"{found.posterior.lost} of {found.posterior.runs + found.posterior.stored} runs failed or had no comparable records, and have "
            f"no mass{': ' + found.errors[0] if found.errors else ''}."
        )
    if found.effective < 100:
        said.append(f"The effective number of draws is {found.effective:.0f}; ask for more particles, and a larger budget.")
    return said


def as_data(found: Found, settings: Settings) -> dict[str, Any]:
    """The findings as plain data."""
    result = found.posterior
    return {
        "settings": settings._asdict(), "epochs": len(found.records.epochs), "columns": list(found.records.columns),
        "priors": {law.path: law.described() for law in found.prior.laws},
        "posterior": [one._asdict() for one in found.told], "correlation_of_scores": found.correlation.tolist(),
        "effective": found.effective, "particles": len(result.weights), "runs": result.runs, "stored": result.stored, "lost": result.lost,
        "tolerance_path": [one._asdict() for one in result.path],
        "ridges": [{"name": one.name, **one._asdict()} for one in found.ridges],
        "checks": [one._asdict() for one in found.checks], "notes": notes(found),
    }  # fmt: skip


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """A bar of runs done, on a terminal only, that leaves nothing behind."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("runs, at most"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=total)
        yield lambda runs: bar.advance(task, runs)


def _print(found: Found, how: How) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    result = found.posterior
    console.print(
        f"[bold]{escape(found.prior.base.name)}[/bold]: {len(found.prior.laws)} numbers from {len(found.records.columns)} columns of "
        f"{len(found.records.epochs)} epochs; {result.runs} runs{f' and {result.stored} stored' if result.stored else ''}, "
        f"effective draws {found.effective:.0f}\n"
    )
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for head, side in (("number", "left"), ("mean", "right"), ("95 % interval", "left"), ("prior", "left"), ("spread, of prior", "right")):
        table.add_column(head, justify=side)  # type: ignore[arg-type]
    for name, one in zip(found.names, found.told, strict=True):
        table.add_row(escape(name), figure_of(one.mean), escape(f"[{figure_of(one.low)}, {figure_of(one.high)}]"),
                      escape(f"[{figure_of(one.prior_low)}, {figure_of(one.prior_high)}]"), f"{one.narrowed:.2f}")  # fmt: skip
    console.print(table)
    pairs = [(i, j) for i, j in combinations(range(len(found.names)), 2) if np.isfinite(found.correlation[i, j])]
    if pairs:
        words = "; ".join(f"{found.names[i]}, {found.names[j]} {found.correlation[i, j]:.2f}" for i, j in pairs)
        console.print(escape(f"\nCorrelations of normal scores: {words}"), soft_wrap=True)
    path = " ".join(figure_of(one.tolerance) for one in result.path)
    console.print(f"\nTolerance, generation by generation: {path}", soft_wrap=True)
    for note in notes(found):
        console.print(f"\n{escape(note)}", soft_wrap=True)
    if how.out:
        console.print(f"\nWritten: {escape(how.out)}/", soft_wrap=True)

"""``cfield results``: what came of a sweep, as a table or as a file for other programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.given import print_json

if TYPE_CHECKING:
    from experiments.sweep.results import Results

WIDTH = 100
"""Columns of the table, where the terminal has as many."""


def run(folder: str, form: str, where: str, out: str, as_json: bool) -> int:
    """Print a table of points, or write rows and their data dictionary; the exit code.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    from experiments.sweep.results import Results

    results = Results(folder)
    if results.note:
        print(f"note: {results.note}", file=sys.stderr)
    if out and not form:
        raise ValueError("--out says where a file goes, and no form of it is given; add --to csv, parquet, xarray or latex")
    if form:
        return _write(results, form, where, out, as_json)
    if as_json:
        print_json(_facts(results, where))
    else:
        _print(results, where)
    return 0


def _write(results: Results, form: str, where: str, out: str, as_json: bool) -> int:
    from experiments.sweep.exports import export

    try:
        written = export(results, form, where, Path(out) if out else None)
    except OSError as error:
        print(
            f"cfield: {out or results.folder} cannot be written: {error.strerror or error}; make room, or give --out FILE", file=sys.stderr
        )
        return 1
    if as_json:
        print_json({"written": [str(path) for path in written]})
    else:
        failed = (
            f"; {results.failed:,} runs failed, status and error say which and why" if results.failed and form in ("csv", "parquet") else ""
        )
        print(f"Written: {written[0]} and {written[1].name}{failed}")
    return 0


def _facts(results: Results, where: str) -> dict[str, Any]:
    error, times = results.commonest_error()
    return {
        "folder": str(results.folder), "model_version": results.description["model_version"], "sweep": results.sweep, "runs": len(results),
        "failed": results.failed, "commonest_error": error, "commonest_error_runs": times,
        "points": results.summary(where).to_dict("records"), "dictionary": results.dictionary().to_dict("records"),
        "regimes": _regime_facts(results, where),
    }  # fmt: skip


def _regime_facts(results: Results, where: str) -> dict[str, Any]:
    from experiments.sweep.labelled import labelled

    found = labelled(results, where)
    return {"counts": found.counts.to_dict("records"), "fragile": found.fragile} if found else {}


def _regimes(results: Results, where: str) -> str:
    """How many runs are in each regime, and how firm that is; empty where the signs are not among the outcomes."""
    from experiments.sweep.labelled import BY, labelled

    found = labelled(results, where)
    if found is None:
        return ""
    counts = [f"{row.regime} {row.runs:,} ({row.share:.0%}, {row.low:.0%} to {row.high:.0%})" for row in found.counts.itertuples()]
    worst = max((name for name in found.fragile if name != "any"), key=lambda name: found.fragile[name])
    some = found.fragile["any"]
    least = f"; most of them with {worst} ({found.fragile[worst]:.0%})" if some > 0 else ""
    firm = f"{some:.0%} of the labels change when one threshold moves by {BY:.0%}{least}."
    return f"Regimes (runs, share, 95 % interval): {', '.join(counts)}. {firm}"


def _print(results: Results, where: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from experiments.sweep.readable import readable

    summary = results.summary(where)
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    sweep = results.sweep
    counted = f"{_fit(results, where)}{len(results):,} runs at {sweep['points']:,} points ({sweep['design']}), {results.failed:,} failed"
    held = f"; where {escape(where)}" if where else ""
    console.print(
        f"[bold]{escape(sweep['network'])}[/bold]  {counted}; {sweep['luck']} luck, {sweep['epochs']:,} epochs{held}\n", soft_wrap=True
    )
    if summary.empty:
        console.print("No run that did not fail" + (" fits the condition." if where else " is there yet."))
    else:
        told = readable(summary, results.factors, results.outcomes, width=min(WIDTH, console.width))
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in told.table.columns:
            table.add_column(escape(name.replace("_", "\n")), justify="right", no_wrap=True)
        for row in told.table.itertuples(index=False):
            table.add_row(*(escape(cell) for cell in row))
        console.print(table)
        console.print(f"\nMeans with 95 % intervals over replicates. {told.more}".rstrip(), soft_wrap=True)
    told_regimes = _regimes(results, where)
    if told_regimes:
        console.print(told_regimes, soft_wrap=True)
    if sweep.get("until"):
        console.print(_replicates(results), soft_wrap=True)
    error, times = results.commonest_error()
    if error:
        console.print(escape(f"{results.failed:,} runs failed, {times:,} of them with: {error}"), soft_wrap=True)
    console.print("All rows and their units: --to csv, parquet, xarray or latex.", soft_wrap=True)


def _fit(results: Results, where: str) -> str:
    """How many runs fit the condition, failed ones among them."""
    return f"{len(results.table(where, columns=['run'])):,} of " if where else ""


def _replicates(results: Results) -> str:
    """Why points have as many replicates as they have."""
    from experiments.sweep.replicates import replicates

    until = results.sweep["until"]
    reasons = replicates(results)["reason"].replace("", "runs are missing").value_counts()
    told = ", ".join(f"{count:,} points: {reason}" for reason, count in reasons.items())
    return f"Replicates until {until['outcome']} is known to {until['width']:g}{' of its mean' if until['relative'] else ''}: {told}."

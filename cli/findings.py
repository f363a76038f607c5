"""A study's findings on the console."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.given import figure_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from rich.table import Table

    from analysis.findings.claims import Judged
    from analysis.findings.reading import Read
    from experiments.studies.contract import Study


COLOURS = {"holds": "[green]holds[/green]", "fails": "[red]fails[/red]", "undecided": "[yellow]undecided[/yellow]"}


def show(study: Study, read: Read, facts: dict[str, Any], folder: Path, kept: int) -> None:
    """Print table, claims, what was found and the verdict."""
    from rich.console import Console
    from rich.markup import escape

    from analysis.findings.reading import news

    console = Console(highlight=False)
    console.print(grid_of(read.finding.table))
    console.print()
    console.print(claims_of(read.judged))
    for text in (read.finding.found, read.finding.departs):
        if text:
            console.print(f"\n{escape(text)}")
    for one in news(read):
        console.print(f"\nEmerges: {escape(one.behaviour)}.")
    console.print(f"\nHypothesis: {escape(study.hypothesis)}\nRefuted by: {escape(study.refuted_by)}\nSample: {escape(study.sample)}")
    console.print(f"Verdict: [bold]{escape(read.verdict)}[/bold].")
    again = f" {kept} cells were there already." if kept else ""
    figures = ", ".join(f"{name}.pdf" for name in read.drawings)
    console.print(
        f"{facts['runs']:,} runs, {facts['seconds']:.0f} s.{again} Written: {escape(str(folder))}/ ({figures}, ...)", soft_wrap=True
    )


def claims_of(judged: Sequence[Judged]) -> Table:
    """Claims with their numbers, intervals, bounds and verdicts, one below the other."""
    from rich.markup import escape
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("claim", "estimate", "must be", "verdict"):
        grid.add_column(heading, justify="right" if heading == "estimate" else "left", no_wrap=heading == "verdict")
    for row in judged:
        claim = row.claim
        unit = "" if claim.unit == "1" else f" {claim.unit}"
        number = f"{figure_of(claim.estimate)}{unit}\n[{figure_of(row.low)}, {figure_of(row.high)}]"
        words = claim.statement if claim.decides else f"{claim.statement} (beside)"
        grid.add_row(escape(words), escape(number), escape(bounds(row)), COLOURS[row.verdict])
    return grid


def bounds(row: Judged) -> str:
    """Where an estimate must lie, in words."""
    least, most = row.claim.least, row.claim.most
    if least == float("-inf"):
        return f"below {figure_of(most)}"
    return f"above {figure_of(least)}" if most == float("inf") else f"within {figure_of(least)} to {figure_of(most)}"


def grid_of(table: pd.DataFrame) -> Table:
    """A small table for the console: numbers to the right."""
    from pandas.api.types import is_numeric_dtype
    from rich.markup import escape
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for name in table.columns:
        grid.add_column(escape(str(name)), justify="right" if is_numeric_dtype(table[name]) else "left", vertical="bottom")
    for row in table.itertuples(index=False):
        grid.add_row(*(escape(figure_of(value)) for value in row))
    return grid

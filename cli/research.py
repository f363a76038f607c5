"""Verbs of research: studies, their figures and report, closed forms, sensitivity."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import Json, Workers

Quick = Annotated[bool, typer.Option("--quick", help="Fewer points and seeds: a look in seconds, not a result.")]


def study(
    name: Annotated[str, typer.Argument(help="Name of a study, or all; `cfield study list` says which there are.")],
    network: Annotated[
        str, typer.Option("--network", metavar="NAME|FILE", help="The network to study; the study's own when left out.")
    ] = "",
    quick: Quick = False,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where results go; runs/STUDY-NETWORK when left out.")] = "",
    workers: Workers = 0,
) -> None:
    """Ask one question of a network: runs, tables, figures, verdict; a stopped study goes on where it was."""
    from cli import study as verb

    verb.run(name, network, out, workers, quick)


def figures(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder that `cfield study` wrote, or one that holds several.")],
) -> None:
    """Draw the figures of studies again from what is stored; nothing is run."""
    from cli import figures as verb

    verb.run(folder)


def reproduce(
    figure: Annotated[str, typer.Argument(metavar="FIGURE.pdf|.png", help="A figure that `cfield study` wrote.")],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Keep the runs there; nowhere when left out.")] = "",
    workers: Workers = 0,
) -> None:
    """Run again what a figure shows, and say whether it is the same; exit code 1 if not."""
    from cli import reproduce as verb

    if not verb.run(figure, out, workers):
        raise typer.Exit(1)


def report(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder that holds those of studies.")] = "runs",
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where the report goes; DIR/report when left out.")] = "",
) -> None:
    """Write one page of all studies that are stored: HTML, Markdown, and a gallery of figures."""
    from cli import report as verb

    verb.run(folder, out)


def validate(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Closed forms by ID, as A1; all of them when left out.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller samples: a minute instead of half an hour.")] = False,
    seed: Annotated[int, typer.Option(help="First seed, in [0, 1e9); a failure that repeats with another one is a bug.")] = 1,
    workers: Workers = 0,
    out: Annotated[str, typer.Option("--out", metavar="FILE.md|FILE.json", help="Write the report there, too.")] = "",
    as_json: Json = False,
) -> None:
    """Hold closed forms of the literature against the real model; exit code 1 if any fails."""
    from cli import validate as verb

    if not verb.run(names or [], quick, seed, workers, out, as_json):
        raise typer.Exit(1)


def sensitivity(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder that `cfield sweep --out` wrote, of design saltelli or morris.")],
    outcome: Annotated[str, typer.Option("--outcome", metavar="NAME", help="The outcome; needed when the sweep keeps several.")] = "",
    out: Annotated[str, typer.Option("--out", metavar="FILE.png|FILE.pdf", help="Draw the effects there.")] = "",
    as_json: Json = False,
) -> None:
    """Say which levers an outcome depends on, with intervals, and how much of it is luck."""
    from cli import sensitivity as verb

    verb.run(folder, outcome, as_json, out)

"""Verbs about the space in front of behaviour; each imports what it needs when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from cli.options import Json, Network, Plugins, Settings, Workers


def possible(
    network: Network,
    crowd: Annotated[str, typer.Option("--crowd", help="written (honest, vigilant verifiers) or effective; both when left out.")] = "",
    axes: Annotated[str, typer.Option("--axes", metavar="A,B", help="Axes of the box; the first two are drawn. All when left out.")] = "",
    at: Annotated[
        list[str] | None, typer.Option("--at", metavar="NAME=VALUE", help="Where an axis stands that is not drawn; repeatable.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="Jobs of a life.", min=1)] = 100,
    alpha: Annotated[float, typer.Option("--alpha", help="Share of an honest node's chance to live through them.")] = 0.95,
    points: Annotated[int, typer.Option("--points", help="Points of the box, 16 times a power of two.")] = 1024,
    seed: Annotated[int, typer.Option(help="Of the points.", min=0)] = 0,
    settings: Settings = None,
    plugins: Plugins = None,
    against: Annotated[
        str,
        typer.Option(
            "--against", metavar="OTHER", help="Another network: what becomes possible there, what stops; crowd: written if left out."
        ),
    ] = "",
    against_set: Annotated[
        list[str] | None,
        typer.Option("--against-set", metavar="NAME=VALUE", help="A number of OTHER, by default this network; repeatable."),
    ] = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR|FILE", help="Draw the sets: a folder, or a .png or .pdf.")] = "",
    as_json: Json = False,
) -> None:
    """Say which behaviours a field allows to exist: volumes of the possibility sets, the attack surface, what resists invasion."""
    from cli import against as comparing
    from cli import possible as verb

    asked = verb.Asked(crowd, axes, tuple(at or ()), jobs, alpha, points, seed)
    if against or against_set:
        other = comparing.Other(against, tuple(against_set or ()))
        comparing.run(network, other, asked, settings or [], plugins or [], out, as_json)
    else:
        verb.run(network, asked, settings or [], plugins or [], out, as_json)


def blind(
    network: Network,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="honest|NAME=VALUE", help="Where: honest, or a value of an axis such as effort=.9; repeatable."),
    ] = None,
    crowd: Annotated[str, typer.Option("--crowd", help="written: the others are honest; effective: as the population is.")] = "written",
    records: Annotated[
        str, typer.Option("--records", metavar="A,B", help="Of verdicts, counts (of votes on its jobs), votes (its own), decoys.")
    ] = "verdicts,counts,votes,decoys",
    epochs: Annotated[int, typer.Option("--epochs", help="Epochs at hand; 0: the network's.", min=0)] = 0,
    resolution: Annotated[float, typer.Option("--resolution", help="Share of an axis's range to which a direction counts as seen.")] = 0.1,
    check: Annotated[bool, typer.Option("--check", help="Also run the model: are records alike, or apart, where they must be?")] = False,
    settings: Settings = None,
    plugins: Plugins = None,
    as_json: Json = False,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Draw it there, as .png or .pdf.")] = "",
) -> None:
    """Say which directions of behaviour public records tell, which they cannot tell, and why."""
    from cli import blind as verb

    asked = verb.Asked(at or [], crowd, records, epochs, resolution, check, as_json, out)
    verb.run(network, settings or [], plugins or [], asked)


def design(
    network: Network = "",
    wants: Annotated[
        list[str] | None, typer.Option("--want", metavar="OUTCOME>=NUMBER", help="What must hold, >= or <=; repeatable.")
    ] = None,
    minimise: Annotated[
        list[str] | None, typer.Option("--minimise", metavar="OUTCOME", help="What is to be low; one alone is weighed against deterrence.")
    ] = None,
    maximise: Annotated[list[str] | None, typer.Option("--maximise", metavar="OUTCOME", help="What is to be high; repeatable.")] = None,
    over: Annotated[
        list[str] | None,
        typer.Option("--over", metavar="NAME[=LOW:HIGH[:log]],...", help="What may be chosen; the usual levers when left out."),
    ] = None,
    settings: Settings = None,
    plugins: Plugins = None,
    points: Annotated[int, typer.Option("--points", help="Points of the search by closed forms, a power of two.")] = 512,
    robust: Annotated[int, typer.Option("--robust", help="Draws of what is assumed, a power of two; 0: none.")] = 64,
    confirm: Annotated[int, typer.Option("--confirm", help="Designs of the front that are run; 0: none.")] = 3,
    seeds: Annotated[int, typer.Option("--seeds", help="Runs of each.")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="Of the search and the draws.", min=0)] = 0,
    workers: Workers = 0,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Write tables, figure and runs there.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Say what it will take, and start nothing.")] = False,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="List what can be wanted.")] = False,
    as_json: Json = False,
) -> None:
    """Find the numbers of a field that give what is wanted, by closed forms, and hold them against runs; exit code 1 if none do."""
    if outcomes:
        from cli import design_page

        design_page.print_outcomes(as_json)
        return
    from cli import design as verb

    asked = verb.Asked(
        network, wants or [], minimise or [], maximise or [], over or [], settings or [], plugins or [], points, robust, confirm, seeds,
        seed, workers, out, plan, as_json,
    )  # fmt: skip
    if code := verb.run(asked):
        raise typer.Exit(code)


def explore(
    network: Network,
    outcomes: Annotated[
        str,
        typer.Option("--outcomes", metavar="A[=LOW:HIGH[:CELLS]],B", help="Outcomes and their cells; integrity,gini_stake if left out."),
    ] = "",
    budget: Annotated[int, typer.Option("--budget", metavar="RUNS", help="Runs in all, half of them made again.")] = 5000,
    stake: Annotated[
        float | None, typer.Option("--stake", metavar="TOK", help="Tokens that entrants may bring; all that is staked.")
    ] = None,
    usd: Annotated[
        float | None, typer.Option("--usd", metavar="USD", help="Dollars for jolts from outside; the value of all stakes.")
    ] = None,
    nodes: Annotated[int | None, typer.Option(help="Nodes; the network's when left out.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Epochs; the network's when left out.")] = None,
    seed: Annotated[int, typer.Option(help="Seed, a whole number in [0, 2^63).")] = 0,
    against: Annotated[
        str, typer.Option("--against", metavar="NETWORK|DIR", help="Another network, or the folder of an exploration: what differs.")
    ] = "",
    settings: Settings = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where results go; runs/NETWORK-explore-DIGEST when left out.")] = "",
    workers: Workers = 0,
    cluster: Annotated[str, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, or its file.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Run what is missing.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Say what it will take, and start nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Find which collective outcomes an explorer with a budget can bring about from an honest network, how surely, at what cost."""
    from cli import explore as verb

    asked = verb.Asked(outcomes, budget, stake, usd, nodes, epochs, seed)
    how = verb.How(out, workers, cluster, resume, plan, as_json, against)
    if code := verb.run(network, settings or [], asked, how):
        raise typer.Exit(code)


def infer(
    records: Annotated[str, typer.Argument(metavar="RECORDS.csv|RUN", help="Public records, or a folder that `cfield run --out` wrote.")],
    network: Annotated[str, typer.Option("--network", metavar="PRIOR.toml", help="A network, and the priors of what is not known.")],
    particles: Annotated[int, typer.Option("--particles", help="Runs that are accepted: the nearest to the records.")] = 400,
    budget: Annotated[int, typer.Option("--budget", metavar="RUNS", help="Runs at most; 200 more check the model.")] = 4000,
    runs: Annotated[str, typer.Option("--runs", metavar="DIR", help="A sweep over the same numbers, whose runs are used first.")] = "",
    seed: Annotated[int, typer.Option(help="Seed, a whole number in [0, 2^63).")] = 0,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Write posterior, simulations, checks and figures there.")] = "",
    workers: Workers = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Use the runs that a stopped inference has left in --out.")] = False,
    as_json: Json = False,
) -> None:
    """Infer a network's numbers from its public records, and say which of them the records leave open."""
    from cli import infer as verb
    from experiments.infer.smc import Settings

    verb.run(records, network, verb.How(Settings(particles, budget, seed), runs, workers, resume, out, as_json))


VERBS: tuple[Callable[..., Any], ...] = (possible, blind, design, explore, infer)
"""Verbs in the order of the command's help."""

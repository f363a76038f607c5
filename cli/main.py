"""The command ``cfield``: one short file per verb, each imported when it is asked for."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import research, space
from cli.options import Json, Network, Plugins, Settings, Workers


class OneLine(TyperGroup):
    """What a user got wrong is one line and exit code 2; an interruption one line and 130."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except ValueError as error:
            print(f"cfield: {' '.join(str(error).split())}", file=sys.stderr)
            raise typer.Exit(2) from None
        except MemoryError as error:
            print(f"cfield: out of memory: {str(error) or 'no room'}; lower --nodes or --epochs, or record less", file=sys.stderr)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            print("cfield: interrupted; nothing was half-written", file=sys.stderr)
            raise typer.Exit(130) from None


app = typer.Typer(
    name="cfield",
    cls=OneLine,
    help="Simulate decentralised verifiable inference: which outputs a constraint field accepts, and which behaviours can exist under it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

app.command()(research.study)


@app.command()
def show(network: Network, settings: Settings = None, plugins: Plugins = None, as_json: Json = False) -> None:
    """Show every number of a network, and what each strategy would earn; nothing is simulated."""
    from cli import show as verb

    verb.run(network, settings or [], plugins or [], as_json)


@app.command()
def run(
    network: Network,
    nodes: Annotated[int | None, typer.Option(help="Nodes; the network's when left out.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Epochs; the network's when left out.")] = None,
    seed: Annotated[int, typer.Option(help="Seed, a whole number in [0, 2^63).")] = 0,
    settings: Settings = None,
    plugins: Plugins = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Write records, final nodes and the scenario there.")] = "",
    record: Annotated[
        str, typer.Option("--record", metavar="TABLES", help="Also write nodes, jobs, events over time; or columns, as nodes.stake.")
    ] = "",
    every: Annotated[int | None, typer.Option("--every", help="Record nodes and jobs in every so many epochs; 1 when left out.")] = None,
    as_json: Json = False,
) -> None:
    """Run a network once and print what came of it."""
    from cli import run as verb

    verb.run(network, nodes, epochs, seed, settings or [], plugins or [], out, as_json, record, every)


@app.command()
def sweep(
    network: Annotated[str, typer.Argument(metavar="NETWORK|SWEEP.toml", help="A network, or a file that says what is varied.")],
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", metavar="NAME=SPEC", help="A lever: low:high:points, with :log at the end, or levels a,b,c; repeatable."),
    ] = None,
    uncertain: Annotated[
        list[str] | None,
        typer.Option("--uncertain", metavar="NAME=SPEC", help="What is not known; `assumed` takes all that is assumed; repeatable."),
    ] = None,
    design: Annotated[
        str | None, typer.Option("--design", help="grid, one_at_a_time, latin_hypercube, sobol, saltelli, morris, table or boundary.")
    ] = None,
    size: Annotated[int | None, typer.Option("--size", help="Points of a sampling design.")] = None,
    table: Annotated[
        str | None, typer.Option("--table", metavar="FILE.csv", help="Points, one a row, under the names of what is varied.")
    ] = None,
    seeds: Annotated[str | None, typer.Option("--seeds", help="30 (so many), 0,5,7 or 0-29; 10 when left out.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="OUTCOME:WIDTH[:relative]", help="More seeds until the 95 % interval is so narrow.")
    ] = None,
    boundary: Annotated[
        str | None, typer.Option("--boundary", metavar="OUTCOME[-OTHER]:LEVEL", help="Refine where an outcome crosses a level.")
    ] = None,
    luck: Annotated[str | None, typer.Option("--luck", help="shared by all points (for differences) or own (for levels).")] = None,
    outcomes: Annotated[str | None, typer.Option("--outcomes", metavar="A,B,C", help="What is kept of each run.")] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", help="Epochs; the network's when left out.")] = None,
    every: Annotated[int | None, typer.Option("--every", help="Keep the time series of every so many epochs.")] = None,
    nodes_table: Annotated[bool, typer.Option("--nodes-table", help="Keep the final nodes of each run.")] = False,
    settings: Settings = None,
    plugins: Plugins = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where results go; runs/NETWORK-sweep-DIGEST when left out.")] = "",
    workers: Workers = 0,
    cluster: Annotated[str, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, or its file.")] = "",
    shard: Annotated[str, typer.Option("--shard", metavar="I/N", help="Only every Nth run, from the Ith, I from 0.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Run what is missing.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Run what is missing, and what has failed again.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Say what it will take, and start nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Run a network at many points with many seeds; exit code 3 if runs failed."""
    from cli import sweep as verb

    options = {
        "levers": vary, "uncertainties": uncertain, "design": design, "size": size, "table": table, "seeds": seeds, "until": until,
        "boundary": boundary, "luck": luck, "outcomes": outcomes, "epochs": epochs, "every": every, "nodes_table": nodes_table,
        "plugins": plugins,
    }  # fmt: skip
    how = verb.How(out, workers, cluster, shard, resume, retry_failed, plan, as_json)
    if code := verb.run(network, options, settings or [], how):
        raise typer.Exit(code)


@app.command()
def merge(
    folders: Annotated[list[str], typer.Argument(metavar="DIR...", help="Folders of one sweep, such as its shards.")],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="A new folder.")] = "",
    as_json: Json = False,
) -> None:
    """Make one folder of the folders of one sweep."""
    from cli import merge as verb

    if code := verb.run(folders, out, as_json):
        raise typer.Exit(code)


@app.command()
def results(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder that `cfield sweep` wrote.")],
    form: Annotated[str, typer.Option("--to", metavar="FORM", help="Write csv, parquet, xarray (netCDF) or latex.")] = "",
    where: Annotated[str, typer.Option("--where", metavar="CONDITION", help="Only runs such as 'integrity < .9 and slash >= .2'.")] = "",
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="The file; in DIR when left out.")] = "",
    as_json: Json = False,
) -> None:
    """Show what came of a sweep, or write it for other programs, with units."""
    from cli import results as verb

    if code := verb.run(folder, form, where, out, as_json):
        raise typer.Exit(code)


@app.command()
def explain(
    folder: Annotated[str, typer.Argument(metavar="RUN", help="A folder that `cfield run --out` wrote.")],
    node: Annotated[int, typer.Option("--node", help="Row of the node, from 0.")],
    epoch: Annotated[int | None, typer.Option("--epoch", help="List every flow of this epoch; totals of the run when left out.")] = None,
    plugins: Plugins = None,
    as_json: Json = False,
) -> None:
    """List every token and dollar of one node of a run, by running it again."""
    from cli import explain as verb

    verb.run(folder, node, epoch, plugins or [], as_json)


@app.command()
def describe(
    folder: Annotated[str, typer.Argument(metavar="RUN", help="A folder that `cfield run --out` wrote.")],
    node: Annotated[
        int | None, typer.Option("--node", help="Row of one node, from 0; the means of each strategy's nodes when left out.")
    ] = None,
    plugins: Plugins = None,
    as_json: Json = False,
) -> None:
    """Say in words what nodes do at the end of a run, and what an evolved policy makes it depend on."""
    from cli import describe as verb

    verb.run(folder, node, plugins or [], as_json)


for _verb in (research.figures, research.reproduce, research.report, research.validate, research.sensitivity):
    app.command()(_verb)
for _asked in space.VERBS:
    app.command()(_asked)


@app.command("app")
def page(
    network: Network = "opengradient_announced",
    settings: Settings = None,
    plugins: Plugins = None,
    port: Annotated[int, typer.Option("--port", help="Port of this computer; 0: any that is free.", min=0, max=65535)] = 8765,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Watch a network in the browser, and move its numbers."""
    from cli import app as verb

    verb.run(network, settings or [], plugins or [], port, opens)


@app.command()
def networks(as_json: Json = False) -> None:
    """List the networks that ship, with their sources."""
    from cli import networks as verb

    verb.run(as_json)


@app.command()
def schema(
    search: Annotated[str, typer.Argument(help="Only numbers whose path or meaning holds this word.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: the numbers that hold the word, or the JSON Schema of a scenario.")
    ] = False,
) -> None:
    """List every number of a scenario with unit, range, default and meaning."""
    from cli import schema as verb

    verb.run(search, as_json)


@app.command()
def bench(as_json: Json = False, quick: Annotated[bool, typer.Option("--quick", help="Small sizes only.")] = False) -> None:
    """Measure the engine beside a plain Mesa model, in one run."""
    from cli import bench as verb

    verb.run(as_json, quick)


def start() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    start()

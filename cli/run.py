"""``cfield run``: one run of a network."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.given import figure_of, plain, print_json, scenario_of
from cli.recorded import FILES, files_of, recording_of
from experiments import store
from model import door, measures, regimes
from model.jit import is_compiled
from model.population import deal
from model.run import Run, check_seed, simulate
from model.state import State


def run(
    network: str,
    nodes: int | None,
    epochs: int | None,
    seed: int,
    settings: Sequence[str],
    plugins: Sequence[str],
    out: str,
    as_json: bool,
    record: str = "",
    every: int | None = None,
) -> None:
    """Run once, print what came of it, and write it where asked.

    Raises
    ------
    ValueError
        With one line for the user, before anything is written.
    """
    check_seed(seed)
    recording = recording_of(record, every, out)
    scenario, digests = scenario_of(network, settings, plugins, nodes__count=nodes, epochs=epochs)
    if out:
        store.check_folder(Path(out))
    start = time.perf_counter()
    with _progress(scenario.epochs) as bar:
        result = simulate(scenario, seed, watch=_both(bar, recording))
    seconds = time.perf_counter() - start
    numbers = measures.summary(result)
    facts = store.provenance(scenario, seed=seed, plugins=digests, seconds=round(seconds, 3), stopped=result.stopped)
    written = ""
    if out:
        names = write(Path(out), result, numbers, facts, files_of(recording, scenario, facts))
        written = f"Written: {out}/ ({', '.join(names)})"
    if as_json:
        print_json({"run": facts, "measures": numbers})
    else:
        _print(result, numbers, seconds, written)


def _both(*watchers: Callable[[State], None] | None) -> Callable[[State], None]:
    def watch(state: State) -> None:
        for one in watchers:
            if one is not None:
                one(state)

    return watch


@contextmanager
def _progress(epochs: int) -> Iterator[Callable[[State], None] | None]:
    """A bar of epochs done, on a terminal only, that leaves nothing behind."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    first = "epochs" if is_compiled() else "epochs (kernels are compiled once, up to a minute)"
    every = max(1, epochs // 1000)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(first, total=epochs)

        def watch(state: State) -> None:
            if state.epoch % every == 0:
                bar.update(task, completed=state.epoch, description="epochs")

        yield watch


def write(folder: Path, result: Run, numbers: dict[str, float], facts: dict[str, Any], recorded: Mapping[str, bytes]) -> list[str]:
    """Write records, final nodes, scenario and summary into a folder, and recorded tables: all of them or none; their names.

    Tables that an earlier run recorded there go, since they are of another run.
    """
    import pandas as pd

    from model.columns import MARK_COLUMNS, NODE_COLUMNS

    series = pd.DataFrame({"epoch": range(result.records.epochs), **measures.series(result.records)})
    state = result.state
    columns = {c.name: getattr(state, c.name) for c in (*MARK_COLUMNS, *NODE_COLUMNS)}
    names = list(result.scenario.population)
    final = pd.DataFrame({"node": range(len(state.stake)), "strategy_name": [names[k] for k in state.strategy], **columns})
    files = {
        "records.parquet": store.table_bytes(series, facts),
        "nodes.parquet": store.table_bytes(final, facts),
        "scenario.toml": door.to_toml(result.scenario).encode(),
        "run.json": json.dumps(plain({"run": facts, "measures": numbers}), indent=2).encode(),
        **recorded,
    }
    store.write_all(folder, files)
    for name in set(FILES.values()) - set(files):
        (folder / name).unlink(missing_ok=True)
    return list(files)


GROUPS = (
    ("What is accepted", (
        "acceptance_rate", "integrity", "false_reject_rate", "detection_rate", "unavailability_rate", "audit_rate", "detection_delay_mean",
    )),
    ("What it costs", ("welfare", "work_cost_per_right_output", "check_cost_per_right_output", "net_issuance")),
    ("Who holds what at the end", ("gini_stake", "nakamoto_stake", "gini_earned", "cartel_stake_share", "trait_spread")),
)  # fmt: skip


PER_EPOCH = {"welfare": "USD/epoch", "net_issuance": "tok/epoch"}
"""Units of sums over an epoch, which a summary averages over epochs."""
WIDE = 120
"""Columns of a terminal from which on meanings are printed beside the numbers."""


def _print(result: Run, numbers: dict[str, float], seconds: float, written: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    scenario, epochs = result.scenario, result.records.epochs
    ended = "" if result.stopped == "epochs" else f"; ended early: {result.stopped}"
    console.print(
        f"[bold]{escape(scenario.name)}[/bold]  {scenario.nodes.count} nodes, {epochs} epochs of {scenario.hours_per_epoch:g} h, "
        f"seed {result.seed}; {seconds:.2f} s{ended}\n"
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("strategy", "share at start", "at end", "utility, USD/epoch"):
        table.add_column(heading, justify="left" if heading == "strategy" else "right")
    for name, count in zip(scenario.population, deal(scenario.population, scenario.nodes.count), strict=True):
        at_end = numbers[f"end_share_{name}"]
        table.add_row(
            escape(name),
            f"{count / scenario.nodes.count:.1%}",
            f"{at_end:.1%}".replace("nan%", "-"),
            f"{numbers[f'utility_{name}']:.4f}".replace("nan", "-"),
        )
    console.print(table)
    regime = regimes.label(numbers)
    console.print(f"\n[bold]Regime: {regime}[/bold] ({regimes.words()[regime]})", soft_wrap=True)
    for heading, group in GROUPS:
        console.print(f"\n[bold]{heading}[/bold]")
        for name in group:
            unit = PER_EPOCH.get(name, measures.KNOWN[name].unit).removeprefix("1")
            line = f"{name.replace('_', ' '):<27}{figure_of(numbers[name]):>10} {unit:<9}".rstrip()
            told = f"{line:<47} [dim]{escape(measures.KNOWN[name].meaning)}[/dim]" if console.width >= WIDE else line
            console.print(told, soft_wrap=True)
    console.print(f"\nMeans over epochs {scenario.warm_up} to {epochs - 1}; a dash: nothing to measure.", soft_wrap=True)
    if scenario.accounts.stakes != "moving":
        console.print(
            f"accounts.stakes = {scenario.accounts.stakes}: a loss or gain that a stake does not take crosses the network's boundary."
        )
    if written:
        console.print(escape(written), soft_wrap=True)

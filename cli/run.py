"""``cfield run``: one run of a network."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cli.given import figure_of, plain, print_json, scenario_of
from experiments import store
from model import door, measures
from model.run import Run, check_seed, simulate


def run(
    network: str, nodes: int | None, epochs: int | None, seed: int, settings: Sequence[str], plugins: Sequence[str], out: str, as_json: bool
) -> None:
    """Run once, print what came of it, and write it where asked.

    Raises
    ------
    ValueError
        With one line for the user, before anything is written.
    """
    scenario, digests = scenario_of(network, settings, plugins, nodes__count=nodes, epochs=epochs)
    check_seed(seed)
    if out:
        store.check_folder(Path(out))
    start = time.perf_counter()
    result = simulate(scenario, seed)
    seconds = time.perf_counter() - start
    numbers = measures.summary(result)
    facts = store.provenance(scenario, seed=seed, plugins=digests, seconds=round(seconds, 3), stopped=result.stopped)
    if out:
        write(Path(out), result, numbers, facts)
    if as_json:
        print_json({"run": facts, "measures": numbers})
    else:
        _print(result, numbers, seconds, out)


def write(folder: Path, result: Run, numbers: dict[str, float], facts: dict[str, Any]) -> None:
    """Write records, final nodes, scenario and summary into a folder."""
    import json

    import pandas as pd

    from model.columns import MARK_COLUMNS, NODE_COLUMNS

    series = pd.DataFrame({"epoch": range(result.records.epochs), **measures.series(result.records)})
    state = result.state
    columns = {c.name: getattr(state, c.name) for c in (*MARK_COLUMNS, *NODE_COLUMNS)}
    names = list(result.scenario.population)
    final = pd.DataFrame({"node": range(len(state.stake)), "strategy_name": [names[k] for k in state.strategy], **columns})
    store.write_table(folder / "records.parquet", series, facts)
    store.write_table(folder / "nodes.parquet", final, facts)
    store.write_whole(folder / "scenario.toml", door.to_toml(result.scenario).encode())
    text = io.StringIO()
    json.dump(plain({"run": facts, "measures": numbers}), text, indent=2)
    store.write_whole(folder / "run.json", text.getvalue().encode())


GROUPS = (
    ("What is accepted", ("acceptance_rate", "integrity", "false_reject_rate", "detection_rate", "unavailability_rate", "audit_rate", "detection_delay_mean")),
    ("What it costs", ("welfare", "work_cost_per_right_output", "check_cost_per_right_output", "net_issuance")),
    ("Who holds what at the end", ("gini_stake", "nakamoto_stake", "gini_earned", "cartel_stake_share", "trait_spread")),
)  # fmt: skip


def _print(result: Run, numbers: dict[str, float], seconds: float, out: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    scenario, epochs = result.scenario, result.records.epochs
    console.print(
        f"[bold]{scenario.name}[/bold]  {scenario.nodes.count} nodes, {epochs} epochs of {scenario.hours_per_epoch:g} h, seed {result.seed}; "
        f"{seconds:.2f} s; ended: {result.stopped}",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, justify in (("strategy", "left"), ("share at start", "right"), ("at end", "right"), ("mean utility, USD/epoch", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for name in scenario.population:
        share = result.records.share(name)
        table.add_row(name, f"{share[0]:.1%}", f"{share[-1]:.1%}", figure_of(numbers[f"utility_{name}"]))
    console.print(table)
    units = {name: m.unit for name, m in {**measures.MEASURES, **measures.FINAL_MEASURES}.items()}
    for heading, group in GROUPS:
        table = Table(box=None, pad_edge=False, title=heading, title_justify="left", title_style="bold", show_header=False)
        table.add_column(width=30)
        table.add_column(justify="right", width=12)
        table.add_column()
        for name in group:
            table.add_row(name.replace("_", " "), figure_of(numbers[name]), units[name] if units[name] != "1" else "")
        console.print(table)
    if out:
        console.print(f"written: {out}/ (records.parquet, nodes.parquet, scenario.toml, run.json)", highlight=False, soft_wrap=True)

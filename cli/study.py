"""``cfield study``: bind a study to its closed form, its table and its figure."""

from __future__ import annotations

import difflib
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

from cli.given import plain

STUDIES = ("deterrence",)


def run(name: str, network: str, out: str, workers: int) -> None:
    """Run a study, print its table, and write table, figure and findings.

    Raises
    ------
    ValueError
        With one line for the user, before anything runs.
    """
    if name not in STUDIES:
        near = difflib.get_close_matches(name, STUDIES, 1)
        raise ValueError(f"study {name!r} is not known; " + (f"did you mean {near[0]}?" if near else f"studies: {', '.join(STUDIES)}"))
    from experiments import store
    from experiments.studies import deterrence as study
    from model import networks

    base = networks.load(network or study.NETWORK)
    study.prepare(base, study.COLLUDING[0], "public")
    folder = Path(out) if out else Path("runs") / f"{name}-{base.name}"
    store.check_folder(folder)
    print(f"{study.QUESTION}\nnetwork: {base.name}; results go to {folder}/", file=sys.stderr, flush=True)
    start = time.perf_counter()
    thresholds, drift_map, compiled = _measure(study, base, workers)
    seconds = time.perf_counter() - start
    table = with_closed_forms(thresholds, base)
    findings = judge(table)
    facts = store.provenance(
        base, study=name, seconds=round(seconds, 1), compiled=compiled, question=study.QUESTION, findings=plain(findings)
    )
    files = draw(table, drift_map, base, facts)
    tables = {"thresholds.parquet": store.table_bytes(table, facts), "drift_map.parquet": store.table_bytes(drift_map, facts)}
    figures = {f"deterrence{suffix}": content for suffix, content in files.items()}
    store.write_all(folder, {**tables, **figures, "study.json": json.dumps(plain(facts), indent=2).encode()})
    _print(table, findings, seconds, folder)


def _measure(study: Any, base: Any, workers: int) -> tuple[Any, Any, bool]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from experiments.warm import warm

    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, refresh_per_second=4) as bar:
        compiling = bar.add_task("getting kernels ready", total=1)

        def compiled_so_far(phase: str, done: int, steps: int) -> None:
            bar.update(compiling, description=f"getting kernels ready: {phase}", completed=done, total=steps)

        compiled = warm(compiled_so_far)
        bar.update(compiling, description="kernels compiled" if compiled else "kernels ready")
        measuring = bar.add_task("thresholds and map", total=None)

        def measured(done: int, steps: int) -> None:
            bar.update(measuring, completed=done, total=steps)

        thresholds, drift_map = study.run(base, workers=workers or None, progress=measured)
    return thresholds, drift_map, compiled


def with_closed_forms(thresholds: Any, base: Any) -> Any:
    """The table with the closed form and the ratio of measured to closed form beside each threshold."""
    from analysis.theory.deterrence import audit_threshold, saturated_audit_threshold
    from experiments.studies import deterrence as study

    money = study.economics(base)
    table = thresholds.copy()
    power = study.detection(base)
    table["closed_form"] = [
        audit_threshold(money.saving, money.reward, s, power.detection, power.false_alarm, r)
        for s, r in zip(table["slash"], table["colluding"], strict=True)
    ]
    table["last_epoch_form"] = [
        saturated_audit_threshold(money.saving, money.reward, s, study.INTENSITY, r)
        for s, r in zip(table["slash"], table["colluding"], strict=True)
    ]
    table["ratio"] = table["threshold"] / table["closed_form"]
    return table


def judge(table: Any) -> list[dict[str, Any]]:
    """For each signal and colluding share, how far the thresholds are from the closed form.

    Returns
    -------
    list of dict
        ``signal, colluding, found, of, ratio, low, high, covered, verdict``: geometric mean of the
        ratios with its 95 % interval over slashes, and the share of intervals that cover the closed form.
    """
    import numpy as np

    from experiments.statistics import mean_interval

    rows = []
    for (colluding, signal), mine in table.groupby(["colluding", "signal"], sort=False):
        found = mine[mine["status"] == "found"]
        row: dict[str, Any] = {"signal": signal, "colluding": float(colluding), "found": len(found), "of": len(mine)}
        if len(found) >= 2:
            mean, low, high = (math.exp(x) for x in mean_interval(np.log(found["ratio"].to_numpy())))
            inside = (found["low"] <= found["closed_form"]) & (found["closed_form"] <= found["high"])
            row |= {
                "ratio": mean,
                "low": low,
                "high": high,
                "covered": float(inside.mean()),
                "least": float(found["ratio"].min()),
                "most": float(found["ratio"].max()),
            }
            row["verdict"] = "on the closed form" if low >= 0.95 and high <= 1.05 else "off the closed form"
        else:
            row["verdict"] = "no threshold up to 1"
        rows.append(row)
    return rows


def draw(table: Any, drift_map: Any, base: Any, facts: dict[str, Any]) -> dict[str, bytes]:
    """The study's figure as PDF and PNG."""
    from analysis.figures import deterrence as figure
    from analysis.figures.output import rendered
    from experiments.studies import deterrence as study

    money = study.economics(base)
    return rendered(figure.draw(table, drift_map, money.saving, money.reward, study.INTENSITY), facts)


def _print(table: Any, findings: list[dict[str, Any]], seconds: float, folder: Path) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from analysis.figures.style import SIGNAL_LABELS

    console = Console(highlight=False)
    for colluding in dict.fromkeys(table["colluding"]):
        part = table[table["colluding"] == colluding]
        form = "A3" if colluding else "A1"
        grid = Table(
            title=f"Audit rate at which honesty starts to win; colluding share {colluding:.0%}",
            title_justify="left",
            box=None,
            pad_edge=False,
            header_style="bold",
        )
        grid.add_column("slash\nUSD", justify="right")
        grid.add_column(f"closed form\n{form}", justify="right")
        for signal in SIGNAL_LABELS:
            grid.add_column(SIGNAL_LABELS[signal].replace(" ", "\n", 1), justify="right", no_wrap=True)
        grid.add_column("own / closed\nform", justify="right")
        for slash in dict.fromkeys(part["slash"]):
            cells = {row.signal: row for row in part[part["slash"] == slash].itertuples()}
            own = cells["own"].ratio
            grid.add_row(
                f"{slash:.3g}",
                f"{cells['public'].closed_form:.4f}",
                *(_threshold(cells[signal]) for signal in SIGNAL_LABELS),
                f"{own:.1f}x" if math.isfinite(own) else "-",
            )
        console.print(grid)
        console.print()
    seeds, runs = int(table["seeds"].min()), int(table["runs"].sum())
    console.print(f"Each threshold rests on three audit rates with {seeds} seeds each; ± is the 95 % interval; {runs} runs in all.")
    for row in findings:
        console.print(_finding(row))
    console.print(WHY)
    files = "deterrence.pdf, deterrence.png, thresholds.parquet, drift_map.parquet, study.json"
    console.print(f"{seconds:.0f} s. Written: {escape(str(folder))}/ ({files})", soft_wrap=True)


WHY = (
    "Why the third is off: a node that compares last epoch's payoffs meets a slashed cheater rarely, and Fermi's rule saturates: however "
    "large the slash, such a meeting counts as one lost comparison, while every other one says that cheating paid. The dashed curve of the "
    "figure is that law in closed form; it does not fall with the slash."
)


def _finding(row: dict[str, Any]) -> str:
    from analysis.figures.style import SIGNAL_LABELS

    label = f"  {SIGNAL_LABELS[row['signal']]}, colluding share {row['colluding']:.0%}:"
    if "ratio" not in row:
        return f"{label} [bold]{row['verdict']}[/bold]"
    ratio = f"measured / closed form = {row['ratio']:.3f} \\[{row['low']:.3f}, {row['high']:.3f}] over {row['found']} slashes"
    spread = f"each between {row['least']:.2f} and {row['most']:.2f}; {row['covered']:.0%} of the intervals cover it"
    return f"{label} {ratio} ({spread}): [bold]{row['verdict']}[/bold]"


def _threshold(row: Any) -> str:
    if row.status == "none":
        return "none up to 1"
    if row.status == "everywhere":
        return "below 0.001"
    return f"{row.threshold:.4f} ±{max(row.threshold - row.low, row.high - row.threshold):.4f}"

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
    from cli import judgement
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
    findings = judgement.judge(table)
    verdict = judgement.conclude(findings)
    facts = store.provenance(
        base, study=name, seconds=round(seconds, 1), compiled=compiled, question=study.QUESTION, hypothesis=study.HYPOTHESIS,
        refuted_by=study.REFUTED_BY, verdict=verdict, findings=plain(findings),
    )  # fmt: skip
    files = draw(table, drift_map, base, facts)
    tables = {"thresholds.parquet": store.table_bytes(table, facts), "drift_map.parquet": store.table_bytes(drift_map, facts)}
    figures = {f"deterrence{suffix}": content for suffix, content in files.items()}
    store.write_all(folder, {**tables, **figures, "study.json": json.dumps(plain(facts), indent=2).encode()})
    _print(table, findings, verdict, seconds, folder)


def _measure(study: Any, base: Any, workers: int) -> tuple[Any, Any, bool]:
    from cli.progress import bar_for, get_kernels_ready

    with bar_for() as bar:
        compiled = get_kernels_ready(bar)
        measuring = bar.add_task("thresholds and map", total=None)

        def measured(done: int, steps: int) -> None:
            bar.update(measuring, completed=done, total=steps)

        thresholds, drift_map = study.run(base, workers=workers or None, progress=measured)
    return thresholds, drift_map, compiled


def with_closed_forms(thresholds: Any, base: Any) -> Any:
    """The table with both closed forms and the ratio of measured to closed form beside each threshold."""
    table = thresholds.copy()
    for colluding in dict.fromkeys(table["colluding"]):
        mine = table["colluding"] == colluding
        forms = closed_forms(base, colluding, table.loc[mine, "slash"])
        for column in ("closed_form", "last_epoch_form"):
            table.loc[mine, column] = forms[column].to_numpy()
    table["ratio"] = table["threshold"] / table["closed_form"]
    return table


def closed_forms(base: Any, colluding: float, slashes: Any) -> Any:
    """Both laws of a network over slashes: A1 and A3, and that of last-epoch comparison.

    Returns
    -------
    DataFrame
        Columns ``colluding, slash, closed_form, last_epoch_form, one_peer``; the last is A3's
        saving / ((1 - r)(R + S)). Where nodes are unlike there is no last-epoch form (nan).
    """
    import pandas as pd

    from analysis.theory.deterrence import audit_threshold, last_epoch_threshold
    from experiments.studies import deterrence as study
    from experiments.studies.premises import are_alike

    money, power, alike = study.economics(base), study.audits(base, colluding), are_alike(base)
    rows = []
    for slash in map(float, slashes):
        closed = audit_threshold(
            money.saving, money.reward, slash, power.detection, power.false_alarm, unavailable=power.unavailable, penalty=money.penalty
        )
        bent = last_epoch_threshold(money.saving, money.reward, slash, study.INTENSITY, power.honest, power.cheat, money.penalty)
        one_peer = audit_threshold(money.saving, money.reward, slash, colluding=colluding)
        rows.append((colluding, slash, closed, bent if alike else math.nan, one_peer))
    return pd.DataFrame(rows, columns=["colluding", "slash", "closed_form", "last_epoch_form", "one_peer"])


def draw(table: Any, drift_map: Any, base: Any, facts: dict[str, Any]) -> dict[str, bytes]:
    """The study's figure as PDF and PNG."""
    import numpy as np
    import pandas as pd

    from analysis.figures import deterrence as figure
    from analysis.figures.output import rendered

    slashes = np.geomspace(table["slash"].min() / 1.15, table["slash"].max() * 1.15, 200)
    curves = pd.concat([closed_forms(base, r, slashes) for r in dict.fromkeys(table["colluding"])], ignore_index=True)
    return rendered(figure.draw(table, drift_map, curves), facts)


def _print(table: Any, findings: list[dict[str, Any]], verdict: str, seconds: float, folder: Path) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from analysis.figures.style import SIGNAL_LABELS
    from cli import judgement
    from experiments.studies import deterrence as study

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
    for line in (line for row in findings for line in judgement.sentence(row)):
        console.print(line)
    console.print(judgement.explain(findings))
    console.print(f"Hypothesis: {study.HYPOTHESIS}")
    console.print(escape(f"Refuted by: {study.REFUTED_BY}."))
    console.print(f"Verdict: [bold]{verdict}[/bold].")
    files = "deterrence.pdf, deterrence.png, thresholds.parquet, drift_map.parquet, study.json"
    console.print(f"{seconds:.0f} s. Written: {escape(str(folder))}/ ({files})", soft_wrap=True)


def _threshold(row: Any) -> str:
    from experiments.studies import deterrence as study

    if row.status == "none":
        return f"none up to {study.TOP:g}"
    if row.status == "everywhere":
        return f"below {study.BOTTOM:g}"
    return f"{row.threshold:.4f} ±{max(row.threshold - row.low, row.high - row.threshold):.4f}"

"""``cfield validate``: closed forms through the real model, as a report."""

from __future__ import annotations

import json
import math
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.given import figure_of, plain, print_json

if TYPE_CHECKING:
    from cli.binding import Row, Task

VERIFICATION = (
    "Verification of the code: each closed form of the literature, measured through the real model in the limit in which it holds. A case "
    "holds by its rule (|z| < 4, or a goodness of fit at p > 1e-3); an error of the size 'would see' is seen with probability .95; and a "
    "full sample must refuse the near mistakes that are named."
)
VALIDATION = (
    "Validation against facts: `cfield study facts` holds runs against eight facts of real networks that were not used in building the "
    "model, and docs/facts.md says what they are and how to read the result; agreement with closed forms is no such fact."
)
LONGEST = ("runs", "epochs", "nodes")
"""Units of the samples that take longest, so they start first."""


def run(names: Sequence[str], quick: bool, seed: int, workers: int, out: str, as_json: bool) -> bool:
    """Measure, report, write the report where asked; whether all holds.

    Raises
    ------
    ValueError
        With one line for the user, before anything runs.
    """
    from cli.binding import tasks
    from experiments import store
    from experiments.studies.validation.catalogue import find
    from model.run import check_seed

    check_seed(seed)
    if seed >= 10**9:
        raise ValueError(f"seed = {seed} is outside [0, 1e9): replicates are numbered from a million times it on; give a smaller one")
    wanted = tasks([validation.name for validation in find(names)], quick, seed)
    if out:
        _check_file(Path(out))
    start = time.perf_counter()
    rows = _measure(wanted, workers)
    facts = store.provenance(seed=seed, sample="quick" if quick else "full", seconds=round(time.perf_counter() - start, 1))
    report = report_of(rows, facts)
    if out:
        _write(Path(out), report)
    if as_json:
        print_json(report)
    else:
        _print(report, out)
    return bool(report["holds"])


def _check_file(path: Path) -> None:
    from experiments import store

    if path.suffix not in (".md", ".json"):
        raise ValueError(f"--out {path} is neither .md (a page, with its figure beside it) nor .json; give one of these")
    if path.is_dir():
        raise ValueError(f"--out {path} is a folder; give a file in it")
    store.check_folder(path.parent)


def _measure(wanted: list[Task], workers: int) -> list[Row]:
    from cli.binding import check_together, grouped
    from cli.progress import bar_for, get_kernels_ready
    from experiments.runner import run_tasks
    from experiments.studies.validation.catalogue import VALIDATIONS

    ordered = sorted(grouped(wanted), key=lambda group: not VALIDATIONS[group[0].name].unit.startswith(LONGEST))
    found: dict[Task, Row] = {}
    with bar_for() as bar:
        get_kernels_ready(bar)
        measuring = bar.add_task("cases", total=len(wanted))
        for index, rows in run_tasks(check_together, ordered, workers=workers or None):
            found |= zip(ordered[index], rows, strict=True)
            bar.update(measuring, advance=len(rows), description=f"cases (last: {rows[-1].name})")
    return [found[task] for task in wanted]


def report_of(rows: Sequence[Row], facts: dict[str, Any]) -> dict[str, Any]:
    """The report as plain data: two parts, and whether all holds."""
    from analysis.theory.forms.catalogue import FORMS
    from cli.binding import HOLDS
    from experiments.studies.validation.catalogue import VALIDATIONS

    parts = []
    for name in sorted({row.name for row in rows}, key=place):
        one = VALIDATIONS[name]
        cases = [
            {"case": row.case, **row.judgement._asdict(), "told_apart": row.told_apart, "missed": row.missed, "verdict": row.verdict}
            for row in rows
            if row.name == name
        ]
        parts.append(
            {"id": name, "statement": one.statement, "closed_form": FORMS[name].formula, "source": one.source, "limit": one.limit,
             "unit": one.unit, "cases": cases}
        )  # fmt: skip
    return {"holds": all(row.verdict == HOLDS for row in rows), "verification": parts, "validation": [], "run": facts}


def place(name: str) -> tuple[str, int, str]:
    """Where an ID stands in a list: A1, A3, A10, B1."""
    letters, number, rest = re.match(r"(\D*)(\d*)(.*)", name).groups()  # type: ignore[union-attr]
    return letters, int(number or 0), rest


def verdict(case: dict[str, Any]) -> str:
    """The verdict of a case in words: a contrast holds by differing."""
    return "differs" if case["verdict"] == "holds" and case["case"].startswith("contrast") else str(case["verdict"])


def closed_form(case: dict[str, Any]) -> str:
    """The closed form of a case; what only rounding keeps from zero is zero."""
    value = case["closed_form"]
    return "0" if abs(value) < 1e-9 * case["resolution"] else figure_of(value)


def interval(case: dict[str, Any]) -> str:
    """The 95 % interval of a case, empty where there is none."""
    return "" if math.isnan(case["low"]) else f"[{figure_of(case['low'])}, {figure_of(case['high'])}]"


def _write(path: Path, report: dict[str, Any]) -> None:
    from experiments import store

    if path.suffix == ".json":
        store.write_whole(path, json.dumps(plain(report), indent=2, ensure_ascii=False).encode())
        return
    from cli.validation_page import page

    store.write_all(path.parent, page(path, report))


def _print(report: dict[str, Any], out: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    console = Console(highlight=False, width=None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 120)
    console.print(VERIFICATION + "\n")
    for part in report["verification"]:
        console.print(f"[bold]{part['id']}[/bold]  {escape(part['statement'])}")
        console.print(f"[dim]{escape(part['closed_form'])}; n counts {escape(part['unit'])}[/dim]")
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for heading, side in (("case", "left"), ("closed form", "right"), ("measured", "right"), ("95 % interval", "left"),
                              ("would see", "right"), ("n", "right"), ("verdict", "left")):  # fmt: skip
            table.add_column(heading, justify="left" if side == "left" else "right", no_wrap=side == "right")
        for case in part["cases"]:
            colour = "green" if case["verdict"] == "holds" else "red"
            table.add_row(
                escape(case["case"]), closed_form(case), figure_of(case["measured"]), escape(interval(case)),
                figure_of(case["resolution"]), f"{case['n']:,}", f"[{colour}]{verdict(case)}[/{colour}]",
            )  # fmt: skip
        console.print(Padding(table, (0, 0, 0, 2)))
        for case in part["cases"]:
            if case["verdict"] != "holds":
                console.print(f"  [red]{escape(why(case))}[/red]", soft_wrap=True)
        console.print()
    console.print(f"{VALIDATION}\n")
    console.print(summary(report), soft_wrap=True)
    if out:
        console.print(f"Written: {escape(out)}", soft_wrap=True)


def why(case: dict[str, Any]) -> str:
    """Why a case does not hold."""
    if case["verdict"] == "fails":
        return f"{case['case']}: rule {case['rule']}, found {figure_of(case['score'])}"
    return f"{case['case']}: the sample does not tell it from: {', '.join(case['missed'])}"


def summary(report: dict[str, Any]) -> str:
    """How many cases hold, in one line."""
    cases = [case for part in report["verification"] for case in part["cases"]]
    held = sum(case["verdict"] == "holds" for case in cases)
    facts = report["run"]
    size = "fast subset" if facts["sample"] == "quick" else "full samples"
    tail = "" if held == len(cases) else "; a failure that repeats with another --seed is a bug"
    return f"{held} of {len(cases)} cases hold ({size}, seed {facts['seed']}, {facts['seconds']:g} s){tail}."

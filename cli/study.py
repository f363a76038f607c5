"""``cfield study``: run a study, hold its tables against closed forms, and write tables, figures and findings."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.studies.contract import Study
    from model.scenario import Scenario

ALL, LIST = "all", "list"


def run(name: str, network: str, out: str, workers: int, quick: bool) -> None:
    """Run a study, or all of them, and print what was found.

    Raises
    ------
    ValueError
        With one line for the user, before anything runs.
    """
    from experiments.studies import catalogue

    if name == LIST:
        _list()
        return
    if name == ALL:
        asked = _asked_all(network, quick, Path(out) if out else None)
    else:
        study = catalogue.find(name)
        base = _base(study, network, quick)
        asked = [(study, base, Path(out) if out else _usual(study, base, quick))]
    for study, _, folder in asked:
        _check(folder, study)
    start = time.perf_counter()
    with _executor(workers, len(asked)) as executor:
        verdicts = [_one(*one, workers, quick, executor, loud=name != ALL) for one in asked]
    if name == ALL:
        _print_all([study for study, _, _ in asked], verdicts, time.perf_counter() - start)


def _list() -> None:
    from experiments.studies import catalogue

    width = max(map(len, catalogue.NAMES))
    for name in catalogue.NAMES:
        print(f"{name:<{width}}  {catalogue.find(name).question}")


def _base(study: Study, network: str, quick: bool) -> Scenario:
    """The network that a study is asked of; refused if the study cannot be."""
    from experiments.studies import running
    from model import networks

    base = networks.load(network or study.network)
    running.planned(study, base, quick)
    return base


def _asked_all(network: str, quick: bool, out: Path | None) -> list[tuple[Study, Scenario, Path]]:
    """Each study with its network and its folder; those that refuse a given network are left out, and it is said why."""
    from experiments.studies import catalogue

    found, refusals = [], []
    for study in map(catalogue.find, catalogue.NAMES):
        try:
            base = _base(study, network, quick)
        except ValueError as error:
            refusals.append(f"{study.name} is left out: {' '.join(str(error).split())}")
            continue
        found.append((study, base, out / study.name if out else _usual(study, base, quick)))
    if not found:
        raise ValueError(refusals[0].partition(": ")[2])
    for refusal in refusals:
        print(f"note: {refusal}", file=sys.stderr)
    return found


def _usual(study: Study, base: Scenario, quick: bool) -> Path:
    return Path("runs") / f"{study.name}-{base.name}{'-quick' if quick else ''}"


def _check(folder: Path, study: Study) -> None:
    from experiments import store
    from experiments.studies import journal, stored

    store.check_folder(folder)
    if not folder.exists():
        return
    if (folder / stored.FACTS).exists():
        there = stored.read_facts(folder).get("study")
        if there != study.name:
            raise ValueError(f"{folder} holds the study {there}; give another folder with --out DIR")
    elif not (folder / journal.NAME).exists() and any(not entry.name.startswith(".") for entry in folder.iterdir()):
        raise ValueError(f"{folder} is not empty and holds no study; give another folder with --out DIR")


def _executor(workers: int, studies: int) -> AbstractContextManager[Executor | None]:
    """One pool for all studies, so that processes start once; none where one study makes its own, or one process is asked."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from experiments.runner import cores

    count = workers or cores()
    return ProcessPoolExecutor(count, mp_context=get_context("spawn")) if studies > 1 and count > 1 else nullcontext()


def _one(
    study: Study, base: Scenario, folder: Path, workers: int, quick: bool, executor: Executor | None, *, loud: bool
) -> tuple[str, dict[str, Any]]:
    from analysis.findings.reading import files_of, read
    from cli import findings
    from cli.progress import bar_for, get_kernels_ready
    from experiments import store
    from experiments.studies import running, stored

    print(f"{study.question}\nnetwork: {base.name}; results go to {folder}/", file=sys.stderr, flush=True)
    start = time.perf_counter()
    with bar_for() as bar:
        get_kernels_ready(bar)
        cells = bar.add_task(study.name, total=None)

        def measured(done: int, of: int) -> None:
            bar.update(cells, completed=done, total=of)

        outcome = running.run(study, base, folder, quick=quick, workers=workers or None, executor=executor, progress=measured)
    found = read(study.name, base, outcome.tables)
    seconds = time.perf_counter() - start
    facts = stored.facts_of(study, base, outcome, quick, seconds=round(seconds, 1), verdict=found.verdict)
    store.write_all(folder, {**stored.files_of(study, outcome.tables, facts), **files_of(found, facts)})
    if loud:
        findings.show(study, found, facts, folder, outcome.kept)
    return found.verdict, facts


def _print_all(studies: Sequence[Study], verdicts: Sequence[tuple[str, dict[str, Any]]], seconds: float) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading, side in (("study", "left"), ("runs", "right"), ("core s", "right"), ("verdict", "left")):
        grid.add_column(heading, justify="right" if side == "right" else "left", no_wrap=heading != "verdict")
    for study, (verdict, facts) in zip(studies, verdicts, strict=True):
        grid.add_row(study.name, f"{facts['runs']:,}", f"{facts['processor_seconds']:.0f}", escape(verdict))
    console.print(grid)
    console.print(f"{len(studies)} studies in {seconds:.0f} s. `cfield report` makes one page of them.")

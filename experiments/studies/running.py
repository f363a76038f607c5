"""Run a study: cells that its folder has not, in parallel; then its tables."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from filelock import FileLock, Timeout

from experiments.runner import run_tasks
from experiments.store import model_version
from experiments.studies.contract import Cell, Measured, Study
from experiments.studies.journal import Journal
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class Outcome(NamedTuple):
    """What a study came to.

    Attributes
    ----------
    tables : dict of DataFrame
    runs : int
        Runs of the model, those of earlier sessions too.
    seconds : float
        Of processor time over all cells.
    kept : int
        Cells that were there already.
    cells : int
    seeds : dict of str
        Seeds of each table, as ranges.
    """

    tables: dict[str, pd.DataFrame]
    runs: int
    seconds: float
    kept: int
    cells: int
    seeds: dict[str, str]


class Task(NamedTuple):
    """A cell on its way to a worker."""

    study: str
    table: str
    measure: Callable[[Scenario, Cell], Measured]
    network: Scenario
    cell: Cell


def planned(study: Study, network: Scenario, quick: bool) -> list[tuple[str, Cell]]:
    """Every cell with the table it belongs to.

    Raises
    ------
    ValueError
        In one line, for a network that the study cannot be asked of.
    """
    return [(name, cell) for name, table in study.tables.items() for cell in table.cells(network, quick)]


def run(
    study: Study,
    network: Scenario,
    folder: Path,
    *,
    quick: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Measure what the folder has not, and make the tables.

    Parameters
    ----------
    study : Study
    network : Scenario
    folder : Path
        Measured cells are kept there; a second run of the same study reads them.
    quick : bool
    workers : int, optional
        Processes; all cores when left out.
    executor : concurrent.futures.Executor, optional
        Used instead of processes of our own.
    progress : callable, optional
        Called with cells done and cells in all.

    Raises
    ------
    ValueError
        For a network that the study refuses, and when somebody else is at work in the folder.
    """
    todo = planned(study, network, quick)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            return _run(study, network, Journal(folder), todo, workers, executor, progress)
    except Timeout:
        raise ValueError(f"another process is at work in {folder}; wait for it, or give another folder with --out DIR") from None


def _run(
    study: Study,
    network: Scenario,
    journal: Journal,
    todo: list[tuple[str, Cell]],
    workers: int | None,
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> Outcome:
    versions = {name: version_of(table.measure.__module__) for name, table in study.tables.items()}
    keys = [_digest([study.name, network.digest(), versions[name], name, dict(cell.at), list(cell.seeds)]) for name, cell in todo]
    if len(set(keys)) < len(keys):
        raise ValueError(f"study {study.name} has two cells at the same place; give them a column of `at` that differs")
    missing = [n for n, key in enumerate(keys) if key not in journal.cells]
    done = len(keys) - len(missing)
    if progress is not None:
        progress(done, len(keys))
    tasks = [Task(study.name, todo[n][0], study.tables[todo[n][0]].measure, network, todo[n][1]) for n in missing]
    for index, (measured, seconds) in run_tasks(measure, tasks, workers=workers, executor=executor):
        journal.keep(keys[missing[index]], rows=_plain(measured.rows), runs=measured.runs, seconds=round(seconds, 3))
        done += 1
        if progress is not None:
            progress(done, len(keys))
    cells = [journal.cells[key] for key in keys]
    tables = _tables(study, todo, cells)
    runs, seconds = (sum(cell[what] for cell in cells) for what in ("runs", "seconds"))
    return Outcome(tables, runs, seconds, len(keys) - len(missing), len(keys), _seeds(study, todo))


def _seeds(study: Study, todo: list[tuple[str, Cell]]) -> dict[str, str]:
    return {name: ranges(sorted({seed for where, cell in todo if where == name for seed in cell.seeds})) for name in study.tables}


def ranges(numbers: Sequence[int]) -> str:
    """Whole numbers that rise, in words: 1-3, 7."""
    words: list[list[int]] = []
    for number in numbers:
        if words and number == words[-1][1] + 1:
            words[-1][1] = number
        else:
            words.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in words)


def measure(task: Task) -> tuple[Measured, float]:
    """Measure one cell in a worker: its rows, and the processor time it took."""
    start = time.process_time()
    try:
        return task.measure(task.network, task.cell), time.process_time() - start
    except Exception as error:
        where = ", ".join(f"{name} = {value}" for name, value in task.cell.at.items())
        raise RuntimeError(f"study {task.study}, table {task.table}, at {where}: {error}") from error


def version_of(module: str) -> str:
    """Version of the model, and digest of the files that measure: what is kept of another version is measured again."""
    files: dict[str, bytes] = {}
    _read_with_imports(module, files)
    return f"{model_version()} {hashlib.sha256(b''.join(files[name] for name in sorted(files))).hexdigest()[:16]}"


def _read_with_imports(module: str, files: dict[str, bytes]) -> None:
    """Add the source of a module, and of all of `experiments` that it imports, and that these import."""
    path = sys.modules[module].__file__
    if module in files or path is None:
        return
    files[module] = Path(path).read_bytes()
    for node in ast.walk(ast.parse(files[module])):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("experiments."):
            for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names)):
                if name in sys.modules:
                    _read_with_imports(name, files)


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(what), sort_keys=True).encode()).hexdigest()[:32]


def _plain(data: Any) -> Any:
    """Data with numbers of Python's own; a missing number stays one."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(value) for value in data]
    return data.item() if isinstance(data, np.generic) else data


def _tables(study: Study, todo: list[tuple[str, Cell]], cells: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    import pandas as pd

    tables = {}
    for name, table in study.tables.items():
        rows = [{**cell.at, **row} for (where, cell), kept in zip(todo, cells, strict=True) if where == name for row in kept["rows"]]
        frame = pd.DataFrame(rows, columns=list(table.columns) if not rows else None)
        if set(frame.columns) != set(table.columns):
            wrong = sorted(set(frame.columns) ^ set(table.columns))
            raise RuntimeError(f"study {study.name}, table {name}: columns {', '.join(wrong)} are declared or measured, not both")
        tables[name] = frame[list(table.columns)]
    return tables

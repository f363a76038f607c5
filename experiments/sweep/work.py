"""What a worker does: run a chunk, write its part, say in a few bytes that it is done."""

from __future__ import annotations

import json
import pickle
import time
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow

from experiments.store import model_version
from experiments.sweep import arrays, parts
from experiments.sweep.context import NUMBER, Context, RunSpec
from model import door, measures, strategies
from model.columns import MARK_COLUMNS, NODE_COLUMNS
from model.run import Run, simulate
from model.scenario import Scenario


class Chunk(NamedTuple):
    """Runs that one worker does in one go.

    Attributes
    ----------
    context : bytes
        A pickled :class:`Context`.
    folder : str
        Of the sweep.
    runs : tuple of RunSpec
        In order.
    """

    context: bytes
    folder: str
    runs: tuple[RunSpec, ...]

    @property
    def first(self) -> int:
        """Number of the first run."""
        return self.runs[0].run

    @property
    def last(self) -> int:
        """Number after that of the last run."""
        return self.runs[-1].run + 1


class Done(NamedTuple):
    """What a worker says of a chunk.

    Attributes
    ----------
    runs, failed : int
    seconds : float
        In the worker.
    bytes : int
        That the chunk's tables held.
    """

    runs: int
    failed: int
    seconds: float
    bytes: int


def work(chunk: Chunk) -> Done:
    """Run a chunk and write its parts.

    Raises
    ------
    ValueError
        When this worker has another version of the model or of a plug-in.
    OSError
        When a part cannot be written.
    """
    start = time.perf_counter()
    context = _unpacked(chunk.context)
    rows, series, nodes = [], [], []
    for spec in chunk.runs:
        row, run = one(context, spec)
        rows.append(row)
        if run is not None and context.every:
            series.append(_series(context, spec.run, run))
        if run is not None and context.final_nodes:
            nodes.append(_final_nodes(spec.run, run))
    held = [(name, pyarrow.concat_tables(tables, promote_options="default")) for name, tables in
            ((parts.SERIES, series), (parts.NODES, nodes)) if tables]  # fmt: skip
    held.append((parts.RUNS, parts.table_of(context, rows)))
    for name, table in held:
        parts.write(Path(chunk.folder) / name, chunk.first, chunk.last, table)
    failed = sum(row["status"] == parts.FAILED for row in rows)
    return Done(len(rows), failed, time.perf_counter() - start, sum(table.nbytes for _, table in held))


def described(context: Context, spec: RunSpec) -> dict[str, Any]:
    """What is known of a run before it runs, as columns."""
    values = {path: spec.values[path] if kind == NUMBER else _text(spec.values[path]) for path, kind in context.varied.items()}
    fixed = {"run": spec.run, "point": spec.point, "replicate": spec.replicate, "seed": spec.seed}
    return fixed | values | {"key": context.key(spec)}


def one(context: Context, spec: RunSpec) -> tuple[dict[str, Any], Run | None]:
    """One run as a row; a run that fails is a row with its error."""
    row = described(context, spec)
    try:
        run = simulate(_scenario_at(context, spec.values), spec.seed, epochs=context.epochs)
        summary = measures.summary(run, context.outcomes)
    except (Exception, SystemExit) as error:  # a failure is data: the sweep goes on
        return row | {"status": parts.FAILED, "error": " ".join(f"{type(error).__name__}: {error}".split())}, None
    # Another point may have other entries of the population: what it lacks is missing.
    return row | {name: summary.get(name) for name in context.outcomes} | {"stopped": run.stopped, "status": parts.DONE}, run


@lru_cache(maxsize=4)
def _unpacked(content: bytes) -> Context:
    context: Context = pickle.loads(content)
    if context.version != model_version():
        raise ValueError(f"this worker has model {model_version()}, the sweep {context.version}; install the same version on both")
    for path, digest in context.plugins:
        if strategies.load_plugin(path) != digest:
            raise ValueError(f"plug-in {path} has changed since the sweep began; put the old file back, or begin a new sweep")
    return context


_LAST: dict[str, tuple[Any, Scenario]] = {}


def _scenario_at(context: Context, values: dict[str, Any]) -> Scenario:
    """The scenario of a point; replicates follow each other, so the last one is kept (whole, since threads share it)."""
    key = (context.digest, tuple(map(repr, values.items())))
    last = _LAST.get("point")
    if last is None or last[0] != key:
        last = _LAST["point"] = (key, door.change(context.base, values) if values else context.base)
    return last[1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _series(context: Context, number: int, run: Run) -> pyarrow.Table:
    """Every so many epochs of a run, the last one among them."""
    last = run.records.epochs - 1
    rows = np.array(sorted({*range(0, last + 1, context.every), last}))
    columns: dict[str, Any] = {"run": np.full(len(rows), number), "epoch": rows}
    return arrays.table({**columns, **{name: values[rows] for name, values in measures.series(run.records).items()}})


def _final_nodes(number: int, run: Run) -> pyarrow.Table:
    state = run.state
    count = len(state.stake)
    names = list(run.scenario.population)
    told = {"run": np.full(count, number), "node": np.arange(count), "strategy_name": [names[k] for k in state.strategy]}
    return arrays.table({**told, **{column.name: getattr(state, column.name) for column in (*MARK_COLUMNS, *NODE_COLUMNS)}})

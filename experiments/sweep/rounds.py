"""Rounds of a sweep: more seeds where an interval is still wide, more points where a boundary runs.

The next round follows from the rows alone, and the rows from the runs, so a
resumed sweep takes the same rounds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from experiments.sweep import boundary, parts
from experiments.sweep.batch import Batch
from experiments.sweep.plan import Sweep
from experiments.sweep.replicates import enough, grown


def next_round(sweep: Sweep, folder: Path, batch: Batch) -> Batch | None:
    """The round after this one; None when there is none.

    Runs on disk that have a number beyond this round and belong to no later one are taken away: they are there when runs
    that failed were tried again and came to other values, from which other rounds follow.
    """
    following = boundary.next_round(sweep, folder, batch) if sweep.boundary is not None else _until_narrow(sweep, folder, batch)
    _forget(folder, batch.stop, following)
    return following


def _until_narrow(sweep: Sweep, folder: Path, batch: Batch) -> Batch | None:
    until = sweep.until
    if until is None:
        return None
    columns = parts.columns(folder / parts.RUNS, ["run", "point", until.outcome])
    within = columns["run"] < batch.stop
    point, value = columns["point"][within], columns[until.outcome][within]
    order = np.argsort(point, kind="stable")
    groups = np.split(value[order], np.flatnonzero(np.diff(point[order])) + 1)
    wanting = [(p, len(values)) for p, values in zip(np.unique(point), groups, strict=True) if not enough(values, until).reason]
    if not wanting:
        return None
    more = [(p, r) for p, has in wanting for r in range(has, min(until.most, has + until.step))]
    seeds = grown(sweep.seeds, until.most)
    return Batch(batch.stop, batch.points, np.array([p for p, _ in more]), np.array([r for _, r in more]), seeds, sweep.luck)


def _forget(folder: Path, done: int, following: Batch | None) -> None:
    tables = [(part, parts.read(part)) for part in parts.listed(folder / parts.RUNS) if part.last > done]
    found = [(part, table, _strange(table, done, following)) for part, table in tables]
    runs = np.concatenate([table["run"].to_numpy()[strange] for _, table, strange in found] or [np.zeros(0, dtype=int)])
    if not len(runs):
        return
    for kind in (parts.SERIES, parts.NODES):  # first, since a part of runs says that the rest is there
        for part in parts.listed(folder / kind):
            table = parts.read(part)
            found.insert(0, (part, table, np.isin(table["run"].to_numpy(), runs)))
    for part, table, strange in found:
        if strange.any():
            parts.drop(part, table, strange)


def _strange(table: Any, done: int, following: Batch | None) -> np.ndarray:
    """Rows of a part that are no runs of the sweep as it goes on; later rounds are looked at in their turn."""
    run = table["run"].to_numpy()
    if following is None:
        return np.asarray(run >= done)
    strange = (run >= done) & (run < following.stop)
    place = run[strange] - following.start
    point = following.point[place]
    fits = (table["point"].to_numpy()[strange] == point) & (table["replicate"].to_numpy()[strange] == following.replicate[place])
    for path, column in following.points.columns.items():
        if isinstance(column[0], (int, float)):
            fits &= table[path].to_numpy()[strange] == np.asarray(column, dtype=float)[point]
    strange[strange] = ~fits
    return strange

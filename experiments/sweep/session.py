"""Sweeps from Python: run one, and open what it wrote."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.sweep import fields, files
from experiments.sweep.batch import Points
from experiments.sweep.plan import Sweep
from experiments.sweep.results import Results
from experiments.sweep.running import Shard, run

OPTIONS: dict[str, tuple[fields.Check, str]] = {
    "out": (lambda value: value is None or isinstance(value, (str, Path)), "the path of a folder"),
    "workers": (lambda value: fields.is_whole(value) and value >= 0, "a whole number in [0, inf), 0 for all cores"),
    "cluster": (fields.is_text, "the address or the file of a Dask scheduler"),
    "shard": (lambda value: value is None or (isinstance(value, Shard) and value.is_one), "I/N with 0 <= I < N, such as 0/8"),
    "resume": (fields.is_flag, "true or false"),
    "retry_failed": (fields.is_flag, "true or false"),
    "progress": (lambda value: value is None or callable(value), "a function of one argument"),
}
"""Options of a run, what they take, and what they take in words."""


def run_sweep(sweep: Sweep | Mapping[str, Any] | str | Path, out: str | Path | None = None, **options: Any) -> Results:
    """Run what is missing of a sweep, and open its results.

    Parameters
    ----------
    sweep : Sweep, mapping or path
        A mapping has the keys of a sweep file.
    out : path, optional
        Folder; one under ``runs/`` that follows from the sweep when left out. What is there already of this very sweep is kept.
    **options
        As of :func:`experiments.sweep.running.run`: ``workers``, ``cluster``, ``shard``, ``retry_failed``, ``progress``, ``resume``.

    Returns
    -------
    Results

    Raises
    ------
    ValueError
        Before anything runs.
    """
    name = ""
    if isinstance(sweep, (str, Path)):
        sweep = files.read(sweep)
    if isinstance(sweep, Mapping):
        name, sweep = sweep.get("name", ""), files.sweep_of(sweep)
    if not isinstance(sweep, Sweep):
        raise ValueError(f"{sweep!r} is no sweep; give a Sweep, a dictionary with the keys of a sweep file, or the path of one")
    if isinstance(options.get("shard"), str):
        options["shard"] = Shard.parse(options["shard"])
    for option, value in {"out": out, **options}.items():
        if option in OPTIONS:
            fields.fit(option, value, OPTIONS)
    folder = Path(out) if out is not None else default_folder(sweep, sweep.points(), name, options.get("shard"))
    with _script_left_alone():
        run(sweep, folder, **{"resume": True, **options})
    return Results(folder)


def open_results(folder: str | Path) -> Results:
    """Open the results in a sweep's folder; nothing is read before it is asked for.

    Raises
    ------
    ValueError
        When the folder holds no sweep.
    """
    return Results(folder)


def default_folder(sweep: Sweep, points: Points, name: str = "", shard: Shard | None = None) -> Path:
    """Where a sweep goes when nobody says: equal sweeps to equal folders, each shard to its own."""
    shards = f"-shard{shard.number}of{shard.of_all}" if shard and shard.of_all > 1 else ""
    return Path("runs") / f"{name or f'{sweep.base.name}-sweep'}-{sweep.digest(points)}{shards}".replace("/", "_")


@contextmanager
def _script_left_alone() -> Iterator[None]:
    """Without its path, workers do not run the caller's script again: they need nothing of it, and it needs no guard."""
    main: dict[str, Any] = sys.modules["__main__"].__dict__
    names = [name for name in ("__file__", "__spec__") if name in main]
    kept = [(name, main.pop(name)) for name in names]
    main["__spec__"] = None
    try:
        yield
    finally:
        for name, value in kept:
            main[name] = value

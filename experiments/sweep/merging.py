"""Several folders of one sweep, such as its shards, become one."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow

from experiments import store
from experiments.sweep import folder as folders
from experiments.sweep import parts


class Merged(NamedTuple):
    """What a merge came to.

    Attributes
    ----------
    runs, missing : int
        Runs that are there, and that the sweep has beside them; of a sweep in rounds, up to the last run that is there.
    failed : int
        Runs that failed wherever they were run.
    """

    runs: int
    missing: int
    failed: int


def merge(sources: Sequence[Path], out: Path) -> Merged:
    """Copy the parts of several folders into one; runs that were done in two of them must be equal.

    Raises
    ------
    ValueError
        For folders of different sweeps or model versions, runs that differ, a spoilt part, or a folder that is not empty.
    OSError
        When the disk is full; nothing is left of the merge then.
    """
    if len(sources) < 1:
        raise ValueError("merge: no folder is given; give the folders of one sweep's shards")
    descriptions = [folders.described(source) for source in sources]
    first = descriptions[0]
    for source, other in zip(sources, descriptions, strict=True):
        for name, words in (("model_version", "version of the model"), ("sweep", "sweep")):
            if other.get(name) != first.get(name):
                raise ValueError(
                    f"{source} and {sources[0]} differ in their {words}{_how(other, first, name)}; merge folders of one sweep only"
                )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} is not empty; give another folder with --out DIR")
    store.check_folder(out)
    runs, failed, known = _check(sources)
    _copy(sources, out, json.dumps({**first, "shard": [0, 1]}, indent=2, sort_keys=True).encode())
    planned = max(known, first["sweep"]["points"] * len(first["sweep"]["seeds"]))
    return Merged(runs, planned - runs, failed)


def _how(one: dict[str, Any], other: dict[str, Any], name: str) -> str:
    if name == "model_version":
        return f" ({one.get(name)}, {other.get(name)})"
    names = [key for key in sorted({*one[name], *other[name]}) if one[name].get(key) != other[name].get(key)]
    return f" (its {names[0]})" if names else ""


def _check(sources: Sequence[Path]) -> tuple[int, int, int]:
    """Number of distinct runs, of those that failed everywhere, and that after the last; runs done twice must be equal."""
    tables, owners = [], []
    for source in sources:
        for kind in (parts.RUNS, parts.SERIES, parts.NODES):
            for part in parts.listed(source / kind):
                table = _read(part, source, kind)
                if kind == parts.RUNS:
                    tables.append(table.select(["run", "status"]))
                    owners.append(part)
    if not tables:
        return 0, 0, 0
    runs = np.concatenate([table["run"].to_numpy() for table in tables])
    done = np.concatenate([np.array([status == parts.DONE for status in table["status"].to_pylist()]) for table in tables])
    origin = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    numbers, times = np.unique(runs[done], return_counts=True)
    twice = numbers[times > 1]
    _compare(twice, [owners[n] for n in np.unique(origin[done & np.isin(runs, twice)])])
    every = len(np.unique(runs))
    return every, every - len(numbers), int(runs.max()) + 1


def _compare(twice: np.ndarray, owners: Sequence[parts.Part]) -> None:
    seen: dict[int, tuple[str, Path]] = {}
    for part in owners:
        table = parts.read(part)
        chosen = np.isin(table["run"].to_numpy(), twice) & np.array([status == parts.DONE for status in table["status"].to_pylist()])
        for row in table.filter(pyarrow.array(chosen)).to_pylist():
            known, where = seen.setdefault(row["run"], (repr(row), part.path))
            if known != repr(row):
                raise ValueError(f"run {row['run']} differs between {where} and {part.path}; they are not parts of one sweep")


def _read(part: parts.Part, source: Path, kind: str) -> pyarrow.Table:
    try:
        return parts.read(part)
    except parts.Spoilt as error:
        whole = "" if kind == parts.RUNS else f", and take away the part of {parts.RUNS} with the same runs"
        raise ValueError(f"{error}; delete it{whole}, and run the sweep in {source} with --resume") from None


def _copy(sources: Sequence[Path], out: Path, description: bytes) -> None:
    """All parts and sessions, put in place at once."""
    out.parent.mkdir(parents=True, exist_ok=True)
    there = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        for source in sources:
            for kind in (parts.SERIES, parts.NODES, parts.RUNS):
                for part in parts.listed(source / kind):
                    (there / kind).mkdir(exist_ok=True)
                    shutil.copy2(part.path, there / kind / part.path.name)
            sessions = source / folders.SESSIONS
            if sessions.exists():
                with open(there / folders.SESSIONS, "a", encoding="utf-8") as file:
                    file.write(sessions.read_text(encoding="utf-8"))
        (there / folders.DESCRIPTION).write_bytes(description)
        os.chmod(there, 0o755)
        os.replace(there, out)
    except BaseException:
        shutil.rmtree(there, ignore_errors=True)
        raise

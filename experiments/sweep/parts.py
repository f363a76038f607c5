"""Parts of a sweep on disk: Parquet files whose names hold the runs and a digest of the content.

A part is written under a temporary name and put in place at once, so what bears
a part's name is whole; the digest in the name finds what a disk has spoilt.
The parts are all that a resumed sweep needs: there is no other record of what
is done. Rows hold nothing that differs between machines, workers or attempts.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow
import pyarrow.parquet

from experiments.sweep import arrays
from experiments.sweep.context import NUMBER, Context

RUNS, SERIES, NODES = "runs", "series", "nodes"
"""Folders of a sweep's parts; a part of ``runs`` is written last and says that its runs are done."""
DONE, FAILED = "done", "failed"
TEMPORARY = ".part."
_NAME = re.compile(r"^(\d+)-(\d+)-([0-9a-f]{16})\.parquet$")


class Part(NamedTuple):
    """A part on disk.

    Attributes
    ----------
    first, last : int
        First run, and the one after the last.
    path : Path
    """

    first: int
    last: int
    path: Path


class Spoilt(ValueError):
    """A part whose content is not what its name says."""


def schema_of(context: Context) -> pyarrow.Schema:
    """Columns of the table of runs."""
    fixed = [("run", pyarrow.int64()), ("point", pyarrow.int64()), ("replicate", pyarrow.int32()), ("seed", pyarrow.int64())]
    varied = [(path, pyarrow.float64() if kind == NUMBER else pyarrow.string()) for path, kind in context.varied.items()]
    outcomes = [(name, pyarrow.float64()) for name in context.outcomes]
    ends = [("stopped", pyarrow.string()), ("status", pyarrow.string()), ("error", pyarrow.string()), ("key", pyarrow.string())]
    return pyarrow.schema(fixed + varied + outcomes + ends)


def table_of(context: Context, rows: Sequence[Mapping[str, Any]]) -> pyarrow.Table:
    """Rows as a table; what a failed run lacks is missing."""
    schema = schema_of(context)
    return arrays.table({name: [row.get(name) for row in rows] for name in schema.names}, schema)


def write(folder: Path, first: int, last: int, table: pyarrow.Table) -> Path:
    """Write a part, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made when it is not there, but not the sweep's folder above it: a worker that sees none must not make one of its own.
    first, last : int
    table : pyarrow.Table

    Raises
    ------
    OSError
        When the disk is full or the folder cannot be written; nothing is left then.
    """
    buffer = pyarrow.BufferOutputStream()
    texts = [name for name, kind in zip(table.schema.names, table.schema.types, strict=True) if kind == pyarrow.string()]
    # A third of the time that zstd with statistics takes, and no larger: most parts are small.
    pyarrow.parquet.write_table(table, buffer, compression="snappy", use_dictionary=texts, write_statistics=False)
    content = buffer.getvalue().to_pybytes()
    path = folder / f"{first}-{last}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    folder.mkdir(exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=TEMPORARY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    return path


def tidy(folder: Path) -> None:
    """Take away what killed workers have left half written; nobody may be at work in the sweep's folder."""
    for name in (RUNS, SERIES, NODES):
        for left in (folder / name).glob(f"{TEMPORARY}*"):
            left.unlink(missing_ok=True)


def listed(folder: Path) -> list[Part]:
    """Parts in a folder by first run."""
    found = []
    for entry in os.scandir(folder) if folder.is_dir() else ():
        match = _NAME.match(entry.name)
        if match:
            found.append(Part(int(match[1]), int(match[2]), Path(entry.path)))
    return sorted(found)


def read(part: Part) -> pyarrow.Table:
    """A part's table.

    Raises
    ------
    Spoilt
        When its content is not what its name says.
    """
    try:
        content = part.path.read_bytes()
    except OSError as error:
        raise Spoilt(f"{part.path} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest()[:16] != _NAME.match(part.path.name)[3]:  # type: ignore[index]
        raise Spoilt(f"{part.path} is truncated or changed: its content is not what its name says")
    # One thread and no Python file: a thread of arrow's that still holds a Python object at the end of the process aborts it.
    return pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content), pre_buffer=False).read(use_threads=False)


def drop(part: Part, table: pyarrow.Table, rows: Any) -> None:
    """Take rows out of a part: the rest is written first, then the old part goes."""
    rest = table.filter(pyarrow.array(~rows))
    if len(rest):
        write(part.path.parent, part.first, part.last, rest)
    part.path.unlink()


def columns(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Some columns of all parts as arrays by run, each run once.

    Raises
    ------
    Spoilt
        When a part cannot be used.
    """
    import numpy as np

    tables = [read(part).select(list(names)) for part in listed(folder)]
    if not tables:
        return {name: np.zeros(0) for name in names}
    whole = pyarrow.concat_tables(tables)
    _, first = np.unique(whole["run"].to_numpy(), return_index=True)
    return {name: whole[name].to_numpy(zero_copy_only=False)[first] for name in names}

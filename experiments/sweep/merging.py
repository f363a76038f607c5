"""Several folders of one sweep, such as its shards, become one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments import store
from experiments.sweep import folder as folders
from experiments.sweep import parts


class Merged(NamedTuple):
    """What a merge came to.

    Attributes
    ----------
    runs, missing : int
        Runs that are there, and that the sweep has beside them.
    """

    runs: int
    missing: int


def merge(sources: Sequence[Path], out: Path) -> Merged:
    """Copy the parts of several folders into one; runs that stand in two of them must be equal.

    Raises
    ------
    ValueError
        For folders of different sweeps or model versions, runs that differ, a spoilt part, or a folder that is not empty.
    """
    if len(sources) < 1:
        raise ValueError("merge: no folder is given; give the folders of one sweep's shards")
    descriptions = [folders.described(source) for source in sources]
    first = descriptions[0]
    for source, other in zip(sources, descriptions, strict=True):
        for name in ("sweep", "model_version"):
            if other[name] != first[name]:
                raise ValueError(f"{source} and {sources[0]} differ in their {name}; merge folders of one sweep only")
    if out.exists() and any(out.iterdir()):
        raise ValueError(f"{out} is not empty; give another folder with --out DIR")
    seen = _check(sources)
    store.check_folder(out)
    for kind in (parts.SERIES, parts.NODES, parts.RUNS):
        for source in sources:
            for part in parts.listed(source / kind):
                (out / kind).mkdir(parents=True, exist_ok=True)
                shutil.copy2(part.path, out / kind / part.path.name)
    store.write_whole(out / folders.DESCRIPTION, json.dumps({**first, "shard": [0, 1]}, indent=2, sort_keys=True).encode())
    planned = first["sweep"]["points"] * len(first["sweep"]["seeds"])
    return Merged(seen, max(0, planned - seen))


def _check(sources: Sequence[Path]) -> int:
    """Number of distinct runs; a run that is there twice with other rows is refused."""
    rows: dict[int, tuple[str, Path]] = {}
    for source in sources:
        for part in parts.listed(source / parts.RUNS):
            try:
                table = parts.read(part)
            except parts.Spoilt as error:
                raise ValueError(f"{error}; run the sweep in {source} with --resume first") from None
            digests = [str(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]
            for run, digest in zip(table["run"].to_numpy().astype(np.int64).tolist(), digests, strict=True):
                known = rows.setdefault(run, (digest, source))
                if known[0] != digest:
                    raise ValueError(f"run {run} differs between {known[1]} and {source}; they are not parts of one sweep")
    return len(rows)

"""Results on disk: tidy tables as Parquet, written whole or not at all, with their provenance inside."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model import __version__
from model.jit import source_digest
from model.scenario import Scenario

if TYPE_CHECKING:  # half a second that a worker does not need
    import pandas as pd


def model_version() -> str:
    """Version of the package and digest of the model's sources."""
    return f"{__version__}+{source_digest()}"


def provenance(scenario: Scenario | None = None, **more: Any) -> dict[str, Any]:
    """Where results come from: versions, commit, machine, time.

    Parameters
    ----------
    scenario : Scenario, optional
        Adds its name and digest.
    **more : object
        Seeds, plug-in digests, wall time, ...
    """
    facts: dict[str, Any] = {
        "model_version": model_version(),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in ("numpy", "numba", "mesa", "pandas", "pydantic")},
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        **_commit(),
    }
    if scenario is not None:
        facts |= {"network": scenario.name, "scenario_digest": scenario.digest()}
    return facts | more


def _commit() -> dict[str, Any]:
    def git(*words: str) -> str:
        folder = Path(__file__).parent
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True, timeout=10).stdout.strip()

    try:
        return {"commit": git("rev-parse", "HEAD"), "dirty": bool(git("status", "--porcelain", "--untracked-files=no"))}
    except (OSError, subprocess.SubprocessError):
        return {"commit": "unknown", "dirty": True}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name and put it in place at once.

    Raises
    ------
    ValueError
        When the folder cannot be written.
    """
    write_all(path.parent, {path.name: content})


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files: each under a temporary name first, put in place only when all are written.

    Parameters
    ----------
    folder : path
        Made when it is not there.
    files : mapping
        Content by name.

    Raises
    ------
    ValueError
        When the folder cannot be written; nothing is left of any file then.
    """
    temporaries: dict[str, str] = {}
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                handle, temporaries[name] = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.chmod(temporaries[name], 0o644)
            for name in files:
                os.replace(temporaries[name], folder / name)
                del temporaries[name]
        finally:
            for temporary in temporaries.values():
                os.unlink(temporary)
    except OSError as error:
        raise ValueError(f"{folder} cannot be written: {error.strerror}; give another folder with --out DIR") from error


def write_table(path: Path, table: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    """Write a table as Parquet with facts in its metadata (key ``cfield``)."""
    write_whole(path, table_bytes(table, facts))


def table_bytes(table: pd.DataFrame, facts: Mapping[str, Any]) -> bytes:
    """A table as the content of a Parquet file, with facts in its metadata (key ``cfield``)."""
    import io

    import pyarrow
    import pyarrow.parquet

    arrow = pyarrow.Table.from_pandas(table, preserve_index=False)  # type: ignore[attr-defined]
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"cfield": json.dumps(facts).encode()})
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(arrow, buffer)
    return buffer.getvalue()


def read_facts(path: Path) -> dict[str, Any]:
    """The facts that were written with a table."""
    import pyarrow.parquet

    metadata = pyarrow.parquet.read_schema(path).metadata or {}
    return dict(json.loads(metadata.get(b"cfield", b"{}")))


def check_folder(path: Path, remedy: str = "another folder with --out DIR") -> None:
    """Refuse a folder that cannot be written, before anything runs; the remedy is what the user may give.

    Raises
    ------
    ValueError
    """
    probe = path
    while not probe.exists():
        probe = probe.parent
    if not probe.is_dir():
        raise ValueError(f"{path} cannot be a folder: {probe} is a file; give {remedy}")
    try:  # rights alone do not tell: a folder may be on a medium that takes no files
        with tempfile.TemporaryFile(dir=probe):
            pass
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}; give {remedy}") from None

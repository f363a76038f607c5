"""``cfield reproduce``: run again what a figure shows, and compare."""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
from pathlib import Path
from typing import Any


def run(figure: str, out: str, workers: int) -> bool:
    """Whether the study that drew the figure gives the same data again.

    Raises
    ------
    ValueError
        With one line for the user, for a file that does not say how it was made.
    """
    from analysis.figures import provenance
    from experiments import store

    path = Path(figure)
    facts = provenance.read(path)
    _note_version(facts)
    if out:
        store.check_folder(Path(out))
        data = _again(facts, Path(out), workers)
    else:
        with tempfile.TemporaryDirectory() as folder:
            data = _again(facts, Path(folder), workers)
    if hashlib.sha256(data).hexdigest() == facts["data_sha256"]:
        print(f"the same: the study {facts['study']}, run again, gives the data of {path.name} to the last digit")
        return True
    print(f"not the same: the study {facts['study']}, run again, gives other data than {path.name} shows{_how_far(path, data)}")
    return False


def _note_version(facts: dict[str, Any]) -> None:
    from experiments import store

    if facts["model_version"] != store.model_version():
        drawn = f"{facts['model_version']}, commit {str(facts['commit'])[:12]}"
        print(f"note: the figure was drawn by version {drawn}; this is {store.model_version()}", file=sys.stderr)


def _again(facts: dict[str, Any], folder: Path, workers: int) -> bytes:
    from analysis.findings.reading import data_of, read
    from cli.progress import bar_for, get_kernels_ready
    from experiments.studies import catalogue, running
    from model.door import scenario_from

    study, network = catalogue.find(facts["study"]), scenario_from(facts["scenario"])
    with bar_for() as bar:
        get_kernels_ready(bar)
        cells = bar.add_task(study.name, total=None)

        def measured(done: int, of: int) -> None:
            bar.update(cells, completed=done, total=of)

        outcome = running.run(study, network, folder, quick=facts["quick"], workers=workers or None, progress=measured)
    found = read(study.name, network, outcome.tables)
    if facts["figure"] not in found.drawings:
        raise ValueError(f"the study {study.name} draws no figure {facts['figure']} any more; check out commit {facts['commit']}")
    return data_of(found.drawings[facts["figure"]], found.tables)


def _how_far(path: Path, data: bytes) -> str:
    """What differs from the CSV beside the figure, if it is there."""
    import pandas as pd

    beside = path.with_suffix(".csv")
    if not beside.exists():
        return ""
    old, new = pd.read_csv(beside), pd.read_csv(io.BytesIO(data))
    if list(old.columns) != list(new.columns) or len(old) != len(new):
        return f": {len(old)} rows of {len(old.columns)} columns were drawn, these are {len(new)} of {len(new.columns)}"
    differs = (old != new) & ~(old.isna() & new.isna())
    if not differs.to_numpy().any():
        return "; the CSV beside it has been changed since it was drawn"
    return f": {int(differs.to_numpy().sum())} of {differs.size} numbers differ, in {', '.join(differs.columns[differs.any()])}"

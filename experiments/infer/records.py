"""Public records of a network: what anybody can see of an epoch, and the CSV in which a network's own can be given."""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments import store
from model.columns import TOTAL_COLUMNS

Totals = Mapping[str, np.ndarray]


class Public(NamedTuple):
    """A public column.

    Attributes
    ----------
    unit, meaning : str
    of : callable
        From a run's totals by name, each (epochs,), to the column; nan where it has no value.
    """

    unit: str
    meaning: str
    of: Callable[[Totals], np.ndarray]


def _total(name: str) -> Public:
    column = next(column for column in TOTAL_COLUMNS if column.name == name)
    return Public(column.unit, column.meaning, lambda totals: totals[name])


def _outputs(fate: str, meaning: str) -> Public:
    """Outputs of a verdict, right and wrong ones, which nobody outside can tell apart."""
    return Public("1", meaning, lambda totals: totals[f"right_{fate}"] + totals[f"wrong_{fate}"])


def _mean_stake(totals: Totals) -> np.ndarray:
    nodes = totals["present_nodes"]
    return np.divide(totals["staked"], nodes, out=np.full(len(nodes), np.nan), where=nodes > 0)


PUBLIC: dict[str, Public] = {
    "jobs": _total("jobs"),
    "accepted_unaudited": _outputs("unaudited", "outputs accepted without an audit"),
    "accepted_verified": _outputs("verified", "outputs accepted after an audit"),
    "rejected_invalid": _outputs("invalid", "outputs rejected as invalid"),
    "rejected_unavailable": _outputs("unavailable", "outputs rejected as unavailable"),
    **{name: _total(name) for name in (
        "unserved", "audits", "approvals", "rejections", "abstentions", "slashes", "slashed", "penalties", "jailed", "ejections",
        "active_nodes", "present_nodes", "entries", "exits", "staked",
    )},
    "mean_stake": Public("tok", "mean stake of the nodes in the network at the epoch's end", _mean_stake),
    **{name: _total(name) for name in (
        "delegations", "treasury", "price", "supply", "circulating", "fees_paid", "verifier_pay", "rewards_paid", "burned", "minted",
        "sold",
    )},
}  # fmt: skip
"""Columns that a records file may have, beside ``epoch``, by name."""
HIDDEN = frozenset(column.name for column in TOTAL_COLUMNS) - frozenset(PUBLIC)
"""Totals of the model that nobody outside sees, such as which outputs were wrong."""
FORM = f"a CSV with the column epoch and some of {', '.join(PUBLIC)}"


class PublicRecords(NamedTuple):
    """Columns of some epochs.

    Attributes
    ----------
    epochs : (n,), int, >= 0, rising
    columns : dict of (n,) float
        By name; nan where a cell is blank.
    """

    epochs: np.ndarray
    columns: dict[str, np.ndarray]

    def only(self, names: Sequence[str]) -> PublicRecords:
        """Some of the columns.

        Raises
        ------
        ValueError
            For one that is not there.
        """
        for name in names:
            if name not in self.columns:
                raise ValueError(f"columns: {name!r} is not in the records, which have {', '.join(self.columns)}; leave it out")
        return PublicRecords(self.epochs, {name: self.columns[name] for name in names})


def of_totals(totals: Totals, names: Sequence[str] = tuple(PUBLIC)) -> PublicRecords:
    """The public columns of a run, from its totals by name, as ``Run.records.columns()`` has them."""
    columns = {name: np.asarray(PUBLIC[name].of(totals), dtype=float) for name in names}
    return PublicRecords(np.arange(len(totals["jobs"])), columns)


def of_run(folder: str | Path) -> PublicRecords:
    """The public columns of a folder that ``cfield run --out`` wrote.

    Raises
    ------
    ValueError
        When there are no records in it.
    """
    import pandas as pd

    path = Path(folder) / "records.parquet"
    if not path.is_file():
        raise ValueError(f"{folder} has no records.parquet; give a folder that cfield run --out wrote, or {FORM}")
    frame = pd.read_parquet(path)
    return of_totals({name: frame[name].to_numpy(dtype=float) for name in frame})


def write(path: str | Path, records: PublicRecords) -> None:
    """Write records as a CSV that :func:`read` reads; blank where there is no value."""
    lines = [",".join(["epoch", *records.columns])]
    for row, epoch in enumerate(records.epochs):
        cells = ("" if math.isnan(column[row]) else repr(float(column[row])) for column in records.columns.values())
        lines.append(",".join([str(int(epoch)), *cells]))
    store.write_whole(Path(path), ("\n".join(lines) + "\n").encode())


def read(path: str | Path) -> PublicRecords:
    """Records from a CSV, or the public ones of a folder of ``cfield run --out``.

    Raises
    ------
    ValueError
        In one line, for columns that are unknown or not public, for epochs that do not rise, and for cells that are no numbers.
    """
    if Path(path).is_dir():
        return of_run(path)
    try:
        rows = list(csv.reader(Path(path).read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'not text in UTF-8'}; give {FORM}") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise ValueError(f"{path} has no rows; give {FORM}")
    names = [name.strip() for name in rows[0]]
    _check_names(path, names)
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            raise ValueError(f"{path}, line {number}: {len(row)} cells under {len(names)} names; mend the line")
    table = np.array(
        [[_cell(path, number, name, cell) for name, cell in zip(names, row, strict=True)] for number, row in enumerate(rows[1:], 2)]
    )
    columns = {name: table[:, place] for place, name in enumerate(names)}
    epochs = columns.pop("epoch")
    if np.isnan(epochs).any() or (epochs % 1 != 0).any() or (epochs < 0).any() or (np.diff(epochs) <= 0).any():
        raise ValueError(f"{path}: epochs are not whole numbers from 0 that rise; sort the rows, and give each epoch once")
    for name, column in columns.items():
        if np.isnan(column).all():
            raise ValueError(f"{path}: column {name} is blank throughout; leave it out")
    return PublicRecords(epochs.astype(int), columns)


def _check_names(path: str | Path, names: Sequence[str]) -> None:
    if "epoch" not in names or len(names) < 2:
        raise ValueError(f"{path} lacks the column epoch, or has no other; give {FORM}")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{path} has the column {name} twice; leave one out")
        if name in HIDDEN:
            raise ValueError(f"{path}: {name!r} is not public, nobody outside the network sees it; leave it out")
        if name not in PUBLIC and name != "epoch":
            near = difflib.get_close_matches(name, PUBLIC, 1)
            raise ValueError(
                f"{path}: {name!r} is no public column; " + (f"did you mean {near[0]}?" if near else f"there are {', '.join(PUBLIC)}")
            )


def _cell(path: str | Path, number: int, name: str, text: str) -> float:
    if not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError(f"{path}, line {number}: {name} = {text.strip()!r} is not a number; give one, or leave the cell blank")
    return value

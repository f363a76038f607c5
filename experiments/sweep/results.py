"""Results of a sweep: opened lazily, as tidy tables with units."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet

from experiments.store import model_version
from experiments.sweep import conditions, meanings, parts
from experiments.sweep import folder as folders
from experiments.sweep.parts import Part


class _Held(NamedTuple):
    """The runs that stand in a part and in no earlier one."""

    part: Part
    runs: np.ndarray
    rows: np.ndarray
    failed: np.ndarray


class Results:
    """The results in a sweep's folder; nothing is read before it is asked for, and rows are not kept.

    Parameters
    ----------
    folder : path

    Raises
    ------
    ValueError
        When the folder holds no sweep.
    """

    def __init__(self, folder: str | Path) -> None:
        if not isinstance(folder, (str, Path)):
            raise ValueError(f"folder = {folder!r} is not the path of a folder; give that of a sweep")
        self.folder = Path(folder)
        self.description = folders.described(self.folder)

    @property
    def sweep(self) -> dict[str, Any]:
        """What was asked, as plain data; ``points`` counts those of later rounds too, once they have runs."""
        asked = dict(self.description["sweep"])
        if asked["design"] == "boundary":
            asked["points"] = max(asked["points"], 1 + max((self._last_point(held) for held in self._held), default=-1))
        return asked

    @property
    def note(self) -> str:
        """Says so when another version of the model than the one that is installed made these results; else empty."""
        made, here = self.description.get("model_version", "unknown"), model_version()
        return "" if made == here else f"these results are of model {made}, installed is {here}; a run of today may give other numbers"

    @cached_property
    def _held(self) -> list[_Held]:
        """Which rows of which part count: each run once, and what was done in one part and failed in another is done."""
        read = []
        for part in parts.listed(self.folder / parts.RUNS):
            table = parts.read(part)
            read.append((part, table["run"].to_numpy(), np.array([status == parts.FAILED for status in table["status"].to_pylist()])))
        if not read:
            return []
        runs, failed = np.concatenate([runs for _, runs, _ in read]), np.concatenate([failed for *_, failed in read])
        order = np.lexsort((failed, runs))  # of each run, a row that is done comes first
        keep = np.zeros(len(runs), dtype=bool)
        keep[order[np.flatnonzero(np.diff(runs[order], prepend=-1))]] = True
        ends = np.cumsum([len(runs) for _, runs, _ in read])[:-1]
        cut = zip(read, np.split(keep, ends), np.split(failed, ends), strict=True)
        return [_Held(part, runs, rows, fails) for (part, runs, _), rows, fails in cut]

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns of :meth:`frame`."""
        if not self._held:
            return [*list(meanings.FIXED)[:4], *self.outcomes, *list(meanings.FIXED)[4:]]
        return list(pyarrow.parquet.read_schema(self._held[0].part.path).names)

    def table(self, where: str = "", failed: bool | None = None, columns: Sequence[str] = ()) -> pyarrow.Table:
        """One row a run, by number, as an Arrow table.

        Parameters
        ----------
        where : str
            A condition as of :func:`experiments.sweep.conditions.read`.
        failed : bool, optional
            Only runs that failed, or only others; all when left out.
        columns : sequence of str
            Only these; all when left out.

        Raises
        ------
        ValueError
            For a condition that cannot be read, an unknown column, or a part that cannot be used.
        """
        condition = conditions.read(where, self.columns) if where else None
        wanted = list(columns or self.columns)
        for name in wanted:
            if name not in self.columns:
                raise ValueError(f"{name!r} is no column of {self.folder}; there are {', '.join(self.columns)}")
        read = list(dict.fromkeys(["run", *wanted, *(condition.columns if condition else ())]))
        found = [part.select(list(dict.fromkeys(["run", *wanted]))) for part in self._chosen(read, condition, failed)]
        if not found:
            return pyarrow.table({name: pyarrow.array([], pyarrow.int64()) for name in wanted})
        return _in_order(pyarrow.concat_tables(found), wanted)

    def _chosen(self, columns: list[str], condition: conditions.Condition | None, failed: bool | None) -> Iterator[pyarrow.Table]:
        """What counts of one part after the other, so that what is not wanted is never held."""
        for held in self._held:
            rows = held.rows if failed is None else held.rows & (held.failed == failed)
            if rows.any():
                table = _read(held.part, columns)
                table = table if rows.all() else table.filter(pyarrow.array(rows))
                yield table.filter(condition.mask(table)) if condition else table

    def frame(self, where: str = "", failed: bool = False, columns: Sequence[str] = ()) -> pd.DataFrame:
        """One row a run, by number, as a DataFrame.

        Parameters
        ----------
        where : str
            A condition over the columns, by full path or unique short name: ``"integrity < .9 and slash >= .2"``.
        failed : bool
            Whether failed runs are among them.
        columns : sequence of str
            Only these; all when left out.

        Raises
        ------
        ValueError
            For a condition that cannot be read, or a part that cannot be used.
        """
        return _to_frame(self.table(where, None if failed else False, columns))

    @property
    def failures(self) -> pd.DataFrame:
        """Runs that failed, with their errors."""
        return _to_frame(self.table(failed=True))

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return sum(int((held.rows & held.failed).sum()) for held in self._held)

    def commonest_error(self) -> tuple[str, int]:
        """The error of most of the runs that failed, and of how many; empty when none did."""
        errors = Counter(self.table(failed=True, columns=["error"])["error"].to_pylist() if self.failed else [])
        return errors.most_common(1)[0] if errors else ("", 0)

    def series(self) -> pd.DataFrame:
        """The thinned time series: a row for each run and kept epoch; empty when none was kept."""
        return _once(self._tables(parts.SERIES), ["run", "epoch"])

    def nodes(self) -> pd.DataFrame:
        """Final nodes: a row for each run and node; empty when none were kept."""
        return _once(self._tables(parts.NODES), ["run", "node"])

    @staticmethod
    def _last_point(held: _Held) -> int:
        return int(_read(held.part, ["point"])["point"].to_numpy().max(initial=-1))

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes."""
        return list(self.description["sweep"]["outcomes"])

    @property
    def factors(self) -> list[str]:
        """Paths of what is varied."""
        fixed = {*meanings.FIXED, *self.outcomes}
        return [name for name in self.columns if name not in fixed]

    def dictionary(self) -> pd.DataFrame:
        """What each column of :meth:`frame` means, with its unit."""
        return pd.DataFrame([(name, *meanings.of(name)) for name in self.columns], columns=["column", "unit", "meaning"])

    def summary(self, where: str = "") -> pd.DataFrame:
        """Mean and 95 % interval by Student's law of each outcome at each point, over its replicates."""
        from scipy.special import stdtrit

        factors, outcomes = self.factors, self.outcomes
        frame = self.frame(where, columns=["point", *factors, *outcomes])
        groups = frame.groupby("point")
        mean, spread, n = groups[outcomes].mean(), groups[outcomes].std(), groups[outcomes].count()
        half = spread / n**0.5 * stdtrit(n.where(n > 1).to_numpy(float) - 1, 0.975)
        sizes = groups.size()
        first = frame[["point", *factors]].drop_duplicates("point").set_index("point").sort_index()
        ends = {name: [mean[name], mean[name] - half[name], mean[name] + half[name]] for name in outcomes}
        cells = {f"{name}{end}": column for name in outcomes for end, column in zip(("", "_low", "_high"), ends[name], strict=True)}
        return pd.concat([first, sizes.rename("replicates"), pd.DataFrame(cells, index=mean.index)], axis=1).reset_index()

    def __len__(self) -> int:
        return sum(int(held.rows.sum()) for held in self._held)

    def __repr__(self) -> str:
        sweep = self.sweep
        counted = f"{len(self)} runs at {sweep['points']} points, {self.failed} failed"
        return f"<Results of {sweep['network']!r}, {counted}, in {self.folder}>"

    def _repr_html_(self) -> str:
        from experiments.sweep.readable import readable

        told = readable(self.summary(), self.factors, self.outcomes, outcomes=8)
        error, times = self.commonest_error()
        notes = [f"{self.failed} runs failed, {times} of them: {error}"] if error else []
        notes += [self.note] if self.note else []
        notes += [told.more, "Rows: .frame(), a mean with its interval at each point: .summary(), units: .dictionary()"]
        head = f"<p><b>{html.escape(repr(self))}</b></p>"
        return head + told.table.to_html(index=False) + "".join(f"<p>{html.escape(note)}</p>" for note in notes if note)

    def _tables(self, name: str) -> pd.DataFrame:
        tables = [parts.read(part) for part in parts.listed(self.folder / name)]
        return pyarrow.concat_tables(tables, promote_options="default").to_pandas() if tables else pd.DataFrame({"run": []})


def _read(part: Part, columns: list[str]) -> pyarrow.Table:
    try:
        return pyarrow.parquet.read_table(part.path, columns=columns)
    except (OSError, pyarrow.ArrowException) as error:
        raise parts.Spoilt(f"{part.path} cannot be read any more: {error}") from None


def _in_order(table: pyarrow.Table, wanted: list[str]) -> pyarrow.Table:
    """Rows by number; one column after the other, so that the table is not held twice."""
    runs = table["run"].to_numpy()
    if (np.diff(runs) > 0).all():
        return table.select(wanted)
    order, found = pyarrow.array(np.argsort(runs, kind="stable")), {}
    for name in wanted:
        found[name] = table[name].take(order)
        table = table.remove_column(table.schema.get_field_index(name))
    return pyarrow.table(found)


def _to_frame(table: pyarrow.Table) -> pd.DataFrame:
    """A table as a DataFrame, which takes its columns over one by one."""
    return table.to_pandas(split_blocks=True, self_destruct=True)  # type: ignore[no-any-return]


def _once(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Each row once: a part may have been written twice with the same rows."""
    if not set(by) <= set(table.columns):
        return table
    return table.drop_duplicates(list(by)).sort_values(list(by), kind="stable").reset_index(drop=True)

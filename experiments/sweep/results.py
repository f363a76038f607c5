"""Results of a sweep: opened lazily, as tidy tables with units."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow

from experiments.sweep import folder as folders
from experiments.sweep import parts
from model import measures
from model.columns import TOTAL_COLUMNS
from model.schema import row_of

FIXED = {
    "run": ("1", "number of the run in its sweep"),
    "point": ("1", "number of the point of the design"),
    "replicate": ("1", "number of the replicate of its point"),
    "seed": ("1", "seed of the run"),
    "stopped": ("", "why the run ended: epochs, absorbed or extinct"),
    "status": ("", "done or failed"),
    "error": ("", "why the run failed"),
    "key": ("", "digest of scenario, values, seed, model version and plug-ins: equal keys are equal runs"),
}


class Results:
    """The results in a sweep's folder; nothing is read before it is asked for.

    Parameters
    ----------
    folder : path

    Raises
    ------
    ValueError
        When the folder holds no sweep.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.description = folders.described(self.folder)

    @property
    def sweep(self) -> dict[str, Any]:
        """What was asked, as plain data."""
        return dict(self.description["sweep"])

    @cached_property
    def _runs(self) -> pd.DataFrame:
        return _once(self._table(parts.RUNS))

    def frame(self, where: str = "", failed: bool = False) -> pd.DataFrame:
        """One row a run, by number.

        Parameters
        ----------
        where : str
            A condition over the columns as pandas' ``query`` takes it; full paths go in backticks, short names do not.
        failed : bool
            Whether failed runs are among them.

        Raises
        ------
        ValueError
            For a condition that cannot be read, or a part that cannot be used.
        """
        found = self._runs if failed else self._runs[self._runs["status"] == parts.DONE]
        return _filtered(found, where).reset_index(drop=True)

    @property
    def failures(self) -> pd.DataFrame:
        """Runs that failed, with their errors."""
        return self._runs[self._runs["status"] == parts.FAILED].reset_index(drop=True)

    def series(self) -> pd.DataFrame:
        """The thinned time series: a row for each run and kept epoch; empty when none was kept."""
        return _once(self._table(parts.SERIES), ["run", "epoch"])

    def nodes(self) -> pd.DataFrame:
        """Final nodes: a row for each run and node; empty when none were kept."""
        return _once(self._table(parts.NODES), ["run", "node"])

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes."""
        return list(self.sweep["outcomes"])

    @property
    def factors(self) -> list[str]:
        """Paths of what is varied."""
        fixed = {*FIXED, *self.outcomes}
        return [name for name in self._runs.columns if name not in fixed]

    def dictionary(self) -> pd.DataFrame:
        """What each column of :meth:`frame` means, with its unit."""
        rows = [(name, *(FIXED.get(name) or _outcome(name) or _factor(name))) for name in self._runs.columns]
        return pd.DataFrame(rows, columns=["column", "unit", "meaning"])

    def summary(self) -> pd.DataFrame:
        """Mean and 95 % interval of each outcome at each point, over its replicates."""
        from experiments.statistics import Z_95

        groups = self.frame().groupby("point")
        mean, spread, n = groups[self.outcomes].mean(), groups[self.outcomes].std(), groups[self.outcomes].count()
        half = Z_95 * spread / n**0.5
        found = groups[self.factors].first()
        found["replicates"] = groups.size()
        for name in self.outcomes:
            found[name], found[f"{name}_low"], found[f"{name}_high"] = mean[name], mean[name] - half[name], mean[name] + half[name]
        return found.reset_index()

    def __len__(self) -> int:
        return len(self._runs)

    def __repr__(self) -> str:
        sweep = self.sweep
        counted = f"{len(self)} runs at {sweep['points']} points, {len(self.failures)} failed"
        return f"<Results of {sweep['network']!r}, {counted}, in {self.folder}>"

    def _repr_html_(self) -> str:
        head = f"<p><b>{html.escape(repr(self))}</b><br>varied: {html.escape(', '.join(self.factors))}</p>"
        return head + self.summary().head(20).to_html(index=False, float_format=lambda x: f"{x:.4g}")

    def _table(self, name: str) -> pd.DataFrame:
        tables = [parts.read(part) for part in parts.listed(self.folder / name)]
        return pyarrow.concat_tables(tables, promote_options="default").to_pandas() if tables else pd.DataFrame({"run": [], "status": []})


def _once(table: pd.DataFrame, by: Sequence[str] = ("run",)) -> pd.DataFrame:
    """Each run once: a part may have been written twice with the same rows."""
    if not set(by) <= set(table.columns):
        return table
    return table.drop_duplicates(list(by)).sort_values(list(by), kind="stable").reset_index(drop=True)


def _filtered(table: pd.DataFrame, where: str) -> pd.DataFrame:
    if not where:
        return table
    short = {path: path.rpartition(".")[2] for path in table.columns}
    unique = {path: name for path, name in short.items() if list(short.values()).count(name) == 1}
    try:
        return table.loc[table.rename(columns=unique).query(where).index]
    except Exception as error:  # pandas has a dozen kinds
        known = ", ".join(unique.values())
        raise ValueError(f"--where {where!r} cannot be read ({error}); write for example 'integrity < .9', over {known}") from None


def _outcome(name: str) -> tuple[str, str] | None:
    known: dict[str, Any] = {**measures.MEASURES, **measures.FINAL_MEASURES}
    if name in known:
        return known[name].unit, known[name].meaning
    for prefix, unit, meaning in (
        ("end_share_", "1", "share of the active nodes that follow {} at the end"),
        ("share_", "1", "share of the active nodes that follow {}, mean over epochs"),
        ("utility_", "USD/epoch", "mean utility of the nodes that follow {}"),
    ):
        if name.startswith(prefix):
            return unit, meaning.format(name.removeprefix(prefix))
    if name == "epochs":
        return "epoch", "epochs that were run"
    total = next((column for column in TOTAL_COLUMNS if column.name == name), None)
    return (total.unit, total.meaning) if total else None


def _factor(path: str) -> tuple[str, str]:
    row = row_of(path) or {}
    return str(row.get("unit", "")), str(row.get("meaning", "a part of the scenario, as JSON"))

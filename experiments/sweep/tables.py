"""Tables of points as they are given: CSV files, DataFrames, lists of dictionaries."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from model import door

FORMS = "the path of a CSV file, a DataFrame, or a list of dictionaries"


def read(table: Any) -> tuple[list[str], list[list[Any]]]:
    """Names of the columns, and the rows; None for a cell without a value.

    Parameters
    ----------
    table : str, Path, DataFrame or sequence of mappings
        A path is that of a CSV file in UTF-8; its cells are read as values on a command line are.

    Returns
    -------
    header : list of str
    rows : list of list
        As many cells each as there are columns.

    Raises
    ------
    ValueError
        For what is no table, cannot be read, or has no rows.
    """
    if isinstance(table, (str, Path)):
        header, rows = _csv(table)
    elif hasattr(table, "itertuples"):
        header, rows = [str(name) for name in table.columns], [list(row) for row in table.itertuples(index=False, name=None)]
    elif isinstance(table, Sequence) and all(isinstance(row, Mapping) for row in table):
        header = list(dict.fromkeys(str(name) for row in table for name in row))
        rows = [[row.get(name) for name in header] for row in table]
    else:
        raise ValueError(f"a table of type {type(table).__name__} cannot be read; give {FORMS}")
    if not header or not rows:
        raise ValueError("the table has no rows; give one row for each point, under the paths that are varied")
    return header, [[_present(cell) for cell in row] for row in rows]


def _csv(path: str | Path) -> tuple[list[str], list[list[Any]]]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text in UTF-8"
        raise ValueError(f"{path} cannot be read: {reason}; give {FORMS}") from None
    lines = [line for line in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True) if line]
    header = [name.strip() for name in lines[0]] if lines else []
    long = next((number for number, line in enumerate(lines[1:], 1) if len(line) > len(header)), 0)
    if long:
        raise ValueError(f"{path}: row {long} has more cells than there are columns; put cells with a comma into double quotes")
    return header, [[door.parse_value(cell) if cell.strip() else None for cell in _filled(line, len(header))] for line in lines[1:]]


def _filled(line: list[str], columns: int) -> Iterable[str]:
    return line + [""] * (columns - len(line))


def _present(cell: Any) -> Any:
    """A cell's value; None for what pandas and numpy have instead of one."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    lacks = type(cell).__name__ in ("NAType", "NaTType") or (isinstance(cell, float) and math.isnan(cell))
    return None if lacks else cell

"""A summary of results for the eye: means with their intervals, as many points and outcomes as fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from experiments.sweep.conditions import short_names


class Readable(NamedTuple):
    """A table of texts.

    Attributes
    ----------
    table : DataFrame
    more : str
        What is not in it; empty when all is.
    """

    table: pd.DataFrame
    more: str


def readable(
    summary: pd.DataFrame, factors: Sequence[str], names: Sequence[str], *, points: int = 20, outcomes: int = 0, width: int = 0
) -> Readable:
    """The first points and outcomes of a summary.

    Parameters
    ----------
    summary : DataFrame
        As :meth:`Results.summary` makes it.
    factors, names : sequence of str
        Of what is varied, and of the outcomes.
    points, outcomes : int
        At most; 0: all.
    width : int
        Columns of text that outcomes may fill together with what is varied; 0: any.
    """
    rows = summary.head(points) if points else summary
    short = short_names([*factors, *names])
    cells: dict[str, list[str]] = {"point": [str(point) for point in rows["point"]]} | (
        {short[path]: [_plain(value) for value in rows[path]] for path in factors} | {"runs": [str(n) for n in rows["replicates"]]}
    )
    shown: list[str] = []
    for name in names[: outcomes or None]:
        column = [told(*values) for values in zip(rows[name], rows[f"{name}_low"], rows[f"{name}_high"], strict=True)]
        if width and shown and _width({**cells, short[name]: column}) > width:
            break
        cells[short[name]] = column
        shown.append(name)
    left = [f"{len(summary) - len(rows):,} more points"] if len(rows) < len(summary) else []
    left += [f"{len(names) - len(shown)} more outcomes ({_few(names[len(shown) :])})"] if len(shown) < len(names) else []
    return Readable(pd.DataFrame(cells, dtype=object), f"Not shown: {', '.join(left)}." if left else "")


def told(mean: float, low: float, high: float) -> str:
    """A mean with its interval, to two digits of the interval's half; a dash where it is missing."""
    if not math.isfinite(mean):
        return "-"
    half = (high - low) / 2
    if not math.isfinite(half):
        return _plain(mean)
    if half == 0:
        return f"{_plain(mean)} [{_plain(mean)}, {_plain(mean)}]"
    digits = max(0, 1 - math.floor(math.log10(half)))
    if digits > 6 or abs(mean) >= 1e6:
        return f"{mean:.4g} [{low:.4g}, {high:.4g}]"
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def _plain(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _few(names: Sequence[str], most: int = 3) -> str:
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def _width(cells: dict[str, list[str]]) -> int:
    """Width of a table with two blanks between columns; a heading may break between words."""
    return sum(max([*map(len, column), *map(len, name.split("_"))]) + 2 for name, column in cells.items()) - 2

"""Which points of its levers a sweep visits: full factorials, samples of the unit cube, designs for sensitivity indices, tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from experiments.sweep.lever import Lever, apart, fitted, is_number, refusal, value_at
from experiments.sweep.tables import read
from model import door
from model.scenario import Scenario

Point = dict[str, Any]


def points(
    kind: str,
    levers: Sequence[Lever],
    *,
    size: int = 0,
    seed: int = 0,
    table: Any = None,
    base: Scenario | None = None,
    second_order: bool = True,
) -> list[Point]:
    """The points of a design, in an order that follows from the arguments alone.

    Parameters
    ----------
    kind : str
        ``grid``: every combination of levels, the first lever slowest.
        ``one_at_a_time``: the base, then each lever's levels but its base value, the others at the base.
        ``latin_hypercube``, ``sobol``: `size` points of the unit cube, mapped by :meth:`Lever.at`.
        ``saltelli``: size x (2 levers + 2) points for Sobol indices, or size x (levers + 2) without those of second order.
        ``morris``: `size` trajectories of levers + 1 points.
        ``table``: the rows of `table`.
    levers : sequence of Lever
        With full paths.
    size : int, >= 1
        For samples; a power of two for ``sobol`` and ``saltelli``.
    seed : int, >= 0
        For samples.
    table : str, Path, DataFrame or sequence of mappings, optional
        Columns are paths, one for each lever.
    base : Scenario, optional
        Needed by ``one_at_a_time``; with it the rows of a table are checked before anything runs.
    second_order : bool
        For ``saltelli``.

    Returns
    -------
    list of dict
        Value of each lever by its full path, in the order of the levers.

    Raises
    ------
    ValueError
        For levers, sizes and tables that do not suit the design.
    """
    apart(levers)
    if _known(kind) in UNIT:
        sample = unit(kind, levers, size=size, seed=seed, second_order=second_order)
        columns = [lever.at(sample[:, column]) for column, lever in enumerate(levers)]
        return [dict(zip(_paths(levers), row, strict=True)) for row in zip(*columns, strict=True)]
    return list(LISTED[kind](levers, table, base))


def count(
    kind: str,
    levers: Sequence[Lever],
    *,
    size: int = 0,
    table: Any = None,
    base: Scenario | None = None,
    second_order: bool = True,
) -> int:
    """Points that a design has, without making them; arguments as of :func:`points`.

    Raises
    ------
    ValueError
        As :func:`points`, but for values within a table.
    """
    apart(levers)
    if _known(kind) in UNIT:
        _check_sample(kind, levers, size)
        return size * _rows_each(kind, len(levers), second_order)
    if kind == "table":
        return len(read(table)[1])
    if kind == "grid":
        return math.prod(len(levels) for levels in _grid_levels(levers))
    return sum(1 for _ in _one_at_a_time(levers, table, base))


def unit(kind: str, levers: Sequence[Lever], *, size: int, seed: int = 0, second_order: bool = True) -> np.ndarray:
    """The sample of the unit cube behind a design, row by row as :func:`points` has them; arguments as there.

    Returns
    -------
    ndarray, (points, levers), float, 1, [0, 1]

    Raises
    ------
    ValueError
        For a kind that is no sample, and for levers and sizes that do not suit it.
    """
    if _known(kind) not in UNIT:
        raise ValueError(f"design = {kind!r} is no sample of the unit cube; give one of {', '.join(UNIT)}")
    _check_sample(kind, levers, size)
    if seed < 0:
        raise ValueError(f"seed = {seed} is outside [0, inf); give a whole number from 0")
    return UNIT[kind](levers, size, seed, second_order)


def problem(levers: Sequence[Lever]) -> dict[str, Any]:
    """What SALib calls a problem: the levers by path, each on [0, 1], as :func:`unit` samples them."""
    return {"num_vars": len(levers), "names": _paths(levers), "bounds": [[0.0, 1.0] for _ in levers]}


def levers_of(table: Any, base: Scenario) -> tuple[Lever, ...]:
    """A lever for each column of a table, with the values that stand in it.

    Raises
    ------
    ValueError
        For unknown names, with the nearest, for missing cells, and for rows that do not fit the base.
    """
    rows = list(_table((), table, base))
    columns = {path: list({repr(row[path]): row[path] for row in rows}.values()) for path in rows[0]}
    scales = {path: "linear" if all(map(is_number, values)) else "categorical" for path, values in columns.items()}
    levers = tuple(Lever(path, tuple(values), scale=scales[path]) for path, values in columns.items())
    apart(levers)
    return levers


def _latin_hypercube(levers: Sequence[Lever], size: int, seed: int, second_order: bool) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.LatinHypercube(len(levers), rng=_generator(seed)).random(size)


def _sobol(levers: Sequence[Lever], size: int, seed: int, second_order: bool) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.Sobol(len(levers), scramble=True, rng=_generator(seed)).random(size)


def _saltelli(levers: Sequence[Lever], size: int, seed: int, second_order: bool) -> np.ndarray:
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem(levers), size, calc_second_order=second_order, seed=seed))


def _morris(levers: Sequence[Lever], size: int, seed: int, second_order: bool) -> np.ndarray:
    from SALib.sample import morris

    return np.asarray(morris.sample(problem(levers), size, seed=seed))


def _generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def _rows_each(kind: str, levers: int, second_order: bool) -> int:
    """Points for each unit of size."""
    return {"saltelli": (2 * levers if second_order else levers) + 2, "morris": levers + 1}.get(kind, 1)


def _check_sample(kind: str, levers: Sequence[Lever], size: int) -> None:
    if not levers:
        raise ValueError(f"design = {kind} has no lever to sample; vary at least one number")
    if size < 1:
        raise ValueError(f"size = {size} is outside [1, inf) for design = {kind}; give how many {SIZES.get(kind, 'points')} to draw")
    if kind in ("sobol", "saltelli") and size & (size - 1):
        below = 1 << (size.bit_length() - 1)
        raise ValueError(f"size = {size} is no power of two, which design = {kind} needs to be balanced; give {below} or {2 * below}")
    for lever in levers if kind in SIZES else ():
        if not lever.ordered:
            raise ValueError(
                f"lever {lever.path} has no order of numbers, which design = {kind} needs for its indices; "
                "give a range or two or more numbers that rise, or take design = grid or latin_hypercube"
            )


def _grid_levels(levers: Sequence[Lever]) -> list[tuple[Any, ...]]:
    for lever in levers:
        if not lever.values:
            raise ValueError(
                f"lever {lever.path} is a range from {lever.low:g} to {lever.high:g}, and a grid needs levels; "
                f"say how many, as in {lever.path}={lever.low:g}:{lever.high:g}:10, or take design = latin_hypercube"
            )
    return [lever.values for lever in levers]


def _grid(levers: Sequence[Lever], table: Any, base: Scenario | None) -> Iterator[Point]:
    for row in product(*_grid_levels(levers)):
        yield dict(zip(_paths(levers), row, strict=True))


def _one_at_a_time(levers: Sequence[Lever], table: Any, base: Scenario | None) -> Iterator[Point]:
    if base is None:
        raise ValueError("design = one_at_a_time starts from the scenario's own values; give base")
    data = base.to_dict(sources=False)
    middle = {lever.path: value_at(data, lever.path) for lever in levers}
    for path, value in middle.items():
        if value is None:
            raise ValueError(f"lever {path} has no value in the scenario, where design = one_at_a_time starts; set it, or take a grid")
    yield dict(middle)
    for lever in levers:
        for level in lever.levels:
            if level != middle[lever.path]:
                yield {**middle, lever.path: level}


def _table(levers: Sequence[Lever], table: Any, base: Scenario | None) -> Iterator[Point]:
    header, rows = read(table)
    names = _resolved(header, levers, base)
    for number, row in enumerate(rows, 1):
        lacking = [name for name, cell in zip(header, row, strict=True) if cell is None]
        if lacking:
            raise ValueError(f"row {number} of the table has no value for {lacking[0]}; give one, or leave out the row")
        cells = {path: fitted(path, cell) for path, cell in zip(names, row, strict=True)}
        point = {path: cells[path] for path in _paths(levers) or names}
        reason = refusal(base, point) if base is not None else ""
        if reason:
            raise ValueError(f"row {number} of the table: {reason}")
        yield point


def _resolved(header: Sequence[str], levers: Sequence[Lever], base: Scenario | None) -> list[str]:
    """Full paths of a table's columns: those of the levers, where levers are given."""
    if base is None and not levers:
        raise ValueError("the columns of the table are not known; give base, or the levers")
    names = [door.resolve(base, name) if base is not None else name for name in header]
    wanted = _paths(levers) or names
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        places = " and ".join(f"{place} ({column})" for place, column in enumerate(header, 1) if names[place - 1] == twice)
        raise ValueError(f"lever {twice} has more than one column of the table, {places}; keep one of them")
    wrong = [name for name in names if name not in wanted]
    if wrong:
        raise ValueError(f"column {wrong[0]} of the table is no lever; the levers are {', '.join(wanted)}")
    lacking = [path for path in wanted if path not in names]
    if lacking:
        raise ValueError(f"the table has no column for lever {lacking[0]}; add it, or drop the lever")
    return names


def _paths(levers: Sequence[Lever]) -> list[str]:
    return [lever.path for lever in levers]


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"design = {kind!r} is not known; give one of {', '.join(KINDS)} or boundary")
    return kind


UNIT: dict[str, Callable[[Sequence[Lever], int, int, bool], np.ndarray]] = {
    "latin_hypercube": _latin_hypercube,
    "sobol": _sobol,
    "saltelli": _saltelli,
    "morris": _morris,
}
"""Samples of the unit cube."""
LISTED: dict[str, Callable[[Sequence[Lever], Any, Scenario | None], Iterator[Point]]] = {
    "grid": _grid,
    "one_at_a_time": _one_at_a_time,
    "table": _table,
}
"""Designs whose points are values from the start."""
SIZES = {"saltelli": "base points (a power of two)", "morris": "trajectories"}
"""Designs for indices, and what their size counts."""
KINDS = ("grid", "one_at_a_time", "latin_hypercube", "sobol", "saltelli", "morris", "table")

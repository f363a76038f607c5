"""What a sweep varies: a path of the scenario with its levels, or with a range that a design draws from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from numbers import Real
from typing import Any

import numpy as np

from experiments.sweep.context import NUMBER, TEXT
from experiments.sweep.fields import is_list
from model import door
from model.scenario import Scenario
from model.schema import row_of, table_at

SCALES = ("linear", "log", "categorical")


@dataclass(frozen=True)
class Lever:
    """What is varied: levels, or a range; one of the two.

    Attributes
    ----------
    path : str
        Full path in the scenario.
    values : tuple
        Levels, each once; empty for a range.
    low, high : float or None, unit of the path
        Ends of a range, both within it; low < high.
    scale : str
        ``linear``, ``log`` (a range with low > 0) or ``categorical`` (levels without an order).

    Raises
    ------
    ValueError
        When levels and range are both given or both missing, when a level stands twice, or when the range is none.
    """

    path: str
    values: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    scale: str = "linear"

    def __post_init__(self) -> None:
        self._check_types()
        object.__setattr__(self, "values", tuple(self.values))
        if self.scale not in SCALES:
            raise ValueError(f"lever {self.path}: scale = {self.scale!r} is not known; give one of {', '.join(SCALES)}")
        if bool(self.values) == (self.low is not None or self.high is not None):
            raise ValueError(f"lever {self.path} needs levels or a range, one of the two; give values, or low and high")
        if self.values:
            level, times = Counter(map(repr, self.values)).most_common(1)[0]
            if times > 1:
                raise ValueError(f"lever {self.path} lists {level} {times} times; name each level once")
        else:
            self._check_range()

    def _check_types(self) -> None:
        if not isinstance(self.path, str):
            raise ValueError(f"lever {self.path!r} is no name; give the path of what is varied, such as audit_probability")
        if not is_list(self.values):
            raise ValueError(f"lever {self.path}: values = {self.values!r} is not a list; give one, such as [0.05, 0.2, 1]")
        for end, value in (("low", self.low), ("high", self.high)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, Real)):
                raise ValueError(f"lever {self.path}: {end} = {value!r} is not a number; give low and high")

    def _check_range(self) -> None:
        low, high, name = self.low, self.high, f"lever {self.path}"
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(f"{name}: {low} to {high} is no range; give finite low and high with low < high")
        if self.scale == "categorical":
            raise ValueError(f"{name}: a range cannot be categorical; give values, or scale linear or log")
        if self.scale == "log" and low <= 0:
            raise ValueError(f"{name}: low = {low:g} is outside (0, inf), which a log scale needs; raise low, or leave out log")
        if self.whole and (low % 1 or high % 1):
            raise ValueError(f"{name} takes whole numbers, and {low:g} to {high:g} has an end that is none; give whole ends")

    @property
    def whole(self) -> bool:
        """Whether the scenario takes whole numbers only at this path."""
        return is_whole(self.path)

    @property
    def levels(self) -> tuple[Any, ...]:
        """The levels; of a range its two ends."""
        return self.values or (self.low, self.high)

    @property
    def tried(self) -> tuple[Any, ...]:
        """What a scenario must take: every level; of a range both ends and a place between, where a whole number is no matter of luck."""
        return self.values or (self.low, *self.at(np.array([math.sqrt(0.15)])), self.high)

    @property
    def kind(self) -> str:
        """Kind of the column of a table of runs: ``number`` when every level is one, else ``text``."""
        return NUMBER if all(is_number(level) for level in self.levels) else TEXT

    @property
    def ordered(self) -> bool:
        """Whether a number between 0 and 1 can stand for the lever: a range, or two or more numbers that rise or fall throughout."""
        if not self.values:
            return True
        if self.scale == "categorical" or self.kind != NUMBER or len(self.values) < 2:
            return False
        steps = np.diff(self.values)
        return bool((steps > 0).all() or (steps < 0).all())

    def at(self, u: np.ndarray) -> list[Any]:
        """Values at places in [0, 1); 1, which designs with fixed steps hold, is the last level or the high end.

        Levels, and the whole numbers of a range, have equal parts of [0, 1) each
        (on a log scale, equal parts of the logarithm up to high + 1).

        Parameters
        ----------
        u : ndarray, (points,), float, 1, [0, 1]

        Returns
        -------
        list, (points,)
            Values that the scenario takes: whole numbers are int, others float, levels as they were given.
        """
        u = np.asarray(u, dtype=float)
        if self.low is None or self.high is None:
            rows = np.minimum((u * len(self.values)).astype(int), len(self.values) - 1)
            return [self.values[row] for row in rows]
        low, high = float(self.low), float(self.high + self.whole)
        x = np.exp(np.log(low) * (1 - u) + np.log(high) * u) if self.scale == "log" else low * (1 - u) + high * u
        x = np.clip(np.floor(x) if self.whole else x, self.low, self.high)
        return [int(value) for value in x] if self.whole else x.tolist()


def checked(lever: Lever, base: Scenario) -> Lever:
    """The lever with its full path, once each level alone, or both ends and a place between, fits the base.

    Raises
    ------
    ValueError
        For an unknown name, with the nearest, and for a level that the scenario refuses.
    """
    path = door.resolve(base, lever.path)
    low, high = fitted(path, lever.low), fitted(path, lever.high)
    lever = replace(lever, path=path, values=tuple(fitted(path, value) for value in lever.values), low=low, high=high)
    for level in lever.tried:
        reason = refusal(base, {path: level})
        if reason:
            raise ValueError(f"lever {reason}" if reason.startswith(f"{path} ") else f"lever {path} at {level!r}: {reason}")
    return lever


def check(levers: Sequence[Lever], base: Scenario) -> tuple[Lever, ...]:
    """All levers of a sweep with full paths, once each fits alone and none takes away what another sets.

    Raises
    ------
    ValueError
        Naming the levers and the remedy.
    """
    fit = tuple(checked(lever, base) for lever in levers)
    apart(fit)
    for one, other in product(fit, fit):
        part, _, leaf = one.path.rpartition(".")
        if leaf != "kind" or one is other or not other.path.startswith(f"{part}."):
            continue
        for level in one.values:
            reason = refusal(base, {one.path: level, other.path: other.levels[0]})
            if reason:
                raise ValueError(
                    f"levers {one.path} and {other.path} do not go together at {one.path} = {level!r} ({reason}); "
                    f"vary {part} as whole tables, each with its own kind and numbers"
                )
    return fit


def apart(levers: Sequence[Lever]) -> None:
    """Refuse levers on the same path, or on a path inside a table that another replaces.

    Raises
    ------
    ValueError
        Naming both levers and the remedy.
    """
    for one, other in combinations(levers, 2):
        outer, inner = sorted((one.path, other.path), key=len)
        if outer == inner:
            raise ValueError(f"lever {outer} is given twice; give one lever with all its values")
        if inner.startswith(f"{outer}."):
            raise ValueError(f"lever {inner} lies inside lever {outer}; write its values into the tables of {outer}, or drop one of them")


def fitted(path: str, value: Any) -> Any:
    """A value in the type of its path: whole numbers where the scenario takes them, floats elsewhere; numpy's as Python's."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not is_number(value) or not math.isfinite(value):
        return value
    if not is_whole(path):
        return float(value)
    return int(value) if value % 1 == 0 else value


def value_at(data: dict[str, Any], path: str) -> Any:
    """What stands at a path of plain data; None where nothing does."""
    parent, _, leaf = path.rpartition(".")
    return table_at(data, parent).get(leaf)


def is_whole(path: str) -> bool:
    """Whether the scenario takes whole numbers only at a path; the schema's default is then one."""
    row = row_of(path)
    return row is not None and isinstance(row["default"], int) and not isinstance(row["default"], bool)


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def refusal(base: Scenario, changes: dict[str, Any]) -> str:
    """Why a scenario cannot be changed so; empty when it can."""
    try:
        door.change(base, changes)
    except ValueError as error:
        return str(error)
    return ""

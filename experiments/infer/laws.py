"""Laws of numbers that are not known: what is believed of each before the records are seen."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import ndtr, ndtri

from experiments.sweep.lever import Lever, is_number, is_whole, refusal
from experiments.sweep.levers import parse_vary
from model import door
from model.scenario import Scenario

KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "uniform": (("low", "high"), ()),
    "log_uniform": (("low", "high"), ()),
    "normal": (("mean", "sd"), ("low", "high")),
    "beta": (("a", "b"), ("low", "high")),
}
"""Laws, with the numbers that each needs and those that it may have: ends that cut a normal law, or between which a beta law lies."""
FORM = '".01:.5", ".01:.5:log" or {law = "beta", a = 2, b = 5}'
OUTERMOST = 8.0
"""Normal scores beyond which no value is told apart from the law's end."""


@dataclass(frozen=True)
class Law:
    """The prior law of one number of a scenario.

    Attributes
    ----------
    path : str
        Full path in the scenario.
    kind : str
        One of ``KINDS``.
    numbers : mapping
        Its numbers, in the unit of the path.

    Raises
    ------
    ValueError
        For an unknown law, numbers that it lacks or does not have, and ends that are none.
    """

    path: str
    kind: str
    numbers: Mapping[str, float]

    def __post_init__(self) -> None:
        here = f"prior of {self.path}"
        if self.kind not in KINDS:
            near = difflib.get_close_matches(str(self.kind), KINDS, 1)
            raise ValueError(
                f"{here}: law = {self.kind!r} is not known; " + (f"did you mean {near[0]}?" if near else f"give {', '.join(KINDS)}")
            )
        needed, may = KINDS[self.kind]
        for name, value in self.numbers.items():
            if name not in (*needed, *may):
                raise ValueError(f"{here}: a {self.kind} law has no {name!r}; it has {', '.join((*needed, *may))}")
            if not is_number(value) or not math.isfinite(value):
                raise ValueError(f"{here}: {name} = {value!r} is not a finite number; give one")
        lacking = [name for name in needed if name not in self.numbers]
        if lacking:
            raise ValueError(f"{here}: a {self.kind} law needs {lacking[0]}; give {', '.join(needed)}")
        for name in ("sd", "a", "b"):
            if self.numbers.get(name, 1.0) <= 0:
                raise ValueError(f"{here}: {name} = {self.numbers[name]:g} is outside (0, inf); raise it")
        self._check_ends(here)

    def _check_ends(self, here: str) -> None:
        low, high = self.ends
        if not low < high:
            raise ValueError(f"{here}: {low:g} to {high:g} is no range; give low < high")
        if self.kind == "log_uniform" and low <= 0:
            raise ValueError(f"{here}: low = {low:g} is outside (0, inf), which a log scale needs; raise it, or leave out log")
        if self.whole and self.kind in ("normal", "beta"):
            raise ValueError(f"{here} takes whole numbers, which a {self.kind} law has not; give a uniform one")
        if self.whole and (low % 1 or high % 1):
            raise ValueError(f"{here} takes whole numbers, and {low:g} to {high:g} has an end that is none; give whole ends")

    @property
    def whole(self) -> bool:
        """Whether the scenario takes whole numbers only."""
        return is_whole(self.path)

    @property
    def ends(self) -> tuple[float, float]:
        """Least and largest value; infinite where there is none."""
        open_ends = (0.0, 1.0) if self.kind == "beta" else (-math.inf, math.inf)
        return float(self.numbers.get("low", open_ends[0])), float(self.numbers.get("high", open_ends[1]))

    @property
    def _law(self) -> Any:
        low, high = self.ends
        if self.kind == "uniform":
            return stats.uniform(low, high + self.whole - low)
        if self.kind == "log_uniform":
            return stats.loguniform(low, high + self.whole)
        if self.kind == "beta":
            return stats.beta(self.numbers["a"], self.numbers["b"], low, high - low)
        mean, sd = self.numbers["mean"], self.numbers["sd"]
        return stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)

    def at(self, scores: np.ndarray) -> list[Any]:
        """Values at normal scores: the value below which the law has as much mass as the standard normal law below the score.

        Parameters
        ----------
        scores : (n,), 1

        Returns
        -------
        list, (n,)
            In the unit of the path; int where the scenario takes whole numbers.
        """
        scores = np.clip(np.asarray(scores, dtype=float), -OUTERMOST, OUTERMOST)
        law = self._law
        values = np.where(scores <= 0, law.ppf(ndtr(scores)), law.isf(ndtr(-scores)))
        values = np.clip(np.floor(values) if self.whole else values, *self.ends)
        return [int(value) for value in values] if self.whole else values.tolist()

    def scores(self, values: np.ndarray) -> np.ndarray:
        """Normal scores of values; of a whole number that of the middle of its step."""
        values, law = np.asarray(values, dtype=float) + 0.5 * self.whole, self._law
        below = law.cdf(values)
        return np.clip(np.where(below <= 0.5, ndtri(below), -ndtri(law.sf(values))), -OUTERMOST, OUTERMOST)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Logarithm of the law's density at values; -inf outside."""
        return np.asarray(self._law.logpdf(np.asarray(values, dtype=float) + 0.5 * self.whole))

    def described(self) -> str:
        """The law in words."""
        return f"{self.kind}({', '.join(f'{name} {value:g}' for name, value in self.numbers.items())})"


def law_of(name: str, given: Any, base: Scenario) -> Law:
    """A law from what a file says of a path, once the base takes what lies within it.

    Parameters
    ----------
    name : str
        A full path, or a unique short one.
    given : str or mapping
        ``low:high`` with or without ``:log``, or a table with ``law`` and its numbers.
    base : Scenario

    Raises
    ------
    ValueError
        In one line that names the path, the value and the remedy.
    """
    path = door.resolve(base, name)
    if isinstance(given, str):
        lever = parse_vary(f"{path}={given}", base)
        if lever.values:
            raise ValueError(f"prior of {path}: {given!r} is no range; give {FORM}")
        return _of_range(lever)
    if not isinstance(given, Mapping) or "law" not in given:
        raise ValueError(f"prior of {path}: {given!r} is no law; give {FORM}")
    law = Law(path, given["law"], {key: value for key, value in given.items() if key != "law"})
    for value in law.at(np.array([-3.0, 0.0, 3.0])):
        reason = refusal(base, {path: value})
        if reason:
            raise ValueError(
                f"prior of {path}: the network does not take {value:.4g}, which lies within the law ({reason}); cut it with low and high"
            )
    return law


def _of_range(lever: Lever) -> Law:
    low, high = (float(end) for end in lever.levels)
    return Law(lever.path, "log_uniform" if lever.scale == "log" else "uniform", {"low": low, "high": high})

"""Wants and aims: what a design must keep to, what it is judged by, and whether runs bear a want out."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np

from analysis.design.outcomes import known

CONFIRMED, REFUTED, OPEN = "confirmed", "refuted", "open"
TINY = 1e-9
"""Of a bound's size (of 1 where it is 0): what rounding may do."""


class Want(NamedTuple):
    """A bound on an outcome.

    Attributes
    ----------
    name : str
        Of an outcome.
    sign : int
        1: at least the bound; -1: at most.
    bound : float, unit of the outcome
    """

    name: str
    sign: int
    bound: float

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name}{'>=' if self.sign > 0 else '<='}{self.bound:g}"

    def slack(self, value: float) -> float:
        """How far a value is on the right side, over the bound's size (over 1 where the bound is 0); -inf for a missing one."""
        return -math.inf if math.isnan(value) else self.sign * (value - self.bound) / (abs(self.bound) or 1.0)

    def is_met(self, value: float) -> bool:
        """Whether a value is on the right side, but for rounding."""
        return self.slack(value) >= -TINY

    def verdict(self, low: float, high: float) -> str:
        """What an interval says: all of it on the right side, all on the wrong one, or neither; a missing one says nothing."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return OPEN
        met = [self.is_met(low), self.is_met(high)]
        return CONFIRMED if all(met) else OPEN if any(met) else REFUTED


class Aim(NamedTuple):
    """An outcome that is made as low, or as high, as the wants allow.

    Attributes
    ----------
    name : str
    sign : int
        1: lower is better; -1: higher.
    """

    name: str
    sign: int


def parse_want(text: str) -> Want:
    """A want from ``integrity>=.999`` or ``honest_loss<=.01``.

    Raises
    ------
    ValueError
        For words that are no such bound, and for outcomes without a closed form.
    """
    found = re.fullmatch(r"\s*(\w+)\s*(>=|<=)\s*(\S+)\s*", text)
    try:
        bound = float(found[3]) if found else math.nan
    except ValueError:
        bound = math.nan
    if found is None or not math.isfinite(bound):
        raise ValueError(f'--want {text!r} is no bound; write for example --want "integrity>=.999" or --want "honest_loss<=.01"')
    return Want(known(found[1]).name, 1 if found[2] == ">=" else -1, bound)


def aims_of(minimise: list[str], maximise: list[str]) -> list[Aim]:
    """Aims, at least two: a single one is weighed against deterrence, which says how far the network is from tipping.

    Integrity at the response jumps where deterrence crosses zero, so that a front
    of cost against integrity would be two points.

    Raises
    ------
    ValueError
        When none is given, when one is given twice, and when deterrence alone is minimised.
    """
    aims = [Aim(known(name.strip()).name, 1) for name in minimise] + [Aim(known(name.strip()).name, -1) for name in maximise]
    names = [aim.name for aim in aims]
    if not aims:
        raise ValueError("nothing is minimised or maximised; give --minimise cost, or another outcome")
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"{twice[0]} is given twice; name each outcome once, under --minimise or --maximise")
    if names == ["deterrence"]:
        raise ValueError("deterrence alone has no front; weigh it against another outcome, such as --minimise cost")
    return aims if len(aims) > 1 else [*aims, Aim("deterrence", -1)]


def interval(measured: np.ndarray) -> tuple[float, float, float]:
    """Mean over runs and its 95 % interval by Student's law; nan where fewer than two runs have a value.

    Parameters
    ----------
    measured : (runs,), float
    """
    from scipy.special import stdtrit

    told = measured[np.isfinite(measured)]
    if len(told) < 2:
        return (float(told.mean()) if len(told) else math.nan), math.nan, math.nan
    half = float(stdtrit(len(told) - 1, 0.975) * np.std(told, ddof=1) / math.sqrt(len(told)))
    return float(told.mean()), float(told.mean()) - half, float(told.mean()) + half

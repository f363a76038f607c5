"""What every number of a scenario carries: a unit, a range, a meaning; and laws that numbers are drawn from."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.luck import UNIT, normal_quantile, uniforms


class Part(BaseModel):
    """A frozen piece of a scenario; unknown names and non-finite numbers are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, strict=True, validate_default=True, use_attribute_docstrings=False
    )


def number(
    default: Any,
    unit: str,
    meaning: str,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
) -> Any:
    """Declare a field of a part.

    Parameters
    ----------
    default : object
        ``...`` when the field must be given.
    unit : str
        ``tok``, ``USD``, ``seg``, ``epoch``, ``sigma``, ``1`` or, for choices, an empty string.
    meaning : str
        One line, for the schema, the documents and the sliders of the page.
    ge, gt, le, lt : float, optional
        The allowed range.
    """
    # Strict types would refuse the lists of TOML and JSON where a tuple is meant.
    return Field(default, description=meaning, ge=ge, gt=gt, le=le, lt=lt, json_schema_extra={"unit": unit})


class Uniform(Part):
    """Uniform between low and high."""

    kind: Literal["uniform"]
    low: float = number(0.0, "as used", "smallest value")
    high: float = number(1.0, "as used", "largest value")

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.high < self.low:
            raise ValueError(f"high = {self.high} is below low = {self.low}; give high >= low")
        return self

    def mean(self) -> float:
        """Mean of the law."""
        return (self.low + self.high) / 2

    def at(self, u: np.ndarray) -> np.ndarray:
        """Quantiles at `u` in [0, 1)."""
        return self.low + (self.high - self.low) * u


class Normal(Part):
    """Normal, cut off at low and high."""

    kind: Literal["normal"]
    mean_value: float = number(1.0, "as used", "mean before cutting off")
    deviation: float = number(0.3, "as used", "standard deviation before cutting off", ge=0)
    low: float = number(0.0, "as used", "values below are set to this")
    high: float = number(1e9, "as used", "values above are set to this")

    def mean(self) -> float:
        """Mean of the law before cutting off."""
        return self.mean_value

    def at(self, u: np.ndarray) -> np.ndarray:
        """Quantiles at `u` in [0, 1)."""
        return np.clip(self.mean_value + self.deviation * _normal_quantiles(u), self.low, self.high)


class Lognormal(Part):
    """Lognormal with the given median and log-spread."""

    kind: Literal["lognormal"]
    median: float = number(1.0, "as used", "median", gt=0)
    spread: float = number(1.0, "1", "standard deviation of the logarithm", ge=0)

    def mean(self) -> float:
        """Mean of the law."""
        return self.median * math.exp(self.spread**2 / 2)

    def at(self, u: np.ndarray) -> np.ndarray:
        """Quantiles at `u` in [0, 1)."""
        return np.asarray(self.median * np.exp(self.spread * _normal_quantiles(u)))


class Pareto(Part):
    """Pareto with the given smallest value and tail exponent."""

    kind: Literal["pareto"]
    low: float = number(1.0, "as used", "smallest value", gt=0)
    exponent: float = number(2.0, "1", "tail exponent: P(X > x) = (low / x)^exponent", gt=0)

    def mean(self) -> float:
        """Mean of the law; the smallest value when the mean does not exist."""
        return self.low * self.exponent / (self.exponent - 1) if self.exponent > 1 else self.low

    def at(self, u: np.ndarray) -> np.ndarray:
        """Quantiles at `u` in [0, 1)."""
        return np.asarray(self.low * (1.0 - u) ** (-1.0 / self.exponent))


def _normal_quantiles(u: np.ndarray) -> np.ndarray:
    return np.array([normal_quantile(p + 0.5 * UNIT) for p in u])


Law = Annotated[Uniform | Normal | Lognormal | Pareto, Field(discriminator="kind")]
Numbers = float | list[float] | Law
"""A value for all, a list with one value a node, or a law that each node draws from at entry."""


def mean_of(numbers: Numbers) -> float:
    """Mean of a value, a list or a law."""
    if isinstance(numbers, (int, float)):
        return float(numbers)
    if isinstance(numbers, list):
        return float(np.mean(numbers))
    return numbers.mean()


def give_out(numbers: Numbers, rows: np.ndarray, key: int, quantity: int) -> np.ndarray:
    """The value of each of some nodes.

    Parameters
    ----------
    numbers : float, list or law
    rows : ndarray, (n,), int
        Rows of the nodes, in ascending order; a list is dealt out in this order.
    key : uint64
        Key of the draw ``endow``.
    quantity : int
        Which quantity of the node is drawn: two quantities of a node are independent.

    Returns
    -------
    ndarray, (n,), float
    """
    if isinstance(numbers, (int, float)):
        return np.full(len(rows), float(numbers))
    if isinstance(numbers, list):
        return np.asarray(numbers, dtype=float)
    return numbers.at(uniforms(key, rows, quantity))


def check_numbers(numbers: Numbers, count: int, name: str, low: float, high: float) -> None:
    """Refuse a list of the wrong length and values outside a range.

    Raises
    ------
    ValueError
        Naming the field, the value, the range and the remedy.
    """
    if isinstance(numbers, list):
        if len(numbers) != count:
            raise ValueError(f"{name} lists {len(numbers)} values for {count} nodes; give {count} values, one value, or a law")
        outside = [v for v in numbers if not low <= v <= high]
        if outside:
            raise ValueError(f"{name} holds {outside[0]:g}, outside [{low:g}, {high:g}]; change that entry")
        return
    if isinstance(numbers, (int, float)):
        if not low <= numbers <= high:
            raise ValueError(f"{name} = {numbers:g} is outside [{low:g}, {high:g}]; give a number in that range")
        return
    least, most = {
        "uniform": lambda law: (law.low, law.high),
        "normal": lambda law: (law.low, law.high),
        "lognormal": lambda law: (0.0, high),
        "pareto": lambda law: (law.low, high),
    }[numbers.kind](numbers)
    if least < low or most > high:
        raise ValueError(f"{name} is drawn from [{least:g}, {most:g}], outside [{low:g}, {high:g}]; narrow the law")

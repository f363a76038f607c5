"""The technology curve: what the cheapest filler of a given deviation costs.

Without it, effort 0 with deviation 0 at no cost would be the best behaviour
under every field.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from pydantic import model_validator

from model.quantity import Part, number


class Filler(Part):
    """One known way to produce an output without running the model as asked."""

    deviation: float = number(..., "sigma", "deviation of its segments", ge=0, le=1e6)
    cost_ratio: float = number(..., "1", "cost over that of computing", ge=0, le=10)
    idiosyncratic: bool = number(False, "", "sign and size are fresh each time, so that two such outputs never agree")


class Technology(Part):
    """Cost ratio by deviation: linear in log(1 + deviation) between known fillers; and what a forged trace costs."""

    fillers: dict[str, Filler] = number(
        {
            "exact": Filler(deviation=0.0, cost_ratio=1.0),
            "fp8": Filler(deviation=10.0, cost_ratio=0.52),
            "int4": Filler(deviation=20.0, cost_ratio=0.46),
            "small_model": Filler(deviation=100.0, cost_ratio=0.1),
            "garbage": Filler(deviation=1000.0, cost_ratio=0.0, idiosyncratic=True),
        },
        "",
        "known fillers by name",
    )
    trace_cost: float = number(
        0.01,
        "1",
        "cost of forging the trace of a segment, by one pass of the full model over its output, over that of computing",
        ge=0,
        le=10,
    )

    @model_validator(mode="after")
    def _is_a_curve(self) -> Technology:
        points = sorted((f.deviation, f.cost_ratio) for f in self.fillers.values())
        if not points:
            raise ValueError("technology.fillers is empty; give at least one filler")
        if len({d for d, _ in points}) < len(points):
            raise ValueError("technology.fillers has two fillers of one deviation; give each its own")
        return self

    @cached_property
    def points(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Deviations, cost ratios and idiosyncrasy of the fillers, by deviation; each (fillers,)."""
        known = sorted(self.fillers.values(), key=lambda f: f.deviation)
        return (
            np.array([f.deviation for f in known]),
            np.array([f.cost_ratio for f in known]),
            np.array([float(f.idiosyncratic) for f in known]),
        )

    def cost(self, deviation: np.ndarray | float) -> np.ndarray:
        """Cost ratio of the cheapest filler of a deviation (by size).

        Parameters
        ----------
        deviation : array, sigma

        Returns
        -------
        ndarray, same shape
        """
        known, ratios, _ = self.points
        return np.interp(np.log1p(np.abs(deviation)), np.log1p(known), ratios)

    def idiosyncratic(self, deviation: np.ndarray | float) -> np.ndarray:
        """1 where the filler used at that deviation is idiosyncratic.

        A deviation takes the nature of the known filler at or below it.
        """
        known, _, nature = self.points
        at = np.searchsorted(known, np.abs(deviation), side="right") - 1
        return np.where(at >= 0, nature[np.maximum(at, 0)], 0.0)

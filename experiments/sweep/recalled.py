"""What was asked of a sweep, read again from its folder's description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.sweep.boundary import Boundary
from experiments.sweep.lever import Lever


def factors(described: Mapping[str, Any]) -> tuple[Lever, ...]:
    """Levers and uncertainties of a sweep, in the order of the columns, from ``Results.sweep``."""
    return tuple(
        Lever(one["path"], tuple(one["values"]), one["low"], one["high"], one["scale"])
        for one in (*described["levers"], *described["uncertainties"])
    )


def boundary(described: Mapping[str, Any]) -> Boundary:
    """The boundary that a sweep follows.

    Raises
    ------
    ValueError
        When it follows none.
    """
    if not described.get("boundary"):
        raise ValueError(f"the sweep has design = {described['design']} and follows no boundary; run one with design = boundary")
    return Boundary(**described["boundary"])

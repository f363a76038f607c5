"""A map of what can be told from honest work: epochs that it takes, over how much deviates and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.possibility.arms import traits_of
from analysis.possibility.axes import AXES, tolerance_of
from analysis.possibility.records import Source
from analysis.possibility.telling import epochs_between, laws_of
from model.scenario import Scenario

POINTS, POINTS_WHERE_DRAWN = 25, 11
"""Points of either axis; fewer where laws have to be drawn."""
LEAST_SKIPPED = 1e-3


@dataclass(frozen=True)
class Map:
    """Epochs until a node that skips some segments is told from an honest one.

    Attributes
    ----------
    deviation : (x,), sigma
        Of what fills the skipped segments.
    skipped : (y,)
        Share of the segments.
    epochs : (y, x)
        Infinite where no number would do.
    tolerance : float, sigma
        The largest of the panels; 0 where none has any.
    """

    deviation: np.ndarray
    skipped: np.ndarray
    epochs: np.ndarray
    tolerance: float


def detectability(scenario: Scenario, listed: Sequence[Source]) -> Map:
    """The map of a network's records, up to three tolerances.

    Parameters
    ----------
    scenario : Scenario
    listed : sequence of Source
    """
    own = [source for source in listed if source.kind in ("verdicts", "counts")]
    points = POINTS_WHERE_DRAWN if any(source.estimated for source in own) else POINTS
    tolerance = tolerance_of(scenario)
    deviation, skipped = np.linspace(0.0, 3.0 * tolerance, points), np.geomspace(LEAST_SKIPPED, 1.0, points)
    honest = {name: axis.honest for name, axis in AXES.items()}

    usual = laws_of(own, traits_of(honest))

    def told(share: float, size: float) -> float:
        return epochs_between(own, usual, laws_of(own, traits_of({**honest, "effort": 1.0 - share, "deviation": size})))

    epochs = np.array([[told(float(share), float(size)) for size in deviation] for share in skipped])
    panels = [getattr(field.verification, "tolerance", 0.0) for field in scenario.fields.values()]
    return Map(deviation, skipped, epochs, max(panels))

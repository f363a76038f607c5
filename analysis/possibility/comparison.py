"""Two fields side by side: what becomes possible, what stops being possible, and which part of the field it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.possibility.attribution import Attribution, attributed
from analysis.possibility.axes import AXES, Box
from analysis.possibility.distances import Difference, compared
from analysis.possibility.hybrids import PLAYERS, hybrid
from analysis.possibility.plane import CELLS, drawn_axes, sets_on_plane
from analysis.possibility.regions import Region, region
from analysis.possibility.sets import ALPHA, JOBS, NAMES, POINTS, WHOLE, Sets, sets_at
from analysis.possibility.volume import unit_points
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COMPARED = tuple(name for name in NAMES if name not in WHOLE)
"""Sets that are compared: all but those that are the box itself under every field."""
NAMED: dict[str, dict[str, float]] = {
    "honest": {},
    "skimmer": {"effort": 0.5, "deviation": 1000.0},
    "substituter_fp8": {"effort": 0.0, "deviation": 10.0},
    "substituter_int4": {"effort": 0.0, "deviation": 20.0},
    "skip_and_withhold": {"effort": 0.0, "deviation": 1000.0, "withhold": 1.0},
    "withholder": {"withhold": 1.0},
    "corruptor": {"attack_rate": 0.1, "deviation": 1000.0},
    "rubber_stamp": {"vigilance": 0.0},
}
"""Strategies that differ from honest along axes of behaviour alone, by what they change; substituters verify with a sound model here."""


@dataclass(frozen=True)
class Comparison:
    """The possibility sets of two networks at the same points of one box.

    Attributes
    ----------
    before, after : Sets
    changes : dict of Difference
        By set.
    gained, lost, kept : dict of Region
        By set: what is only under the second field, what only under the first, and what under both.
    named : dict of dict of (bool, bool)
        By set, then strategy of `NAMED`: whether it belonged to the set, and whether it does.
    attribution : Attribution, optional
        None where a hybrid cannot be built.
    refusal : str
        Why not; empty where it can.
    """

    before: Sets
    after: Sets
    changes: dict[str, Difference]
    gained: dict[str, Region]
    lost: dict[str, Region]
    kept: dict[str, Region]
    named: dict[str, dict[str, tuple[bool, bool]]]
    attribution: Attribution | None
    refusal: str


def box_of_both(one: Box, other: Box) -> Box:
    """The box over the same axes that holds two, since tolerances and so ranges of deviation may differ."""
    low, high = np.minimum(one.low, other.low), np.maximum(one.high, other.high)
    return Box(one.axes, tuple(map(float, low)), tuple(map(float, high)), one.at)


def compare(
    first: Scenario, second: Scenario, box: Box, crowd: str = "written", *, points: int = POINTS, seed: int = 0, jobs: int = JOBS,
    alpha: float = ALPHA,
) -> Comparison:  # fmt: skip
    """Compare the possibility sets of two networks.

    Parameters
    ----------
    first, second : Scenario
    box : Box
        Conceivable behaviours, the same for both.
    crowd, points, seed, jobs, alpha
        As in :func:`analysis.possibility.sets.sets_of`.

    Returns
    -------
    Comparison
    """
    unit, batch = unit_points(len(box.axes), points, seed)
    behaviours = box.points(unit)
    known: dict[str, Sets] = {}

    def judged(scenario: Scenario) -> Sets:
        digest = scenario.digest()
        if digest not in known:
            known[digest] = sets_at(scenario, box, behaviours, batch, crowd, jobs, alpha)
        return known[digest]

    before, after = judged(hybrid(first, second, ()).scenario), judged(hybrid(first, second, PLAYERS).scenario)
    old, new = before.masks, after.masks
    attribution, refusal = None, ""
    try:
        attribution = attributed(first, second, COMPARED, batch, lambda scenario: judged(scenario).masks)
    except ValueError as error:
        refusal = " ".join(str(error).split())
    return Comparison(
        before, after, {name: compared(unit, old[name], new[name], batch) for name in COMPARED},
        {name: region(behaviours, new[name] & ~old[name], box) for name in COMPARED},
        {name: region(behaviours, old[name] & ~new[name], box) for name in COMPARED},
        {name: region(behaviours, old[name] & new[name], box) for name in COMPARED},
        named(before, after), attribution, refusal,
    )  # fmt: skip


def named(before: Sets, after: Sets) -> dict[str, dict[str, tuple[bool, bool]]]:
    """Which of `NAMED` belong to each set under two fields: those that the box's axes can tell from an honest node."""
    box = before.box
    known = {name: changes for name, changes in NAMED.items() if _is_on(changes, box)}
    points = np.array([[changes.get(axis, AXES[axis].honest) for axis in box.axes] for changes in known.values()])
    if not len(points):
        return {name: {} for name in COMPARED}
    one, other = (_masks_at(sets, points) for sets in (before, after))
    return {
        name: {strategy: (bool(one[name][row]), bool(other[name][row])) for row, strategy in enumerate(known)} for name in COMPARED
    }  # fmt: skip


def _is_on(changes: Mapping[str, float], box: Box) -> bool:
    """Whether a behaviour stands where the box's fixed axes do; who neither skips nor attacks deviates nowhere, whatever its deviation."""
    deviates = "effort" in changes or "attack_rate" in changes
    fixed = [axis for axis in AXES if axis not in box.axes and (deviates or axis != "deviation")]
    return all(changes.get(axis, AXES[axis].honest) == box.at.get(axis, AXES[axis].honest) for axis in fixed)


def drawn(found: Comparison) -> tuple[str, str]:
    """The two axes that a map of both fields shows: those that tell most under either; the box has two or more."""
    pairs = [drawn_axes(sets.scenario, sets.box) for sets in (found.before, found.after)]
    return next((pair for pair in pairs if "deviation" in pair), pairs[0])


def maps(found: Comparison, names: Sequence[str], cells: int = CELLS) -> pd.DataFrame:
    """Who belongs to some sets on the plane of the axes that are drawn.

    Parameters
    ----------
    found : Comparison
    names : sequence of str
        Sets.
    cells : int
        Even places along each axis.

    Returns
    -------
    DataFrame
        Columns ``set, x, y, before, after``, a row for each set and point.
    """
    import pandas as pd

    pair = drawn(found)
    one, other = (sets_on_plane(s.scenario, s.box, pair, s.crowd, s.jobs, s.alpha, cells=cells) for s in (found.before, found.after))
    x, y = (one.points[:, one.box.axes.index(axis)] for axis in pair)
    tables = [pd.DataFrame({"set": name, "x": x, "y": y, "before": one.masks[name], "after": other.masks[name]}) for name in names]
    return pd.concat(tables, ignore_index=True)


def _masks_at(sets: Sets, points: np.ndarray) -> dict[str, np.ndarray]:
    """Who of other points belongs to the sets of a network."""
    return sets_at(sets.scenario, sets.box, points, np.zeros(len(points), dtype=int), sets.crowd, sets.jobs, sets.alpha).masks

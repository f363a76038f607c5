"""Possibility sets on a plane through the box: a grid over two axes, for figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.possibility.axes import AXES, Box
from analysis.possibility.resistance import Resistance
from analysis.possibility.sets import ALPHA, JOBS, Sets, given_audit, outside_option, sets_at
from analysis.possibility.singular import rest_of
from model.field.verification.panel.numbers import Panel
from model.outlook import Outlook
from model.scenario import Scenario

CELLS = 49
"""Even places along each axis of a plane."""
NEAR = (1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 7e-3, 0.01, 0.014)
"""Further places beside the honest end of a share, where a life of many jobs is decided."""


def drawn_axes(scenario: Scenario, box: Box) -> tuple[str, str]:
    """The two axes that tell most: effort and deviation where a panel has a tolerance, else effort and attacks.

    Parameters
    ----------
    scenario : Scenario
    box : Box
        Of two axes or more.
    """
    panels = [field.verification for field in scenario.fields.values() if isinstance(field.verification, Panel)]
    second = "deviation" if any(panel.tolerance > 0 and panel.audit_probability > 0 for panel in panels) else "attack_rate"
    wanted = ("effort", second) if {"effort", second} <= set(box.axes) and len(box.axes) == 5 else box.axes[:2]
    return wanted[0], wanted[1]


def sets_on_plane(
    scenario: Scenario,
    box: Box,
    drawn: tuple[str, str],
    crowd: str,
    jobs: int = JOBS,
    alpha: float = ALPHA,
    resistance: Resistance | None = None,
    cells: int = CELLS,
) -> Sets:
    """Possibility sets at the points of a grid, row by row of the second axis; invaders come from the whole box."""
    x, y = (places(box, name, cells) for name in drawn)
    columns = {name: np.full(len(x) * len(y), value) for name, value in rest_of(box, drawn).items()}
    columns |= {drawn[0]: np.tile(x, len(y)), drawn[1]: np.repeat(y, len(x))}
    points = np.column_stack([columns[name] for name in box.axes])
    return sets_at(scenario, box, points, np.zeros(len(points), dtype=int), crowd, jobs, alpha, resistance)


def places(box: Box, name: str, cells: int) -> np.ndarray:
    """Where a grid has its lines along an axis: evenly, and closer by the honest end of a share."""
    column = box.axes.index(name)
    low, high, honest = box.low[column], box.high[column], AXES[name].honest
    even = np.linspace(low, high, cells)
    if honest not in (low, high):
        return even
    return np.unique(np.concatenate((even, np.abs(honest - np.array(NEAR)))))


def table_of(sets: Sets, drawn: tuple[str, str]) -> pd.DataFrame:
    """What decides about each set on a plane, for contours.

    Parameters
    ----------
    sets : Sets
    drawn : (str, str)

    Returns
    -------
    DataFrame
        ``crowd``; the two axes; ``life`` and ``audited``, over an honest node's; ``surplus`` over the outside option, USD/epoch; ``gap``.
    """
    x, y = (sets.points[:, sets.box.axes.index(name)] for name in drawn)
    honest = given_audit(Outlook(sets.scenario, sets.crowd).of({"effort": np.ones(1)}))[0]
    audited = given_audit(sets.prospects) / honest if honest > 0 else np.ones(len(x))
    surplus = sets.prospects.utility - outside_option(sets.scenario)
    return pd.DataFrame({"crowd": sets.crowd, drawn[0]: x, drawn[1]: y, "life": sets.life, "audited": audited, "surplus": surplus}).assign(
        gap=sets.gap
    )

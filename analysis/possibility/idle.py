"""Axes along which a field makes no difference: directions in which a node can do nothing that it could not leave."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from analysis.possibility.axes import Box
from analysis.possibility.resistance import Resistance
from analysis.possibility.volume import unit_points
from model.desk import VERIFIES
from model.outlook import Outlook, role_of
from model.scenario import Scenario

PROBES, STATIONS = 16, (0.0, 0.37, 1.0)
"""Points of the box at which an axis is moved, and where to."""
SAME = 1e-12
"""Relative difference that is rounding."""


def idle_axes(scenario: Scenario, box: Box) -> dict[str, str]:
    """Axes of a box that change neither a node's own verdicts and utility nor those of others, and why.

    Parameters
    ----------
    scenario : Scenario
    box : Box

    Returns
    -------
    dict of str to str
        Reason by axis.
    """
    names = [name for name in box.axes if name != "vigilance" or not Resistance(scenario, box).checks]
    return {name: REASONS.get(name, _no_reason)(scenario) for name in _moving_nothing(scenario, box, names)}


def _moving_nothing(scenario: Scenario, box: Box, names: list[str]) -> list[str]:
    """Axes along which nothing moves, of some."""
    probes, moved = unit_points(len(box.axes), PROBES)[0], []
    for name, station in product(names, STATIONS):
        moved.append(probes.copy())
        moved[-1][:, box.axes.index(name)] = station
    if not moved:
        return []
    p = Outlook(scenario, "effective").of(box.traits(box.points(np.concatenate(moved))))
    seen = np.array([p.accepted_unaudited, p.accepted_verified, p.rejected_invalid, p.rejected_unavailable, p.utility])
    table = seen.reshape(len(seen), len(names), len(STATIONS), PROBES)
    scale = SAME * np.maximum(1.0, np.abs(table[:, :, :1]))
    same = (np.abs(table - table[:, :, :1]) <= scale).all(axis=(0, 2, 3))
    return [name for name, idle in zip(names, same, strict=True) if idle]


def _of_vigilance(scenario: Scenario) -> str:
    if not role_of(scenario) & VERIFIES:
        return "nodes that execute do not verify here"
    return "no panel of peers is ever called, so there is nothing to check"


def _of_withholding(scenario: Scenario) -> str:
    return "no trace is ever read, so hiding it changes nothing"


def _no_reason(scenario: Scenario) -> str:
    return "neither a verdict nor a payment depends on it in this box"


REASONS: dict[str, Callable[[Scenario], str]] = {"vigilance": _of_vigilance, "withhold": _of_withholding}

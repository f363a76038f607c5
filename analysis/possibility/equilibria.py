"""Behaviours of a box that no behaviour of the box can invade: its corners, and best replies to one another."""

from __future__ import annotations

from itertools import product

import numpy as np

from analysis.possibility.axes import AXES, Box
from analysis.possibility.resistance import Resistance

NONE = 1e-9
"""Gain, over the cost of an epoch's jobs, that is rounding."""


def equilibria(resistance: Resistance, idle: tuple[str, ...] = ()) -> list[dict[str, float]]:
    """Pure equilibria: behaviours without an invader in the box, by value of each of its axes.

    Tried are all corners, with no deviation besides its ends, and every execution that is best at some vigilance
    of the residents with full and with no vigilance. An equilibrium inside the box can be missed; a listed one is one.

    Parameters
    ----------
    resistance : Resistance
        Of a network and a box.
    idle : tuple of str
        Axes that make no difference: they are told at their honest value.

    Returns
    -------
    list of dict of str to float
    """
    box = resistance.box
    points = np.array(sorted({_told(box, point, idle) for point in (*_corners(box), *_replies(resistance))}))
    free = resistance.gap(box.traits(points)) <= NONE
    return [dict(zip(box.axes, map(float, point), strict=True)) for point in points[free]]


def _corners(box: Box) -> list[tuple[float, ...]]:
    ends = [(low, 0.0, high) if name == "deviation" else (low, high) for name, low, high in zip(box.axes, box.low, box.high, strict=True)]
    return list(product(*ends))


def _replies(resistance: Resistance) -> list[tuple[float, ...]]:
    if resistance.is_coupled:
        return []
    ways, _ = resistance.best
    listed = [dict(zip(ways, values, strict=True)) | {"vigilance": g} for values in zip(*ways.values(), strict=True) for g in (0.0, 1.0)]
    return [tuple(float(way[name]) for name in resistance.box.axes) for way in listed]


def _told(box: Box, point: tuple[float, ...], idle: tuple[str, ...]) -> tuple[float, ...]:
    """The point with honest values where they make no difference: on idle axes, of effort under constant attack, of what never deviates."""
    values = dict(box.at) | dict(zip(box.axes, point, strict=True))
    whole = {name: axis.honest for name, axis in AXES.items()} | values
    told = {name: AXES[name].honest for name in idle}
    if whole["deviation"] == 0.0:
        told |= {name: AXES[name].honest for name in ("effort", "attack_rate")}
    elif whole["attack_rate"] >= 1.0:
        told["effort"] = AXES["effort"].honest
    elif whole["effort"] >= 1.0 and whole["attack_rate"] <= 0.0:
        told["deviation"] = AXES["deviation"].honest
    return tuple(told.get(name, values[name]) for name in box.axes)

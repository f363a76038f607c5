"""The traits of a behaviour: what a strategy decides, what imitation copies, what closed forms take.

A strategy names only the traits it changes; all else is honest.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

TRAITS: dict[str, tuple[float, float, float]] = {
    # name: (honest value, least, most)
    "effort": (1.0, 0.0, 1.0),
    "filler_luck": (0.0, 0.0, 1.0),
    "filler_deviation": (1000.0, -1e6, 1e6),
    "attack_rate": (0.0, 0.0, 1.0),
    "attack_segments": (1e9, 1.0, 1e9),
    "deviation": (0.0, -1e6, 1e6),
    "deviation_idiosyncratic": (0.0, 0.0, 1.0),
    "withhold": (0.0, 0.0, 1.0),
    "vigilance": (1.0, 0.0, 1.0),
    "grief": (0.0, 0.0, 1.0),
    "cartel": (0.0, 0.0, 1e6),
    "reject_outsiders": (0.0, 0.0, 1.0),
    "denounce": (0.0, 0.0, 1.0),
    "reference_deviation": (0.0, -1e6, 1e6),
    "leave": (0.0, 0.0, 1.0),
    "forge": (0.0, 0.0, 1.0),
}
"""Each trait with its honest value and range. What fills a skipped segment matters only below full effort;
by default it is garbage, which costs nothing and is caught by any check."""

DERIVED = ("filler_idiosyncratic", "filler_cost", "reference_cost")
"""Traits that follow from the technology curve."""


def behaviour(**changes: float) -> dict[str, float]:
    """An honest behaviour with some traits changed.

    Parameters
    ----------
    **changes : float
        Traits by name.

    Returns
    -------
    dict
        Every trait by name.

    Raises
    ------
    ValueError
        For an unknown trait or a value outside its range.
    """
    check_traits(changes)
    return {name: float(changes.get(name, honest)) for name, (honest, _, _) in TRAITS.items()}


def check_traits(changes: Mapping[str, float], place: str = "") -> None:
    """Refuse unknown traits and values outside their range.

    Parameters
    ----------
    changes : mapping
        Values by trait.
    place : str
        Where the traits stand, to put before their names.
    """
    for name, value in changes.items():
        if name not in TRAITS:
            near = difflib.get_close_matches(name, TRAITS, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; known traits: {', '.join(TRAITS)}"
            raise ValueError(f"{place}{name} is not a trait{hint}")
        _, low, high = TRAITS[name]
        if not low <= value <= high:
            raise ValueError(f"{place}{name} = {value:g} is outside [{low:g}, {high:g}]; give a number in that range")

"""Invariants in distribution: distances of nought, shares that stay, and acceptance without checks."""

from __future__ import annotations

import math

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.games import fixation_of_several, neutral_fixation
from analysis.theory.percolation import recovered

SHARDS, NEEDED, UP = 12, 6, 0.7


def _no_distance(a: Numbers) -> float:
    return 0.0


def _read(a: Numbers, more: int = 0) -> float:
    """Of outputs of all kinds; between kinds of a contrast, the gap that must not be."""
    if "broken" in a:
        return math.nan if more else 0.0
    return recovered(SHARDS, NEEDED + more, UP)


def _unless_contrast(a: Numbers, value: float) -> float:
    return math.nan if "broken" in a else value


def _acceptance(formula: str) -> Form:
    return Form(
        formula,
        _read,
        {
            "no trace is lost": lambda a: _unless_contrast(a, 1.0),
            "a shard more is needed": lambda a: _read(a, 1),
            "a shard fewer is needed": lambda a: _read(a, -1),
        },
    )


FORMS = {
    "M3": Form("distance of the distributions = 0", _no_distance, {}),
    "M4": Form("distance of the distributions of the owner's share = 0", _no_distance, {}),
    "M5": Form(
        "P(a name takes over) = its share at the start",
        lambda a: neutral_fixation(a["few"], a["nodes"]),
        {
            "one chance for each name": lambda a: 0.5,
            "an advantage of .02": lambda a: fixation_of_several(0.02, 1.0, a["few"], a["nodes"]),
        },
    ),
    "M6": _acceptance("P(accepted) = P(Bin(12, .7) >= 6) for all alike"),
    "M7": _acceptance("P(accepted) = P(Bin(12, .7) >= 6) for all alike, as eps -> infinity"),
}

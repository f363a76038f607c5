"""Closed forms of evolution in finite populations."""

from __future__ import annotations

import math

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.games import fixation_of_constant_advantage

ALL_AT_ONCE = 0.126
"""Fixation where the closed form says .0958, when every node revises in every epoch (measured)."""


def _fixation(a: Numbers, intensity: float = 1.0) -> float:
    return fixation_of_constant_advantage(a["advantage"], intensity * a["intensity"], a["nodes"])


def _if_selected(a: Numbers, value: float) -> float:
    return value if a["intensity"] > 0 else math.nan


FORMS = {
    "F3": Form(
        "rho = (1 - e^(-beta Delta)) / (1 - e^(-N beta Delta)), 1 / N at beta = 0",
        _fixation,
        {
            "all nodes revise at once": lambda a: _if_selected(a, ALL_AT_ONCE),
            "selection of twice the strength": lambda a: _if_selected(a, _fixation(a, 2.0)),
            "selection where there is none, none where there is": lambda a: _fixation({**a, "intensity": 1.0 - a["intensity"]}),
        },
    )
}

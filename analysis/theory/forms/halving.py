"""Closed form of the length of a step."""

from __future__ import annotations

import math

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.games import imitated_share, imitated_share_in_steps


def _limit(a: Numbers) -> float:
    return imitated_share(a["start"], a["advantage"], a["intensity"], a["time"])


def _stepped(a: Numbers, step: float) -> float:
    return imitated_share_in_steps(a["start"], a["advantage"], a["intensity"], a["time"], step)


def _expected(a: Numbers) -> float:
    return {"step": _stepped(a, a["step"]), "limit": _limit(a), "ratio": 2.0}[a["of"]]


FORMS = {
    "M8": Form(
        "x(step) = x(0) + O(step), dx/dt = x(1 - x) tanh(beta Delta / 2) at step 0; (x(h) - x(h/2)) / (x(h/2) - x(h/4)) = 2",
        _expected,
        {
            "steps make no error": lambda a: {"step": _limit(a), "limit": math.nan, "ratio": 1.0}[a["of"]],
            "the error of half the step is left": lambda a: _stepped(a, a["step"] / 2) if a["of"] == "limit" else math.nan,
            "an error of second order": lambda a: 4.0 if a["of"] == "ratio" else math.nan,
        },
    )
}

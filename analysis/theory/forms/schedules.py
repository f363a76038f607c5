"""Closed forms of stakes under emission schedules."""

from __future__ import annotations

import math

import numpy as np

from analysis.theory import stakes
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _spread(a: Numbers) -> float:
    growths = {"constant": stakes.constant_growths, "percentage": stakes.geometric_growths}[a["schedule"]]
    return stakes.schedule_variance(a["share"], growths(a["stake"], a["total"], a["epochs"]))


def _doubled(a: Numbers) -> float:
    """Twice the reward over the stakes after it, where that can be told apart."""
    growth = (1.0 + a["total"] / a["stake"]) ** (1.0 / a["epochs"]) - 1.0
    return (
        math.nan
        if a["schedule"] == "constant" or a["epochs"] > 100
        else stakes.schedule_variance(a["share"], np.full(a["epochs"], 2.0 * growth))
    )


def _unequal(a: Numbers) -> float:
    form = {"herfindahl": stakes.equal_herfindahl, "gini": stakes.equal_gini}[a["of"]]
    return form(a["nodes"], a["stake"], a["reward"], a["rewards"])


def _other(a: Numbers) -> Numbers:
    return {"schedule": "percentage" if a["schedule"] == "constant" else "constant"}


FORMS = {
    "E2": Form(
        "1 - Var / (x (1 - x)) = prod(1 - rho_n^2), rho_n the n-th reward over the stakes after it",
        _spread,
        {"the other schedule": lambda a: math.nan if a["epochs"] > 100 else given(_spread, _other)(a), "twice the reward": _doubled},
    ),
    "E3": Form(
        "E[HHI] = 1/N + N Var, in the limit (theta/N + 1)/(theta + 1); Gini: E|k1 - k2| of beta-binomial wins over twice the mean",
        _unequal,
        {
            "rewards do not join the stake": lambda a: _unequal({**a, "stake": 1e6 * a["stake"]}),
            "a whole reward at stake": given(_unequal, lambda a: {"stake": 2.0 * a["stake"]}),
        },
    ),
}

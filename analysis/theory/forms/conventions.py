"""Closed forms of conventions that check each other."""

from __future__ import annotations

import math

from analysis.theory.acceptance import TWO_RUNS, within_tolerance
from analysis.theory.conventions import convention_margin, tipping_share
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _difference(a: Numbers) -> float:
    noise = a.get("noise", TWO_RUNS)
    return within_tolerance(0.0, a["tolerance"], noise) - within_tolerance(a["deviation"], a["tolerance"], noise)


def _convention(a: Numbers) -> float:
    numbers = a["audit"], a["reward"] + a["slash"], a.get("difference", _difference(a)), a["cost"] * (1.0 - a["ratio"]), a["checking"]
    nodes = a.get("others_of", a["nodes"])
    if a["what"] == "margin":
        return convention_margin(a["right"] / a["nodes"], *numbers, nodes=nodes)
    threshold = tipping_share(*numbers, nodes=nodes)
    return threshold if a["what"] == "root" else float(a["right"] / a["nodes"] > threshold)


def _checks_itself(a: Numbers) -> float:
    """Among ten; among a thousand it weighs less than the rule's tolerance."""
    return _convention({**a, "others_of": math.inf}) if a["nodes"] <= 10 else math.nan


FORMS = {
    "TIP": Form(
        "x* = (1 + g (1 + p kappa)(N - 1) / (N p (R + S) dA)) / 2, dA = A(0) - A(delta); "
        "margin = p (R + S) dA (2 x - 1) N / (N - 1) - g (1 + p kappa)",
        _convention,
        {
            "no saving (x* = 1/2)": given(_convention, lambda a: {"ratio": 1.0}),
            "a dearer convention tips below one half": given(_convention, lambda a: {"ratio": 2.0 - a["ratio"]}),
            "every check of the other convention rejects (dA = 1)": given(_convention, lambda a: {"difference": 1.0}),
            "noise of one run": given(_convention, lambda a: {"noise": 1.0}),
            "the lost reward forgotten": given(_convention, lambda a: {"reward": 0.0}),
            "checking costs both the same": given(_convention, lambda a: {"checking": 0.0}),
            "nodes may check themselves": _checks_itself,
        },
    )
}

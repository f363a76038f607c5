"""Closed forms of deterrence by audits."""

from __future__ import annotations

import math

from analysis.theory.deterrence import audit_margin, audit_threshold, payoff
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _honest_against_lazy(a: Numbers) -> float:
    match a["what"]:
        case "margin":
            return audit_margin(a["audit"], a["cost"] - a["shortcut"], a["reward"], a["slash"], a["detection"], a["false_alarm"])
        case "honest":
            return payoff(a["reward"], a["cost"], a["slash"], a["audit"] * a["false_alarm"])
        case _:
            return payoff(a["reward"], a["shortcut"], a["slash"], a["audit"] * a["detection"])


def _slash_alone(a: Numbers) -> Numbers:
    return {"slash": a["slash"] - a["reward"]}


def _nowhere(a: Numbers) -> float:
    margin = _honest_against_lazy(a)
    return 0.0 if a["what"] == "margin" and abs(margin) > 1e-9 else math.nan


def _proof_of_sampling(a: Numbers) -> float:
    if a["what"] == "cheat":
        return payoff(a["reward"], 0.0, a["slash"], a["audit"] * (1.0 - a["colluding"]))
    threshold = audit_threshold(a["cost"], a["reward"], a["slash"], colluding=a["colluding"])
    return threshold if a["what"] == "root" else float(a["audit"] > threshold)


def _slash_alone_where_it_counts(a: Numbers) -> float:
    return given(_proof_of_sampling, _slash_alone)(a) if a["reward"] > 0.1 * a["slash"] else math.nan


FORMS = {
    "A1": Form(
        "margin = a (d - alpha)(R + S) - (c - c_L), zero at a* = (c - c_L) / ((d - alpha)(R + S)); "
        "honest R - c - a alpha (R + S), lazy R - c_L - a d (R + S)",
        _honest_against_lazy,
        {
            "the lost reward forgotten": given(_honest_against_lazy, _slash_alone),
            "d in place of d - alpha": given(_honest_against_lazy, lambda a: {"false_alarm": 0.0}),
            "every audit of a lazy job rejects it": given(_honest_against_lazy, lambda a: {"detection": 1.0}),
            "the same for both at every audit rate": _nowhere,
        },
    ),
    "A3": Form(
        "E[cheat] = R - p (1 - r)(R + S), against R - C; honest work is best iff p > p* = C / ((1 - r)(R + S))",
        _proof_of_sampling,
        {
            "colluding verifiers forgotten (r = 0)": given(_proof_of_sampling, lambda a: {"colluding": 0.0}),
            "the lost reward forgotten, where it is over a tenth of the slash": _slash_alone_where_it_counts,
        },
    ),
}

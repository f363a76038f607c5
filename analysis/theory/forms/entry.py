"""Closed forms of entry and exit."""

from __future__ import annotations

import math

from analysis.theory import entry
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _nodes(a: Numbers) -> float:
    match a["of"]:
        case "churn":
            return entry.churned_nodes(a["arrivals"], a["departure"])
        case "dispersion":
            return 1.0
        case "memory":
            return entry.churn_memory(a["departure"], a["apart"])
        case "unlike":
            return entry.free_entry_of_unlike(a["prize"], a["candidates"], a["highest"])
        case _:
            return entry.free_entry(a["prize"], a["cost"], a.get("capital_cost", 0.0), a.get("stake", 0.0))


def _at_mean_cost(a: Numbers) -> float:
    return entry.free_entry(a["prize"], a["highest"] / 2.0) if a["of"] == "unlike" else math.nan


def _on_the_dot(a: Numbers) -> float:
    """Dispersion where exactly as many come in every epoch: a sum of binomials of the cohorts."""
    return (1.0 - a["departure"]) / (2.0 - a["departure"]) if a["of"] == "dispersion" else math.nan


def _verifiers(a: Numbers) -> float:
    if a["of"] == "take":
        return entry.taken_by_halving(a["identities"])
    return float(entry.entrants_by_halving(1.0, a["worth"], 1.0))


FORMS = {
    "G3": Form(
        "N* = pR / (c + r p s); N* = sqrt(pR n / c_max) where n candidates' costs are uniform; N ~ Poisson(nu / mu), correlated by "
        "(1 - mu)^t, where nodes come and go at random",
        _nodes,
        {
            "a tenth less to earn": given(_nodes, lambda a: {"prize": 0.9 * a["prize"]} if "prize" in a else {}),
            "capital is free": given(_nodes, lambda a: {"capital_cost": 0.0}),
            "costs at their mean": _at_mean_cost,
            "as many come every epoch": _on_the_dot,
            "a mean life of 1 / mu - 1": lambda a: _nodes(a) - a["arrivals"] if a["of"] == "churn" else math.nan,
            "nobody stays": lambda a: 0.0 if a["of"] == "memory" else math.nan,
        },
    ),
    "A6": Form(
        "k* = 1 + floor(log2(p J / c)); m verifiers of one owner take m J / 2^(m - 1) <= J",
        _verifiers,
        {
            "the jackpot is shared equally": lambda a: (
                float(math.floor(a["worth"] + 1e-9))
                if a["of"] == "number" and a["worth"] >= 3
                else 1.0
                if a.get("identities", 0) > 2
                else math.nan
            ),
            "the first verifier halves it too": lambda a: _verifiers(a) - 1.0 if a["of"] == "number" and a["worth"] >= 1 else math.nan,
            "each identity takes it all": lambda a: float(a["identities"]) if a.get("identities", 0) > 1 else math.nan,
        },
    ),
}

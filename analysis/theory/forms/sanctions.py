"""Closed forms of what sanctions reach: a life until ejection, a hidden trace, a composed field."""

from __future__ import annotations

import math

import numpy as np

from analysis.theory.acceptance import TWO_RUNS, composed_acceptance
from analysis.theory.deterrence import payoff, slash_threshold
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given
from analysis.theory.lifetimes import lifetime_law, lifetime_profit, mean_lifetime
from analysis.theory.withholding import unavailability_cost, withholding_margin


def _life(a: Numbers) -> float | np.ndarray:
    caught = a["audit"] * a["detection"]
    match a["what"]:
        case "law":
            return lifetime_law(caught, a["edges"])
        case "rounds":
            return mean_lifetime(caught)
        case "profit":
            return lifetime_profit(caught, a["gain"], a["slash"])
        case _:
            return -float(a["gain"] + a["slash"])


def _every_audit_finds(a: Numbers) -> float | np.ndarray:
    return math.nan if a["what"] == "beyond" else _life({**a, "detection": 1.0})


def _catch_pays_too(a: Numbers) -> float | np.ndarray:
    match a["what"]:
        case "profit":
            return float(_life(a)) + float(a["gain"])
        case "beyond":
            return -float(a["slash"])
        case _:
            return math.nan


def _catch_is_no_round(a: Numbers) -> float | np.ndarray:
    match a["what"]:
        case "law":
            return lifetime_law(a["audit"] * a["detection"], [edge + 1 for edge in a["edges"]])
        case "rounds":
            return float(_life(a)) - 1.0
        case _:
            return math.nan


def _withholding(a: Numbers) -> float:
    match a["what"]:
        case "margin":
            return withholding_margin(a["audit"], a["reconstruction"], a["cost"] - a["shortcut"], a["reward"], a["penalty"])
        case "honest":
            lost = unavailability_cost(a["audit"], a["reconstruction"], a["reward"], a["penalty"])
            return payoff(a["reward"], a["cost"], 0.0, 0.0) - lost
        case _:
            return 0.0


def _penalty_alone(a: Numbers) -> float:
    found = {"margin": -a["reconstruction"], "honest": 1.0 - a["reconstruction"]}
    return _withholding(a) + float(a["audit"] * a["reward"] * found.get(a["what"], math.nan))


def _slash_deters(a: Numbers) -> float:
    added = float(a["audit"] * a["reconstruction"] * a["slash"])
    return math.nan if a["what"] == "honest" or added == 0.0 else _withholding(a) + added


def _composed(a: Numbers) -> float:
    passes, honest = (composed_acceptance(m, noise=a.get("noise", TWO_RUNS)).accepted for m in (a["bad"], 0))
    return slash_threshold(passes, honest, a["reward"], a["gain"])


def _only_the_guilty_slashed(a: Numbers) -> float:
    """For one or two bad segments; for five, honest nodes' slashes weigh less than the rule's tolerance."""
    if a["bad"] > 2:
        return math.nan
    passes, honest = composed_acceptance(a["bad"]), composed_acceptance(0)
    return (passes.accepted * (a["reward"] + a["gain"]) - honest.accepted * a["reward"]) / (honest.reconstructed - passes.accepted)


FORMS = {
    "A10": Form(
        "rounds to the catch ~ Geometric(a d), mean 1 / (a d); profit of a life g (1 - a d) / (a d) - S, zero at a d = g / (g + S)",
        _life,
        {
            "every audit finds": _every_audit_finds,
            "the round of the catch pays as well": _catch_pays_too,
            "the round of the catch is not counted": _catch_is_no_round,
        },
    ),
    "WITHHOLD": Form(
        "margin = p r (R + U) - (c - c_L), zero at U* = (c - c_L) / (p r) - R; an honest node pays p (1 - r)(R + U)",
        _withholding,
        {
            "lost shards forgotten (r = 1)": given(_withholding, lambda a: {"reconstruction": 1.0}),
            "the lost reward forgotten": _penalty_alone,
            "the slash deters as well": _slash_deters,
        },
    ),
    "I2": Form(
        "S* = (q_m (R + g) - q_0 R) / (q_0 - q_m), q_m = P(verification passes with m bad segments) of I1",
        _composed,
        {
            "false rejects slash nobody": _only_the_guilty_slashed,
            "the honest reward forgotten": lambda a: _composed({**a, "gain": a["gain"] + a["reward"], "reward": 0.0}),
            "noise of one run": given(_composed, lambda a: {"noise": 1.0}),
        },
    ),
}

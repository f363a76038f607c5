"""Closed forms of populations that learn."""

from __future__ import annotations

import math

from analysis.theory.acceptance import TWO_RUNS
from analysis.theory.deterrence import audit_margin, audit_threshold
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given
from analysis.theory.learning import (
    best_skips,
    check_rate_against_all_skips,
    check_rate_against_one_skip,
    logit_share,
    nobody_checks,
    quantal_response,
)
from analysis.theory.tolerance import largest_undetected


def _lazy_share(a: Numbers) -> float:
    numbers = a["cost"] - a["shortcut"], a["reward"], a["slash"], a["detection"], a["false_alarm"]
    return audit_threshold(*numbers) if a["what"] == "root" else logit_share(audit_margin(a["audit"], *numbers), a["temperature"])


def _honest_is_best(a: Numbers) -> float:
    return float(a["audit"] > audit_threshold(a["cost"], a["reward"], a["slash"], colluding=a["colluding"]))


def _skips(a: Numbers) -> float:
    match a["what"]:
        case "interior":
            return 0.0
        case "margin":
            g, j, k = a["saving"] / a["at_stake"], a["skips"], a["segments"]
            return float(a["at_stake"] * (g * j / k - (1.0 - (1.0 - a["rate"]) ** j)))
        case _:
            return best_skips(a["rate"], a["saving"] / a["at_stake"], a["segments"]) / a["segments"]


def _if_one_skip_decides(a: Numbers) -> float:
    lower = check_rate_against_one_skip(a["saving"] / a["at_stake"], a["segments"])
    upper = check_rate_against_all_skips(a["saving"] / a["at_stake"], a["segments"])
    return float(a["rate"] < lower) if a["what"] == "skipped" and lower < a["rate"] < upper else math.nan


def _if_each_found_skip_is_slashed(a: Numbers) -> float:
    loss = a["at_stake"] * (a["saving"] / a["at_stake"] * a.get("skips", 0) / a["segments"] - a["rate"] * a.get("skips", 0))
    return loss if a["what"] == "margin" and a["skips"] > 1 else math.nan


def _response(a: Numbers, intensity: float = 1.0) -> float:
    shares = quantal_response(a["gain"], a["loss"], a["cost"], a["at_stake"], intensity * a["intensity"])
    return shares[0 if a["what"] == "cheats" else 1]


def _nash(a: Numbers) -> float:
    return a["cost"] / a["at_stake"] if a["what"] == "cheats" else a["gain"] / (a["gain"] + a["loss"])


def _unchecked(a: Numbers) -> float:
    return nobody_checks(a["ratio"], a["verifiers"])


FORMS = {
    "A1-logit": Form(
        "lazy share = 1 / (1 + exp(Delta / T)), Delta = a (d - alpha)(R + S) - (c - c_L); one half at a*",
        _lazy_share,
        {
            "the lost reward forgotten": given(_lazy_share, lambda a: {"slash": a["slash"] - a["reward"]}),
            "all take the better strategy": lambda a: math.nan if a["what"] == "root" or a["at"] == 1.0 else float(a["at"] < 1.0),
            "twice the temperature": given(_lazy_share, lambda a: {"temperature": 2.0 * a["temperature"]}),
        },
    ),
    "A3-best": Form(
        "all executors end honest iff p > C / ((1 - r)(R + S)), else none",
        _honest_is_best,
        {
            "colluding verifiers forgotten (r = 0)": given(_honest_is_best, lambda a: {"colluding": 0.0}),
            "the lost reward forgotten": given(_honest_is_best, lambda a: {"reward": 0.0}),
        },
    ),
    "B8-best": Form(
        "skips pay g j / k - (1 - (1 - p)^j), g = c / (R + S), so the best response is 0 or k: 0 iff p > 1 - (1 - g)^(1/k), above g / k",
        _skips,
        {
            "to deter one skip is to deter all": _if_one_skip_decides,
            "every skip that is found is slashed on its own": _if_each_found_skip_is_slashed,
        },
    ),
    "C2-search": Form(
        "(R + S)|A'(delta)| = c / ((1 + delta) log(1 + W)), set such that A(delta) = a",
        lambda a: largest_undetected(a["acceptance"], a["tolerance"], TWO_RUNS),
        {
            "noise of one run": lambda a: largest_undetected(a["acceptance"], a["tolerance"], 1.0),
            "up to the tolerance": lambda a: float(a["tolerance"]),
        },
    ),
    "F6": Form(
        "x = 1 / (1 + exp(-lam (G - y (G + D)))), y = 1 / (1 + exp(-lam (x (R + L) - C)))",
        _response,
        {
            "the mixed equilibrium without noise": lambda a: _nash(a) if a["what"] == "checks" else math.nan,
            "a quarter of the intensity": lambda a: _response(a, 0.25),
        },
    ),
    "A7": Form(
        "P(nobody of n checks) = (c / L)^(n / (n - 1)), rising in n to c / L",
        _unchecked,
        {
            "each skips with c / L": lambda a: a["ratio"] ** a["verifiers"] if a["verifiers"] > 2 else math.nan,
            # Of a hundred each weighs so little that the two are three hundredths apart.
            "the others' part alone": lambda a: float(a["ratio"]) if a["verifiers"] < 100 else math.nan,
            "more verifiers make it safer": lambda a: a["ratio"] ** 2.0 / (a["verifiers"] / 2.0) if a["verifiers"] > 2 else math.nan,
        },
    ),
}

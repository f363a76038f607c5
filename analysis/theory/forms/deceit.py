"""Closed forms of forged traces, and of hits before the stake is free."""

from __future__ import annotations

import math

from analysis.theory.deterrence import forgery_threshold
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given
from analysis.theory.lifetimes import hit_profit, lifetime_profit


def _forgery(a: Numbers) -> float:
    """The audit rate that deters, or what honest work pays more where no output is compared."""
    if a["what"] == "margin":
        return -float(a["cost"] - a["cheap"] - a["trace"])
    return forgery_threshold(a["cost"], a["cheap"], a["trace"], a["alone"], a["reward"], a["slash"])


def _every_audit_finds(a: Numbers) -> float:
    if a["what"] == "margin":
        return _forgery(a) + float(a["audit"] * (a["reward"] + a["slash"]))
    return math.nan if a["alone"] == 0 else _forgery({**a, "alone": 0.0})


def _epochs(a: Numbers) -> int:
    return 1 if a["meanwhile"] == "idles" else int(a["delay"]) + 1


def _hit(a: Numbers) -> float:
    return float(a["patience"] * a["fee"]) + hit_profit(a["audit"], a["gain"] + a["fee"], a["slash"], _epochs(a))


def _free_at_once(a: Numbers) -> float:
    """Only the first epoch's catch would cost the slash."""
    late = hit_profit(a["audit"], 0.0, a["slash"], _epochs(a)) - hit_profit(a["audit"], 0.0, a["slash"], 1)
    return math.nan if _epochs(a) == 1 else _hit(a) - late


def _shorter(a: Numbers) -> float:
    if a["meanwhile"] == "idles":
        return math.nan
    return float(a["patience"] * a["fee"]) + hit_profit(a["audit"], a["gain"] + a["fee"], a["slash"], _epochs(a) - 1)


def _breaks_even(a: Numbers) -> bool:
    return abs(lifetime_profit(a["audit"], a["gain"] + a["fee"], a["slash"])) < 1e-9


FORMS = {
    "FORGE": Form(
        "p* = (c - c_L - c_t) / ((1 - s)(R + S)), s the share of audits that compare traces alone; at s = 1 the margin is -(c - c_L - c_t)",
        _forgery,
        {
            "forged traces hide nothing": _every_audit_finds,
            "forging costs nothing": given(_forgery, lambda a: {"trace": 0.0}),
            "the small model costs nothing": given(_forgery, lambda a: {"cheap": 0.0}),
            "the lost reward forgotten": given(_forgery, lambda a: {"reward": 0.0}),
        },
    ),
    "HITRUN": Form(
        "profit = (1 - (1 - a d)^m)(g (1 - a d) / (a d) - S), m = delay + 1 if it works while its stake unbonds, else 1",
        _hit,
        {
            "tokens on their way out are out of reach": _free_at_once,
            "no attack in the epoch in which it asks out": lambda a: math.nan if _breaks_even(a) else _shorter(a),
            "it goes on until it is caught": lambda a: (
                math.nan if _breaks_even(a) else a["patience"] * a["fee"] + lifetime_profit(a["audit"], a["gain"] + a["fee"], a["slash"])
            ),
            "the outside gain forgotten": given(_hit, lambda a: {"gain": 0.0}),
        },
    ),
}

"""Closed forms of deterrence."""

from __future__ import annotations

from analysis.theory.forms.contract import Form, Numbers


def _margin(a: Numbers) -> float:
    at_stake = a["audit"] * (a["detection"] - a["false_alarm"]) * (a["reward"] + a["slash"])
    return float(at_stake - (a["cost"] - a["shortcut"]))


def _without_reward(a: Numbers) -> float:
    return float(a["audit"] * (a["detection"] - a["false_alarm"]) * a["slash"] - (a["cost"] - a["shortcut"]))


FORMS = {
    "A1": Form(
        "margin = a (d - alpha)(R + S) - (c - c_L), zero at a* = (c - c_L) / ((d - alpha)(R + S))",
        _margin,
        {"the lost reward forgotten": _without_reward},
    )
}

"""Closed forms of lives that an ejection ends."""

from __future__ import annotations

import math
from typing import Any

from analysis.theory import lifetimes
from analysis.theory.forms.contract import Form, Numbers


def _threshold(a: Numbers) -> float:
    return lifetimes.ejecting_audit_threshold(
        a["cost"], a["shortcut"], a["reward"], a["slash"], a["detection"], a["discount"], a.get("wait"), a.get("price", 0.0)
    )


def _of_shortcuts(a: Numbers, audit: float) -> float:
    caught = audit * a["detection"]
    return lifetimes.discounted_life(a["shortcut"], a["reward"], a["slash"], caught, a["discount"], a.get("wait"), a.get("price", 0.0))


def _worth(a: Numbers) -> float:
    if a["of"] == "honest" or a["times"] == 1.0:
        return lifetimes.continuation_value(a["reward"], a["cost"], a["discount"])
    return _of_shortcuts(a, a["times"] * _threshold(a))


def _mistaken(a: Numbers, **numbers: Any) -> float:
    """A life of shortcuts at the audit rate that really is, with some numbers mistaken."""
    return math.nan if a["of"] == "honest" else _of_shortcuts({**a, **numbers}, a["audit"])


FORMS = {
    "A1b": Form(
        "a* = (c - c_L) / (d (R + S + delta V)), V = (R - c) / (1 - delta); where the ejected are back after w epochs for F, "
        "V - delta^w (V - F) instead of V",
        _worth,
        {
            "an ejection costs nothing": lambda a: math.nan if "wait" in a else _mistaken(a, wait=0, price=0.0),
            "every audit finds": lambda a: _mistaken(a, detection=1.0),
            "who is caught keeps its reward": lambda a: _mistaken(a, slash=a["slash"] - a["reward"]),
            "nobody comes back": lambda a: _mistaken(a, wait=None) if "wait" in a else math.nan,
            "coming back is free": lambda a: _mistaken(a, price=0.0) if "wait" in a else math.nan,
        },
    ),
}

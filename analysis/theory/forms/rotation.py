"""Closed forms of verifiers, lazies and adversaries that displace each other."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory import rotation
from analysis.theory.forms.contract import Form, Numbers

NAMES = ("check", "slash", "gain", "miss", "bounty")


def _numbers(a: Numbers) -> dict[str, float]:
    return {name: a[name] for name in NAMES}


def _growth(a: Numbers) -> float:
    return rotation.growth_and_frequency(rotation.game(**_numbers(a)))[0]


def _widens(a: Numbers) -> float:
    lost, won = rotation.products(**_numbers(a))
    return float(lost > won)


F2_OF: dict[str, Callable[[Numbers], float]] = {
    "rest": lambda a: float(rotation.rest_point(rotation.game(**_numbers(a)))[a["of"]]),
    "sign": _widens,
    "growth": _growth,
    "durations": lambda a: rotation.duration_ratio(**_numbers(a)),
}


def _only(what: str, wrong: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    return lambda a: wrong(a) if a["what"] == what else math.nan


def _without(a: Numbers, name: str) -> float:
    return F2_OF[a["what"]]({**a, name: 0.0})


FORMS = {
    "F2": Form(
        "x* ~ (b2 b3 + a3 b2 + a2 a3, b1 b3 + a1 b3 + a1 a3, b1 b2 + a2 b1 + a1 a2); stable iff b1 b2 b3 > a1 a2 a3; ratio a1 "
        "a2 a3 / (b1 b2 b3)",
        lambda a: F2_OF[a["what"]](a),
        {
            "a large slash stabilises": _only("sign", lambda a: 1.0 - _widens(a)),
            "growth of the other sign": _only("growth", lambda a: -_growth(a)),
            "the slash without the fee": lambda a: F2_OF[a["what"]]({**a, "slash": a["slash"] - 1.0}) if a["what"] != "sign" else math.nan,
            "nothing borne for a miss": lambda a: _without(a, "miss") if a["what"] == "growth" or a.get("of") == 1 else math.nan,
            "all shares alike": _only("rest", lambda a: 1 / 3),
            "turns of equal length": _only("durations", lambda a: 1.0),
        },
    ),
}

"""Closed forms of verifiers, lazies and adversaries that displace each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.theory import invasions, rotation
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


def _shares(a: Numbers, **changes: Any) -> np.ndarray:
    b = {**a, **changes}
    return invasions.stationary_shares(rotation.game(**_numbers(b)), b["intensity"], b["nodes"])


def _if_selected(wrong: Callable[[Numbers], np.ndarray]) -> Callable[[Numbers], Any]:
    return lambda a: wrong(a) if a["intensity"] > 0 else math.nan


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
    "F4": Form(
        "stationary law of the chain on the pure states that steps from i to j with probability rho_ij / 2; 1/3 each at beta = 0",
        _shares,
        {
            "a third each": _if_selected(lambda a: np.full(3, 1 / 3)),
            "selection of twice the strength": _if_selected(lambda a: _shares(a, intensity=2 * a["intensity"])),
            "the game turned round": _if_selected(lambda a: _shares(a)[[0, 2, 1]]),
            "verifiers twice as often": lambda a: _shares(a) * np.array([2.0, 1.0, 1.0]) / (1 + _shares(a)[0]),
        },
    ),
}

"""Closed forms of inspection cycles."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory import cycles
from analysis.theory.forms.contract import Form, Numbers

SPEED = {"imitation": 0.5, "replicator": 1.0}
"""Slope of the rule of revision at equal payoffs, over beta."""


def _game(a: Numbers) -> dict[str, float]:
    return {name: a[name] for name in ("gain", "loss", "cost", "reward", "miss")}


def _average(a: Numbers) -> float:
    return cycles.rest_point(**_game(a))[{"cheating": 0, "checking": 1}[a["what"]]]


def _generations(a: Numbers) -> float:
    return cycles.period(a["start"], **_game(a)) / (a["intensity"] * SPEED[a["kind"]])


def _step(a: Numbers) -> float:
    return float(a["intensity"] * a["revision_rate"] * SPEED[a["kind"]])


F1_OF: dict[str, Callable[[Numbers], float]] = {
    "cheating": _average, "checking": _average, "period": _generations, "drift": lambda a: 0.0,
}  # fmt: skip


def _only(what: tuple[str, ...], wrong: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    return lambda a: wrong(a) if a["what"] in what else math.nan


def _other(a: Numbers) -> float:
    return cycles.rest_point(**_game(a))[{"cheating": 1, "checking": 0}[a["what"]]]


def _start(a: Numbers) -> float:
    return a["start"][0] if a["what"] == "cheating" else math.nan


FORMS = {
    "F1": Form(
        "averages (C / (R + L), G / (G + D)); T by the replicator equation; H = C ln x + (R + L - C) ln(1 - x) + G ln y + D ln(1 - y)",
        lambda a: F1_OF[a["what"]](a),
        {
            "each side's share from its own payoffs": _only(("cheating", "checking"), _other),
            "the loss for a miss left out": _only(("cheating",), lambda a: a["cost"] / a["reward"]),
            "the gain left out of the stake": _only(("checking",), lambda a: a["gain"] / a["loss"]),
            "the share at the start": _only(("cheating",), _start),
            "the period of small cycles": _only(
                ("period",), lambda a: cycles.small_period(**_game(a)) / (a["intensity"] * SPEED[a["kind"]])
            ),
            "an invariant that drifts by ten times as much": _only(("drift",), lambda a: 10 * a["within"]),
        },
    ),
    "F1b": Form(
        "2 T / beta generations; small cycles: T = 2 pi / sqrt(x*(1 - x*) y*(1 - y*) (R + L)(G + D))",
        _generations,
        {
            "T / beta generations": lambda a: _generations(a) / 2,
            "the period of small cycles": lambda a: (
                math.nan if a["start"][0] < 0.3 else cycles.small_period(**_game(a)) / (a["intensity"] * SPEED[a["kind"]])
            ),
        },
    ),
    "F1c": Form(
        "omega^2 dt / 2 a unit of replicator time, 0 without steps",
        lambda a: cycles.synchronous_growth(_step(a), **_game(a)) if a["what"] == "growth" else 0.0,
        {
            "no growth": _only(("growth",), lambda a: 1e-9),
            "omega^2 dt": _only(("growth",), lambda a: 2 * cycles.synchronous_growth(_step(a), **_game(a))),
            "the step left out": _only(("growth",), lambda a: cycles.synchronous_growth(1.0, **_game(a))),
            "growth without steps": _only(("none",), lambda a: cycles.synchronous_growth(_step(a), **_game(a))),
        },
    ),
    "T3": Form("largest distance of the shares = 0", lambda a: 0.0, {}),
}

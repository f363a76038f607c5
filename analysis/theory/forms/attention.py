"""Closed forms of a verifier's attention."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory import cycles
from analysis.theory.forms.contract import Form, Numbers


def _average(a: Numbers) -> float:
    x, y = cycles.rest_point(a["gain"], a["loss"], a["cost"], a["reward"], a["miss"])
    return x if a["what"] == "cheating" else y


def _margin(a: Numbers) -> float:
    return cycles.attention_margin(a["challenge"], a["penalty"], a["cost"], a["cheating"], a["reward"], a["miss"])


OF: dict[str, Callable[[Numbers], float]] = {
    "cheating": _average, "checking": _average, "margin": _margin, "runs": lambda a: float(_margin(a) >= 0),
}  # fmt: skip


def _only(what: tuple[str, ...], wrong: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    return lambda a: wrong(a) if a["what"] in what else math.nan


FORMS = {
    "A5": Form(
        "X* = C / (R + L), y* = G / (G + D); looking pays X (R + L) + P A - C (1 + P) a job",
        lambda a: OF[a["what"]](a),
        {
            "the loss for a miss left out": _only(("cheating",), lambda a: a["cost"] / a["reward"]),
            "the gain left out of the stake": _only(("checking",), lambda a: a["gain"] / a["loss"]),
            "challenges in proportion to cheats": _only(("margin",), lambda a: _margin({**a, "penalty": a["penalty"] * a["cheating"]})),
            "the other outcome": _only(("runs",), lambda a: float(_margin(a) < 0)),
        },
    ),
}

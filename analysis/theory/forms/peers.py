"""Closed forms of audits by peers that may be lazy themselves."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory import invasions
from analysis.theory.forms.contract import Form, Numbers


def _differences(a: Numbers, **changes: float) -> list[float]:
    b = {**a, **changes}
    return invasions.peer_audit_differences(b["audit"], b["at_stake"], b["saving"], b["nodes"], bool(b.get("itself", False)))


def _fixation(a: Numbers, **changes: float) -> float:
    b = {**a, **changes}
    return invasions.absorption(_differences(b), b["intensity"], b["honest"])


def _fold(a: Numbers) -> float:
    up, down = invasions.folds(a["at_stake"], a["saving"], a["intensity"], a["mutation"])
    return {"up": up, "down": down}[a["what"]]


def _branch(a: Numbers) -> float:
    lower, upper = invasions.branches(a["audit"], a["at_stake"], a["saving"], a["intensity"], a["mutation"])
    return {"lower": lower, "upper": upper}[a["what"]]


F7_OF: dict[str, Callable[[Numbers], float]] = {
    "absorption": _fixation, "up": _fold, "down": _fold, "lower": _branch, "upper": _branch,
}  # fmt: skip


def _only(what: tuple[str, ...], wrong: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    return lambda a: wrong(a) if a["what"] in what else math.nan


def _audits_itself(a: Numbers) -> float:
    return _fixation(a, itself=1.0) if a["honest"] == 20 else math.nan


FORMS = {
    "F5": Form(
        "rho = 1 / (1 + sum over k < N of exp(-beta sum over i <= k of (a (R + S) i / (N - 1) - c)))",
        _fixation,
        {
            "neutral": lambda a: 1.0 / a["nodes"],
            "audits by the protocol: a (R + S) > c": lambda a: invasions.absorption(
                [a["audit"] * a["at_stake"] - a["saving"]] * (a["nodes"] - 1), a["intensity"], 1
            ),
            "selection of twice the strength": lambda a: (
                # Where a (R + S) is large, the best of all strengths lies between the two.
                _fixation(a, intensity=2 * a["intensity"]) if a["audit"] * a["at_stake"] < 3 * a["saving"] else math.nan
            ),
        },
    ),
    "F7": Form(
        "h(i) = sum over k < i of G_k / sum over k < N of G_k, G_k = exp(-beta sum over j <= k of (a (R + S) j / (N - 1) - c)); folds of "
        "(1 - mu) x (1 - x) tanh(beta Delta / 2) + mu (1/2 - x) = 0",
        lambda a: F7_OF[a["what"]](a),
        {
            "a node may audit itself": _only(("absorption",), _audits_itself),
            "the share at the start": _only(("absorption",), lambda a: a["honest"] / a["nodes"]),
            "one threshold both ways, at x* = 1/2": _only(("up", "down"), lambda a: 2 * a["saving"] / a["at_stake"]),
            "the folds exchanged": _only(("up", "down"), lambda a: _fold({**a, "what": "down" if a["what"] == "up" else "up"})),
            "the other branch": _only(("lower", "upper"), lambda a: _branch({**a, "what": "upper" if a["what"] == "lower" else "lower"})),
        },
    ),
}

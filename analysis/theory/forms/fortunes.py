"""Closed forms of fortunes that luck makes and breaks."""

from __future__ import annotations

import math

from analysis.theory import fortunes
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _ruin(a: Numbers) -> float:
    match a["of"]:
        case "coins":
            return fortunes.gambler_ruin(1.0 - a["caught"], a["start"])
        case "lattice":
            return fortunes.lattice_ruin(a["caught"], a["size"], a["start"])
        case _:
            return fortunes.insurer_ruin(a["start"], a["income"], a["claims"], a["size"])


def _alike(a: Numbers) -> float:
    """Ruin where all losses have the mean size."""
    return fortunes.lattice_ruin(a["claims"], round(a["size"]), round(a["start"])) if a["of"] == "exponential" else math.nan


def _loss_beside_income(a: Numbers) -> float:
    return fortunes.lattice_ruin(a["caught"], a["size"] - 1, a["start"]) if a["of"] == "lattice" else math.nan


def _from_surely(a: Numbers) -> float:
    """The exponential without what stands before it."""
    return _ruin(a) / _ruin({**a, "start": 0.0}) if a["of"] == "exponential" else math.nan


def _exponent(a: Numbers) -> float:
    return fortunes.tail_exponent((1.0 + a["growth"], 1.0 - a["loss"]), (1.0 - a["caught"], a["caught"]), a["death"])


def _as_lognormal(a: Numbers) -> float:
    """-2 m / s^2 from mean and variance of the logarithm."""
    up, down, q = math.log(1.0 + a["growth"]), math.log(1.0 - a["loss"]), a["caught"]
    mean, variance = (1.0 - q) * up + q * down, q * (1.0 - q) * (up - down) ** 2
    return -2.0 * mean / variance if a["death"] == 0.0 else math.nan


FORMS = {
    "E4": Form(
        "((1 - p) / p)^u for coins; psi(u) = (1 - q) psi(u + 1) + q psi(u - m) on a lattice; e^(-theta u / (mu (1 + theta))) / "
        "(1 + theta), 1 + theta = c / (lambda mu), for exponential slashes",
        _ruin,
        {
            "one token more to start with": given(_ruin, lambda a: {"start": a["start"] + 1} if a["of"] != "exponential" else {}),
            "a slashed job pays as well": _loss_beside_income,
            "all slashes alike": _alike,
            "no chance to be slashed late": _from_surely,
        },
    ),
    "E5": Form(
        "(1 - nu) E[a^kappa] = 1",
        _exponent,
        {
            "growth half as fast": given(_exponent, lambda a: {"growth": a["growth"] / 2}),
            "twice the slash": given(_exponent, lambda a: {"loss": min(0.95, 2 * a["loss"])}),
            "a lognormal factor": _as_lognormal,
            "half as many die": lambda a: _exponent({**a, "death": a["death"] / 2}) if a["death"] > 0.0 else math.nan,
        },
    ),
}

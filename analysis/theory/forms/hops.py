"""Closed forms of traces that travel hop by hop: push gossip, chains, trees."""

from __future__ import annotations

import math
from typing import Any

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given
from analysis.theory.gossip import chain_survival, extinction, push_band, push_rounds, push_slope


def _rounds(a: Numbers) -> Any:
    if "sizes" in a:
        return push_slope(a["loss"])
    return push_band(a["nodes"]) if "band" in a else push_rounds(a["nodes"], a["loss"])


def _moved(a: Numbers, slope: float) -> Any:
    """A mistake's slope, or the bounds or the mean with that many rounds per ln N more or less."""
    if "sizes" in a:
        return slope
    more = (slope - push_slope(a["loss"])) * math.log(a["nodes"])
    return tuple(bound + more for bound in push_band(a["nodes"])) if "band" in a else _rounds(a) + more


def _no_loss(a: Numbers) -> float:
    return math.nan if a["loss"] == 0.0 else push_rounds(a["nodes"])


def _no_constant(a: Numbers) -> float:
    """The leading terms alone."""
    return math.nan if "sizes" in a or "band" in a else push_slope(a["loss"]) * math.log(a["nodes"])


D3 = Form(
    "floor(log2 N) + ln N - 1.116 <= E T <= ceil(log2 N) + ln N + 2.765, slope 1 / ln 2 + 1 = 2.443 in ln N; exact at small N by the chain "
    "of nodes that know",
    _rounds,
    {
        "doubling alone, log2 N": lambda a: _moved(a, 1.0 / math.log(2.0 - a["loss"])),
        "push and pull, log3 N": lambda a: _moved(a, 1.0 / math.log(3.0)),
        "lost messages forgotten": _no_loss,
        "no constant": _no_constant,
    },
)


def _travelled(a: Numbers) -> float:
    if "hops" in a:
        return chain_survival(a["hops"], a["loss"], a["copies"])
    if "dies" in a:
        return extinction(a["branches"], a["loss"], a["depth"])
    return chain_survival(a["depth"], a["loss"])


D5 = Form(
    "(1 - q^r)^L; (1 - q)^d; x_(d+1) = (q + (1 - q) x_d)^b from x_0 = 0, to the least root of x = (q + (1 - q) x)^b",
    _travelled,
    {
        "copies add up, 1 - q / r": lambda a: (1.0 - a["loss"] / a["copies"]) ** a["hops"] if a.get("copies", 1) > 1 else math.nan,
        "a hop more": given(_travelled, lambda a: {"hops": a["hops"] + 1} if "hops" in a else {"depth": a["depth"] + 1}),
        "a hop less": given(_travelled, lambda a: {"hops": a["hops"] - 1} if "hops" in a else {"depth": a["depth"] - 1}),
        "one branch": given(_travelled, lambda a: {"branches": 1}),
    },
)

FORMS = {"D3": D3, "D5": D5}

"""Closed forms of traces: recovery of shards, and of shards on a graph."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.percolation import (
    even_recovery,
    giant_share,
    giant_share_of_degrees,
    mean_component_of_degrees,
    reconstructed,
    recovered,
)


def _whole(a: Numbers, *, more: int = 0, parts: int | None = None) -> float:
    if "turn" in a:
        return math.nan
    return recovered(a["shards"], a["needed"] + more, a["up"], a["parts"] if parts is None else parts)


def _recovery(a: Numbers) -> float:
    return even_recovery(a["shards"], a["needed"]) if "turn" in a else _whole(a)


def _otherwise_spent(a: Numbers) -> float:
    """Thirty shards as a code where they are copies, and as copies where they are a code."""
    if "turn" in a:
        return math.nan
    return recovered(30, 10, a["up"]) if a["shards"] == 3 else recovered(3, 1, a["up"], 10)


D1 = Form(
    "P = P(Bin(n, p) >= k)^parts; one half at the median of Beta(k, n - k + 1), which tends to k / n",
    _recovery,
    {
        "a shard more is needed": lambda a: _whole(a, more=1),
        "a shard fewer is needed": lambda a: _whole(a, more=-1),
        "the same cost spent the other way": _otherwise_spent,
        "one part is enough": lambda a: math.nan if a.get("parts", 1) == 1 else _whole(a, parts=1),
        "recovery turns at k / n, its limit for many shards": lambda a: a["needed"] / a["shards"] if "turn" in a else math.nan,
    },
)


def _giant(a: Numbers, *, present: bool = True, edges: bool = True, doubled: float = 1.0) -> float:
    there = a.get("present", 1.0)
    working = (1.0 - a.get("loss", 0.0)) if edges else 1.0
    return there * giant_share(doubled * a["degree"] * (there if present else 1.0) * working)


def _where(name: str, of: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    """A mistake that makes a difference only where a case gives this number."""
    return lambda a: of(a) if name in a else math.nan


D4 = Form(
    "S = phi (1 + W0(-c e^-c) / c), c = phi x mean degree x (1 - edge loss), sd sqrt(S(1 - S) / N) / (1 - c(1 - S))",
    _giant,
    {
        "nodes with an edge, 1 - e^-c": lambda a: _degree(a)[0] * -math.expm1(-_degree(a)[1]),
        "edges counted at one end": lambda a: _giant(a, doubled=0.5),
        "lost edges still there": _where("loss", lambda a: _giant(a, edges=False)),
        "edges to absent nodes still there": _where("present", lambda a: _giant(a, present=False)),
        "share of the nodes that are there": _where("present", lambda a: _giant(a) / a["present"]),
    },
)


def _degree(a: Numbers) -> tuple[float, float]:
    """Share of the nodes that are there, and their working edges."""
    there = a.get("present", 1.0)
    return there, a["degree"] * there * (1.0 - a.get("loss", 0.0))


def _of_degrees(a: Numbers) -> float:
    below = "below" in a
    return (mean_component_of_degrees if below else giant_share_of_degrees)(a["degrees"], a["shares"], a["works"])


def _as_if_poisson(a: Numbers) -> float:
    """At phi = .3 both graphs have a share of two thirds, .0013 apart."""
    if a["works"] == 0.3:
        return math.nan
    degree = a["works"] * sum(d * p for d, p in zip(a["degrees"], a["shares"], strict=True))
    return 1.0 / (1.0 - degree) if "below" in a else giant_share(degree)


def _all_of_the_mean_degree(a: Numbers) -> float:
    degree = round(sum(d * p for d, p in zip(a["degrees"], a["shares"], strict=True)))
    return _of_degrees({**a, "degrees": [degree], "shares": [1.0]})


D4B = Form(
    "S = 1 - G0(u), u = 1 - phi + phi G1(u); below phi_c = <k> / (<k^2> - <k>) a mean component of 1 + phi <k> / (1 - phi / phi_c)",
    _of_degrees,
    {"an Erdos-Renyi graph of the same mean degree": _as_if_poisson, "all nodes of the mean degree": _all_of_the_mean_degree},
)


def _read(a: Numbers, *, more: int = 0) -> float:
    """Where the giant component holds most nodes it hears enough shards either way."""
    if more and giant_share(a["degree"]) > 0.7:
        return math.nan
    return reconstructed(giant_share(a["degree"]), a["shards"], a["needed"] + more)


D4C = Form(
    "P = S P(Bin(n, S) >= k)",
    _read,
    {
        "every reader hears the giant component": lambda a: _read(a) / giant_share(a["degree"]),
        "a shard more is needed": lambda a: _read(a, more=1),
        "a shard fewer is needed": lambda a: _read(a, more=-1),
    },
)

FORMS = {"D1": D1, "D4": D4, "D4b": D4B, "D4c": D4C}

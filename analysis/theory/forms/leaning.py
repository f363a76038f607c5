"""Closed forms of outputs that lean on others: reuse of accepted outputs."""

from __future__ import annotations

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given
from analysis.theory.reuse import cascade_size, mean_depth, wrong_among_accepted, wrong_end_to_end


def _wrong(a: Numbers) -> float:
    return wrong_among_accepted(a["attack_rate"], a["caught"])


def _leaning(a: Numbers) -> float:
    if a["what"] == "depth":
        return mean_depth(a["reuse"])
    form = cascade_size if a["what"] == "cascade" else wrong_end_to_end
    return form(a["reuse"], _wrong(a))


def _one_generation(a: Numbers) -> float:
    """What a wrong input spoils is taken by nobody else."""
    u, w = a["reuse"], _wrong(a)
    return {"depth": u, "cascade": 1.0 + u * (1.0 - w), "wrong": w + (1.0 - w) * u * w}[a["what"]]


def _counted_twice(a: Numbers) -> float:
    """An output that is wrong itself and took a wrong one counts for both."""
    u, w = a["reuse"], _wrong(a)
    twice = {"depth": 1.0 / (1.0 - u), "cascade": 1.0 / (1.0 - u), "wrong": w / (1.0 - u)} if u < 1.0 else {a["what"]: 2.0}
    return twice[a["what"]]


R1 = Form(
    "x = w / (1 - u (1 - w)), w = a (1 - d) / (1 - a d); cascades of 1 / (1 - u (1 - w)) outputs; u / (1 - u) outputs in a row",
    _leaning,
    {
        "nothing is passed on": given(_leaning, lambda a: {"reuse": 0.0}),
        "a wrong input spoils one generation": _one_generation,
        "wrong twice counts twice, or depth counts the output itself": _counted_twice,
        "audits forgotten": given(_leaning, lambda a: {"caught": 0.0}),
    },
)

FORMS = {"R1": R1}

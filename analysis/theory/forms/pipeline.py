"""Closed form of a job through the whole field."""

from __future__ import annotations

import math
from typing import Any

from analysis.theory.acceptance import composed_acceptance
from analysis.theory.forms.contract import Form, Numbers

ALL = 20
"""Segments of a job."""


def _accepted(a: Numbers, **otherwise: Any) -> float:
    return composed_acceptance(a["bad"], **otherwise).accepted


def _unless_all_are_bad(a: Numbers, value: float) -> float:
    return math.nan if a["bad"] == ALL else value


FORMS = {
    "I1": Form(
        "P = P(Bin(n, p) >= k) x sum over j of Hyp(j; 20, m, 4) Q(5)^j Q(0)^(4 - j), Q = P(Bin(3, A) >= 2)",
        _accepted,
        {
            "a bad segment more": lambda a: _unless_all_are_bad(a, _accepted({"bad": min(ALL, a["bad"] + 1)})),
            "all of a panel must approve": lambda a: _unless_all_are_bad(a, _accepted(a, need=3)),
            "one panel on one segment": lambda a: _accepted(a, sampled=1),
            "one run's noise": lambda a: _accepted(a, noise=1.0) if a["bad"] == 0 else math.nan,
            "no trace is lost": lambda a: composed_acceptance(a["bad"]).passes if a["bad"] < 2 else math.nan,  # one in 26 is
        },
    )
}

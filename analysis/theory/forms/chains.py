"""Closed forms of chained segments."""

from __future__ import annotations

import math

from analysis.theory.chains import adversarial_drift, honest_drift
from analysis.theory.forms.contract import Form, Numbers

TOLERANCE = 4.0


def _drift(a: Numbers) -> float:
    """Of the adversary, of honest chains, their ratio, or the exponent with which one grows."""
    if "lengths" in a:
        return 1.0 if a["adversary"] else 0.5
    length, amplification = a["segments"], a.get("amplification", 1.0)
    largest = adversarial_drift(TOLERANCE, length, amplification, a.get("end", math.inf))
    if "ratio" in a:
        return largest / honest_drift(length, amplification)
    return largest if a["adversary"] else honest_drift(length, amplification)


def _swapped(a: Numbers) -> float:
    """The adversary's deviations add up like noise, and noise like deviations."""
    if "lengths" in a:
        return 0.5 if a["adversary"] else 1.0
    if "ratio" in a or a["segments"] == 1:
        return math.nan
    return TOLERANCE * math.sqrt(a["segments"]) if a["adversary"] else math.sqrt(2.0) * a["segments"]


def _one_noise(a: Numbers) -> float:
    """The re-run has no noise of its own."""
    if "lengths" in a or a.get("adversary"):
        return math.nan
    return _drift(a) * (math.sqrt(2.0) if "ratio" in a else math.sqrt(0.5))


def _unamplified(a: Numbers) -> float:
    return _drift({**a, "amplification": 1.0}) if "amplification" in a else math.nan


def _no_end(a: Numbers) -> float:
    return adversarial_drift(TOLERANCE, a["segments"]) if "end" in a else math.nan


def _first_twice(a: Numbers) -> float:
    """A sum over l, l^2, ..., l^k in place of 1, l, ..., l^(k-1)."""
    return a["amplification"] * _drift(a) if "amplification" in a else math.nan


C5 = Form(
    "adversary k eps, with amplification l eps (l^k - 1) / (l - 1), at most the end's tolerance; honest sigma sqrt(2k), with l "
    "sigma sqrt(2 (l^2k - 1) / (l^2 - 1)); exponents 1 and 1/2",
    _drift,
    {
        "deviations add up like noise, noise like deviations": _swapped,
        "a re-run without noise": _one_noise,
        "no amplification": _unamplified,
        "the first deviation amplified once too often": _first_twice,
        "nobody looks at the end": _no_end,
    },
)

FORMS = {"C5": C5}

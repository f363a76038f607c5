"""Closed forms of acceptance within a tolerance."""

from __future__ import annotations

import math

from analysis.theory.acceptance import TWO_RUNS, within_tolerance
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.tolerance import accepted_volume, false_reject, largest_undetected


def _noise(a: Numbers) -> float:
    return float(a["sigma"]) * (1.0 if a.get("reference") else TWO_RUNS)


def _false_reject(a: Numbers) -> float:
    return false_reject(a["tolerance"], _noise(a), a.get("coordinates", 1))


def _one_run(a: Numbers) -> float:
    return math.nan if a.get("reference") else false_reject(a["tolerance"], a["sigma"], a.get("coordinates", 1))


def _two_runs(a: Numbers) -> float:
    return false_reject(a["tolerance"], a["sigma"] * TWO_RUNS) if a.get("reference") else math.nan


def _one_side(a: Numbers) -> float:
    return 1 - (1 - false_reject(a["tolerance"], _noise(a)) / 2) ** int(a.get("coordinates", 1))


def _one_coordinate(a: Numbers) -> float:
    return false_reject(a["tolerance"], _noise(a)) if a.get("coordinates", 1) > 1 else math.nan


def _sigma_of_one(a: Numbers) -> float:
    return false_reject(a["tolerance"], TWO_RUNS) if a["sigma"] != 1.0 else math.nan


def _deviation(a: Numbers) -> float:
    """What the case injects, or the root that its executors look for."""
    return float(a["deviation"]) if "deviation" in a else largest_undetected(a["acceptance"], a["tolerance"], _noise(a))


def _passed(a: Numbers) -> float:
    return within_tolerance(_deviation(a), a["tolerance"], _noise(a))


def _passed_by_one_run(a: Numbers) -> float:
    """No matter at delta = eps, which passes half of the time under any noise."""
    return math.nan if a["acceptance"] == 0.5 else within_tolerance(_deviation(a), a["tolerance"], a["sigma"])


def _passed_without_noise(a: Numbers) -> float:
    return float(_deviation(a) <= a["tolerance"])


def _verifier_noise(a: Numbers) -> float:
    """Without shared noise every check draws the executor's anew, which makes it the verifier's."""
    return float(a["sigma"]) * (1.0 if a["shared"] else TWO_RUNS)


def _volume(a: Numbers) -> float:
    return accepted_volume(a["tolerance"], _verifier_noise(a), a["need"], a["seats"])


def _is_even(a: Numbers) -> bool:
    """Whether the order statistic is the middle one, of mean zero."""
    return bool(2 * a["need"] == a["seats"] + 1)


def _whatever_the_vote(a: Numbers) -> float:
    return math.nan if _is_even(a) else 2.0 * a["tolerance"]


def _other_sharing(a: Numbers) -> float:
    return math.nan if _is_even(a) else _volume({**a, "shared": not a["shared"]})


def _from_the_other_end(a: Numbers) -> float:
    return math.nan if _is_even(a) else _volume({**a, "need": a["seats"] - a["need"] + 1})


def _enlarged(a: Numbers) -> float:
    return float(2.0 * (a["tolerance"] + a["sigma"]))


FORMS = {
    "C1": Form(
        "P(reject | honest) = 1 - (1 - erfc(eps / (s sqrt 2)))^D; s = sigma sqrt 2 between two runs, sigma against an exact reference",
        _false_reject,
        {
            "sigma where sigma sqrt 2 belongs": _one_run,
            "sigma sqrt 2 where sigma belongs": _two_runs,
            "one side only": _one_side,
            "one coordinate only": _one_coordinate,
            "a sigma of 1": _sigma_of_one,
        },
    ),
    "C2": Form(
        "A(delta) = Phi((eps - delta) / s) - Phi((-eps - delta) / s) = a at the largest delta that passes with probability a",
        _passed,
        {"sigma where sigma sqrt 2 belongs": _passed_by_one_run, "a tolerance without noise": _passed_without_noise},
    ),
    "C4": Form(
        "integral of A(delta) = 2 eps - 2 s_v E Z_(m:k) for m of k votes",
        _volume,
        {
            "2 eps whatever the vote": _whatever_the_vote,
            "the other sharing of the executor's noise": _other_sharing,
            "the rank from the other end": _from_the_other_end,
            "noise enlarges what passes": _enlarged,
        },
    ),
}

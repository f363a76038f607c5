"""Closed forms of panels and samples."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from analysis.theory import quorums, sampling
from analysis.theory.forms.contract import Form, Numbers


def _need(a: Numbers) -> int:
    return int(a["need"]) if "need" in a else quorums.share_rounded_up(a["seats"], a["share"])


def _bad_quorum(a: Numbers) -> float:
    return quorums.bad_quorum(a["nodes"], a["bad"], a["seats"], _need(a))


def _of_need(a: Numbers, need: int) -> float:
    return quorums.bad_quorum(a["nodes"], a["bad"], a["seats"], need) if need != _need(a) else math.nan


def _with_replacement(a: Numbers) -> float:
    """Of small panels and of events that no sample holds it cannot be told from the law without replacement."""
    if a["seats"] < 31 or _bad_quorum(a) < 1e-6:
        return math.nan
    return quorums.bad_quorum_of_many(a["bad"] / a["nodes"], a["seats"], _need(a))


def _one_vote_less(a: Numbers) -> float:
    """Where no event is expected one vote changes nothing."""
    return _of_need(a, _need(a) - 1) if _bad_quorum(a) > 1e-6 else math.nan


def _one_vote_more(a: Numbers) -> float:
    return _of_need(a, _need(a) + 1) if _bad_quorum(a) > 1e-6 else math.nan


def _by_majority(a: Numbers) -> float:
    return _of_need(a, quorums.majority(a["seats"]))


def _detection(a: Numbers) -> float:
    return sampling.detection(a["segments"], a["corrupted"], a["sampled"])


def _detection_with_replacement(a: Numbers) -> float:
    return sampling.detection_with_replacement(a["segments"], a["corrupted"], a["sampled"])


def _of_coverage(a: Numbers, law: np.ndarray) -> float | np.ndarray:
    """What a case asks of a law of covered segments."""
    mean = float(law @ np.arange(len(law)))
    answers: dict[str, float | np.ndarray] = {"all": float(law[-1]), "counts": law, "unchecked": 1 - mean / a["segments"]}
    return answers[a["of"]]


def _coverage(a: Numbers) -> float | np.ndarray:
    if a["of"] == "unchecked":
        return sampling.unchecked(a["segments"], a["sampled"], a["verifiers"])
    return _of_coverage(a, sampling.coverage(a["segments"], a["sampled"], a["verifiers"]))


def _common_sample(a: Numbers) -> float | np.ndarray:
    return _of_coverage(a, sampling.coverage(a["segments"], a["sampled"], 1))


def _single_draws(a: Numbers) -> float | np.ndarray:
    return _of_coverage(a, sampling.coverage(a["segments"], 1, a["sampled"] * a["verifiers"]))


def _segments_independent(a: Numbers) -> float | np.ndarray:
    """Means do not feel it."""
    if a["of"] == "unchecked":
        return math.nan
    k = a["segments"]
    covered = 1 - sampling.unchecked(k, a["sampled"], a["verifiers"])
    return _of_coverage(a, stats.binom.pmf(np.arange(k + 1), k, covered))


def _partitioned(a: Numbers) -> float:
    return float(a["budget"]) if "partitions" in a else _detection(a)


def _each_on_its_own_account(a: Numbers) -> float:
    """The same for one segment."""
    return math.nan if "partitions" in a else sampling.detection_by_budget(a["budget"], a["corrupted"])


def _no_help(a: Numbers) -> float:
    """Right for one segment."""
    return math.nan if "partitions" in a else float(a["budget"])


def _checked_to_unchecked(a: Numbers) -> float:
    """Of one segment, where the odds of being checked stand for its probability."""
    return float(a["budget"] / (1 - a["budget"])) if "partitions" in a else math.nan


FORMS = {
    "B1": Form(
        "P(bad quorum) = P(Hyp(N, f, k) >= need), need = ceil(q k) of a share q",
        _bad_quorum,
        {
            "drawn with replacement": _with_replacement,
            "one vote less needed, as by rounding down": _one_vote_less,
            "one vote more needed, as by more than the share": _one_vote_more,
            "a majority for two thirds": _by_majority,
        },
    ),
    "B3": Form("P(detect) = 1 - C(k - m, s) / C(k, s)", _detection, {"drawn with replacement": _detection_with_replacement}),
    "B4": Form(
        "P(all covered) = sum_j (-1)^j C(k, j) [C(k - j, s) / C(k, s)]^n; P(segment unchecked) = (1 - s/k)^n",
        _coverage,
        {
            "a common sample": _common_sample,
            "samples with replacement": _single_draws,
            "segments covered independently": _segments_independent,
        },
    ),
    "B8": Form(
        "P(detect one of k) = B = s/k; P(detect phi k of k) = 1 - C(k - phi k, s) / C(k, s), near 1 - (1 - B)^(phi k)",
        _partitioned,
        {
            "each corrupted segment sampled on its own account": _each_on_its_own_account,
            "partition does not help": _no_help,
            "odds for a probability": _checked_to_unchecked,
        },
    ),
}

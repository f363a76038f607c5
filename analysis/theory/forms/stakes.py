"""Closed forms of stakes that grow by rewards: laws of a node's wins."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.stakes import frozen_share_wins, urn_variance, urn_wins


def _urn(a: Numbers, share: float = 1.0) -> np.ndarray:
    """Drawn one by one; the share at the start may be off by a factor."""
    return urn_wins(share * a["share"], a["stake"], a["reward"], a["winners"] * a["epochs"])


def _kept_apart(a: Numbers) -> np.ndarray:
    rewards = a["winners"] * a["epochs"]
    return np.asarray(stats.binom.pmf(np.arange(rewards + 1), rewards, a["share"]))


def _in_epochs(a: Numbers, winners: int) -> np.ndarray:
    rewards = a["winners"] * a["epochs"]
    return frozen_share_wins(a["share"], a["stake"], a["reward"], winners, rewards // winners)


def _distance_or_wins(a: Numbers) -> np.ndarray | float:
    return 0.0 if "pro_rata" in a else _in_epochs(a, a["winners"])


def _one_by_one(a: Numbers) -> np.ndarray | float:
    spread = math.sqrt(urn_variance(a["share"], a["stake"], a["reward"], a["winners"] * a["epochs"]))
    return spread if "pro_rata" in a else _urn(a)


FORMS = {
    "E1": Form(
        "wins ~ BetaBinomial(n, x theta, (1 - x) theta), theta = S0 / w; Var = x(1 - x) n / ((theta + 1)(theta + n)); sd is reported",
        _urn,
        {
            "rewards do not join the stake": _kept_apart,
            "shares frozen for 20 rewards": lambda a: _in_epochs(a, 20),
            "the share drifts by a fiftieth": lambda a: _urn(a, 1.02),
        },
    ),
    "E1b": Form(
        "Var = x(1 - x)(1 - prod(1 - m w^2 / S_t^2)); wins step by step, Bin(m, share) an epoch; sd is reported",
        _distance_or_wins,
        {
            "rewards drawn one by one": _one_by_one,
            "rewards do not join the stake": lambda a: math.nan if "pro_rata" in a else _kept_apart(a),
        },
    ),
}

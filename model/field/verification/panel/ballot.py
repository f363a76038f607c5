"""How a panel drawn from a crowd votes: the law of its approvals.

Members read the trace independently of who they are, so those who read are
again a random draw from the crowd; the law of the approvals among fewer readers
follows from that among all seats by leaving out a random one (``thin``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from model import columns as col
from model.field.binomial import hypergeometric
from model.field.verification.panel.check import panel_verdict, votes_verdict
from model.field.verification.panel.numbers import Panel

APPROVED, INVALID, UNAVAILABLE = range(3)
"""Rows of an outcome: accepted verified, rejected invalid, rejected unavailable."""


class Stance(NamedTuple):
    """What a member that reads does: approve unseen, reject unseen, or look.

    Attributes
    ----------
    approves, rejects, looks : float
        Probabilities that sum to one.
    """

    approves: float
    rejects: float
    looks: float


def stance(behaviour: Mapping[str, float], executor_cartel: float) -> Stance:
    """Stance of a member towards an executor's output, in the order of the rule ``blind_vote``."""
    calm = 1.0 - behaviour["grief"]
    own = behaviour["cartel"]
    if own > 0 and own == executor_cartel:
        return Stance(calm, 1.0 - calm, 0.0)
    if own > 0 and behaviour["reject_outsiders"] > 0:
        return Stance(0.0, 1.0, 0.0)
    return Stance(calm * (1.0 - behaviour["vigilance"]), 1.0 - calm, calm * behaviour["vigilance"])


@lru_cache(maxsize=512)
def _choose(n: int) -> np.ndarray:
    return np.array([math.comb(n, x) for x in range(n + 1)], dtype=float)


@lru_cache(maxsize=64)
def _log_choose(n: int) -> np.ndarray:
    return np.array([math.lgamma(n + 1) - math.lgamma(x + 1) - math.lgamma(n - x + 1) for x in range(n + 1)])


def binomials(n: int, p: np.ndarray) -> np.ndarray:
    """P(Bin(n, p) = x) for every p and x, (*p.shape, n + 1)."""
    x = np.arange(n + 1)
    p = np.clip(np.asarray(p, dtype=float), 0.0, 1.0)[..., None]
    if n <= 1000:
        return np.asarray(_choose(n) * p**x * (1.0 - p) ** (n - x))
    with np.errstate(divide="ignore", invalid="ignore"):
        up, down = np.where(x == 0, 0.0, x * np.log(p)), np.where(x == n, 0.0, (n - x) * np.log1p(-p))
    return np.asarray(np.exp(_log_choose(n) + up + down))


def approvals(weights: tuple[float | int, ...], finite: bool, p: np.ndarray, n: int) -> np.ndarray:
    """Law of the approvals of n voters drawn from a crowd.

    Parameters
    ----------
    weights : tuple
        Shares, or counts of a finite crowd.
    finite : bool
    p : (members, contexts), float
        Probability that a voter of each kind approves, in each context.
    n : int
        Voters; at most as many as a finite crowd has.

    Returns
    -------
    (contexts, n + 1), float
    """
    if not finite:
        return binomials(n, np.asarray(weights, dtype=float) @ p)
    kinds: dict[bytes, list[int]] = {}
    for row in range(len(weights)):
        kinds.setdefault(p[row].tobytes(), []).append(row)
    law: dict[int, np.ndarray] = {0: np.ones((p.shape[1], 1))}
    left = int(sum(weights))
    for rows in kinds.values():
        count = int(sum(weights[row] for row in rows))
        of_kind: dict[int, np.ndarray] = {}
        after: dict[int, np.ndarray] = {}
        for seated, so_far in law.items():
            for more in range(max(0, n - seated - (left - count)), min(count, n - seated) + 1):
                chance = hypergeometric(left, count, n - seated, more)
                if chance == 0.0:
                    continue
                if more not in of_kind:
                    of_kind[more] = binomials(more, p[rows[0]])
                part = chance * convolve(so_far, of_kind[more])
                total = seated + more
                after[total] = part if total not in after else after[total] + part
        law, left = after, left - count
    return law[n]


def convolve(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Law of a sum, for each context: (contexts, n) and (contexts, m) give (contexts, n + m - 1)."""
    if a.shape[1] < b.shape[1]:
        a, b = b, a
    found = np.zeros((a.shape[0], a.shape[1] + b.shape[1] - 1))
    for x in range(b.shape[1]):
        if b[:, x].any():
            found[:, x : x + a.shape[1]] += a * b[:, x : x + 1]
    return found


def thin(law: np.ndarray) -> np.ndarray:
    """Law of the approvals among the first R of n exchangeable voters, for every R.

    Parameters
    ----------
    law : (rows, n + 1), float
        Among all n; rows may be any weighted sums of laws.

    Returns
    -------
    (rows, n + 1, n + 1), float
        Index 1 is R, index 2 the approvals.
    """
    n = law.shape[1] - 1
    found = np.zeros((law.shape[0], n + 1, n + 1))
    found[:, n] = law
    x = np.arange(n + 1)
    for voters in range(n, 0, -1):
        whole = found[:, voters]
        found[:, voters - 1] = whole * np.maximum(0, voters - x) / voters
        found[:, voters - 1, :-1] += whole[:, 1:] * x[1:] / voters
    return found


@lru_cache(maxsize=256)
def outcomes(panel: Panel, size: int, found: int) -> np.ndarray:
    """What a panel decides, by the kernel's own rules.

    Parameters
    ----------
    panel : Panel
    size, found : int
        Seats, and seats filled.

    Returns
    -------
    (found + 1, found + 1), int
        Row of an outcome, by approvals and rejections; -1 where they exceed the seats filled.
    """
    rows = {col.ACCEPTED_VERIFIED: APPROVED, col.REJECTED_INVALID: INVALID, col.REJECTED_UNAVAILABLE: UNAVAILABLE}
    table = np.full((found + 1, found + 1), -1)
    for yes in range(found + 1):
        for no in range(found + 1 - yes):
            if panel.quorum_of == "panel":
                verdict = panel_verdict(yes, no, size, panel.need)
            else:
                verdict = votes_verdict(yes, no, panel.quorum_share, panel.min_votes)
            table[yes, no] = rows[int(verdict)]
    return table

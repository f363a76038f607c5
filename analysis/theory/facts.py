"""Closed forms of three published rules, by which a fact is weak: algebra says it without a model."""

from __future__ import annotations

import math


def profitable_lives(proof_probability: float) -> float:
    """Share of cheats at a profit when the penalty covers the mean attack: (1 - p)^n with n the first number of claims above (1 - p)/p.

    A cheat's claims before the first proof are geometric with mean (1 - p)/p,
    and so large is the penalty in claims. As p falls the share goes to 1/e.

    Parameters
    ----------
    proof_probability : float
        p in (0, 1).

    Source: Pocket Network, proof documentation and its review; derived.
    """
    penalty = (1.0 - proof_probability) / proof_probability
    return (1.0 - proof_probability) ** (math.floor(penalty + 1e-9) + 1)


def caught_within(proof_probability: float, claims: int) -> float:
    """Probability that a cheat is caught within so many claims: 1 - (1 - p)^k (Pocket Network, proof documentation)."""
    return 1.0 - (1.0 - proof_probability) ** claims


def replication_overhead(jobs: int, trusted_from: int = 10) -> float:
    """Share of the work that goes into checks of a faultless host by BOINC's rule, to the mean of its checks.

    All jobs are checked until `trusted_from` valid ones in a row; then N grows
    by one with probability 1/N a job, so N^2 grows by 2 a job in the mean:
    N = sqrt(n0^2 + 2 (jobs - n0)).

    Parameters
    ----------
    jobs : int
        In the life of the host, at least 1.
    trusted_from : int
        n0.

    Source: BOINC wiki, AdaptiveReplication; derived.
    """
    checks = float(jobs) if jobs <= trusted_from else math.sqrt(trusted_from**2 + 2.0 * (jobs - trusted_from))
    return checks / (jobs + checks)


def flagged_share(tests: int, rate: float = 0.05, limit: float = 1.0, first: int = 10, in_a_row: int = 5) -> float:
    """Share of honest nodes that a repeated z-test flags within so many checks, exactly: the walk of failures absorbed at the boundary.

    Parameters
    ----------
    tests : int
        Checks of a node; tested after each one from `first` on.
    rate : float
        Failure rate of an honest node, which is that of the hypothesis.
    limit : float
        z = (k/n - rate) / sqrt(rate (1 - rate) / n) above which it is flagged.
    first, in_a_row : int
        The first check after which z is tested; failures in a row that flag at once.

    Source: Gonka, inference validation, August 2025; derived.
    """
    going = {(0, 0): 1.0}
    flagged = 0.0
    for n in range(1, tests + 1):
        onward: dict[tuple[int, int], float] = {}
        for (k, row), weight in going.items():
            for fails, chance in ((1, rate), (0, 1.0 - rate)):
                now, streak = k + fails, row + 1 if fails else 0
                z = (now / n - rate) / math.sqrt(rate * (1.0 - rate) / n)
                if streak >= in_a_row or (n >= first and z > limit):
                    flagged += weight * chance
                else:
                    onward[now, streak] = onward.get((now, streak), 0.0) + weight * chance
        going = onward
    return flagged

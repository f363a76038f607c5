"""Closed forms of the cheapest deterrence: audits cost checks, stakes cost capital.

With A1's threshold p = g / (d (R + S)), what a job costs is p k + r S: checks
of k USD, and capital of S USD at r a job. Both trade off as in a Becker model
in which severity has a price too, and are cheapest where checking costs as
much as capital of stake and fee would.
"""

from __future__ import annotations

import math

from analysis.theory.deterrence import audit_threshold


def saving_to_outweigh(saving: float, tolerated: float, intensity: float) -> float:
    """What a cheat must risk for a share of cheats, under logit choice of that intensity: g + ln((1 - x) / x) / beta.

    Parameters
    ----------
    saving : float, USD
        g of a job, one an epoch.
    tolerated : float
        x, share of cheats, in (0, 1); at one half it is the saving itself.
    intensity : float, 1/USD
        beta.
    """
    return saving + math.log((1.0 - tolerated) / tolerated) / intensity


def deterrence_cost(saving: float, reward: float, stake: float, check: float, capital: float, detection: float = 1.0) -> float:
    """What deterring costs a job, p k + r S with A1's p.

    Parameters
    ----------
    saving : float, USD
        To be outweighed.
    reward, stake : float, USD
        R and S, lost by who is caught.
    check : float, USD
        k of an audit.
    capital : float
        r of a staked USD for the time of a job.
    detection : float
        d, that an audit finds a cheat.
    """
    return audit_threshold(saving, reward, stake, detection) * check + capital * stake


def cheapest_stake(saving: float, reward: float, check: float, capital: float, detection: float = 1.0) -> float:
    """Stake at which deterring costs least, max(0, sqrt(g k / (d r)) - R), USD.

    There p k = r (R + S). Below zero the fee alone is worth more than a stake
    would be, and above a p of one no audit rate deters; see
    :func:`deterrence_cost` for the numbers.
    """
    return max(0.0, math.sqrt(saving * check / (detection * capital)) - reward)

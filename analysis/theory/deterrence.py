"""Closed forms of deterrence: the audit rate at which honesty starts to pay.

A1 is the honest-against-lazy threshold under exogenous audits, a case of
Becker's p x fine >= gain; A3 is its form under a colluding share of verifiers
(Proof of Sampling, arXiv 2405.00295: honesty is strictly best iff
p > C / ((1 - r)(R + S))).
"""

from __future__ import annotations

import math


def audit_threshold(
    saving: float, reward: float, slash: float, detection: float = 1.0, false_alarm: float = 0.0, colluding: float = 0.0
) -> float:
    """Audit rate above which honest work pays more than cheating (A1; with colluders A3).

    a* = saving / ((1 - colluding)(detection - false_alarm)(reward + slash))

    Parameters
    ----------
    saving : float, USD
        Cost of honest work less cost of the shortcut.
    reward : float, USD
        What an accepted job pays, lost when caught.
    slash : float, USD
        Lost besides when caught.
    detection, false_alarm : float
        Probability that an audit rejects a cheated and an honest job, in [0, 1].
    colluding : float
        Share of the verifiers that approve the cheater unseen, in [0, 1).

    Returns
    -------
    float
        May exceed one: then no audit rate deters.
    """
    power = (1.0 - colluding) * (detection - false_alarm) * (reward + slash)
    return saving / power if power > 0 else math.inf


def saturated_audit_threshold(saving: float, reward: float, slash: float, intensity: float, colluding: float = 0.0) -> float:
    """Audit rate at which honesty starts to spread when nodes compare last epoch's payoffs by Fermi's rule.

    A comparison of an honest node (payoff h = reward - cost) with a cheater
    (h + saving if it was not caught, -slash - cost + saving if it was) copies
    the better with a probability that saturates at one, so the flow towards
    honesty is q tanh(beta (reward + slash - saving) / 2) - (1 - q)
    tanh(beta saving / 2), with q = a (1 - colluding). Its zero does not fall
    below tanh(beta saving / 2) / (1 + tanh(beta saving / 2)) however large the
    slash: a rare large loss counts no more than one lost comparison.

    Parameters
    ----------
    saving, reward, slash : float, USD
        As in :func:`audit_threshold`; the cost itself cancels.
    intensity : float, 1/USD
        beta.
    colluding : float
        In [0, 1).

    Returns
    -------
    float
        May exceed one: then no audit rate deters.
    """
    gain = math.tanh(intensity * saving / 2)
    loss = math.tanh(intensity * (reward + slash - saving) / 2)
    return gain / (gain + loss) / (1.0 - colluding)

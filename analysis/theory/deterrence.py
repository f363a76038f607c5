"""Closed forms of deterrence: the audit rate at which honesty starts to pay.

A1 is the honest-against-lazy threshold under exogenous audits, a case of
Becker's p x fine >= gain; A3 is its form under a colluding share of verifiers
(Proof of Sampling, arXiv 2405.00295: honesty is strictly best iff
p > C / ((1 - r)(R + S))). I2 is the slash at which a composed field deters a
corruption.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def audit_threshold(
    saving: float,
    reward: float,
    slash: float,
    detection: float = 1.0,
    false_alarm: float = 0.0,
    colluding: float = 0.0,
    *,
    unavailable: float = 0.0,
    penalty: float = 0.0,
) -> float:
    """Audit rate above which honest work pays more than cheating (A1; with colluders A3).

    a* = saving / ((1 - colluding)(detection - false_alarm)(reward + slash)),
    and an audit that finds more cheated than honest jobs unavailable adds
    unavailable (reward + penalty) to the denominator.

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
        Share of the verifiers that approve the cheater unseen, in [0, 1), where one of them sits on a panel and
        `detection` is that of an honest one. For larger panels leave it out, and give the detection before the crowd.
    unavailable : float
        Probability that an audit finds a cheated job unavailable, less that of an honest one.
    penalty : float, USD
        Lost besides the reward when found unavailable.

    Returns
    -------
    float
        May exceed one: then no audit rate deters.
    """
    power = (1.0 - colluding) * (detection - false_alarm) * (reward + slash) + unavailable * (reward + penalty)
    return saving / power if power > 0 else math.inf


def guess_threshold(cost: float, cheap: float, accuracy: float, reward: float, fine: float, honest: float = 1.0) -> float:
    """Rate of double checks above which honest work pays more than a cheap guess (A2, Belenkiy et al. 2008).

    p* = (cost - cheap) / (honest (reward + fine)(1 - accuracy))

    Parameters
    ----------
    cost, cheap : float, USD
        Of honest work and of a guess.
    accuracy : float
        q, probability that the guess is right, in [0, 1).
    reward, fine : float, USD
        Lost when a wrong answer is found.
    honest : float
        Probability that who checks is honest, where another contractor does; 1 where the boss does.

    Returns
    -------
    float
    """
    return (cost - cheap) / (honest * (reward + fine) * (1.0 - accuracy))


def forgery_threshold(cost: float, cheap: float, forging: float, alone: float, reward: float, slash: float) -> float:
    """Rate of audits above which honest work pays more than a cheap output with a forged trace.

    p* = (cost - cheap - forging) / ((1 - alone)(reward + slash))

    Parameters
    ----------
    cost, cheap, forging : float, USD
        Of honest work, of the cheap output, of its trace.
    alone : float
        Share of the audits that compare traces alone, and find nothing, in [0, 1].
    reward, slash : float, USD
        Lost when found.

    Returns
    -------
    float
        Infinite where no output is compared.
    """
    found = (1.0 - alone) * (reward + slash)
    return (cost - cheap - forging) / found if found > 0 else math.inf


def audit_margin(
    audit: float,
    saving: float,
    reward: float,
    slash: float,
    detection: float = 1.0,
    false_alarm: float = 0.0,
    colluding: float = 0.0,
) -> float:
    """What honest work pays over cheating, a job.

    a (1 - colluding)(detection - false_alarm)(reward + slash) - saving, zero at :func:`audit_threshold`

    Parameters
    ----------
    audit : float
        a, in [0, 1].
    saving, reward, slash : float, USD
    detection, false_alarm, colluding : float
        As in :func:`audit_threshold`.

    Returns
    -------
    float, USD
    """
    return audit * (1.0 - colluding) * (detection - false_alarm) * (reward + slash) - saving


def payoff(reward: float, cost: float, slash: float, caught: float) -> float:
    """What a job pays that is accepted unless it is found invalid: reward - cost - caught (reward + slash).

    Parameters
    ----------
    reward, cost, slash : float, USD
    caught : float
        Probability that it is found invalid.

    Returns
    -------
    float, USD
    """
    return reward - cost - caught * (reward + slash)


def slash_threshold(passes: float, passes_honest: float, reward: float, gain: float) -> float:
    """Slash above which honest work pays more than a corruption that costs as much (I2).

    S* = (q_m (R + g) - q_0 R) / (q_0 - q_m). Probabilities of reconstruction
    that both share cancel.

    Parameters
    ----------
    passes, passes_honest : float
        q_m and q_0: probability that a corrupted and an honest job pass; who fails is slashed.
    reward, gain : float, USD
        R of an accepted job, and g from a corrupted one besides.

    Returns
    -------
    float, USD
        Below zero where no slash is needed.
    """
    return (passes * (reward + gain) - passes_honest * reward) / (passes_honest - passes)


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


Law = tuple[float, float, float]
"""Probabilities that a job is accepted, found invalid, and found unavailable."""


def last_epoch_threshold(
    saving: float,
    reward: float,
    slash: float,
    intensity: float,
    honest: Sequence[Law],
    cheat: Sequence[Law],
    penalty: float = 0.0,
) -> float:
    """Audit rate at which honesty starts to spread by comparison of last epoch's payoffs, for any law of verdicts.

    An accepted job pays reward, an invalid one -slash, an unavailable one
    -penalty, each less the cost of the work. With probabilities
    (1 - a) law(unaudited) + a law(audited), the flow towards honesty is
    E tanh(beta (payoff honest - payoff cheat) / 2), a quadratic in a, and its
    zero is bisected. Without false alarms and unavailable jobs it is
    :func:`saturated_audit_threshold` of 1 - colluding = detection.

    Parameters
    ----------
    saving, reward, slash, penalty : float, USD
    intensity : float, 1/USD
        beta.
    honest, cheat : two laws each
        Of an unaudited and of an audited job.

    Returns
    -------
    float
        inf where no audit rate up to one deters.
    """
    income = np.array([reward, -slash, -penalty])
    copying = np.tanh(intensity * (income[:, None] - income[None, :] - saving) / 2)
    before, after = (np.array(law) for law in honest)
    before_cheat, after_cheat = (np.array(law) for law in cheat)

    def flow(a: float) -> float:
        return float(((1 - a) * before + a * after) @ copying @ ((1 - a) * before_cheat + a * after_cheat))

    bend = float((after - before) @ copying @ (after_cheat - before_cheat))
    slope = flow(1.0) - flow(0.0) - bend
    # A concave flow may fall again beyond its top; below it, the flow crosses zero once.
    low, high = 0.0, 1.0 if bend >= 0 else min(1.0, max(0.0, -slope / (2 * bend)))
    if flow(low) >= 0:
        return 0.0
    if flow(high) < 0:
        return math.inf
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if flow(middle) < 0 else (low, middle)
    return (low + high) / 2

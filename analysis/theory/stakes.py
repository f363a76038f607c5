"""Closed forms of stakes that grow by rewards (E1, E1b, E2 and E3 of the catalogue).

Rewards that go to one node at a time, drawn in proportion to stake, and that
join the stake, are a Polya urn: the share of a node is a martingale, its wins
are beta-binomial, and its share tends to a beta law (for proof of stake: Rosu
and Saleh 2021).
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def urn_variance(share: float, stake: float, reward: float, rewards: float) -> float:
    """Variance of a node's share after a number of rewards, drawn one by one at current shares.

    Var = x (1 - x) n / ((theta + 1)(theta + n)), theta = stake / reward

    Parameters
    ----------
    share : float
        Of the stakes at the start, in (0, 1).
    stake : float, tok
        All stakes at the start.
    reward : float, tok
        > 0.
    rewards : float
        n; ``math.inf`` gives the limit.

    Returns
    -------
    float
    """
    theta = stake / reward
    grown = 1.0 if math.isinf(rewards) else rewards / (theta + rewards)
    return share * (1.0 - share) * grown / (theta + 1.0)


def urn_wins(share: float, stake: float, reward: float, rewards: int) -> np.ndarray:
    """Law of the rewards that a node wins: beta-binomial with x theta and (1 - x) theta.

    Parameters
    ----------
    share, stake, reward : float
        As in :func:`urn_variance`.
    rewards : int

    Returns
    -------
    (rewards + 1,), float
        Probability of each number of wins.
    """
    a, b = share * stake / reward, (1.0 - share) * stake / reward

    def log_beta(x: float, y: float) -> float:
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

    n = rewards
    ways = [math.lgamma(n + 1) - math.lgamma(w + 1) - math.lgamma(n - w + 1) for w in range(n + 1)]
    return np.array([math.exp(ways[w] + log_beta(a + w, b + n - w) - log_beta(a, b)) for w in range(n + 1)])


def frozen_share_variance(share: float, stake: float, reward: float, winners: int, epochs: int) -> float:
    """Variance of a node's share when each epoch's winners are drawn at the epoch's opening shares.

    Var = x (1 - x)(1 - prod over t of (1 - m w^2 / S_t^2)), S_t = stake + t m w

    Parameters
    ----------
    share, stake, reward : float
        As in :func:`urn_variance`.
    winners : int
        m, rewards per epoch.
    epochs : int

    Returns
    -------
    float
    """
    after = stake + winners * reward * np.arange(1, epochs + 1)
    return share * (1.0 - share) * float(-np.expm1(np.sum(np.log1p(-winners * reward**2 / after**2))))


def frozen_share_wins(share: float, stake: float, reward: float, winners: int, epochs: int) -> np.ndarray:
    """Law of the rewards that a node wins when each epoch's winners are drawn at the epoch's opening shares.

    Step by step: an epoch's wins are binomial at the share that the wins so far come to.

    Parameters
    ----------
    share, stake, reward : float
        As in :func:`urn_variance`.
    winners, epochs : int
        As in :func:`frozen_share_variance`.

    Returns
    -------
    (winners x epochs + 1,), float
        Probability of each number of wins.
    """
    law, more = np.ones(1), np.arange(winners + 1)
    for epoch in range(epochs):
        so_far = np.arange(len(law))
        at = (share * stake + reward * so_far) / (stake + reward * winners * epoch)
        after = np.zeros(len(law) + winners)
        np.add.at(after, so_far[:, None] + more, law[:, None] * stats.binom.pmf(more, winners, at[:, None]))
        law = after
    return law


def schedule_variance(share: float, growths: np.ndarray) -> float:
    """Variance of a node's share after rewards that go to one node each, drawn by stake (E2; Fanti et al. 2019).

    1 - Var / (x (1 - x)) = prod(1 - rho_n^2), rho_n = reward n over the stakes after it

    Parameters
    ----------
    share : float
        x, of the stakes at the start.
    growths : (rewards,), float
        rho_n.
    """
    return share * (1.0 - share) * float(-np.expm1(np.sum(np.log1p(-(growths**2)))))


def constant_growths(stake: float, total: float, rewards: int) -> np.ndarray:
    """rho_n of equal rewards that come to `total`."""
    reward = total / rewards
    return np.asarray(reward / (stake + reward * np.arange(1, rewards + 1)))


def geometric_growths(stake: float, total: float, rewards: int) -> np.ndarray:
    """rho_n of rewards that are a fixed percentage of all stakes and come to `total`; they spread shares least (Fanti et al. 2019)."""
    return np.full(rewards, 1.0 - (1.0 + total / stake) ** (-1.0 / rewards))


def equal_herfindahl(nodes: int, stake: float, reward: float, rewards: int) -> float:
    """Expected sum of squared shares of nodes that start alike, after rewards drawn by stake; in the limit that of a Dirichlet law (E3).

    Parameters
    ----------
    nodes : int
    stake, reward : float, tok
        All stakes at the start; one reward.
    rewards : int
    """
    return 1.0 / nodes + nodes * urn_variance(1.0 / nodes, stake, reward, rewards)


def equal_gini(nodes: int, stake: float, reward: float, rewards: int) -> float:
    """Expected Gini index, times N / (N - 1), of the stakes of nodes that start alike (E3).

    Half of the expected distance of two nodes over the mean: their wins together are
    beta-binomial in all rewards, and those of one of them beta-binomial in theirs.

    Parameters
    ----------
    nodes, stake, reward, rewards
        As in :func:`equal_herfindahl`.
    """
    theta = stake / reward
    a = theta / nodes
    both = stats.betabinom.pmf(np.arange(rewards + 1), rewards, 2.0 * a, (nodes - 2) * a)
    distance = 0.0
    for m, chance in enumerate(both):
        k = np.arange(m + 1)
        distance += chance * float(stats.betabinom.pmf(k, m, a, a) @ np.abs(2 * k - m))
    return distance * nodes / (2.0 * (theta + rewards))

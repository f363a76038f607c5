"""Closed forms of games in finite populations (F3 of the catalogue).

One node at a time compares itself with another by Fermi's rule (Traulsen, Nowak
and Pacheco 2006, doi:10.1103/PhysRevE.74.011909).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import integrate


def fixation(differences: Sequence[float], intensity: float) -> float:
    """Probability that one mutant takes over.

    rho = 1 / (1 + sum over k < N of exp(-beta sum over i <= k of Delta_i))

    Parameters
    ----------
    differences : sequence of float, USD
        Payoff of a mutant less that of a resident when there are 1, 2, ..., N - 1 mutants.
    intensity : float, 1/USD
        beta >= 0.

    Returns
    -------
    float
    """
    risen, terms = 0.0, [1.0]
    for difference in differences:
        risen += difference
        terms.append(math.exp(-intensity * risen))
    return 1.0 / math.fsum(terms)


def fixation_of_constant_advantage(difference: float, intensity: float, nodes: int) -> float:
    """Probability that one mutant takes over when its advantage never changes.

    rho = (1 - e^(-beta Delta)) / (1 - e^(-N beta Delta)), and 1 / N without selection

    Parameters
    ----------
    difference : float, USD
    intensity : float, 1/USD
    nodes : int

    Returns
    -------
    float
    """
    pull = intensity * difference
    return 1.0 / nodes if pull == 0.0 else math.expm1(-pull) / math.expm1(-nodes * pull)


def payoff_differences(game: Sequence[Sequence[float]], nodes: int) -> list[float]:
    """Payoff of a mutant (row 0) less that of a resident (row 1) of a symmetric game, nobody playing itself.

    Parameters
    ----------
    game : (2, 2)
        Row's payoff against column.
    nodes : int

    Returns
    -------
    list of float
        For 1, 2, ..., N - 1 mutants.
    """
    (a, b), (c, d) = game
    n = nodes
    return [((a * (i - 1) + b * (n - i)) - (c * i + d * (n - i - 1))) / (n - 1) for i in range(1, n)]


def neutral_fixation(mutants: int, nodes: int) -> float:
    """Probability that several mutants take over when all earn alike: their share, whatever the rule of revision."""
    return mutants / nodes


def fixation_of_several(difference: float, intensity: float, mutants: int, nodes: int) -> float:
    """Probability that several mutants take over when their advantage never changes.

    rho_i = (1 - e^(-i beta Delta)) / (1 - e^(-N beta Delta)), and i / N without selection

    Parameters
    ----------
    difference : float, USD
    intensity : float, 1/USD
    mutants, nodes : int
        i and N.
    """
    pull = intensity * difference
    return neutral_fixation(mutants, nodes) if pull == 0.0 else math.expm1(-mutants * pull) / math.expm1(-nodes * pull)


def imitated_share(start: float, difference: float, intensity: float, time: float) -> float:
    """Share of a strategy with a constant advantage after a time in revisions per node, in a large population.

    dx/dt = x(1 - x) tanh(beta Delta / 2), integrated numerically

    Parameters
    ----------
    start : float
    difference : float, USD
    intensity : float, 1/USD
    time : float
    """
    pull = math.tanh(intensity * difference / 2.0)
    path = integrate.solve_ivp(lambda _, x: pull * x * (1.0 - x), (0.0, time), [start], rtol=1e-10, atol=1e-12)
    return float(path.y[0, -1])


def imitated_share_in_steps(start: float, difference: float, intensity: float, time: float, step: float) -> float:
    """The same when a share of the nodes revises at once: Euler's rule with this step.

    Parameters
    ----------
    start, difference, intensity, time : float
        As in :func:`imitated_share`.
    step : float
        Share of the nodes that revise in an epoch.
    """
    pull, share = math.tanh(intensity * difference / 2.0), start
    for _ in range(round(time / step)):
        share += step * pull * share * (1.0 - share)
    return share


def stationary_counts(difference: float, intensity: float, nodes: int, mutation: float) -> np.ndarray:
    """Law of how many of N nodes follow a strategy of a constant advantage, in the long run, where revisers sometimes take either.

    A birth-death chain: one node at a time takes any of the two strategies with
    the probability of a mutation, else copies another by Fermi's rule; its law
    is the product of the ratios of steps up and down (detailed balance).

    Parameters
    ----------
    difference : float, USD
        Payoff of the strategy less that of the other.
    intensity : float, 1/USD
        beta.
    nodes : int
        N >= 2.
    mutation : float
        In (0, 1].

    Returns
    -------
    (nodes + 1,) array
        Probabilities of 0, 1, ..., N.
    """
    i, copies = np.arange(nodes), 1.0 / (1.0 + math.exp(-intensity * difference))
    meets = (1.0 - mutation) / (nodes - 1)
    up = (nodes - i) * (meets * i * copies + mutation / 2.0)
    down = (i + 1) * (meets * (nodes - i - 1) * (1.0 - copies) + mutation / 2.0)
    logs = np.concatenate([[0.0], np.cumsum(np.log(up / down))])
    law = np.exp(logs - logs.max())
    return np.asarray(law / law.sum())

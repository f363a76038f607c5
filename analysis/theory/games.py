"""Closed forms of games in finite populations (F3 of the catalogue).

One node at a time compares itself with another by Fermi's rule (Traulsen, Nowak
and Pacheco 2006, doi:10.1103/PhysRevE.74.011909).
"""

from __future__ import annotations

import math
from collections.abc import Sequence


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

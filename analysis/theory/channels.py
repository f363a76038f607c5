"""What a deterministic map from fields to behaviours can tell, and what a finite population near a border can."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from analysis.theory.deterrence import payoff
from analysis.theory.games import stationary_counts
from analysis.theory.information import capacity

NOISE_OF_A_DIFFERENCE = math.sqrt(2.0)


class Way(NamedTuple):
    """A way of work: its cost, what it gains besides the reward if accepted (both USD a job), and how far it deviates (sigma)."""

    cost: float
    gain: float
    deviation: float


def passes(deviation: float, tolerance: float) -> float:
    """Probability that a check within a tolerance passes a deviation, both runs with a noise of one sigma (C2)."""
    s = NOISE_OF_A_DIFFERENCE
    return float(stats.norm.cdf((tolerance - deviation) / s) - stats.norm.cdf((-tolerance - deviation) / s))


def worth(ways: Mapping[str, Way], reward: float, audit: float, slash: float, tolerance: float) -> dict[str, float]:
    """What each way of work brings a job in a field, USD: reward + gain - cost - audit (1 - passes) (reward + gain + slash).

    Of two ways it is A1: the one pays more where the audit probability is above
    the threshold of their costs and of their chances to pass.

    Parameters
    ----------
    ways : mapping of Way
    reward, slash : float, USD
    audit : float
        Probability that the protocol looks into a job.
    tolerance : float, sigma
    """
    caught = {name: audit * (1.0 - passes(way.deviation, tolerance)) for name, way in ways.items()}
    return {name: payoff(reward + way.gain, way.cost, slash, caught[name]) for name, way in ways.items()}


def bits_of_map(regimes: Sequence[str]) -> tuple[float, float]:
    """What a deterministic map tells of its input, by what each input is mapped to: at most (log2 M), and with all inputs alike.

    Parameters
    ----------
    regimes : sequence of str
        What each input is mapped to.

    Returns
    -------
    most, alike : float, bit
    """
    shares = np.unique(list(regimes), return_counts=True)[1] / len(regimes)
    return math.log2(len(shares)), float(-np.sum(shares * np.log2(shares)))


def border_capacity(difference: float, intensity: float, nodes: int, mutation: float) -> float:
    """Capacity of two fields on either side of a border, to what more than half of a finite population does in the long run, bit.

    Parameters
    ----------
    difference : float, USD
        What one of two strategies earns more in one field, and less in the other.
    intensity : float, 1/USD
    nodes : int
    mutation : float
        As in :func:`analysis.theory.games.stationary_counts`.
    """
    half = np.sign(2 * np.arange(nodes + 1) - nodes)
    laws = [stationary_counts(side * difference, intensity, nodes, mutation) for side in (-1.0, 1.0)]
    rows = np.array([[law[half == side].sum() for side in (-1, 0, 1)] for law in laws])
    return capacity(rows / rows.sum(axis=1, keepdims=True)).bits

"""Closed forms of deterrence among nodes that see few verdicts of others.

Who revises compares the mean payoff of cheats that it sees with that of honest
nodes, by Fermi's rule. Of n payoffs of cheats a share shows a loss, so the
means differ by loss x (caught / n) - saving. Fermi's rule saturates: while a
single loss outweighs everything, only whether one was seen counts, not how
large it was. Derived here; with n = 1 it is
``deterrence.saturated_audit_threshold``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

SIDES, REACH, POINTS = 8, 40.0, 4096
"""The lattice of losses: its length in cut losses, where losses are cut (in 1 / intensity above the saving), its points."""
FORGOTTEN = 1e-4
"""Weights of a memory below this share of the first are left out."""


def kappa(saving: float, intensity: float) -> float:
    """Catches that must be seen in a mean revision where any one of them settles it: ln(1 + tanh(beta saving / 2)).

    With a Poisson number of catches of mean lambda, the flow towards honesty is
    (1 - exp(-lambda)) - exp(-lambda) tanh(beta saving / 2), zero at kappa.

    Parameters
    ----------
    saving : float, USD
    intensity : float, 1/USD
        beta.

    Returns
    -------
    float
        At most ln 2.
    """
    return math.log1p(math.tanh(intensity * saving / 2.0))


def envelope(saving: float, loss: float, intensity: float, verdicts: float) -> float:
    """Rate of catches at which honesty starts to spread, as the larger of two limits: max(saving / loss, kappa / verdicts).

    The first is A1, of those who see everything, the second of those for whom
    a catch counts as one lost comparison. They meet at about beta loss / 2 verdicts.

    Parameters
    ----------
    saving, loss : float, USD
        Loss is reward and slash.
    intensity : float, 1/USD
    verdicts : float
        Jobs of cheats that a reviser knows the outcome of.

    Returns
    -------
    float
        Per job of a cheat.
    """
    return max(saving / loss, kappa(saving, intensity) / verdicts)


def seen_cheats(visible: int, share: float = 0.5) -> dict[int, float]:
    """Law of the cheats that a reviser sees when it compares honest work with cheating: 1 + Bin(visible - 1, share).

    One of the two that meet is a cheat, reviser or model; the others that are
    seen are cheats with their share of the population.
    """
    others = np.arange(visible)
    return {int(n) + 1: float(p) for n, p in zip(others, stats.binom.pmf(others, visible - 1, share), strict=True) if p > 1e-9}


def flow(caught: float, saving: float, loss: float, intensity: float, cheats: Mapping[int, float], memory: float = 1.0) -> float:
    """Flow towards honesty: E tanh(beta (mean loss of seen cheats - saving) / 2).

    The law of the mean loss is the convolution of independent losses, one for
    each remembered epoch of each cheat, worth loss x weight / n with weights
    (1 - 1/w)^age / w, on a lattice (by Fourier transform). A loss so large that
    it settles the comparison alone is cut.

    Parameters
    ----------
    caught : float
        Probability that a job of a cheat is caught.
    saving, loss : float, USD
    intensity : float, 1/USD
    cheats : mapping of float
        Probabilities of the numbers of cheats seen, as of :func:`seen_cheats`.
    memory : float, epoch
        w of a record that has long begun; one job an epoch.

    Returns
    -------
    float
        In (-1, 1).
    """
    return _flow(caught, _losses(saving, loss, intensity, cheats, memory))


class _Losses(NamedTuple):
    """What does not depend on how often cheats are caught: tanh along the lattice; and, for each number of cheats, transformed losses."""

    pull: np.ndarray
    parts: list[tuple[float, int, np.ndarray]]


def _losses(saving: float, loss: float, intensity: float, cheats: Mapping[int, float], memory: float) -> _Losses:
    cut = saving + REACH / intensity
    lattice = np.arange(POINTS) * (SIDES * cut / POINTS)
    ages = 1 if memory == 1.0 else math.ceil(math.log(FORGOTTEN) / math.log1p(-1.0 / memory))
    weights = (1.0 - 1.0 / memory) ** np.arange(ages) / memory
    parts = [(share, n, _transformed(np.minimum(loss * weights / n, cut), lattice[1])) for n, share in cheats.items()]
    return _Losses(np.tanh(intensity * (lattice - saving) / 2.0), parts)


def _transformed(sizes: np.ndarray, step: float) -> np.ndarray:
    """Fourier transforms of certain losses, each split between two points of the lattice so that its mean is kept."""
    one, at, rows = np.zeros((len(sizes), POINTS)), sizes / step, np.arange(len(sizes))
    below = np.minimum(at.astype(int), POINTS - 2)
    one[rows, below], one[rows, below + 1] = 1.0 - (at - below), at - below
    return np.fft.rfft(one, axis=1)


def _flow(caught: float, losses: _Losses) -> float:
    total = 0.0
    for share, n, transformed in losses.parts:
        law = np.fft.irfft(np.prod(1.0 - caught + caught * transformed, axis=0) ** n, POINTS)
        total += share * float(np.clip(law, 0.0, None) @ losses.pull)
    return total


def sight_threshold(saving: float, loss: float, intensity: float, cheats: Mapping[int, float], memory: float = 1.0) -> float:
    """Rate of catches at which the flow of :func:`flow` is zero.

    Returns
    -------
    float
        Per job of a cheat; inf where not even certainty deters.
    """
    losses = _losses(saving, loss, intensity, cheats, memory)
    if _flow(1.0, losses) <= 0:
        return math.inf
    zero = optimize.brentq(lambda u: _flow(math.exp(u), losses), math.log(1e-7), 0.0, xtol=1e-4)
    return math.exp(zero)


def ruin_threshold(saving: float, intensity: float, revision_rate: float, ruined: float) -> float:
    """Rate of catches at which honesty starts to spread where cheats are ruined, one verdict is seen, and a loss settles a comparison.

    Log-odds of honest nodes move by eta (q (1 + T) - T) through imitation and by
    q ruined through ruin, T = tanh(beta saving / 2), so q = eta T / (eta (1 + T) + ruined).
    Where ruin outruns learning it is in proportion to 1 / ruined.

    Parameters
    ----------
    saving : float, USD
    intensity : float, 1/USD
    revision_rate : float, 1/epoch
        eta.
    ruined : float
        Probability that a catch ruins: min(1, slash / (stake - minimum stake)) in a population of all ages.

    Returns
    -------
    float
    """
    lost = math.tanh(intensity * saving / 2.0)
    return revision_rate * lost / (revision_rate * (1.0 + lost) + ruined)

"""Imitation: pairwise comparison by Fermi's rule (Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909)."""

from __future__ import annotations

import math

from model import columns as col
from model.jit import kernel, rule
from model.luck import COPY_DRAW, split, uniform


@rule
def fermi(difference, intensity):
    """Probability of copying a model whose payoff is higher by `difference`."""
    x = intensity * difference
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


@kernel
def imitate(keys, intensity, open_to, marks, worth, model_of):
    """Give up the models that are not copied: copying happens with Fermi's probability, and never to a barred strategy.

    Parameters
    ----------
    keys : (draws,), uint64
    intensity : float, epoch/USD
    open_to : (entries,), int
        Whether nodes may take up an entry.
    marks : node block
    worth : (nodes,), float, USD/epoch
    model_of : (nodes,), int
        Written.
    """
    for i in range(model_of.shape[0]):
        other = model_of[i]
        if other < 0:
            continue
        copies = uniform(split(keys[COPY_DRAW], i), 0) < fermi(worth[other] - worth[i], intensity)
        if not copies or open_to[marks[col.STRATEGY, other]] == 0:
            model_of[i] = -1

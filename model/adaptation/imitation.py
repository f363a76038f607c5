"""Imitation: pairwise comparison by Fermi's rule (Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909)."""

from __future__ import annotations

import math

from model.adaptation.copying import keep_models
from model.jit import kernel, rule


@rule
def fermi(difference, intensity):
    """Probability of copying a model whose payoff is higher by `difference`."""
    x = intensity * difference
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


@kernel
def imitate(keys, intensity, open_to, marks, gain, model_of):
    """Copy the models that one looks at with Fermi's probability, and none of a barred strategy.

    Parameters
    ----------
    keys : (draws,), uint64
    intensity : float, epoch/USD
    open_to : (entries,), int
        Whether nodes may take up an entry.
    marks : node block
    gain : (nodes,), float, USD/epoch
        What the model earns more.
    model_of : (nodes,), int
        Written.
    """
    keep_models(fermi, keys, intensity, open_to, marks, gain, model_of)

"""Replicator: proportional imitation, whose mean motion is the replicator equation (Schlag 1998, doi:10.1006/jeth.1997.2347).

Of the pairs of a node of strategy i and one of strategy j, those go over that
see the better one, in proportion to what it earns more, so the flow between two
strategies is beta x_i x_j (payoff_j - payoff_i) a revision, and the share of
each strategy moves by beta x_i (payoff_i - mean payoff).
"""

from __future__ import annotations

from model.adaptation.copying import keep_models
from model.jit import kernel, rule


@rule
def proportional(difference, intensity):
    """Probability of copying a model whose payoff is higher by `difference`."""
    return min(1.0, max(0.0, intensity * difference))


@kernel
def replicate(keys, intensity, open_to, marks, gain, model_of):
    """Copy the models that one looks at in proportion to the gain, and none of a barred strategy.

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
    keep_models(proportional, keys, intensity, open_to, marks, gain, model_of)

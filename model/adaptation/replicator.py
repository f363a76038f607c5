"""Replicator: proportional imitation, whose mean motion is the replicator equation (Schlag 1998, doi:10.1006/jeth.1997.2347).

Of the pairs of a node of strategy i and one of strategy j, those go over that
see the better one, in proportion to what it earns more, so the flow between two
strategies is beta x_i x_j (payoff_j - payoff_i) a revision, and the share of
each strategy moves by beta x_i (payoff_i - mean payoff).
"""

from __future__ import annotations

from model import columns as col
from model.jit import kernel, rule
from model.luck import COPY_DRAW, split, uniform


@rule
def proportional(difference, intensity):
    """Probability of copying a model whose payoff is higher by `difference`."""
    return min(1.0, max(0.0, intensity * difference))


@kernel
def replicate(keys, intensity, open_to, marks, worth, model_of):
    """Give up the models that are not copied: copying happens with a probability in proportion to the gain, never to a barred strategy.

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
        copies = uniform(split(keys[COPY_DRAW], i), 0) < proportional(worth[other] - worth[i], intensity)
        if not copies or open_to[marks[col.STRATEGY, other]] == 0:
            model_of[i] = -1

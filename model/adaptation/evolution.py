"""Evolution of traits: what is copied is copied with errors, and folds back at the bounds of each trait.

(Trait-substitution processes: Champagnat, Ferriere and Meleard 2006,
doi:10.1016/j.tpb.2005.10.004. Who copies whom is Fermi's rule, as in imitation.)
"""

from __future__ import annotations

from model import columns as col
from model.jit import kernel, rule
from model.luck import DRIFT_DRAW, TRAIT_DRAW, below, normal, split

WEIGHTS_FROM = 64
"""Index of a node's drift below which traits are drawn, by row, and from which weights are, by column."""
WHOLE, NOTHING = -1, -2
"""In place of a trait's row: the whole behaviour was copied, or nothing."""


@rule
def reflected(x, low, high):
    """A number folded back at both bounds until it lies in [low, high]."""
    span = high - low
    if span <= 0.0:
        return low
    y = (x - low) % (2.0 * span)
    if y > span:
        y = 2.0 * span - y
    return min(high, max(low, low + y))


@rule
def in_play(b, i, j, candidates, even_alike, nodes):
    """Whether the trait of row b may be the one that node i copies from node j."""
    return candidates[b] == 1 and (even_alike or nodes[b, i] != nodes[b, j])


@kernel
def copy_traits(keys, candidates, even_alike, nodes, marks, leader, revises, model_of, before, trait_of):
    """Let each node with a model copy one trait of its behaviour, a uniform one of those in play, and keep its strategy.

    Parameters
    ----------
    keys : (draws,), uint64
    candidates : (traits,), int
        1: the row of the behaviour is a trait that may be copied.
    even_alike : int
        1: also a trait in which both are alike, since copying will mutate it.
    nodes, marks : node blocks
        One trait, and ``tenure``, are written.
    leader, revises, model_of : (nodes,), int
        As planned; plans that are carried out here are cleared.
    before : (traits, nodes), float
        Scratch for behaviours as they were.
    trait_of : (nodes,), int
        Written: row of the trait that was copied; -2: nothing was.
    """
    n = leader.shape[0]
    for i in range(n):
        trait_of[i] = NOTHING
        if revises[i] == 0 or model_of[leader[i]] < 0:
            continue
        model, count = model_of[leader[i]], 0
        for b in range(col.BEHAVIOUR):
            if in_play(b, i, model, candidates, even_alike == 1, nodes):
                count += 1
        if count == 0:
            continue
        t = below(split(keys[TRAIT_DRAW], i), 0, count)
        for b in range(col.BEHAVIOUR):
            if in_play(b, i, model, candidates, even_alike == 1, nodes):
                if t == 0:
                    trait_of[i] = b
                    before[b, i] = nodes[b, model]
                    break
                t -= 1
    for i in range(n):
        model_of[i] = -1
        if trait_of[i] >= 0:
            nodes[trait_of[i], i] = before[trait_of[i], i]
            marks[col.TENURE, i] = 0


@kernel
def drift(keys, deviations, lows, highs, trait_of, block):
    """Mutate what was copied: add a normal number to each trait with a deviation, and fold back at the trait's bounds.

    Parameters
    ----------
    keys : (draws,), uint64
    deviations, lows, highs : (traits,), float
        Standard deviation (0: copied exactly) and bounds by row of the behaviour.
    trait_of : (nodes,), int
        Row of the trait that was copied, -1 the whole behaviour, -2 nothing.
    block : node block
        Behaviour is written.
    """
    for i in range(trait_of.shape[0]):
        if trait_of[i] < WHOLE:
            continue
        key = split(keys[DRIFT_DRAW], i)
        for b in range(col.BEHAVIOUR):
            if deviations[b] > 0.0 and (trait_of[i] == WHOLE or trait_of[i] == b):
                block[b, i] = reflected(block[b, i] + deviations[b] * normal(key, b), lows[b], highs[b])


@kernel
def drift_weights(keys, deviation, first, last, low, high, trait_of, has_weights, memory):
    """Mutate the weights that were copied.

    Parameters
    ----------
    keys : (draws,), uint64
    deviation, low, high : float
    first, last : int
        Columns of the memory that hold weights, `last` not among them.
    trait_of : (nodes,), int
        -1: the whole behaviour was copied.
    has_weights : (nodes,), int
        1: the node now follows a strategy whose weights evolve.
    memory : (nodes, columns), float
        Written.
    """
    for i in range(trait_of.shape[0]):
        if trait_of[i] == WHOLE and has_weights[i] == 1:
            key = split(keys[DRIFT_DRAW], i)
            for c in range(first, last):
                memory[i, c] = reflected(memory[i, c] + deviation * normal(key, WEIGHTS_FROM + c), low, high)

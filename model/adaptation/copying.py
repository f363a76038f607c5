"""What kinds that copy a model share: who goes through with it."""

from __future__ import annotations

from model import columns as col
from model.jit import inlined, kernel
from model.luck import COPY_DRAW, split, uniform


@kernel
def compare(worth, model_of, gain):
    """What each reviser's model earns more than itself.

    Parameters
    ----------
    worth : (nodes,), float, USD/epoch
    model_of : (nodes,), int
    gain : (nodes,), float, USD/epoch
        Written where there is a model.
    """
    for i in range(model_of.shape[0]):
        if model_of[i] >= 0:
            gain[i] = worth[model_of[i]] - worth[i]


@inlined
def keep_models(probability, keys, intensity, open_to, marks, gain, model_of):
    """Give up the models that are not copied: copying happens with the rule's probability, and never to a barred strategy.

    Parameters
    ----------
    probability : rule
        From the model's payoff less one's own, USD/epoch, and the intensity.
    keys, intensity, open_to, marks, gain, model_of : arrays and a number
        As handed to the kernels of the kinds; `model_of` is written.
    """
    for i in range(model_of.shape[0]):
        other = model_of[i]
        if other >= 0:
            copies = uniform(split(keys[COPY_DRAW], i), 0) < probability(gain[i], intensity)
            if not copies or open_to[marks[col.STRATEGY, other]] == 0:
                model_of[i] = -1

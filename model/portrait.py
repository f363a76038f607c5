"""What some nodes of a network do, in words: their behaviour, or the policy that they have evolved."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model import columns as col
from model.decision import public_now
from model.state import State
from model.strategies import find
from model.strategies.contract import Nodes
from model.strategies.open import INPUTS, WEIGHTS, Open, seen_by
from model.strategies.sentences import of_behaviour, of_policy
from model.strategies.traits import TRAITS


class Portrait(NamedTuple):
    """What some nodes do.

    Attributes
    ----------
    who : str
    sentences : list of str
    traits : dict of float
        Mean of each trait.
    spread : dict of float
        Standard deviation of each trait among them.
    weights : dict of float
        Mean of each weight of an open strategy; empty for others.
    """

    who: str
    sentences: list[str]
    traits: dict[str, float]
    spread: dict[str, float]
    weights: dict[str, float]


def portrait_of(state: State, rows: np.ndarray, who: str = "") -> Portrait:
    """What some nodes do as they stand; the mean of several.

    Parameters
    ----------
    state : State
        After an epoch.
    rows : ndarray, (n,), int
        Nodes that follow one entry of the population, n >= 1.
    who : str
        What to call them.

    Returns
    -------
    Portrait
    """
    block = {name: state.nodes[getattr(col, name.upper()), rows] for name in TRAITS}
    traits = {name: float(values.mean()) for name, values in block.items()}
    spread = {name: float(values.std()) for name, values in block.items()}
    entry = list(state.scenario.population.values())[state.strategy[rows[0]]]
    strategy, public = find(entry.strategy), public_now(state)
    if not isinstance(strategy, Open):
        remark = strategy.remark(public) if hasattr(strategy, "remark") else ""
        return Portrait(who, of_behaviour(traits) + ([remark] if remark else []), traits, spread, {})
    weights = state.memory[rows, 1 : 1 + len(WEIGHTS)].mean(axis=0)
    seen = seen_by(Nodes(rows, state.nodes, state.marks, state.memory, {}), public)
    here = {name: float(value.mean()) for name, value in zip(INPUTS[1:], seen[1:], strict=True)}
    return Portrait(who, of_policy(weights, here), traits, spread, dict(zip(WEIGHTS, weights.tolist(), strict=True)))

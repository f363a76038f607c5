"""What a behaviour, or an evolved policy, does, in words: when it skips, attacks, withholds, looks away, rejects unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.strategies.open import INPUTS, OUTPUTS, act
from model.strategies.traits import TRAITS

VERBS = {
    "effort": "computes",
    "attack_rate": "attacks",
    "withhold": "withholds",
    "vigilance": "checks",
    "grief": "rejects unseen",
}
"""What a node does with the probability, or for the share, that a trait gives."""
OF = {"effort": "of its segments", "attack_rate": "of its jobs", "withhold": "of its traces", "vigilance": "of what it is asked to check",
      "grief": "of what it is asked to check"}  # fmt: skip
RANGES = {"reputation": (0.0, 1.0), "caught": (0.0, 1.0), "stake": (-1.0, 1.0), "payoff": (-1.0, 1.0), "audits": (0.0, 1.0),
          "rejections": (0.0, 1.0)}  # fmt: skip
"""What each input can be."""
CASES = {
    "reputation": ("its record is clean", "its record is spoilt"),
    "caught": ("it was never caught", "it was caught again and again"),
    "stake": ("it has little at stake", "it has much more at stake than the mean"),
    "payoff": ("it loses money", "it earns well"),
    "audits": ("audits are rare", "every job is audited"),
    "rejections": ("nothing is rejected", "all that is checked is rejected"),
}
"""Both ends of each input, in words."""
NOTABLE = 0.1
"""A trait that changes by less over all of an input's range is not said to depend on it."""
OFTEN, SELDOM = 0.99, 0.01
"""From here a share is called all, or none."""


def of_behaviour(traits: Mapping[str, float]) -> list[str]:
    """What a behaviour does, a sentence a trait that is not honest.

    Parameters
    ----------
    traits : mapping
        By name; a trait that is left out is honest.

    Returns
    -------
    list of str
    """
    told = [
        _share(trait, value)
        for trait, value in traits.items()
        if trait in VERBS and not (TRAITS[trait][0] - SELDOM <= value <= TRAITS[trait][0] + SELDOM)
    ]
    if traits.get("effort", 1.0) < OFTEN:
        told.append(
            f"what it skips it fills with something {abs(traits.get('filler_deviation', 1000.0)):.3g} sigma off, right with probability "
            f"{traits.get('filler_luck', 0.0):.2g}"
        )
    if traits.get("attack_rate", 0.0) > SELDOM:
        told.append(f"an attacked segment is {abs(traits.get('deviation', 0.0)):.3g} sigma off")
    if traits.get("forge", 0.0) > 0 and (traits.get("effort", 1.0) < OFTEN or traits.get("attack_rate", 0.0) > SELDOM):
        told.append("forges the trace of what it does not compute as asked")
    if traits.get("leave", 0.0) > SELDOM:
        told.append("asks out" if traits["leave"] > OFTEN else f"asks out with probability {traits['leave']:.2f} an epoch")
    if traits.get("cartel", 0.0) > 0:
        told.append(f"approves its cartel {traits['cartel']:g} unseen")
    if traits.get("reference_deviation", 0.0) != 0:
        told.append(f"checks with a model {abs(traits['reference_deviation']):.3g} sigma off")
    return told or ["honest: computes all, checks all, hides nothing"]


def of_policy(weights: Sequence[float] | np.ndarray, here: Mapping[str, float] | None = None) -> list[str]:
    """What a policy of the open strategy does where the node stands, and on what it makes that depend.

    Each input alone is moved over its range, the others staying where they are.
    Where a trait passes one half on the way, the input at which it does is given.

    Parameters
    ----------
    weights : (35,), float
        In the order of ``model.strategies.open.WEIGHTS``.
    here : mapping, optional
        Inputs as they are, by name; what is left out is 0 (a clean record, a mean stake, no audits, no rejections).

    Returns
    -------
    list of str
        One sentence a trait.

    Raises
    ------
    ValueError
        For another number of weights, or an unknown input.
    """
    table = np.asarray(weights, dtype=float)
    if table.shape != (len(OUTPUTS) * len(INPUTS),):
        raise ValueError(f"weights has shape {table.shape}; a policy has {len(OUTPUTS) * len(INPUTS)} weights, in a row")
    unknown = set(here or {}) - set(RANGES)
    if unknown:
        raise ValueError(f"here holds {sorted(unknown)[0]!r}, and a policy looks at {', '.join(RANGES)}; name one of them")
    stand = {name: float((here or {}).get(name, 0.0)) for name in RANGES}
    return [_of_trait(table, trait, stand) for trait in OUTPUTS]


def _of_trait(table: np.ndarray, trait: str, stand: Mapping[str, float]) -> str:
    turns = [turn for seen in RANGES if (turn := _turn(table, trait, seen, stand))]
    sentence = _share(trait, _value(table, trait, stand))
    return f"{sentence}, " + "; ".join(turns) if turns else f"{sentence}, whatever it sees"


def _turn(table: np.ndarray, trait: str, seen: str, stand: Mapping[str, float]) -> str:
    """How a trait follows one input; empty when it hardly does."""
    ends = [_value(table, trait, {**stand, seen: end}) for end in RANGES[seen]]
    if abs(ends[1] - ends[0]) < NOTABLE:
        return ""
    words = " and ".join(f"{_number(value)} when {case}" for value, case in zip(ends, CASES[seen], strict=True))
    if (ends[0] - 0.5) * (ends[1] - 0.5) >= 0:
        return words
    row = table[OUTPUTS.index(trait) * len(INPUTS) :][: len(INPUTS)]
    rest = row[0] + sum(row[1 + k] * stand[name] for k, name in enumerate(RANGES) if name != seen)
    return f"{words} (half at {seen} = {-rest / row[INPUTS.index(seen)]:.2f})"


def _value(table: np.ndarray, trait: str, stand: Mapping[str, float]) -> float:
    seen = [np.ones(1), *(np.array([stand[name]]) for name in RANGES)]
    return float(act(table[None, :], seen)[trait][0])


def _number(value: float) -> str:
    return "all" if value > OFTEN else "none" if value < SELDOM else f"{value:.2f}"


def _share(trait: str, value: float) -> str:
    return f"{VERBS[trait]} {_number(value)} {OF[trait]}"

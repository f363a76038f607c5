"""Expected records of a behaviour, and how many epochs of them tell it from another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.possibility.records import Source
from model.strategies.traits import behaviour

BOTH_ERRORS = (2 * 1.6448536269514722) ** 2
"""(z + z)^2 for 5 % of false alarms and 5 % of misses."""


def expected(listed: Sequence[Source], traits: Mapping[str, float]) -> np.ndarray:
    """Expected number of records of an epoch in each cell, over all sources, (cells,)."""
    laws = laws_of(listed, traits)
    return np.concatenate([np.zeros(0), *(source.per_epoch * law for source, law in zip(listed, laws, strict=True))])


def epochs_to_tell(listed: Sequence[Source], one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Epochs after which the best test tells two behaviours apart, with 5 % of errors of either kind.

    Parameters
    ----------
    listed : sequence of Source
    one, other : mapping
        Traits.

    Returns
    -------
    float
        (z + z)^2 / (8 sum n (-ln sum sqrt(p q))), which is (z + z)^2 / (I step^2) for small steps and about three
        telling records where these alone decide; infinite for behaviours of equal records.
    """
    return epochs_between(listed, laws_of(listed, one), laws_of(listed, other))


def laws_of(listed: Sequence[Source], traits: Mapping[str, float]) -> list[np.ndarray]:
    """Probabilities of the cells of each source, each (cells,)."""
    whole = behaviour(**traits)
    return [source.law(whole) for source in listed]


def epochs_between(listed: Sequence[Source], first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> float:
    """The same as :func:`epochs_to_tell`, from the laws of both."""
    apart = 0.0
    for source, p, q in zip(listed, first, second, strict=True):
        affinity = float(np.sqrt(p * q).sum())
        apart += source.per_epoch * -np.log(min(1.0, max(1e-300, affinity)))
    return BOTH_ERRORS / (8.0 * apart) if apart > 1e-13 else float("inf")

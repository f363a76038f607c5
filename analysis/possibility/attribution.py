"""Which part of a field a change comes from: Shapley values over partition, propagation, verification, settlement and everything else.

A part's share is the mean of what the volume changes when it is exchanged, over
all orders in which the parts can be exchanged (Shapley 1953, recalled). Shares
add up to the whole change; a part that never changes anything has none; parts
that can stand for each other have equal ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import NamedTuple

import numpy as np

from analysis.possibility.distances import no_narrower
from analysis.possibility.hybrids import PLAYERS, hybrid
from analysis.possibility.volume import Volume, mean_of_batches
from model.scenario import Scenario

Coalition = frozenset[str]


class Attribution(NamedTuple):
    """Shares of the parts in the change of each set.

    Attributes
    ----------
    shares : dict of dict of Volume
        By set, then part: change of the volume that is due to it, with its 95 % interval.
    volumes : dict of dict of float
        By set, then the parts of the second network, joined by `` + `` (empty for the first): volume under that hybrid.
    alike : tuple of str
        Parts that are the same in both networks; their shares are 0, and known to be.
    repairs : dict of int
        What was mended so that hybrids fit, and in how many of the 32.
    """

    shares: dict[str, dict[str, Volume]]
    volumes: dict[str, dict[str, float]]
    alike: tuple[str, ...]
    repairs: dict[str, int]


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """Every set of players, the empty one first, the whole last."""
    return [frozenset(some) for size in range(len(players) + 1) for some in combinations(players, size)]


def shapley(players: Sequence[str], worth: Mapping[Coalition, np.ndarray]) -> dict[str, np.ndarray]:
    """Shapley values of a game.

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S)).

    Parameters
    ----------
    players : sequence of str
    worth : mapping of coalition to array
        v of each of `coalitions`; arrays of one shape, of which each entry is a game of its own.

    Returns
    -------
    dict of array
        By player.
    """
    n = len(players)
    weights = [factorial(size) * factorial(n - size - 1) / factorial(n) for size in range(n)]
    values = {}
    for player in players:
        others = coalitions([one for one in players if one != player])
        values[player] = np.asarray(sum(weights[len(some)] * (worth[some | {player}] - worth[some]) for some in others))
    return values


def attributed(
    first: Scenario, second: Scenario, names: Sequence[str], batch: np.ndarray, masks_of: Callable[[Scenario], Mapping[str, np.ndarray]]
) -> Attribution:
    """Attribute the change of sets between two networks to the parts in which they differ.

    Parameters
    ----------
    first, second : Scenario
    names : sequence of str
        Sets.
    batch : (n,), int
        Of the points that all hybrids are judged at.
    masks_of : callable
        Who is in which set, (n,) bool by name, under a network's field.

    Returns
    -------
    Attribution

    Raises
    ------
    ValueError
        In one line, where a hybrid cannot be built.
    """
    every = coalitions(PLAYERS)
    made = {taken: hybrid(first, second, taken) for taken in every}
    digests = {taken: one.scenario.digest() for taken, one in made.items()}
    known = {digest: _by_batch(masks_of(made[taken].scenario), names, batch) for digest, taken in _first(digests).items()}
    worth = {taken: known[digest] for taken, digest in digests.items()}
    alike = tuple(one for one in PLAYERS if all(digests[taken | {one}] == digests[taken] for taken in every))
    shares = shapley(PLAYERS, worth)
    return Attribution(
        {name: {one: _share(shares[one][row], one in alike, len(batch)) for one in PLAYERS} for row, name in enumerate(names)},
        {name: {_label(taken): float(worth[taken][row].mean()) for taken in every} for row, name in enumerate(names)},
        alike, dict(Counter(repair for one in made.values() for repair in one.repairs)),
    )  # fmt: skip


def _first(digests: Mapping[Coalition, str]) -> dict[str, Coalition]:
    """One of the coalitions of each digest."""
    return {digest: taken for taken, digest in reversed(list(digests.items()))}


def _share(means: np.ndarray, alike: bool, points: int) -> Volume:
    """A share with the interval that its batches give; that of a part in which the networks do not differ is known to be 0."""
    found = mean_of_batches(means, np.arange(len(means)))
    return found if alike else no_narrower(found, points)


def _by_batch(masks: Mapping[str, np.ndarray], names: Sequence[str], batch: np.ndarray) -> np.ndarray:
    """Volumes of sets, (sets, batches)."""
    return np.array([np.bincount(batch, weights=masks[name]) / np.bincount(batch) for name in names])


def _label(taken: Coalition) -> str:
    return " + ".join(player for player in PLAYERS if player in taken)

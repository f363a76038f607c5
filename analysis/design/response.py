"""How a network answers a field: everybody who adapts goes, step by step, to what pays best.

Behaviours are not held fixed while the field's numbers move. From the
network's own start, in every round all nodes of an adapting entry take the
entry of their role with the highest expected utility in front of the
population as it then is (their own in a tie), until nobody moves: a pure
equilibrium, the one that lies in the network's way. Where the rounds repeat
themselves there is none in its way, and the answer is the states gone round.
Who does not adapt stays as it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.adaptation.best_response import is_better
from model.desk import Desk
from model.expectation import expected_utilities
from model.population import ROLES
from model.scenario import Scenario


class Settled(NamedTuple):
    """A population and what its adapting entries would earn in it.

    Attributes
    ----------
    counts : (4, entries), float
        Nodes by role and entry.
    utilities : (4, entries), float, USD/epoch
        0 for entries that do not adapt.
    """

    counts: np.ndarray
    utilities: np.ndarray


def response(scenario: Scenario) -> list[Settled]:
    """The state at which best replies come to rest, or those that they go round.

    Parameters
    ----------
    scenario : Scenario
        Prices, stakes and membership stand as at its start.

    Returns
    -------
    list of Settled
        One where replies come to rest, several where they go round.
    """
    seen: list[Settled] = []
    counts = Desk(scenario).counts.astype(float)
    while True:
        here = Settled(counts, expected_utilities(scenario, counts))
        for place, before in enumerate(seen):
            if np.array_equal(before.counts, counts):
                return seen[place:]
        seen.append(here)
        counts = _replies(scenario, here)


def _replies(scenario: Scenario, here: Settled) -> np.ndarray:
    """The population after every adapting node has taken the best entry of its role."""
    adaptation, entries = scenario.adaptation, list(scenario.population.items())
    barred = getattr(adaptation, "barred", [])
    counts = here.counts.copy()
    for own, (_, entry) in enumerate(entries):
        role = ROLES[entry.role]
        if not entry.adapts or adaptation.kind == "fixed" or here.counts[role, own] == 0:
            continue
        taken = own
        for e, (name, other) in enumerate(entries):
            is_open = other.adapts and name not in barred and ROLES[other.role] == role
            if is_open and is_better(here.utilities[role, e], here.utilities[role, taken]):
                taken = e
        counts[role, own] -= here.counts[role, own]
        counts[role, taken] += here.counts[role, own]
    return counts

"""Expectations where nodes no longer behave as their entry says: each node's own behaviour before the cloud of all others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model import columns as col
from model.columns import PRICE
from model.desk import Desk
from model.earning import utility_before
from model.expectation import LARGEST_MEMORY, telling_roles
from model.scenario import Scenario
from model.state import State
from model.strategies.traits import TRAITS

_TRAIT_ROWS = [getattr(col, name.upper()) for name in TRAITS]


@dataclass(frozen=True)
class CloudDesk(Desk):
    """A scenario's numbers with the behaviours that are there in place of the population's entries.

    Attributes
    ----------
    behaviours : list of dict
        Each different behaviour.
    stakes : list of float, tok
        Mean stake of the entry that it is filed under.
    """

    behaviours: list[dict[str, float]] = field(default_factory=list)  # type: ignore[assignment]  # given, not derived
    stakes: list[float] = field(default_factory=list)  # type: ignore[assignment]


def expected_of_nodes(state: State) -> np.ndarray:
    """Expected utility of each adapting node's own behaviour before the others as they are, at the epoch's price.

    Nodes of one role, entry and behaviour are alike. What was worked out is kept
    as long as those stand still that expectations depend on.

    Parameters
    ----------
    state : State

    Returns
    -------
    ndarray, (nodes,), USD/epoch
        0 for nodes that do not adapt.
    """
    owner, roles, stakes, known = state.extra.get("cloud", (None, [], [], {}))
    if owner is not state.scenario or len(known) > LARGEST_MEMORY:
        roles, stakes, known = telling_roles(state.scenario), Desk(state.scenario).stakes, {}
        state.extra["cloud"] = state.scenario, roles, stakes, known
    active = np.flatnonzero(state.marks[col.ACTIVE] == 1)
    filed = np.vstack([state.marks[[col.ROLE, col.STRATEGY]][:, active], state.nodes[np.ix_(_TRAIT_ROWS, active)]])
    groups, which = np.unique(filed, axis=1, return_inverse=True)
    heads = np.bincount(which.ravel(), minlength=groups.shape[1])
    price = float(state.totals[PRICE])
    here = state.count_verifiers()
    desk, counts = _desk_of(_at_price(state.scenario, price), here, groups, heads, stakes)
    telling = np.isin(groups[0], roles)
    crowd = groups[:, telling].tobytes() + heads[telling].tobytes()
    worth = np.zeros(groups.shape[1])
    for g in np.flatnonzero(state.adapts[groups[1].astype(int)] == 1):
        key = price, here, crowd, groups[:, g].tobytes()
        if key not in known:
            role, others = int(groups[0, g]), counts.copy()
            others[role, g] -= 1.0
            known[key] = utility_before(desk, desk.behaviours[g], desk.crowd(others), role, desk.stakes[g], others)
        worth[g] = known[key]
    found = np.zeros(state.marks.shape[1])
    found[active] = worth[which.ravel()]
    return found


def _at_price(scenario: Scenario, price: float) -> Scenario:
    if price == scenario.market.price:
        return scenario
    return scenario.model_copy(update={"market": scenario.market.model_copy(update={"price": price})})


def _desk_of(
    scenario: Scenario, verifiers: int, groups: np.ndarray, heads: np.ndarray, stakes: list[float]
) -> tuple[CloudDesk, np.ndarray]:
    behaviours: list[dict[str, Any]] = [dict(zip(TRAITS, column.tolist(), strict=True)) for column in groups[2:].T]
    counts = np.zeros((4, len(heads)))
    counts[groups[0].astype(int), np.arange(len(heads))] = heads
    hidden = sum(n * b["withhold"] for n, b in zip(heads.tolist(), behaviours, strict=True)) / max(1, heads.sum())
    return CloudDesk(scenario, 1.0 - float(hidden), verifiers, behaviours, [stakes[int(e)] for e in groups[1]]), counts

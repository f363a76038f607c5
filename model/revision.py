"""The phase ``adapt``: nodes count, remember and revise by the kind of adaptation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from model import columns as col
from model.adaptation import best_response, census, copying, evolution, imitation, logit, replicator, revising, seeing
from model.cloud import expected_of_nodes
from model.decision import price_fillers
from model.expectation import expected_payoffs
from model.state import State
from model.strategies import find
from model.strategies.traits import TRAITS

Payoffs = np.ndarray
"""Payoff of each strategy by role, (4, entries), USD/epoch."""


def revise(s: State) -> None:
    """Count the followers of each strategy, bring the means up to date, let revisers plan, then carry all plans out at once."""
    census.census(s.nodes, s.marks, s.counts, s.sums)
    s.followers[:] = s.counts
    setting: Any = s.scenario.adaptation
    if setting.kind == "fixed":
        return
    census.remember(1.0 / setting.memory, s.nodes, s.marks, s.counts, s.sums, s.public, s.ages)
    revising.muster(
        int(setting.reviser == "owner"), s.adapts, s.marks, s.first_of, s.by_role, s.role_start, s.role_count, s.positions, s.leader,
        s.model_of, s.entry_of,
    )  # fmt: skip
    revising.draw_revisers(s.keys, int(setting.revision == "one"), setting.revision_rate, s.leader, s.revises)
    by_table, payoffs, own = _payoffs(s, setting)
    revising.weigh(int(by_table), payoffs, own, s.marks, s.leader, s.heads, s.worth)
    PLANS[setting.kind](s, setting, payoffs)
    if setting.mutation > 0.0:
        revising.mutate(
            s.keys, setting.mutation, s.open_to, s.roles_of_entries, s.marks, s.leader, s.revises, s.model_of, s.entry_of
        )  # fmt: skip
    if setting.drifts_apart:
        _copy_and_drift(s, setting)
    else:
        revising.take_up(s.nodes, s.marks, s.leader, s.revises, s.model_of, s.entry_of, s.before, s.followers, s.totals)
    s.pending = int(s.totals[col.REVISIONS])


def _payoffs(s: State, setting: Any) -> tuple[bool, Payoffs, np.ndarray]:
    """Whether payoffs go by strategy, those of strategies, and those of nodes."""
    own = s.nodes[col.PAYOFF]
    if setting.signal == "own":
        return False, s.public, own
    if setting.signal == "public":
        return True, s.public, own
    if setting.drifts_apart:
        return False, s.public, expected_of_nodes(s)
    return True, expected_payoffs(s), own


def _look(s: State, setting: Any) -> None:
    revising.look(
        s.keys, int(setting.partner == "neighbour"), s.adapts, s.marks, s.row_at, s.indptr, s.indices, s.by_role,
        s.role_start, s.role_count, s.positions, s.leader, s.heads, s.revises, s.model_of,
    )  # fmt: skip


def _copy(s: State, setting: Any, payoffs: Payoffs) -> None:
    _look(s, setting)
    if setting.visible > 0:
        seeing.see(
            s.keys, setting.visible, int(setting.partner == "neighbour"), s.adapts, s.nodes, s.marks, s.row_at, s.indptr, s.indices,
            s.by_role, s.role_start, s.role_count, s.positions, s.leader, s.heads, s.model_of, s.others, s.met, s.known, s.gain,
        )  # fmt: skip
    else:
        copying.compare(s.worth, s.model_of, s.gain)
    COPIED[setting.kind](s.keys, setting.intensity, s.open_to, s.marks, s.gain, s.model_of)


def _choose(s: State, setting: Any, payoffs: Payoffs) -> None:
    CHOSEN[setting.kind](
        s.keys, getattr(setting, "intensity", 0.0), int(setting.signal == "public"), payoffs, s.ages, s.open_to, s.roles_of_entries,
        s.marks, s.leader, s.revises, s.entry_of,
    )  # fmt: skip


COPIED: dict[str, Callable[..., None]] = {
    "imitation": imitation.imitate, "replicator": replicator.replicate, "evolution": imitation.imitate
}  # fmt: skip
CHOSEN: dict[str, Callable[..., None]] = {"logit": logit.choose, "best_response": best_response.respond}
PLANS: dict[str, Callable[[State, Any, Payoffs], None]] = {**dict.fromkeys(COPIED, _copy), **dict.fromkeys(CHOSEN, _choose)}


_BOUNDS = np.zeros((2, col.BEHAVIOUR))
_IS_TRAIT = np.zeros(col.BEHAVIOUR, dtype=np.int64)
for _name, (_, _low, _high) in TRAITS.items():
    _row = getattr(col, _name.upper())
    _BOUNDS[:, _row], _IS_TRAIT[_row] = (_low, _high), 1


def _copy_and_drift(s: State, setting: Any) -> None:
    """Carry out plans under which a behaviour may leave that of its entry: copied in whole or by one trait, and mutated under evolution."""
    deviations = np.zeros(col.BEHAVIOUR)
    for name, deviation in getattr(setting, "trait_deviation", {}).items():
        deviations[getattr(col, name.upper())] = deviation
    evolves = setting.kind == "evolution"
    if deviations[col.LEAVE] > 0.0:
        s.let_leave()
    s.trait_of[:] = evolution.NOTHING
    if setting.copies == "trait":
        candidates = (deviations > 0).astype(np.int64) if evolves else _IS_TRAIT
        evolution.copy_traits(
            s.keys, candidates, int(evolves), s.nodes, s.marks, s.leader, s.revises, s.model_of, s.before, s.trait_of
        )  # fmt: skip
    revising.take_up(s.nodes, s.marks, s.leader, s.revises, s.model_of, s.entry_of, s.before, s.followers, s.totals)
    whole = np.flatnonzero(s.model_of >= 0)
    s.trait_of[whole] = evolution.WHOLE
    s.marks[col.CHANGED, whole] = s.marks[col.TENURE, whole] = 0  # nobody asks it anew, and its record begins
    s.memory[whole] = s.memory[s.model_of[whole]]
    evolution.drift(s.keys, deviations, _BOUNDS[0], _BOUNDS[1], s.trait_of, s.nodes)
    for e, entry in enumerate(s.scenario.population.values() if evolves else ()):
        strategy = find(entry.strategy)
        if hasattr(strategy, "evolves"):
            first, last = strategy.evolves
            bound, has = strategy.weight_bound, (s.marks[col.STRATEGY] == e).astype(np.int64)
            evolution.drift_weights(s.keys, setting.weight_deviation, first, last, -bound, bound, s.trait_of, has, s.memory)
    price_fillers(s, np.flatnonzero(s.trait_of > evolution.NOTHING))

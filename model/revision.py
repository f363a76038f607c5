"""The phase ``adapt``: nodes count, remember and revise by the kind of adaptation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from model import columns as col
from model.adaptation import best_response, census, imitation, logit, replicator, revising
from model.expectation import expected_payoffs
from model.state import State

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
    payoffs = expected_payoffs(s) if setting.signal == "expected" else s.public
    revising.muster(
        int(setting.reviser == "owner"), s.adapts, s.marks, s.first_of, s.by_role, s.role_start, s.role_count, s.positions, s.leader,
        s.model_of, s.entry_of,
    )  # fmt: skip
    revising.draw_revisers(s.keys, int(setting.revision == "one"), setting.revision_rate, s.leader, s.revises)
    revising.weigh(int(setting.signal != "own"), payoffs, s.nodes, s.marks, s.leader, s.heads, s.worth)
    PLANS[setting.kind](s, setting, payoffs)
    if setting.mutation > 0.0:
        revising.mutate(
            s.keys, setting.mutation, s.open_to, s.roles_of_entries, s.marks, s.leader, s.revises, s.model_of, s.entry_of
        )  # fmt: skip
    revising.take_up(s.nodes, s.marks, s.leader, s.revises, s.model_of, s.entry_of, s.before, s.followers, s.totals)
    s.pending = int(s.totals[col.REVISIONS])


def _look(s: State, setting: Any) -> None:
    revising.look(
        s.keys, int(setting.partner == "neighbour"), s.adapts, s.marks, s.row_at, s.indptr, s.indices, s.by_role,
        s.role_start, s.role_count, s.positions, s.leader, s.heads, s.revises, s.model_of,
    )  # fmt: skip


def _imitate(s: State, setting: Any, payoffs: Payoffs) -> None:
    _look(s, setting)
    imitation.imitate(s.keys, setting.intensity, s.open_to, s.marks, s.worth, s.model_of)


def _replicate(s: State, setting: Any, payoffs: Payoffs) -> None:
    _look(s, setting)
    replicator.replicate(s.keys, setting.intensity, s.open_to, s.marks, s.worth, s.model_of)


def _choose(s: State, setting: Any, payoffs: Payoffs) -> None:
    logit.choose(
        s.keys, setting.intensity, int(setting.signal == "public"), payoffs, s.ages, s.open_to, s.roles_of_entries, s.marks, s.leader,
        s.revises, s.entry_of,
    )  # fmt: skip


def _respond(s: State, setting: Any, payoffs: Payoffs) -> None:
    best_response.respond(
        int(setting.signal == "public"), payoffs, s.ages, s.open_to, s.roles_of_entries, s.marks, s.leader, s.revises,
        s.entry_of,
    )  # fmt: skip


PLANS: dict[str, Callable[[State, Any, Payoffs], None]] = {
    "imitation": _imitate, "replicator": _replicate, "logit": _choose, "best_response": _respond,
}  # fmt: skip

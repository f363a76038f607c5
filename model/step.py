"""One epoch, as a list of eight phases: the page to read first.

Each phase reads some columns and writes some (``Phase.reads``, ``Phase.writes``);
within a phase all nodes see the state as it was at its start. This is the only
place where state, scenario and kernels meet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model import columns as col
from model.conditions import open_conditions
from model.decision import decide as ask_strategies
from model.economy import arrival, books, cartel, contract, demand, lineage, settlement
from model.economy.budget import run_budget
from model.economy.market import book, burn_and_mint, fixed, log_linear, pool, saturating
from model.economy.staking import restake
from model.field.partition import chain, segmented
from model.field.propagation import broadcast, dispersed, gossip
from model.field.verification import absent, attestation, proof
from model.field.verification.panel import forging
from model.field.verification.panel import kernel as panel
from model.field.verification.panel.numbers import TRACE_SHARE
from model.luck import turn
from model.revision import revise
from model.state import State
from model.turnover import charge_returns, turn_over


def arrive(s: State) -> None:
    """Jobs come; each gets a class, then an executor among those with room, at opening stakes."""
    turn(s.keys, np.uint64(s.seed), s.epoch)
    s.last_totals[:] = s.totals
    open_conditions(s)
    jobs = s.scenario.jobs
    if s.image_rates[0] > 0.0 or s.images.any():
        attestation.turn_images(s.keys, s.image_rates, s.images)
    s.active_count, s.verifier_count, s.executor_count = arrival.muster(
        s.epoch, s.nodes, s.marks, s.active_rows, s.roster, s.executors, s.class_start, s.by_class, s.cumulative, s.wants_stakes,
        s.scenario.accounts.minimum_stake, s.totals,
    )  # fmt: skip
    s.totals[col.PAID_IN], s.totals[col.PAID_OUT] = s.moved_in, s.moved_out
    s.moved_in = s.moved_out = 0.0
    rate = float(jobs.rate * s.book[book.DEMAND])
    s.totals[col.DEMAND] = rate * s.executor_count if jobs.arrival == "per_node" else rate
    if jobs.assignment == "each":
        s.make_room(int(jobs.rate) * s.executor_count)
        s.jobs_of_epoch = arrival.assign_each(
            int(jobs.rate), s.keys, s.class_shares, s.class_needs, s.executors, s.executor_count, s.marks, s.job_marks, s.totals
        )
        return
    wanted = arrival.count_jobs(s.keys, rate, int(jobs.arrival == "per_node"), int(jobs.law == "poisson"), s.executor_count)
    if wanted == 0:
        s.jobs_of_epoch = 0
        return
    s.make_room(wanted)
    s.jobs_of_epoch = arrival.assign_drawn(
        wanted, arrival.ASSIGNMENTS.index(jobs.assignment), s.keys, s.class_shares, s.class_needs, s.executors, s.executor_count,
        s.cumulative_of_executors, s.nodes, s.marks, s.job_marks, s.totals,
    )  # fmt: skip


def decide(s: State) -> None:
    """Strategies set the behaviour of their nodes, where it is new or reacts."""
    ask_strategies(s)


def compute(s: State) -> None:
    """Executors attack, skip or work; costs are booked."""
    segmented.compute(s.jobs_of_epoch, s.keys, s.compute_numbers, s.nodes, s.jobs, s.job_marks)
    if s.chains:
        s.jobs[col.JOB_DRIFT, : s.jobs_of_epoch] = 0.0
    for c, number in s.chains.items():
        chain.drift(c, s.jobs_of_epoch, s.keys, number, s.nodes, s.jobs, s.job_marks, s.totals)
    if s.reuses:
        lineage.take_inputs(s.jobs_of_epoch, s.keys, s.reuse, s.lineage.outputs, s.lineage.available, s.jobs, s.job_marks, s.totals)


def propagate(s: State) -> None:
    """Traces travel: what a reader can reconstruct."""
    if s.percolates:
        dispersed.percolate(s.keys, s.edge_loss, s.nodes, s.marks, s.edges, s.parent, s.row_at)
    elif s.hop_numbers:
        gossip.mark_relays(s.keys, s.nodes, s.marks)
    if s.hop_numbers:
        s.job_marks[[col.JOB_REACHED, col.JOB_HOPS], : s.jobs_of_epoch] = 0
    if s.jobs_of_epoch == 0:
        return
    for c, (kind, _) in enumerate(s.kinds):
        SPREAD[kind](s, c)


def verify(s: State) -> None:
    """The field's verification looks at each class's outputs and gives a verdict."""
    if s.jobs_of_epoch == 0:
        return
    for c, (_, kind) in enumerate(s.kinds):
        VERIFY[kind](s, c)


def settle(s: State) -> None:
    """Losses in job order, then income."""
    if s.jobs_of_epoch > 0:
        settlement.settle_jobs(
            s.epoch, s.jobs_of_epoch, s.settlement_numbers, s.network_numbers, s.treasury, s.nodes, s.marks, s.jobs, s.job_marks,
            s.seats, s.votes, s.decoy_seats, s.decoy_votes, s.decoy_taken, s.totals,
        )  # fmt: skip
    if s.reuses:
        s.lineage.turn(s.jobs_of_epoch, s.jobs, s.job_marks, s.totals)
    if s.scenario.cartel.binds():
        cartel.settle_cartels(
            0, s.jobs_of_epoch, s.cartel_contract, s.settlement_numbers, s.network_numbers, s.treasury, s.nodes, s.job_marks, s.seats,
            s.votes, s.totals,
        )  # fmt: skip
    books.close_books(s.network_numbers, s.treasury, s.nodes, s.marks, s.totals)
    if len(s.back):
        charge_returns(s)


def market(s: State) -> None:
    """Faults are discovered, the treasury spends, stakes adjust; users spend, nodes sell: that makes the price of the next epoch."""
    answers, budget, staking = s.scenario.demand, s.scenario.budget, s.scenario.staking
    if answers.discovery_rate > 0.0:
        demand.discover(
            s.jobs_of_epoch, s.epoch, s.keys, answers.discovery_rate, answers.fault_memory, s.job_marks, s.found, s.book, s.totals
        )
    if s.treasury_income > 0.0 or budget.treasury_spends > 0.0:
        run_budget(s.treasury_income, budget.treasury_spends, int(budget.treasury_spends_on == "burning"), s.treasury, s.totals)
    if staking.stake_adjustment > 0.0:
        restake(staking.required_return, staking.stake_adjustment, s.nodes, s.marks, s.totals)
    MARKET[s.scenario.market.kind](s.market_numbers, s.book, s.nodes, s.totals)
    book.close_market(s.book, s.totals)
    s.network_numbers[contract.PRICE] = s.book[book.PRICE]


def adapt(s: State) -> None:
    """Nodes count, remember, revise, leave and enter; what changes takes effect in the next epoch."""
    revise(s)
    s.totals[col.PRESENT_NODES] = s.nodes_present
    if s.turns_over:
        turn_over(s)


def _spread_broadcast(s: State, c: int) -> None:
    broadcast.spread_broadcast(c, s.jobs_of_epoch, s.keys, s.reading, s.job_marks, s.places)


def _spread_dispersed(s: State, c: int) -> None:
    dispersed.spread_dispersed(c, s.jobs_of_epoch, s.keys, s.reading, s.marks, s.job_marks, s.places, s.active_rows, s.active_count)


def _spread_gossip(s: State, c: int) -> None:
    gossip.spread_gossip(
        c, s.jobs_of_epoch, s.keys, s.hop_numbers[c], s.nodes, s.marks, s.job_marks, s.places, s.active_rows, s.active_count,
        s.row_at, s.indptr, s.indices, s.having, s.totals,
    )  # fmt: skip


def _verify_absent(s: State, c: int) -> None:
    absent.verify_absent(
        c, s.always[c], s.jobs_of_epoch, s.keys, s.reading, s.nodes, s.marks, s.job_marks, s.places, s.roster, s.verifier_count
    )


def _verify_panel(s: State, c: int) -> None:
    if (trace_share := s.panel_numbers[c][TRACE_SHARE]) > 0.0:
        forging.hide_behind_traces(c, s.jobs_of_epoch, s.keys, trace_share, s.nodes, s.job_marks)
    panel.verify_panel(
        c, s.work[c], s.jobs_of_epoch, s.keys, s.panel_numbers[c], s.reading, s.nodes, s.marks, s.jobs, s.job_marks, s.places,
        s.seats, s.votes, s.looks, s.decoy_seats, s.decoy_votes, s.decoy_looks, s.roster, s.verifier_count, s.class_start, s.by_class,
        s.cumulative, s.row_at, s.indptr, s.indices, s.bias, s.chosen, s.pool, s.owners, s.checked, s.audited_jobs,
        s.order, s.sample, s.shared_noise, s.low, s.high,
    )  # fmt: skip


def _verify_attestation(s: State, c: int) -> None:
    attestation.verify_attestation(
        c, s.coverage[c], s.segments[c], s.jobs_of_epoch, s.keys, s.reading, s.nodes, s.marks, s.job_marks, s.places, s.images, s.roster,
        s.verifier_count, s.order,
    )  # fmt: skip


def _verify_proof(s: State, c: int) -> None:
    proof.verify_proof(
        c, s.soundness_error[c], s.segments[c], s.jobs_of_epoch, s.keys, s.reading, s.nodes, s.marks, s.job_marks, s.places, s.roster,
        s.verifier_count,
    )  # fmt: skip


SPREAD: dict[str, Callable[[State, int], None]] = {
    "broadcast": _spread_broadcast, "dispersed": _spread_dispersed, "gossip": _spread_gossip
}  # fmt: skip
VERIFY: dict[str, Callable[[State, int], None]] = {
    "absent": _verify_absent, "panel": _verify_panel, "attestation": _verify_attestation, "proof": _verify_proof,
}  # fmt: skip

MARKET: dict[str, Callable[..., None]] = {
    "fixed": fixed.trade_fixed, "burn_and_mint": burn_and_mint.trade_burn_and_mint, "pool": pool.trade_pool,
    "log_linear": log_linear.trade_log_linear, "saturating": saturating.trade_saturating,
}  # fmt: skip


class Phase(NamedTuple):
    """A phase of the epoch.

    Attributes
    ----------
    name : str
    run : callable
        Takes the state and changes it.
    """

    name: str
    run: Callable[[State], None]

    def __str__(self) -> str:
        return f"{self.name:<10} {(self.run.__doc__ or '').splitlines()[0]}"

    @property
    def writes(self) -> tuple[str, ...]:
        """Columns that this phase may write."""
        tables = (col.NODE_COLUMNS, col.MARK_COLUMNS, col.JOB_COLUMNS, col.JOB_MARK_COLUMNS, col.TOTAL_COLUMNS)
        return tuple(c.name for table in tables for c in table if self.name in c.written_by)


PHASES = tuple(Phase(run.__name__, run) for run in (arrive, decide, compute, propagate, verify, settle, market, adapt))


def epoch(state: State, t: int) -> None:
    """Run one epoch.

    Parameters
    ----------
    state : State
    t : int
        Number of the epoch, from 0.
    """
    state.epoch = t
    for phase in PHASES:
        phase.run(state)

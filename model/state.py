"""The state of a run in columns, allocated from a scenario and a seed."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import columns as col
from model.columns import JOB_COLUMNS, JOB_MARK_COLUMNS, MARK_COLUMNS, NODE_COLUMNS, TOTAL_COLUMNS
from model.economy.lineage import Lineage
from model.economy.market import book as market_book
from model.endowment import first_people
from model.field.verification.panel import numbers as panel
from model.graph import draw_edges, neighbours
from model.luck import keys_of
from model.packing import Packed
from model.scenario import Scenario
from model.strategies import find

_NODE = {column.name: row for row, column in enumerate(NODE_COLUMNS)}
_MARK = {column.name: row for row, column in enumerate(MARK_COLUMNS)}
_JOB = {column.name: row for row, column in enumerate(JOB_COLUMNS)}
_JOB_MARK = {column.name: row for row, column in enumerate(JOB_MARK_COLUMNS)}
TOTAL_NAMES = tuple(column.name for column in TOTAL_COLUMNS)


class State(Packed):
    """Everything that changes in a run, and the scenario's numbers packed for kernels.

    Attributes
    ----------
    nodes : ndarray, (node columns, berths), float
        Rows as in ``model.columns.NODE_COLUMNS``.
    marks : ndarray, (mark columns, berths), int32
        Rows as in ``model.columns.MARK_COLUMNS``; a berth whose mark ``present`` is 0 holds no node.
    jobs, job_marks : ndarray, (job columns, capacity), float and (job mark columns, capacity), int32
        Rows as in ``model.columns.JOB_COLUMNS`` and ``JOB_MARK_COLUMNS``: the epoch's jobs; the first ``jobs_of_epoch`` columns count.
    seats, votes, looks : ndarray, (capacity, seats)
        Row of the node in each seat, its vote, and the segments that it really checked; the first ``job_seated`` count.
    decoy_seats, decoy_votes, decoy_looks, decoy_taken : ndarray
        The same for panels on planted outputs (the first ``job_decoy`` count), and the tokens that approving one cost.
    lineage : Lineage
        Last epoch's accepted outputs, where jobs may take them as inputs.
    totals : ndarray, (totals,), float
        Totals of the epoch, as in ``model.columns.TOTAL_COLUMNS``.
    counts, sums : ndarray, (4, entries), float
        Active nodes of each strategy by role in this epoch, and the sum of their utilities.
    followers : ndarray, (4, entries), float
        The same nodes by the strategy that they follow after this epoch's revisions.

    Every column can be read by its name: ``state.stake``, ``state.job_verdict``.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed, self.epoch = scenario, seed, 0
        n = scenario.berths
        self.keys = keys_of(seed, 0)
        self.nodes = np.zeros((len(NODE_COLUMNS), n))
        self.marks = np.zeros((len(MARK_COLUMNS), n), dtype=np.int32)
        self.totals = np.zeros(len(TOTAL_COLUMNS))
        self.last_totals = np.zeros(len(TOTAL_COLUMNS))
        self.treasury = np.zeros(1)
        self.book, self.found = np.zeros(market_book.ROOM), np.zeros((0, 2))
        self.treasury_income = 0.0
        self.images = np.zeros(scenario.images.count, dtype=np.int64)
        self.jobs_of_epoch = 0
        self.moved_in = self.moved_out = 0.0
        self.has_begun = self.leavers = False
        self.pending, self.nodes_present, self.return_cost = 0, scenario.nodes.count, 0.0
        self.attraction = np.zeros(2)  # surplus of a would-be entrant, and epochs in which it was looked at
        self.gone = self.back = self.came = np.zeros(0, dtype=np.int64)
        self.active_count = self.verifier_count = self.executor_count = 0
        self.extra: dict[str, Any] = {}
        self.lineage = Lineage()
        self.book[market_book.PRICE] = scenario.market.price
        self._pack()
        self._allocate_scratch(n)
        self._allocate_jobs(64)
        self._allocate_graph(n)
        self._people(n)
        self.seat_all()

    def __getattr__(self, name: str) -> np.ndarray:
        if name in _NODE:
            return self.nodes[_NODE[name]]
        if name in _MARK:
            return self.marks[_MARK[name]]
        if name in _JOB:
            return self.jobs[_JOB[name], : self.jobs_of_epoch]
        if name in _JOB_MARK:
            return self.job_marks[_JOB_MARK[name], : self.jobs_of_epoch]
        raise AttributeError(f"the state has no column {name!r}")

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _allocate_scratch(self, n: int) -> None:
        self.active_rows, self.roster, self.executors, self.by_class = (np.zeros(n, dtype=np.int32) for _ in range(4))
        self.chosen, self.pool, self.owners, self.checked = (np.zeros(n, dtype=np.int32) for _ in range(4))
        self.gone_rows, self.back_rows = (np.zeros(n, dtype=np.int64) for _ in range(2))
        self.class_start = np.zeros(len(self.hardware_row) + 1, dtype=np.int64)
        self.having = np.zeros(n if self.hop_numbers else 1, dtype=np.int32)
        self.cumulative = np.zeros(n)
        self.cumulative_of_executors = np.zeros(n if self.scenario.jobs.assignment != "each" else 1)
        self.order = np.arange(self.widest_partition, dtype=np.int32)
        self.sample = np.zeros(self.sample_width, dtype=np.int32)
        self.shared_noise, self.low, self.high = (np.zeros(self.sample_width) for _ in range(3))
        entries = len(self.scenario.population)
        self.counts, self.followers, self.sums, self.public, self.ages = (np.zeros((4, entries)) for _ in range(5))
        adapts = self.scenario.adaptation.kind != "fixed"
        m = n if adapts else 1
        self.by_role, self.positions, self.model_of, self.entry_of = (np.zeros(m, dtype=np.int32) for _ in range(4))
        self.leader, self.revises, self.first_of, self.trait_of = (np.zeros(m, dtype=np.int32) for _ in range(4))
        self.heads, self.worth, self.gain = np.zeros(m), np.zeros(m), np.zeros(m)
        self.others, self.met = np.zeros(m, dtype=np.int32), np.zeros(m, dtype=np.int64)
        self.known = np.zeros((3, entries))
        self.role_start, self.role_count = (np.zeros(4, dtype=np.int64) for _ in range(2))
        self.before = np.zeros((col.BEHAVIOUR, m))

    def _allocate_jobs(self, capacity: int) -> None:
        self.jobs = np.zeros((len(JOB_COLUMNS), capacity))
        self.job_marks = np.zeros((len(JOB_MARK_COLUMNS), capacity), dtype=np.int32)
        self.places = np.zeros((capacity if self.place_width else 1, max(1, self.place_width)), dtype=np.int32)
        self.seats = np.zeros((capacity, self.seat_width), dtype=np.int32)
        self.votes = np.zeros((capacity, self.seat_width), dtype=np.int8)
        self.looks = np.zeros((capacity, self.seat_width), dtype=np.int32)
        self.audited_jobs = np.zeros(capacity + 1, dtype=np.int32)
        decoys = capacity if any(p[panel.DECOY_RATE] > 0 for p in self.panel_numbers) else 1
        self.decoy_seats = np.zeros((decoys, self.decoy_width), dtype=np.int32)
        self.decoy_votes = np.zeros((decoys, self.decoy_width), dtype=np.int8)
        self.decoy_looks = np.zeros((decoys, self.decoy_width), dtype=np.int32)
        self.decoy_taken = np.zeros((decoys, self.decoy_width))

    def make_room(self, jobs: int) -> None:
        """Have room for this many jobs in the epoch."""
        if jobs > self.jobs.shape[1]:
            self._allocate_jobs(max(jobs, 2 * self.jobs.shape[1]) if self.scenario.jobs.law == "poisson" else jobs)

    def move_over_boundary(self, tokens: float) -> None:
        """Book tokens that a user puts into an account (or takes out, below 0) as flows of the next epoch."""
        self.moved_in += max(0.0, tokens)
        self.moved_out += max(0.0, -tokens)

    def at_stake(self) -> float:
        """Tokens at stake, own and delegated."""
        return float(self.nodes[col.STAKE].sum() + self.nodes[col.DELEGATED].sum())

    def change_settings(self, scenario: Scenario) -> None:
        """Go on under other numbers; nodes, graph and population stay as they are."""
        self.move_over_boundary(market_book.reopen(self.book, self.scenario.market, scenario.market, self.at_stake()))
        self.scenario = scenario
        self._pack()
        n = scenario.berths
        if self.edges.shape[0] == 0 or self.class_start.shape[0] != len(self.hardware_row) + 1:
            self._allocate_graph(n)
        tables = self.counts, self.followers, self.sums, self.public, self.ages
        self._allocate_scratch(n)
        self.counts, self.followers, self.sums, self.public, self.ages = tables
        self._allocate_jobs(self.jobs.shape[1])
        if not self.reuses:
            self.lineage.forget()
        self._lay_profile(n)
        self.seat_all()

    def _allocate_graph(self, n: int) -> None:
        self.row_at = np.arange(n, dtype=np.int32)
        if self.scenario.needs_graph:
            self.edges = draw_edges(self.scenario.graph, n, self.seed)
            self.indptr, self.indices = neighbours(self.edges, n)
        else:
            self.edges = np.zeros((0, 2), dtype=np.int32)
            self.indptr, self.indices = np.zeros(n + 1 if n < 2 else 2, dtype=np.int32), np.zeros(0, dtype=np.int32)
        self.parent = np.arange(n, dtype=np.int32) if self.percolates else np.zeros(1, dtype=np.int32)

    def _people(self, n: int) -> None:
        self.marks[col.VERTEX] = np.arange(n)
        self.marks[col.FIRST_WRONG] = self.marks[col.LEAVES_AT] = -1
        self._lay_profile(n)
        first_people(self)
        self.has_begun = True
        self.treasury[0] = self.scenario.accounts.treasury
        market_book.open_book(self.book, self.scenario.market, self.at_stake())
        self.book[market_book.SUPPLY] += self.scenario.accounts.treasury
        self.book[market_book.INFLATION] = getattr(self.scenario.issuance, "inflation_start", 0.0)
        columns = max([0, *(getattr(find(e.strategy), "memory", 0) for e in self.scenario.population.values())])
        self.memory = np.zeros((n, columns))

    def _lay_profile(self, n: int) -> None:
        for row, shape in ((col.AUDIT_FACTOR, "audit"), (col.TOLERANCE_FACTOR, "tolerance"), (col.LOSS_FACTOR, "loss")):
            self.nodes[row] = getattr(self.scenario.field.profile, shape).factors(n)

    def seat_all(self) -> None:
        """Count the verifiers that are in the network now, and give a panel of all a seat for each of them."""
        self.verifiers_present = self.count_verifiers()
        for c in self.panels_of_all:
            self.panel_numbers[c][panel.PANEL_SIZE] = max(1, self.verifiers_present)

    def count_verifiers(self) -> int:
        """Verifiers in the network now, active or not."""
        return int(np.count_nonzero((self.marks[col.PRESENT] > 0) & ((self.marks[col.ROLE] & col.VERIFIES) > 0)))

    def let_leave(self) -> None:
        """Some node may ask out from now on, so exits are looked for at every epoch's end."""
        self.leavers = self.turns_over = True

    def family(self, row: int) -> str:
        """Family of the strategy that the node of a row follows."""
        return str(find(list(self.scenario.population.values())[self.marks[col.STRATEGY, row]].strategy).family)

    def strategy_name(self, row: int) -> str:
        """Name of the population's entry whose strategy the node of a row follows."""
        return list(self.scenario.population)[self.marks[col.STRATEGY, row]]

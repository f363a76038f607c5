"""The state of a run in columns, allocated from a scenario and a seed."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import columns as col
from model.columns import JOB_COLUMNS, JOB_MARK_COLUMNS, MARK_COLUMNS, NODE_COLUMNS, TOTAL_COLUMNS
from model.economy.cartel import pack_cartel
from model.economy.contract import pack_accounts, pack_settlement
from model.economy.lineage import Lineage
from model.economy.market import book as market_book
from model.endowment import first_people
from model.field.partition import segmented
from model.field.propagation import kinds as propagation
from model.field.propagation.dispersed import Dispersed
from model.field.verification.panel import numbers as panel
from model.field.verification.panel.numbers import Panel
from model.graph import draw_edges, neighbours
from model.luck import keys_of
from model.membership import settings as membership
from model.population import ROLES, deal
from model.scenario import Scenario
from model.strategies import find, is_constant

_NODE = {column.name: row for row, column in enumerate(NODE_COLUMNS)}
_MARK = {column.name: row for row, column in enumerate(MARK_COLUMNS)}
_JOB = {column.name: row for row, column in enumerate(JOB_COLUMNS)}
_JOB_MARK = {column.name: row for row, column in enumerate(JOB_MARK_COLUMNS)}
TOTAL_NAMES = tuple(column.name for column in TOTAL_COLUMNS)


class State:
    """Everything that changes in a run, and the scenario's numbers packed for kernels.

    Attributes
    ----------
    nodes : ndarray, (49, berths), float
        Rows as in ``model.columns.NODE_COLUMNS``.
    marks : ndarray, (27, berths), int32
        Rows as in ``model.columns.MARK_COLUMNS``; a berth whose mark ``present`` is 0 holds no node.
    jobs, job_marks : ndarray, (3, capacity), float and (19, capacity), int32
        The epoch's jobs; the first ``jobs_of_epoch`` columns count.
    seats, votes, looks : ndarray, (capacity, seats)
        Row of the node in each seat, its vote, and the segments that it really checked; the first ``job_seated`` count.
    decoy_seats, decoy_votes, decoy_looks, decoy_taken : ndarray
        The same for panels on planted outputs (the first ``job_decoy`` count), and the tokens that approving one cost.
    lineage : Lineage
        Last epoch's accepted outputs, where jobs may take them as inputs.
    totals : ndarray, (75,), float
        Totals of the epoch.
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
        self.pending, self.nodes_present = 0, scenario.nodes.count
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

    def _pack(self) -> None:
        """Pack the scenario's numbers for the kernels; also after a change of the scenario."""
        s = self.scenario
        fields = list(s.fields.values())
        classes = list(s.job_classes.values())
        verifiers = _most_verifiers(s)
        self.kinds = [(f.propagation.kind, f.verification.kind) for f in fields]
        self.compute_numbers = np.array(
            [
                [f.partition.segments, f.partition.commit_cost, c.work, c.value, c.harm_threshold, c.harm_scale, f.verification.overhead(),
                 f.propagation.shard_cost * f.propagation.shards]
                for c, f in zip(classes, fields, strict=True)
            ],
            dtype=float,
        )  # fmt: skip
        assert self.compute_numbers.shape[1] == segmented.SHARD_COST + 1
        self.reading = np.array([propagation.pack(f.propagation) for f in fields])
        self.always = [int(f.availability_required == "always") for f in fields]
        self.panel_numbers = [
            np.array(panel.pack(f.verification, f.noise, f.partition.segments, bool(always), max(1, verifiers), s.cartel.proof))
            if isinstance(f.verification, Panel)
            else np.zeros(panel.NUMBERS)
            for f, always in zip(fields, self.always, strict=True)
        ]
        self.settlement_numbers = np.array(
            [pack_settlement(f.settlement, c.fee, c.value, c.work) for c, f in zip(classes, fields, strict=True)], dtype=float
        )
        self.exit_numbers = np.array(membership.pack(s.membership, s.accounts.minimum_stake))
        self.delay = membership.epochs_of(s.accounts.unbonding_hours, s.hours_per_epoch)
        self.wait = membership.epochs_of(s.membership.reentry.wait_hours, s.hours_per_epoch)
        self.turns_over = s.membership.turns_over or self.leavers
        self.reuse = np.array([c.reuse for c in classes])
        self.network_numbers = np.array(pack_accounts(s.accounts, self.book[market_book.PRICE]))
        self.market_numbers = np.array(s.market.shared(s.accounts.compounding_share) + s.market.own())
        self.cartel_contract = np.array(pack_cartel(s.cartel))
        self.issuance_numbers = np.array((*s.issuance.own(), 0.0))
        self.conditions_move = bool(s.shocks) or s.demand.answers() or s.issuance.kind != "constant" or s.budget.emission_to_treasury > 0
        lag = s.demand.lag(s.hours_per_epoch) if s.demand.discovery_rate > 0 else 0
        if self.found.shape[0] != lag + 1:
            self.found = np.zeros((lag + 1, 2))
        self.class_shares = np.cumsum([c.share for c in classes])
        names = sorted({c.capability for c in classes} - {""})
        self.capability_bit = {name: 1 << bit for bit, name in enumerate(names)}
        self.class_needs = np.array([self.capability_bit.get(c.capability, 0) for c in classes], dtype=np.int64)
        self.image_rates = np.array([s.images.break_rate, s.images.revoke_rate, s.images.repair_rate])
        hardware = sorted({t.hardware for t in s.types.values()})
        self.hardware_row = {name: row for row, name in enumerate(hardware)}
        self.bias = panel.biases(s.field.noise, len(hardware))
        self.panels_of_all = [c for c, p in enumerate(self.panel_numbers) if p[panel.PANEL_SIZE] > 0 and p[panel.DRAW] == panel.ALL]
        self.seat_width = max([1, *(panel.seats(p) for p in self.panel_numbers)])
        self.sample_width = max([1, *(panel.samples(p) for p in self.panel_numbers)])
        self.decoy_width = max([1, *(int(p[panel.PANEL_SIZE]) for p in self.panel_numbers if p[panel.DECOY_RATE] > 0)])
        self.shard_width = int(self.reading[:, 0].max())
        self.widest_partition = int(self.compute_numbers[:, segmented.SEGMENTS].max())
        self.work = [c.work for c in classes]
        self.segments = [f.partition.segments for f in fields]
        self.coverage = [getattr(f.verification, "coverage", 0.0) for f in fields]
        self.soundness_error = [getattr(f.verification, "soundness_error", 0.0) for f in fields]
        self.percolates = any(
            isinstance(f.propagation, Dispersed) or getattr(f.verification, "draw", "") == "outside_component" for f in fields
        )
        self.edge_loss = next((f.propagation.edge_loss for f in fields if isinstance(f.propagation, Dispersed)), 0.0)
        self.wants_stakes = int(any(p[panel.DRAW] == panel.STAKE_WEIGHTED for p in self.panel_numbers))
        self.reacts = any(getattr(find(e.strategy), "reacts", False) for e in s.population.values())
        self.asks_copies = not all(is_constant(find(e.strategy)) for e in s.population.values())
        self.adapts = np.array([int(e.adapts) for e in s.population.values()], dtype=np.int64)
        barred = getattr(s.adaptation, "barred", [])
        self.open_to = np.array([int(e.adapts and name not in barred) for name, e in s.population.items()], dtype=np.int64)
        self.roles_of_entries = np.array([ROLES[e.role] for e in s.population.values()], dtype=np.int64)

    def _allocate_scratch(self, n: int) -> None:
        self.active_rows, self.roster, self.executors, self.by_class = (np.zeros(n, dtype=np.int32) for _ in range(4))
        self.chosen, self.pool, self.owners, self.checked = (np.zeros(n, dtype=np.int32) for _ in range(4))
        self.gone_rows, self.back_rows = (np.zeros(n, dtype=np.int64) for _ in range(2))
        self.class_start = np.zeros(len(self.hardware_row) + 1, dtype=np.int64)
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
        self.heads, self.worth = np.zeros(m), np.zeros(m)
        self.role_start, self.role_count = (np.zeros(4, dtype=np.int64) for _ in range(2))
        self.before = np.zeros((col.BEHAVIOUR, m))

    def _allocate_jobs(self, capacity: int) -> None:
        self.jobs = np.zeros((len(JOB_COLUMNS), capacity))
        self.job_marks = np.zeros((len(JOB_MARK_COLUMNS), capacity), dtype=np.int32)
        self.places = np.zeros((capacity if self._has_places() else 1, self.shard_width), dtype=np.int32)
        self.seats = np.zeros((capacity, self.seat_width), dtype=np.int32)
        self.votes = np.zeros((capacity, self.seat_width), dtype=np.int8)
        self.looks = np.zeros((capacity, self.seat_width), dtype=np.int32)
        self.audited_jobs = np.zeros(capacity + 1, dtype=np.int32)
        decoys = capacity if any(p[panel.DECOY_RATE] > 0 for p in self.panel_numbers) else 1
        self.decoy_seats = np.zeros((decoys, self.decoy_width), dtype=np.int32)
        self.decoy_votes = np.zeros((decoys, self.decoy_width), dtype=np.int8)
        self.decoy_looks = np.zeros((decoys, self.decoy_width), dtype=np.int32)
        self.decoy_taken = np.zeros((decoys, self.decoy_width))

    def _has_places(self) -> bool:
        return any(isinstance(f.propagation, Dispersed) or f.propagation.link_loss > 0 for f in self.scenario.fields.values())

    def make_room(self, jobs: int) -> None:
        """Have room for this many jobs in the epoch."""
        if jobs > self.jobs.shape[1]:
            self._allocate_jobs(max(jobs, 2 * self.jobs.shape[1]) if self.scenario.jobs.law == "poisson" else jobs)

    def move_over_boundary(self, tokens: float) -> None:
        """Book tokens that a user puts into an account (or takes out, below 0) as flows of the next epoch."""
        self.moved_in += max(0.0, tokens)
        self.moved_out += max(0.0, -tokens)

    def change_settings(self, scenario: Scenario) -> None:
        """Go on under other numbers; nodes, graph and population stay as they are."""
        self.move_over_boundary(market_book.reopen(self.book, self.scenario.market, scenario.market, float(self.nodes[col.STAKE].sum())))
        self.scenario = scenario
        self._pack()
        n = scenario.berths
        if self.edges.shape[0] == 0 or self.class_start.shape[0] != len(self.hardware_row) + 1:
            self._allocate_graph(n)
        tables = self.counts, self.followers, self.sums, self.public, self.ages
        self._allocate_scratch(n)
        self.counts, self.followers, self.sums, self.public, self.ages = tables
        self._allocate_jobs(self.jobs.shape[1])
        if not self.reuse.any():
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
        market_book.open_book(self.book, self.scenario.market, float(self.nodes[col.STAKE].sum()))
        self.book[market_book.SUPPLY] += self.scenario.accounts.treasury
        self.book[market_book.INFLATION] = getattr(self.scenario.issuance, "inflation_start", 0.0)
        columns = max([0, *(getattr(find(e.strategy), "memory", 0) for e in self.scenario.population.values())])
        self.memory = np.zeros((n, columns))

    def _lay_profile(self, n: int) -> None:
        for row, shape in ((col.AUDIT_FACTOR, "audit"), (col.TOLERANCE_FACTOR, "tolerance"), (col.LOSS_FACTOR, "loss")):
            self.nodes[row] = getattr(self.scenario.field.profile, shape).factors(n)

    def seat_all(self) -> None:
        """Give a panel of all verifiers a seat for each of them that is in the network now."""
        if self.panels_of_all:
            here = (self.marks[col.PRESENT] > 0) & ((self.marks[col.ROLE] & col.VERIFIES) > 0)
            for c in self.panels_of_all:
                self.panel_numbers[c][panel.PANEL_SIZE] = max(1, int(np.count_nonzero(here)))

    def let_leave(self) -> None:
        """Some node may ask out from now on, so exits are looked for at every epoch's end."""
        self.leavers = self.turns_over = True

    def family(self, row: int) -> str:
        """Family of the strategy that the node of a row follows."""
        return str(find(list(self.scenario.population.values())[self.marks[col.STRATEGY, row]].strategy).family)

    def strategy_name(self, row: int) -> str:
        """Name of the population's entry whose strategy the node of a row follows."""
        return list(self.scenario.population)[self.marks[col.STRATEGY, row]]


def _most_verifiers(scenario: Scenario) -> int:
    """Verifiers that there may be at once, nodes that enter included."""
    counts = deal(scenario.population, scenario.nodes.count)
    verify = [c for e, c in zip(scenario.population.values(), counts, strict=True) if ROLES[e.role] & col.VERIFIES]
    return scenario.berths if verify and not isinstance(scenario.membership.entry, membership.NoEntry) else sum(verify)

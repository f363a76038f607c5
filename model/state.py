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
from model.field.partition import chain, segmented
from model.field.propagation import kinds as propagation
from model.field.propagation.dispersed import Dispersed
from model.field.verification.panel import numbers as panel
from model.graph import Complete, draw_edges, neighbours
from model.luck import ENDOW, PLACE, keys_of, uniforms
from model.population import ROLES, deal, deal_owners, deal_types
from model.quantity import give_out
from model.scenario import Scenario
from model.strategies import find, is_constant

_NODE = {column.name: row for row, column in enumerate(NODE_COLUMNS)}
_MARK = {column.name: row for row, column in enumerate(MARK_COLUMNS)}
_JOB = {column.name: row for row, column in enumerate(JOB_COLUMNS)}
_JOB_MARK = {column.name: row for row, column in enumerate(JOB_MARK_COLUMNS)}
TOTAL_NAMES = tuple(column.name for column in TOTAL_COLUMNS)

STAKE_LAW, COST_LAW, GAIN_LAW, OPTION_LAW, COST_FACTOR_LAW, NOISE_LAW, GAIN_FACTOR_LAW, FIRST_TRAIT_LAW = range(8)
"""Index of each quantity that a node may draw at entry."""

NO_LIMIT = 2**31 - 1


class State:
    """Everything that changes in a run, and the scenario's numbers packed for kernels.

    Attributes
    ----------
    nodes : ndarray, (47, nodes), float
        Rows as in ``model.columns.NODE_COLUMNS``.
    marks : ndarray, (24, nodes), int32
        Rows as in ``model.columns.MARK_COLUMNS``.
    jobs, job_marks : ndarray, (4, capacity), float and (21, capacity), int32
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
        n = scenario.nodes.count
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
        self.active_count = self.verifier_count = self.executor_count = 0
        self.extra: dict[str, Any] = {}
        self.lineage = Lineage()
        self.book[market_book.PRICE] = scenario.market.price
        self._pack()
        self._allocate_scratch(n)
        self._allocate_jobs(64)
        self._allocate_graph(n)
        self._people(n)

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
        verifiers = sum(
            c for e, c in zip(s.population.values(), deal(s.population, s.nodes.count), strict=True) if ROLES[e.role] & col.VERIFIES
        )
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
        self.panel_numbers = panel.pack_all(fields, max(1, verifiers), s.cartel.proof)
        self.settlement_numbers = np.array(
            [pack_settlement(f.settlement, c.fee, c.value, c.work) for c, f in zip(classes, fields, strict=True)], dtype=float
        )
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
        self.seat_width = max([1, *(panel.seats(p) for p in self.panel_numbers)])
        self.sample_width = max([1, *(panel.samples(p) for p in self.panel_numbers)])
        self.decoy_width = max([1, *(int(p[panel.PANEL_SIZE]) for p in self.panel_numbers if p[panel.DECOY_RATE] > 0)])
        self.place_width = max(propagation.width(f.propagation, self.marks.shape[1]) for f in fields)
        self.hop_numbers = propagation.hops([f.propagation for f in fields], isinstance(s.graph, Complete))
        self.visible = np.array([int(f.propagation.visibility == "public") for f in fields], dtype=np.int64)
        self.chains = chain.numbers_of(classes, fields)
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
        self.heads, self.worth = np.zeros(m), np.zeros(m)
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

    def change_settings(self, scenario: Scenario) -> None:
        """Go on under other numbers; nodes, graph and population stay as they are."""
        self.move_over_boundary(market_book.reopen(self.book, self.scenario.market, scenario.market, float(self.nodes[col.STAKE].sum())))
        self.scenario = scenario
        self._pack()
        n = scenario.nodes.count
        if self.edges.shape[0] == 0 or self.class_start.shape[0] != len(self.hardware_row) + 1:
            self._allocate_graph(n)
        tables = self.counts, self.followers, self.sums, self.public, self.ages
        self._allocate_scratch(n)
        self.counts, self.followers, self.sums, self.public, self.ages = tables
        self._allocate_jobs(self.jobs.shape[1])
        if not self.reuse.any():
            self.lineage.forget()
        for row, shape in ((col.AUDIT_FACTOR, "audit"), (col.TOLERANCE_FACTOR, "tolerance"), (col.LOSS_FACTOR, "loss")):
            self.nodes[row] = getattr(scenario.field.profile, shape).factors(n)

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
        s, nodes, marks = self.scenario, self.nodes, self.marks
        endow, place = int(self.keys[ENDOW]), int(self.keys[PLACE])
        rows = np.arange(n)
        marks[col.VERTEX] = rows
        marks[col.ACTIVE] = 1
        marks[col.FIRST_WRONG] = -1
        marks[col.STRATEGY] = np.repeat(np.arange(len(s.population)), deal(s.population, n))
        if s.nodes.placement == "random":
            marks[col.STRATEGY] = marks[col.STRATEGY][np.argsort(uniforms(place, rows, 0), kind="stable")]
        marks[col.TYPE] = np.repeat(np.arange(len(s.types)), deal_types(s.types, n))[np.argsort(uniforms(place, rows, 1), kind="stable")]
        marks[col.ROLE] = self.roles_of_entries[marks[col.STRATEGY]]
        marks[col.OWNER] = deal_owners(s.population, marks[col.STRATEGY], s.nodes.per_owner)
        nodes[col.STAKE] = give_out(s.nodes.stake, rows, endow, STAKE_LAW)
        nodes[col.COMPUTE_COST] = give_out(s.nodes.compute_cost, rows, endow, COST_LAW)
        nodes[col.OUTSIDE_GAIN] = give_out(s.nodes.outside_gain, rows, endow, GAIN_LAW)
        nodes[col.OUTSIDE_OPTION] = give_out(s.nodes.outside_option, rows, endow, OPTION_LAW)
        nodes[col.NOISE_FACTOR] = 1.0
        for e, entry in enumerate(s.population.values()):
            mine = np.flatnonzero(marks[col.STRATEGY] == e)
            if entry.stake is not None:
                nodes[col.STAKE, mine] = give_out(entry.stake, mine, endow, STAKE_LAW)
            nodes[col.STAKE, mine] /= entry.names
        for k, kind in enumerate(s.types.values()):
            mine = np.flatnonzero(marks[col.TYPE] == k)
            nodes[col.COMPUTE_COST, mine] *= give_out(kind.cost_factor, mine, endow, COST_FACTOR_LAW)
            nodes[col.NOISE_FACTOR, mine] = give_out(kind.noise_factor, mine, endow, NOISE_LAW)
            nodes[col.OUTSIDE_GAIN, mine] *= give_out(kind.gain_factor, mine, endow, GAIN_FACTOR_LAW)
            marks[col.HARDWARE, mine] = self.hardware_row[kind.hardware]
            marks[col.IMAGE, mine] = kind.image if kind.image >= 0 else np.arange(len(mine)) % s.images.count
            marks[col.CAPACITY, mine] = kind.capacity or NO_LIMIT
            marks[col.CAPABILITY, mine] = sum(self.capability_bit.get(c, 0) for c in kind.capabilities)
        nodes[col.AUDIT_FACTOR] = s.field.profile.audit.factors(n)
        nodes[col.TOLERANCE_FACTOR] = s.field.profile.tolerance.factors(n)
        nodes[col.LOSS_FACTOR] = s.field.profile.loss.factors(n)
        nodes[col.OPENING_STAKE] = nodes[col.STAKE]
        nodes[col.REPUTATION] = s.accounts.reputation_start
        self.treasury[0] = s.accounts.treasury
        market_book.open_book(self.book, s.market, float(nodes[col.STAKE].sum()))
        self.book[market_book.SUPPLY] += s.accounts.treasury
        self.book[market_book.INFLATION] = getattr(s.issuance, "inflation_start", 0.0)
        marks[col.CHANGED] = 1
        self.pending = n
        columns = max([0, *(getattr(find(e.strategy), "memory", 0) for e in s.population.values())])
        self.memory = np.zeros((n, columns))

    def family(self, row: int) -> str:
        """Family of the strategy that the node of a row follows."""
        return str(find(list(self.scenario.population.values())[self.marks[col.STRATEGY, row]].strategy).family)

    def strategy_name(self, row: int) -> str:
        """Name of the population's entry whose strategy the node of a row follows."""
        return list(self.scenario.population)[self.marks[col.STRATEGY, row]]

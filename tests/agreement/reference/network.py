"""The reference network: a Mesa model whose step is one epoch of eight phases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mesa

from model import Scenario
from model.columns import TOTAL_COLUMNS
from tests.agreement.reference.arriving import arrive
from tests.agreement.reference.closing import close_books
from tests.agreement.reference.colluding import settle_cartels
from tests.agreement.reference.computing import compute
from tests.agreement.reference.conditions import discover, open_conditions, restake, run_budget
from tests.agreement.reference.deciding import decide
from tests.agreement.reference.entry import make_nodes
from tests.agreement.reference.leaning import hand_on
from tests.agreement.reference.luck import Luck
from tests.agreement.reference.people import Job, Output, ReferenceNode
from tests.agreement.reference.revising import adapt
from tests.agreement.reference.settling import settle_jobs
from tests.agreement.reference.trading import Pool, trade
from tests.agreement.reference.travelling import propagate
from tests.agreement.reference.turning import turn_over
from tests.agreement.reference.verifying import verify


class ReferenceNetwork(mesa.Model):
    """A network of plain agents.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    edges : list of (vertex, vertex)
        The graph, in the order in which its edges are numbered.
    expect : callable, optional
        Gives the expected payoff of each (role, strategy), for the signal ``expected``.
    """

    def __init__(
        self, scenario: Scenario, seed: int, edges: list[tuple[int, int]], expect: Callable[[], dict[tuple[int, int], float]] | None = None
    ) -> None:
        super().__init__(rng=seed)
        self.settings, self.epoch = scenario, -1
        self.luck, self.luck_at_entry = Luck(seed), Luck(seed)
        self.accounts = scenario.accounts
        self.entries, self.types = list(scenario.population.values()), list(scenario.types.values())
        self.classes: list[Any] = list(scenario.job_classes.values())
        self.fields: list[Any] = list(scenario.fields.values())
        self.edges, self.expect = edges, expect
        both_ways = [*edges, *((b, a) for a, b in edges)]
        self.neighbours = {row: sorted(b for a, b in both_ways if a == row) for row in range(scenario.berths)}
        self.place_in_entry: dict[int, int] = {}
        self.nodes: list[ReferenceNode] = make_nodes(self)
        self.active: list[ReferenceNode] = []
        self.verifiers: list[ReferenceNode] = []
        self.executors: list[ReferenceNode] = []
        self.jobs: list[Job] = []
        self.outputs: list[Output] = []
        self.images = ["sound"] * scenario.images.count
        self.treasury = scenario.accounts.treasury
        self.price, self.circulating = scenario.market.price, scenario.market.circulating
        self.pool = Pool.opened(scenario.market)
        self.staked_at_start = self.staked_before = sum(node.stake + node.delegated for node in self.nodes)
        self.supply = self.staked_at_start + self.treasury + self.circulating + self.pool.tokens
        self.demand, self.faults_seen, self.moved_over_boundary = 1.0, 0.0, 0.0
        self.inflation = getattr(scenario.issuance, "inflation_start", 0.0)
        self.emission, self.treasury_income = scenario.accounts.emission, 0.0
        self.discoveries: list[tuple[int, int]] = []
        self.totals = {column.name: 0.0 for column in TOTAL_COLUMNS}
        self.last_totals: dict[str, float] = {}
        self.counts: dict[tuple[int, int], int] = {}
        self.sums: dict[tuple[int, int], float] = {}
        self.public: dict[tuple[int, int], float] = {}
        self.expected: dict[tuple[int, int], float] = {}
        self.first_strategies = [node.strategy for node in self.nodes]
        self.somebody_leaves = False
        self.surplus: float | None = None
        self.expected_on_entry: Callable[[], list[float]] | None = None
        self.expected_of_all: Callable[[], dict[tuple[int, int], float]] | None = None

    def step(self) -> None:
        """Run one epoch: arrive, decide, compute, propagate, verify, settle, market, adapt."""
        self.epoch += 1
        self.luck.turn(self.epoch)
        self.last_totals = dict(self.totals) if self.epoch > 0 else {}
        open_conditions(self)
        arrive(self)
        decide(self)
        compute(self)
        propagate(self)
        verify(self)
        settle_jobs(self)
        hand_on(self)
        settle_cartels(self)
        close_books(self)
        discover(self)
        run_budget(self)
        restake(self)
        trade(self)
        self.expected = self.expect() if self.expect else {}
        adapt(self)
        turn_over(self)

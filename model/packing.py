"""A scenario's numbers, packed for the kernels."""

from __future__ import annotations

import numpy as np

from model import columns as col
from model.economy.cartel import pack_cartel
from model.economy.contract import pack_accounts, pack_settlement
from model.economy.market import book as market_book
from model.field.partition import chain, segmented
from model.field.propagation import kinds as propagation
from model.field.propagation.dispersed import Dispersed
from model.field.verification.panel import numbers as panel
from model.graph import Complete
from model.membership import settings as membership
from model.population import ROLES, deal
from model.scenario import Scenario
from model.strategies import find, is_constant


class Packed:
    """What kernels are handed of a scenario: a state has it, and packs it anew when the scenario changes."""

    scenario: Scenario
    book: np.ndarray
    found: np.ndarray
    marks: np.ndarray
    leavers: bool
    rules: dict[str, float] | None
    """What the field publishes, drawn up when a strategy first asks."""

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
                 f.propagation.shard_cost * f.propagation.shards, s.technology.trace_cost]
                for c, f in zip(classes, fields, strict=True)
            ],
            dtype=float,
        )  # fmt: skip
        assert self.compute_numbers.shape[1] == segmented.FORGE_COST + 1
        self.reading = np.array([propagation.pack(f.propagation) for f in fields])
        self.always = [int(f.availability_required == "always") for f in fields]
        self.panel_numbers = panel.pack_all(fields, max(1, verifiers), s.cartel.proof)
        self.settlement_numbers = np.array(
            [pack_settlement(f.settlement, c.fee, c.value, c.work) for c, f in zip(classes, fields, strict=True)], dtype=float
        )
        self.exit_numbers = np.array(membership.pack(s.membership, s.accounts.minimum_stake))
        self.delay = membership.epochs_of(s.accounts.unbonding_hours, s.hours_per_epoch)
        self.wait = membership.epochs_of(s.membership.reentry.wait_hours, s.hours_per_epoch)
        self.turns_over = s.membership.turns_over or self.leavers or any(shock.kind == "exit" for shock in s.shocks.values())
        self.reuse = np.array([c.reuse for c in classes])
        self.reuses = bool(self.reuse.any())
        self.network_numbers = np.array(pack_accounts(s.accounts, self.book[market_book.PRICE]) + s.delegation.pack())
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
        self.rules = None
        self.reacts = any(getattr(find(e.strategy), "reacts", False) for e in s.population.values())
        self.asks_copies = not all(is_constant(find(e.strategy)) for e in s.population.values())
        self.adapts = np.array([int(e.adapts) for e in s.population.values()], dtype=np.int64)
        barred = getattr(s.adaptation, "barred", [])
        self.open_to = np.array([int(e.adapts and name not in barred) for name, e in s.population.items()], dtype=np.int64)
        self.roles_of_entries = np.array([ROLES[e.role] for e in s.population.values()], dtype=np.int64)


def _most_verifiers(scenario: Scenario) -> int:
    """Verifiers that there may be at once, nodes that enter included."""
    counts = deal(scenario.population, scenario.nodes.count)
    verify = [c for e, c in zip(scenario.population.values(), counts, strict=True) if ROLES[e.role] & col.VERIFIES]
    return scenario.berths if verify and not isinstance(scenario.membership.entry, membership.NoEntry) else sum(verify)

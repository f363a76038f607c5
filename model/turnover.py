"""The last part of the phase ``adapt``: nodes leave, ejected owners come back, newcomers enter.

Tokens that newcomers bring come in over the network's boundary, those that
leavers take along go out. What changes takes effect in the next epoch.
"""

from __future__ import annotations

import math

import numpy as np

from model import columns as col
from model.economy import contract as con
from model.economy.market import book
from model.endowment import give_identity, give_stake, open_record
from model.expectation import expected_of_all, expected_on_entry
from model.luck import ENDOW, ENTRANT_DRAW, ENTRY_COUNT, FLIGHT_DRAW, poisson, uniform, uniforms
from model.luck_twin import split
from model.membership.leaving import HAIR, leave, remember_utility
from model.membership.settings import PATIENCE, FreeEntry, PoissonEntry, Replacement
from model.population import entry_shares
from model.quantity import mean_of
from model.state import State


def turn_over(s: State) -> None:
    """Let nodes leave, ejected owners come back, and newcomers enter."""
    membership = s.scenario.membership
    out_before = s.totals[col.PAID_OUT] - s.totals[col.PAID_IN]
    remember_utility(s.epoch, s.exit_numbers[PATIENCE], s.nodes, s.marks)
    payoffs = expected_of_all(s) if membership.exit.utility == "expected" and membership.exit.below_option > 0 else s.public
    n_gone, n_back = leave(
        s.epoch, s.keys, s.exit_numbers, s.delay, s.wait, payoffs, _fleeing(s), s.nodes, s.marks, s.gone_rows, s.back_rows, s.totals
    )  # fmt: skip
    s.gone, s.back = s.gone_rows[:n_gone].copy(), s.back_rows[:n_back].copy()
    _empty(s, s.gone)
    if n_back:
        _bring_back(s, s.back)
    s.came = _enter(s)
    if n_gone or n_back or len(s.came):
        s.nodes_present = int(np.count_nonzero(s.marks[col.PRESENT]))
        s.seat_all()
    t = s.totals
    t[col.EXITS], t[col.RETURNS], t[col.ENTRIES], t[col.PRESENT_NODES] = n_gone, n_back, len(s.came), s.nodes_present
    t[col.STAKED], t[col.DELEGATIONS], t[col.TREASURY] = s.at_stake(), s.nodes[col.DELEGATED].sum(), s.treasury[0]
    t[col.HELD] = t[col.STAKED] + s.nodes[col.WALLET].sum() + s.nodes[col.UNBONDING].sum() + s.treasury[0] + s.book[book.POOL_TOKENS]
    book.cross(t[col.PAID_OUT] - t[col.PAID_IN] - out_before, s.book, t)
    t[col.CIRCULATING] = s.book[book.CIRCULATING]
    t[col.SUPPLY] = t[col.HELD] + t[col.CIRCULATING]
    s.book[book.SUPPLY], s.book[book.STAKED] = t[col.SUPPLY], t[col.STAKED]


def charge_returns(s: State) -> None:
    """Count what coming back cost in the utility of the new node's first epoch."""
    cost = s.return_cost * s.network_numbers[con.PRICE]
    new = s.back[s.marks[col.ENTERED, s.back] == s.epoch]
    if cost > 0.0 and len(new):
        s.nodes[col.UTILITY, new] -= cost
        s.totals[col.UTILITY_SUM] -= cost * len(new)


def _fleeing(s: State) -> np.ndarray:
    """Marks of the nodes that a shock of this epoch makes ask out: of those concerned, whole nodes in the order of their draws."""
    fleeing = np.zeros(s.marks.shape[1], dtype=np.int8)
    for number, shock in enumerate(s.scenario.shocks.values()):
        if shock.kind != "exit" or shock.epoch != s.epoch:
            continue
        concerned = (s.marks[col.PRESENT] > 0) & (s.marks[col.LEAVES_AT] < 0) & (s.marks[col.EJECTED] == 0)
        if shock.of_entry:
            concerned &= s.marks[col.STRATEGY] == list(s.scenario.population).index(shock.of_entry)
        if shock.of_type:
            concerned &= s.marks[col.TYPE] == list(s.scenario.types).index(shock.of_type)
        rows = np.flatnonzero(concerned)
        order = np.argsort(uniforms(int(s.keys[FLIGHT_DRAW]), rows, number), kind="stable")
        fleeing[rows[order[: math.floor(shock.leaving * len(rows) + 0.5)]]] = 1
    return fleeing


KEPT_BY_OWNER = (col.COMPUTE_COST, col.NOISE_FACTOR, col.OUTSIDE_GAIN, col.OUTSIDE_OPTION)
KEPT_BY_BERTH = (col.AUDIT_FACTOR, col.TOLERANCE_FACTOR, col.LOSS_FACTOR)
MARKS_OF_OWNER = (col.STRATEGY, col.TYPE, col.OWNER, col.HARDWARE, col.IMAGE, col.CAPACITY, col.CAPABILITY, col.COMEBACKS)


def _empty(s: State, rows: np.ndarray, keep: tuple[int, ...] = (), keep_marks: tuple[int, ...] = ()) -> None:
    """Clear the rows of some berths, but for what belongs to their place or is to be kept."""
    if len(rows) == 0:
        return
    cleared = [row for row in range(len(s.nodes)) if row not in KEPT_BY_BERTH and row not in keep]
    s.nodes[np.ix_(cleared, rows)] = 0.0
    s.memory[rows] = 0.0
    cleared = [row for row in range(len(s.marks)) if row != col.VERTEX and row not in keep_marks]
    s.marks[np.ix_(cleared, rows)] = 0
    nowhere = [row for row in (col.OWNER, col.FIRST_WRONG, col.LEAVES_AT) if row not in keep_marks]
    s.marks[np.ix_(nowhere, rows)] = -1


def _bring_back(s: State, rows: np.ndarray) -> None:
    """Ejected owners come back with a new node of their type and strategy, and pay for it."""
    _empty(s, rows, KEPT_BY_OWNER, MARKS_OF_OWNER)
    s.marks[col.COMEBACKS, rows] += 1
    _start(s, rows, new_identity=False)
    s.return_cost = s.scenario.membership.reentry.cost
    s.treasury[0] += len(rows) * s.return_cost
    s.totals[col.PAID_IN] += len(rows) * s.return_cost


def _enter(s: State) -> np.ndarray:
    """Newcomers take free berths, the lowest first; their rows."""
    wanted = _how_many(s)
    if wanted == 0:
        return np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(s.marks[col.PRESENT] == 0)[:wanted]
    if not isinstance(s.scenario.membership.entry, Replacement):
        s.totals[col.TURNED_AWAY] = wanted - len(rows)
    if len(rows) == 0:
        return rows
    _empty(s, rows)
    key = int(s.keys[ENTRANT_DRAW])
    strategies, types = entry_shares(s.scenario.population, s.scenario.types, s.scenario.nodes.count)
    models = np.flatnonzero((s.marks[col.ACTIVE] == 1) & (s.adapts[s.marks[col.STRATEGY]] == 1) & (s.marks[col.PRESENT] > 0))
    u = uniforms(key, rows, 0)
    copies = s.scenario.membership.entrants == "present" and len(models) > 0
    chosen = models[(u * len(models)).astype(np.int64)] if copies else None
    s.marks[col.STRATEGY, rows] = s.marks[col.STRATEGY, chosen] if copies else np.searchsorted(np.cumsum(strategies), u, side="right")
    s.marks[col.TYPE, rows] = np.searchsorted(np.cumsum(types), uniforms(key, rows, 1), side="right")
    for k, kind in enumerate(s.scenario.types.values()):
        mine = rows[s.marks[col.TYPE, rows] == k]
        dealt = (uniforms(key, mine, 2) * s.scenario.images.count).astype(np.int64)
        s.marks[col.IMAGE, mine] = kind.image if kind.image >= 0 else dealt
    # An owner's number is free again when its last node has gone, so that numbers stay below the berths.
    here = s.marks[col.OWNER, s.marks[col.PRESENT] > 0]
    s.marks[col.OWNER, rows] = np.flatnonzero(np.bincount(here, minlength=s.marks.shape[1]) == 0)[: len(rows)]
    _start(s, rows, new_identity=True)
    if copies:
        s.nodes[: col.BEHAVIOUR, rows] = s.nodes[: col.BEHAVIOUR, chosen]
        if getattr(s.scenario.adaptation, "drifts_apart", False):  # what evolved is copied as it is, weights included
            s.memory[rows] = s.memory[chosen]
            s.marks[col.CHANGED, rows] = 0
        else:
            s.marks[col.CHANGED, rows] = 2
    return rows


def _start(s: State, rows: np.ndarray, new_identity: bool) -> None:
    """Open the record of new nodes and take in the stakes that they bring."""
    key = split(split(s.seed, ENDOW), s.epoch + 1)
    if new_identity:
        give_identity(s, rows, key)
    give_stake(s, rows, key)
    open_record(s, rows, s.epoch + 1)
    s.totals[col.PAID_IN] += s.nodes[col.STAKE, rows].sum() + s.nodes[col.DELEGATED, rows].sum()


def _how_many(s: State) -> int:
    """Nodes that would enter."""
    entry, key = s.scenario.membership.entry, s.keys[ENTRY_COUNT]
    if isinstance(entry, PoissonEntry):
        return int(poisson(key, entry.rate))
    if isinstance(entry, Replacement):
        return s.marks.shape[1] - int(np.count_nonzero(s.marks[col.PRESENT]))
    if not isinstance(entry, FreeEntry):
        return 0
    _look_on(s, entry)
    surplus, looks = s.attraction
    s.totals[col.ENTRY_SURPLUS] = surplus
    if looks == 0.0:
        return 0
    if entry.pace == "one":
        return int(surplus >= -HAIR)
    mean = entry.speed * max(0.0, surplus)
    if entry.law == "poisson":
        return int(poisson(key, mean))
    return math.floor(mean) + int(uniform(key, 0) < mean - math.floor(mean))


def _look_on(s: State, entry: FreeEntry) -> None:
    """Bring the surplus of a would-be entrant up to date; it stands while nobody is there to look at."""
    heads = float(s.counts.sum())
    if heads == 0.0 and entry.utility == "realised":
        return
    strategies, types = entry_shares(s.scenario.population, s.scenario.types, s.scenario.nodes.count)
    utility = float(strategies @ expected_on_entry(s)) if entry.utility == "expected" else float(s.sums.sum()) / heads
    kinds = s.scenario.types.values()
    options = [mean_of(s.scenario.nodes.outside_option if t.outside_option is None else t.outside_option) for t in kinds]
    now = utility - float(types @ np.array(options))
    s.attraction[0] += (now - s.attraction[0]) / (1.0 if s.attraction[1] == 0.0 else entry.lag)
    s.attraction[1] += 1.0

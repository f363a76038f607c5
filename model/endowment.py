"""What nodes bring at entry: stake, costs, gains, options, and what comes with their type. Drawn once, never copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model import columns as col
from model.luck import ENDOW, PLACE, uniforms
from model.population import deal, deal_owners, deal_types
from model.quantity import Numbers, give_out

if TYPE_CHECKING:
    from model.state import State

# fmt: off
(STAKE_LAW, COST_LAW, GAIN_LAW, OPTION_LAW, COST_FACTOR_LAW, NOISE_LAW, GAIN_FACTOR_LAW, FIRST_TRAIT_LAW) = range(8)
TYPE_OPTION_LAW, CAPACITY_LAW, DELEGATED_LAW = 1_000_000, 1_000_001, 1_000_002
# fmt: on
"""Index of each quantity that a node may draw at entry; those of strategies' numbers count on from the first trait."""

NO_LIMIT = 2**31 - 1


def first_people(state: State) -> None:
    """Deal strategies, types and owners to the nodes of the start, and endow them; the other berths stay empty."""
    s, marks, n = state.scenario, state.marks, state.scenario.nodes.count
    place, rows = int(state.keys[PLACE]), np.arange(n)
    marks[col.STRATEGY, :n] = np.repeat(np.arange(len(s.population)), deal(s.population, n))
    if s.nodes.placement == "random":
        marks[col.STRATEGY, :n] = marks[col.STRATEGY, :n][np.argsort(uniforms(place, rows, 0), kind="stable")]
    marks[col.TYPE, :n] = np.repeat(np.arange(len(s.types)), deal_types(s.types, n))[np.argsort(uniforms(place, rows, 1), kind="stable")]
    marks[col.OWNER] = -1
    marks[col.OWNER, :n] = deal_owners(s.population, marks[col.STRATEGY, :n], s.nodes.per_owner)
    marks[col.ACTIVE, :n] = 1
    for k, kind in enumerate(s.types.values()):
        mine = np.flatnonzero(marks[col.TYPE, :n] == k)
        marks[col.IMAGE, mine] = kind.image if kind.image >= 0 else np.arange(len(mine)) % s.images.count
    give_identity(state, rows, int(state.keys[ENDOW]))
    give_stake(state, rows, int(state.keys[ENDOW]))
    open_record(state, rows, 0)


def give_identity(state: State, rows: np.ndarray, key: int) -> None:
    """Set what nodes of given strategies and types are: costs, gains, options, hardware, capacity.

    Parameters
    ----------
    state : State
    rows : (n,), int
        Ascending.
    key : uint64
        Key of the draw ``endow`` in the epoch of entry.
    """
    s, nodes, marks = state.scenario, state.nodes, state.marks
    nodes[col.COMPUTE_COST, rows] = _own(state, s.nodes.compute_cost, rows, key, COST_LAW)
    nodes[col.OUTSIDE_GAIN, rows] = _own(state, s.nodes.outside_gain, rows, key, GAIN_LAW)
    nodes[col.OUTSIDE_OPTION, rows] = _own(state, s.nodes.outside_option, rows, key, OPTION_LAW)
    for k, kind in enumerate(s.types.values()):
        mine = rows[marks[col.TYPE, rows] == k]
        nodes[col.COMPUTE_COST, mine] *= _own(state, kind.cost_factor, mine, key, COST_FACTOR_LAW)
        nodes[col.NOISE_FACTOR, mine] = _own(state, kind.noise_factor, mine, key, NOISE_LAW)
        nodes[col.OUTSIDE_GAIN, mine] *= _own(state, kind.gain_factor, mine, key, GAIN_FACTOR_LAW)
        if kind.outside_option is not None:
            nodes[col.OUTSIDE_OPTION, mine] = _own(state, kind.outside_option, mine, key, TYPE_OPTION_LAW)
        marks[col.HARDWARE, mine] = state.hardware_row[kind.hardware]
        marks[col.CAPACITY, mine] = kind.capacity or NO_LIMIT
        if kind.capacity_law is not None:
            marks[col.CAPACITY, mine] = np.clip(np.rint(_own(state, kind.capacity_law, mine, key, CAPACITY_LAW)), 1, 1_000_000_000)
        marks[col.CAPABILITY, mine] = sum(state.capability_bit.get(c, 0) for c in kind.capabilities)


def give_stake(state: State, rows: np.ndarray, key: int) -> None:
    """Set the stakes that nodes of given strategies bring, and what their delegators do; an owner's names split both."""
    s, nodes = state.scenario, state.nodes
    nodes[col.STAKE, rows] = _own(state, s.nodes.stake, rows, key, STAKE_LAW)
    nodes[col.DELEGATED, rows] = _own(state, s.delegation.tokens, rows, key, DELEGATED_LAW)
    for e, entry in enumerate(s.population.values()):
        mine = rows[state.marks[col.STRATEGY, rows] == e]
        if entry.stake is not None and len(mine):
            nodes[col.STAKE, mine] = _own(state, entry.stake, mine, key, STAKE_LAW)
        nodes[col.STAKE, mine] /= entry.names
        nodes[col.DELEGATED, mine] /= entry.names
    nodes[col.OPENING_STAKE, rows] = nodes[col.STAKE, rows] + nodes[col.DELEGATED, rows]


def open_record(state: State, rows: np.ndarray, epoch: int) -> None:
    """Open the record of nodes whose first epoch is `epoch`: a role, a reputation, nothing done yet."""
    marks = state.marks
    marks[col.ROLE, rows] = state.roles_of_entries[marks[col.STRATEGY, rows]]
    marks[col.FIRST_WRONG, rows] = -1
    marks[col.CHANGED, rows] = 1
    marks[col.ENTERED, rows] = epoch
    marks[col.PRESENT, rows] = 1
    marks[col.LEAVES_AT, rows] = -1
    state.nodes[col.REPUTATION, rows] = state.scenario.accounts.reputation_start
    state.pending += len(rows)


def _own(state: State, numbers: Numbers, rows: np.ndarray, key: int, quantity: int) -> np.ndarray:
    """Each node's own number; who comes after the start takes from a list by its row."""
    if isinstance(numbers, list) and state.has_begun:
        return np.array([numbers[row % len(numbers)] for row in rows])
    return give_out(numbers, rows, key, quantity)

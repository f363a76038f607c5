"""What exit and entry do to a berth in an epoch: why its node took no part, and what was moved in its accounts."""

from __future__ import annotations

from collections.abc import Iterator

from model.economy import contract as con
from model.flows import Balances, Flow, moved_by
from model.membership.leaving import IDLE
from model.state import State


def membership_flows(state: State, node: int, before: Balances) -> Iterator[Flow]:
    """What the end of an epoch moved in the accounts of a berth: asking out, leaving, entering.

    Parameters
    ----------
    state : State
        After the phase ``adapt``.
    node : int
    before : Balances
        What the node held before that phase.
    """
    held, now = before, moved_by(state.nodes[:, node])
    if node in state.gone or node in state.back:
        yield Flow("left", -1, 0.0, Balances(*(-amount for amount in held)))
        held = Balances()
    if node in state.came or node in state.back:
        yield Flow("brought", -1, 0.0, now)
    elif now != held:
        yield Flow("asked_out", -1, 0.0, Balances(*(b - a for a, b in zip(held, now, strict=True))))


def return_flows(state: State, node: int) -> Iterator[Flow]:
    """What coming back cost, in the new node's first epoch: it counts in the utility, the owner has paid it from outside."""
    cost = state.return_cost
    is_new = node in state.back and state.entered[node] == state.epoch
    if cost > 0.0 and is_new and state.network_numbers[con.PRICE] > 0.0:
        yield Flow("re_entry", -1, -cost)


def followed(state: State, node: int) -> str:
    """Name of the strategy that is followed in a berth; of an empty one ``nobody``."""
    return state.strategy_name(node) if state.present[node] else "nobody"


def absence(state: State, node: int) -> str:
    """Why a node took no part in the epoch that the state has just been through; empty when it did."""
    if state.active[node]:
        return ""
    if not state.present[node]:
        return "the berth is empty"
    if state.jailed_until[node] > state.epoch:
        return f"in jail until epoch {state.jailed_until[node]}"
    if state.ejected[node]:
        return "ejected"
    return "waiting for its stake" if state.present[node] == IDLE else "stake below the minimum"

"""A node's ledger: the flows of its jobs and seats add up to its columns and to the change of its accounts, in any network."""

import numpy as np
import pytest
from hypothesis import given, settings

from model import columns as col
from model import door, networks, simulate
from model.flows import KINDS, Balances
from model.ledger import Books, account, balances, follow
from model.state import State
from model.step import PHASES, epoch
from tests.scenarios import LAWFUL, scenarios

CLOSE = {"rel": 1e-9, "abs": 1e-9}


def adds_up(state, one, node):
    """The flows of an epoch against the node's columns, balances and utility."""
    summed = {kind.column: 0.0 for kind in KINDS.values() if kind.column}
    for flow in one.flows:
        kind = KINDS[flow.kind]
        if kind.column:
            summed[kind.column] += kind.sign * flow.amount
    for column, amount in summed.items():
        assert amount == pytest.approx(float(getattr(state, column)[node]), **CLOSE), column
    moved = np.sum([flow.moved for flow in one.flows] + [one.credited], axis=0)
    assert np.add(one.opening, moved) == pytest.approx(tuple(one.closing), **CLOSE)
    assert one.closing == balances(state.nodes, node)
    in_usd = sum(flow.amount * (one.price if KINDS[flow.kind].unit == "tok" else 1.0) for flow in one.flows)
    assert in_usd == pytest.approx(one.utility, **CLOSE)
    assert one.utility == state.utility[node]


def same_epoch_with_and_without(scenario, seed, node):
    """Keeping a node's books changes nothing, and every number of every epoch adds up."""
    watched, bare = State(scenario, seed), State(scenario, seed)
    for t in range(scenario.epochs):
        one = account(watched, t, node)
        epoch(bare, t)
        adds_up(watched, one, node)
        for block in ("nodes", "marks", "totals", "treasury", "jobs", "job_marks", "decoy_taken"):
            assert np.array_equal(getattr(watched, block), getattr(bare, block)), block


@LAWFUL
@given(scenarios())
def test_flows_add_up_to_columns_balances_and_utility_for_every_node(scenario):
    state = State(scenario, 5)
    for t in range(scenario.epochs):
        for node in range(scenario.nodes.count):
            twin = State.__new__(State)
            twin.__dict__.update({name: value.copy() if isinstance(value, np.ndarray) else value for name, value in state.__dict__.items()})
            adds_up(twin, account(twin, t, node), node)
        epoch(state, t)


@settings(LAWFUL, max_examples=20)
@given(scenarios())
def test_keeping_the_books_of_a_node_changes_nothing(scenario):
    same_epoch_with_and_without(scenario, 3, scenario.nodes.count - 1)

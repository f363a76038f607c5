"""Gossip with a deadline: who has a trace after how many hops, by hand and against networkx; and the law of readers by drawing."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest

from model import columns as col
from model import door, measures, simulate
from model.field.place import Place
from model.field.reading import is_reached
from model.state import State
from model.step import epoch
from model.strategies.traits import behaviour


def world(nodes: int, gossip: dict[str, Any], **more: Any) -> State:
    """One executor in row 0 that sends its trace, and verifiers."""
    population = more.pop("population", {"verifier": {"strategy": "honest", "role": "verifier", "count": nodes - 1}})
    data = {
        "nodes": {"count": nodes, "stake": 10.0, "placement": "in_order"},
        "population": {"source": {"strategy": "honest", "role": "executor", "count": 1}, **population},
        "field": {"propagation": {"kind": "gossip", **gossip}, **more.pop("field", {})}, **more,
    }  # fmt: skip
    state = State(door.scenario_from(data), 5)
    epoch(state, 0)
    return state


def having(state: State) -> list[int]:
    """Rows that have the trace of the first job."""
    return [row for row in range(state.marks.shape[1]) if is_reached(state.places[0], row)]


RING = {"graph": {"kind": "ring", "degree": 2}}


@pytest.mark.parametrize("repeats", [True, False])
def test_flooding_a_ring_reaches_two_more_nodes_in_each_hop(repeats):
    state = world(40, {"fanout": 0, "deadline": 3, "repeats": repeats}, **RING)
    assert having(state) == [0, 1, 2, 3, 37, 38, 39]
    assert (state.job_reached[0], state.job_hops[0], state.job_reach[0]) == (7, 3, col.BY_NODE)


def test_messages_are_counted_where_everybody_repeats_and_where_nobody_does():
    """On a ring: 1 + 3 + 5 senders of 2 x 2 copies in three hops; or 1 + 2 + 2, each in one hop only."""
    assert world(40, {"fanout": 0, "deadline": 3, "copies": 2}, **RING).totals[col.MESSAGES] == 9 * 4
    assert world(40, {"fanout": 0, "deadline": 3, "copies": 2, "repeats": False}, **RING).totals[col.MESSAGES] == 5 * 4


def test_flooding_reaches_exactly_those_within_the_deadline_of_any_graph():
    for deadline in (1, 2, 4):
        state = world(60, {"fanout": 0, "deadline": deadline}, graph={"kind": "erdos_renyi", "mean_degree": 3.0})
        graph = nx.Graph([(int(a), int(b)) for a, b in state.edges])
        graph.add_nodes_from(range(60))
        assert having(state) == sorted(nx.single_source_shortest_path_length(graph, 0, cutoff=deadline))


def test_a_node_that_withholds_hears_and_does_not_relay():
    """Row 2 of a path of 0 - 1 - 2 - 3 - 4 keeps to itself what it hears."""
    population = {
        "relay": {"strategy": "honest", "role": "verifier", "count": 1}, "mute": {"strategy": "withholder", "role": "verifier", "count": 1},
        "far": {"strategy": "honest", "role": "verifier", "count": 2},
    }  # fmt: skip
    path = {"kind": "given", "vertices": 5, "edges": [[0, 1], [1, 2], [2, 3], [3, 4]]}
    state = world(5, {"fanout": 0, "deadline": 9}, population=population, graph=path)
    assert having(state) == [0, 1, 2]
    assert state.relays.tolist() == [1, 1, 0, 1, 1]


def test_a_node_that_is_not_active_neither_hears_nor_relays():
    population = {
        "poor": {"strategy": "honest", "role": "verifier", "count": 1, "stake": 0.0},
        "far": {"strategy": "honest", "role": "verifier", "count": 2},
    }
    path = {"kind": "given", "vertices": 4, "edges": [[0, 1], [1, 2], [2, 3]]}
    poor = {"population": population, "accounts": {"minimum_stake": 1.0}}
    assert having(world(4, {"fanout": 0, "deadline": 9}, graph=path, **poor)) == [0]
    everybody = world(4, {"fanout": 1, "deadline": 99}, **poor)
    assert (having(everybody), everybody.job_reach[0]) == ([0, 2, 3], col.EVERYBODY)


def test_an_executor_that_hides_its_trace_sends_nothing():
    data = {"nodes": {"count": 5, "stake": 10.0}, "field": {"propagation": {"kind": "gossip"}}}
    hiding = {"population": {"mute": {"strategy": "withholder", "share": 1.0}}}
    state = State(door.scenario_from({**data, **hiding}), 1)
    epoch(state, 0)
    assert (state.totals[col.GOSSIPED], state.totals[col.MESSAGES]) == (0.0, 0.0)
    assert (state.job_reach == col.NOBODY).all()


def test_lost_messages_are_as_many_as_they_should_be():
    """Complete graph, one hop, one target, two copies lost with .6 each: a trace leaves its executor with 1 - .36."""
    scenario = door.scenario_from(
        {
            "nodes": {"count": 500, "stake": 10.0},
            "field": {"propagation": {"kind": "gossip", "copies": 2, "message_loss": 0.6, "deadline": 1}},
        }
    )
    run = simulate(scenario, 2, epochs=40)
    left = (run.records.total("reached") - run.records.total("gossiped")).sum()
    assert left / 20_000 == pytest.approx(0.64, abs=4 * math.sqrt(0.64 * 0.36 / 20_000))
    assert measures.summary(run)["messages_per_trace"] == 2.0
    assert measures.summary(run)["reached_mean"] == pytest.approx(1 + left / 20_000)


def test_a_panel_votes_with_those_whom_the_trace_has_reached():
    """A ring of 40, a deadline of 3 hops: of a panel of all 39 others, 6 vote and 33 abstain."""
    checks = {"kind": "panel", "audit_probability": 1.0, "draw": "all", "need": 1}
    state = world(40, {"fanout": 0, "deadline": 3}, field={"verification": checks, "noise": {"level": 0.0}}, **RING)
    assert (state.job_approvals[0], state.job_seated[0]) == (6, 39)
    assert state.totals[col.ABSTENTIONS] == 33.0
    voted = {int(row) for row, vote in zip(state.seats[0, :39], state.votes[0, :39], strict=True) if vote == col.APPROVED}
    assert voted == {1, 2, 3, 37, 38, 39}


LAWS = {
    "complete, early": ({"kind": "complete"}, {"fanout": 1, "deadline": 6}, {}),
    "complete, lossy copies, once": (
        {"kind": "complete"}, {"fanout": 3, "deadline": 6, "copies": 2, "message_loss": 0.5, "repeats": False}, {}
    ),
    "ring, flooded": ({"kind": "ring", "degree": 4}, {"fanout": 0, "deadline": 20, "message_loss": 0.3}, {}),
    "erdos_renyi, some withhold": (
        {"kind": "erdos_renyi", "mean_degree": 6.0}, {"fanout": 2, "deadline": 7, "message_loss": 0.2}, {"withhold": 0.3}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAWS)
def test_readers_are_as_many_as_the_drawn_law_says(name: str) -> None:
    """One reader of each output, 200 nodes, ten wirings."""
    graph, gossip, traits = LAWS[name]
    data = {
        "nodes": {"count": 200, "stake": 10.0}, "graph": graph,
        "population": {"node": {"strategy": "honest", "share": 1.0, "numbers": traits}},
        "field": {"propagation": {"kind": "gossip", **gossip}, "availability_required": "always", "noise": {"level": 0.0}},
    }  # fmt: skip
    scenario = door.scenario_from(data)
    place = Place(graph=scenario.graph, nodes=200, relays=1.0 - traits.get("withhold", 0.0))
    expected = scenario.field.acceptance(behaviour(**traits), None, place)
    assert expected.estimated
    runs = [simulate(scenario, seed=seed, epochs=10).records for seed in range(10)]
    seen = np.array([run.total("right_unaudited").sum() / run.total("jobs").sum() for run in runs])
    error = math.hypot(seen.std(ddof=1) / math.sqrt(10), expected.standard_error)
    assert abs(seen.mean() - expected.accepted) < 4 * error, (seen.mean(), expected.accepted)


def test_all_neighbours_of_a_complete_graph_are_refused():
    with pytest.raises(ValueError, match="fanout = 0") as refused:
        door.scenario_from({"field": {"propagation": {"kind": "gossip", "fanout": 0}}})
    assert "\n" not in str(refused.value)


def test_a_complete_graph_needs_no_edges_however_large_it_is():
    scenario = door.scenario_from({"nodes": {"count": 20_000, "stake": 1.0}, "field": {"propagation": {"kind": "gossip"}}})
    assert not scenario.needs_graph


@pytest.mark.parametrize(("visibility", "seen"), [("public", 1.0), ("commit_reveal", 0.0)])
def test_strategies_know_whether_answers_can_be_seen(visibility, seen):
    from model.decision import public_rules

    for kind in ("broadcast", "dispersed", "gossip"):
        rules = public_rules(door.scenario_from({"field": {"propagation": {"kind": kind, "visibility": visibility}}}))
        assert rules["answers_visible"] == seen

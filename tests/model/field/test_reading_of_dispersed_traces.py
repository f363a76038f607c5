"""Dispersed traces: the laws of large random graphs, and what is drawn for all others, against networkx and the engine."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from scipy import special, stats

from model.door import scenario_from
from model.field.compose import Field
from model.field.place import Place
from model.field.propagation.dispersed import Dispersed
from model.field.propagation.percolation import components, giant_share, giant_share_of_degrees, readers_of
from model.graph import ErdosRenyi, Ring
from model.run import simulate
from model.strategies.traits import behaviour


@pytest.mark.parametrize(("degree", "share"), [(1.2, 0.3137), (1.5, 0.5828), (2.0, 0.7968), (3.0, 0.9405)])
def test_the_giant_component_has_the_share_of_the_classical_law(degree: float, share: float) -> None:
    assert giant_share(degree) == pytest.approx(share, abs=5e-5)
    assert giant_share(degree) == pytest.approx(1 + special.lambertw(-degree * math.exp(-degree)).real / degree, abs=1e-12)


def test_there_is_no_giant_component_below_one_working_edge_a_node() -> None:
    assert giant_share(0.99) == 0.0
    assert giant_share_of_degrees([3, 8], [0.5, 0.5], 0.17) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("works", "share"), [(0.3, 0.667), (0.6, 0.959)])
def test_the_configuration_model_percolates_as_published(works: float, share: float) -> None:
    assert giant_share_of_degrees([3, 8], [0.5, 0.5], works) == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize(("degree", "read"), [(1.1, 0.0027), (1.2, 0.085), (1.3, 0.281), (1.5, 0.565), (2.0, 0.797)])
def test_reconstruction_passes_through_the_transition_of_the_catalogue(degree: float, read: float) -> None:
    """D4: 20 shards of which 8 are needed."""
    part = Dispersed(kind="dispersed", shards=20, shards_needed=8, edge_loss=0.5)
    pairs = readers_of(part, ErdosRenyi(kind="erdos_renyi", mean_degree=2 * degree), 10**6, 1.0, 1.0, 0)
    assert sum(weight * r for weight, r in pairs) == pytest.approx(read, abs=7e-4)
    share = giant_share(degree)
    assert sum(weight * r for weight, r in pairs) == pytest.approx(share * stats.binom.sf(7, 20, share))


def test_components_are_those_of_networkx() -> None:
    graph = nx.fast_gnp_random_graph(300, 0.004, seed=5)
    labels = components(np.array(graph.edges).reshape(-1, 2), 300)
    ours = {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}
    assert ours == {frozenset(part) for part in nx.connected_components(graph)}


@pytest.mark.parametrize("relays", [1.0, 0.8])
def test_members_reconstruct_in_the_engine_as_often_as_on_a_large_random_graph(relays: float) -> None:
    """A panel of one, always audited: unavailable iff its member cannot read. A giant component of .80, or .63 where a fifth hides."""
    numbers = {"withhold": 1.0 - relays}
    data = {
        "nodes": {"count": 6000, "stake": 10.0},
        "population": {
            "executor": {"count": 2000, "role": "executor", "numbers": numbers},
            "verifier": {"count": 4000, "role": "verifier", "numbers": numbers},
        },
        "graph": {"kind": "erdos_renyi", "mean_degree": 3.0},
        "field": {
            "propagation": {"kind": "dispersed", "shards": 8, "shards_needed": 5, "edge_loss": 0.3333333},
            "verification": {"kind": "panel", "audit_probability": 1.0}, "noise": {"level": 0.0},
        },
    }  # fmt: skip
    scenario = scenario_from(data)
    expected = scenario.field.acceptance(behaviour(**numbers), None, Place(graph=scenario.graph, nodes=6000, relays=relays))
    run = simulate(scenario, seed=2, epochs=15)
    seen = run.records.total("right_unavailable") / run.records.total("jobs")
    share = relays * giant_share(2.0 * relays)
    assert expected.rejected_unavailable == pytest.approx(1 - relays * share * stats.binom.sf(4, 8, share))
    assert not expected.estimated
    # Jobs of an epoch share its components, so epochs are the sample; the drawn graph adds its own error, of order N^-1/2.
    assert abs(seen.mean() - expected.rejected_unavailable) < 4 * math.hypot(seen.std(ddof=1) / math.sqrt(15), 0.5 / math.sqrt(6000))


def test_a_ring_is_drawn_and_its_error_is_stated() -> None:
    data = {
        "nodes": {"count": 60, "stake": 10.0},
        "graph": {"kind": "ring", "degree": 4},
        "field": {
            "propagation": {"kind": "dispersed", "shards": 6, "shards_needed": 3, "edge_loss": 0.4},
            "verification": {"kind": "panel", "audit_probability": 1.0}, "noise": {"level": 0.0},
        },
    }  # fmt: skip
    scenario = scenario_from(data)
    expected = scenario.field.acceptance(behaviour(), None, Place(graph=scenario.graph, nodes=60))
    assert expected.estimated
    assert expected.standard_error > 0
    run = simulate(scenario, seed=2, epochs=600)
    seen = run.records.total("right_verified") / run.records.total("jobs")
    error = math.hypot(seen.std(ddof=1) / math.sqrt(600), expected.standard_error)
    assert abs(seen.mean() - expected.accepted) < 4 * error


def test_traces_reach_everybody_where_no_graph_is_given() -> None:
    field = Field(propagation=Dispersed(kind="dispersed", shards=6, shards_needed=6, edge_loss=0.9), availability_required="always")
    assert field.acceptance(behaviour()).accepted == pytest.approx(1.0)
    assert field.acceptance(behaviour(), None, Place(graph=Ring(kind="ring"), nodes=60)).accepted < 0.01


COMPONENTS = {
    "sub-critical, one shard is enough": ({"kind": "erdos_renyi", "mean_degree": 4.0}, 0.8, 1, True),
    "sub-critical, four shards": ({"kind": "erdos_renyi", "mean_degree": 4.0}, 0.95, 4, False),
    "near-critical": ({"kind": "erdos_renyi", "mean_degree": 4.0}, 0.72, 4, True),
    "super-critical, one shard is enough": ({"kind": "erdos_renyi", "mean_degree": 4.0}, 0.5, 1, True),
    "super-critical, four shards": ({"kind": "erdos_renyi", "mean_degree": 4.0}, 0.5, 4, False),
    "configuration, sub-critical": ({"kind": "configuration", "degrees": [1, 3], "shares": [0.5, 0.5]}, 0.6, 2, True),
    "configuration, near-critical": ({"kind": "configuration", "degrees": [3, 8], "shares": [0.5, 0.5]}, 0.8, 4, True),
    "configuration, super-critical": ({"kind": "configuration", "degrees": [3, 8], "shares": [0.5, 0.5]}, 0.5, 4, False),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_law_of_large_graphs_is_used_only_where_a_thousand_nodes_follow_it(name: str) -> None:
    """One reader of each job; 12 runs, for wirings differ."""
    graph, loss, needed, drawn = COMPONENTS[name]
    propagation = {"kind": "dispersed", "shards": 12, "shards_needed": needed, "edge_loss": loss}
    data = {
        "nodes": {"count": 1000, "stake": 10.0}, "graph": graph,
        "field": {"propagation": propagation, "availability_required": "always", "noise": {"level": 0.0}},
    }  # fmt: skip
    scenario = scenario_from(data)
    expected = scenario.field.acceptance(behaviour(), None, Place(graph=scenario.graph, nodes=1000))
    assert expected.estimated == drawn
    runs = [simulate(scenario, seed=seed, epochs=10).records for seed in range(12)]
    seen = np.array([run.total("right_unaudited").sum() / run.total("jobs").sum() for run in runs])
    error = math.hypot(seen.std(ddof=1) / math.sqrt(12), expected.standard_error)
    # The law of large graphs leaves out up to 1e-4 of small components, and terms of order 1/N.
    assert abs(seen.mean() - expected.accepted) < 4 * error + (0.0 if drawn else 1e-3)


@pytest.mark.parametrize(("draw", "tolerance"), [("outside_component", 0.03), ("neighbours", 0.08)])
def test_panels_that_depend_on_the_graph_are_approximated_with_an_error_not_known(draw: str, tolerance: float) -> None:
    panel = {"kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "draw": draw}
    data = {
        "nodes": {"count": 1000, "stake": 10.0}, "graph": {"kind": "erdos_renyi", "mean_degree": 4.0},
        "field": {
            "propagation": {"kind": "dispersed", "shards": 12, "shards_needed": 4, "edge_loss": 0.5},
            "verification": panel, "noise": {"level": 0.0},
        },
    }  # fmt: skip
    scenario = scenario_from(data)
    expected = scenario.field.acceptance(behaviour(), None, Place(graph=scenario.graph, nodes=1000))
    assert expected.estimated
    assert math.isnan(expected.standard_error)
    run = simulate(scenario, seed=3, epochs=30)
    seen = run.records.total("right_verified").sum() / run.records.total("jobs").sum()
    assert seen == pytest.approx(expected.accepted, abs=tolerance)

"""Graphs: each kind has the vertices, edges and degrees that its numbers say; all are simple, and a seed says them all."""

import hashlib
from functools import cache

import networkx
import numpy as np
import pytest

from model.door import scenario_from
from model.graph import NETWORKX_LIMIT, draw_edges, from_networkx, neighbours
from model.scenario import Scenario

N = 400
KINDS = {
    "complete": {"kind": "complete"},
    "ring": {"kind": "ring", "degree": 4},
    "watts_strogatz": {"kind": "watts_strogatz", "degree": 6, "rewiring": 0.2},
    "erdos_renyi": {"kind": "erdos_renyi", "mean_degree": 8.0},
    "barabasi_albert": {"kind": "barabasi_albert", "attachments": 3},
    "configuration": {"kind": "configuration", "degrees": [2, 10], "shares": [0.75, 0.25]},
}


def part(data, nodes=N):
    return scenario_from({"nodes": {"count": nodes}, "graph": data}).graph


@cache
def draw(kind, nodes=N, seed=1, **numbers):
    return draw_edges(part(KINDS[kind] | numbers, nodes), nodes, seed)


def degrees(edges, nodes=N):
    return np.bincount(edges.ravel(), minlength=nodes)


@pytest.mark.parametrize("kind", KINDS)
def test_every_graph_is_simple(kind):
    edges = draw(kind)
    assert edges.shape[1] == 2
    assert (edges[:, 0] < edges[:, 1]).all(), "no loops, each edge with its smaller end first"
    assert len(np.unique(edges, axis=0)) == len(edges), "no edge twice"
    assert edges.min() >= 0
    assert edges.max() < N


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_graph(kind):
    assert (draw.__wrapped__(kind, seed=0) == draw(kind, seed=0)).all()


@pytest.mark.parametrize("kind", ["watts_strogatz", "erdos_renyi", "barabasi_albert", "configuration"])
def test_another_seed_draws_another_graph(kind):
    one, other = draw(kind, seed=0), draw(kind, seed=1)
    assert one.shape != other.shape or (one != other).any()


def test_a_complete_graph_ties_every_pair():
    """400 x 399 / 2 = 79,800 edges."""
    assert len(draw("complete")) == 79_800


def test_on_a_ring_every_vertex_has_its_nearest_neighbours():
    edges = draw("ring")
    assert set(degrees(edges)) == {4}
    gaps = np.minimum(edges[:, 1] - edges[:, 0], N - (edges[:, 1] - edges[:, 0]))
    assert set(gaps) == {1, 2}


def test_rewiring_keeps_the_number_of_edges_and_moves_a_fifth_of_them():
    """400 x 6 / 2 = 1,200 edges, of which 240 +- 14 are rewired (a few fall back on the ring)."""
    edges = draw("watts_strogatz")
    assert len(edges) == 1_200
    gaps = np.minimum(edges[:, 1] - edges[:, 0], N - (edges[:, 1] - edges[:, 0]))
    assert 180 < (gaps > 3).sum() < 300


def test_without_rewiring_a_watts_strogatz_graph_is_a_ring():
    assert (draw("watts_strogatz", degree=4, rewiring=0.0) == draw("ring")).all()


def test_an_erdos_renyi_graph_has_the_mean_degree():
    """Binomial edges: mean 1,600, deviation 40."""
    assert abs(len(draw("erdos_renyi")) - 1_600) < 4 * 40


def test_growth_brings_so_many_edges_a_vertex():
    """The first 3 of 400 bring none: 3 x 397 edges; hubs stand out."""
    edges = draw("barabasi_albert")
    assert len(edges) == 3 * 397
    assert degrees(edges).max() > 20


def test_a_configuration_graph_has_the_degrees_but_for_dropped_loops_and_doubles():
    """300 vertices of degree 2, 100 of degree 10: 1,600 stubs, at most 800 edges."""
    edges = draw("configuration")
    drawn = degrees(edges)
    assert 760 <= len(edges) <= 800
    assert 280 <= (drawn == 2).sum() <= 300
    assert drawn.max() == 10


@pytest.mark.parametrize("nodes", [NETWORKX_LIMIT + 20_000])
@pytest.mark.parametrize(
    ("kind", "mean", "spread"),
    [
        ("ring", 4.0, 0.0),
        ("erdos_renyi", 8.0, 8.0),  # Poisson: variance is the mean
        ("configuration", 4.0, 12.0),  # 0.75 x 2 + 0.25 x 10; 0.75 x 4 + 0.25 x 36
    ],
)
def test_large_graphs_have_the_degrees_of_their_law(kind, mean, spread, nodes):
    edges = draw(kind, nodes)
    drawn = degrees(edges, nodes)
    assert (edges[:, 0] < edges[:, 1]).all()
    assert len(np.unique(edges[:, 0].astype(np.int64) * nodes + edges[:, 1])) == len(edges)
    assert drawn.mean() == pytest.approx(mean, abs=0.04)
    assert drawn.var() == pytest.approx(spread, rel=0.03, abs=1e-12)


def test_a_large_erdos_renyi_graph_favours_no_vertex():
    """Mean degree 2 at 120,000 vertices: e^-2 of them, 16,240 +- 120, stand alone; ends fall on both halves alike."""
    edges = draw("erdos_renyi", 120_000, mean_degree=2.0)
    assert abs((degrees(edges, 120_000) == 0).sum() - 120_000 * np.exp(-2)) < 4 * 125
    assert abs((edges < 60_000).sum() - len(edges)) < 4 * np.sqrt(edges.size) / 2


def test_a_networkx_graph_is_taken_as_it_is():
    graph = networkx.karate_club_graph()
    edges = draw_edges(from_networkx(graph), 34, 0)
    assert len(edges) == graph.number_of_edges()
    assert {tuple(e) for e in edges.tolist()} == {tuple(sorted(e)) for e in graph.edges}


def test_names_of_a_networkx_graph_become_numbers_in_their_order_and_loops_go():
    graph = networkx.Graph([("b", "a"), ("a", "c"), ("c", "c")])
    assert draw_edges(from_networkx(graph), 3, 0).tolist() == [[0, 1], [1, 2]]


def test_arrows_and_double_edges_of_a_networkx_graph_are_plain_edges():
    edges = [(0, 1), (1, 0), (1, 2), (1, 2)]
    for kind in (networkx.DiGraph, networkx.MultiGraph, networkx.MultiDiGraph):
        assert draw_edges(from_networkx(kind(edges)), 3, 0).tolist() == [[0, 1], [1, 2]]


def test_a_file_without_its_vertices_has_those_of_the_nodes(tmp_path):
    (tmp_path / "edges.txt").write_text("0 1\n1 4\n")
    given = part({"kind": "given", "file": str(tmp_path / "edges.txt")}, 5)
    assert draw_edges(given, 5, 0).tolist() == [[0, 1], [1, 4]]
    with pytest.raises(ValueError, match=r"edges.txt: \[1, 4\] is not a pair of vertices in \[0, 3\]; mend the file"):
        draw_edges(given, 4, 0)


def test_a_given_graph_may_lie_in_a_file_with_its_digest(tmp_path):
    text = "0 1\n1,2\n\n2 0\n"
    (tmp_path / "edges.txt").write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    given = part({"kind": "given", "vertices": 3, "file": str(tmp_path / "edges.txt"), "digest": digest}, 3)
    assert draw_edges(given, 3, 0).tolist() == [[0, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize(
    ("content", "digest", "words"),
    [
        (None, "", "cannot be read: .*; give a text file"),
        (b"0 1\n", "f" * 64, "the file changed: set the digest anew"),
        (b"0 x\n", "", "no number.*one pair a line"),
        (b"0 1 2\n", "", r"\[0, 1, 2\] is not a pair of vertices in \[0, 2\]; mend the file"),
        (b"0 3\n", "", r"\[0, 3\] is not a pair of vertices in \[0, 2\]; mend the file"),
        (b"\xff\xfe", "", "cannot be read: not text in UTF-8; give a text file"),
    ],
)
def test_a_file_that_holds_no_such_graph_is_refused(tmp_path, content, digest, words):
    path = tmp_path / "edges.txt"
    if content is not None:
        path.write_bytes(content)
    given = part({"kind": "given", "vertices": 3, "file": str(path), "digest": digest}, 3)
    with pytest.raises(ValueError, match=words) as error:
        draw_edges(given, 3, 0)
    assert "edges.txt" in str(error.value)
    assert "\n" not in str(error.value)


def test_edges_and_a_file_together_are_refused():
    with pytest.raises(ValueError, match="gives both edges and file; give one of them"):
        part({"kind": "given", "vertices": 3, "edges": [[0, 1]], "file": "x"}, 3)


def test_neighbours_are_listed_in_ascending_order():
    """A path 0 - 1 - 2 and a loner 3."""
    indptr, indices = neighbours(np.array([[0, 1], [1, 2]]), 4)
    assert [indices[indptr[v] : indptr[v + 1]].tolist() for v in range(4)] == [[1], [0, 2], [1], []]


def test_a_graph_without_edges_has_no_neighbours():
    indptr, indices = neighbours(np.zeros((0, 2), dtype=np.int32), 3)
    assert indptr.tolist() == [0, 0, 0, 0]
    assert len(indices) == 0


def test_no_graph_is_drawn_for_a_network_that_walks_none():
    from model.state import State

    assert len(State(Scenario(), 0).edges) == 0

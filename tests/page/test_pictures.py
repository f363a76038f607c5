"""The pictures: every network's, at the start, in the middle and when nobody is left; and what stands where."""

import io
import threading

import matplotlib.image
import numpy as np
import pytest

from model import InferenceNetwork, door, networks
from viz.arrangement import DRAWN_AT_MOST, arrangement, nearest, sunflower
from viz.canvas import apart, colours, picture
from viz.curves import draw_economy, draw_outcomes, draw_shares, economy_moves, share_history
from viz.nodes import draw_nodes
from viz.page_network import page_network
from viz.words import facts

DRAWINGS = (draw_nodes, draw_shares, draw_outcomes, draw_economy)


def model_of(name="none", epochs=0, **changes):
    changes = {path.replace("__", "."): value for path, value in changes.items()}
    model = InferenceNetwork(door.change(networks.load(name), changes), rng=0)
    for _ in range(epochs):
        model.step()
    return model


def pixels(draw, model):
    return matplotlib.image.imread(io.BytesIO(picture(draw, model)))[..., :3]


@pytest.mark.parametrize("name", networks.names())
@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_network_has_its_pictures_and_they_change(name, draw):
    model = model_of(name)
    before = pixels(draw, model)
    assert before.std() > 0.01
    for _ in range(5):
        model.step()
    after = pixels(draw, model)
    assert before.shape == after.shape
    assert (before != after).any()


@pytest.mark.parametrize("draw", DRAWINGS)
def test_when_all_are_out_the_pictures_stand(draw):
    model = model_of(epochs=3, stop_when="extinct")
    for node in model.agents:
        node.ejected = 1
    for _ in range(2):
        model.step()
    assert model.stopped == "extinct"
    assert not model.running
    assert pixels(draw, model).std() > 0.01
    assert ("nodes active", "0 of 100") in facts(model)


LIVES = {"membership__berths": 150, "membership__exit__churn": 0.05, "membership__entry": {"kind": "poisson", "rate": 8.0}}


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("graph", ["complete", "ring"])
def test_a_network_with_free_berths_has_its_pictures(draw, graph):
    model = model_of(graph__kind=graph, **LIVES)
    before = pixels(draw, model)
    for _ in range(3):
        model.step()
    assert (before != pixels(draw, model)).any()


def test_only_an_economy_that_moves_gets_a_picture_of_its_own():
    assert not economy_moves(model_of())
    assert economy_moves(model_of(**LIVES))
    assert economy_moves(model_of(market={"kind": "pool", "pool_tokens": 100.0}))
    assert economy_moves(model_of(shocks__fall={"kind": "price", "epoch": 3, "factor": 0.5}))


def test_the_picture_of_the_economy_says_what_nodes_and_price_are_now():
    model = model_of(epochs=3, shocks__fall={"kind": "price", "epoch": 1, "factor": 0.5})
    said = [text.get_text() for text in draw_economy(model).axes[0].texts]
    assert said == ["nodes  100", f"price  {0.5 * model.settings.market.price:.4g} USD"]


def test_a_network_that_plays_stands_still_while_it_is_drawn():
    """A picture that read 598 epochs of one record and 599 of another took the page down."""
    model = page_network(networks.load("none"))()
    model.step()
    player = threading.Thread(target=model.step)
    seen = []

    def draw(drawn):
        player.start()
        player.join(0.2)
        seen.append(drawn.records.epochs)
        return draw_outcomes(drawn)

    picture(draw, model)
    player.join()
    assert (seen, model.records.epochs) == ([1], 2)


def test_no_figure_is_left_with_pyplot():
    import matplotlib.pyplot

    picture(draw_shares, model_of())
    assert matplotlib.pyplot.get_fignums() == []


def test_the_style_of_others_is_left_alone():
    before = dict(matplotlib.rcParams)
    picture(draw_nodes, model_of())
    assert dict(matplotlib.rcParams) == before


class TestArrangement:
    def test_is_found_once_a_model_and_is_the_same_for_the_same_network(self):
        graph = {"graph.kind": "watts_strogatz", "adaptation.partner": "neighbour"}
        first, second = (InferenceNetwork(door.change(networks.load("none"), graph), rng=3) for _ in range(2))
        assert arrangement(first) is arrangement(first)
        np.testing.assert_array_equal(arrangement(first).places, arrangement(second).places)

    def test_without_a_graph_there_are_no_edges(self):
        found = arrangement(model_of())
        assert len(found.rows) == 100
        assert len(found.edges) == 0
        assert found.words == "no graph: any node may meet any other"

    def test_a_large_network_is_shown_by_a_sample_and_says_so(self):
        found = arrangement(model_of("posp"))
        assert len(np.unique(found.rows)) == DRAWN_AT_MOST
        assert found.words.startswith("a sample: 300 of 1000 nodes")

    def test_a_ring_is_a_circle_with_its_own_edges(self):
        model = model_of(graph={"kind": "ring", "degree": 2}, adaptation__partner="neighbour", nodes__count=8)
        found = arrangement(model)
        np.testing.assert_allclose(np.hypot(*found.places.T), 1)
        np.testing.assert_array_equal(np.sort(found.edges, axis=1), model.state.edges)

    def test_a_large_graph_is_shown_around_node_0_with_the_edges_between_those(self):
        model = model_of(graph__kind="barabasi_albert", adaptation__partner="neighbour", nodes__count=900)
        found = arrangement(model)
        assert len(found.rows) == DRAWN_AT_MOST
        assert found.rows[0] == 0
        ends = np.sort(found.rows[found.edges], axis=1).tolist()
        assert {tuple(pair) for pair in ends} <= {tuple(pair) for pair in model.state.edges.tolist()}
        assert np.hypot(*found.places.T).max() <= 1 + 1e-9
        assert "those nearest to node 0" in found.words

    def test_nearest_walks_the_edges_and_then_takes_the_rest(self):
        """Edges 0-3 and 3-1; 2 and 4 stand alone."""
        indptr, indices = np.array([0, 1, 2, 2, 4, 4]), np.array([3, 3, 0, 1])
        assert nearest(indptr, indices, 2).tolist() == [0, 3]
        assert nearest(indptr, indices, 4).tolist() == [0, 1, 2, 3]

    def test_places_of_the_disc_do_not_coincide(self):
        places = sunflower(300)
        gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))[np.triu_indices(300, 1)]
        assert gaps.min() > 0.05


def test_a_strategy_has_the_colour_of_its_family_and_no_two_are_alike():
    paints = colours(networks.load("posp"))
    assert len(set(paints.values())) == 4
    assert paints["honest_executor"] == pytest.approx((0, 0x72 / 255, 0xB2 / 255))


def test_the_history_begins_with_the_shares_at_the_start():
    epochs, shares = share_history(model_of(epochs=2))
    assert epochs.tolist() == [0, 1, 2]
    assert shares[:, 0].tolist() == [0.7, 0.2, 0.1]
    np.testing.assert_allclose(shares.sum(axis=0), 1)


def test_a_long_history_is_thinned_and_keeps_both_ends():
    epochs, shares = share_history(model_of(epochs=700, nodes__count=10))
    assert (epochs[0], epochs[1], epochs[-1]) == (0, 1, 700)
    assert len(epochs) == shares.shape[1] <= 601


@pytest.mark.parametrize("wanted", [[0.5, 0.5], [0.0, 0.0, 1.0], [0.9, 0.95, 1.0, 0.2]])
def test_labels_keep_apart_and_in_order_and_within(wanted):
    heights = apart(wanted, 0.1, 0.0, 1.0)
    assert np.diff(sorted(heights)).min() >= 0.1 - 1e-12
    assert 0 <= min(heights) <= max(heights) <= 1
    assert sorted(range(len(wanted)), key=lambda k: heights[k]) == sorted(range(len(wanted)), key=lambda k: wanted[k])

"""A node is a view: what may be written is checked, balanced and logged; the rest belongs to the network."""

import re

import pytest

from model import InferenceNetwork, door, networks, simulate


@pytest.fixture
def net():
    scenario = door.change(networks.load("posp"), {"nodes.count": 20, "stakes": "moving"})
    network = InferenceNetwork(scenario, rng=3)
    network.run_for(2)
    return network


def node_of(net, row=0):
    return net.agents.to_list()[row]


def test_a_node_reads_its_row(net):
    node = node_of(net, 7)
    assert node.stake == net.state.stake[7]
    assert node.effort == net.state.effort[7]


def test_tokens_put_into_an_account_are_booked_as_paid_in(net):
    """Stakes of all nodes raised by 5 tok: 20 x 5 come in over the boundary, and the next epoch's books balance."""
    before = net.records.total("held")[-1]
    for node in net.agents:
        node.stake = node.stake + 5.0
    net.run_for(1)
    total = {name: net.records.total(name)[-1] for name in ("held", "minted", "paid_in", "burned", "paid_out", "fees_paid", "verifier_pay")}
    assert total["held"] - before == pytest.approx(total["minted"] + total["paid_in"] - total["burned"] - total["paid_out"])
    assert total["paid_in"] == pytest.approx(100.0 + total["fees_paid"] + total["verifier_pay"])


def test_every_write_is_logged(net):
    node_of(net, 4).effort = 0.25
    assert net.changes == [(2, "node 4.effort", 0.25)]


def test_a_written_behaviour_costs_what_the_technology_says(net):
    node = node_of(net)
    node.filler_deviation = 10.0
    assert (node.filler_cost, node.filler_idiosyncratic) == (pytest.approx(0.52), 0.0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stake", -5.0, "stake = -5.0 is outside"),
        ("effort", 1.5, "effort = 1.5 is outside [0, 1]"),
        ("stake", float("nan"), "outside"),
        ("role", 7, "role is the network's to write"),
        ("strategy", 99, "strategy is the network's to write"),
        ("utility", 1.0, "utility is the network's to write"),
    ],
)
def test_what_would_break_the_network_is_refused_in_one_line(net, name, value, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        setattr(node_of(net), name, value)
    assert net.changes == []


def test_a_node_cannot_be_removed_but_ejected(net):
    with pytest.raises(ValueError, match=r"node\.ejected = 1 takes it out"):
        node_of(net).remove()
    node_of(net).ejected = 1
    net.run_for(1)
    assert net.records.total("active_nodes")[-1] == 19


def test_front_door_refuses_what_is_no_scenario_length_or_name():
    scenario = networks.load("posp")
    for call, said in (
        (lambda: simulate("posp"), "a Scenario is needed, not str"),
        (lambda: InferenceNetwork("posp"), "Scenario"),
        (lambda: simulate(scenario, epochs="5"), "epochs = '5' is not a whole number"),
        (lambda: simulate(scenario, epochs=2.5), "epochs = 2.5"),
        (lambda: simulate(scenario, plugins="nowhere.py"), "plug-in nowhere.py cannot be read"),
        (lambda: simulate(scenario, epochs=1).records.share("foo"), "no entry 'foo'"),
        (lambda: simulate(scenario, epochs=1).records.total("foo"), "no total is called 'foo'"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)) as refused:
            call()
        assert len(str(refused.value).splitlines()) == 1

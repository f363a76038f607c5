"""Every genome is a scenario within its budget; what it says happens happens."""

import math

import numpy as np
import pytest

from experiments.explore.genome import Budget, Code
from experiments.explore.intervention import Intervention, Jolt, Wave
from experiments.explore.selection import generator
from experiments.explore.start import IMAGE_USD, honest_start
from model import door, networks
from model.run import simulate
from model.state import State

NETWORKS = networks.names()


def code(name, stake=300.0, usd=500.0, nodes=40, epochs=40, **changes):
    base = networks.load(name)
    base = door.change(base, changes) if changes else base
    return Code(honest_start(base, nodes, epochs), Budget(stake, usd))


def corners(genes, count, seed=0):
    """Genomes of the cube and of its walls, where decoding is most likely to go wrong."""
    luck = generator(seed, 1)
    inner = luck.random((count, genes))
    return np.concatenate([inner, np.round(luck.random((count, genes))), np.zeros((1, genes)), np.ones((1, genes))])


@pytest.mark.parametrize("name", NETWORKS)
def test_every_genome_is_a_valid_scenario_within_its_budget(name):
    made = code(name)
    for genome in corners(made.genes, 40):
        done = made.decode(genome)
        assert done.tokens <= 300 * (1 + 1e-9)
        assert done.usd <= 500 * (1 + 1e-9)
        assert made.cost(genome) == pytest.approx(done.tokens * made.start.price + done.usd)
        scenario = door.change(made.start.scenario, done.changes(made.start))
        assert scenario.nodes.count == 40


@pytest.mark.parametrize("name", NETWORKS)
def test_decoding_is_a_function_of_the_genome(name):
    genome = generator(3).random(code(name).genes)
    assert code(name).decode(genome) == code(name).decode(genome)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_start_is_honest_and_keeps_its_roles(name):
    start = code(name).start
    state = State(start.scenario, 0)
    assert {entry.strategy for entry in start.scenario.population.values()} == {"honest"}
    assert start.latest == 30
    if name == "posp":
        assert sorted(start.honest) == ["honest_executor", "honest_verifier"]
        assert np.bincount(state.strategy).tolist() == [20, 20], "half executors, half verifiers, as in the network"


def present(scenario, name, epochs):
    """Nodes of an entry after each epoch."""
    row, found = list(scenario.population).index(name), []
    simulate(scenario, 3, epochs=epochs, watch=lambda s: found.append(int(np.sum((s.strategy == row) & (s.present > 0)))))
    return found


@pytest.mark.parametrize("name", ["none", "opengradient_announced"])
def test_a_late_wave_is_not_there_before_its_epoch_and_whole_from_then_on(name):
    """A stake unbonds for 21 epochs in the second network: the seats are sold so much earlier."""
    start = code(name, **{"adaptation.kind": "fixed"}).start
    done = Intervention((Wave("corruptor", "both", 7, 20.0, False, ("attack_rate", 0.5), 25, delay=start.delay),), (), 1.0)
    assert done.tokens == 140
    found = present(door.change(start.scenario, done.changes(start)), "first", 30)
    assert found[:24] == [0] * 24, "row 23 is the state after epoch 23; the wave enters at its end or later"
    assert found[24:] == [7] * 6


def test_a_wave_brings_the_stake_that_was_paid_for():
    start = code("none").start
    for strategy, names, seats in (("corruptor", 1, 6), ("sybil", 10, 10)):
        done = Intervention((Wave(strategy, "both", seats, 30.0, True, names=names),), (), 1.0)
        state = State(door.change(start.scenario, done.changes(start)), 0)
        row = list(state.scenario.population).index("first")
        assert state.stake[state.strategy == row].sum() == pytest.approx(done.tokens)


def test_two_waves_at_the_budget_shrink_alike():
    made = code("none", stake=50.0)
    genome = dict.fromkeys(made.table, 0.5) | {"first.seats": 1.0, "second.seats": 1.0, "first.stake": 1.0, "second.stake": 1.0}
    done = made.decode(np.array([genome[name] for name in made.table]))
    assert done.waves == (), "one node of 40 tok each would be 80 tok: neither is paid for"
    richer = code("none", stake=400.0).decode(np.array([genome[name] for name in made.table]))
    assert [wave.seats for wave in richer.waves] == [5, 5], "400 tok buy 10 nodes of 40 tok"


def test_a_jolt_is_cut_to_what_the_dollars_pay_for():
    """The price of `none` moves by a factor e for the value of 40 stakes of 10 tok, so 100 USD move it by exp(1/4)."""
    made = code("none", usd=100.0)
    genome = dict.fromkeys(made.table, 0.5) | {"price.size": 1.0, "first.seats": 0.0, "second.seats": 0.0}
    done = made.decode(np.array([genome[name] for name in made.table]))
    (jolt,) = done.jolts
    assert jolt.factor == pytest.approx(math.exp(0.25))
    assert done.cost == pytest.approx(100)


def test_an_image_is_broken_whole_or_not_at_all():
    def jolts(usd):
        made = code("opengradient_announced", usd=usd)
        genome = dict.fromkeys(made.table, 0.5) | {"image.which": 0.9}
        return made.decode(np.array([genome[name] for name in made.table])).jolts

    assert [jolt.kind for jolt in jolts(IMAGE_USD)] == ["image"]
    assert jolts(IMAGE_USD - 1) == ()
    assert jolts(IMAGE_USD)[0].image == 1


def test_nothing_is_the_honest_network():
    made = code("none")
    genome = dict.fromkeys(made.table, 0.5) | {"first.seats": 0.0, "second.seats": 0.0}
    done = made.decode(np.array([genome[name] for name in made.table]))
    assert done.cost == 0
    assert "honest" in done.words()
    assert door.change(made.start.scenario, done.changes(made.start)).digest() == made.start.scenario.digest()


def test_what_is_done_is_told_in_words():
    wave = Wave("colluder", "executor", 40, 100.0, True, ("attack_rate", 0.25), 12)
    told = Intervention((wave,), (Jolt("price", 3, 0.5, usd=10.0),), 1.0).words()
    assert told == "40 colluder (executor) with 4,000 tok from epoch 12, attack_rate 0.25, open to copying; price x 0.5 from epoch 3"


@pytest.mark.parametrize(
    ("stake", "usd", "words"), [(-1, 0, "stake = -1"), (0, 0, "allow an explorer nothing"), (1, float("nan"), "usd = nan")]
)
def test_budgets_that_cannot_be_are_refused(stake, usd, words):
    with pytest.raises(ValueError, match=words):
        code("none", stake, usd)


def test_a_network_too_small_to_be_explored_is_refused():
    with pytest.raises(ValueError, match="at least 4 nodes and 8 epochs"):
        honest_start(networks.load("none"), 3, 40)

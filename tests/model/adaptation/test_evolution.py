"""Evolution of traits: clouds that drift, fold back at their bounds, and follow what pays."""

import math
import pickle

import numpy as np
import pytest

from model import InferenceNetwork, measures
from model.adaptation.evolution import reflected
from model.cloud import expected_of_nodes
from model.door import scenario_from
from model.expectation import expected_payoffs
from model.run import simulate
from model.state import State
from model.step import epoch


def world(population=None, field=None, nodes=None, **adaptation):
    """No audits: a node that does a share e of its work earns 1 - e."""
    return scenario_from(
        {
            "nodes": {"count": 400, "compute_cost": 1.0, **(nodes or {})},
            "population": population or {"honest": {"strategy": "honest", "share": 1.0}},
            "field": field or {},
            "adaptation": {"kind": "evolution", "revision_rate": 0.2, "memory": 1.0, **adaptation},
        }
    )


@pytest.mark.parametrize(("x", "inside"), [(0.3, 0.3), (-0.2, 0.2), (1.1, 0.9), (2.4, 0.4), (-1.3, 0.7), (0.0, 0.0), (1.0, 1.0)])
def test_a_trait_folds_back_at_its_bounds(x, inside):
    assert reflected(x, 0.0, 1.0) == pytest.approx(inside, abs=1e-12)


def test_a_copy_is_mutated_by_a_normal_number():
    """One copy of 0.5 in the middle of [0, 1] with a deviation of .05: mean .5, standard deviation .05, over those who copied."""
    half = {"half": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": 0.5}}}
    scenario = world(half, nodes={"count": 20_000}, intensity=0.0, revision_rate=1.0, trait_deviation={"effort": 0.05})
    effort = simulate(scenario, 1, epochs=1).state.effort
    moved = effort[effort != 0.5]
    assert abs(len(moved) - 10_000) < 4 * math.sqrt(5_000)
    assert abs(moved.mean() - 0.5) < 4 * 0.05 / math.sqrt(len(moved))
    assert abs(moved.std() / 0.05 - 1) < 4 / math.sqrt(2 * len(moved))


def test_where_nobody_looks_effort_evolves_away():
    run = simulate(world(intensity=20.0), 2, epochs=600)
    assert run.state.effort.mean() < 0.15
    assert run.records.mean_utility("honest")[-1] > 0.75
    spread = measures.summary(run)["spread_effort"]
    assert 0.0 < spread < 0.2
    assert spread == pytest.approx(float(np.std(run.state.effort)))


def test_without_selection_traits_stay_within_their_bounds():
    state = simulate(world(intensity=0.0, trait_deviation={"effort": 0.7, "attack_segments": 3.0}), 3, epochs=200).state
    assert ((state.effort >= 0) & (state.effort <= 1)).all()
    assert (state.attack_segments >= 1).all()
    assert (state.vigilance == 1).all(), "what has no deviation is copied exactly"


def test_one_trait_at_a_time_mixes_what_nobody_listed():
    """Idle and blind nodes: after a while some are both and some neither."""
    people = {
        "idle": {"strategy": "skimmer", "share": 0.5, "numbers": {"effort": 0.0}},
        "blind": {"strategy": "rubber_stamp", "share": 0.5},
    }
    state = simulate(world(people, kind="imitation", signal="own", copies="trait", intensity=0.0), 4, epochs=30).state
    assert {(e, g) for e, g in zip(state.effort, state.vigilance, strict=True)} == {(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)}
    assert np.bincount(state.strategy).tolist() == [200, 200], "names stay"


def test_expected_payoffs_of_a_cloud_are_those_of_the_entries_while_it_is_none():
    panel = {"kind": "panel", "audit_probability": 0.3, "panel_size": 3, "need": 2}
    people = {"honest": {"strategy": "honest", "share": 0.6}, "idle": {"strategy": "skimmer", "share": 0.4, "numbers": {"effort": 0.0}}}
    scenario = world(people, {"verification": panel, "settlement": {"slash": 0.1}}, {"count": 10}, signal="expected", revision_rate=0.0)
    state = State(scenario, 1)
    epoch(state, 0)
    by_entry = expected_payoffs(state)[3]
    assert expected_of_nodes(state) == pytest.approx(by_entry[state.strategy])


def test_expected_payoffs_of_a_cloud_follow_each_nodes_own_behaviour():
    """No audits: each earns 1 - its effort."""
    state = State(world(nodes={"count": 30}, signal="expected", intensity=5.0, trait_deviation={"effort": 0.1}), 1)
    for t in range(20):
        epoch(state, t)
    assert len(set(state.effort)) > 5
    assert expected_of_nodes(state) == pytest.approx(1.0 - state.effort)


OPEN = {"open": {"strategy": "open", "share": 1.0}}


def test_open_policies_evolve_and_resume_to_the_last_bit():
    """Where nobody looks, policies come to work less; a network that was stored goes on alike."""
    scenario = world(OPEN, nodes={"count": 60}, intensity=20.0, weight_deviation=1.0)
    whole, stopped = InferenceNetwork(scenario, rng=5), InferenceNetwork(scenario, rng=5)
    for _ in range(40):
        whole.step()
        stopped.step()
    resumed = pickle.loads(pickle.dumps(stopped))
    for _ in range(160):
        whole.step()
        resumed.step()
    assert np.array_equal(whole.state.memory, resumed.state.memory)
    assert whole.state.effort.mean() < 0.8
    assert np.abs(whole.state.memory[:, 1:]).max() <= 8.0


def test_without_evolution_an_open_policy_stands():
    state = simulate(world(OPEN, kind="imitation", signal="own"), 1, epochs=10).state
    assert (state.memory == state.memory[0]).all()
    assert state.effort[0] == pytest.approx(1 / (1 + math.exp(-6)))


REACTING = {"sleeper": {"strategy": "sleeper", "share": 1.0}}
REFUSED = [
    ({"kind": "evolution", "signal": "public"}, None, ["adaptation.signal = public", "kind = evolution", "set signal = own or expected"]),
    ({"kind": "imitation", "copies": "trait"}, None, ["adaptation.signal = public", "copies = trait"]),
    ({"kind": "evolution"}, REACTING, ["population.sleeper", "adapts = false", "kind = imitation"]),
    ({"kind": "evolution", "copies": "trait"}, OPEN, ["population.open", "copies = strategy"]),
    ({"kind": "evolution", "signal": "expected"}, OPEN, ["signal = expected", "population.open"]),
    ({"kind": "evolution", "trait_deviation": {"efort": 0.1}}, None, ["adaptation.trait_deviation.efort", "did you mean effort?"]),
    ({"kind": "evolution", "trait_deviation": {"cartel": 0.1}}, None, ["cartel", "leave it out"]),
    ({"kind": "evolution", "trait_deviation": {"effort": -0.1}}, None, ["trait_deviation.effort = -0.1", "[0, 1e9]"]),
]


@pytest.mark.parametrize(("adaptation", "people", "words"), REFUSED)
def test_what_makes_no_sense_is_refused_in_one_line(adaptation, people, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        scenario_from({"adaptation": adaptation, **({"population": people} if people else {})})
    text = str(error.value)
    assert "\n" not in text
    assert all(word in text for word in words), text

"""What a behaviour or a policy does, in words that are worked out from its weights."""

import numpy as np
import pytest

from model.door import scenario_from
from model.portrait import portrait_of
from model.run import simulate
from model.strategies.open import WEIGHTS
from model.strategies.sentences import of_behaviour, of_policy


def policy(**weights):
    """Weights of a policy that is honest but for some."""
    return np.array(list({**WEIGHTS, **weights}.values()))


def test_an_honest_policy_is_honest_whatever_it_sees():
    assert of_policy(policy()) == [
        "computes all of its segments, whatever it sees",
        "attacks none of its jobs, whatever it sees",
        "withholds none of its traces, whatever it sees",
        "checks all of what it is asked to check, whatever it sees",
        "rejects unseen none of what it is asked to check, whatever it sees",
    ]


def test_a_policy_that_skips_while_audits_are_rare_is_found_out():
    """logistic(-4) = .018, logistic(4) = .98; it does half at 4 / 8 = .5."""
    effort = of_policy(policy(effort=-4.0, effort_by_audits=8.0))[0]
    assert effort == ("computes 0.02 of its segments, 0.02 when audits are rare and 0.98 when every job is audited (half at audits = 0.50)")


def test_a_policy_is_described_where_the_node_stands():
    assert of_policy(policy(effort=-4.0, effort_by_audits=8.0), {"audits": 1.0})[0].startswith("computes 0.98 of its segments")


def test_a_policy_that_withholds_once_it_was_caught():
    """logistic(-3) = .05, logistic(3) = .95."""
    withhold = of_policy(policy(withhold=-3.0, withhold_by_caught=6.0))[2]
    assert "0.05 when it was never caught and 0.95 when it was caught again and again (half at caught = 0.50)" in withhold


def test_a_behaviour_is_told_by_what_is_not_honest():
    assert of_behaviour({}) == ["honest: computes all, checks all, hides nothing"]
    assert of_behaviour({"effort": 0.25, "withhold": 1.0}) == [
        "computes 0.25 of its segments",
        "withholds all of its traces",
        "what it skips it fills with something 1e+03 sigma off, right with probability 0",
    ]


def test_a_forged_trace_and_a_leave_are_told():
    assert of_behaviour({"effort": 0.0, "filler_deviation": 100.0, "forge": 1.0, "leave": 1.0}) == [
        "computes none of its segments",
        "what it skips it fills with something 100 sigma off, right with probability 0",
        "forges the trace of what it does not compute as asked",
        "asks out",
    ]
    assert of_behaviour({"leave": 0.25}) == ["asks out with probability 0.25 an epoch"]


@pytest.mark.parametrize(
    ("visibility", "sentences"),
    [
        ("public", ["computes 0.50 of its segments", "what it skips it fills with something 1e+03 sigma off, right with probability 0.95"]),
        (
            "commit_reveal",
            [
                "honest: computes all, checks all, hides nothing",
                "copies nothing: answers are hidden until all have committed (visibility = commit_reveal)",
            ],
        ),
    ],
)
def test_a_copier_says_why_it_works(visibility, sentences):
    world = {
        "population": {"c": {"strategy": "copier", "share": 1.0}},
        "field": {"propagation": {"kind": "broadcast", "visibility": visibility}},
    }
    assert portrait_of(simulate(scenario_from(world), 1, epochs=1).state, np.arange(3)).sentences == sentences


def test_nodes_of_a_run_are_described_by_their_means():
    people = {"half": {"strategy": "skimmer", "share": 0.5}, "open": {"strategy": "open", "share": 0.5}}
    state = simulate(scenario_from({"nodes": {"count": 10}, "population": people}), 1, epochs=3).state
    skimmers = portrait_of(state, np.flatnonzero(state.strategy == 0), "the skimmers")
    assert skimmers.sentences[0] == "computes 0.50 of its segments"
    assert skimmers.spread["effort"] == 0.0
    policies = portrait_of(state, np.flatnonzero(state.strategy == 1))
    assert policies.weights == WEIGHTS
    assert policies.sentences == of_policy(policy())


@pytest.mark.parametrize(("weights", "here", "words"), [(np.zeros(3), {}, "35 weights"), (policy(), {"luck": 1.0}, "'luck'")])
def test_what_is_no_policy_is_refused(weights, here, words):
    with pytest.raises(ValueError, match=words):
        of_policy(weights, here)

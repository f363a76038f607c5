"""Kinds of revision in a world whose payoffs are worked out by hand.

No audits, a fee of 1 and a compute cost of 1 at one job per node and epoch: honest
work earns 0, a node that skips a share s of it earns s.
"""

import math

import numpy as np
import pytest
from scipy import stats

from model.adaptation.best_response import is_better
from model.adaptation.replicator import proportional
from model.door import scenario_from
from model.run import simulate

NODES = 4_000


def world(kind, counts, **adaptation):
    """Honest nodes, and two entries that skip .5 and .8 of their work."""
    idle = {name: entry for name, entry in (("half", 0.5), ("most", 0.8)) if name in counts}
    population = {"honest": {"strategy": "honest", "count": counts["honest"]}} | {
        name: {"strategy": "skimmer", "numbers": {"effort": 1.0 - skipped}, "count": counts[name]} for name, skipped in idle.items()
    }
    return scenario_from(
        {
            "nodes": {"count": sum(counts.values()), "compute_cost": 1.0, "per_owner": adaptation.pop("per_owner", 1)},
            "population": population,
            "adaptation": {"kind": kind, "revision_rate": 1.0, **adaptation},
            "epochs": adaptation.pop("epochs", 1),
        }
    )


def after(kind, counts, epochs=1, seed=1, **adaptation):
    """Followers of each entry after some epochs."""
    run = simulate(world(kind, counts, **adaptation), seed, epochs=epochs)
    return np.bincount(run.state.strategy, minlength=len(run.scenario.population))


def close(hits, n, p):
    """Within four standard errors."""
    return abs(hits - n * p) < 4 * math.sqrt(n * p * (1 - p)) + 1e-9


def test_logit_choice_takes_strategies_in_proportion_to_exp_of_beta_times_payoff():
    """Payoffs 0, .5, .8 and beta 2: weights 1, e, e^1.6, whatever the strategy was before."""
    weights = np.array([1.0, math.e, math.exp(1.6)])
    for signal in ("public", "expected"):
        found = after("logit", {"honest": 3_000, "half": 500, "most": 500}, signal=signal, intensity=2.0)
        assert stats.chisquare(found, NODES * weights / weights.sum()).pvalue > 1e-3


def test_logit_choice_without_intensity_is_a_uniform_draw():
    found = after("logit", {"honest": 3_998, "half": 1, "most": 1}, intensity=0.0)
    assert stats.chisquare(found).pvalue > 1e-3


def test_best_response_takes_the_best_strategy_at_once():
    assert after("best_response", {"honest": 3_000, "half": 999, "most": 1}).tolist() == [0, 0, NODES]


def test_best_response_keeps_the_own_strategy_in_a_tie():
    """With every node honest by two names all earn 0."""
    twins = {"honest": {"strategy": "honest", "count": 50}, "twin": {"strategy": "honest", "count": 30}}
    scenario = scenario_from(
        {"nodes": {"count": 80}, "population": twins, "adaptation": {"kind": "best_response", "revision_rate": 1.0, "signal": "expected"}}
    )
    state = simulate(scenario, 0, epochs=5).state
    assert np.bincount(state.strategy).tolist() == [50, 30]


def test_payoffs_that_differ_by_rounding_are_equal():
    assert not is_better(0.1 + 0.2, 0.3)
    assert is_better(0.3 + 1e-9, 0.3)


def test_a_strategy_that_nobody_has_followed_is_no_option_by_public_averages_and_one_by_expectation():
    idle = {"honest": {"strategy": "honest", "count": 40}, "most": {"strategy": "skimmer", "numbers": {"effort": 0.2}}}
    ends = {}
    for signal in ("public", "expected"):
        adaptation = {"kind": "best_response", "revision_rate": 1.0, "signal": signal}
        scenario = scenario_from(
            {"nodes": {"count": 40, "compute_cost": 1.0}, "population": idle, "adaptation": adaptation}
        )  # fmt: skip
        ends[signal] = np.bincount(simulate(scenario, 0, epochs=3).state.strategy, minlength=2).tolist()
    assert ends == {"public": [40, 0], "expected": [0, 40]}


def test_the_replicator_rule_copies_in_proportion_to_the_gain_and_never_the_worse():
    """Half of the nodes earn 0, half .5: at beta .4 an honest node meets a skimmer with 2000/3999 and copies it with .2."""
    assert [proportional(x, 2.0) for x in (-1.0, 0.0, 0.2, 3.0)] == [0.0, 0.0, 0.4, 1.0]
    honest, _ = after("replicator", {"honest": 2_000, "half": 2_000}, intensity=0.4)
    assert close(2_000 - honest, 2_000, 0.2 * 2_000 / 3_999)


def test_an_owner_revises_for_all_its_nodes_on_their_mean():
    """Owners of four nodes: after one revision each follows one strategy whole, and only whole owners have changed."""
    state = simulate(world("replicator", {"honest": 200, "half": 200}, per_owner=4, reviser="owner", intensity=10.0), 3, epochs=30).state
    by_owner = state.strategy.reshape(-1, 4)
    assert (by_owner == by_owner[:, :1]).all()


def test_an_owner_does_not_look_at_its_own_nodes():
    """All nodes belong to one owner, so there is nobody to copy."""
    found = after("imitation", {"honest": 5, "half": 3}, epochs=20, per_owner=8, reviser="owner")
    assert found.tolist() == [5, 3]


@pytest.mark.parametrize("kind", ["imitation", "replicator", "logit", "best_response"])
def test_nobody_revises_to_a_barred_strategy(kind):
    barred = {"barred": ["most"], "mutation": 0.3}
    found = after(
        kind, {"honest": 300, "half": 50, "most": 50}, epochs=20, **barred, **({} if kind == "best_response" else {"intensity": 5.0})
    )
    assert found[2] <= 50
    assert found[1] > found[0]


def test_one_node_an_epoch_revises():
    run = simulate(world("best_response", {"honest": 100, "half": 1}, revision="one"), 5, epochs=40)
    assert run.records.total("revisions").tolist() == [1.0] * 40
    assert (np.diff(run.records.count("half")) >= 0).all()


REFUSED = [
    ({"kind": "logit", "signal": "own"}, ["adaptation.signal = own", "kind = logit", "set signal = public or expected"]),
    ({"kind": "best_response", "signal": "own"}, ["adaptation.signal = own", "kind = best_response"]),
    ({"kind": "imitation", "barred": ["onest"]}, ["adaptation.barred", "'onest'", "did you mean honest?"]),
    ({"kind": "logit", "partner": "neighbour"}, ["partner"]),
]


@pytest.mark.parametrize(("adaptation", "words"), REFUSED)
def test_what_makes_no_sense_is_refused_in_one_line(adaptation, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        scenario_from({"adaptation": adaptation})
    text = str(error.value)
    assert "\n" not in text
    assert all(word in text for word in words), text


def test_kinds_that_take_up_what_nobody_follows_are_never_absorbed():
    with pytest.raises(ValueError, match="never holds for good"):
        scenario_from({"adaptation": {"kind": "logit"}, "stop_when": "absorbed"})

"""What a strategy is told: verdicts and never the truth, and in a closed form the node that it would be."""

import numpy as np
import pytest

from model import strategies
from model.columns import TOTAL_COLUMNS
from model.decision import public_rules, public_totals
from model.desk import Desk, behaviour_of
from model.door import change
from model.expectation import expected_utilities
from model.incentives import incentive_sheet
from model.run import simulate
from model.scenario import Scenario
from model.strategies.contract import PUBLIC_TOTALS

READS = '''
class Thrifty:
    """Works less where work is dear and stakes are small."""

    name = "thrifty"
    family = "lazy"
    source = "written for a test"
    numbers = {}

    def decide(self, nodes, public, luck):
        nodes.effort[:] = 0.25 if nodes.compute_cost[0] > 0.5 and nodes.stake[0] < 50.0 and nodes.role[0] == 3 else 1.0


class Oracle:
    """Asks for the truth."""

    name = "oracle"
    family = "lazy"
    source = "written for a test"
    numbers = {}
    reacts = True

    def decide(self, nodes, public, luck):
        if public.epoch > 0:
            nodes.effort[:] = 1.0 - (public.totals["wrong_verified"] > 0)
'''


@pytest.fixture(autouse=True)
def plugged_in(tmp_path):
    registered, plugins = dict(strategies.REGISTERED), dict(strategies.PLUGINS)
    file = tmp_path / "reads.py"
    file.write_text(READS)
    strategies.load_plugin(file)
    yield
    strategies.REGISTERED.clear()
    strategies.REGISTERED.update(registered)
    strategies.PLUGINS.clear()
    strategies.PLUGINS.update(plugins)


def with_one(strategy, **more):
    return change(Scenario(), {"population": {"mine": {"strategy": strategy, "share": 1.0}}, "nodes.count": 10, "epochs": 3, **more})


def test_a_closed_form_shows_a_strategy_the_node_that_it_would_be():
    """Stakes of 20 and costs of 1: the engine's nodes work a quarter, and so does the closed form's."""
    scenario = with_one("thrifty", **{"nodes.stake": 20.0, "nodes.compute_cost": 1.0, "segments": 4})
    run = simulate(scenario, 0)
    assert set(run.state.effort) == {0.25}
    assert behaviour_of(scenario, "thrifty")["effort"] == 0.25
    row = next(row for row in incentive_sheet(scenario) if row.name == "mine")
    assert row.margin == pytest.approx(0.75, rel=1e-6), "three quarters of a cost of 1 are saved, and nobody checks"
    worth = expected_utilities(scenario, Desk(scenario).counts)
    assert worth[3, 0] == pytest.approx(run.records.mean_utility("mine").mean())


def test_the_stake_of_an_entry_is_the_one_its_strategy_sees():
    scenario = with_one("thrifty", **{"nodes.stake": 500.0, "nodes.compute_cost": 1.0, "population.mine.stake": 20.0})
    assert Desk(scenario).behaviours[0]["effort"] == 0.25
    assert behaviour_of(scenario, "thrifty")["effort"] == 1.0


def test_what_everybody_sees_holds_verdicts_and_no_truth():
    run = simulate(with_one("skimmer", **{"field.verification.kind": "panel", "audit_probability": 0.5}), 1)
    told, totals = public_totals(run.state.totals), dict(zip([c.name for c in TOTAL_COLUMNS], run.state.totals, strict=True))
    assert set(told) == set(PUBLIC_TOTALS)
    assert told["rejected_invalid"] == totals["right_invalid"] + totals["wrong_invalid"]
    assert told["accepted_unaudited"] + told["accepted_verified"] + told["rejected_invalid"] + told["rejected_unavailable"] == told["jobs"]
    secret = ("right", "wrong", "false", "harm", "value", "gain", "utility", "cost", "detection")
    assert not [name for name in told if any(word in name for word in secret)]


def test_a_strategy_that_asks_for_the_truth_is_told_what_there_is():
    with pytest.raises(ValueError, match=r"no total that everybody sees is called 'wrong_verified'.*rejected_invalid"):
        simulate(with_one("oracle"), 0)


@pytest.mark.parametrize(("rule", "fixed"), [("fixed", 1.0), ("fraction", 0.0)])
def test_a_slash_is_told_with_its_unit(rule, fixed):
    told = public_rules(with_one("honest", slash=0.5, slash_rule=rule))
    assert (told["slash"], told["slash_is_fixed"]) == (0.5, fixed)


def test_a_run_is_absorbed_when_each_role_has_one_strategy_left():
    """Executors and verifiers imitate within their role, so two strategies may be left of two roles."""
    population = {
        "worker": {"count": 5, "role": "executor"}, "shirker": {"strategy": "skimmer", "count": 5, "role": "executor"},
        "checker": {"count": 5, "role": "verifier"}, "stamp": {"strategy": "rubber_stamp", "count": 5, "role": "verifier"},
    }  # fmt: skip
    imitation = {"kind": "imitation", "revision_rate": 0.5, "intensity": 0.0}
    scenario = change(Scenario(), {"population": population, "nodes.count": 20, "adaptation": imitation, "stop_when": "absorbed"})
    run = simulate(scenario, 3, epochs=2_000)
    assert run.stopped == "absorbed"
    of_roles = [set(run.state.strategy[run.state.role == role]) for role in (1, 2)]
    assert [len(one) for one in of_roles] == [1, 1]
    assert np.isfinite(run.records.share("worker")[-1])

"""What must not change anything does not, to the last bit: names, seeds, neighbours; and fields without teeth accept everything.

Invariances in distribution, of units and of order are validations: M1 to M8.
"""

import numpy as np
import pytest
from hypothesis import given, settings

from model import networks
from model.door import change
from model.run import simulate
from model.scenario import Scenario
from model.state import State
from model.step import epoch
from tests.scenarios import LAWFUL, scenarios

AUDITED = {
    "field.verification.kind": "panel",
    "segments": 8,
    "sampled_segments": 4,
    "panel_size": 3,
    "need": 2,
    "audit_probability": 0.5,
    "nodes.count": 200,
    "epochs": 5,
}


def audited(**more):
    return change(Scenario(), {**AUDITED, **more})


def half_lazy(**more):
    return audited(**{"population.lazy": {"strategy": "skimmer", "share": 0.5}, "population.honest.share": 0.5, **more})


def accepted_share(run, truth):
    """Share of the right or the wrong outputs that were accepted."""
    took = run.records.total(f"{truth}_unaudited") + run.records.total(f"{truth}_verified")
    all_of_them = took + run.records.total(f"{truth}_invalid") + run.records.total(f"{truth}_unavailable")
    return took.sum() / all_of_them.sum()


def test_an_infinite_tolerance_lets_every_readable_output_through():
    run = simulate(half_lazy(tolerance=1e12, audit_probability=1.0), 1)
    assert accepted_share(run, "wrong") == accepted_share(run, "right") == 1.0


def test_without_audits_lazy_and_honest_are_accepted_alike():
    run = simulate(half_lazy(audit_probability=0.0), 1)
    assert accepted_share(run, "wrong") == accepted_share(run, "right") == 1.0
    assert run.records.total("audits").sum() == 0
    assert run.records.total("check_costs").sum() == 0


def test_the_names_of_entries_change_nothing():
    one = audited(**{"population": {"a": {"strategy": "skimmer", "share": 0.5}, "z": {"strategy": "honest", "share": 0.5}}})
    other = audited(**{"population": {"y": {"strategy": "skimmer", "share": 0.5}, "b": {"strategy": "honest", "share": 0.5}}})
    first, second = simulate(one, 3), simulate(other, 3)
    assert (first.state.nodes == second.state.nodes).all()
    assert (first.records.share("a") == second.records.share("y")).all()


def test_splitting_a_strategy_into_two_of_equal_numbers_changes_no_node():
    """Neutral labels: the same rule under two names plays the same game, since luck goes by node."""
    whole = audited(**{"population": {"h": {"share": 1.0}}}, placement="in_order", slash=0.1)
    halves = audited(**{"population": {"h": {"share": 0.5}, "twin": {"share": 0.5}}}, placement="in_order", slash=0.1)
    assert (simulate(whole, 4).state.nodes == simulate(halves, 4).state.nodes).all()


@settings(LAWFUL, max_examples=25)
@given(scenarios())
def test_the_same_seed_gives_the_same_run_to_the_last_bit(scenario):
    first, second = simulate(scenario, 7), simulate(scenario, 7)
    assert (first.state.nodes == second.state.nodes).all()
    assert (first.state.marks == second.state.marks).all()
    assert all(
        (a == b).all() or np.isnan(a).any()
        for a, b in zip(first.records.columns().values(), second.records.columns().values(), strict=True)
    )


def test_another_seed_gives_another_run():
    assert (simulate(half_lazy(), 1).state.nodes != simulate(half_lazy(), 2).state.nodes).any()


def test_a_run_of_five_epochs_is_the_beginning_of_a_run_of_ten():
    scenario = half_lazy(**{"adaptation.kind": "imitation", "slash": 0.1})
    short, long = simulate(scenario, 5, epochs=5).records, simulate(scenario, 5, epochs=10).records
    assert all(np.array_equal(long.columns()[name][:5], column, equal_nan=True) for name, column in short.columns().items())


def test_two_networks_side_by_side_do_not_disturb_each_other():
    scenario = half_lazy()
    alone = State(scenario, 1)
    for t in range(3):
        epoch(alone, t)
    one, other = State(scenario, 1), State(scenario, 2)
    for t in range(3):
        epoch(one, t)
        epoch(other, t)
    assert (alone.nodes == one.nodes).all()


@pytest.mark.parametrize("network", networks.names())
def test_no_outside_gain_comes_without_a_wrong_output_accepted(network):
    """Edge-huggers find no edge where nothing is compared within a tolerance: they change nothing and gain nothing."""
    everybody = {"population": {"hugger": {"strategy": "edge_hugger", "share": 1.0}}}
    scenario = change(networks.load(network), {"nodes.count": 50, "nodes.outside_gain": 1.0} | everybody)
    totals = simulate(scenario, 1, epochs=5).records
    wrong = totals.total("wrong_unaudited") + totals.total("wrong_verified")
    assert ((totals.total("outside_gains") > 0) <= (wrong > 0)).all()

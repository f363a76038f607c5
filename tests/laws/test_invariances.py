"""What must not change anything does not: names, order, units; and fields without teeth accept everything."""

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


def test_under_an_infinite_tolerance_acceptance_is_the_rate_of_reconstruction():
    """One shard, lost for every reader of the job with probability 0.3: 0.7 are accepted; 1,000 jobs, so +-4 errors are 0.06."""
    run = simulate(half_lazy(tolerance=1e12, audit_probability=1.0, shard_loss=0.3), 1)
    assert accepted_share(run, "right") == pytest.approx(0.7, abs=0.085)
    assert accepted_share(run, "wrong") == pytest.approx(0.7, abs=0.085)
    assert run.records.total("right_invalid").sum() + run.records.total("wrong_invalid").sum() == 0


def test_without_audits_lazy_and_honest_are_accepted_alike():
    run = simulate(half_lazy(audit_probability=0.0), 1)
    assert accepted_share(run, "wrong") == accepted_share(run, "right") == 1.0
    assert run.records.total("audits").sum() == 0
    assert run.records.total("check_costs").sum() == 0


def test_under_audits_lazy_nodes_are_accepted_less_than_honest_ones():
    run = simulate(half_lazy(audit_probability=0.5), 1)
    assert accepted_share(run, "wrong") < 0.8 < accepted_share(run, "right")


@pytest.mark.parametrize("factor", [4.0, 0.125])
def test_another_unit_of_the_token_leaves_every_share_and_utility_unchanged(factor):
    """All tokens times a power of two (exact in floats), the price divided by it: no decision changes."""
    numbers = {"nodes.stake": 10.0, "job_classes.job.fee": 1.0, "unavailable_penalty": 0.5, "pay_agree": 0.1, "emission": 30.0}
    numbers |= {"minimum_stake": 6.0, "jackpot": 2.0, "decoy_penalty": 1.0}
    rules = {"slash": 0.2, "decoy_rate": 0.1, "compounding_share": 0.5, "adaptation.kind": "imitation", "intensity": 5.0, "epochs": 20}
    plain = simulate(half_lazy(**rules, **numbers, price=1.0), 2)
    scaled = simulate(half_lazy(**rules, **{k: v * factor for k, v in numbers.items()}, price=1.0 / factor), 2)
    assert (plain.records.share("lazy") == scaled.records.share("lazy")).all()
    assert (plain.state.stake * factor == scaled.state.stake).all()
    assert (plain.state.utility == scaled.state.utility).all()
    assert plain.records.total("slashes").sum() > 0


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


def test_neutral_strategies_keep_their_shares_on_average():
    """Two names for honesty under imitation: no drift, so over 40 seeds the mean share of one stays at a half."""
    twins = {"population": {"h": {"share": 0.5}, "twin": {"share": 0.5}}, "adaptation.kind": "imitation", "revision_rate": 0.5}
    scenario = audited(**twins, **{"nodes.count": 50, "epochs": 10})
    ends = np.array([simulate(scenario, seed).records.share("twin")[-1] for seed in range(40)])
    assert abs(ends.mean() - 0.5) < 4 * ends.std() / np.sqrt(40)


def test_the_order_of_entries_changes_no_total_in_distribution():
    """Blocks in another order are a permutation of the nodes: means over 30 seeds agree within 4 standard errors."""
    skimmers, honest = {"strategy": "skimmer", "share": 0.5}, {"share": 0.5}
    wrong = {}
    for name, population in {"first": {"s": skimmers, "h": honest}, "last": {"h": honest, "s": skimmers}}.items():
        scenario = audited(population=population, **{"nodes.count": 40, "epochs": 3})
        wrong[name] = np.array([simulate(scenario, seed).records.total("wrong_invalid").sum() for seed in range(30)])
    error = np.hypot(wrong["first"].std(), wrong["last"].std()) / np.sqrt(30)
    assert abs(wrong["first"].mean() - wrong["last"].mean()) < 4 * error


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

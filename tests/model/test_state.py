"""The state at entry: who is there, what each brings, and that a seed says it all."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings

from model import columns as col
from model.columns import EXECUTES, MARK_COLUMNS, NODE_COLUMNS, VERIFIES
from model.door import change
from model.endowment import NO_LIMIT
from model.population import Entry, deal
from model.quantity import Lognormal, Normal, Pareto, Uniform, give_out
from model.scenario import Scenario
from model.state import State
from model.step import epoch
from tests.scenarios import LAWFUL, scenarios

PLAIN = Scenario()


def enter(seed=0, **changes):
    return State(change(PLAIN, changes), seed)


def test_every_node_has_one_row_and_stands_on_its_own_vertex():
    state = enter(**{"nodes.count": 7})
    assert state.stake.shape == (7,)
    assert sorted(state.vertex) == list(range(7))


def test_a_column_is_read_by_its_name():
    state = enter()
    assert np.shares_memory(state.stake, state.nodes)
    assert (state.stake == state.nodes[col.STAKE]).all()


def test_a_name_that_is_no_column_is_an_error():
    with pytest.raises(AttributeError, match="no column 'steak'"):
        _ = enter().steak


def test_owners_hold_as_many_nodes_as_the_scenario_says():
    """7 nodes, 3 of one owner: owners 0 0 0 1 1 1 2."""
    assert enter(**{"nodes.count": 7, "per_owner": 3}).owner.tolist() == [0, 0, 0, 1, 1, 1, 2]


def test_roles_come_from_the_population():
    population = {"e": {"share": 0.5, "role": "executor"}, "v": {"share": 0.3, "role": "verifier"}, "b": {"share": 0.2}}
    state = enter(**{"nodes.count": 10, "population": population, "placement": "in_order"})
    assert state.role.tolist() == [EXECUTES] * 5 + [VERIFIES] * 3 + [EXECUTES | VERIFIES] * 2


@pytest.mark.parametrize(
    ("shares", "nodes", "dealt"),
    [
        # exact parts 3.33 each: remainders equal, the first entry gets the odd node
        ([1 / 3, 1 / 3, 1 / 3], 10, [4, 3, 3]),
        # exact parts 4.7, 2.9, 2.4: floors 4 2 2, the largest remainders .9 and .7 get one each
        ([0.47, 0.29, 0.24], 10, [5, 3, 2]),
        # exact parts 0.5, 0.5: equal remainders, the first gets it
        ([0.5, 0.5], 1, [1, 0]),
        # 0.1 of 30 is 3.0000000000000004 or 2.9999999999999996: never 2
        ([0.1, 0.9], 30, [3, 27]),
        ([0.7, 0.2, 0.1], 10, [7, 2, 1]),
        ([1.0, 0.0], 5, [5, 0]),
    ],
)
def test_shares_are_dealt_by_largest_remainder(shares, nodes, dealt):
    assert deal({f"e{k}": Entry(share=s) for k, s in enumerate(shares)}, nodes) == dealt


def test_counts_are_dealt_before_shares():
    """20 nodes, 3 counted: shares of the other 17 are 8.5 and 8.5, and the first gets the odd one."""
    assert deal({"a": Entry(share=0.5), "c": Entry(count=3), "b": Entry(share=0.5)}, 20) == [9, 3, 8]


def test_types_are_dealt_by_largest_remainder_at_random_places():
    types = {"a": {"share": 0.25}, "b": {"share": 0.75, "hardware": "h100"}}
    state = enter(**{"nodes.count": 1000, "types": types})
    assert np.bincount(state.type).tolist() == [250, 750]
    assert not (np.sort(state.type) == state.type).all()


def test_a_type_gives_its_factors_capacity_and_hardware():
    types = {
        "a": {"share": 0.5, "cost_factor": 3.0, "gain_factor": 2.0, "noise_factor": 1.5, "capacity": 2},
        "b": {"share": 0.5, "hardware": "h100"},
    }
    state = enter(**{"types": types, "compute_cost": 0.6, "outside_gain": 0.5})
    a = state.type == 0
    assert np.allclose(state.compute_cost[a], 1.8)
    assert np.allclose(state.compute_cost[~a], 0.6)
    assert set(state.outside_gain[a]) == {1.0}
    assert set(state.noise_factor[a]) == {1.5}
    assert set(state.capacity[a]) == {2}
    assert set(state.capacity[~a]) == {NO_LIMIT}
    assert len(set(state.hardware)) == 2


def test_nodes_without_an_image_of_their_own_are_dealt_evenly_over_the_images():
    assert np.bincount(enter(**{"images.count": 3, "nodes.count": 9}).image).tolist() == [3, 3, 3]


def test_a_list_gives_each_node_its_own_number():
    assert enter(**{"nodes.count": 3, "nodes.stake": [5.0, 6.0, 7.0]}).stake.tolist() == [5.0, 6.0, 7.0]


def test_an_entrys_stake_replaces_the_networks_for_its_nodes():
    state = enter(**{"population.rich": {"share": 0.5, "stake": 99.0}})
    assert set(state.stake[state.strategy == 1]) == {99.0}
    assert set(state.stake[state.strategy == 0]) == {10.0}


def test_strategies_stand_in_blocks_or_at_random_places():
    halves = {"population.lazy": {"strategy": "skimmer", "share": 0.5}}
    assert enter(**halves, placement="in_order").strategy.tolist() == [0] * 50 + [1] * 50
    shuffled = enter(**halves).strategy
    assert np.bincount(shuffled).tolist() == [50, 50]
    assert shuffled.tolist() != [0] * 50 + [1] * 50


# Kolmogorov's distance of 4,000 draws exceeds 1.95 / sqrt(4000) = 0.031 once in a thousand seeds.
LAWS = [
    ({"kind": "uniform", "low": 2.0, "high": 4.0}, lambda x: np.clip((x - 2) / 2, 0, 1)),
    ({"kind": "lognormal", "median": 5.0, "spread": 0.5}, None),
    ({"kind": "pareto", "low": 1.0, "exponent": 2.0}, lambda x: 1 - x**-2.0),
    ({"kind": "normal", "mean_value": 10.0, "deviation": 2.0}, None),
]


@pytest.mark.parametrize(("law", "distribution"), LAWS, ids=[law["kind"] for law, _ in LAWS])
def test_stakes_drawn_at_entry_follow_their_law(law, distribution):
    from scipy import stats

    oracles = {"lognormal": stats.lognorm(0.5, scale=5.0).cdf, "normal": stats.norm(10.0, 2.0).cdf}
    stakes = enter(11, **{"nodes.count": 4000, "nodes.stake": law}).stake
    assert stats.ks_1samp(stakes, distribution or oracles[law["kind"]]).statistic < 0.031


@pytest.mark.parametrize(
    ("law", "mean"),
    [
        (Uniform(kind="uniform", low=2.0, high=4.0), 3.0),
        (Normal(kind="normal", mean_value=1.5), 1.5),
        (Lognormal(kind="lognormal", median=2.0, spread=1.0), 2.0 * np.exp(0.5)),
        (Pareto(kind="pareto", low=1.0, exponent=3.0), 1.5),
        (Pareto(kind="pareto", low=1.0, exponent=0.5), 1.0),
    ],
)
def test_the_mean_of_a_law_is_its_closed_form(law, mean):
    assert law.mean() == pytest.approx(mean)


def test_a_cut_off_normal_stays_within_its_ends():
    u = (np.arange(1000) + 0.5) / 1000
    values = Normal(kind="normal", mean_value=1.0, deviation=5.0, low=0.5, high=2.0).at(u)
    assert (values.min(), values.max()) == (0.5, 2.0)


def test_two_quantities_of_a_node_are_drawn_independently():
    law = {"kind": "uniform", "low": 0.0, "high": 1.0}
    state = enter(**{"nodes.count": 4000, "nodes.stake": law, "compute_cost": law})
    assert abs(np.corrcoef(state.stake, state.compute_cost)[0, 1]) < 4 / np.sqrt(4000)


def test_what_a_node_draws_does_not_depend_on_how_many_there_are():
    law = Uniform(kind="uniform", low=0.0, high=1.0)
    few, many = (give_out(law, np.arange(n), 12345, 0) for n in (5, 50))
    assert (few == many[:5]).all()


def test_the_same_seed_gives_the_same_state():
    law = {"kind": "pareto"}
    assert (enter(3, **{"nodes.stake": law}).nodes == enter(3, **{"nodes.stake": law}).nodes).all()
    assert (enter(3, **{"nodes.stake": law}).nodes != enter(4, **{"nodes.stake": law}).nodes).any()


def test_zero_is_a_seed_like_any_other():
    law = {"kind": "pareto"}
    assert (enter(0, **{"nodes.stake": law}).stake != enter(1, **{"nodes.stake": law}).stake).all()


@settings(LAWFUL, max_examples=60)
@given(scenarios())
def test_what_is_set_at_entry_is_declared_so(scenario):
    state = State(scenario, 1)
    for block, table, empty in (("nodes", NODE_COLUMNS, 0), ("marks", MARK_COLUMNS, 0)):
        written = {table[row].name for row in range(len(table)) if (getattr(state, block)[row] != empty).any()}
        declared = {column.name for column in table if "entry" in column.written_by}
        assert written <= declared


def test_a_state_pickled_between_two_epochs_goes_on_exactly():
    scenario = change(PLAIN, {"field.verification.kind": "panel", "audit_probability": 0.5, "adaptation.kind": "imitation"})
    state = State(scenario, 1)
    epoch(state, 0)
    copy = pickle.loads(pickle.dumps(state))
    epoch(state, 1)
    epoch(copy, 1)
    assert (state.nodes == copy.nodes).all()
    assert (state.totals == copy.totals).all()


def test_room_for_jobs_grows_with_them():
    state = enter(**{"nodes.count": 300})
    epoch(state, 0)
    assert state.jobs_of_epoch == 300
    assert state.job_verdict.shape == (300,)


def test_the_profile_stands_at_the_vertices():
    state = enter(**{"nodes.count": 5, "field.profile.audit": {"kind": "gradient", "low": 1.0, "high": 3.0}})
    assert state.audit_factor.tolist() == [1.0, 1.5, 2.0, 2.5, 3.0]

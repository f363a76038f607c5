"""The engine and the plain reference model agree, number by number, in every part of the model."""

import pickle

import numpy as np
import pytest

from model import InferenceNetwork, door, simulate
from model.columns import SWITCHES, TOTAL_COLUMNS
from model.expectation import expected_payoffs
from model.state import State
from model.step import epoch
from model.strategies import SHIPPED, find
from tests.agreement.pairwise import all_pairs, live_pairs
from tests.agreement.side_by_side import compare, differences, reference_of
from tests.agreement.worlds import FACTORS, MIXES, PLUGIN, cannot_meet, is_allowed, is_live, rows, scenario_of

ROWS = rows()
EVERY_NINTH = range(0, len(ROWS), 9)
EPOCHS = 50


@pytest.mark.parametrize("k", range(len(ROWS)))
def test_engine_and_reference_agree_for_fifty_epochs(k):
    assert differences(scenario_of(ROWS[k]), seed=1000 + k, epochs=EPOCHS) == ""


OTHERS = [(k, seed) for seed in (2**63 - 1, 0, 77) for k in range(len(ROWS))]
"""Worlds and seeds of long runs; a third of those of the first seed is run by CI, all of them before a release."""


@pytest.mark.parametrize(
    ("k", "seed"),
    [pytest.param(*one, marks=pytest.mark.slow if n < len(ROWS) and n % 3 == 0 else pytest.mark.nightly) for n, one in enumerate(OTHERS)],
)
def test_engine_and_reference_agree_from_other_seeds_for_longer(k, seed):
    assert differences(scenario_of(ROWS[k]), seed, epochs=250) == ""


def test_the_rows_cover_every_pair_of_levels_that_can_meet():
    covered = set().union(*(live_pairs(row, is_live) for row in ROWS))
    assert all_pairs(FACTORS, cannot_meet) - covered == set()


def test_every_row_is_a_scenario_that_can_be():
    assert all(is_allowed(row) for row in ROWS)
    assert all(set(row) == set(FACTORS) for row in ROWS)


def test_every_shipped_strategy_plays_in_some_mix():
    playing = {entry["strategy"] for mix in MIXES.values() for entry in mix.values()} | {"honest"}
    assert set(SHIPPED) <= playing


def test_the_rows_reach_every_verdict_of_right_and_of_wrong_outputs():
    seen: dict[str, float] = {}
    contracts = [k for k, row in enumerate(ROWS) if row["strategies"] in ("reactive", "colluder") and row["contract"] != "none"]
    fellows = {"strategies": "reactive", "contract": "convicted", "auditors": "peers", "roles": "both", "draw": "all", "spread": "common"}
    fellows |= {"membership": "fixed", "signal": "fixed"}
    denouncing = {**next(row for row in ROWS if is_plain_panel(row)), **fellows}
    bribing = {**denouncing, "strategies": "colluder", "contract": "treasury"}
    for k, row in enumerate([*(ROWS[k] for k in (*EVERY_NINTH, *contracts)), *4 * [denouncing], bribing]):
        run = simulate(scenario_of(row), seed=k, epochs=40)
        for column in TOTAL_COLUMNS:
            seen[column.name] = seen.get(column.name, 0.0) + float(np.abs(run.records.total(column.name)).sum())
    assert [name for name, value in seen.items() if value == 0.0] == []


@pytest.mark.parametrize("k", EVERY_NINTH)
def test_mesas_network_agrees_with_the_reference_too(k):
    network = InferenceNetwork(scenario_of(ROWS[k]), rng=k)
    reference = reference_of(network.state)
    for _ in range(15):
        network.step()
        reference.step()
        assert list(compare(network.state, reference)) == []
    here = [node.row for node in reference.nodes if node.present]
    assert sorted(agent.row for agent in network.agents) == here


@pytest.mark.parametrize("k", EVERY_NINTH)
def test_simulate_and_mesas_network_give_identical_numbers(k):
    scenario = scenario_of(ROWS[k])
    run, network = simulate(scenario, seed=k, epochs=30), InferenceNetwork(scenario, rng=k)
    for _ in range(30):
        network.step()
    ours, theirs = run.records.columns(), network.records.columns()
    assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    assert_same(run.state, network.state)


@pytest.mark.parametrize("k", EVERY_NINTH)
def test_a_pickled_network_goes_on_as_if_nothing_had_happened(k):
    scenario = scenario_of(ROWS[k])
    whole, stopped = InferenceNetwork(scenario, rng=k), InferenceNetwork(scenario, rng=k)
    for _ in range(10):
        whole.step()
        stopped.step()
    resumed = pickle.loads(pickle.dumps(stopped))
    for _ in range(10):
        whole.step()
        resumed.step()
    assert_same(whole.state, resumed.state)
    assert resumed.records.epochs == 20
    assert whole.datacollector.get_model_vars_dataframe().equals(resumed.datacollector.get_model_vars_dataframe())
    assert [(agent.row, agent.stake) for agent in resumed.agents] == [(agent.row, agent.stake) for agent in whole.agents]


@pytest.mark.parametrize(
    ("kind", "partner"),
    [("imitation", "random"), ("imitation", "neighbour"), ("replicator", "random"), ("logit", "random"), ("best_response", "random")],
)
def test_the_signal_expected_compares_the_payoffs_of_its_table(kind, partner, monkeypatch):
    """The table of expected payoffs is an input here: any one will do to see who copies whom."""
    scenario = with_expected_payoffs(strategies="colluder", kind=kind, partner=partner, roles="separate")
    entries = len(scenario.population)
    tables = [np.sin(np.arange(4 * entries) * (t + 1.0)).reshape(4, entries) for t in range(30)]
    monkeypatch.setattr("model.revision.expected_payoffs", lambda state: tables[state.epoch])
    state = State(scenario, 6)
    reference = reference_of(state)
    reference.expect = lambda: by_place(tables[reference.epoch])
    assert_agree(state, reference, epochs=30)


def test_the_signal_expected_agrees_with_the_engines_own_table(monkeypatch):
    scenario = with_expected_payoffs(strategies="corruptor", partner="random", roles="both")
    overheard = {}

    def ask_and_tell(state):
        overheard["table"] = by_place(expected_payoffs(state))
        return expected_payoffs(state)

    monkeypatch.setattr("model.revision.expected_payoffs", ask_and_tell)
    state = State(scenario, 7)
    reference = reference_of(state)
    reference.expect = lambda: overheard["table"]
    assert_agree(state, reference, epochs=20)


def is_plain_panel(row):
    return row["verification"] == "panel" and row["classes"] == "one" and row["propagation"] == "shards"


def with_expected_payoffs(**levels):
    plain = next(row for row in ROWS if is_plain_panel(row))
    row = {
        **plain,
        "signal": "public",
        "kind": "imitation",
        "barred": "none",
        "revision": "rate",
        "sanction": "slash",
        "minimum_stake": "none",
        "strategies": "skimmer",
        "copies": "strategy",
        "visible": "all",
        "contract": "none",
        "delegation": "none",
        **levels,
    }
    return door.change(scenario_of(row), {"adaptation.signal": "expected"})


def by_place(table):
    return {(role, entry): float(table[role, entry]) for role in range(table.shape[0]) for entry in range(table.shape[1])}


def assert_agree(state, reference, epochs):
    switches = 0.0
    for t in range(epochs):
        epoch(state, t)
        reference.step()
        assert list(compare(state, reference)) == []
        switches += state.totals[SWITCHES]
    assert switches > 0


def test_a_users_strategies_work_in_both_doors():
    row = next(row for row in ROWS if row["strategies"] == "wary" and row["verification"] == "panel")
    row = {**row, "membership": "fixed"}
    scenario = scenario_of(row)
    run = simulate(scenario, seed=3, epochs=20, plugins=[PLUGIN])
    network = InferenceNetwork(scenario, rng=3, plugins=[PLUGIN])
    for _ in range(20):
        network.step()
    assert_same(run.state, network.state)
    assert find("wary").reacts
    assert {"wary", "tosser"} & {agent.strategy_name for agent in network.agents}


def test_a_reacting_strategy_sees_what_the_last_epoch_brought():
    row = {**next(row for row in ROWS if is_plain_panel(row)), "signal": "fixed", "sanction": "slash", "minimum_stake": "none"}
    row |= {"stakes": "moving", "staking": "still", "roles": "both", "strategies": "wary", "membership": "fixed"}
    state = simulate(scenario_of(row), seed=4, epochs=25).state
    wary = state.strategy == 1
    assert state.memory[wary, 0].max() > 0.0, "it remembers that it was caught"
    assert set(np.unique(state.withhold[wary])) <= {0.0, 0.5}
    assert 0.3 in state.grief[wary & (state.withhold == 0.0)], "what it decided in an earlier epoch stands"
    assert (state.attack_segments == 1e9).all(), "what a strategy does not name stays honest"


def assert_same(ours, theirs):
    for block in ("nodes", "marks", "totals", "treasury", "images", "counts", "sums", "public", "memory"):
        assert np.array_equal(getattr(ours, block), getattr(theirs, block)), block
    j = ours.jobs_of_epoch
    assert j == theirs.jobs_of_epoch
    assert np.array_equal(ours.job_marks[:, :j], theirs.job_marks[:, :j])

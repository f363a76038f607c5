"""Exit, entry, unbonding and coming back, with numbers done by hand; an empty berth is no node."""

import re

import numpy as np
import pytest

from model import InferenceNetwork, Scenario, door, measures, simulate
from model import columns as col
from model.expectation import expected_of_all, expected_on_entry
from model.state import State
from model.step import epoch

QUIET = {
    "nodes": {"count": 4, "stake": 10.0, "compute_cost": 0.4},
    "hours_per_epoch": 2.0,
    "job_classes": {"job": {"fee": 1.0}},
    "field": {"verification": {"kind": "absent"}},
}


def world(**parts):
    return door.scenario_from({**QUIET, **parts})


def run(scenario, epochs, seed=0):
    state = State(scenario, seed)
    for t in range(epochs):
        epoch(state, t)
    return state


def test_nothing_happens_by_default():
    state = run(Scenario(), 3)
    assert not state.turns_over
    assert (state.present == 1).all()
    assert state.totals[col.PRESENT_NODES] == 100


def test_a_node_that_asks_out_is_gone_when_its_stake_is_free():
    """Unbonding takes ceil(5 h / 2 h) = 3 epochs: asked out at the end of epoch 0, works in 1, 2 and 3, gone when 4 opens."""
    leaver = {"strategy": "honest", "count": 4, "numbers": {"leave": 1.0}}
    state = State(world(population={"leaver": leaver}, accounts={"unbonding_hours": 5.0}), 0)
    epoch(state, 0)
    assert state.turns_over
    assert state.stake.tolist() == [0.0] * 4
    assert state.unbonding.tolist() == [10.0] * 4
    assert state.leaves_at.tolist() == [4] * 4
    for t in (1, 2):
        epoch(state, t)
        assert state.totals[col.ACTIVE_NODES] == 4
        assert state.totals[col.HELD] == pytest.approx(4 * 10 + 4 * (t + 1) * 1.0)
    epoch(state, 3)
    assert state.totals[col.EXITS] == 4
    assert state.totals[col.PAID_OUT] == pytest.approx(4 * (10 + 4 * 1.0)), "stakes and the fees of four epochs"
    assert state.totals[col.HELD] == 0.0
    epoch(state, 4)
    assert state.totals[col.ACTIVE_NODES] == 0
    assert not state.nodes[[col.STAKE, col.WALLET, col.UNBONDING, col.EFFORT]].any()


def test_what_is_on_its_way_out_can_still_be_slashed():
    """Half of stake and unbonding tokens: 10 tok on their way out lose 5."""
    lazy = {"strategy": "skimmer", "count": 4, "numbers": {"effort": 0.0, "leave": 1.0}}
    field = {
        "verification": {"kind": "panel", "audit_probability": 1.0, "panel_size": 1, "auditors": "protocol", "reference_share": 1.0},
        "settlement": {"slash": 0.5},
    }
    state = run(world(population={"lazy": lazy}, field=field, accounts={"unbonding_hours": 100.0}), 1)
    assert state.unbonding.tolist() == [5.0] * 4
    epoch(state, 1)
    assert state.unbonding.tolist() == [2.5] * 4
    assert state.losses.tolist() == [2.5] * 4


def test_a_node_that_idles_while_unbonding_works_no_more():
    leaver = {"strategy": "honest", "count": 4, "numbers": {"leave": 1.0}}
    rules = {"exit": {"while_unbonding": "idles"}}
    state = run(world(population={"leaver": leaver}, accounts={"unbonding_hours": 5.0}, membership=rules), 2)
    assert state.totals[col.ACTIVE_NODES] == 0
    assert state.totals[col.PRESENT_NODES] == 4


def test_a_node_leaves_when_its_mean_utility_stays_below_its_outside_option():
    """It earns 1 - 0.4 = 0.6 an epoch; 0.7 elsewhere; patience of 3 epochs."""
    rules = {"exit": {"below_option": 1.0, "patience": 3.0}}
    scenario = world(nodes={**QUIET["nodes"], "outside_option": [0.5, 0.7, 0.5, 0.7]}, membership=rules)
    state = run(scenario, 2)
    assert state.totals[col.PRESENT_NODES] == 4
    epoch(state, 2)
    assert state.present.tolist() == [1, 0, 1, 0]
    assert state.usual_utility[0] == pytest.approx(0.6)


def test_one_at_a_time_leaves():
    rules = {"exit": {"below_option": 1.0, "patience": 1.0, "pace": "one"}}
    scenario = world(nodes={**QUIET["nodes"], "outside_option": 0.7}, membership=rules)
    assert [run(scenario, t).totals[col.PRESENT_NODES] for t in (1, 2, 3, 4)] == [3, 2, 1, 0]


def test_a_poor_node_leaves_with_what_it_has():
    rules = {"exit": {"below_minimum_stake": True}}
    scenario = world(nodes={**QUIET["nodes"], "stake": [4.0, 5.0, 6.0, 3.0]}, accounts={"minimum_stake": 5.0}, membership=rules)
    state = run(scenario, 1)
    assert state.present.tolist() == [0, 1, 1, 0]
    assert state.totals[col.PAID_OUT] == 4.0 + 3.0


def test_newcomers_bring_their_stake_and_a_fresh_record():
    rules = {"berths": 6, "entry": {"kind": "replacement"}}
    state = run(world(membership=rules, adaptation={"kind": "imitation"}), 1)
    assert state.totals[col.ENTRIES] == 2
    assert state.totals[col.PAID_IN] == pytest.approx(2 * 10 + 4 * 1.0)
    assert state.entered.tolist() == [0, 0, 0, 0, 1, 1]
    assert state.active.tolist() == [1, 1, 1, 1, 0, 0]
    assert state.owner.tolist() == [0, 1, 2, 3, 4, 5]
    assert state.utility[4:].tolist() == [0.0, 0.0]
    epoch(state, 1)
    assert state.totals[col.ACTIVE_NODES] == 6
    assert state.effort.tolist() == [1.0] * 6


def test_a_reused_berth_remembers_nothing():
    rules = {"exit": {"churn": 1.0}, "entry": {"kind": "replacement"}}
    state = run(world(membership=rules), 5)
    assert state.totals[col.EXITS] == state.totals[col.ENTRIES] == 4
    assert state.wallet.tolist() == [0.0] * 4
    assert state.earned.tolist() == [0.0] * 4
    assert state.entered.tolist() == [5] * 4


def test_entrants_draw_types_and_own_numbers_from_the_declared_laws():
    types = {
        "small": {"share": 1.0, "entry_share": 0.0},
        "big": {
            "share": 0.0, "entry_share": 1.0, "hardware": "b", "capacity_law": {"kind": "uniform", "low": 3.0, "high": 3.0},
            "outside_option": {"kind": "uniform", "low": 5.0, "high": 6.0},
        },
    }  # fmt: skip
    nodes = {**QUIET["nodes"], "stake": {"kind": "uniform", "low": 1.0, "high": 2.0}}
    rules = {"berths": 400, "entry": {"kind": "replacement"}}
    state = run(world(types=types, nodes=nodes, membership=rules), 1)
    assert (state.type[4:] == 1).all()
    assert (state.capacity[4:] == 3).all()
    assert ((state.outside_option[4:] >= 5.0) & (state.outside_option[4:] <= 6.0)).all()
    assert state.outside_option[4:].mean() == pytest.approx(5.5, abs=0.1)
    assert len(np.unique(state.stake)) == 400


def test_entrants_take_strategies_by_entry_shares_or_copy_who_is_there():
    people = {"honest": {"count": 4}, "lazy": {"strategy": "skimmer", "entry_share": 1.0}}
    rules = {"berths": 50, "entry": {"kind": "replacement"}}
    by_shares = run(world(population=people, membership=rules), 2)
    assert (by_shares.strategy[4:] == 1).all()
    assert (by_shares.effort[4:] == 0.5).all()
    copying = run(world(population=people, membership={**rules, "entrants": "present"}), 2)
    assert (copying.strategy == 0).all()


def test_an_ejected_owner_comes_back_after_paying_and_waiting():
    """Caught in epoch 0 and ejected; 3 h are 2 epochs: its new node works from epoch 3 on, and its first utility bears the cost."""
    field = {
        "verification": {"kind": "panel", "audit_probability": 1.0, "panel_size": 1, "auditors": "protocol", "reference_share": 1.0},
        "settlement": {"slash": 0.5},
    }
    lazy = {"strategy": "skimmer", "count": 4, "numbers": {"effort": 0.0}}
    rules = {"reentry": {"chance": 1.0, "cost": 3.0, "wait_hours": 3.0}}
    state = State(world(population={"lazy": lazy}, field=field, membership=rules, accounts={"eject": True}), 0)
    seen = []
    for t in range(4):
        epoch(state, t)
        seen.append([state.totals[k] for k in (col.ACTIVE_NODES, col.EJECTIONS, col.RETURNS, col.EXITS)])
    assert seen == [[4, 4, 0, 0], [0, 0, 0, 0], [0, 0, 4, 0], [4, 4, 0, 0]]
    assert state.comebacks.tolist() == [1] * 4
    assert state.owner.tolist() == [0, 1, 2, 3]
    assert state.utility[0] == pytest.approx(-5.0 - 3.0), "half of the new stake, and the cost of coming back"
    assert state.treasury[0] == 12.0
    assert state.caught.tolist() == [1] * 4, "the new node's record is its own"


def test_free_entry_answers_the_surplus_with_a_lag():
    """A pot of 4 USD is shared by all: 4 nodes get 1 - 0.4 = 0.6; half of the distance each epoch, one entrant per USD x 10."""
    rules = {"berths": 20, "entry": {"kind": "free", "speed": 10.0, "law": "fixed", "lag": 2.0}}
    scenario = world(job_classes={"job": {"fee": 0.0}}, accounts={"emission": 4.0, "emission_rule": "equal"}, membership=rules)
    state = run(scenario, 1)
    assert state.totals[col.ENTRY_SURPLUS] == pytest.approx(0.6)
    assert state.totals[col.ENTRIES] == 6
    epoch(state, 1)
    assert state.totals[col.ENTRY_SURPLUS] == pytest.approx(0.6 + (4 / 10 - 0.4 - 0.6) / 2)
    assert state.totals[col.ENTRIES] == 3


def test_who_finds_no_berth_is_turned_away():
    state = run(world(membership={"entry": {"kind": "poisson", "rate": 50.0}}), 1)
    assert state.totals[col.ENTRIES] == 0
    assert state.totals[col.TURNED_AWAY] > 20


def test_an_empty_berth_counts_in_no_measure():
    """Four equal nodes in forty berths are no more unequal than four equal nodes."""
    result = simulate(world(membership={"berths": 40}), seed=1, epochs=3)
    found = measures.summary(result)
    assert found["gini_stake"] == pytest.approx(0.0, abs=1e-12)
    assert found["hhi_stake"] == pytest.approx(0.25)
    assert found["nakamoto_stake"] == 3.0


def test_mesa_has_an_agent_for_every_node_and_none_for_an_empty_berth():
    rules = {"berths": 6, "exit": {"churn": 0.3}, "entry": {"kind": "poisson", "rate": 1.0}}
    network = InferenceNetwork(world(membership=rules), rng=3)
    before = {agent.unique_id: agent for agent in network.agents}
    for _ in range(20):
        network.step()
        rows = sorted(agent.row for agent in network.agents)
        assert rows == np.flatnonzero(network.state.present).tolist()
    gone = [agent for agent in before.values() if agent not in network.agents]
    assert gone
    with pytest.raises(ValueError, match="has left the network"):
        _ = gone[0].stake
    with pytest.raises(ValueError, match="has left the network"):
        gone[0].stake = 3.0


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"membership": {"berths": 3}}, "membership.berths = 3 for nodes.count = 4"),
        ({"membership": {"entry": {"kind": "replacement"}}, "stop_when": "absorbed"}, "stop_when = absorbed with membership.entry"),
        ({"types": {"a": {"entry_share": 0.5}}}, "types: entry shares add up to 0.5, not 1"),
        ({"membership": {"exit": {"churn": 1.5}}}, "churn"),
        ({"shocks": {"panic": {"kind": "exit", "of_entry": "lasy"}}}, "shocks.panic.of_entry = 'lasy' is none of honest"),
        ({"shocks": {"panic": {"kind": "exit", "of_type": "tiny"}}}, "shocks.panic.of_type = 'tiny' is none of standard"),
        ({"shocks": {"panic": {"kind": "exit", "factor": 2.0}}}, "factor = 2.0 has no part in a shock of kind exit"),
        ({"shocks": {"panic": {"kind": "price", "of_type": "standard"}}}, "of_type = standard has no part in a shock of kind price"),
        (
            {
                "membership": {"exit": {"below_option": 1.0, "utility": "expected"}},
                "population": {"a": {"strategy": "sleeper", "count": 4}},
            },
            "membership utility = expected needs",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(parts, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        world(**parts)


def test_berths_are_fixed_once_the_network_stands():
    network = InferenceNetwork(world(), rng=0)
    with pytest.raises(ValueError, match=r"membership\.berths is fixed"):
        network.change("membership.berths", 9)
    network.change("membership.exit.churn", 1.0)
    network.step()
    assert len(network.agents) == 0


# --- a shock that makes many leave


def test_a_shock_makes_a_share_of_the_nodes_ask_out_by_the_ordinary_rule():
    """Two thirds of 4 nodes are 2.67, so 3 ask out as epoch 1 ends; 3 h are 2 epochs: they work in 2 and 3, and not in 4."""
    shocks = {"panic": {"kind": "exit", "epoch": 1, "leaving": 2 / 3}}
    state = State(world(shocks=shocks, accounts={"unbonding_hours": 3.0}), 0)
    seen = []
    for t in range(5):
        epoch(state, t)
        seen.append((state.totals[col.ACTIVE_NODES], float(state.unbonding.sum()), state.totals[col.EXITS]))
    assert seen == [(4, 0.0, 0), (4, 30.0, 0), (4, 30.0, 0), (4, 0.0, 3), (1, 0.0, 0)]
    assert state.totals[col.PRESENT_NODES] == 1


def test_a_shock_concerns_only_nodes_of_its_entry_and_type():
    """Of 4 + 4 nodes of two entries over two types, all of one entry and one type flee; the others stay."""
    people = {"honest": {"count": 4}, "lazy": {"strategy": "skimmer", "count": 4}}
    types = {"small": {"share": 0.5}, "big": {"share": 0.5}}
    shocks = {"panic": {"kind": "exit", "epoch": 0, "leaving": 1.0, "of_entry": "lazy", "of_type": "big"}}
    scenario = world(nodes={**QUIET["nodes"], "count": 8}, population=people, types=types, shocks=shocks)
    before, state = State(scenario, 0), run(scenario, 1)
    concerned = (before.strategy == 1) & (before.type == 1)
    assert 0 < concerned.sum() < 4
    assert state.present.tolist() == (~concerned).astype(int).tolist()


def test_a_shock_leaves_those_alone_who_have_asked_out_or_are_ejected():
    """The first half asks out of its own accord in epoch 0, so the whole that flees in epoch 1 is the other half."""
    people = {"leaver": {"strategy": "honest", "count": 2, "numbers": {"leave": 1.0}}, "honest": {"count": 2}}
    shocks = {"panic": {"kind": "exit", "epoch": 1, "leaving": 1.0}}
    state = run(world(population=people, shocks=shocks, accounts={"unbonding_hours": 20.0}), 2)
    assert sorted(state.leaves_at.tolist()) == [11, 11, 12, 12]


# --- who asked out and is thrown out while it waits


CAUGHT = {
    "verification": {"kind": "panel", "audit_probability": 1.0, "panel_size": 1, "auditors": "protocol", "reference_share": 1.0},
    "settlement": {"slash": 0.5},
}


def test_who_asked_out_before_it_was_ejected_does_not_come_back():
    """It asks out at the end of epoch 0, is caught and ejected in epoch 1, and is gone after 3 epochs although ejected owners return."""
    turncoat = {"strategy": "skimmer", "count": 4, "numbers": {"effort": 0.0, "leave": 1.0}}
    rules = {"reentry": {"chance": 1.0, "wait_hours": 100.0}}
    scenario = world(
        population={"turncoat": turncoat},
        field=CAUGHT,
        membership=rules,
        accounts={"eject": True, "strikes": 2, "unbonding_hours": 5.0},
    )
    state = run(scenario, 2)
    assert state.ejected.tolist() == [1] * 4
    assert state.leaves_at.tolist() == [4] * 4
    state = run(scenario, 4)
    assert (state.totals[col.EXITS], state.totals[col.RETURNS]) == (4, 0)


def test_a_delay_beyond_all_runs_is_still_a_date():
    """1e15 h are more epochs than a date has room for; the node waits, and is not asked again and again."""
    leaver = {"strategy": "honest", "count": 4, "numbers": {"leave": 1.0}}
    state = run(world(population={"leaver": leaver}, accounts={"unbonding_hours": 1e15}), 3)
    assert state.leaves_at.tolist() == [1_000_000_001] * 4
    assert state.unbonding.tolist() == [10.0] * 4


def test_the_cost_of_coming_back_is_charged_once_whatever_is_set_later():
    """Ejected in epoch 0 and back for epoch 1, in which the cost of 3 tok counts though the rules have been taken back by then."""
    lazy = {"strategy": "skimmer", "count": 4, "numbers": {"effort": 0.0}}
    rules = {"reentry": {"chance": 1.0, "cost": 3.0}}
    network = InferenceNetwork(world(population={"lazy": lazy}, field=CAUGHT, membership=rules, accounts={"eject": True}), rng=0)
    network.step()
    assert network.state.totals[col.RETURNS] == 4
    network.change("membership.reentry.chance", 0.0)
    network.change("membership.reentry.cost", 50.0)
    network.step()
    assert network.state.utility.tolist() == [-5.0 - 3.0] * 4
    network.step()
    assert network.state.utility.tolist() == [0.0] * 4


# --- what free entry and exit expect


def test_one_node_more_shares_the_pot_and_one_node_less_does_not():
    """1 - 0.4 of a job, and an equal part of 4 tok: of 4 nodes for who stays, of 5 for who enters."""
    scenario = world(accounts={"emission": 4.0, "emission_rule": "equal"}, membership={"berths": 9})
    state = run(scenario, 1)
    assert expected_of_all(state)[3, 0] == pytest.approx(0.6 + 4 / 4)
    assert expected_on_entry(state)[0] == pytest.approx(0.6 + 4 / 5)


def test_a_newcomer_that_attacks_is_paid_and_punished_as_often_as_it_is_caught():
    """Audited with 1/4 and then found out: 3/4 x (fee 1 + gain 2 x value 1) - 0.4 - 1/4 x 3 tok = 1.1; honest 1 - 0.4."""
    people = {"honest": {"share": 0.5}, "corruptor": {"share": 0.5, "numbers": {"attack_rate": 1.0}, "strategy": "corruptor"}}
    audit, slash = {**CAUGHT["verification"], "audit_probability": 0.25}, {"slash": 3.0, "slash_rule": "fixed"}
    field = {"verification": audit, "settlement": slash, "noise": {"level": 0.0}}
    nodes = {**QUIET["nodes"], "outside_gain": 2.0}
    state = run(world(nodes=nodes, population=people, field=field, job_classes={"job": {"fee": 1.0, "value": 1.0}}), 1)
    assert expected_on_entry(state) == pytest.approx([0.6, 1.1])
    assert expected_of_all(state)[3] == pytest.approx([0.6, 1.1])


SEPARATE = {"worker": {"strategy": "honest", "count": 2, "role": "executor", "adapts": False},
            "checker": {"strategy": "honest", "count": 2, "role": "verifier", "adapts": False}}  # fmt: skip


def test_seats_are_shared_by_one_verifier_more():
    """2 jobs x 1/2 audited x 1 seat, shared by 2 who stay or by 3 with the newcomer; a seat brings 0.6 - 0.4 = 0.2. Workers earn 0.6."""
    panel = {"kind": "panel", "audit_probability": 0.5, "panel_size": 1, "check_cost_ratio": 1.0}
    field = {"verification": panel, "settlement": {"pay_per_check": 0.6}, "noise": {"level": 0.0}}
    state = run(world(population=SEPARATE, field=field), 1)
    table = expected_of_all(state)
    assert (table[1, 0], table[2, 1]) == pytest.approx((0.6, 0.2 / 2))
    assert expected_on_entry(state) == pytest.approx([0.6, 0.2 / 3])


def test_a_panel_of_all_seats_those_who_are_in_the_network_now():
    """Of 4 verifiers 2 have left: a wrong output has 2 rejections of 2, more than v - need = 1, and is slashed; of 4 it would not be."""
    people = {
        "cheat": {"strategy": "corruptor", "count": 1, "role": "executor", "numbers": {"attack_rate": 1.0}, "adapts": False},
        "checker": {"strategy": "honest", "count": 2, "role": "verifier", "adapts": False},
        "leaver": {"strategy": "honest", "count": 2, "role": "verifier", "adapts": False, "numbers": {"leave": 1.0}},
    }
    panel = {"kind": "panel", "audit_probability": 1.0, "draw": "all", "need": 1, "check_cost_ratio": 0.0}
    field = {"verification": panel, "settlement": {"slash": 3.0, "slash_rule": "fixed"}, "noise": {"level": 0.0}}
    scenario = world(nodes={**QUIET["nodes"], "count": 5}, population=people, field=field, job_classes={"job": {"fee": 1.0}})
    state = run(scenario, 2)
    assert state.totals[col.WRONG_INVALID] == 1
    assert expected_of_all(state)[1, 0] == pytest.approx(-0.4 - 3.0)
    assert expected_on_entry(state)[0] == pytest.approx(-0.4 - 3.0)

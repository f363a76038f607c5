"""A node's ledger: the flows of its jobs and seats add up to its columns and to the change of its accounts, in any network."""

import numpy as np
import pytest
from hypothesis import given, settings

from model import columns as col
from model import door, networks, simulate
from model.flows import KINDS, Balances
from model.ledger import Books, account, balances, follow
from model.state import State
from model.step import PHASES, epoch
from tests.scenarios import LAWFUL, scenarios

CLOSE = {"rel": 1e-9, "abs": 1e-9}


def adds_up(state, one, node):
    """The flows of an epoch against the node's columns, balances and utility."""
    changed_hands = node in (*state.gone, *state.back, *state.came)  # the berth is another's by now
    summed = {kind.column: 0.0 for kind in KINDS.values() if kind.column}
    for flow in one.flows:
        kind = KINDS[flow.kind]
        if kind.column:
            summed[kind.column] += kind.sign * flow.amount
    for column, amount in summed.items():
        assert changed_hands or amount == pytest.approx(float(getattr(state, column)[node]), **CLOSE), column
    moved = np.sum([flow.moved for flow in one.flows] + [one.credited], axis=0)
    assert np.add(one.opening, moved) == pytest.approx(tuple(one.closing), **CLOSE)
    assert one.closing == balances(state.nodes, node)
    in_usd = sum(flow.amount * (one.price if KINDS[flow.kind].unit == "tok" else 1.0) for flow in one.flows)
    assert in_usd == pytest.approx(one.utility, **CLOSE)
    assert changed_hands or one.utility == state.utility[node]


def same_epoch_with_and_without(scenario, seed, node):
    """Keeping a node's books changes nothing, and every number of every epoch adds up."""
    watched, bare = State(scenario, seed), State(scenario, seed)
    for t in range(scenario.epochs):
        one = account(watched, t, node)
        epoch(bare, t)
        adds_up(watched, one, node)
        for block in ("nodes", "marks", "totals", "treasury", "jobs", "job_marks", "decoy_taken"):
            assert np.array_equal(getattr(watched, block), getattr(bare, block)), block


@LAWFUL
@given(scenarios())
def test_flows_add_up_to_columns_balances_and_utility_for_every_node(scenario):
    state = State(scenario, 5)
    for t in range(scenario.epochs):
        for node in range(scenario.berths):
            twin = State.__new__(State)
            twin.__dict__.update({name: value.copy() if isinstance(value, np.ndarray) else value for name, value in state.__dict__.items()})
            adds_up(twin, account(twin, t, node), node)
        epoch(state, t)


@settings(LAWFUL, max_examples=20)
@given(scenarios())
def test_keeping_the_books_of_a_node_changes_nothing(scenario):
    same_epoch_with_and_without(scenario, 3, scenario.nodes.count - 1)


@settings(LAWFUL, max_examples=30)
@given(scenarios())
def test_settling_job_by_job_on_copies_is_settling(scenario):
    """Slices of one job, decoys apart, come to the same bits as the whole epoch: the ledger's way is the network's."""
    state = State(scenario, 7)
    for t in range(min(scenario.epochs, 4)):
        state.epoch = t
        for phase in PHASES:
            if phase.name != "settle":
                phase.run(state)
                continue
            books = Books(state, 0)
            for j in range(state.jobs_of_epoch):
                books.settle(j, j + 1, with_decoys=False)
                if state.job_decoy[j] > 0:
                    books.settle_decoy(j)
            for j in range(state.jobs_of_epoch if scenario.cartel.binds() else 0):
                books.settle_cartel(j)
            books.close()
            phase.run(state)
            flows = slice(col.FIRST_FLOW, col.UTILITY + 1)
            assert np.array_equal(books.nodes[flows], state.nodes[flows])
            assert np.array_equal(books.nodes, state.nodes)
            assert np.array_equal(books.marks, state.marks)
            assert np.array_equal(books.treasury, state.treasury)


TOY = door.scenario_from(
    {
        "epochs": 3,
        "nodes": {"count": 4, "stake": 100.0, "compute_cost": 2.0, "placement": "in_order"},
        "population": {
            "cheat": {"strategy": "skimmer", "count": 1, "role": "executor", "numbers": {"effort": 0.0}},
            "judge": {"strategy": "honest", "share": 1.0, "role": "verifier"},
        },
        "jobs": {"assignment": "each", "rate": 1.0},
        "job_classes": {"job": {"fee": 10.0}},
        "field": {
            "partition": {"segments": 2, "commit_cost": 0.25},
            "verification": {
                "kind": "panel",
                "audit_probability": 1.0,
                "panel_size": 3,
                "need": 2,
                "sampled_segments": 1,
                "tolerance": 1.0,
            },
            "settlement": {"slash": 0.5, "slash_burned": 0.4, "slash_to_verifiers": 0.6, "pay_per_check": 0.5},
            "noise": {"level": 0.0},
        },
        "accounts": {"compounding_share": 0.5, "capital_cost": 0.01, "emission": 8.0, "emission_rule": "equal"},
        "market": {"price": 2.0},
        "adaptation": {"kind": "fixed"},
    }
)
"""One executor who computes nothing, three honest judges, and every output is looked at."""


def amounts(one):
    return {(flow.kind, flow.job): round(flow.amount, 12) for flow in one.flows}


def test_the_toy_cheat_by_hand():
    """Garbage is free, two commitments cost .5 USD; the slash takes .5 x 100 tok, emission gives 8 / 4 tok, capital .01 x 2 x 100 USD.

    Utility 2 x (2 - 50) - .5 - 2 = -98.5; stake 100 - 50 + 1, wallet 1.
    """
    _, (one,) = follow(TOY, 0, 0, 0, 0)
    assert amounts(one) == {("commit", 0): -0.5, ("slash", 0): -50.0, ("emission", -1): 2.0, ("capital", -1): -2.0}
    assert next(flow.moved for flow in one.flows if flow.kind == "slash") == Balances(stake=-50.0)
    assert one.credited == Balances(stake=1.0, wallet=1.0)
    assert one.closing == Balances(stake=51.0, wallet=1.0)
    assert one.utility == -98.5
    (job,) = one.jobs
    assert (job.job_class, job.deviating, job.segments, job.wrong, job.audited, job.covered) == ("job", 2, 2, True, True, 1)
    assert (job.verdict, job.sanction) == (col.REJECTED_INVALID, col.SANCTION_SLASH)
    assert sorted(job.panel) == [(1, col.REJECTED, 1), (2, col.REJECTED, 1), (3, col.REJECTED, 1)]
    assert one.seats == ()


def test_a_toy_judge_by_hand():
    """Pay .5 tok, a third of .6 x 50 tok, emission 2 tok; one of two segments checked: 1 USD; capital 2 USD.

    Utility 2 x 12.5 - 1 - 2 = 22; stake and wallet + 6.25 each.
    """
    _, (one,) = follow(TOY, 0, 2, 0, 0)
    assert amounts(one) == {
        ("check", 0): -1.0, ("verifier_pay", 0): 0.5, ("slash_share", 0): 10.0, ("emission", -1): 2.0, ("capital", -1): -2.0,
    }  # fmt: skip
    assert one.utility == pytest.approx(22.0, rel=1e-12)
    assert one.closing == pytest.approx(Balances(106.25, 6.25))
    (seat,) = one.seats
    assert (seat.job, seat.executor, seat.is_decoy, seat.wrong, seat.verdict) == (0, 0, False, True, col.REJECTED_INVALID)
    assert seat.votes == ((2, col.REJECTED, 1),)


def test_a_second_slash_takes_half_of_what_is_left():
    """Epoch 0 leaves 51 tok at stake; epoch 1 takes 25.5 of them."""
    _, accounts = follow(TOY, 0, 0)
    assert [round(one.total("slash"), 9) for one in accounts[:2]] == [-50.0, -25.5]
    assert [one.opening for one in accounts[1:]] == [one.closing for one in accounts[:-1]]


def test_a_rubber_stamp_is_seen_not_to_have_looked():
    lazy = door.change(TOY, {"population.judge.strategy": "rubber_stamp"})
    _, (one,) = follow(lazy, 0, 1, 0, 0)
    assert one.seats[0].votes == ((1, col.APPROVED, 0),)
    assert one.total("check") == 0.0
    _, (executor,) = follow(lazy, 0, 0, 0, 0)
    assert executor.total("fee") == 10.0
    assert {vote.checked for vote in executor.jobs[0].panel} == {0}


def test_a_dry_treasury_pays_a_part_of_each_vote():
    """Three judges are owed .5 tok each and the treasury holds .6: .2 each."""
    poor = door.change(TOY, {"accounts.pay_source": "treasury", "accounts.treasury": 0.6})
    _, (one,) = follow(poor, 0, 3, 0, 0)
    assert one.total("verifier_pay") == pytest.approx(0.2, rel=1e-12)


def test_approving_a_decoy_and_rejecting_one():
    """Decoys beside every job: a stamp pays 3 tok, a judge earns 1 tok and a jackpot of 4."""
    settle = {"decoy_rate": 1.0, "decoy_penalty": 3.0, "pay_decoy": 1.0, "jackpot": 4.0}
    stamps = door.change(TOY, {**settle, "population.judge.strategy": "rubber_stamp"})
    _, (one,) = follow(stamps, 0, 1, 0, 0)
    assert one.total("decoy_penalty") == -3.0
    assert [(seat.is_decoy, seat.votes) for seat in one.seats] == [(False, ((1, 1, 0),)), (True, ((1, 1, 0),))]
    _, (judge,) = follow(door.change(TOY, settle), 0, 1, 0, 0)
    assert judge.total("decoy_pay") == 1.0
    assert judge.total("jackpot") == pytest.approx(4.0 / 3.0)
    assert judge.total("decoy_check") == -1.0


def test_jail_is_why_a_node_is_absent():
    jailing = door.change(TOY, {"accounts.jail_epochs": 2})
    _, accounts = follow(jailing, 0, 0)
    assert [one.absent for one in accounts] == ["", "in jail until epoch 3", "in jail until epoch 3"]
    assert accounts[0].jobs[0].sanction == col.SANCTION_SLASH | col.SANCTION_JAIL
    assert accounts[1].jobs == ()


@pytest.mark.parametrize("name", networks.names())
def test_the_ledger_is_of_the_same_run_as_the_records(name):
    scenario = door.change(networks.load(name), {"nodes.count": 50, "epochs": 12})
    run = simulate(scenario, seed=9)
    state, accounts = follow(scenario, 9, 11)
    assert np.array_equal(state.nodes, run.state.nodes)
    assert accounts[-1].closing == balances(run.state.nodes, 11)
    _, (one,) = follow(scenario, 9, 11, 7, 7)
    assert one == accounts[7]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((4,), r"node = 4 is outside \[0, 3\]"),
        ((-1,), r"node = -1 is outside \[0, 3\]"),
        ((1.5,), r"node = 1.5 is outside"),
        ((1, 3), r"epoch = 3 is outside \[0, 2\]"),
        ((1, 0, 9), r"epoch = 9 is outside \[0, 2\]"),
    ],
)
def test_what_the_run_has_not_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        follow(TOY, 0, *words)

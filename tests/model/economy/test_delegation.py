"""Delegation, with numbers done by hand: own 10 tok and 30 delegated, so that delegators have three quarters of each stake."""

import re

import pytest

from model import columns as col
from model import door, simulate
from model.economy.cartel import can_pay
from model.ledger import follow
from tests.model.economy.toy import APPROVE, REJECT, accepted, invalid, row, settle_jobs, settled, total, unaudited, unavailable, world

THREE_QUARTERS = {"delegation.tokens": 30.0}


def delegating(*jobs, **changes):
    return settled(*jobs, **THREE_QUARTERS, **changes)


def test_nobody_delegates_by_default():
    state = settled(unaudited(0))
    assert not state.delegated.any()
    assert not state.delegators_share.any()
    assert state.wallet[0] == 1.0


def test_delegated_tokens_are_part_of_the_opening_stake():
    state = delegating()
    assert row(state.opening_stake) == [40.0] * 6
    assert row(state.delegators_share) == [0.75] * 6
    assert (total(state, "staked"), total(state, "delegations"), total(state, "held")) == (240.0, 180.0, 240.0)


def test_of_a_fee_delegators_get_their_share_less_the_commission():
    """Three quarters of 1 tok, less a fifth: 0.6 to delegators, 0.4 to the node."""
    state = delegating(unaudited(0), **{"delegation.commission": 0.2})
    assert row(state.passed_on)[:2] == [0.6, 0.0]
    assert (state.wallet[0], state.utility[0], state.earned[0]) == pytest.approx((0.4, 0.4, 0.4))
    assert (total(state, "delegators_paid"), total(state, "paid_in"), total(state, "paid_out")) == pytest.approx((0.6, 1.0, 0.6))


def test_what_is_restaked_stays_with_the_node():
    """Of 0.6 a half: 0.3 joins the 30, 0.3 leaves."""
    state = delegating(unaudited(0), **{"delegation.commission": 0.2, "delegation.restaked": 0.5})
    assert state.delegated[0] == pytest.approx(30.3)
    assert total(state, "paid_out") == pytest.approx(0.3)
    assert total(state, "held") == pytest.approx(240.0 + 0.3 + 0.4)


def test_where_rewards_do_not_move_stakes_nothing_is_restaked():
    state = delegating(unaudited(0), stakes="frozen", **{"delegation.commission": 0.2, "delegation.restaked": 0.5})
    assert (state.delegated[0], total(state, "paid_out")) == pytest.approx((30.0, 0.6))


def test_emission_is_shared_like_fees_and_goes_by_the_whole_stake():
    """12 tok over stakes of 40, 40, ... : 2 each; 0.75 x 0.9 of that is passed on."""
    state = delegating(emission=12.0, emission_rule="stake", **{"delegation.commission": 0.1})
    assert row(state.rewards) == [2.0] * 6
    assert row(state.passed_on) == [1.35] * 6


def test_pay_for_checking_is_the_nodes_own():
    state = delegating(accepted(0, votes={1: APPROVE}), pay_per_check=0.5)
    assert (state.pay[1], state.passed_on[1], state.wallet[1]) == (0.5, 0.0, 0.5)


def test_a_slash_falls_on_the_nodes_own_tokens_alone():
    """A fifth of its own 10."""
    state = delegating(invalid(0), slash=0.2)
    assert (state.stake[0], state.delegated[0], state.losses[0]) == pytest.approx((8.0, 30.0, 2.0))
    assert (total(state, "slashed"), total(state, "delegators_lost")) == pytest.approx((2.0, 0.0))


def test_a_slash_is_shared_in_proportion():
    """A fifth of all 40: 2 of the node, 6 of its delegators; all 8 are burned, and the node's utility bears its 2."""
    state = delegating(invalid(0), slash=0.2, **{"delegation.shares_losses": True})
    assert (state.stake[0], state.delegated[0]) == pytest.approx((8.0, 24.0))
    assert (state.losses[0], state.shared_losses[0], state.utility[0]) == pytest.approx((2.0, 6.0, -2.0))
    assert (total(state, "slashed"), total(state, "delegators_lost"), total(state, "burned")) == pytest.approx((8.0, 6.0, 8.0))


@pytest.mark.parametrize(("shared", "stake", "delegated"), [(False, 6.0, 30.0), (True, 9.0, 27.0)])
def test_a_slash_in_tokens_is_borne_by_the_node_or_shared(shared, stake, delegated):
    state = delegating(invalid(0), slash=4.0, slash_rule="fixed", **{"delegation.shares_losses": shared})
    assert (state.stake[0], state.delegated[0]) == (stake, delegated)


def test_penalties_are_shared_too():
    """4 tok for an unavailable output, 2 for a vote against the verdict."""
    jobs = unavailable(0), accepted(1, votes={2: APPROVE, 3: REJECT})
    state = delegating(*jobs, unavailable_penalty=4.0, dissent_penalty=2.0, **{"delegation.shares_losses": True})
    assert row(state.stake) == [9.0, 10.0, 10.0, 9.5, 10.0, 10.0]
    assert row(state.delegated) == [27.0, 30.0, 30.0, 28.5, 30.0, 30.0]
    assert total(state, "penalties") == 6.0


def test_nobody_loses_more_than_is_there():
    """60 tok asked of 40: the node's 15 stop at 10, its delegators' 45 at 30."""
    state = delegating(invalid(0), slash=60.0, slash_rule="fixed", **{"delegation.shares_losses": True})
    assert (state.stake[0], state.delegated[0]) == (0.0, 0.0)
    assert total(state, "slashed") == 40.0


def test_delegators_owe_no_debt():
    """Under unlimited liability the node owes its 15; the delegators' shortfall is nobody's."""
    state = delegating(invalid(0), slash=60.0, slash_rule="fixed", unlimited_liability=True, **{"delegation.shares_losses": True})
    assert (state.losses[0], state.debt[0], state.shared_losses[0]) == (15.0, 5.0, 30.0)


def test_where_slashes_do_not_move_stakes_they_come_from_outside():
    state = delegating(invalid(0), slash=0.2, stakes="frozen", **{"delegation.shares_losses": True})
    assert (state.stake[0], state.delegated[0], total(state, "paid_in"), total(state, "burned")) == pytest.approx((10.0, 30.0, 8.0, 8.0))


def test_capital_costs_its_rate_on_the_nodes_own_tokens():
    assert row(delegating(capital_cost=0.01).utility) == [-0.1] * 6


def test_the_least_stake_is_the_nodes_own():
    assert delegating(minimum_stake=11.0).active.tolist() == [0] * 6


def test_the_next_epochs_shares_are_those_of_what_is_left():
    """A fixed slash of 4 leaves own 6 beside 30: five sixths of the next fee, less 5 %."""
    state = delegating(invalid(0), slash=4.0, slash_rule="fixed")
    settle_jobs(state, unaudited(0))
    assert state.delegators_share[0] == pytest.approx(5 / 6)
    assert state.passed_on[0] == pytest.approx(0.95 * 5 / 6)


def test_bribes_are_paid_out_of_what_the_node_keeps():
    """A fee of 1 leaves the executor 0.4, with 0.2 in its wallet and 0.1 of bribes it can give away 0.7."""
    state = delegating(**{"delegation.commission": 0.2})
    state.nodes[[col.WALLET, col.FEES, col.BRIBES], 0] = 0.2, 1.0, 0.1
    assert can_pay(0, state.network_numbers, state.nodes) == pytest.approx(0.7)


def test_delegators_come_and_go_with_their_node():
    """40 tok of each of 4 nodes leave when they do; newcomers bring as much."""
    rules = {"exit": {"churn": 1.0}, "entry": {"kind": "replacement"}}
    scenario = door.scenario_from(
        {
            "nodes": {"count": 4, "stake": 10.0}, "membership": rules, "delegation": {"tokens": 30.0}, "job_classes": {"job": {"fee": 0.0}},
            "field": {"verification": {"kind": "absent"}},
        }
    )  # fmt: skip
    state = simulate(scenario, seed=0, epochs=3).state
    assert total(state, "paid_out") == total(state, "paid_in") == 160.0
    assert state.delegated.tolist() == [30.0] * 4


def test_what_delegators_bring_may_be_a_list_or_a_law():
    given = world(**{"delegation.tokens": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]})
    assert given.delegated.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    drawn = world(**{"delegation.tokens": {"kind": "uniform", "low": 5.0, "high": 6.0}})
    assert ((drawn.delegated >= 5.0) & (drawn.delegated <= 6.0)).all()
    assert len(set(drawn.delegated.tolist())) == 6


def test_jobs_go_by_the_whole_stake():
    """Own stakes are equal; the one with 990 delegated of 1,050 in all gets nearly all jobs."""
    tokens = [990.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    changes = {"jobs.assignment": "stake_weighted", "jobs.arrival": "total", "jobs.rate": 1000.0, "delegation.tokens": tokens}
    scenario = door.change(door.scenario_from({"nodes": {"count": 6, "stake": 10.0}}), changes)
    state = simulate(scenario, seed=1, epochs=1).state
    assert state.load[0] / 1000.0 == pytest.approx(1000 / 1050, abs=0.03)


def test_the_ledger_lists_what_is_passed_on():
    scenario = door.scenario_from({"nodes": {"count": 4, "stake": 10.0}, "delegation": {"tokens": 30.0, "commission": 0.2}})
    state, (account,) = follow(scenario, 0, 2, 0, 0)
    assert account.total("passed_on") == pytest.approx(-0.6 * account.total("fee"))
    tokens = account.total("fee", "passed_on", "verifier_pay", "slash")
    assert account.utility == pytest.approx(account.price * tokens + account.total("compute", "commit", "check", "capital"))
    assert state.delegated[2] == 30.0


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"delegation": {"commission": 1.2}}, "commission"),
        ({"delegation": {"tokens": -1.0}}, "delegation.tokens"),
        ({"delegation": {"tokens": [1.0]}}, "delegation.tokens"),
        (
            {"delegation": {"tokens": 1.0}, "adaptation": {"kind": "imitation", "signal": "expected"}},
            "adaptation.signal = expected knows nothing",
        ),
        (
            {"delegation": {"tokens": 1.0}, "membership": {"entry": {"kind": "free", "utility": "expected"}}},
            "utility of membership = expected knows nothing",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(parts, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        door.scenario_from(parts)

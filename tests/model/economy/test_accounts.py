"""What the network does with accounts: where income goes, which stakes move, how tokens enter, what a node's epoch is worth."""

import pytest

from tests.model.economy.toy import APPROVE, REJECT, accepted, invalid, row, settle_jobs, settled, total, unaudited, unavailable, world


# --- income -------------------------------------------------------------------
def test_income_goes_to_the_wallet():
    state = settled(unaudited(0))
    assert (state.stake[0], state.wallet[0], state.earned[0]) == (10.0, 1.0, 1.0)


def test_the_compounding_share_of_income_joins_the_stake():
    state = settled(unaudited(0), unaudited(0), compounding_share=0.75)
    assert (state.stake[0], state.wallet[0]) == (11.5, 0.5)


# --- which stakes move --------------------------------------------------------
SLASHED_AND_PAID = (unaudited(0), invalid(1))


@pytest.mark.parametrize(
    ("stakes", "after", "paid_in", "paid_out"),
    [
        # fee 1 in, all compounded; slash 2 burned
        ("moving", [11.0, 8.0], 1.0, 0.0),
        # the fee leaves again, and the burned 2 come from outside
        ("frozen", [10.0, 10.0], 3.0, 1.0),
        ("rewards_only", [11.0, 10.0], 3.0, 0.0),
        ("slashes_only", [10.0, 8.0], 1.0, 1.0),
    ],
)
def test_a_suppressed_movement_crosses_the_boundary(stakes, after, paid_in, paid_out):
    state = settled(*SLASHED_AND_PAID, stakes=stakes, slash=0.2, compounding_share=1.0)
    assert row(state.stake)[:2] == after
    assert (total(state, "paid_in"), total(state, "paid_out"), total(state, "burned")) == (paid_in, paid_out, 2.0)


@pytest.mark.parametrize("stakes", ["moving", "frozen", "rewards_only", "slashes_only"])
def test_utilities_are_booked_in_full_whichever_stakes_move(stakes):
    assert row(settled(*SLASHED_AND_PAID, stakes=stakes, slash=0.2).utility)[:2] == [1.0, -2.0]


# --- liability ----------------------------------------------------------------
def test_a_loss_beyond_the_stake_is_forgiven_under_limited_liability():
    state = settled(invalid(0), slash_rule="fixed", slash=15.0)
    assert (state.stake[0], state.debt[0], state.losses[0], state.utility[0]) == (0.0, 0.0, 10.0, -10.0)


def test_under_unlimited_liability_the_shortfall_is_a_debt_in_usd_that_moves_no_token():
    """15 tok owed, 10 there: 5 tok x 0.5 USD/tok of debt; the utility bears all 15."""
    state = settled(invalid(0), slash_rule="fixed", slash=15.0, unlimited_liability=True, price=0.5)
    assert (state.stake[0], state.debt[0], state.losses[0], state.utility[0]) == (0.0, 2.5, 15.0, -7.5)
    assert (total(state, "slashed"), total(state, "burned")) == (10.0, 10.0)


def test_tokens_on_their_way_out_are_slashed_after_the_stake():
    """10 at stake, 4 unbonding, 12 taken: 2 are left of those unbonding."""
    state = world(slash_rule="fixed", slash=12.0)
    state.unbonding[0] = 4.0
    settle_jobs(state, invalid(0))
    assert (state.stake[0], state.unbonding[0]) == (0.0, 2.0)


# --- emission -----------------------------------------------------------------
def test_emission_goes_by_accepted_work():
    """12 tok: node 0 had two jobs accepted, node 1 one, node 2 none: 8, 4, 0."""
    state = settled(unaudited(0), unaudited(0), unaudited(1), invalid(2), emission=12.0)
    assert row(state.rewards) == [8.0, 4.0, 0.0, 0.0, 0.0, 0.0]
    assert total(state, "minted") == total(state, "rewards_paid") == 12.0


def test_without_accepted_work_nothing_is_minted():
    assert total(settled(invalid(0), emission=12.0), "minted") == 0.0


def test_emission_goes_by_opening_stake():
    """Stakes 10 x 5 and 50: the last gets half of 12; a slash of this epoch does not count yet."""
    stakes = [10.0] * 5 + [50.0]
    state = settled(invalid(0), emission=12.0, emission_rule="stake", slash=0.5, **{"nodes.stake": stakes})
    assert row(state.rewards) == [1.2, 1.2, 1.2, 1.2, 1.2, 6.0]


def test_emission_goes_equally_to_active_nodes():
    state = world(emission=12.0, emission_rule="equal", eject=True)
    settle_jobs(state, invalid(0))
    assert row(state.rewards) == [2.0] * 6
    settle_jobs(state)
    assert row(state.rewards) == [0.0, 2.4, 2.4, 2.4, 2.4, 2.4]


def test_a_yield_is_paid_on_each_own_opening_stake():
    state = settled(emission_rule="yield", yield_rate=0.01, emission=99.0, **{"nodes.stake": [10.0, 20.0, 0.0, 0.0, 0.0, 0.0]})
    assert row(state.rewards)[:3] == [0.1, 0.2, 0.0]
    assert total(state, "minted") == pytest.approx(0.3)


# --- utility ------------------------------------------------------------------
def test_capital_costs_its_rate_on_the_opening_stakes_price():
    """1% of 10 tok at 3 USD: 0.3 USD."""
    state = settled(capital_cost=0.01, price=3.0)
    assert row(state.utility) == [-0.3] * 6


def test_an_inactive_node_bears_no_capital_cost():
    state = world(capital_cost=0.01, eject=True)
    settle_jobs(state, invalid(0))
    settle_jobs(state)
    assert row(state.utility)[:2] == [0.0, -0.1]


def test_the_utility_of_an_epoch_adds_up():
    """Node 1, at 2 USD/tok: pay 0.5 + share of a slash 2 - penalty 1 = 1.5 tok, 3 USD; compute 0.6 x 2 jobs, miss 0.25: 1.55 USD."""
    state = settled(
        invalid(0, votes={1: REJECT}), accepted(2, votes={1: APPROVE}, wrong=1), unavailable(1),
        slash=0.2, slash_burned=0.0, slash_to_verifiers=1.0, pay_conviction=0.5, unavailable_penalty=1.0, miss_loss=0.25, price=2.0,
        compute_cost=0.6,
    )  # fmt: skip
    assert state.compute_spent[1] == pytest.approx(1.2)
    assert state.utility[1] == pytest.approx(2 * (0.5 + 2.0 - 1.0) - 1.2 - 0.25)


def test_everything_held_is_reported():
    state = settled(unaudited(0), invalid(1), slash=0.2, **{"accounts.treasury": 5.0})
    assert (total(state, "staked"), total(state, "treasury"), total(state, "held")) == (58.0, 5.0, 64.0)


def test_flows_of_one_epoch_do_not_run_on_into_the_next():
    state = world(slash=0.2)
    settle_jobs(state, unaudited(0), invalid(1))
    settle_jobs(state)
    assert row(state.fees + state.losses + state.pay + state.spoils + state.accepted_work) == [0.0] * 6
    assert row(state.utility) == [0.0] * 6
    assert row(state.earned)[:2] == [1.0, 0.0]

"""Demand, emission schedules, the treasury's budget, stakes that adjust and shocks, in networks of four nodes with 10 tok each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import door, networks, simulate
from model.columns import PRICE
from model.economy.demand import demand_factor
from model.expectation import expected_payoffs, expected_utilities
from model.run import Run
from model.state import State
from model.step import epoch

CHEAT = {"cheat": {"strategy": "corruptor", "share": 1.0, "numbers": {"attack_rate": 1.0}}}
EQUAL = {"emission": 8.0, "emission_rule": "equal"}


def lived(epochs: int, **parts: Any) -> Run:
    """A run of four nodes that compute at no cost."""
    base: dict[str, Any] = {"nodes": {"count": 4, "stake": 10.0, "compute_cost": 0.0}, "jobs": {"rate": 0.0}, "epochs": epochs}
    return simulate(door.scenario_from(base | parts), 0)


def totals(run: Run, name: str) -> list[float]:
    return [round(float(x), 9) for x in run.records.total(name)]


def minted(epochs: int, **parts: Any) -> list[float]:
    return totals(lived(epochs, **parts), "minted")


def test_emission_is_constant_unless_told():
    assert minted(3, accounts=EQUAL) == [8.0, 8.0, 8.0]


def test_a_percentage_grows_with_the_supply():
    """A tenth of 40, then of 44."""
    assert minted(2, accounts=EQUAL, issuance={"kind": "percentage", "inflation": 0.1}) == [4.0, 4.4]


def test_emission_halves_smoothly_or_in_steps():
    half = {"kind": "half_life", "half_life": 2.0}
    assert minted(3, accounts=EQUAL, issuance=half) == pytest.approx([8.0, 8.0 / 2**0.5, 4.0])
    assert minted(4, accounts=EQUAL, issuance={**half, "in_steps": True}) == [8.0, 8.0, 4.0, 4.0]


def test_inflation_falls_while_more_than_the_target_is_staked():
    """40 of 80 tok are staked and a quarter is wanted: after a first epoch at .1, inflation moves by .02 x (1 - (40 / 88) / .25)."""
    schedule = {"kind": "target_stake", "target_share": 0.25, "inflation_start": 0.1, "inflation_response": 0.02, "most_inflation": 0.2}
    then = 88 * (0.1 + 0.02 * (1 - 40 / 88 / 0.25))
    assert minted(2, accounts=EQUAL, market={"circulating": 40.0}, issuance=schedule) == pytest.approx([8.0, then])


def test_the_inverse_root_pays_less_for_each_token_the_more_are_staked():
    assert minted(1, accounts=EQUAL, issuance={"kind": "inverse_root", "yield_of_one": 0.5}) == pytest.approx([0.5 * 40**0.5])


def test_the_treasury_gets_its_part_of_emission_and_spends_a_share():
    """A quarter of 8 comes in, half of what is there goes out: 1, then (1 + 2) / 2."""
    run = lived(2, accounts=EQUAL, budget={"emission_to_treasury": 0.25, "treasury_spends": 0.5})
    assert totals(run, "rewards_paid") == [6.0, 6.0]
    assert totals(run, "granted") == [1.0, 1.5]
    assert totals(run, "circulating") == [1.0, 2.5]
    burned = lived(2, accounts=EQUAL, budget={"emission_to_treasury": 0.25, "treasury_spends": 0.5, "treasury_spends_on": "burning"})
    assert totals(burned, "burned") == [1.0, 1.5]


def test_nodes_stake_of_their_wallets_while_staking_yields_more_than_they_ask():
    """8 on 40 yield a fifth and a tenth is asked for: at a speed of a tenth each stakes 1 of the 2 in its wallet."""
    run = lived(1, accounts=EQUAL, staking={"required_return": 0.1, "stake_adjustment": 0.1})
    assert run.state.stake.tolist() == pytest.approx([11.0] * 4)
    assert run.state.wallet.tolist() == pytest.approx([1.0] * 4)
    assert totals(run, "staked") == [44.0]


def test_stakes_that_yield_nothing_are_taken_out():
    run = lived(2, staking={"stake_adjustment": 0.5})
    assert run.state.stake.tolist() == [2.5] * 4
    assert run.state.wallet.tolist() == [7.5] * 4


def test_a_shock_of_the_price_holds_at_once():
    run = lived(3, accounts=EQUAL, market={"price": 4.0}, shocks={"crash": {"kind": "price", "epoch": 1, "factor": 0.5}})
    assert totals(run, "price") == [4.0, 2.0, 2.0]
    assert totals(run, "utility_sum") == [32.0, 16.0, 16.0]


def test_a_shock_moves_a_pool_along_its_curve():
    """A quarter of the price: half of the dollars leave for as many tokens again, so 100 tok come in over the boundary."""
    pool = {"kind": "pool", "price": 4.0, "pool_tokens": 100.0, "spending": 0.0}
    run = lived(2, market=pool, shocks={"crash": {"kind": "price", "epoch": 1, "factor": 0.25}})
    assert totals(run, "pool_tokens") == [100.0, 200.0]
    assert totals(run, "pool_dollars") == [400.0, 200.0]
    assert totals(run, "paid_in") == [0.0, 100.0]
    assert totals(run, "price") == [4.0, 1.0]


def test_a_shock_of_demand_ends_with_its_duration():
    jobs = {"arrival": "total", "rate": 10.0, "assignment": "uniform"}
    run = lived(4, jobs=jobs, shocks={"slump": {"kind": "demand", "epoch": 1, "factor": 0.5, "duration": 2}})
    assert totals(run, "demand") == totals(run, "jobs") == [10.0, 5.0, 5.0, 10.0]


def test_a_shock_breaks_an_image():
    images = {"count": 2, "revoke_rate": 0.0}
    run = lived(2, images=images, shocks={"breach": {"kind": "image", "epoch": 1, "image": 1}})
    assert run.state.images.tolist() == [0, 1]


def test_users_learn_of_faults_late_and_leave():
    """All outputs are wrong and all are found out two epochs later; a memory of 2 epochs takes half of the trust each time."""
    run = lived(
        5,
        population=CHEAT,
        jobs={"arrival": "total", "rate": 8.0, "assignment": "uniform"},
        demand={"discovery_rate": 1.0, "discovery_hours": 2.0, "fault_memory": 2.0, "fault_elasticity": 2.0},
    )
    assert totals(run, "faults_found") == [0.0, 0.0, 8.0, 8.0, 8.0]
    assert totals(run, "demand") == [8.0, 8.0, 8.0, 2.0, 0.5]


def test_demand_falls_as_the_token_grows_dear():
    assert demand_factor(1.0, 0.0, 0.0, 4.0, 0.5, 10.0) == 0.5
    assert demand_factor(1.0, 0.0, 0.0, 0.0, 0.5, 10.0) == 10.0
    assert demand_factor(0.5, 0.5, 1.0, 1.0, 0.0, 10.0) == 0.25


def test_the_signal_expected_follows_price_and_emission():
    """The table at the start, moved along price and emission, is the table of a scenario that starts there."""
    base = door.change(
        networks.load("posp"),
        {"nodes.count": 20, "adaptation": {"kind": "imitation", "signal": "expected"}, "accounts.emission": 4.0, "market.price": 2.0},
    )
    crash = {"kind": "price", "epoch": 1, "factor": 0.25}
    moving = door.change(base, {"issuance": {"kind": "half_life", "half_life": 1.0}, "shocks.crash": crash})
    state = State(moving, 0)
    for t in range(2):
        epoch(state, t)
    there = door.change(base, {"accounts.emission": 2.0, "market.price": 0.5})
    assert state.totals[PRICE] == 0.5
    assert np.allclose(expected_payoffs(state), expected_utilities(there, state.counts), rtol=1e-12)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"demand": {"fault_elasticity": 1.0, "discovery_rate": 0.5}}, "demand moves nothing: jobs.assignment = each"),
        (
            {"demand": {"fault_elasticity": 1.0}, "jobs": {"assignment": "uniform"}},
            "demand.fault_elasticity = 1 has no faults to answer at discovery_rate = 0",
        ),
        ({"market": {"kind": "saturating", "security_of": "seen_integrity"}}, "market.security_of = seen_integrity sees nothing"),
        (
            {"issuance": {"kind": "percentage"}, "accounts": {"emission_rule": "yield"}},
            "issuance.kind = percentage sets an amount, but accounts.emission_rule = yield",
        ),
        (
            {"staking": {"stake_adjustment": 0.1}, "accounts": {"stakes": "frozen"}},
            "staking.stake_adjustment = 0.1 moves stakes, but accounts.stakes = frozen; set stakes = moving",
        ),
        ({"shocks": {"breach": {"kind": "image", "epoch": 3, "image": 2}}}, r"shocks.breach.image = 2 is outside \[0, 0\]"),
        ({"shocks": {"crash": {"kind": "price", "epoch": 3, "duration": 2}}}, "duration = 2 has no part in a shock of kind price"),
        ({"shocks": {"crash": {"epoch": 3}}}, "shocks.crash.kind is missing; give it"),
        ({"shocks": {"crash": {"kind": "flood", "epoch": 3}}}, "shocks.crash.kind = 'flood' is not one of price, demand, image"),
        ({"issuance": {"kind": "target_stake", "inflation_start": 0.5}}, "inflation_start = 0.5 is outside"),
    ],
)
def test_the_door_names_what_does_not_fit(parts, words):
    with pytest.raises(ValueError, match=words):
        door.scenario_from(parts)

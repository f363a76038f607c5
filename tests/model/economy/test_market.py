"""Every kind of market in a network of four nodes that earn 10 tok of emission each per epoch and do nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from model import InferenceNetwork, door, simulate
from model.economy.market.log_linear import log_linear_price
from model.economy.market.pool import swapped
from model.economy.market.saturating import saturating_price
from model.run import Run


def traded(epochs: int = 1, **market: object) -> Run:
    """A run of four nodes with stakes of 10 tok."""
    scenario = door.scenario_from(
        {
            "nodes": {"count": 4, "stake": 10.0, "compute_cost": 0.0},
            "jobs": {"rate": 0.0},
            "accounts": {"emission": 40.0, "emission_rule": "equal"},
            "market": market,
            "epochs": epochs,
        }
    )
    return simulate(scenario, 0)


def last(run: Run, name: str) -> float:
    return float(run.records.total(name)[-1])


def test_nothing_is_sold_where_nothing_is_said():
    run = traded(3, price=2.0)
    assert run.records.total("price").tolist() == [2.0, 2.0, 2.0]
    assert run.records.total("sold").tolist() == [0.0, 0.0, 0.0]
    assert last(run, "supply") == last(run, "held") == 40.0 + 3 * 40.0


def test_nodes_sell_a_share_of_their_wallets_to_users_at_the_price_that_stands():
    """Wallets of 10: half is sold at 2 USD. Next epoch they hold 5 + 10 and sell 7.5."""
    run = traded(2, price=2.0, sale_share=0.5)
    assert run.records.total("sold").tolist() == [20.0, 30.0]
    assert run.records.total("proceeds").tolist() == [40.0, 60.0]
    assert run.state.wallet.tolist() == [7.5] * 4
    assert run.state.cash.tolist() == [25.0] * 4
    assert last(run, "circulating") == 50.0
    assert last(run, "supply") == 120.0


def test_nodes_that_sell_of_their_income_keep_what_they_saved():
    run = traded(2, sale_share=0.5, sale_of="income")
    assert run.records.total("sold").tolist() == [20.0, 20.0]


def test_a_share_of_what_circulates_is_burned_each_epoch():
    """1000 lose a tenth, get the sale of 40, lose a tenth."""
    run = traded(2, circulating=1000.0, burn_rate=0.1, sale_share=1.0)
    assert run.records.total("burned").tolist() == pytest.approx([100.0, 94.0])
    assert run.records.total("circulating").tolist() == pytest.approx([940.0, 886.0])


def test_under_burn_and_mint_what_circulates_turns_over_for_what_users_spend():
    """1000 circulate and a tenth is spent for 50 USD: 100 burned, 0.5 USD each, which holds from the next epoch. Then 940: 94 burned."""
    run = traded(3, kind="burn_and_mint", price=9.0, circulating=1000.0, velocity=0.1, spending=50.0, sale_share=1.0)
    assert run.records.total("price").tolist() == pytest.approx([9.0, 0.5, 50 / 94])
    assert run.records.total("burned").tolist() == pytest.approx([100.0, 94.0, 88.6])
    assert run.state.cash.sum() == pytest.approx(40 * (0.5 + 50 / 94 + 50 / 88.6))


def test_where_nothing_circulates_the_price_stands():
    run = traded(2, kind="burn_and_mint", price=9.0, spending=50.0)
    assert run.records.total("price").tolist() == [9.0, 9.0]


def test_a_pool_pays_less_than_its_price_for_what_moves_it():
    """40 into 400 at 2 USD: 800 - 400 * 800 / 440 = 72.727 USD; the price falls by 1.1^-2."""
    run = traded(2, kind="pool", price=2.0, pool_tokens=400.0, pool_fee=0.0, sale_share=1.0, spending=0.0)
    assert run.records.total("proceeds")[0] == pytest.approx(800.0 / 11.0, rel=1e-12)
    assert run.records.total("price")[1] == pytest.approx(2.0 / 1.1**2, rel=1e-12)
    assert run.records.total("pool_tokens").tolist() == [440.0, 480.0]
    assert run.records.total("held")[0] == 40.0 + 440.0


def test_users_buy_from_the_pool_and_burn_a_share():
    """100 USD into 100 of 400 tok: half of them comes out; a quarter of that is burned."""
    run = traded(1, kind="pool", price=0.25, pool_tokens=400.0, pool_fee=0.0, spending=100.0, bought_burned=0.25)
    assert last(run, "bought") == pytest.approx(200.0)
    assert last(run, "burned") == pytest.approx(50.0)
    assert last(run, "circulating") == pytest.approx(150.0)
    assert run.state.network_numbers[0] == pytest.approx(1.0)


def test_a_swap_of_1000_against_1000_with_a_fee_of_three_in_a_thousand():
    assert swapped(100.0, 1000.0, 1000.0, 0.003) == pytest.approx(90.6610893880149, rel=1e-12)


def test_the_fee_makes_the_product_of_the_pool_grow():
    run = traded(200, kind="pool", price=2.0, pool_tokens=400.0, pool_fee=0.01, sale_share=0.3, spending=25.0)
    product = run.records.total("pool_tokens") * run.records.total("pool_dollars")
    assert (np.diff(product) > 0).all()


def test_a_log_linear_price_follows_the_staked_value():
    """Stakes stand still, so the warranted price is p0 (p / p0)^G: it stays where it started."""
    run = traded(3, kind="log_linear", price=2.0, price_gain=0.6)
    assert run.records.total("price").tolist() == pytest.approx([2.0, 2.0, 2.0])
    assert log_linear_price(1.0, 16.0, 0.5) == pytest.approx(4.0)


def test_a_saturating_price_dies_below_its_tipping_point_and_recovers_above():
    """40 tok staked and K = 40 USD: p' = 2.5 p^2 / (1 + p^2) tips at 0.5 and rests at 2."""
    below, above = (traded(200, kind="saturating", price=p, ceiling=2.5, half_security=40.0) for p in (0.49, 0.51))
    assert last(below, "price") < 1e-6
    assert last(above, "price") == pytest.approx(2.0)
    assert saturating_price(3.0, 5.0, 3.0) == 2.5


def test_utilities_count_tokens_at_the_price_of_their_epoch():
    run = traded(2, kind="burn_and_mint", price=9.0, circulating=1000.0, spending=50.0)
    assert run.records.total("utility_sum").tolist() == pytest.approx([9.0 * 40.0, 0.5 * 40.0])


def test_users_who_pay_with_more_than_circulates_import_the_rest():
    scenario = door.scenario_from({"nodes": {"count": 4, "stake": 10.0}, "market": {"circulating": 3.0}, "epochs": 2})
    run = simulate(scenario, 0)
    assert run.records.total("imported").tolist() == [1.0, 4.0]
    assert run.records.total("supply").tolist() == [44.0, 48.0]


def test_a_price_set_between_epochs_holds_at_once_and_other_changes_leave_it_alone():
    scenario = door.change(door.scenario_from({"nodes": {"count": 4, "stake": 10.0}}), {"market": {"kind": "saturating", "price": 0.3}})
    network = InferenceNetwork(scenario, rng=0)
    network.step()
    moved = float(network.state.network_numbers[0])
    network.change("accounts.capital_cost", 0.5)
    assert network.state.network_numbers[0] == moved != 0.3
    network.change("market.price", 7.0)
    network.step()
    assert network.latest["price"] == 7.0


@pytest.mark.parametrize(
    ("market", "words"),
    [
        ({"kind": "pool", "price": 0.0}, "market.price = 0 leaves the pool without dollars; give a price above 0"),
        ({"kind": "burn_and_mint", "velocity": 0.0}, r"market.velocity = 0.0 is outside \(0, 1\]; give a number in that range"),
        ({"kind": "auction"}, "market.kind = 'auction' is not known; give one of fixed, burn_and_mint, pool, log_linear, saturating"),
        ({"velocity": 0.1}, "market.velocity is not known: velocity belongs to kind burn_and_mint"),
    ],
)
def test_the_door_names_what_does_not_fit(market, words):
    with pytest.raises(ValueError, match=words):
        door.scenario_from({"market": market})

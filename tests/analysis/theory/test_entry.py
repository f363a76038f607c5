"""Printed numbers of G3 and A6."""

import pytest

from analysis.theory.entry import (
    churn_memory,
    churned_nodes,
    entrants_by_halving,
    free_entry,
    free_entry_of_unlike,
    integrity_of_stayers,
    jobs_fed,
    resisted_gain,
    taken_by_halving,
)


def test_the_worked_cases_of_g3():
    assert free_entry(1000.0, 4.0) == 250.0
    assert free_entry(1000.0, 4.0, 0.1, 60.0) == pytest.approx(100.0)
    assert free_entry_of_unlike(1000.0, 500.0, 10.0) == pytest.approx(223.6, abs=0.05)
    assert churned_nodes(5.0, 0.05) == 100.0
    assert churn_memory(0.05, 20) == pytest.approx(0.358, abs=5e-4)


def test_a_dear_token_feeds_as_many_as_capital_allows():
    """R / (r s) = 100 tok / (.1 x 6 tok)."""
    assert free_entry(1e9 * 100.0, 4.0, 0.1, 1e9 * 6.0) == pytest.approx(100.0 / 0.6)


def test_with_unlike_costs_the_last_who_enters_just_earns_its_cost():
    nodes = free_entry_of_unlike(1000.0, 500.0, 10.0)
    assert 1000.0 / nodes == pytest.approx(nodes / 500.0 * 10.0)


@pytest.mark.parametrize(("worth", "verifiers"), [(64.0, 7), (63.9, 6), (65.0, 7), (1.0, 1), (0.9, 0)])
def test_entry_stops_where_half_the_jackpot_once_more_is_below_the_cost(worth, verifiers):
    assert entrants_by_halving(1e-3, worth * 2e3, 2.0) == verifiers
    assert verifiers == 0 or worth / 2 ** (verifiers - 1) >= 1.0 > worth / 2**verifiers


def test_being_several_takes_no_more_than_one_jackpot():
    assert [taken_by_halving(m) for m in (1, 2, 3, 4)] == [1.0, 1.0, 0.75, 0.5]


def test_free_entry_feeds_a_node_fewer_jobs_at_a_higher_fee():
    """Fixed costs of 2 USD: ten jobs at a margin of 0.2, four at one of 0.5."""
    assert jobs_fed(2.0, 1.0, 0.8) == pytest.approx(10.0)
    assert jobs_fed(2.0, 1.3, 0.8) == pytest.approx(4.0)


def test_a_gain_is_resisted_up_to_what_a_catch_takes():
    """Audits of .5, one job: .5 (1 + 3) lost for .5 g; with 2 USD of rents over 10 epochs 10 more. Rents below zero are none."""
    assert resisted_gain(0.5, 1.0, 1.0, 3.0, 0.0, 10.0) == pytest.approx(4.0)
    assert resisted_gain(0.5, 1.0, 1.0, 3.0, 2.0, 10.0) == pytest.approx(24.0)
    assert resisted_gain(0.5, 1.0, 1.0, 3.0, -2.0, 10.0) == pytest.approx(4.0)


def test_ejection_makes_those_who_falsify_rarer_than_they_enter():
    """Half of newcomers, churn a half: without audits a half is right; caught at once, the false stay one epoch, the honest two."""
    assert integrity_of_stayers(0.5, 0.0, 1.0, 0.5) == pytest.approx(0.5)
    assert integrity_of_stayers(0.5, 0.1, 1e9, 0.5) == pytest.approx(2.0 / (2.0 + 0.9))
    assert integrity_of_stayers(1.0, 0.1, 1.0, 0.5) == 1.0

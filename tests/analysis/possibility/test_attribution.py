"""Shapley values by hand, and that shares of a change add up to it."""

import numpy as np
import pytest

from analysis.possibility.attribution import attributed, coalitions, shapley
from analysis.possibility.hybrids import PLAYERS, REST
from model import door, networks


def game(players, worth):
    return shapley(players, {some: np.array(worth(some)) for some in coalitions(players)})


def test_a_glove_game_by_hand():
    """One left glove, two right ones, a pair is worth 1: of six orders the left one completes the pair in four, a right one in one each."""
    values = game(("left", "right", "other"), lambda some: float("left" in some and len(some) > 1))
    assert {player: float(value) for player, value in values.items()} == pytest.approx({"left": 4 / 6, "right": 1 / 6, "other": 1 / 6})


def test_three_players_of_unequal_weight_by_hand():
    """v(a) = 10, v(b) = 20, v(ab) = 60, c adds nothing.

    a: (10 + 40) / 2 = 25, b: (20 + 50) / 2 = 35, c: 0.
    """
    table = {frozenset(): 0.0, frozenset("a"): 10.0, frozenset("b"): 20.0, frozenset("ab"): 60.0}
    values = game("abc", lambda some: table[some - {"c"}])
    assert {player: float(value) for player, value in values.items()} == pytest.approx({"a": 25.0, "b": 35.0, "c": 0.0})
    assert values["c"] == 0.0


def test_players_who_can_stand_for_each_other_have_equal_shares():
    values = game(PLAYERS, lambda some: float(len(some & {"partition", "verification"}) == 2) + 0.3 * (REST in some))
    assert values["partition"] == pytest.approx(values["verification"]) == pytest.approx(0.5)
    assert values["propagation"] == values["settlement"] == 0.0


def test_each_entry_is_a_game_of_its_own_and_shares_add_up():
    luck = np.random.Generator(np.random.PCG64(4))
    worth = {some: luck.random((3, 16)) for some in coalitions(PLAYERS)}
    values = shapley(PLAYERS, worth)
    total = worth[frozenset(PLAYERS)] - worth[frozenset()]
    np.testing.assert_allclose(sum(values.values()), total, rtol=0, atol=1e-13)
    alone = shapley(PLAYERS, {some: value[1, 5] for some, value in worth.items()})
    assert [value[1, 5] for value in values.values()] == pytest.approx([float(value) for value in alone.values()])


def small(scenario):
    """A stand-in for sets whose worth is known: a point is in iff it lies below the product of a part's numbers."""
    field = scenario.fields["job"]
    level = field.verification.audit_probability * field.settlement.slash * scenario.nodes.compute_cost
    return {"below": np.arange(1600) / 1600 < level}


def test_shares_of_a_product_of_three_numbers_are_those_of_its_shapley_values():
    """P S c from .1 x 1 x .5 to .4 x 2 x 1: with u = 4, s = 2, c = 2 in units of .05, Shapley values by hand.

    Marginals of u: 3 alone, 6 after s, 6 after c, 12 after both; 3/3 + (6 + 6)/6 + 12/3 = 7.
    Of s (and, by symmetry, c): 1, 4 after u, 2 after c, 8 after both; 1/3 + 6/6 + 8/3 = 4. In all 15 = 16 - 1.
    """
    first = door.change(networks.load("posp"), {"audit_probability": 0.1, "slash": 1.0, "compute_cost": 0.5})
    second = door.change(first, {"audit_probability": 0.4, "slash": 2.0, "compute_cost": 1.0})
    found = attributed(first, second, ["below"], np.arange(1600) % 16, small)
    shares = {player: share.estimate for player, share in found.shares["below"].items()}
    expected = {"partition": 0.0, "propagation": 0.0, "verification": 7 * 0.05, "settlement": 4 * 0.05, REST: 4 * 0.05}
    assert shares == pytest.approx(expected, abs=1e-12)
    assert found.volumes["below"][""] == pytest.approx(0.05)
    assert found.volumes["below"][" + ".join(PLAYERS)] == pytest.approx(0.8)
    assert found.alike == ("partition", "propagation")
    assert found.repairs == {}


def test_the_way_back_has_the_shares_of_the_way_there_with_the_other_sign():
    first = door.change(networks.load("posp"), {"audit_probability": 0.1, "slash": 1.0, "compute_cost": 0.5})
    second = door.change(first, {"audit_probability": 0.4, "slash": 2.0, "compute_cost": 1.0})
    batch = np.arange(1600) % 16
    there, back = (attributed(*pair, ["below"], batch, small).shares["below"] for pair in ((first, second), (second, first)))
    assert [share.estimate for share in back.values()] == pytest.approx([-share.estimate for share in there.values()], abs=1e-12)

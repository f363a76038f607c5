"""What closed forms imply already, with numbers worked out by hand: inside a region, outside, and on its boundary."""

import math

import pytest

from analysis.theory.fortunes import tail_exponent
from analysis.theory.regime_map import MAP, NUMBERS, USUAL, implied, peer_separatrix

AUDITED = {"audit": 0.5, "saving": 1.0, "reward": 1.0, "slash": 5.0, "peers": 0.0}
CHECKS = {"check_cost": 1.0, "check_reward": 3.0, "check_miss": 2.0, "cheat_gain": 2.0, "cheat_loss": 3.0}
CHASE = {"check_cost": 1.0, "slash": 2.0, "cheat_gain": 2.0, "check_miss": 1.0, "check_reward": 4.0}
TWO = {"audit": 0.5, "saving": 1.0, "reward": 1.0, "slash": 4.0, "difference": 0.8, "start": 0.5}
CASES = [
    # a (R + S) = 3 > 1, and .1 x 6 = .6 < 1
    ("honest convention", AUDITED, "A1"),
    ("lazy equilibrium", AUDITED, ""),
    ("honest convention", AUDITED | {"audit": 0.1}, ""),
    ("lazy equilibrium", AUDITED | {"audit": 0.1}, "A1"),
    # a (d - alpha) (R + S) = .5 x .3 x 6 = .9 < 1
    ("lazy equilibrium", AUDITED | {"detection": 0.4, "false_alarm": 0.1}, "A1"),
    # A stake of .5 bears no slash of 5: .5 x 1.5 = .75 < 1
    ("lazy equilibrium", AUDITED | {"stake": 0.5}, "A1"),
    # On the boundary a (R + S) = c nothing is implied.
    ("honest convention", AUDITED | {"audit": 0.25, "slash": 3.0}, ""),
    ("lazy equilibrium", AUDITED | {"audit": 0.25, "slash": 3.0}, ""),
    # Peers: x* = 1 / (.5 x 6) = 1/3
    ("honest convention", AUDITED | {"peers": 1.0, "start": 0.4}, "F7"),
    ("honest convention", AUDITED | {"peers": 1.0, "start": 0.3}, ""),
    ("lazy equilibrium", AUDITED | {"peers": 1.0, "start": 0.3}, "F7"),
    ("honest and lazy both stable", AUDITED | {"peers": 1.0}, "F7"),
    ("honest and lazy both stable", AUDITED, ""),
    ("honest and lazy both stable", AUDITED | {"peers": 1.0, "audit": 0.1}, ""),
    # Three seats: x* = .387
    ("honest convention", AUDITED | {"peers": 1.0, "start": 0.38, "seats": 3.0}, ""),
    ("honest convention", AUDITED | {"peers": 1.0, "start": 0.39, "seats": 3.0}, "F7"),
    # x* = (1 + 1 / (.5 x 5 x .8)) / 2 = .75
    ("wrong convention", TWO, "TIP"),
    ("right convention", TWO, ""),
    ("wrong convention", TWO | {"start": 0.8}, ""),
    ("right convention", TWO | {"start": 0.8}, "TIP"),
    ("wrong convention", TWO | {"audit": 0.0, "start": 0.99}, "TIP"),
    # C = 1 < R + L = 5
    ("inspection cycles", CHECKS, "F1"),
    ("nobody checks", CHECKS, ""),
    ("inspection cycles", CHECKS | {"check_cost": 6.0}, ""),
    ("nobody checks", CHECKS | {"check_cost": 6.0}, "A5"),
    # P A = .001 x 1500 = 1.5 > C = 1: all look, and the cycles are gone.
    ("inspection cycles", CHECKS | {"challenge": 0.001, "challenge_penalty": 1500.0}, ""),
    ("everybody checks", CHECKS | {"challenge": 0.001, "challenge_penalty": 1500.0}, "A5"),
    ("everybody checks", CHECKS | {"challenge": 0.001, "challenge_penalty": 900.0}, ""),
    ("inspection cycles", CHECKS | {"challenge": 0.001, "challenge_penalty": 900.0}, "F1"),
    # h = 1: g (r - c - h) = 2 x 2 = 4 > (s - c)(l + h) = 1 x 2 = 2; at s = 3 both are 4; at s = 4 outwards.
    ("coexistence of verifiers, lazies and adversaries", CHASE, "F2"),
    ("runaway cycles", CHASE, ""),
    ("coexistence of verifiers, lazies and adversaries", CHASE | {"slash": 3.0}, ""),
    ("runaway cycles", CHASE | {"slash": 3.0}, ""),
    ("runaway cycles", CHASE | {"slash": 4.0}, "F2"),
    # A slash below the cost of a check: adversaries are not chased away.
    ("runaway cycles", CHASE | {"slash": 0.5}, ""),
    # S(1.5) = .583 of the nodes, of whom half are needed; S(1.2) = .314; none at c = 1.
    ("reconstruction collapse", {"degree": 1.5, "shards": 20, "needed": 10}, ""),
    ("reconstruction collapse", {"degree": 1.2, "shards": 20, "needed": 10}, "D4"),
    ("reconstruction collapse", {"degree": 1.0, "shards": 20, "needed": 1}, "D4"),
    # K = 1, a = 2.5: tipping at .5
    ("price death", {"price_ceiling": 2.5, "price_half": 1.0, "price": 0.6}, ""),
    ("price death", {"price_ceiling": 2.5, "price_half": 1.0, "price": 0.4}, "G5"),
    ("price death", {"price_ceiling": 1.9, "price_half": 1.0, "price": 9.0}, "G5"),
    # +2 % a round, -50 % with .05: kappa = 1.917
    ("condensation", {"tail_exponent": tail_exponent([1.02, 0.51], [0.95, 0.05])}, ""),
    ("condensation", {"tail_exponent": 0.9}, "E5"),
    ("one winner", {"percentage_rewards": 1, "drawn_by_stake": 1}, "E2"),
    ("one winner", {"percentage_rewards": 0, "drawn_by_stake": 1}, ""),
    ("lasting shares", {"percentage_rewards": 0, "drawn_by_stake": 1}, "E3"),
    ("lasting shares", {"percentage_rewards": 0, "drawn_by_stake": 0}, ""),
]


@pytest.mark.parametrize(("behaviour", "numbers", "law"), CASES)
def test_the_map_says_what_is_implied(behaviour, numbers, law):
    assert implied(behaviour, numbers) == law


def test_every_behaviour_is_implied_by_some_numbers_and_not_by_others():
    assert {behaviour for behaviour, _, law in CASES if law} == set(MAP)
    assert {behaviour for behaviour, _, law in CASES if not law} == set(MAP)


@pytest.mark.parametrize(("seats", "share"), [(1, 1 / 3), (3, 0.387), (9, 0.4305), (101, 0.4786)])
def test_larger_panels_of_peers_tip_nearer_to_one_half(seats, share):
    """Saving 1, a = .5, R + S = 6; panels of 1, 3, 9 and 101."""
    assert peer_separatrix(0.5, 6.0, 1.0, seats) == pytest.approx(share, abs=1e-3)


def test_the_separatrix_ends_where_one_convention_does():
    assert peer_separatrix(0.1, 6.0, 1.0) == 1.0
    assert peer_separatrix(0.5, 6.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("behaviour", "numbers", "words"),
    [
        ("honesty", AUDITED, "behaviour = 'honesty' is not on the map"),
        ("honest convention", AUDITED | {"audits": 0.1}, "number audits = 0.1 is not one of the map"),
        ("honest convention", AUDITED | {"audit": math.nan}, "number audit = nan"),
        ("honest convention", {"audit": 0.1, "peers": 0.0}, "without saving, reward, slash or saving, reward, slash, start; give them"),
    ],
)
def test_what_cannot_be_looked_up_is_refused(behaviour, numbers, words):
    with pytest.raises(ValueError, match=words):
        implied(behaviour, numbers)


def test_every_number_of_the_map_is_explained():
    needed = {name for regions in MAP.values() for region in regions for name in region.needs}
    assert needed | set(USUAL) == set(NUMBERS)

"""Loyalty in a cartel and split stakes: small benches whose panels are counted by hand."""

import pytest

from analysis.theory.cartels import LOYAL, MOLE, Bench, Contract, breaking_bounty, seat_worth, split_threshold
from analysis.theory.deterrence import guess_threshold


def test_a_loyal_member_among_two_fellows_earns_bribe_and_a_third_of_the_gain():
    assert seat_worth(Bench(3, 0, 0), Contract(0.2, 1.5, 0.0, True), LOYAL) == pytest.approx(0.2 + 0.5)


def test_one_honest_member_leaves_the_gain_to_two():
    """Loyal beside a fellow and an honest one: two approvals carry the output, and the gain is halved."""
    assert seat_worth(Bench(2, 0, 1), Contract(0.2, 1.5, 0.0, True), LOYAL) == pytest.approx(0.2 + 0.75)


def test_a_mole_leaves_nothing_to_the_loyal_where_its_word_is_proof():
    bench = Bench(2, 1, 0)
    assert seat_worth(bench, Contract(0.2, 1.5, 1.0, True), LOYAL) == 0.0
    assert seat_worth(bench, Contract(0.2, 1.5, 1.0, True), MOLE) == pytest.approx(1.0)
    assert seat_worth(bench, Contract(0.2, 1.5, 1.0, False), LOYAL) == pytest.approx(0.2 + 0.75)
    assert seat_worth(bench, Contract(0.2, 1.5, 1.0, False), MOLE) == 0.0


def test_moles_divide_the_bounty():
    """A mole meets the other mole and the honest one: half a bounty."""
    assert seat_worth(Bench(0, 2, 1), Contract(0.0, 0.0, 1.0, True), MOLE) == pytest.approx(0.5)
    assert seat_worth(Bench(0, 2, 1), Contract(0.0, 0.0, 1.0, True), MOLE, divided=False) == pytest.approx(1.0)


def test_the_breaking_bounty_by_hand():
    """Two loyal, one mole, one honest. Loyal with (fellow, honest) one time in three: 0.7 / 3. A mole always wins, alone: B* = 0.7 / 3."""
    assert breaking_bounty(Bench(2, 1, 1), Contract(0.2, 1.0, 0.0, True)) == pytest.approx(0.7 / 3)


@pytest.mark.parametrize(("names", "threshold"), [(1, 2 / 8), (2, 2 / 8), (10, 2 / 4)])
def test_a_split_stake_bears_less_of_a_slash(names, threshold):
    """Gain 2, fee 1, slash 5 of 10: 2 / (2 + 1 + 5), and 2 / (2 + 1 + 1) over ten names."""
    assert split_threshold(2.0, 1.0, 5.0, 10.0, names) == threshold


def test_the_rate_of_double_checks_of_the_catalogue():
    """cost(1) = 1, cost(.2) = .1, r = 1.5, f = 10: .0978; with 7 of 10 partners honest over .7."""
    assert guess_threshold(1.0, 0.1, 0.2, 1.5, 10.0) == pytest.approx(0.0978, abs=5e-5)
    assert guess_threshold(1.0, 0.1, 0.2, 1.5, 10.0, honest=0.7) == pytest.approx(0.0978 / 0.7, abs=1e-4)

"""Printed numbers of B1, and scipy beside them."""

import pytest
from scipy.stats import binom, hypergeom

from analysis.theory.quorums import bad_quorum, bad_quorum_of_many, majority, share_rounded_up


@pytest.mark.parametrize(
    ("seats", "need", "printed", "digits"), [(31, 16, 0.02488, 5e-6), (101, 51, 1.233e-4, 5e-8), (101, 68, 1.53e-13, 5e-16)]
)
def test_bad_quorums_of_1000_nodes_of_which_333_are_bad(seats, need, printed, digits):
    assert bad_quorum(1000, 333, seats, need) == pytest.approx(printed, abs=digits)
    assert bad_quorum(1000, 333, seats, need) == pytest.approx(hypergeom.sf(need - 1, 1000, 333, seats), rel=1e-6)


def test_many_nodes_give_the_binomial_limit():
    assert bad_quorum_of_many(1 / 3, 31, 16) == pytest.approx(binom.sf(15, 31, 1 / 3), rel=1e-9)
    assert bad_quorum(300_000, 100_000, 31, 16) == pytest.approx(bad_quorum_of_many(1 / 3, 31, 16), rel=1e-3)


def test_needs():
    assert [majority(k) for k in (1, 2, 3, 31, 101)] == [1, 2, 2, 16, 51]
    assert [share_rounded_up(k, 2 / 3) for k in (3, 9, 101, 107, 108, 109, 111)] == [2, 6, 68, 72, 72, 73, 74]


def test_rounding_up_two_thirds_makes_a_saw_tooth():
    """At 2^-40 and a third bad, far more nodes than seats: 107 seats pass, 108 fail, 109 and all after it pass; 111 is the first triple."""
    passes = {k: bad_quorum_of_many(1 / 3, k, share_rounded_up(k, 2 / 3)) <= 2.0**-40 for k in range(90, 140)}
    assert [k for k in range(105, 112) if passes[k]] == [107, 109, 110, 111]
    assert not passes[108]
    assert all(passes[k] for k in range(109, 140))
    assert min(k for k in passes if k % 3 == 0 and passes[k]) == 111


def test_the_saw_tooth_of_8_to_10_seats():
    """Of 1000 nodes, 333 bad: 8 seats and 10 seats are twice as safe as 9."""
    bad = {k: bad_quorum(1000, 333, k, share_rounded_up(k, 2 / 3)) for k in (8, 9, 10)}
    assert [bad[k] for k in (8, 9, 10)] == pytest.approx([0.01915, 0.04150, 0.01904], abs=5e-6)


@pytest.mark.parametrize(("seats", "need", "with_replacement"), [(31, 16, 0.02676), (101, 51, 2.651e-4)])
def test_seats_drawn_with_replacement_would_be_bad_more_often(seats, need, with_replacement):
    """What a draw of distinct seats is told from: .0268 against .02488, and 2.65e-4 against 1.23e-4."""
    assert bad_quorum_of_many(0.333, seats, need) == pytest.approx(with_replacement, rel=5e-4)

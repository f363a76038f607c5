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

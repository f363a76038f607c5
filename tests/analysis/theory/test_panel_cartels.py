"""Closed forms of cartels on panels, against numbers worked out by hand."""

import pytest

from analysis.theory.panel_cartels import block_quorum, gain, paying_share, stakes_over_time


def test_one_seat_gives_the_published_condition():
    """C = p (1 - r) (R + S): .8 = .01 x 101 (1 - r), so r = 1 - .8 / 1.01."""
    assert paying_share(0.8, 101.0, 0.01, 1, 1) == pytest.approx(1 - 0.8 / 1.01)
    assert paying_share(0.8, 70.0, 0.01, 3, 2) == 0.0
    assert gain(0.8, 101.0, 0.01, 0.5) == pytest.approx(0.8 - 0.505)


def test_only_the_border_of_a_block_is_ever_caught():
    """Two neighbours on either side, three of four seated: an outer member has two fellows, C(2,2) C(2,1) / C(4,3) = 1/2."""
    assert block_quorum(1, 2, 3, 2) == 0.0
    assert block_quorum(2, 2, 3, 2) == 0.0
    assert block_quorum(3, 2, 3, 2) == pytest.approx(0.5)
    assert block_quorum(10, 2, 3, 2) == pytest.approx(0.9)


def test_stake_tips_at_one_half():
    """One epoch, one job, by hand: m = 3/4, Q = 27/32; members get 3/4 (1 - 5/32), others 1/4 (1 - 27/32)."""
    path = stakes_over_time((3.0, 1.0), 1.0, 1.0, 1.0, 1.0, (3, 2), None, 1)
    assert path.cartel[1] == pytest.approx(3 + 0.75 * 27 / 32)
    assert path.honest[1] == pytest.approx(1 + 0.25 * 5 / 32)
    shares = [stakes_over_time((m, 1 - m), 0.1, 1.0, 1.0, 1.0, (3, 2), None, 20).share[-1] - m for m in (0.4, 0.5, 0.6)]
    assert shares[0] < 0 < shares[2]
    assert shares[1] == pytest.approx(0.0, abs=1e-12)
    assert stakes_over_time((0.6, 0.4), 0.1, 1.0, 1.0, 1.0, (3, 2), 0.3, 20).share[-1] < 0.6

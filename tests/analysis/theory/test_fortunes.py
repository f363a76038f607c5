"""Printed numbers of E4 and E5, and what they solve."""

import numpy as np
import pytest

from analysis.theory.fortunes import gambler_ruin, insurer_ruin, lattice_ruin, tail_exponent


def test_the_worked_cases_of_e4():
    assert gambler_ruin(0.6, 5) == pytest.approx(0.1317, abs=5e-5)
    assert insurer_ruin(10.0, 1.0, 0.05, 10.0) == pytest.approx(0.3033, abs=5e-5)
    assert [lattice_ruin(0.05, 10, u) for u in (0, 10, 30)] == pytest.approx([0.526, 0.2089, 0.0255], abs=5e-4)


def test_a_lattice_of_single_coins_is_the_gambler():
    """Below zero from u is gone from u + 1."""
    assert lattice_ruin(0.4, 1, 4) == pytest.approx(gambler_ruin(0.6, 5), rel=1e-9)


def test_who_does_not_grow_is_ruined():
    assert gambler_ruin(0.5, 7) == 1.0
    assert insurer_ruin(100.0, 1.0, 0.1, 10.0) == 1.0


@pytest.mark.parametrize(("loss", "death", "exponent"), [(0.5, 0.0, 1.917), (0.1, 0.02, 1.438)])
def test_the_worked_cases_of_e5(loss, death, exponent):
    kappa = tail_exponent((1.02, 1.0 - loss), (0.95, 0.05), death)
    assert kappa == pytest.approx(exponent, abs=5e-4)
    assert (1.0 - death) * (np.array([0.95, 0.05]) @ np.array([1.02, 1.0 - loss]) ** kappa) == pytest.approx(1.0)


def test_death_alone_makes_a_tail():
    """.98 x 1.02^kappa = 1."""
    assert tail_exponent((1.02,), (1.0,), 0.02) == pytest.approx(np.log(1 / 0.98) / np.log(1.02))

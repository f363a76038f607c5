"""The threshold of last-epoch comparison: its limits, where Fermi's rule saturates and where it is linear."""

import math

import pytest

from analysis.theory.deterrence import audit_threshold, saturated_audit_threshold

SAVING, REWARD = 0.8, 1.0


@pytest.mark.parametrize("intensity", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("colluding", [0.0, 0.1])
def test_tends_to_a_floor_however_large_the_slash(intensity, colluding):
    """tanh(b C / 2) / (1 + tanh(b C / 2)), over the share that does not collude."""
    gain = math.tanh(intensity * SAVING / 2)
    floor = gain / (1 + gain) / (1 - colluding)
    assert saturated_audit_threshold(SAVING, REWARD, 1e6, intensity, colluding) == pytest.approx(floor, rel=1e-12)


def test_the_floor_by_hand():
    """C = .8, beta = 1: tanh(.4) = .379949, over 1.379949 = .275336; at a tenth colluding .305928."""
    assert saturated_audit_threshold(0.8, 1.0, 1e6, 1.0) == pytest.approx(0.275336, abs=5e-7)
    assert saturated_audit_threshold(0.8, 1.0, 1e6, 1.0, 0.1) == pytest.approx(0.305928, abs=5e-7)


@pytest.mark.parametrize("slash", [1.0, 10.0, 100.0])
def test_weak_selection_is_linear_and_gives_the_closed_form(slash):
    weak = saturated_audit_threshold(SAVING, REWARD, slash, 1e-6, 0.1)
    assert weak == pytest.approx(audit_threshold(SAVING, REWARD, slash, colluding=0.1), rel=1e-6)


def test_falls_with_the_slash_and_lies_above_the_closed_form():
    slashes = [1.0, 3.0, 10.0, 30.0, 100.0]
    bent = [saturated_audit_threshold(SAVING, REWARD, s, 1.0) for s in slashes]
    assert bent == sorted(bent, reverse=True)
    assert all(b > audit_threshold(SAVING, REWARD, s) for b, s in zip(bent, slashes, strict=True))

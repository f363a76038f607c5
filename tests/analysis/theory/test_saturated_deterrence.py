"""The threshold of last-epoch comparison: its limits, where Fermi's rule saturates and where it is linear."""

import math

import pytest

from analysis.theory.deterrence import audit_threshold, last_epoch_threshold, saturated_audit_threshold

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


SOUND = ((1.0, 0.0, 0.0), (1.0, 0.0, 0.0))
"""An honest job: accepted, audited or not."""


@pytest.mark.parametrize("slash", [1.0, 10.0, 100.0])
@pytest.mark.parametrize("colluding", [0.0, 0.1, 0.4])
def test_the_general_law_without_false_alarms_is_the_saturated_one(slash, colluding):
    cheat = ((1.0, 0.0, 0.0), (colluding, 1.0 - colluding, 0.0))
    bent = saturated_audit_threshold(SAVING, REWARD, slash, 1.0, colluding)
    assert last_epoch_threshold(SAVING, REWARD, slash, 1.0, SOUND, cheat) == pytest.approx(bent, rel=1e-9)


def test_the_general_law_is_the_zero_of_the_drift_over_all_pairs_of_verdicts():
    """Four pairs by hand, with d = .9 and alpha = .05."""
    d, alpha, slash = 0.9, 0.05, 10.0
    honest, cheat = (SOUND[0], (1 - alpha, alpha, 0.0)), (SOUND[0], (1 - d, d, 0.0))
    a = last_epoch_threshold(SAVING, REWARD, slash, 1.0, honest, cheat)
    drift = sum(
        p * q * math.tanh((x - y - SAVING) / 2)
        for p, x in ((1 - a * alpha, REWARD), (a * alpha, -slash))
        for q, y in ((1 - a * d, REWARD), (a * d, -slash))
    )
    assert drift == pytest.approx(0.0, abs=1e-12)
    assert a > saturated_audit_threshold(SAVING, REWARD, slash, 1.0, 0.1)


def test_weak_selection_of_the_general_law_is_a1_with_unavailable_jobs():
    honest, cheat = (SOUND[0], (0.9, 0.05, 0.05)), (SOUND[0], (0.05, 0.8, 0.15))
    weak = last_epoch_threshold(SAVING, REWARD, 10.0, 1e-7, honest, cheat, penalty=3.0)
    closed = audit_threshold(SAVING, REWARD, 10.0, 0.8, 0.05, unavailable=0.1, penalty=3.0)
    assert closed == pytest.approx(SAVING / (0.75 * 11.0 + 0.1 * 4.0))
    assert weak == pytest.approx(closed, rel=1e-5)


def test_the_general_law_knows_no_threshold_where_audits_see_nothing():
    assert last_epoch_threshold(SAVING, REWARD, 10.0, 1.0, SOUND, SOUND) == math.inf


def test_where_false_alarms_make_the_drift_fall_again_the_first_zero_counts():
    """Every audit condemns: at a = 1 both lose alike and cheating leads; nearer the middle honesty may."""
    condemned = (SOUND[0], (0.0, 1.0, 0.0))
    honest = (SOUND[0], (0.4, 0.6, 0.0))
    a = last_epoch_threshold(0.05, REWARD, 10.0, 1.0, honest, condemned)
    assert 0 < a < 0.3
    assert last_epoch_threshold(SAVING, REWARD, 10.0, 1.0, condemned, condemned) == math.inf

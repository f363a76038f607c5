"""A1: honest against lazy work under audits by the protocol.

Honest work is best iff a >= a* = (c - c_L) / ((d - alpha)(R + S)). Becker 1968
(p x fine >= gain). Lazy nodes are caught with a d, honest ones wrongly with
a alpha; who is caught loses R and S.

Reached with one job per node and epoch, panels of one protocol auditor on one
segment, stakes frozen above S, nobody revising. A tolerance of 3.643 sigma
gives alpha = erfc(3.643 / 2) = .01, since auditor and executor each bring a
run's noise; a filler that is right with .05 / .99 gives d = .95, and costs .05.
With c = 1, R = 1.2, S = 10: a* = .09024.
"""

import math

import pytest

from analysis.theory.deterrence import audit_threshold
from tests.laws.closed_forms.measuring import Mean, assert_holds, network, utilities

COST, SHORTCUT, REWARD, SLASH, DETECTION, FALSE_ALARM = 1.0, 0.05, 1.2, 10.0, 0.95, 0.01
THRESHOLD = audit_threshold(COST - SHORTCUT, REWARD, SLASH, DETECTION, FALSE_ALARM)
JOBS, ARM = 400_000, 2_000


def payoffs(audit: float, shared_noise: bool = True) -> dict[str, Mean]:
    panel = {"kind": "panel", "auditors": "protocol", "audit_probability": audit, "tolerance": 3.643}
    lazy = {"strategy": "honest", "count": ARM, "numbers": {"effort": 0.0, "filler_luck": (1 - DETECTION) / (1 - FALSE_ALARM)}}
    scenario = network(
        {"honest": {"strategy": "honest", "count": ARM}, "lazy": lazy},
        {"verification": panel, "settlement": {"slash": SLASH, "slash_rule": "fixed"}, "noise": {"shared": shared_noise}},
        job_classes={"job": {"fee": REWARD}},
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "garbage": {"deviation": 1000.0, "cost_ratio": SHORTCUT, "idiosyncratic": True},
            }
        },
    )
    return utilities(scenario, JOBS // ARM)


@pytest.mark.parametrize("shared_noise", [True, False])
def test_at_the_threshold_honest_and_lazy_nodes_earn_the_same(shared_noise: bool) -> None:
    """400,000 jobs a side; an error of .029 USD (3 % of the saving) would have been seen, as that of forgetting the lost reward."""
    found = payoffs(THRESHOLD, shared_noise)
    margin = found["honest"].minus(found["lazy"])
    assert margin.n == JOBS
    assert margin.smallest_error() < 0.029
    forgotten = THRESHOLD * (DETECTION - FALSE_ALARM) * SLASH - (COST - SHORTCUT)  # the slash alone, without the lost reward
    assert_holds(margin, 0.0, not_=forgotten, name="A1 margin at a*")


def test_below_the_threshold_lazy_nodes_earn_more_and_above_it_honest_ones() -> None:
    for share, sign in ((0.8, -1), (1.2, 1)):
        found = payoffs(share * THRESHOLD)
        margin = found["honest"].minus(found["lazy"])
        assert_holds(margin, (share - 1) * (COST - SHORTCUT), not_=0.0, name=f"A1 margin at {share} a*")
        assert sign * margin.value > 0


def test_each_side_earns_what_its_closed_form_says() -> None:
    """400,000 jobs a side; false alarms cost an honest node .010 USD a job, and an error of a third of that would have been seen."""
    found = payoffs(THRESHOLD)
    at_stake = THRESHOLD * (REWARD + SLASH)
    assert found["honest"].smallest_error() < 0.0034
    assert_holds(found["honest"], REWARD - COST - FALSE_ALARM * at_stake, not_=REWARD - COST, name="A1 honest")
    undetected = REWARD - SHORTCUT - at_stake
    assert_holds(found["lazy"], REWARD - SHORTCUT - DETECTION * at_stake, not_=undetected, name="A1 lazy")


def test_the_tolerance_gives_a_false_alarm_in_a_hundred() -> None:
    assert math.erfc(3.643 / 2) == pytest.approx(FALSE_ALARM, abs=1e-5)

"""The withholding law beside an enumeration of what can befall a job."""

import pytest

from analysis.theory.withholding import (
    largest_penalty,
    least_reconstruction,
    unavailability_cost,
    unavailability_cost_at_threshold,
    withholding_margin,
    withholding_penalty,
)

COST, SHORTCUT, REWARD, AUDIT, RECONSTRUCTION = 1.0, 0.05, 1.2, 0.25, 0.9


def pays(cost, penalty, reconstruction):
    """Mean over: not audited; audited and reconstructed; audited and not."""
    outcomes = [(1 - AUDIT, REWARD), (AUDIT * reconstruction, REWARD), (AUDIT * (1 - reconstruction), -penalty)]
    return sum(p * income for p, income in outcomes) - cost


@pytest.mark.parametrize("penalty", [0.0, 3.0, 100.0])
def test_a_hidden_trace_is_one_that_nobody_reconstructs(penalty):
    honest, hidden = pays(COST, penalty, RECONSTRUCTION), pays(SHORTCUT, penalty, 0.0)
    assert withholding_margin(AUDIT, RECONSTRUCTION, COST - SHORTCUT, REWARD, penalty) == pytest.approx(honest - hidden, rel=1e-12)
    assert unavailability_cost(AUDIT, RECONSTRUCTION, REWARD, penalty) == pytest.approx(REWARD - COST - honest, rel=1e-12)


def test_the_penalty_that_deters():
    penalty = withholding_penalty(AUDIT, RECONSTRUCTION, COST - SHORTCUT, REWARD)
    assert penalty == pytest.approx(3.022, abs=5e-4)
    assert withholding_margin(AUDIT, RECONSTRUCTION, COST - SHORTCUT, REWARD, penalty) == pytest.approx(0.0, abs=1e-12)


def test_the_lost_reward_deters_alone_where_audits_are_frequent():
    assert withholding_penalty(0.9, 1.0, COST - SHORTCUT, REWARD) < 0


@pytest.mark.parametrize("audit", [0.05, 0.25])
def test_what_deterring_costs_honest_nodes_does_not_depend_on_the_audit_rate(audit):
    penalty = withholding_penalty(audit, RECONSTRUCTION, COST - SHORTCUT, REWARD)
    cost = unavailability_cost(audit, RECONSTRUCTION, REWARD, penalty)
    assert cost == pytest.approx(unavailability_cost_at_threshold(RECONSTRUCTION, COST - SHORTCUT)) == pytest.approx(0.95 / 9)


def test_the_window_closes_where_both_penalties_meet():
    r = least_reconstruction(0.95, 0.05)
    assert r == pytest.approx(0.95)
    assert largest_penalty(AUDIT, r, REWARD, 0.05) == pytest.approx(withholding_penalty(AUDIT, r, 0.95, REWARD))
    assert largest_penalty(AUDIT, 0.9, REWARD, 0.05) < withholding_penalty(AUDIT, 0.9, 0.95, REWARD)

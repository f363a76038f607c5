"""The incentive sheet: rows done by hand, and break-evens at which the margin really is zero."""

from __future__ import annotations

import math
from typing import Any

import pytest

from model import networks
from model.door import change, scenario_from
from model.incentives import Incentive, incentive_sheet
from model.scenario import Scenario
from model.strategies import SHIPPED


def network(**settlement: Any) -> Scenario:
    """Fee 2, cost .5, one segment, audited half of the time without noise; executors and verifiers apart."""
    return scenario_from(
        {
            "nodes": {"count": 20, "stake": 10.0, "compute_cost": 0.5},
            "job_classes": {"job": {"fee": 2.0}},
            "population": {
                "worker": {"count": 8, "role": "executor"}, "cheat": {"count": 2, "role": "executor", "numbers": {"effort": 0.0}},
                "checker": {"count": 10, "role": "verifier"},
            },
            "field": {"verification": {"kind": "panel", "audit_probability": 0.5}, "noise": {"level": 0.0}, "settlement": settlement},
        }
    )  # fmt: skip


def row(scenario: Scenario, name: str) -> Incentive:
    return next(r for r in incentive_sheet(scenario) if r.name == name)


def test_the_sheet_lists_those_who_execute_and_every_shipped_strategy() -> None:
    names = [r.name for r in incentive_sheet(network())]
    assert names == ["worker", "cheat", *SHIPPED]


def test_a_cheat_is_paid_half_of_the_time_and_slashed_in_the_other_half() -> None:
    """Fees 2 x .5 = 1, no cost, slash .3 x 10 x .5 = 1.5; honest work earns 1.5."""
    cheat = row(network(slash=0.3), "cheat")
    assert cheat.acceptance.accepted == pytest.approx(0.5)
    assert (cheat.flows.revenue, cheat.flows.cost, cheat.flows.slash) == pytest.approx((1.0, 0.0, 1.5))
    assert cheat.utility == pytest.approx(-0.5)
    assert cheat.margin == pytest.approx(-2.0)


def test_break_even_audit_is_saving_over_fee_and_slash() -> None:
    """P (2 + 3) = .5."""
    assert row(network(slash=0.3), "cheat").break_even_audit == pytest.approx(0.1)


def test_break_even_slash_makes_up_for_a_saving_that_fees_do_not() -> None:
    """At p = .1 a cheat saves .5 and loses .1 x 2 of fees: a slash of 3 tokens, of 10 staked, makes it even."""
    seldom = change(network(slash=0.0), {"field.verification.audit_probability": 0.1})
    assert row(seldom, "cheat").break_even_slash == pytest.approx(0.3)
    fixed = change(seldom, {"field.settlement.slash_rule": "fixed"})
    assert row(fixed, "cheat").break_even_slash == pytest.approx(3.0)
    rarely = change(seldom, {"field.verification.audit_probability": 0.04})
    assert row(rarely, "cheat").break_even_slash is None, "10.5 tokens exceed the stake"


@pytest.mark.parametrize("name", networks.names())
def test_at_a_break_even_the_margin_is_zero(name: str) -> None:
    """At the break-even audit rate of each class, rows are asked again."""
    scenario = networks.load(name)
    for incentive in incentive_sheet(scenario):
        if len(scenario.job_classes) == 1 and incentive.break_even_audit is not None:
            there = change(scenario, {"field.verification.audit_probability": incentive.break_even_audit})
            assert row(there, incentive.name).margin == pytest.approx(0.0, abs=1e-9)
        if len(scenario.job_classes) == 1 and incentive.break_even_slash is not None:
            there = change(scenario, {"field.settlement.slash": incentive.break_even_slash})
            assert row(there, incentive.name).margin == pytest.approx(0.0, abs=1e-9)


def test_an_honest_row_has_no_margin() -> None:
    assert row(network(slash=0.3), "honest").margin == 0.0


@pytest.mark.parametrize("name", networks.names())
def test_every_shipped_network_has_a_sheet_of_finite_numbers(name: str) -> None:
    sheet = incentive_sheet(networks.load(name))
    assert {incentive.job_class for incentive in sheet} == set(networks.load(name).job_classes)
    assert all(math.isfinite(incentive.utility) and 0 <= incentive.acceptance.accepted <= 1 + 1e-12 for incentive in sheet)

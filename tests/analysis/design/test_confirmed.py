"""Which designs are run, how, and what is read from runs."""

import numpy as np
import pandas as pd
import pytest

from analysis.design.confirmed import chosen, measured, sweep_of
from analysis.design.levers import levers_over
from analysis.design.problem import Problem
from analysis.design.wants import aims_of, parse_want
from model import networks

AUDIT = "field.verification.audit_probability"


@pytest.fixture(scope="module")
def asked():
    base = networks.load("posp")
    wants = tuple(map(parse_want, ("integrity>=.999", "integrity<=2", "honest_loss<=.01")))
    return Problem(base, levers_over(base, ["audit_probability=.02:.1"]), wants, tuple(aims_of(["cost"], [])))


def test_the_first_robust_design_and_both_ends_are_run_before_those_between(asked):
    front = [asked.candidate(np.array([place])) for place in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert chosen(front, [False, True, True, True, True], 1) == [1]
    assert chosen(front, [False, True, True, True, True], 3) == [0, 1, 4]
    assert chosen(front, [], 3) == [0, 2, 4]
    assert chosen(front[:1], [False], 3) == [0]


def test_runs_start_where_the_network_starts_and_are_measured_over_their_second_half(asked):
    sweep = sweep_of(asked, [asked.candidate(np.array([0.5]))], 4)
    assert (sweep.base.warm_up, sweep.base.epochs) == (200, 400)
    assert sweep.base.adaptation == networks.load("posp").adaptation
    assert sweep.seeds == (0, 1, 2, 3)
    assert set(sweep.outcomes) == {
        "integrity", "acceptance_rate", "utility_honest_executor", "utility_cheat", "work_cost_per_right_output",
        "check_cost_per_right_output",
    }  # fmt: skip


def test_outcomes_are_read_from_runs_by_hand(asked):
    """Honest nodes earn .15 where .2 is left without losses: .05 of a fee of 1 is lost. Costs: .99 x .8 x (1 + .05) - .8 bare."""
    runs = pd.DataFrame({
        "integrity": [0.8, 0.8], "acceptance_rate": [0.99, 0.99], "utility_honest_executor": [0.15, 0.15], "utility_cheat": [np.nan, 0.05],
        "work_cost_per_right_output": [1.0, 1.0], "check_cost_per_right_output": [0.05, 0.05],
    })  # fmt: skip
    found = measured(asked, asked.candidate(np.array([0.5])), runs)
    assert found["integrity"].mean == pytest.approx(0.8)
    assert found["integrity"].verdict == "refuted", "the worse of two wants on it"
    assert found["honest_loss"].mean == pytest.approx(0.05)
    assert found["cost"].mean == pytest.approx(0.99 * 0.8 * 1.05 - 0.8)
    assert found["cost"].verdict == ""
    assert found["deterrence"].runs == 1, "where nobody cheats any more a run says nothing of it"
    assert found["deterrence"].mean == pytest.approx(0.1)
    assert np.isnan(found["deterrence"].low)


def test_an_interval_of_a_share_stays_within_its_bounds(asked):
    runs = pd.DataFrame({
        "integrity": [1.0, 0.99], "acceptance_rate": [1.0, 1.0], "utility_honest_executor": [0.2, 0.2], "utility_cheat": [0.1, 0.1],
        "work_cost_per_right_output": [0.8, 0.8], "check_cost_per_right_output": [0.0, 0.0],
    })  # fmt: skip
    found = measured(asked, asked.candidate(np.array([0.5])), runs)["integrity"]
    assert found.high == 1.0
    assert found.verdict == "open"

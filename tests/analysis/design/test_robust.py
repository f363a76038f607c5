"""Robustness in a world where the share of draws in which wants hold is known."""

import math

import numpy as np
import pytest

from analysis.design.levers import levers_over
from analysis.design.problem import Candidate, Problem
from analysis.design.robust import draws_of, robustness
from analysis.design.wants import aims_of, parse_want
from experiments.sweep.lever import Lever
from model import networks

AUDIT, COST = "field.verification.audit_probability", "nodes.compute_cost"


@pytest.fixture(scope="module")
def world():
    base = networks.load("posp")
    return Problem(base, levers_over(base, ["audit_probability"]), (parse_want("integrity>=.999"),), tuple(aims_of(["cost"], [])))


def design(probability):
    return Candidate(np.zeros(1), {AUDIT: probability}, {})


def test_the_share_of_draws_in_which_honesty_pays_is_that_of_the_costs_below_the_threshold(world):
    """Cheating saves C, log-uniform on [.4, 1.6]; honesty pays below p x .9 x 101, in ln(that / .4) / ln 4 of the draws."""
    draws = draws_of([Lever(COST, low=0.4, high=1.6, scale="log")], 32)
    for probability in (0.006, 0.017):
        share = math.log(probability * 0.9 * 101 / 0.4) / math.log(4.0)
        found = robustness(world, design(probability), draws)
        assert found.draws == 32
        assert abs(found.held - 32 * share) <= 1.0
        assert found.low < share < found.high
        assert found.is_robust == (share > 0.95)
        assert found.worst == {"integrity": 0.0}


def test_a_design_that_holds_in_every_draw_is_robust_and_its_worst_draw_meets_the_want(world):
    found = robustness(world, design(0.05), draws_of([Lever(COST, low=0.4, high=1.6, scale="log")], 16))
    assert (found.held, found.draws, found.is_robust) == (16, 16, True)
    assert found.worst == {"integrity": 1.0}


def test_draws_that_the_network_refuses_are_left_out(world):
    """The panel of one seat takes no need of two; half of the draws have it."""
    found = robustness(world, design(0.05), draws_of([Lever("field.verification.need", low=1, high=2)], 8))
    assert (found.held, found.draws) == (4, 4)

"""Numbers that the sources print, and properties worked out by hand."""

import math

import pytest

from analysis.theory.acceptance import TWO_RUNS, within_tolerance
from analysis.theory.learning import (
    best_skips,
    check_rate_against_all_skips,
    check_rate_against_one_skip,
    logit_share,
    nobody_checks,
    quantal_response,
    saving_that_leads_to,
)
from analysis.theory.tolerance import largest_undetected
from experiments.studies.validation.learning import C2_SEARCH


def test_quantal_response_of_the_inspection_game_as_printed():
    assert quantal_response(2.0, 3.0, 1.0, 5.0, 5.0) == pytest.approx((0.1931, 0.4572), abs=5e-5)


def test_without_errors_it_is_the_mixed_equilibrium():
    assert quantal_response(2.0, 3.0, 1.0, 5.0, 1e4) == pytest.approx((0.2, 0.4), abs=1e-3)


@pytest.mark.parametrize(("verifiers", "unseen"), [(2, 0.0025), (5, 0.0236), (10, 0.0358), (100, 0.0485)])
def test_more_verifiers_are_less_safe(verifiers, unseen):
    assert nobody_checks(0.05, verifiers) == pytest.approx(unseen, abs=6e-5)


def test_rates_that_deter_one_skip_and_all_as_printed():
    assert check_rate_against_one_skip(0.1, 10) == pytest.approx(0.0100)
    assert check_rate_against_all_skips(0.1, 10) == pytest.approx(0.0105, abs=5e-5)
    assert [best_skips(rate, 0.1, 10) for rate in (0.005, 0.0102, 0.0104, 0.0106, 0.05)] == [10, 10, 10, 0, 0]


def test_a_logit_share_is_one_half_where_both_pay_alike():
    assert logit_share(0.0, 0.2) == 0.5
    assert logit_share(0.2, 0.2) == pytest.approx(1 / (1 + math.e))


def test_a_search_is_set_to_stop_where_a_check_passes_nine_of_ten():
    """There the payoff has its largest value, over all deviations up to the widest."""
    a = C2_SEARCH.cases[0].numbers
    stop = largest_undetected(a["acceptance"], a["tolerance"], TWO_RUNS)
    assert a["saving"] == pytest.approx(saving_that_leads_to(stop, a["tolerance"], TWO_RUNS, a["widest"]), rel=1e-12)

    def worth(delta):
        return within_tolerance(delta, a["tolerance"], TWO_RUNS) + a["saving"] * math.log1p(delta) / math.log1p(a["widest"])

    assert max((k / 1000 for k in range(20_001)), key=worth) == pytest.approx(stop, abs=1e-3)

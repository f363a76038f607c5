"""Claims: what data show, what they refute, and what they leave open; several at once."""

import math

import pytest
from scipy import stats

from analysis.findings.claims import FAILS, HOLDS, REFUTED, STANDS, UNDECIDED, above, below, conclude, judge, share, within


def verdicts(*claims):
    return [row.verdict for row in judge(claims)]


@pytest.mark.parametrize(
    ("estimate", "verdict"), [(1.4, HOLDS), (1.17, HOLDS), (1.16, UNDECIDED), (0.84, UNDECIDED), (0.83, FAILS), (-9.0, FAILS)]
)
def test_a_bound_is_passed_by_more_than_luck(estimate, verdict):
    """One-sided at 5 %: 1.645 standard errors of .1 beyond the bound of 1."""
    assert verdicts(above("x", estimate, 0.1, 1.0, "1", 10)) == [verdict]
    assert verdicts(below("x", -estimate, 0.1, -1.0, "1", 10)) == [verdict]


def test_equivalence_needs_power_and_is_not_the_absence_of_a_difference():
    assert verdicts(within("sharp", 1.0, 0.02, (0.95, 1.05), "1", 10)) == [HOLDS]
    assert verdicts(within("blunt", 1.0, 0.2, (0.95, 1.05), "1", 10)) == [UNDECIDED]
    assert verdicts(within("off", 1.2, 0.02, (0.95, 1.05), "1", 10)) == [FAILS]
    assert verdicts(within("off below", 0.8, 0.02, (0.95, 1.05), "1", 10)) == [FAILS]


def test_p_values_are_those_of_two_one_sided_tests_enlarged_by_holm():
    """Of one claim alone, p is the larger one-sided p; of three, the smallest is tripled."""
    (alone,) = judge([within("x", 1.0, 0.02, (0.95, 1.05), "1", 10)])
    assert alone.p_for == pytest.approx(stats.norm.sf(2.5), rel=1e-9)
    three = judge([within(str(n), 1.0, 0.02, (0.95, 1.05), "1", 10) for n in range(3)])
    assert [row.p_for for row in three] == pytest.approx([3 * stats.norm.sf(2.5)] * 3, rel=1e-9)


def test_what_holds_alone_may_be_undecided_among_twenty():
    one = above("x", 1.2, 0.1, 1.0, "1", 10)
    assert verdicts(one) == [HOLDS]
    assert set(verdicts(*[one] * 20)) == {UNDECIDED}


@pytest.mark.parametrize(
    ("hits", "bounds", "verdict"),
    [(100, (0.9, 1.0), HOLDS), (95, (0.9, 1.0), HOLDS), (93, (0.9, 1), UNDECIDED), (80, (0.9, 1), FAILS), (0, (0, 0.05), HOLDS)],
)
def test_shares_are_judged_by_wilsons_interval(hits, bounds, verdict):
    (row,) = judge([share("x", hits, 100, bounds)])
    assert row.verdict == verdict
    low, high = stats.binomtest(hits, 100).proportion_ci(method="wilson")
    assert (row.low, row.high) == pytest.approx((low, high), abs=1e-9)


def test_a_number_without_error_is_judged_by_itself():
    assert verdicts(below("none missed", 0, 0, 0.5, "1", 3), below("two missed", 2, 0, 0.5, "1", 3)) == [HOLDS, FAILS]


def test_what_could_not_be_measured_is_undecided_by_its_infinite_error():
    assert verdicts(within("x", 1.0, math.inf, (0.9, 1.1), "1", 0)) == [UNDECIDED]


@pytest.mark.parametrize(("estimate", "error"), [(math.nan, 1.0), (1.0, math.nan), (1.0, -1.0)])
def test_a_claim_without_a_number_is_refused(estimate, error):
    with pytest.raises(ValueError, match="give numbers, error >= 0"):
        judge([above("x", estimate, error, 0.0, "1", 1)])


def test_the_hypothesis_falls_with_a_claim_that_decides_and_not_with_one_beside():
    good, bad = above("up", 2.0, 0.1, 1.0, "1", 9), above("down", 0.0, 0.1, 1.0, "1", 9)
    beside = bad._replace(decides=False)
    open_ = above("open", 1.0, 0.1, 1.0, "1", 9)
    assert conclude(judge([good, beside])) == STANDS
    assert conclude(judge([good, bad])) == f"{REFUTED}: not so that down"
    assert conclude(judge([good, open_])) == "undecided: not shown that open"
    assert conclude(judge([open_, bad])).startswith(REFUTED)


def test_the_smallest_effect_that_would_have_been_seen_is_that_of_power_four_fifths():
    (row,) = judge([above("x", 2.0, 0.1, 1.0, "1", 9)])
    assert row.resolution == pytest.approx(0.1 * (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)), rel=1e-6)

"""Search of designs: thresholds and cheapest stakes come out as closed forms have them, and no design is beaten by another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.design.levers import levers_over
from analysis.design.problem import Problem
from analysis.design.search import nearest, search, thinned, undominated
from analysis.design.wants import aims_of, parse_want
from analysis.theory.costs import cheapest_stake, deterrence_cost
from analysis.theory.deterrence import audit_threshold
from model import door, networks

AUDIT, STAKE = "field.verification.audit_probability", "nodes.stake"


def problem(base, over, wants=("integrity>=.999",), minimise=("cost",)):
    return Problem(base, levers_over(base, over), tuple(map(parse_want, wants)), tuple(aims_of(list(minimise), [])))


def posp(**changes):
    return door.change(networks.load("posp"), changes) if changes else networks.load("posp")


@pytest.fixture(scope="module")
def found():
    return search(problem(posp(), ["audit_probability"]), 128)


def test_the_cheapest_audit_probability_is_that_of_proof_of_sampling(found):
    """A3: p* = C / ((1 - r)(R + S)) = .8 / (.9 x 101), to within 1 %, and never below it."""
    cheapest = found.front[0].point[AUDIT]
    threshold = audit_threshold(0.8, 1.0, 100.0, colluding=0.1)
    assert 1.0 < cheapest / threshold < 1.01


def test_no_design_of_a_front_is_beaten_and_all_meet_the_wants(found):
    judged = np.array([[one.values["cost"], -one.values["deterrence"]] for one in found.front])
    for one in found.every:
        if one.values["integrity"] >= 0.999:
            mine = np.array([one.values["cost"], -one.values["deterrence"]])
            assert not ((mine <= judged).all(axis=1) & (mine < judged).any(axis=1)).any()
    assert min(one.values["integrity"] for one in found.front) >= 0.999
    assert (np.diff(judged[:, 0]) > 0).all(), "by the first aim"


def test_stake_and_audits_together_cost_what_the_closed_form_of_the_cheapest_deterrence_says():
    """The whole stake is lost; capital of the stakes of a verifier and an executor for each job: S* = sqrt(g k / (2 d r)) - R = 50."""
    capital = 0.64 / (0.9 * 2 * 51.0**2)
    base = posp(**{"field.settlement.slash_rule": "fraction", "field.settlement.slash": 1.0, "accounts.capital_cost": capital})
    assert cheapest_stake(0.8, 1.0, 0.8, 2 * capital, 0.9) == pytest.approx(50.0)
    best = search(problem(base, ["audit_probability=.001:1:log", "nodes.stake=5:500:log"]), 256).front[0]
    assert best.values["cost"] == pytest.approx(deterrence_cost(0.8, 1.0, 50.0, 0.8, 2 * capital, 0.9), rel=0.01)
    assert best.point[STAKE] == pytest.approx(50.0, rel=0.2), "costs are flat around the cheapest stake"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=25))
def test_undominated_rows_are_beaten_by_none_and_every_other_row_is_beaten_or_repeated(rows):
    judged = np.array(rows, dtype=float)
    kept = undominated(judged)
    assert len({tuple(judged[row]) for row in kept}) == len(kept)
    for row, one in enumerate(judged):
        beaten = any((other <= one).all() and (other < one).any() for other in judged)
        assert (row in kept) == (not beaten and tuple(one) not in {tuple(judged[before]) for before in range(row)})


def test_whole_levers_take_whole_numbers_and_points_that_the_network_refuses_are_left_out():
    """A panel of one seat cannot need two votes: such pairs are tried, refused and counted, and no design has them."""
    found = search(problem(posp(), ["panel_size=1:3", "need=1:3", "audit_probability=.01:.1"]), 32)
    refused = [one for one in found.every if not one.values]
    assert refused
    assert all(one.point["field.verification.need"] > one.point["field.verification.panel_size"] for one in refused)
    assert all(isinstance(one.point["field.verification.panel_size"], int) for one in found.every)
    assert all(one.point["field.verification.need"] <= one.point["field.verification.panel_size"] for one in found.front)


def test_the_nearest_miss_is_the_point_that_comes_nearest_to_tipping():
    """No audit probability up to .005 deters, so the highest comes nearest."""
    asked = problem(posp(), ["audit_probability=.001:.005"])
    found = search(asked, 32)
    assert found.front == []
    assert nearest(asked, found.every).point[AUDIT] == pytest.approx(0.005, rel=0.02)


def test_a_search_is_the_same_again_and_sizes_that_are_none_are_refused():
    asked = problem(posp(), ["audit_probability"])
    once, again = search(asked, 32, seed=5), search(asked, 32, seed=5)
    assert [one.point for one in once.every] == [one.point for one in again.every]
    assert [one.point for one in search(asked, 32, seed=6).every] != [one.point for one in once.every]
    with pytest.raises(ValueError, match="points = 100 is no power of two"):
        search(asked, 100)


def test_a_thinned_front_keeps_both_ends(found):
    few = thinned(found.front, 5)
    assert 2 <= len(few) <= 5
    assert few[0] is found.front[0]
    assert few[-1] is found.front[-1]
    assert thinned(found.front[:3], 5) == found.front[:3]


def test_levers_without_a_range_go_from_a_tenth_to_ten_times_within_what_is_allowed():
    base = posp()
    assert [(lever.path, lever.low, lever.high) for lever in levers_over(base)] == [
        (AUDIT, 0.001, 0.1), ("field.settlement.slash", 10.0, 1000.0),
    ]  # fmt: skip
    most = levers_over(posp(audit_probability=0.5), ["audit_probability"])[0]
    assert (most.low, most.high, most.scale) == (0.05, 1.0, "log")
    mixed = levers_over(base, ["slash=.05,.2,1,audit_probability"])
    assert [lever.values for lever in mixed] == [(0.05, 0.2, 1.0), ()]


@pytest.mark.parametrize(("over", "words"), [
    ("audit_probabilty", "did you mean audit_probability"),
    ("noise.level", "stands at 0.0, which has no range by itself"),
    ("slash=5", None),
    ("slash=9:1", "is no range"),
    ("slash,slash", "given twice"),
])  # fmt: skip
def test_levers_that_are_none_are_refused_in_one_line(over, words):
    if words is None:
        assert levers_over(posp(), [over])[0].values == (5.0,)
        return
    with pytest.raises(ValueError, match=words):
        levers_over(posp(), [over])

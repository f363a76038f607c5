"""Selection along one axis: rests, their kinds and mutual invasion, at games solved by hand."""

import pytest

from analysis.possibility.axes import Box
from analysis.possibility.resistance import Resistance
from analysis.possibility.singular import Line, mutual, pairwise, singular_points
from tests.analysis.possibility.worlds import GARBAGE, world


def on_effort(audit):
    scenario = world({"audit_probability": audit})
    return Line(Resistance(scenario, Box.of(scenario, ["effort"], {"deviation": GARBAGE})), "effort")


@pytest.mark.parametrize(("audit", "at"), [(0.05, 0.0), (0.15, 1.0)])
def test_selection_goes_to_the_end_that_pays(audit, at):
    assert singular_points(on_effort(audit)) == [(at, "evolutionarily stable", True, True)]


def test_selection_is_neutral_all_along_where_both_ends_pay_alike():
    assert singular_points(on_effort(1.0 / 11.2)) == []


def dilemma(bounty):
    """Panels of two over outputs half of which are attacked; a check costs 1, and a bounty is shared by those who reject.

    One rejection is enough, so a seat that looks gets (1/2) B (1 - g / 2) where the other one looks with g: it pays below
    g* = 2 (1 - 2 / B). A seat that does not look gets nothing.
    """
    checks = {"auditors": "peers", "panel_size": 2, "need": 2, "audit_probability": 0.5}
    scenario = world(checks, field={"verification": {"kind": "panel", "tolerance": 3.0, **checks}, "settlement": {"bounty": bounty}})
    box = Box.of(scenario, ["vigilance"], {"attack_rate": 0.5, "deviation": GARBAGE})
    return Line(Resistance(scenario, box), "vigilance")


def test_checking_for_a_shared_bounty_rests_inside_where_mutants_are_neutral():
    line = dilemma(3.0)
    (rest,) = singular_points(line)
    assert rest.at == pytest.approx(2 / 3, abs=1e-6)
    assert (rest.kind, rest.convergent, rest.uninvaded) == ("neutral", True, True)


def test_behaviours_on_both_sides_of_such_a_rest_invade_each_other():
    """All pairs with one below and one above: 2 g* (1 - g*) of them, 4/9 but for the width of cells."""
    table = pairwise(dilemma(3.0))
    share, pair = mutual(table)
    assert share == pytest.approx(4 / 9, abs=0.02)
    assert pair is not None
    assert pair[0] < 2 / 3 < pair[1]
    assert mutual(pairwise(on_effort(0.15))) == (0.0, None)


def test_near_mutants_of_a_substitute_gain_by_deviating_either_way():
    """Nobody looks, and what deviates more costs less: no deviation repels, and both ends of the range hold."""
    scenario = world({"audit_probability": 0.0})
    box = Box.of(scenario)
    rests = singular_points(Line(Resistance(scenario, box), "deviation"))
    assert [(rest.at, rest.kind) for rest in rests] == [(-9.0, "evolutionarily stable"), (0.0, "repelling"), (9.0, "evolutionarily stable")]


def test_the_edge_of_a_tolerance_is_stable_and_reached_from_inside_only():
    """With exact checks and no noise a substitute passes up to the tolerance, 3, and is caught beyond: cheapest at the edge.

    A population just beyond is caught either way, and saves more further out; small steps do not lead it back.
    """
    scenario = world({"audit_probability": 1.0})
    rests = singular_points(Line(Resistance(scenario, Box.of(scenario)), "deviation"))
    found = {rest.at: (rest.kind, rest.uninvaded) for rest in rests if rest.kind != "repelling"}
    edge, end = ("unreachable", True), ("evolutionarily stable", False)
    assert found == {-9.0: end, -3.0: edge, 3.0: edge, 9.0: end}

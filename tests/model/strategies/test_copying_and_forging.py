"""Where answers can be copied and traces forged, what that is expected to bring, and what is refused; by hand."""

import pytest

from cli.explain import _job
from model.door import scenario_from
from model.expectation import expected_utilities
from model.incentives import incentive_sheet
from model.ledger import follow
from model.network import InferenceNetwork
from model.run import simulate

PANEL = {
    "kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "sampled_segments": 4, "tolerance": 3.0,
    "check_cost_ratio": 0.25,
}  # fmt: skip
PUBLIC, HIDDEN = ({"propagation": {"kind": "broadcast", "visibility": v}} for v in ("public", "commit_reveal"))


def world(name, *, numbers=None, classes=None, adaptation=None, trace_share=0.0, visibility=PUBLIC, **more):
    """The world of the plays: one node of a strategy among three honest ones, who audit every job; a fee of 1, a slash of 1."""
    field = {
        "partition": {"segments": 4}, "verification": {**PANEL, "trace_share": trace_share}, "settlement": {"slash": 0.1},
        "noise": {"level": 0.0}, **visibility,
    }  # fmt: skip
    people = {"odd": {"strategy": name, "count": 1, "numbers": numbers or {}}, "honest": {"count": 3}}
    return scenario_from(
        {
            "nodes": {"count": 4, "stake": 10.0, "compute_cost": 0.4, "placement": "in_order"}, "population": people, "field": field,
            "job_classes": classes or {"job": {}}, "adaptation": adaptation or {"kind": "fixed"}, **more,
        }
    )  # fmt: skip


def test_a_copier_works_where_the_answers_of_one_class_are_hidden():
    for other, effort in ((PUBLIC, 0.5), (HIDDEN, 1.0)):
        scenario = world("copier", classes={"chat": {"share": 0.9}, "proved": {"share": 0.1, "field": other}})
        assert simulate(scenario, 1, epochs=1).state.effort[0] == effort


def test_a_copier_works_from_the_epoch_on_in_which_answers_are_hidden():
    net = InferenceNetwork(world("copier"), rng=1)
    net.step()
    assert (net.state.effort[0], net.state.filler_luck[0]) == (0.5, 0.95)
    net.change("field.propagation.visibility", "commit_reveal")
    net.step()
    assert (net.state.effort[0], net.state.filler_luck[0]) == (1.0, 0.0)


@pytest.mark.parametrize(("visibility", "utility"), [(PUBLIC, 0.5), (HIDDEN, 0.3)])
def test_what_a_copier_is_expected_to_earn_is_what_it_earns(visibility, utility):
    """Half of the work is left out, and right: 1 - 0.2 - 0.3; where answers are hidden, 1 - 0.4 - 0.3."""
    scenario = world("copier", numbers={"filler_luck": 1.0}, visibility=visibility)
    assert expected_utilities(scenario, _counts(scenario))[3, 0] == pytest.approx(utility)
    assert simulate(scenario, 1, epochs=1).state.utility[0] == pytest.approx(utility)


@pytest.mark.parametrize(("trace_share", "utility"), [(1.0, 0.656), (0.0, -1.344), (0.25, -0.844)])
def test_what_a_pre_filler_is_expected_to_earn(trace_share, utility):
    """Its work costs 0.4 (0.1 + 0.01), its checks 0.3; it has the fee of 1, or loses 1 by a slash: a mixture of both."""
    scenario = world("pre_filler", trace_share=trace_share)
    assert expected_utilities(scenario, _counts(scenario))[3, 0] == pytest.approx(utility)
    row = next(row for row in incentive_sheet(scenario) if row.name == "odd")
    assert row.utility == pytest.approx(utility + 0.3), "the sheet is of executing alone"


def _counts(scenario):
    return simulate(scenario, 1, epochs=1).state.counts


def test_an_account_says_that_a_forged_trace_hid_what_was_not_computed():
    _, (hidden,) = follow(world("pre_filler", trace_share=1.0), 1, 0, 0, 0)
    assert "4 of 4 segments deviate, hidden by a forged trace, wrong; audited, 4 segments looked at: accepted verified" in _job(
        hidden.jobs[0]
    )
    _, (seen,) = follow(world("pre_filler"), 1, 0, 0, 0)
    assert "4 of 4 segments deviate, wrong; audited, 4 segments looked at: rejected invalid" in _job(seen.jobs[0])


def test_fellows_know_of_what_a_forged_trace_hides():
    """Row 0 attacks and forges; of the three who judge it two are fellows, who give it away, though a check meets nothing."""
    mole = {"strategy": "colluder", "count": 2, "numbers": {"attack_rate": 0.0, "denounce": 1.0}}
    scenario = world("colluder", numbers={"attack_rate": 1.0, "forge": 1.0}, trace_share=1.0)
    people = {"odd": scenario.population["odd"].model_dump(exclude_none=True), "mole": mole, "honest": {"count": 1}}
    state = simulate(scenario_from({**scenario.to_dict(), "population": people}), 1, epochs=1).state
    assert (state.job_shown[0], state.job_deviating[0], state.job_rejections[0]) == (0, 4, 2)


def test_who_hits_and_runs_attacks_once_where_leavers_idle():
    scenario = world(
        "hit_and_run", numbers={"patience": 1.0}, accounts={"unbonding_hours": 5.0}, membership={"exit": {"while_unbonding": "idles"}}
    )
    attacks = []
    simulate(scenario, 1, epochs=8, watch=lambda state: attacks.append(int(state.job_attacked.sum())))
    assert attacks == [0, 1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "adaptation", "words"),
    [
        ("hit_and_run", {"kind": "imitation", "signal": "expected"}, "'hit_and_run' decides by its own record; use signal"),
        ("copier", {"kind": "evolution", "signal": "own"}, "strategy 'copier' decides its behaviour anew"),
    ],
)
def test_what_cannot_be_reckoned_or_would_not_last_is_refused_in_one_line(name, adaptation, words):
    with pytest.raises(ValueError, match=words):
        world(name, adaptation=adaptation)

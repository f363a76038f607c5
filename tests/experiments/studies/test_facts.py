"""What the study ``facts`` watches, on worlds whose answer is worked out by hand; its cells; what it refuses."""

import math

import numpy as np
import pytest

from experiments.studies import catalogue, deterrence
from experiments.studies.facts import STUDY, box, comparing, judging, measuring, networks, watching
from experiments.studies.facts import patterns as of
from experiments.studies.facts.drawing import Draw, check, population, scenario
from experiments.studies.facts.watching import BYSTANDER, PROBE, Trust, watched
from experiments.studies.running import version_of
from model import door
from model import networks as shipped
from model.run import simulate
from model.state import State

NONE = shipped.load("none")
EXACT = {"kind": "panel", "auditors": "protocol", "audit_probability": 1.0, "tolerance": 3.0}


def world(shares, **more):
    """Twenty nodes with one exact check a job, without noise."""
    return scenario(NONE, {
        "epochs": 20, "nodes": {"count": 20, "compute_cost": 0.5}, "population": population(shares),
        "field": {"verification": EXACT, "noise": {"level": 0.0}, "settlement": {"slash": 3.0, "slash_rule": "fixed"}}, **more,
    })  # fmt: skip


def test_the_study_is_in_the_catalogue_and_names_its_strong_facts():
    assert catalogue.find("facts") is STUDY
    assert "vendors" in STUDY.hypothesis
    assert "pocket" not in STUDY.hypothesis


def test_a_network_of_several_classes_is_refused():
    with pytest.raises(ValueError, match=r"facts counts money .* job_classes = .*; choose a network with one class"):
        check(shipped.load("opengradient_launch"))


def test_a_network_without_a_fee_is_refused():
    with pytest.raises(ValueError, match=r"fee x price = 0 tok x 1 USD/tok; give both above 0"):
        check(door.change(NONE, {"job_classes.job.fee": 0.0}))


def test_a_claim_rests_on_a_hundred_draws_and_the_sample_on_two_hundred_scenarios():
    own, sample = measuring.own_cells(NONE, False), measuring.sample_cells(NONE, False)
    for name in of.NAMES:
        assert sorted(seed for cell in own if cell.at["fact"] == name for seed in cell.seeds) == list(range(1, 101))
    assert sorted(seed for cell in sample for seed in cell.seeds) == list(range(1, 201))
    quick = measuring.own_cells(NONE, True), measuring.sample_cells(NONE, True)
    assert {cell.at["fact"] for cell in quick[0]} == set(of.NAMES)
    assert sum(len(cell.seeds) for cells in quick for cell in cells) < 60


def test_draws_of_a_number_are_the_same_and_of_two_numbers_differ():
    first, again, other = (networks.OWN["ionet"](NONE, Draw("ionet", n)) for n in (1, 1, 2))
    assert first.arms["on"] == again.arms["on"]
    assert first.arms["on"] != other.arms["on"]
    assert Draw("endpoints", 1).uniform("x", 0, 1) != Draw("vendors", 1).uniform("x", 0, 1)


def test_a_scenario_of_the_box_differs_between_its_arms_in_the_slash_alone():
    drawn, factors = box.draw(NONE, 5)
    assert set(factors) == set(box.FACTORS)
    assert drawn.arms["on"].digest() != drawn.arms["off"].digest()
    assert door.change(drawn.arms["on"], {"field.settlement.slash": 0.0}).digest() == drawn.arms["off"].digest()


def test_a_cheat_that_is_caught_at_once_lives_one_claim_and_loses_the_slash():
    """No fee for the claim that is caught, and 3 tok of slash: profit -3 fees for all ten, none at a profit."""
    seen = watched(world({PROBE: 0.5, BYSTANDER: 0.5}), 1)
    assert (seen.lives, seen.profitable, seen.mean_profit, seen.caught_early) == (10, 0.0, -3.0, 1.0)


def test_a_cheat_that_nobody_checks_profits_by_every_fee():
    seen = watched(door.change(world({PROBE: 1.0}), {"field.verification.audit_probability": 0.0}), 1)
    assert (seen.profitable, seen.mean_profit, seen.caught_early) == (1.0, 20.0, 0.0)
    assert math.isnan(seen.wrong)


def test_wrong_outputs_of_instruments_are_not_counted():
    """Of twenty nodes five cheat by themselves and ten as probes: 5 of 10 accepted outputs."""
    unchecked = door.change(world({"fake": 0.25, "honest": 0.25, PROBE: 0.5}), {"field.verification.audit_probability": 0.0})
    assert watched(unchecked, 1).wrong == 0.5


def test_work_of_checks_and_right_outputs():
    """Every job of one segment is checked once: half of the work. All work is right."""
    seen = watched(world({"honest": 1.0}), 1)
    assert (seen.overhead, seen.integrity, seen.deviating, seen.real) == (0.5, 1.0, 0.0, 1.0)


def test_faulty_checks_flag_honest_nodes_under_both_rules():
    """Where honest work always fails, both rules flag all."""
    seen = watched(world({BYSTANDER: 1.0}, field={"verification": EXACT | {"tolerance": 0.0}}), 1)
    assert (seen.flagged_z, seen.flagged_sprt) == (1.0, 1.0)
    assert watched(world({BYSTANDER: 1.0}), 1).flagged_z == 0.0


def test_the_old_rule_flags_at_five_in_a_row_and_the_new_one_at_three_failures_of_ten_checks():
    """A failure is ln 4 = 1.386: three are 4.16 and above 4 at once; after seven passes (-.172 each) they are 2.96 and not enough."""
    watch = watching.Watch(world({BYSTANDER: 1.0}))
    state = State(watch.scenario, 1)
    watch.first = {BYSTANDER: np.arange(20), PROBE: np.zeros(0, int)}
    state.make_room(10)
    state.jobs_of_epoch = 10
    state.job_executor[:] = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    state.job_audited[:] = 1
    state.job_verdict[:] = [2, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    watch._judge(state, state.job_executor, state.job_verdict)
    assert list(watch.sprt[:2]) == [True, False]
    assert not watch.z[:2].any()
    state.jobs_of_epoch = 3
    state.job_executor[:] = 1
    state.job_verdict[:] = 2
    watch._judge(state, state.job_executor, state.job_verdict)
    assert not watch.sprt[1]
    assert watch.z[1]  # 3 of 10 against .05: z = 3.6


def test_trust_grows_with_valid_checks_and_is_lost_with_one_failure():
    """Ten valid checks in a row: audits of 1/10; eleven: 1/11; then one failure: 1."""
    state, trust = State(world({"honest": 1.0}), 1), Trust(20)
    state.make_room(20)
    for verdict, factor in [(1, 1.0)] * 9 + [(1, 0.1), (1, 1 / 11), (2, 1.0)]:
        state.jobs_of_epoch = 20
        state.job_executor[:] = np.arange(20)
        state.job_audited[:] = 1
        state.job_verdict[:] = verdict
        trust.follow(state)
        assert state.audit_factor == pytest.approx(factor)


def test_a_faultless_host_is_checked_less_and_less():
    seen = watched(door.change(world({"honest": 1.0}), {"epochs": 200}), 1, adaptive=True)
    assert 0.05 < seen.overhead < 0.15


def test_similarity_of_a_node_is_what_it_computes():
    """Effort .75 without noise, the rest garbage: .75 of the segments pass; an honest node passes all."""
    more = {"skimmer": {"numbers": {"effort": 0.75}}}
    mixed = world({"honest": 0.5, "skimmer": 0.5}, population=population({"honest": 0.5, "skimmer": 0.5}, **more))
    best, worst = comparing.similarities(simulate(mixed, 1, epochs=1).state, np.zeros(20, dtype=bool), 1)
    assert (best, worst) == (1.0, 0.75)


def test_rank_correlation_of_ties_and_of_a_constant():
    assert comparing.rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 90.0])) == pytest.approx(1.0)
    assert comparing.rank_correlation(np.array([1.0, 2.0, 2.0, 3.0]), np.array([4.0, 2.5, 2.5, 1.0])) == pytest.approx(-1.0)
    assert comparing.rank_correlation(np.array([1.0, 2.0]), np.array([5.0, 5.0])) == 0.0


def seen(**numbers):
    """What a run shows, nan but for some numbers."""
    return watching.Seen(**(dict.fromkeys(watching.Seen._fields, math.nan) | numbers))


@pytest.mark.parametrize(
    ("fact", "agrees", "does_not"),
    [
        ("endpoints", {"deviating": 0.35}, {"deviating": 0.9}),
        ("vendors", {"best": 0.99, "worst": 0.62}, {"best": 0.99, "worst": 0.05}),
        ("vendors", {"best": 0.99, "worst": 0.62}, {"best": 0.80, "worst": 0.62}),
        ("replication", {"overhead": 0.07, "wrong": 0.0}, {"overhead": 0.07, "wrong": 0.2}),
        ("pocket", {"lives": 9, "profitable": 0.37, "mean_profit": -1.0}, {"lives": 9, "profitable": 0.37, "mean_profit": 1.0}),
        ("gonka", {"flagged_z": 0.6, "flagged_sprt": 0.1}, {"flagged_z": 0.6, "flagged_sprt": 0.5}),
        ("ionet", {"real": 0.02}, {"real": 0.0}),
        (
            "bittensor",
            {"by_stake": 0.9, "by_quality": 0.1, "quality_spread": 0.1},
            {"by_stake": 0.9, "by_quality": 0.6, "quality_spread": 0.1},
        ),
    ],
)
def test_a_run_agrees_or_does_not(fact, agrees, does_not):
    assert judging.ANYWHERE[fact]({"on": seen(**agrees)}).satisfied
    assert not judging.ANYWHERE[fact]({"on": seen(**does_not)}).satisfied
    assert not judging.ANYWHERE[fact]({"on": seen()}).applies


def test_slashing_off_must_pay_and_keep_integrity_and_not_with_exact_checks():
    """Two jobs an epoch at a fee of one dollar: .1 more an epoch is .05 a job."""
    on, better, worse = (
        seen(honest_utility=1.0, integrity=0.9), seen(honest_utility=1.1, integrity=0.9), seen(honest_utility=1.1, integrity=0.8),
    )  # fmt: skip
    found = judging.livepeer({"on": on, "off": better}, 1.0, 2.0)
    assert found.satisfied
    assert found.value == pytest.approx(0.05)
    assert not judging.livepeer({"on": on, "off": worse}, 1.0, 2.0).satisfied
    assert not judging.livepeer({"on": on, "off": better, "exact_on": on, "exact_off": better}, 1.0, 2.0).satisfied


def test_what_is_kept_goes_with_every_file_of_the_folder():
    """The version of what measures differs from that of another module of the same length, and is the folder's."""
    assert version_of(measuring.__name__) == version_of(watching.__name__)
    assert version_of(measuring.__name__) != version_of(deterrence.__name__)

"""Every measure by hand, from totals written by hand; and the toy networks whose measures can be worked out."""

import math

import numpy as np
import pytest

from model import Scenario, door, measures, simulate
from model.columns import TOTAL_COLUMNS
from model.measures import FINAL_MEASURES, MEASURES, SIGNS
from model.records import Records

TOTALS = {
    "jobs": 20, "right_unaudited": 8, "right_verified": 4, "right_invalid": 1, "right_unavailable": 2,
    "wrong_unaudited": 2, "wrong_verified": 1, "wrong_invalid": 1, "wrong_unavailable": 1,
    "audits": 5, "false_slashes": 3, "detections": 4, "detection_delay": 10,
    "compute_costs": 9.0, "check_costs": 2.0, "commit_costs": 3.0, "value_right": 24.0, "harm_done": 5.0, "minted": 7.0, "burned": 2.5,
    "reused": 6, "misled_unaudited": 2, "misled_verified": 1, "depth_sum": 12, "cascades_ended": 4, "cascade_outputs": 10,
    "chained": 4, "drift_squares": 36.0, "gossiped": 5, "reached": 40, "messages": 60,
}  # fmt: skip
BY_HAND = {
    "accepted": 15.0,  # 8 + 4 + 2 + 1
    "acceptance_rate": 0.75,  # of 20 jobs
    "integrity": 0.6,  # 12 less 3 that took a wrong input, of 15
    "local_integrity": 0.8,  # 12 of 15
    "reuse_rate": 0.3,  # 6 of 20
    "depth_mean": 0.8,  # 12 over 15
    "cascade_size_mean": 2.5,  # 10 over 4
    "drift_rms": 3.0,  # the root of 36 / 4
    "reached_mean": 8.0,  # 40 over 5
    "messages_per_trace": 12.0,  # 60 over 5
    "false_reject_rate": 1 / 15,  # of 8 + 4 + 1 + 2 right ones
    "false_slash_rate": 0.2,  # 3 of the 15
    "detection_rate": 0.2,  # 1 of 5 wrong ones
    "unavailability_rate": 0.15,  # 3 of 20
    "audit_rate": 0.25,
    "detection_delay_mean": 2.5,
    "work_cost_per_right_output": 4 / 3,  # (9 + 3) / (12 - 3)
    "check_cost_per_right_output": 2 / 9,
    "welfare": 5.0,  # 24 - 5 - 9 - 2 - 3
    "net_issuance": 4.5,
}


def records_of(*epochs):
    records = Records(["a"])
    records.epochs = len(epochs)
    for row, totals in enumerate(epochs):
        for k, column in enumerate(TOTAL_COLUMNS):
            records._totals[row, k] = totals.get(column.name, 0.0)
    return records


def test_each_measure_has_a_case_done_by_hand():
    assert set(BY_HAND) == set(MEASURES)


@pytest.mark.parametrize("name", BY_HAND)
def test_measure_is_what_it_says(name):
    assert MEASURES[name].of(records_of(TOTALS))[0] == pytest.approx(BY_HAND[name])


@pytest.mark.parametrize("name", [n for n, m in MEASURES.items() if n not in ("accepted", "welfare", "net_issuance")])
def test_a_ratio_over_nothing_is_missing(name):
    assert math.isnan(MEASURES[name].of(records_of({}))[0])


@pytest.mark.parametrize("table", [MEASURES, FINAL_MEASURES, SIGNS])
def test_every_measure_has_a_unit_and_a_meaning(table):
    assert all(measure.unit and measure.meaning for measure in table.values())


def network(**changes):
    base = {"nodes.count": 10, "epochs": 6, "nodes.stake": 100.0, "nodes.compute_cost": 0.5, "field.noise.level": 0.0}
    panel = {"field.verification.kind": "panel", "audit_probability": 1.0, "auditors": "protocol", "tolerance": 0.0, "slash": 0.1}
    return door.change(Scenario(), base | panel | changes)


def test_summary_of_a_network_with_one_liar_in_ten():
    """Nine honest nodes and one that computes nothing, every job checked exactly: nine of ten outputs are accepted, all of them right.

    The liar is slashed .1 of its stake in each of six epochs: 100 x .9^6. Work costs 9 x .5 for 9 right outputs; 9 fees of value 1 each.
    """
    run = simulate(network(population={"honest": {"count": 9}, "liar": {"strategy": "skimmer", "count": 1, "numbers": {"effort": 0.0}}}), 1)
    found = measures.summary(run)
    assert (found["acceptance_rate"], found["integrity"], found["detection_rate"]) == (0.9, 1.0, 1.0)
    assert found["work_cost_per_right_output"] == pytest.approx(0.5)
    assert found["welfare"] == pytest.approx(9 * 1.0 - 9 * 0.5)
    assert found["detection_delay_mean"] == 0.0
    assert found["net_issuance"] == pytest.approx(-100 * (1 - 0.9**6) / 6)
    assert found["utility_honest"] == pytest.approx(0.5)
    assert run.state.stake.min() == pytest.approx(100 * 0.9**6)
    assert (found["share_liar"], found["end_share_liar"], found["epochs"]) == (pytest.approx(0.1), pytest.approx(0.1), 6.0)


def test_detection_delay_counts_epochs_from_the_first_wrong_output():
    """Audits come with probability .25 and the caught are out, so the wait is geometric: (1 - .25) / .25 = 3 epochs, variance 12."""
    liars = network(population={"liar": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": 0.0}}})
    run = simulate(door.change(liars, {"nodes.count": 20_000, "audit_probability": 0.25, "eject": True, "epochs": 80}), 3)
    assert run.records.total("detections").sum() == 20_000
    assert measures.summary(run)["detection_delay_mean"] == pytest.approx(3.0, abs=4 * math.sqrt(12 / 20_000))


def test_the_warm_up_is_left_out_of_means():
    """Liars are ejected in the first epoch: with a warm-up of two there is nothing left to detect."""
    scenario = network(population={"liar": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": 0.0}}})
    scenario = door.change(scenario, {"eject": True, "epochs": 4})
    with_all = measures.summary(simulate(scenario, 2))
    later = measures.summary(simulate(door.change(scenario, {"warm_up": 2}), 2))
    assert with_all["detection_rate"] == 1.0
    assert math.isnan(later["detection_rate"])
    assert (with_all["welfare"], later["welfare"]) == (0.0, 0.0)


def test_a_cartel_holds_its_share_of_the_active_stake():
    """Three colluders of stake 300 beside seven honest ones of stake 100: 900 of 1600."""
    scenario = network(population={"honest": {"count": 7}, "c": {"strategy": "colluder", "count": 3, "stake": 300.0}})
    run = simulate(door.change(scenario, {"stakes": "frozen", "epochs": 1}), 5)
    assert measures.summary(run)["cartel_stake_share"] == pytest.approx(900 / 1600)


def test_behaviours_that_are_alike_have_no_spread():
    assert measures.summary(simulate(network(), 1))["trait_spread"] == 0.0
    half = network(population={"honest": {"count": 5}, "stamp": {"strategy": "rubber_stamp", "count": 5}})
    assert measures.summary(simulate(half, 1))["trait_spread"] == pytest.approx(0.5)  # vigilance 1 and 0: variance .25


def test_series_have_one_row_an_epoch_and_agree_with_the_totals():
    run = simulate(network(), 1)
    table = measures.series(run.records)
    assert {len(column) for column in table.values()} == {6}
    assert np.array_equal(table["accepted"], table["right_unaudited"] + table["right_verified"])


def test_the_last_row_is_the_state_at_the_end():
    """Everybody revises in every epoch: what the last row says is what the next epoch would begin with."""
    scenario = network(population={"honest": {"count": 5}, "stamp": {"strategy": "rubber_stamp", "count": 5}})
    scenario = door.change(scenario, {"adaptation": {"kind": "imitation", "revision_rate": 1.0, "intensity": 0.0}, "epochs": 1})
    for seed in range(5):
        run = simulate(scenario, seed)
        assert run.records.count("stamp")[-1] == (run.state.strategy == 1).sum()
    assert any(simulate(scenario, seed).records.count("stamp")[-1] != 5 for seed in range(5))


def test_shares_count_over_the_epochs_in_which_somebody_is_there():
    """Everybody is ejected in the first epoch: the share of the liars is that of the epoch before, not missing."""
    scenario = network(population={"liar": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": 0.0}}})
    found = measures.summary(simulate(door.change(scenario, {"eject": True, "epochs": 4}), 2))
    assert found["share_liar"] == 1.0
    assert math.isnan(found["end_share_liar"])

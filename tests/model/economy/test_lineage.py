"""Jobs that take earlier outputs as inputs: what is passed on, and what is not."""

import numpy as np
import pytest

from model import columns as col
from model import door, measures, simulate
from model.economy.lineage import Lineage
from model.run import Run
from model.state import State
from model.step import epoch


def marks_of(*jobs):
    """Job marks from (verdict, wrong, input counted from 1, misled, depth)."""
    block = np.zeros((len(col.JOB_MARK_COLUMNS), len(jobs)), dtype=np.int32)
    for j, job in enumerate(jobs):
        block[[col.JOB_VERDICT, col.JOB_WRONG, col.JOB_INPUT, col.JOB_MISLED, col.JOB_DEPTH], j] = job
    return block


def turned(lineage, *jobs):
    """Totals of an epoch of these jobs, by name."""
    totals = np.zeros(len(col.TOTAL_COLUMNS))
    lineage.turn(len(jobs), np.zeros((len(col.JOB_COLUMNS), len(jobs))), marks_of(*jobs), totals)
    return {c.name: value for c, value in zip(col.TOTAL_COLUMNS, totals.tolist(), strict=True)}


UNAUDITED, VERIFIED, INVALID = 0, 1, 2


def test_a_cascade_is_followed_from_its_first_output_to_its_last():
    """One wrong output of three; two jobs take it, of which one is found invalid (a false alarm); nobody takes the other."""
    lineage = Lineage()
    first = turned(lineage, (UNAUDITED, 0, 0, 0, 0), (VERIFIED, 1, 0, 0, 0), (UNAUDITED, 0, 0, 0, 0))
    assert (first["largest_cascade"], first["cascades_ended"], first["depth_sum"]) == (1.0, 0.0, 0.0)
    second = turned(lineage, (INVALID, 0, 2, 1, 1), (VERIFIED, 0, 2, 1, 1), (UNAUDITED, 0, 1, 0, 1))
    assert (second["misled_unaudited"], second["misled_verified"], second["largest_cascade"]) == (0.0, 1.0, 2.0)
    assert (lineage.available, lineage.living, second["depth_sum"]) == (2, 1, 2.0)
    third = turned(lineage, (UNAUDITED, 0, 2, 0, 2))
    assert (third["cascades_ended"], third["cascade_outputs"], third["largest_cascade"]) == (1.0, 2.0, 2.0)
    assert (lineage.available, lineage.living) == (1, 0)


def test_an_output_that_is_wrong_itself_starts_a_cascade_of_its_own_whatever_it_took():
    lineage = Lineage()
    turned(lineage, (UNAUDITED, 1, 0, 0, 0))
    found = turned(lineage, (UNAUDITED, 1, 1, 1, 1))
    assert (found["misled_unaudited"], found["cascades_ended"], found["cascade_outputs"]) == (0.0, 1.0, 1.0)
    assert lineage.outputs[col.CASCADE_SIZE, 0] == 1.0


def test_two_cascades_stay_apart_and_one_that_forks_stays_one():
    lineage = Lineage()
    turned(lineage, (UNAUDITED, 1, 0, 0, 0), (UNAUDITED, 1, 0, 0, 0))
    turned(lineage, (UNAUDITED, 0, 2, 1, 1), (UNAUDITED, 0, 1, 1, 1), (UNAUDITED, 0, 2, 1, 1))
    assert lineage.outputs[col.OUTPUT_CASCADE, :3].tolist() == [0.0, 1.0, 0.0]
    assert lineage.outputs[col.CASCADE_SIZE, :2].tolist() == [3.0, 2.0]


def network(**changes):
    """Ten executors, exact audits by the protocol, every job takes an earlier output where there is one."""
    base = {
        "nodes.count": 10, "epochs": 3, "nodes.stake": 100.0, "field.noise.level": 0.0, "field.verification.kind": "panel",
        "audit_probability": 1.0, "auditors": "protocol", "tolerance": 0.0, "slash": 0.5, "reuse": 1.0,
    }  # fmt: skip
    return door.change(door.scenario_from({}), base | changes)


LIAR = {"honest": {"count": 9}, "liar": {"strategy": "skimmer", "count": 1, "numbers": {"effort": 0.0}}}


def test_where_the_one_wrong_output_is_caught_nothing_is_passed_on():
    run = simulate(network(population=LIAR), 1)
    assert run.records.total("reused").tolist() == [0.0, 10.0, 10.0]
    assert run.records.total("misled_verified").sum() == 0.0
    assert measures.MEASURES["integrity"].of(run.records).tolist() == [1.0, 1.0, 1.0]
    assert measures.MEASURES["depth_mean"].of(run.records).tolist() == [0.0, 1.0, 2.0]


def unaudited(**changes) -> Run:
    return simulate(network(population=LIAR, audit_probability=0.0, **changes), 1)


def test_what_took_a_wrong_output_is_accepted_and_does_harm_and_nobody_pays_for_it():
    """Nobody looks. The liar's garbage is taken by some; those outputs are wrong end to end, and count with the liar's harm of 1."""
    run = unaudited()
    misled, local = run.records.total("misled_unaudited"), measures.MEASURES["local_integrity"].of(run.records)
    assert local.tolist() == [0.9, 0.9, 0.9]
    assert measures.MEASURES["integrity"].of(run.records).tolist() == pytest.approx((0.9 - misled / 10).tolist())
    assert misled[1:].max() > 0.0
    assert run.records.total("harm_done").tolist() == pytest.approx((1.0 + misled).tolist())
    assert run.records.total("value_right").tolist() == pytest.approx((9.0 - misled).tolist())
    assert run.records.total("slashes").sum() == 0.0


def test_a_job_wrong_by_its_input_passes_an_audit_of_every_job():
    """The liar's first output slips through unaudited; from then on every job is audited exactly, and only the liar's is rejected."""
    state = State(network(population=LIAR, audit_probability=0.0), 1)
    epoch(state, 0)
    state.change_settings(network(population=LIAR))
    epoch(state, 1)
    misled = state.job_misled == 1
    assert misled.any()
    liar = state.job_wrong == 1
    assert (state.job_verdict[liar] == INVALID).all()
    assert (state.job_verdict[~liar] == VERIFIED).all()
    assert state.totals[col.SLASHES] == liar.sum() == 1


def test_switching_reuse_off_forgets_what_could_be_taken():
    state = State(network(), 1)
    epoch(state, 0)
    assert state.lineage.available == 10
    state.change_settings(network(reuse=0.0))
    epoch(state, 1)
    assert (state.job_input == 0).all()
    assert (state.totals[col.REUSED], state.lineage.available) == (0.0, 0)


def test_how_often_a_job_reuses_is_not_tied_to_whether_it_is_audited():
    plain, leaning = (unaudited(reuse=reuse).records for reuse in (0.0, 1.0))
    for name in ("wrong_unaudited", "utility_sum", "fees_paid"):
        assert plain.total(name).tolist() == leaning.total(name).tolist()

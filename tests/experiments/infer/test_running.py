"""Inference on the real model: workers change nothing, what is written down is not run again, and a stored sweep is used first."""

import dataclasses

import numpy as np
import pytest

from experiments.infer import running, smc
from experiments.infer.predictive import predict, resampled
from experiments.infer.stored import stored_runs
from experiments.infer.summaries import summarise
from experiments.sweep.engine import Local
from experiments.sweep.plan import Sweep
from experiments.sweep.running import run
from model import door
from tests.inferences import AUDIT, VIGILANCE, blank, checked, records_at

SETTINGS = smc.Settings(50, 150, 3)


@pytest.fixture(scope="module")
def world():
    given, shape = checked({"audit_probability": "0:1"}, jobs=40)
    return given, records_at(given, {AUDIT: 0.3}, 5, shape)


def inferred(world, **more):
    given, records = world
    return smc.infer(running.Runner(given, records, **more), summarise(records.epochs, records.columns), 1, SETTINGS)


@pytest.fixture(scope="module")
def alone(world):
    return inferred(world)


@pytest.mark.slow
def test_two_workers_come_to_the_posterior_of_one(world, alone):
    with running.executor_of(2) as pool:
        both = inferred(world, executor=pool)
    np.testing.assert_array_equal(alone.scores, both.scores)
    np.testing.assert_array_equal(alone.weights, both.weights)


def test_a_stopped_inference_goes_on_where_it_was(world, alone, tmp_path, monkeypatch):
    class Stopped(Exception):
        pass

    done = []

    def stop(runs):
        done.append(runs)
        if sum(done) >= 60:
            raise Stopped

    with pytest.raises(Stopped):
        inferred(world, folder=tmp_path, ticked=stop)
    made = []
    real = running.observe
    monkeypatch.setattr(running, "observe", lambda *words: made.append(words) or real(*words))
    again = inferred(world, folder=tmp_path)
    np.testing.assert_array_equal(alone.scores, again.scores)
    assert len(made) == alone.runs - 60


def test_detections_are_what_the_records_say(world):
    """Forty jobs of a cheat, audited with probability one: all are rejected; with zero none."""
    given, records = world
    shape = blank(1, ("rejected_invalid", "jobs"))
    for audit, rejected in ((1.0, 40.0), (0.0, 0.0)):
        seen = records_at(given, {AUDIT: audit}, 1, shape)
        assert [column.tolist() for column in seen.columns.values()] == [[rejected], [40.0]]
    assert 4 <= records.columns["rejected_invalid"][0] <= 24


def test_blank_cells_and_epochs_before_the_records_are_left_out_of_runs():
    given, _ = checked({"audit_probability": "0:1"}, jobs=5)
    shape = blank(3, ("rejected_invalid",))
    shape.columns["rejected_invalid"][1] = np.nan
    late = running.context_of(given, shape)._replace(before=4)
    seen = running.observe(late, {AUDIT: 0.5}, 2).columns["rejected_invalid"]
    whole = running.observe(running.context_of(given, blank(7, ("rejected_invalid",))), {AUDIT: 0.5}, 2).columns["rejected_invalid"]
    assert np.isnan(seen[1])
    np.testing.assert_array_equal(seen[[0, 2]], whole[[4, 6]])


def test_a_place_that_the_scenario_refuses_is_lost_with_its_reason(world):
    given, records = world
    task = running.Task(running.pickle.dumps(running.context_of(given, records)), [{AUDIT: 1.5}, {AUDIT: 0.5}], [1, 1])
    refused, whole = running.work(task)
    assert "audit_probability" in refused
    assert len(whole) == 4


def test_predictions_are_new_runs_of_draws_by_their_weights(world, alone):
    assert resampled(np.array([0.5, 0.0, 0.25, 0.25]), 4).tolist() == [0, 0, 2, 3]
    scores, summaries = predict(running.Runner(*world), alone, 40, 3)
    assert scores.shape == (40, 1)
    assert summaries[:, 0].mean() == pytest.approx(40 * 0.3, abs=5.0)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    given, _ = checked({"audit_probability": "0:1"}, jobs=40)
    folder = tmp_path_factory.mktemp("infer") / "sweep"
    sweep = Sweep(given.base, ("audit_probability=0.1:0.6",), design="latin_hypercube", size=80, seeds=(0,), luck="own", epochs=1, every=1)
    run(sweep, folder, engine=Local(1))
    return folder


def test_runs_of_a_sweep_are_used_first_and_weighed_by_its_law(world, swept):
    given, records = world
    stored = stored_runs(swept, given, running.context_of(given, records))
    values = np.array([row[AUDIT] for row in given.values(stored.scores)])
    assert len(values) == 80
    assert values.min() >= 0.1
    assert values.max() <= 0.6
    assert stored.summaries[:, 0] == pytest.approx(40 * values, abs=14)  # forty jobs: five standard deviations are 16
    inside = np.exp(stored.proposal.log_density(stored.scores) + 0.5 * stored.scores[:, 0] ** 2) * np.sqrt(2 * np.pi)
    assert inside == pytest.approx(2.0)  # one over .5, where the prior is one over 1
    found = smc.infer(running.Runner(given, records), summarise(records.epochs, records.columns), 1, SETTINGS, stored)
    assert found.stored == 80
    k = records.columns["rejected_invalid"][0]
    mean = found.weights @ np.array([row[AUDIT] for row in given.values(found.scores)])
    assert mean == pytest.approx((1 + k) / 42, abs=0.05)


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        ({"audit_probability": "0:1", VIGILANCE: "0:1"}, "and the priors are of"),
        ({VIGILANCE: "0:1"}, "and the priors are of"),
    ],
)
def test_a_sweep_over_other_numbers_is_refused(world, swept, prior, message):
    given, shape = checked(prior, jobs=40)
    with pytest.raises(ValueError, match=message):
        stored_runs(swept, given, running.context_of(given, shape))


def test_a_sweep_of_another_network_or_too_short_is_refused(world, swept):
    given, records = world
    other = dataclasses.replace(given, base=door.change(given.base, {"nodes.stake": 7.0}))
    with pytest.raises(ValueError, match="is over another network"):
        stored_runs(swept, other, running.context_of(other, records))
    with pytest.raises(ValueError, match="does not keep every epoch of 3"):
        stored_runs(swept, given, running.context_of(given, blank(3, ("rejected_invalid",))))

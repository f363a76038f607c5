"""Who is there, how many jobs come, of which class, and who executes them."""

import numpy as np
import pytest

from model.door import change, scenario_from
from model.state import TOTAL_NAMES, State
from model.step import arrive, epoch

PLAIN = scenario_from({"nodes": {"count": 10}})


def arrived(seed=1, t=0, **changes):
    state = State(change(PLAIN, changes), seed)
    state.epoch = t
    arrive(state)
    return state


def total(state, name):
    return state.totals[TOTAL_NAMES.index(name)]


def executed(state, nodes=10):
    return np.bincount(state.job_executor, minlength=nodes)


def test_each_active_executor_gets_exactly_its_rate_of_jobs_in_row_order():
    state = arrived(**{"jobs.rate": 2.0})
    assert state.job_executor.tolist() == sorted([*range(10)] * 2)
    assert state.load.tolist() == [2] * 10


def test_verifiers_execute_nothing():
    population = {"e": {"share": 0.4, "role": "executor"}, "v": {"share": 0.6, "role": "verifier"}}
    state = arrived(population=population, placement="in_order")
    assert executed(state).tolist() == [1] * 4 + [0] * 6
    assert (state.executor_count, state.verifier_count, state.active_count) == (4, 6, 10)


def test_a_total_counts_jobs_in_all_and_a_rate_per_node_counts_executors():
    assert arrived(assignment="uniform", arrival="total", **{"jobs.rate": 7.0}).jobs_of_epoch == 7
    assert arrived(assignment="uniform", **{"jobs.rate": 0.7}).jobs_of_epoch == 7


def test_a_fraction_of_a_job_comes_as_often_as_it_says():
    """0.25 jobs a day over 2,000 epochs: 500 +- 19."""
    scenario = change(PLAIN, {"assignment": "uniform", "arrival": "total", "jobs.rate": 0.25})
    state, count = State(scenario, 1), 0
    for t in range(2000):
        state.epoch = t
        arrive(state)
        count += state.jobs_of_epoch
    assert abs(count - 500) < 4 * 19.4


@pytest.mark.parametrize("mean", [3.0, 40.0])
def test_poisson_jobs_have_mean_and_variance_alike(mean):
    """Over 3,000 epochs: the mean within 4 errors; the variance of a Poisson sample within 10%."""
    scenario = change(PLAIN, {"assignment": "uniform", "arrival": "total", "law": "poisson", "jobs.rate": mean})
    state, counts = State(scenario, 1), []
    for t in range(3000):
        state.epoch = t
        arrive(state)
        counts.append(state.jobs_of_epoch)
    assert abs(np.mean(counts) - mean) < 4 * np.sqrt(mean / 3000)
    assert np.var(counts) == pytest.approx(mean, rel=0.1)


def test_uniform_draws_favour_nobody():
    """10,000 jobs on 10 nodes: 1,000 +- 30 each."""
    counts = executed(arrived(assignment="uniform", arrival="total", **{"jobs.rate": 10_000.0}))
    assert (abs(counts - 1000) < 4 * 30).all()


def test_draws_by_stake_go_by_opening_stakes():
    """Stakes 1 to 10 of 55 in all: node i gets (i + 1) / 55 of 55,000 jobs; a node without stake gets none."""
    stakes = [float(i) for i in range(10)]
    counts = executed(arrived(assignment="stake_weighted", arrival="total", **{"jobs.rate": 45_000.0, "nodes.stake": stakes}))
    expected = np.arange(10) * 1000.0
    assert counts[0] == 0
    assert (abs(counts[1:] - expected[1:]) < 4 * np.sqrt(expected[1:])).all()


def test_draws_by_reputation_go_by_reputation():
    state = State(change(PLAIN, {"assignment": "reputation_weighted", "arrival": "total", "jobs.rate": 30_000.0}), 1)
    state.reputation[:] = [1.0, 0.5] + [0.0] * 8
    arrive(state)
    counts = executed(state)
    assert counts[2:].sum() == 0
    assert abs(counts[0] - 20_000) < 4 * 82


def test_where_nobody_has_a_stake_draws_are_uniform():
    counts = executed(arrived(assignment="stake_weighted", arrival="total", **{"jobs.rate": 1000.0, "nodes.stake": 0.0}))
    assert (counts > 50).all()


def test_a_full_node_is_drawn_again_and_a_full_network_leaves_jobs_unserved():
    """10 nodes of capacity 2 serve 20 of 25 jobs, unless 64 draws miss the last free node: (9/10)^64 is 0.1%."""
    state = arrived(assignment="uniform", arrival="total", **{"jobs.rate": 25.0, "types.standard.capacity": 2})
    assert executed(state).tolist() == [2] * 10
    assert (total(state, "jobs"), total(state, "unserved")) == (20, 5)


def test_where_everybody_gets_its_rate_capacity_leaves_the_rest_unserved():
    state = arrived(**{"jobs.rate": 3.0, "types.standard.capacity": 2})
    assert (total(state, "jobs"), total(state, "unserved")) == (20, 10)


def test_a_network_in_which_nobody_is_active_serves_nothing():
    state = arrived(assignment="uniform", arrival="total", **{"jobs.rate": 5.0, "minimum_stake": 11.0})
    assert (state.active_count, state.jobs_of_epoch, total(state, "jobs")) == (0, 0, 0)


def test_classes_come_by_their_shares():
    """20,000 jobs: a quarter, 5,000 +- 61, are of the class tee."""
    state = arrived(**{"job_classes": {"plain": {"share": 0.75}, "tee": {"share": 0.25}}, "jobs.rate": 2000.0})
    assert abs((state.job_class == 1).sum() - 5000) < 4 * 61


def test_a_class_goes_to_those_who_are_capable_of_it():
    types = {"enclave": {"share": 0.3, "capabilities": ["tee"]}, "plain": {"share": 0.7}}
    classes = {"job": {"share": 0.5}, "tee": {"share": 0.5, "capability": "tee"}}
    state = arrived(types=types, job_classes=classes, assignment="uniform", arrival="total", **{"jobs.rate": 2000.0})
    capable = np.flatnonzero(state.type == 0)
    assert set(state.job_executor[state.job_class == 1]) == set(capable)
    assert set(state.job_executor[state.job_class == 0]) == set(range(10))


def test_the_luck_of_a_job_does_not_depend_on_the_number_of_jobs():
    few, many = (arrived(assignment="uniform", arrival="total", **{"jobs.rate": rate}) for rate in (5.0, 50.0))
    assert (few.job_executor == many.job_executor[:5]).all()


def test_executors_differ_from_epoch_to_epoch():
    numbers = {"assignment": "uniform", "arrival": "total", "jobs.rate": 50.0}
    assert (arrived(t=0, **numbers).job_executor != arrived(t=1, **numbers).job_executor).any()


def test_images_break_are_revoked_and_are_repaired_at_their_rates():
    """1,000 images, all rates one: sound, broken, revoked, sound; all at once."""
    scenario = change(PLAIN, {"images.count": 1000, "break_rate": 1.0, "revoke_rate": 1.0, "repair_rate": 1.0})
    state, seen = State(scenario, 1), []
    for t in range(4):
        epoch(state, t)
        seen.append(set(state.images))
    assert seen == [{1}, {2}, {0}, {1}]

"""Which chunks are handed out, how large they are, and what becomes of those that kill their workers."""

import numpy as np
import pytest

from experiments.sweep.chunks import CHUNK_RUNS, MOST_PARTS, Pace, Queue
from experiments.sweep.context import RunSpec
from experiments.sweep.work import Done


def spec(run):
    return RunSpec(run, run, 0, run, {})


def queue(runs, **learnt):
    pace = Pace(runs)
    if learnt:
        pace.learn(Done(1, 0, learnt.get("seconds", 1.0), learnt.get("bytes", 1)))
    return Queue(b"", "", np.arange(runs), spec, pace)


def emptied(waiting, kills, apart):
    """Hand everything out, one after the other; runs that were done, those given up, and the deaths it took."""
    done, given_up, deaths = [], [], 0
    while waiting:
        task = waiting.take(0, 4)
        runs = [one.run for one in task.chunk.runs]
        if kills.isdisjoint(runs):
            done += runs
            continue
        deaths += 1
        lost = waiting.died(task, 1, apart)
        given_up += [] if lost is None else [lost.run]
    return sorted(done), sorted(given_up), deaths


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("kills", [set(), {0}, {7, 8}, {3, 500, 998}])
def test_only_the_runs_that_kill_are_given_up(kills, apart):
    done, given_up, deaths = emptied(queue(1000, seconds=0.001), kills, apart)
    assert given_up == sorted(kills)
    assert done == [run for run in range(1000) if run not in kills]
    assert deaths <= 8 * len(kills)


def test_a_chunk_that_a_worker_died_over_once_goes_out_again_whole():
    waiting = queue(100, seconds=0.05)
    task = waiting.take(0, 1)
    assert waiting.died(task, 1, True) is None
    while waiting._at < 100:
        waiting.take(0, 1)
    assert waiting.take(3, 1).chunk == task.chunk


def test_a_death_before_the_worker_began_does_not_count():
    waiting = queue(1)
    task = waiting.take(0, 1)
    for _ in range(5):
        assert waiting.died(task, 0, True) is None
        task = waiting.take(0, 1)
    assert task.deaths == 0


def test_where_chunks_share_a_worker_a_suspect_goes_alone_before_it_is_given_up():
    waiting = queue(1)
    assert waiting.died(waiting.take(0, 2), 2, apart=False) is None
    assert waiting.take(1, 2) is None  # not beside another
    alone = waiting.take(0, 2)
    assert alone.alone
    assert waiting.died(alone, 2, apart=False) == spec(0)


@pytest.mark.parametrize(("seconds", "held", "total", "least", "most"), [
    (0.05, 1, 10_000, 90, 110),  # five seconds of work
    (1e-5, 1, 10**6, CHUNK_RUNS, CHUNK_RUNS),
    (60.0, 1, 100, 1, 1),
    (60.0, 1, 10**6, 10**6 // MOST_PARTS, 10**6 // MOST_PARTS),  # never a million parts
    (0.01, 4_000_000, 10_000, 4, 4),  # 16 MB
])  # fmt: skip
def test_the_size_of_a_chunk(seconds, held, total, least, most):
    pace = Pace(total)
    pace.learn(Done(1, 0, seconds, held))
    assert least <= pace.size(total, 2) <= most


def test_chunks_shrink_towards_the_end_so_that_all_workers_end_together():
    pace = Pace(1000)
    pace.learn(Done(1, 0, 0.05, 1))
    sizes = [pace.size(left, 2) for left in (1000, 200, 100, 40, 4)]
    assert sizes == [100, 50, 25, 10, 4]


def test_one_slow_run_is_forgotten_by_and_by():
    pace = Pace(1000)
    for seconds in (4.0, *[0.01] * 12):
        pace.learn(Done(1, 0, seconds, 1))
    assert pace.size(10**6, 2) == 500

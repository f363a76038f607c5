"""Sweeps whose driver or workers are killed, interrupted or out of space: no run is lost, none is there twice with other numbers."""

import multiprocessing
import os
import signal
import sys
import time

import numpy as np
import pytest

from experiments.sweep import parts, running
from tests.experiments.sweep import drill

KINDS = ((parts.RUNS, ("run",)), (parts.SERIES, ("run", "epoch")))
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def after(process, done):
    """Wait until a driver has said that so many runs are done; False when it ends before."""
    return any(line.split()[0].isdigit() and int(line) >= done for line in process.stdout)


@pytest.mark.parametrize("times", [pytest.param(6, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.nightly)])
def test_a_driver_killed_at_random_moments_loses_and_doubles_nothing(tmp_path, times):
    sweep = {"points": 40, "seeds": 40, "nodes": 400, "epochs": 60, "every": 20}
    whole = running.run(drill.small(**sweep), tmp_path / "whole", workers=2)
    assert (whole.runs, whole.failed, whole.deaths) == (1600, 0, 0)
    luck = np.random.Generator(np.random.PCG64(11))
    for _ in range(times):
        process = drill.started(tmp_path / "killed", sweep, workers=2)
        if luck.random() < 0.5:
            told = next(process.stdout)
            after(process, int(told) + 1 if told.strip().isdigit() else 0)  # else a kill would mostly fall on the start
        time.sleep(luck.random() * 0.8)
        drill.kill(process)
        assert drill.ends(process.pid)
    assert parts.listed(tmp_path / "killed" / parts.RUNS)
    ended = running.run(drill.small(**sweep), tmp_path / "killed", workers=2, resume=True)
    assert (ended.runs, ended.failed, ended.spoilt) == (1600, 0, [])
    drill.equal(tmp_path / "whole", tmp_path / "killed", KINDS)
    assert not list((tmp_path / "killed").rglob(f"{parts.TEMPORARY}*"))


@pytest.mark.slow
def test_a_killed_driver_takes_its_workers_with_it_and_can_be_resumed(tmp_path):
    sweep = {"points": 30, "seeds": 10, "nodes": 400, "epochs": 300}
    process = drill.started(tmp_path / "sweep", sweep, workers=2)
    assert after(process, 5)
    drill.kill(process)
    assert drill.ends(process.pid)
    lost, failed, spoilt = running.driver.missing(tmp_path / "sweep", 300)
    assert 0 < len(lost) < 300
    assert (failed, spoilt) == (0, [])
    ended = running.run(drill.small(**sweep), tmp_path / "sweep", workers=2, resume=True)
    assert (ended.runs, ended.here) == (300, len(lost))
    assert list(drill.table(tmp_path / "sweep")["run"]) == list(range(300))


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_its_chunk_a_retry(tmp_path):
    sweep = {"points": 20, "seeds": 10, "nodes": 400, "epochs": 600}
    killed = []

    def kill_one(seen):
        alive = [child.pid for child in multiprocessing.active_children() if child.pid not in killed]  # none while a pool is being replaced
        if seen.done > 5 and len(killed) < 2 and alive:
            killed.append(alive[0])
            os.kill(killed[-1], signal.SIGKILL)

    ended = running.run(drill.small(**sweep), tmp_path / "sweep", workers=2, progress=kill_one)
    assert (ended.runs, ended.failed, len(killed)) == (200, 0, 2)
    assert ended.deaths >= 1
    running.run(drill.small(**sweep), tmp_path / "whole", workers=1)
    drill.equal(tmp_path / "whole", tmp_path / "sweep")


@pytest.mark.slow
def test_a_run_that_always_kills_its_worker_is_a_failed_row_and_all_others_are_done(tmp_path):
    sweep = drill.lethal(tmp_path)
    ended = running.run(sweep, tmp_path / "sweep", workers=2)
    rows = drill.table(tmp_path / "sweep")
    assert list(rows["run"]) == list(range(24))
    failed = rows[rows["status"] == parts.FAILED]
    assert list(failed["point"]) == [2, 2, 2]
    assert set(failed["error"]) == {"its worker died twice; out of memory, or killed"}
    assert (ended.runs, ended.failed) == (24, 3)
    assert ended.deaths >= 6
    again = running.run(sweep, tmp_path / "sweep", workers=2, resume=True)
    assert (again.here, again.failed) == (0, 3)


@pytest.mark.slow
def test_ctrl_c_leaves_a_store_that_can_be_resumed_no_orphans_and_no_tracebacks(tmp_path):
    sweep = {"points": 30, "seeds": 10, "nodes": 400, "epochs": 600}
    for wait in (None, 5):  # while workers are being started, and while they work
        process = drill.started(tmp_path / "sweep", sweep, workers=2)
        if wait is None:
            while not (tmp_path / "sweep" / "sweep.json").exists():
                time.sleep(0.05)
            time.sleep(1)
        else:
            assert after(process, wait)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (130, "")
        assert drill.ends(process.pid)
    ended = running.run(drill.small(**sweep), tmp_path / "sweep", workers=2, resume=True)
    assert ended.runs == 300
    assert 0 < ended.here < 300
    assert list(drill.table(tmp_path / "sweep")["run"]) == list(range(300))


@pytest.mark.slow
def test_a_full_disk_is_told_in_one_line_and_what_is_done_stays_readable(tmp_path):
    """A limit on the size of files stands for the disk: the small parts at first fit, a larger one does not."""
    sweep = {"points": 30, "seeds": 10, "nodes": 20, "epochs": 40, "every": 1}
    process = drill.started(tmp_path / "sweep", sweep, limit=60_000, workers=2)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert errors.startswith(f"Gone: {tmp_path / 'sweep'} cannot be written: File too large; mend that, then resume")
    assert errors.count("\n") == 1
    assert drill.ends(process.pid)
    lost, _, spoilt = running.driver.missing(tmp_path / "sweep", 300, beside=[parts.SERIES])
    assert 0 < len(lost) < 300
    assert spoilt == []
    ended = running.run(drill.small(**sweep), tmp_path / "sweep", workers=2, resume=True)
    assert (ended.runs, ended.here) == (300, len(lost))
    running.run(drill.small(**sweep), tmp_path / "whole", workers=1)
    drill.equal(tmp_path / "whole", tmp_path / "sweep", KINDS)

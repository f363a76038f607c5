"""A real Dask scheduler and real workers on loopback: the same numbers as on one machine, and what happens when they die."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.sweep import parts, running
from experiments.sweep.engine import Cluster, Gone
from experiments.sweep.merging import merge
from experiments.sweep.running import Shard
from tests.experiments.sweep import drill

pytest.importorskip("distributed")


KINDS = ((parts.RUNS, ("run",)), (parts.SERIES, ("run", "epoch")))
SWEEP = {"points": 10, "seeds": 6, "nodes": 100, "epochs": 20, "every": 5}
# A lost connection is found in the background, where distributed only warns of it.
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Here:
    """A scheduler and workers as processes of this machine."""

    def __init__(self, folder, workers=2, threads=1, nanny=True):
        self.file = folder / "scheduler.json"
        self.log = open(folder / "dask.log", "w")  # noqa: SIM115
        self.scheduler = self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        while not (self.file.exists() and self.file.stat().st_size):
            time.sleep(0.05)
        self.address = json.loads(self.file.read_text())["address"]
        options = ["--nthreads", str(threads), "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(folder)]
        options += [] if nanny else ["--no-nanny"]
        self.workers = [self._dask("worker", self.address, *options) for _ in range(workers)]

    def _dask(self, what, *words):
        environment = {**os.environ, "PYTHONPATH": str(drill.ROOT), "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0"}
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *words]
        return subprocess.Popen(command, stdout=self.log, stderr=self.log, start_new_session=True, env=environment)

    def stop(self):
        for process in (*self.workers, self.scheduler):
            for pid in drill.group(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.wait()
            assert drill.ends(process.pid)
        self.log.close()


@pytest.fixture
def cluster(tmp_path):
    here = Here(tmp_path)
    yield here
    here.stop()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweeps") / "local"
    running.run(drill.small(**SWEEP), folder, workers=2)
    return folder


@pytest.mark.slow
def test_a_cluster_and_a_machine_agree_bit_for_bit(cluster, whole, tmp_path):
    for name, address in (("address", cluster.address), ("file", str(cluster.file))):
        ended = running.run(drill.small(**SWEEP), tmp_path / name, cluster=address)
        assert (ended.runs, ended.failed, ended.deaths) == (60, 0, 0)
        drill.equal(whole, tmp_path / name, KINDS)


@pytest.mark.slow
def test_threads_of_one_worker_agree_too(whole, tmp_path):
    here = Here(tmp_path, workers=1, threads=3)
    try:
        running.run(drill.small(**SWEEP), tmp_path / "sweep", cluster=here.address)
    finally:
        here.stop()
    drill.equal(whole, tmp_path / "sweep", KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_changes_nothing(workers, whole, tmp_path):
    running.run(drill.small(**SWEEP), tmp_path / "sweep", workers=workers)
    drill.equal(whole, tmp_path / "sweep", KINDS)


@pytest.mark.slow
def test_shards_that_are_merged_are_the_whole(whole, tmp_path):
    for number in range(3):
        running.run(drill.small(**SWEEP), tmp_path / str(number), workers=1, shard=Shard(number, 3))
    merged = merge([tmp_path / str(number) for number in range(3)], tmp_path / "merged")
    assert merged.runs == 60
    drill.equal(whole, tmp_path / "merged", KINDS)


@pytest.mark.slow
def test_nobody_at_an_address_is_told_in_one_line():
    with pytest.raises(ValueError, match="no scheduler answers there") as caught:
        Cluster("tcp://127.0.0.1:1")
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="no scheduler answers there"):
        Cluster("/nowhere/scheduler.json")


def workers_of(cluster):
    """Processes that run chunks: children of the nannies."""
    return [pid for worker in cluster.workers for pid in drill.group(worker.pid) if "multiprocessing" in _command(pid)]


def _command(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


@pytest.mark.slow
def test_a_killed_worker_of_the_cluster_costs_no_run(cluster, tmp_path):
    sweep = {"points": 20, "seeds": 10, "nodes": 400, "epochs": 60}
    killed = []

    def kill_one(seen):
        if seen.done > 20 and not killed:
            killed.append(next(pid for pid in workers_of(cluster) if "spawn_main" in _command(pid)))
            os.kill(killed[0], signal.SIGKILL)

    ended = running.run(drill.small(**sweep), tmp_path / "sweep", cluster=cluster.address, progress=kill_one)
    assert (ended.runs, ended.failed, len(killed)) == (200, 0, 1)
    running.run(drill.small(**sweep), tmp_path / "local", workers=2)
    drill.equal(tmp_path / "local", tmp_path / "sweep")


@pytest.mark.slow
def test_a_scheduler_that_dies_is_told_in_one_line_and_the_sweep_can_be_resumed(cluster, tmp_path):
    sweep = {"points": 30, "seeds": 10, "nodes": 400, "epochs": 60}

    def kill_it(seen):
        if seen.done > 20:
            cluster.scheduler.kill()

    start = time.monotonic()
    with pytest.raises(Gone, match="is gone; start one") as caught:
        running.run(drill.small(**sweep), tmp_path / "sweep", cluster=cluster.address, progress=kill_it)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 60
    ended = running.run(drill.small(**sweep), tmp_path / "sweep", workers=2, resume=True)
    assert (ended.runs, ended.failed) == (300, 0)
    assert 0 < ended.here < 300
    assert list(drill.table(tmp_path / "sweep")["run"]) == list(range(300))


@pytest.mark.slow
def test_a_run_that_always_kills_its_worker_is_given_up_on_a_cluster_too(cluster, tmp_path):
    sweep = drill.lethal(tmp_path, points=4, seeds=1)
    ended = running.run(sweep, tmp_path / "sweep", cluster=cluster.address)
    assert (ended.runs, ended.failed) == (4, 1)
    rows = drill.table(tmp_path / "sweep")
    assert list(rows.loc[rows["status"] == parts.FAILED, "point"]) == [2]

"""A sweep's folder takes one sweep, one driver and one version of the model."""

import json
import os
import signal
import subprocess
import sys

import pytest

from experiments.sweep import folder as folders
from tests.experiments.sweep import drill

TINY = {"points": 2, "seeds": 2}


def refused(call, *words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        call()
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message
    return message


def test_a_second_driver_is_refused_at_once(tmp_path):
    with folders.locked(tmp_path / "sweep"):
        refused(lambda: drill.swept(tmp_path / "sweep", drill.small(**TINY)), "another sweep is at work in")
    assert drill.swept(tmp_path / "sweep", drill.small(**TINY)).runs == 4


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_two_processes_on_one_folder(tmp_path):
    sweep = {"points": 30, "seeds": 10, "nodes": 400, "epochs": 60}
    first = drill.started(tmp_path / "sweep", sweep, workers=1)
    next(iter(first.stdout))
    os.kill(first.pid, signal.SIGSTOP)  # else it may be done before the second is there
    second = drill.started(tmp_path / "sweep", sweep, workers=1)
    _, errors = second.communicate(timeout=60)
    os.kill(first.pid, signal.SIGCONT)
    assert second.returncode == 2
    assert errors.startswith("ValueError: another sweep is at work in")
    told, _ = first.communicate(timeout=120)
    assert told.endswith("ended 300 0\n")


def test_another_sweep_is_refused_with_what_differs(tmp_path):
    drill.swept(tmp_path, drill.small(**TINY))
    refused(
        lambda: drill.swept(tmp_path, drill.small(points=2, seeds=3), resume=True),
        "another sweep",
        "seeds is [0, 1], not [0, 1, 2]",
    )
    refused(lambda: drill.swept(tmp_path, drill.small(**TINY, epochs=6), resume=True), "epochs is 5, not 6")


def test_the_same_sweep_goes_on_only_when_asked(tmp_path):
    drill.swept(tmp_path, drill.small(**TINY))
    refused(lambda: drill.swept(tmp_path, drill.small(**TINY)), "--resume")
    assert drill.swept(tmp_path, drill.small(**TINY), resume=True).here == 0


def test_a_store_of_another_model_version_is_refused(tmp_path):
    drill.swept(tmp_path, drill.small(**TINY))
    path = tmp_path / folders.DESCRIPTION
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model_version": "0.0.1+old"}))
    refused(lambda: drill.swept(tmp_path, drill.small(**TINY), resume=True), "0.0.1+old", "never mixed")


def test_a_folder_with_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    refused(lambda: drill.swept(tmp_path, drill.small(**TINY)), "is not empty")


def test_what_a_driver_killed_at_its_first_step_leaves_is_no_hindrance(tmp_path):
    (tmp_path / folders.LOCK).touch()
    (tmp_path / f".{folders.DESCRIPTION}.xyz").touch()
    assert drill.swept(tmp_path, drill.small(**TINY)).runs == 4


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    refused(lambda: drill.swept(tmp_path / "file" / "sweep", drill.small(**TINY)), "is a file")


@pytest.fixture
def read_only(tmp_path):
    """A folder that takes no files, even of root."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        place.chmod(0o500)
        yield place
        place.chmod(0o700)
        return
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("file systems cannot be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_read_only_folder_is_refused_before_anything_runs(read_only):
    refused(lambda: drill.swept(read_only / "sweep", drill.small(**TINY)), "cannot be written")


def test_a_session_says_where_and_how_it_ended(tmp_path):
    drill.swept(tmp_path, drill.small(**TINY))
    (line,) = (tmp_path / folders.SESSIONS).read_text().splitlines()
    facts = json.loads(line)
    assert {"model_version", "commit", "dirty", "machine", "packages", "written", "seconds"} <= set(facts)
    assert (facts["ended"], facts["runs"], facts["failed"]) == ("whole", 4, 0)


def test_a_session_that_fails_says_why_and_a_torn_line_spoils_no_other(tmp_path):
    (tmp_path / folders.SESSIONS).write_text('{"ended": "who')
    with pytest.raises(KeyboardInterrupt), folders.session(tmp_path) as facts:  # noqa: PT012
        facts["runs"] = 3
        raise KeyboardInterrupt
    lines = (tmp_path / folders.SESSIONS).read_text().splitlines()
    assert json.loads(lines[1])["ended"].startswith("KeyboardInterrupt")

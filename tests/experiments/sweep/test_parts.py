"""Parts on disk: whole or not there, and found out when they are spoilt."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.sweep import arrays, parts
from experiments.sweep.drive import missing
from tests.experiments.sweep import drill

KINDS = ((parts.RUNS, ("run",)), (parts.SERIES, ("run", "epoch")), (parts.NODES, ("run", "node")))
SWEEP = {"points": 4, "seeds": 3, "every": 2, "final_nodes": True}


@pytest.fixture
def swept(tmp_path):
    drill.swept(tmp_path / "sweep", drill.small(**SWEEP))
    return tmp_path / "sweep"


@pytest.fixture
def numbers():
    return arrays.table({"run": np.arange(5)})


def test_a_part_is_read_as_it_was_written(tmp_path, numbers):
    path = parts.write(tmp_path / "runs", 0, 5, numbers)
    (part,) = parts.listed(tmp_path / "runs")
    assert part == (0, 5, path)
    assert parts.read(part).equals(numbers)


def test_the_same_rows_are_the_same_file(tmp_path, numbers):
    assert parts.write(tmp_path / "runs", 0, 5, numbers) == parts.write(tmp_path / "runs", 0, 5, numbers)
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_others_may_read_a_part(tmp_path, numbers):
    assert parts.write(tmp_path / "runs", 0, 5, numbers).stat().st_mode & 0o777 == 0o644


def test_a_worker_that_does_not_see_the_sweeps_folder_makes_none(tmp_path, numbers):
    with pytest.raises(FileNotFoundError):
        parts.write(tmp_path / "elsewhere" / "runs", 0, 5, numbers)


@pytest.mark.parametrize("spoil", [
    lambda content: content[: len(content) // 2], lambda content: b"", lambda content: content[:50] + b"\0" + content[51:],
])  # fmt: skip
@pytest.mark.parametrize("kind", [parts.RUNS, parts.SERIES, parts.NODES])
def test_a_spoilt_part_is_named_taken_away_and_run_again(swept, tmp_path, kind, spoil):
    (part, *_) = parts.listed(swept / kind)
    before = drill.table(swept)
    part.path.write_bytes(spoil(part.path.read_bytes()))
    with pytest.raises(parts.Spoilt, match="truncated or changed"):
        parts.read(part)
    ended = drill.swept(swept, drill.small(**SWEEP), resume=True)
    assert (ended.runs, ended.here) == (12, part.last - part.first)
    assert len(ended.spoilt) == 1
    assert str(part.path) in ended.spoilt[0]
    assert all(len(parts.read(one)) for one in parts.listed(swept / kind)), "a spoilt part would raise"
    assert drill.table(swept).equals(before)
    drill.swept(tmp_path / "whole", drill.small(**SWEEP))
    drill.equal(swept, tmp_path / "whole", KINDS)


def test_a_lost_part_of_the_series_is_run_again(swept):
    part = parts.listed(swept / parts.SERIES)[0]
    part.path.unlink()
    ended = drill.swept(swept, drill.small(**SWEEP), resume=True)
    assert ended.here == part.last - part.first


def test_what_a_killed_writer_left_is_taken_away(swept):
    left = swept / parts.RUNS / f"{parts.TEMPORARY}abc"
    left.write_bytes(b"half")
    parts.tidy(swept)
    assert not left.exists()
    assert missing(swept, 12)[0].size == 0


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of a few blocks."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = mounted and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", place], capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("file systems cannot be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_leaves_no_half_part(tiny_disk, tmp_path):
    (tiny_disk / "fill").write_bytes(b"x" * 30_000)
    table = arrays.table({"run": np.arange(20_000)})
    with pytest.raises(OSError, match="No space left"):
        parts.write(tiny_disk / "runs", 0, 5, table)
    assert not list((tiny_disk / "runs").iterdir())
    (tiny_disk / "fill").unlink()
    small = arrays.table({"run": np.arange(5)})
    parts.write(tiny_disk / "runs", 0, 5, small)
    assert parts.read(parts.listed(Path(tiny_disk) / "runs")[0]).equals(small)


def test_rows_taken_out_of_a_part_leave_the_rest(tmp_path, numbers):
    parts.write(tmp_path / "runs", 0, 5, numbers)
    (part,) = parts.listed(tmp_path / "runs")
    parts.drop(part, numbers, np.arange(5) % 2 == 0)
    (rest,) = parts.listed(tmp_path / "runs")
    assert parts.read(rest)["run"].to_pylist() == [1, 3]

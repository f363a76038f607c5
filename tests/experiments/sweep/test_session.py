"""Sweeps from Python: in one call, from a script without a guard, and as the documents say."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments import Sweep, run_sweep
from experiments.sweep.running import Shard
from experiments.sweep.session import open_results
from tests.experiments.sweep.swept import DATA, swept

DOCUMENT = (Path(__file__).parents[3] / "docs" / "sweeps.md").read_text(encoding="utf-8")

SCRIPT = """
from experiments import run_sweep
results = run_sweep({data!r}, out="out", workers=1)
print(results)
"""


@pytest.mark.parametrize("seeds", [2.5, "3", None])
def test_seeds_that_are_neither_a_number_nor_a_list_are_refused(seeds):
    with pytest.raises(ValueError, match=r"seeds = .* give one of them"):
        Sweep("none", ("hours_per_epoch=12,24",), seeds=seeds)


def test_what_is_no_sweep_is_refused():
    with pytest.raises(ValueError, match="3 is no sweep; give a Sweep"):
        run_sweep(3)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"out": 3}, "out = 3 is not the path of a folder"),
        ({"workers": "two"}, "workers = 'two' is not a whole number in [0, inf), 0 for all cores"),
        ({"workers": -1}, "workers = -1 is not a whole number in [0, inf)"),
        ({"cluster": 3}, "cluster = 3 is not the address or the file of a Dask scheduler"),
        ({"shard": 3}, "shard = 3 is not I/N with 0 <= I < N, such as 0/8"),
        ({"shard": Shard(8, 8)}, "is not I/N with 0 <= I < N"),
        ({"resume": "no"}, "resume = 'no' is not true or false"),
        ({"retry_failed": 1}, "retry_failed = 1 is not true or false"),
        ({"progress": 3}, "progress = 3 is not a function"),
    ],
)
def test_options_of_another_type_are_refused_before_anything_is_written(tmp_path, monkeypatch, options, says):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=re.escape(says)):
        run_sweep(DATA, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_path_is_refused():
    with pytest.raises(ValueError, match="folder = 3 is not the path of a folder; give that of a sweep"):
        open_results(3)


@pytest.mark.slow
def test_a_script_needs_no_guard_and_a_second_call_reads_what_is_there(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT.format(data=DATA))
    told = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert told.stderr == ""
    assert told.stdout == "<Results of 'none', 18 runs at 6 points, 0 failed, in out>\n"
    calls = []
    results = run_sweep(DATA, tmp_path / "out", workers=1, progress=calls.append)
    assert calls == []
    pd.testing.assert_frame_equal(results.frame(), run_sweep(DATA, swept(tmp_path / "whole")).frame())


@pytest.mark.slow
def test_what_the_document_shows_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"^```python\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    names = {}
    exec(compile(block, "docs/sweeps.md", "exec"), names)
    assert len(names["results"]) == len(names["again"]) == 6
    assert names["sweep"].points().count == 2


def test_the_file_that_the_document_shows_is_a_sweep():
    from tomllib import loads

    from experiments.sweep import files

    (block,) = re.findall(r"^```toml\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert files.sweep_of(loads(block)).points().count == 30 * 3 * 3

"""Merged shards are the whole; what does not belong together is refused and nothing is written."""

import pandas as pd
import pytest

from experiments.sweep import files, parts
from experiments.sweep.merging import merge
from experiments.sweep.results import Results
from tests.experiments.sweep import drill
from tests.experiments.sweep.swept import DATA, spoil, swept


def shards(tmp_path, of_all=3):
    return [swept(tmp_path / f"shard{n}", runs=range(n, 18, of_all)) for n in range(of_all)]


def test_shards_are_the_whole(tmp_path):
    merged = merge(shards(tmp_path), tmp_path / "all")
    assert merged == (18, 0, 0)
    pd.testing.assert_frame_equal(Results(tmp_path / "all").frame(), Results(swept(tmp_path / "whole")).frame())


def test_what_is_missing_is_counted_and_what_is_there_twice_is_there_once(tmp_path):
    first, second, _ = shards(tmp_path)
    assert merge([first, second, first], tmp_path / "some") == (12, 6, 0)
    assert len(Results(tmp_path / "some")) == 12


def test_a_run_that_failed_in_one_folder_and_was_done_in_another_is_done(tmp_path):
    one, other = swept(tmp_path / "one"), swept(tmp_path / "other")
    spoil(one, 4, keep=False)
    assert merge([one, other], tmp_path / "all") == (18, 0, 0)
    assert Results(tmp_path / "all").failed == 0
    assert merge([one], tmp_path / "alone") == (18, 0, 1)


def test_runs_that_differ_are_refused(tmp_path):
    one, other = swept(tmp_path / "one"), swept(tmp_path / "other")
    part = parts.listed(other / "runs")[0]
    table = parts.read(part)
    rows = [row | {"welfare": row["welfare"] + 1e-12} if row["run"] == 2 else row for row in table.to_pylist()]
    parts.write(other / "runs", part.first, part.last, type(table).from_pylist(rows, table.schema))
    part.path.unlink()
    refused(tmp_path, [one, other], "run 2 differs")


def test_another_sweep_and_another_version_are_refused(tmp_path):
    one = swept(tmp_path / "one", runs=[0])
    refused(tmp_path, [one, swept(tmp_path / "other", {**DATA, "seeds": 2}, runs=[0])], "differ in their sweep")
    refused(tmp_path, [one, swept(tmp_path / "old", runs=[0], version="0.0.0+old")], "version of the model")


@pytest.mark.parametrize("kind", ["runs", "series"])
def test_a_spoilt_part_is_refused_and_named(tmp_path, kind):
    one = swept(tmp_path / "one", {**DATA, "every": 2}, runs=range(8))
    part = parts.listed(one / kind)[0]
    part.path.write_bytes(b"nothing")
    refused(tmp_path, [one], part.path.name)


def test_a_folder_that_is_taken_is_refused(tmp_path):
    one = swept(tmp_path / "one", runs=[0])
    with pytest.raises(ValueError, match="give another folder"):
        merge([one], one)
    (tmp_path / "empty").mkdir()
    assert merge([one], tmp_path / "empty").runs == 1


def test_later_rounds_count_among_the_points_and_among_what_is_missing(tmp_path):
    words = {"network": "posp", "set": {"nodes.count": 50}, "epochs": 20, "seeds": 2, "outcomes": ["integrity"]}
    bound = {**words, "levers": {"audit_probability": ".01:.9"}, "boundary": "integrity:.6", "size": 8}
    until = {**words, "levers": {"audit_probability": [0.01, 0.9]}, "until": {"outcome": "integrity", "width": 0.01, "most": 9}}
    for name, data, first in (("bound", bound, 5), ("until", until, 2)):
        drill.swept(tmp_path / name, files.sweep_of(data))
        results = Results(tmp_path / name)
        assert results.description["sweep"]["points"] == first
        assert results.sweep["points"] == results.frame()["point"].nunique()
        assert f"at {results.frame()['point'].nunique()} points" in repr(results)
        runs = len(results)
        assert runs > 2 * first
        part = parts.listed(tmp_path / name / parts.RUNS)[0]
        gone = part.last - part.first
        part.path.unlink()
        assert merge([tmp_path / name], tmp_path / f"{name}-merged") == (runs - gone, gone, 0)
    assert Results(tmp_path / "bound").sweep["points"] > 5


def refused(tmp_path, sources, says):
    with pytest.raises(ValueError, match=says):
        merge(sources, tmp_path / "all")
    assert not (tmp_path / "all").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]

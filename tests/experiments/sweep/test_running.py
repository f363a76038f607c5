"""A sweep as a whole: what runs, in which shards, and what it takes."""

import numpy as np
import pytest

from experiments.sweep import parts, running
from experiments.sweep.running import Shard
from model import simulate
from model.measures import summary
from tests.experiments.sweep import drill


def test_a_row_is_what_one_run_gives(tmp_path):
    sweep = drill.small(points=2, seeds=2)
    drill.swept(tmp_path, sweep)
    rows = drill.table(tmp_path)
    for _, row in rows.iterrows():
        from model import door

        run = simulate(door.change(sweep.base, {drill.AUDIT: row[drill.AUDIT]}), int(row["seed"]), epochs=5)
        numbers = summary(run, sweep.kept())
        assert [np.float64(row[name]).tobytes() for name in numbers] == [np.float64(value).tobytes() for value in numbers.values()]
    assert set(rows["status"]) == {parts.DONE}
    assert rows["key"].is_unique


@pytest.mark.parametrize("text", ["3/3", "-1/3", "1", "a/b", "1/0", "1.5/3", ""])
def test_a_shard_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="--shard"):
        Shard.parse(text)


def test_shards_are_disjoint_and_cover_all():
    runs = np.arange(17)
    found = np.concatenate([Shard.parse(f"{k}/4").of(runs) for k in range(4)])
    assert sorted(found) == list(runs)


def test_a_shard_runs_its_runs_only(tmp_path):
    ended = drill.swept(tmp_path, drill.small(points=3, seeds=3), shard=Shard(1, 2))
    assert (ended.runs, ended.here) == (4, 4)
    assert list(drill.table(tmp_path)["run"]) == [1, 3, 5, 7]


def test_progress_tells_of_all_runs_and_resumes_where_it_was(tmp_path):
    seen = []
    drill.swept(tmp_path, drill.small(points=3, seeds=3), progress=seen.append)
    assert (seen[-1].done, seen[-1].total, seen[-1].failed) == (9, 9, 0)
    parts.listed(tmp_path / parts.RUNS)[-1].path.unlink()
    seen.clear()
    ended = drill.swept(tmp_path, drill.small(points=3, seeds=3), resume=True, progress=seen.append)
    assert 0 < ended.here < 9
    assert seen[-1].done == 9


def test_failed_runs_are_rows_and_are_tried_again_only_when_asked(tmp_path):
    path = tmp_path / "moody.py"
    mood = tmp_path / "mood"
    source = drill.LETHAL.replace("os._exit(9)", f"assert os.path.exists({str(mood)!r}), 'in a mood'")
    sweep = drill.lethal(tmp_path, points=4, seeds=2, source=source, file=path)
    ended = drill.swept(tmp_path / "sweep", sweep)
    assert (ended.runs, ended.failed) == (8, 2)
    rows = drill.table(tmp_path / "sweep")
    assert rows["error"].str.contains("in a mood").sum() == 2
    mood.touch()
    assert drill.swept(tmp_path / "sweep", sweep, resume=True).here == 0
    again = drill.swept(tmp_path / "sweep", sweep, retry_failed=True)
    assert (again.here, again.failed, again.runs) == (2, 0, 8)
    assert set(drill.table(tmp_path / "sweep")["status"]) == {parts.DONE}


def test_a_plug_in_that_changed_is_refused_by_the_worker(tmp_path):
    sweep = drill.lethal(tmp_path, points=2, seeds=1)
    (tmp_path / "lethal.py").write_text(drill.LETHAL + "\n# changed\n")
    with pytest.raises(ValueError, match="has changed since the sweep began"):
        drill.swept(tmp_path / "sweep", sweep)


def test_an_estimate_keeps_nothing(tmp_path):
    found = running.estimate(drill.small(points=3, seeds=3), workers=2)
    assert (found.points, found.runs, found.workers) == (3, 9, 2)
    assert found.seconds == pytest.approx(found.seconds_per_run * 9 / 2)
    assert found.bytes > 0

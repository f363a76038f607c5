"""What a stranger gets wrong with sweeps: one line that says what to do, and folders of others are left as they were."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from experiments.sweep import folder as folders
from tests.experiments.sweep.swept import spoil, swept

SMALL = ["--set", "nodes.count=20", "--epochs", "2", "--seeds", "2", "--workers", "1"]
LEVER = ["--vary", "hours_per_epoch=12,24"]
MOODY = """
class Moody:
    name = "moody"
    family = "lazy"
    source = "written for the tests"
    numbers = {"mood": 0.0}
    def decide(self, nodes, public, luck):
        if (nodes.numbers["mood"] > 0.5).any():
            raise RuntimeError("in a bad\\nmood")
        nodes.effort[:] = 0.5
"""
MOODILY = ["--plugin", "moody.py", "--set", 'population.mine={strategy="moody",share=0.3}', "--vary", "population.mine.numbers.mood=0,1"]


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def one_line(result, *says):
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("cfield: ")
    for words in says:
        assert words in line


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


WRONG = [
    (["--vary", "hours_per_epoch=1:2", "--boundary", "integrity:.5"], ["size = 0 is no power of two", "give for example 64"]),
    (["--vary", "hours_per_epoch=1:2:100000000"], ["100,000,000 points are outside [2, 100,000]", "sampling design"]),
    (["--vary", "hours_per_epoch=1:2", "--design", "bondary"], ["give one of grid", "or boundary"]),
    ([*LEVER, "--seeds", "²"], ["0-29"]),
    ([*LEVER, "--seeds", ""], ["--seeds '' says nothing", "leave out --seeds"]),
    ([*LEVER, "--seeds", ","], ["seeds: none is given"]),
    ([*LEVER, "--outcomes", ","], ["--outcomes ',' names none", "such as integrity,welfare"]),
    ([*LEVER, "--outcomes", " "], ["--outcomes ' ' says nothing", "leave out --outcomes"]),
    ([*LEVER, "--luck", ""], ["--luck '' says nothing"]),
    (["--vary", "nodes.count=10:11:5"], ["5 points, rounded to whole numbers in [10, 11], are only 2", "give 2 points"]),
    ([*LEVER, "--shard", "0/²"], ["0 <= I < N"]),
    ([*LEVER, "--cluster", "nonsense"], ["no scheduler answers there", "missing port"]),
]


@pytest.mark.parametrize(("words", "says"), WRONG, ids=lambda part: " ".join(part)[:60])
def test_words_that_no_sweep_takes(here, words, says):
    one_line(call("sweep", "none", *words), *says)
    assert list(here.iterdir()) == []


TABLES = [
    ('{low = 1, high = 2, points = 3, scale = "lgo"}', ["scale = 'lgo'", "give linear or log"]),
    ('{low = 1, high = 2, points = 3, scale = "categorical"}', ["give linear or log"]),
    ('{low = "a", high = 2}', ["low = 'a' is not a number"]),
    ("{values = 3}", ["values = 3 is not a list"]),
    ('{values = "ab"}', ["values = 'ab' is not a list"]),
    ("{low = 1, hihg = 2}", ["lever hours_per_epoch: 'hihg' is no key of a lever; did you mean high?"]),
    ("{lwo = 1, hihg = 2}", ["'lwo' is no key of a lever; did you mean low?"]),
    ("{level = [1, 2]}", ["'level' is no key of a lever"]),
    ("{xyz = 2}", ["'xyz' is no key of a lever; a lever has values, low, high, points, scale"]),
    ("{}", ["lever hours_per_epoch needs levels or a range"]),
]


@pytest.mark.parametrize(("lever", "says"), TABLES, ids=[lever for lever, _ in TABLES])
def test_levers_that_no_file_may_have(here, lever, says):
    (here / "wrong.toml").write_text(f'network = "none"\n[levers]\nhours_per_epoch = {lever}\n')
    one_line(call("sweep", "wrong.toml"), *says)


def test_a_misspelt_key_of_a_lever_by_its_short_name(here):
    (here / "wrong.toml").write_text('network = "posp"\n[levers]\nslash = {low = 0.1, hihg = 1}\n')
    one_line(call("sweep", "wrong.toml"), "lever field.settlement.slash: 'hihg'", "did you mean high?")
    (here / "wrong.toml").write_text('network = "posp"\n[levers]\nslahs = {low = 0.1, hihg = 1}\n')
    one_line(call("sweep", "wrong.toml"), "'slahs' is not a number", "did you mean slash?")


def test_a_table_of_points_with_a_lever_twice(here):
    (here / "points.csv").write_text("slash,panel_size,field.settlement.slash\n0.1,3,0.2\n")
    says = ["lever field.settlement.slash has more than one column of the table, 1 (slash) and 3 (field.settlement.slash); keep one"]
    one_line(call("sweep", "posp", "--table", "points.csv"), *says)


@pytest.mark.parametrize("text", ["{}", "[]", '{"sweep": 3}', '{"sweep": {}}', "{", "[" * 100_000], ids=lambda text: text[:16])
def test_a_description_that_describes_nothing(here, text):
    (here / "sweep.json").write_text(text)
    for words in (["results", "."], ["merge", ".", "--out", "all"], ["sensitivity", "."]):
        one_line(call(*words), "sweep.json cannot be read", "restore it")


def test_a_file_in_place_of_a_folder(here):
    (here / "file").touch()
    for words in (["results", "file"], ["merge", "file", "--out", "all"]):
        one_line(call(*words), "file is a file; give the folder that cfield sweep --out wrote")


def test_a_folder_that_was_refused_is_left_as_it_was(here):
    (here / "full").mkdir()
    (here / "full" / "thesis.txt").write_text("mine")
    one_line(call("sweep", "none", *SMALL, *LEVER, "--out", "full"), "is not empty and holds no sweep")
    other = swept(here / "other")
    before = sorted(path.name for path in other.iterdir())
    one_line(call("sweep", "none", *SMALL, *LEVER, "--out", "other"), "holds another sweep")
    assert [path.name for path in (here / "full").iterdir()] == ["thesis.txt"]
    assert sorted(path.name for path in other.iterdir()) == before
    assert folders.LOCK not in before


def test_runs_that_fail_are_told_in_one_line_beforehand_and_afterwards(here):
    Path("moody.py").write_text(MOODY)
    words = ["sweep", "none", *SMALL, *MOODILY]
    planned = call(*words, "--plan")
    (note,) = planned.stderr.splitlines()
    assert planned.exit_code == 0
    assert note.startswith("note: 2 of 3 probes failed, so time and disk may be far off; mend that first: ")
    assert "in a bad mood" in note
    facts = json.loads(call(*words, "--plan", "--json").stdout)
    assert (facts["probes"], facts["probes_failed"], "in a bad mood" in facts["error"]) == (3, 2, True)
    ran = call(*words, "--out", "out")
    assert ran.exit_code == 3
    (note,) = ran.stderr.splitlines()
    assert "in a bad mood" in note
    assert "once a plug-in is mended it is another sweep" in note
    Path("moody.py").write_text(MOODY.replace("> 0.5", "> 1.5"))
    one_line(call(*words, "--out", "out", "--retry-failed"), "was begun with other plug-in files", "put the old file back")


def test_a_condition_is_counted_beside_all_runs(here):
    """Two of hours times three costs times three seeds are 18 runs, of which 9 have 12 hours."""
    swept(here / "out")
    spoil(here / "out", 0, keep=False)
    assert "  9 of 18 runs at 6 points (grid), 1 failed;" in call("results", "out", "--where", "hours_per_epoch < 13").stdout
    assert "  18 runs at 6 points (grid), 1 failed;" in call("results", "out").stdout

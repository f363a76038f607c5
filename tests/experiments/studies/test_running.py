"""Studies are measured cell by cell, kept as they come, and go on where they were."""

import json
import sys
from pathlib import Path

import pytest

from experiments.studies import catalogue, journal, running
from experiments.studies.contract import Cell, Column, Study
from experiments.studies.running import ranges, run
from model import networks
from tests import toy_study as toy

NONE = networks.load("none")


@pytest.fixture(autouse=True)
def forgetful():
    toy.FAILING.clear()
    toy.MEASURED.clear()


def measured(folder, **options):
    return run(toy.STUDY, NONE, folder, workers=1, **options)


def test_a_study_gives_its_tables_with_every_declared_column_and_counts_its_runs(tmp_path):
    outcome = measured(tmp_path)
    table = outcome.tables["costs"]
    assert list(table.columns) == ["effort", "seed", "cost"]
    assert list(table["effort"]) == [0.25, 0.25, 0.5, 0.5, 1.0, 1.0]
    assert (outcome.runs, outcome.cells, outcome.kept) == (6, 3, 0)
    assert outcome.seeds == {"costs": "3-4"}


def test_a_failed_study_keeps_what_was_done_and_names_the_cell_and_goes_on(tmp_path):
    toy.FAILING.append(0.5)
    with pytest.raises(RuntimeError, match=r"study toy, table costs, at effort = 0\.5: no luck today"):
        measured(tmp_path)
    toy.FAILING.clear()
    toy.MEASURED.clear()
    outcome = measured(tmp_path)
    assert (outcome.kept, toy.MEASURED) == (1, [0.5, 1.0])
    assert outcome.tables["costs"].equals(measured(tmp_path / "anew").tables["costs"])


def test_what_was_torn_off_in_mid_line_is_measured_again(tmp_path):
    whole = measured(tmp_path).tables["costs"]
    path = tmp_path / journal.NAME
    path.write_bytes(path.read_bytes()[:-20])
    toy.MEASURED.clear()
    assert measured(tmp_path).tables["costs"].equals(whole)
    assert toy.MEASURED == [1.0]
    assert [json.loads(line)["runs"] for line in path.read_text().splitlines()] == [2, 2, 2]


def test_a_quick_study_measures_less_and_its_cells_serve_the_full_one(tmp_path):
    assert measured(tmp_path, quick=True).cells == 1
    assert measured(tmp_path).kept == 1


def test_progress_counts_what_was_there(tmp_path):
    measured(tmp_path, quick=True)
    seen = []
    measured(tmp_path, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_another_network_measures_anew(tmp_path):
    measured(tmp_path)
    other = networks.load("opengradient_launch")
    assert run(toy.STUDY, other, tmp_path, workers=1, quick=True).kept == 0


def test_two_cannot_work_in_one_folder(tmp_path):
    from filelock import FileLock

    with FileLock(tmp_path / ".lock"), pytest.raises(ValueError, match="another process is at work"):
        measured(tmp_path)


def with_table(**changes):
    table = toy.STUDY.tables["costs"]._replace(**changes)
    return Study("toy", "?", "", "", "none", "", "", {"costs": table})


def test_a_column_that_is_measured_and_not_declared_is_refused(tmp_path):
    columns = {"effort": Column("1", ""), "seed": Column("", "")}
    with pytest.raises(RuntimeError, match="columns cost are declared or measured, not both"):
        run(with_table(columns=columns), NONE, tmp_path, workers=1, quick=True)


def test_two_cells_at_one_place_are_refused(tmp_path):
    twice = with_table(cells=lambda network, quick: [Cell({"effort": 0.5}, (1,)), Cell({"effort": 0.5}, (1,))])
    with pytest.raises(ValueError, match="two cells at the same place"):
        run(twice, NONE, tmp_path, workers=1)


def test_a_study_of_processes_gives_the_same_tables(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as executor:
        outcome = run(toy.STUDY, NONE, tmp_path / "a", executor=executor)
    assert outcome.tables["costs"].equals(measured(tmp_path / "b").tables["costs"])


@pytest.mark.parametrize(("numbers", "words"), [([], ""), ([5], "5"), ([1, 2, 3, 7], "1-3, 7"), ([1, 3], "1, 3")])
def test_ranges_in_words(numbers, words):
    assert ranges(numbers) == words


@pytest.mark.parametrize(
    ("study", "shared"),
    [("unbidden", "detectors"), ("convention", "two_conventions"), ("cheapest_deterrence", "deterrence"), ("facts", "facts.watching")],
)
def test_the_version_of_what_measures_is_that_of_all_that_it_imports_too(tmp_path, monkeypatch, study, shared):
    """A changed line in a module that a study leans on makes another version of the study, and none of a study that does not."""
    name = next(iter(catalogue.find(study).tables.values())).measure.__module__
    unconcerned = catalogue.find("rotation").tables["late"].measure.__module__
    before, apart = running.version_of(name), running.version_of(unconcerned)
    other = tmp_path / "changed.py"
    leaned_on = sys.modules[f"experiments.studies.{shared}"]
    other.write_text(Path(leaned_on.__file__).read_text() + "# another line\n")
    monkeypatch.setattr(leaned_on, "__file__", str(other))
    assert running.version_of(name) != before
    assert running.version_of(unconcerned) == apart

"""``cfield validate``: the report, its page, and its exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.theory.forms.catalogue import FORMS
from cli.binding import BLUNT, FAILS, HOLDS, Task, check, grouped, tasks
from cli.main import app
from cli.validation_page import command_of

CALM = ["validate", "a1", "--quick", "--workers", "1"]


def cfield(*words: str):
    return CliRunner().invoke(app, list(words))


def replaced(monkeypatch, **parts):
    monkeypatch.setitem(FORMS, "A1", FORMS["A1"]._replace(**parts))


def test_a_right_closed_form_holds_and_its_mistake_is_refused():
    row = check(Task("A1", 1, quick=True))
    assert row.verdict == HOLDS
    assert "the lost reward forgotten" in row.told_apart
    assert abs(row.judgement.measured) < 0.08


def test_a_wrong_closed_form_fails(monkeypatch):
    replaced(monkeypatch, of=lambda numbers: 0.5)
    assert check(Task("A1", 1, quick=True)).verdict == FAILS


def test_a_full_sample_that_misses_a_mistake_cannot_tell(monkeypatch):
    replaced(monkeypatch, wrong={"a mistake of nothing": lambda numbers: 0.0})
    assert check(Task("A1", 1)).verdict == BLUNT
    assert check(Task("A1", 1, quick=True)).verdict == HOLDS, "the fast subset need not tell"


def test_the_report_is_written_as_json_and_as_a_page_with_its_figure(tmp_path):
    done = cfield(*CALM, "--json", "--out", str(tmp_path / "docs" / "report.md"))
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert report["holds"] is True
    assert report["validation"] == []
    (part,) = report["verification"]
    assert part["id"] == "A1"
    assert {"closed_form", "measured", "low", "high", "n", "verdict"} <= set(part["cases"][0])
    page = (tmp_path / "docs" / "report.md").read_text()
    assert "## Part 1: verification of the code" in page
    assert "## Part 2: validation against facts" in page
    assert part["statement"] in page
    assert (tmp_path / "docs" / "report.png").read_bytes()[:4] == b"\x89PNG"
    assert f"`uv run cfield validate A1 --quick --out {tmp_path}/docs/report.md`" in page, "the page says how it was made"


def test_a_page_of_all_closed_forms_names_none():
    report = {"verification": [{"id": name} for name in FORMS], "run": {"sample": "full", "seed": 3}}
    assert command_of(Path("docs/validation.md"), report) == "uv run cfield validate --seed 3 --out docs/validation.md"


@pytest.mark.parametrize("width", [80, 140])
def test_the_report_is_as_wide_as_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = cfield(*CALM).stdout.splitlines()
    assert width - 20 < max(map(len, lines)) <= width


def test_a_failure_is_exit_code_one_and_says_why(monkeypatch):
    replaced(monkeypatch, of=lambda numbers: 0.5)
    done = cfield(*CALM)
    assert done.exit_code == 1
    assert "fails" in done.stdout
    assert "|z| < 4, found" in done.stdout
    assert "0 of" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["validate", "A99"], "no validation 'A99'"),
        (["validate", "A1", "--seed", "-1"], "seed"),
        (["validate", "A1", "--seed", "1000000000"], "[0, 1e9)"),
        (["validate", "A1", "--out", "report.txt"], ".md"),
    ],
)
def test_what_is_wrong_is_one_line(words, told):
    done = cfield(*words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_cases_that_share_a_run_are_measured_by_one_worker():
    """F1 has four cases of one run, four of one integration, and one of its own; other IDs do not join them."""
    groups = grouped(tasks(["F1", "F5"], quick=False, seed=1))
    assert [len(group) for group in groups] == [4, 4, 1, 1, 1]
    assert [task.case for group in groups[:3] for task in group] == list(range(9))

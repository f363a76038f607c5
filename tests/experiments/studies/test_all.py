"""All studies, quickly, from the command: tables, findings, figures that can be read, one reproduced, and the report."""

import json
import re

import pytest

from analysis.findings.reading import read
from cli import report, reproduce
from cli import study as verb
from experiments.studies import catalogue, stored
from tests.pictures import clipped, colliding, tiny

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The results of ``cfield study all --quick``."""
    place = tmp_path_factory.mktemp("studies")
    verb.run("all", "", str(place), 0, True)
    return place


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_quick_study_comes_to_a_verdict_and_to_figures_that_can_be_read(folder, name):
    kept = stored.read(folder / name)
    found = read(name, kept.network, kept.tables)
    assert found.verdict.split(":")[0] in ("the hypothesis stands", "the hypothesis is refuted", "undecided")
    assert found.finding.found.endswith(".")
    assert 0 < len(found.finding.table) <= 30
    for figure, drawing in found.drawings.items():
        drawn = drawing.draw(found.tables)
        assert clipped(drawn) == [], figure
        assert colliding(drawn) == [], figure
        assert tiny(drawn) == [], figure
        for suffix in (".pdf", ".png", ".csv"):
            assert (folder / name / f"{figure}{suffix}").stat().st_size > 0


def test_a_figure_is_the_same_when_its_study_is_run_again(folder, capsys):
    assert reproduce.run(str(folder / "deterrence" / "deterrence.pdf"), "", 0)


def test_the_report_has_every_study_once_and_no_link_leads_nowhere(folder, tmp_path):
    report.run(str(folder), str(tmp_path))
    text = (tmp_path / "report.md").read_text()
    headings = re.findall(r"^## (\w+) \(quick\)$", text, re.MULTILINE)
    assert headings == list(catalogue.NAMES)
    page = (tmp_path / "report.html").read_text()
    assert set(re.findall(r'href="#(.*?)"', page)) - {"facts"} <= set(re.findall(r'id="(.*?)"', page))
    costs = [json.loads((folder / name / "study.json").read_text())["runs"] for name in catalogue.NAMES]
    assert all(runs > 0 for runs in costs)

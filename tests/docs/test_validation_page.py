"""The committed report is of the validations as they stand: every ID and case is on the page, with its statement, and holds."""

import re
from pathlib import Path

import pytest

from analysis.theory.forms.catalogue import FORMS
from experiments.studies.validation.catalogue import VALIDATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
REMEDY = "make it anew: uv run cfield validate --out docs/validation.md"


def plain(text):
    return text.replace("\\", "")


def test_the_page_has_every_validation_and_no_other():
    assert set(PARTS) == set(VALIDATIONS), REMEDY


@pytest.mark.parametrize("name", VALIDATIONS)
def test_a_part_says_what_its_validation_says(name):
    part, one = plain(PARTS[name]), VALIDATIONS[name]
    assert one.statement in part, REMEDY
    assert one.limit in part, REMEDY
    assert FORMS[name].formula in part, REMEDY
    cases = re.findall(r"^\| (.+?) \| .* \| (\S+) \|$", part, re.MULTILINE)
    assert [case for case, _ in cases if case != "case"] == [case.name for case in one.cases], REMEDY
    assert {verdict for case, verdict in cases if case != "case"} <= {"holds", "differs"}


def test_the_page_keeps_verification_and_validation_apart():
    assert "(full samples, seed 1" in PAGE
    assert PAGE.index("## Part 1: verification of the code") < PAGE.index("## Part 2: validation against facts")

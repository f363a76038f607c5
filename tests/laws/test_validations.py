"""Every closed form comes out of the real model: the fast subset here, full samples under ``slow``; ``cfield validate`` runs the same.

A full sample must also refuse every near mistake that its closed form names. An invariance has no near mistake: it has a contrast,
a case in which it is really broken, and which must be seen to differ.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from analysis.theory.forms.catalogue import FORMS
from cli.binding import HOLDS, Task, check, check_together, grouped, tasks
from experiments.studies.validation.catalogue import VALIDATIONS

ALL = list(VALIDATIONS)


LONGEST = {
    "D4c: c = 1.2", "D4c: c = 1.3", "E1: share after 1000 rewards", "F3: fixation without selection",
    "F4: times in pure states without selection",
    "F7: all honest from 15 of 60", "F7: all honest from 25 of 60",
}  # fmt: skip
"""Minutes each, beside shorter cases of the same closed form: run by ``cfield validate`` and before a release."""


def named(task: Task) -> str:
    return f"{task.name}: {VALIDATIONS[task.name].cases[task.case].name}"


def in_full() -> Iterator[Any]:
    """Full samples; cases that share a run are measured in one process."""
    for together in grouped(tasks(ALL, quick=False, seed=1)):
        name = "; ".join(map(named, together))
        yield pytest.param(together, id=name, marks=pytest.mark.nightly if name in LONGEST else pytest.mark.slow)


@pytest.mark.parametrize("task", tasks(ALL, quick=True, seed=1), ids=named)
def test_the_model_shows_its_closed_forms(task: Task) -> None:
    row = check(task)
    assert row.verdict == HOLDS, row


@pytest.mark.parametrize("together", list(in_full()))
def test_the_model_shows_its_closed_forms_at_full_size(together: list[Task]) -> None:
    rows = check_together(together)
    print(*rows, sep="\n")
    assert [row for row in rows if row.verdict != HOLDS] == []


def test_the_longest_are_cases() -> None:
    assert {named(task) for task in tasks(ALL, quick=False, seed=1)} >= LONGEST


def test_every_validation_has_a_closed_form_and_every_closed_form_a_validation() -> None:
    assert list(VALIDATIONS) == list(FORMS)


@pytest.mark.parametrize("name", ALL)
def test_every_validation_refuses_some_mistake_or_has_a_contrast_and_has_a_fast_case(name: str) -> None:
    cases = VALIDATIONS[name].cases
    assert FORMS[name].wrong or any(case.numbers.get("broken") for case in cases)
    assert any(case.quick for case in cases)
    assert len({case.name for case in cases}) == len(cases)
    assert all(case.quick <= case.n for case in cases)

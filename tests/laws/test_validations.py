"""Every closed form comes out of the real model: the fast subset here, full samples under ``slow``; ``cfield validate`` runs the same.

A full sample must also refuse every near mistake that its closed form names. An invariance has no near mistake: it has a contrast,
a case in which it is really broken, and which must be seen to differ.
"""

import pytest

from analysis.theory.forms.catalogue import FORMS
from cli.binding import HOLDS, Task, check, tasks
from experiments.studies.validation.catalogue import VALIDATIONS

ALL = list(VALIDATIONS)


def named(listed: list[Task]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("task", listed, ids=[f"{task.name}: {VALIDATIONS[task.name].cases[task.case].name}" for task in listed])


@named(tasks(ALL, quick=True, seed=1))
def test_the_model_shows_its_closed_forms(task: Task) -> None:
    row = check(task)
    assert row.verdict == HOLDS, row


@pytest.mark.slow
@named(tasks(ALL, quick=False, seed=1))
def test_the_model_shows_its_closed_forms_at_full_size(task: Task) -> None:
    row = check(task)
    print(row)
    assert row.verdict == HOLDS, row


def test_every_validation_has_a_closed_form_and_every_closed_form_a_validation() -> None:
    assert list(VALIDATIONS) == list(FORMS)


@pytest.mark.parametrize("name", ALL)
def test_every_validation_refuses_some_mistake_or_has_a_contrast_and_has_a_fast_case(name: str) -> None:
    cases = VALIDATIONS[name].cases
    assert FORMS[name].wrong or any(case.numbers.get("broken") for case in cases)
    assert any(case.quick for case in cases)
    assert len({case.name for case in cases}) == len(cases)
    assert all(case.quick <= case.n for case in cases)

"""A validation meets its closed form: measured, held against it, and against near mistakes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.theory.forms.catalogue import FORMS
from experiments.studies.validation.catalogue import VALIDATIONS
from experiments.studies.validation.contract import Sample
from experiments.studies.validation.finding import Judgement

HOLDS, FAILS, BLUNT = "holds", "fails", "cannot tell"


class Task(NamedTuple):
    """One case to be measured.

    Attributes
    ----------
    name : str
        ID.
    case : int
        Which of its cases.
    quick : bool
        The fast subset's sample, which need not tell mistakes apart.
    seed : int
    """

    name: str
    case: int
    quick: bool = False
    seed: int = 1


class Row(NamedTuple):
    """One line of the report.

    Attributes
    ----------
    name, case : str
    judgement : Judgement
    told_apart : tuple of str
        Mistakes that were refused.
    missed : tuple of str
        Mistakes that the sample does not refuse.
    verdict : str
        ``holds``, ``fails``, or ``cannot tell`` when a full sample misses a mistake.
    """

    name: str
    case: str
    judgement: Judgement
    told_apart: tuple[str, ...]
    missed: tuple[str, ...]
    verdict: str


def check_together(together: Sequence[Task]) -> list[Row]:
    """Measure cases that share a run, one after the other in one process."""
    return [check(task) for task in together]


def grouped(wanted: Sequence[Task]) -> list[list[Task]]:
    """Tasks in groups that share a run, in their order."""
    groups: list[list[Task]] = []
    for task in wanted:
        shares = _run_of(task)
        if groups and shares and groups[-1][-1].name == task.name and _run_of(groups[-1][-1]) == shares:
            groups[-1].append(task)
        else:
            groups.append([task])
    return groups


def _run_of(task: Task) -> str:
    return VALIDATIONS[task.name].cases[task.case].shares


def check(task: Task) -> Row:
    """Measure one case through the model and hold it against its closed form."""
    case, form = VALIDATIONS[task.name].cases[task.case], FORMS[task.name]
    expected = form.of(case.numbers)
    mistakes = {name: value for name, wrong in form.wrong.items() if _is_given(value := wrong(case.numbers))}
    finding = case.measure(case.numbers, Sample(case.quick if task.quick else case.n, task.seed))
    judgement = finding.judge(expected)
    missed = tuple(name for name, value in mistakes.items() if finding.judge(value).holds)
    told_apart = tuple(name for name in mistakes if name not in missed)
    verdict = FAILS if not judgement.holds else BLUNT if missed and not task.quick else HOLDS
    return Row(task.name, case.name, judgement, told_apart, missed, verdict)


def _is_given(value: Any) -> bool:
    return not (isinstance(value, float) and math.isnan(value)) and bool(np.isfinite(value).all())


def tasks(names: list[str], quick: bool, seed: int) -> list[Task]:
    """One task a case; the fast subset leaves out cases without a quick sample."""
    return [
        Task(name, number, quick, seed) for name in names for number, case in enumerate(VALIDATIONS[name].cases) if case.quick or not quick
    ]

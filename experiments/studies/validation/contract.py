"""What a validation is: a statement about the model, and cases in which the real model is measured.

The closed forms stand in ``analysis.theory``; the command binds both by ID.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from experiments.studies.validation.finding import Finding


class Sample(NamedTuple):
    """How much is measured.

    Attributes
    ----------
    n : int
        Size, in the unit of the validation.
    seed : int
        First seed; a repetition with another one tells a bug from a false alarm.
    """

    n: int
    seed: int


@dataclass(frozen=True)
class Case:
    """One number of the closed form, measured through the model.

    Attributes
    ----------
    name : str
        Unique within its validation.
    numbers : mapping
        What the closed form is given, and what the model is set to.
    n : int
        Sample size of the full set.
    quick : int
        Of the fast subset; 0: not part of it.
    measure : callable
        From the numbers and a :class:`Sample` to a finding; of module level, so that a worker can import it.
    shares : str
        Neighbouring cases of a validation that name the same run are measured by one worker, which keeps it; empty: a run of its own.
    """

    name: str
    numbers: Mapping[str, Any]
    n: int
    quick: int
    measure: Callable[[Mapping[str, Any], Sample], Finding]
    shares: str = ""


@dataclass(frozen=True)
class Validation:
    """A closed form that must come out of the model.

    Attributes
    ----------
    name : str
        ID, as in tests, figures and the report.
    statement : str
        What holds, in a sentence.
    source : str
        Where it was published, or that it was derived.
    limit : str
        The settings that reach the limit in which it holds.
    unit : str
        Of the sample: jobs, runs, nodes.
    cases : tuple of Case
    """

    name: str
    statement: str
    source: str
    limit: str
    unit: str
    cases: tuple[Case, ...]

"""Mistakes made on purpose: a closed form that is given other numbers than the model."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory.forms.contract import Numbers


def given(form: Callable[[Numbers], float], changed: Callable[[Numbers], Numbers]) -> Callable[[Numbers], float]:
    """The form with some numbers mistaken; nan for a case to which they make no difference.

    Parameters
    ----------
    form : callable
    changed : callable
        From a case's numbers to those that are mistaken.
    """

    def mistaken(a: Numbers) -> float:
        value = form({**a, **changed(a)})
        return math.nan if math.isclose(value, form(a), rel_tol=1e-12, abs_tol=1e-12) else value

    return mistaken

"""What a closed form is to a validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Numbers = Mapping[str, Any]


class Form(NamedTuple):
    """A closed form, and near mistakes.

    Attributes
    ----------
    formula : str
        In words and signs of the field, one line.
    of : callable
        From a case's numbers to what the model must show: a number, or the probabilities of outcomes.
    wrong : mapping
        Plausible mistakes by name, each a callable like `of`; a full-size check must refuse each of them.
        nan where the mistake makes no difference to a case.
    """

    formula: str
    of: Callable[[Numbers], Any]
    wrong: Mapping[str, Callable[[Numbers], Any]]

"""All validations by ID."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.studies.validation import (
    attention,
    audits,
    betrayal,
    books,
    chains,
    checking,
    conventions,
    deceit,
    entry,
    fortunes,
    games,
    halving,
    hops,
    inspection,
    invariants,
    leaning,
    learning,
    lives,
    panels,
    peers,
    pipeline,
    rotation,
    sanctions,
    schedules,
    stakes,
    tokens,
    tolerance,
    traces,
)
from experiments.studies.validation.contract import Validation

SUBJECTS = (
    audits,
    sanctions,
    conventions,
    traces,
    hops,
    panels,
    tolerance,
    chains,
    stakes,
    games,
    pipeline,
    books,
    invariants,
    halving,
    leaning,
    inspection,
    learning,
    checking,
    betrayal,
    deceit,
    schedules,
    tokens,
    attention,
    rotation,
    peers,
    entry,
    lives,
    fortunes,
)
VALIDATIONS: dict[str, Validation] = {one.name: one for subject in SUBJECTS for one in subject.VALIDATIONS}


def find(names: Sequence[str]) -> list[Validation]:
    """Validations by ID, all of them when none is named; upper and lower case are one.

    Raises
    ------
    ValueError
        For an ID that is not there.
    """
    known = {name.lower(): validation for name, validation in VALIDATIONS.items()}
    for name in names:
        if name.lower() not in known:
            raise ValueError(f"there is no validation {name!r}; there are {', '.join(VALIDATIONS)}")
    wanted = {name.lower() for name in names} or set(known)
    return [validation for name, validation in known.items() if name in wanted]

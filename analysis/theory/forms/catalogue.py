"""All closed forms of validations by ID."""

from __future__ import annotations

from analysis.theory.forms import (
    attention,
    audits,
    betrayal,
    books,
    chains,
    conventions,
    deceit,
    games,
    halving,
    hops,
    inspection,
    invariants,
    leaning,
    learning,
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
from analysis.theory.forms.contract import Form

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
    betrayal,
    deceit,
    schedules,
    tokens,
    attention,
    rotation,
    peers,
)
FORMS: dict[str, Form] = {name: form for subject in SUBJECTS for name, form in subject.FORMS.items()}

"""What the fields of a sweep take, in one place for files, the command line and Python."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    """Whether a value is text."""
    return isinstance(value, str)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, Python's or numpy's; true and false are none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def is_flag(value: Any) -> bool:
    """Whether a value is true or false."""
    return isinstance(value, bool)


def is_list(value: Any) -> bool:
    """Whether a value holds others one after the other; text and tables do not."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))


def is_names(value: Any) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, (list, tuple)) and all(map(is_text, value))


def is_files(value: Any) -> bool:
    """Whether a value is a list of paths."""
    return isinstance(value, (list, tuple)) and all(isinstance(path, (str, Path)) for path in value)


FIELDS: dict[str, tuple[Check, str]] = {
    "design": (is_text, "the name of a design"),
    "size": (is_whole, "a whole number"),
    "design_seed": (is_whole, "a whole number"),
    "luck": (is_text, "shared or own"),
    "outcomes": (is_names, "a list of names"),
    "epochs": (is_whole, "a whole number"),
    "every": (is_whole, "a whole number"),
    "final_nodes": (is_flag, "true or false"),
    "plugins": (is_files, "a list of Python files"),
}
"""Fields of a sweep, what they take, and what they take in words."""


def fit(name: str, value: Any, known: Mapping[str, tuple[Check, str]]) -> Any:
    """The value of a field, with numpy's whole numbers as Python's.

    Raises
    ------
    ValueError
        For a value of another type.
    """
    fits, wanted = known[name]
    if not fits(value):
        raise ValueError(f"{name} = {value!r} is not {wanted}; give that")
    return int(value) if is_whole(value) else value


def check_types(what: str, record: Any) -> None:
    """Refuse a record with a value that is not of its field's type.

    Raises
    ------
    ValueError
        Naming the field.
    """
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        wanted = {"str": str, "bool": bool, "int": int}.get(str(field.type), (int, float))
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise ValueError(f"{what}: {field.name} = {value!r} is not of type {field.type}; give one")

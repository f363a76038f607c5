"""Every study by its name, in the order in which the report tells them."""

from __future__ import annotations

import difflib
import importlib

from experiments.studies.contract import Study

NAMES = (
    "visibility",
    "diversity",
    "convention",
    "open_entry",
    "forgetting",
    "capacity",
    "unbidden",
    "revealed",
    "deterrence",
    "dilemma",
    "false_accusation",
    "withholding",
    "granularity",
    "contamination",
    "cartel",
    "cheapest_deterrence",
    "correlated_break",
    "place",
    "rotation",
    "facts",
)


def find(name: str) -> Study:
    """The study of that name.

    Raises
    ------
    ValueError
        In one line, with the nearest name.
    """
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, 1)
        hint = f"did you mean {near[0]}?" if near else f"studies: {', '.join(NAMES)}; or all"
        raise ValueError(f"study {name!r} is not known; {hint}")
    study: Study = importlib.import_module(f"experiments.studies.{name}").STUDY
    return study

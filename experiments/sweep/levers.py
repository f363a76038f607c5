"""Levers from a command line, and from what a scenario merely assumes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from experiments.sweep.lever import Lever, apart, check, checked, fitted, is_number, is_whole, refusal, value_at
from model import door
from model.scenario import Scenario
from model.schema import row_of, table_at
from model.strategies.traits import TRAITS

__all__ = ["Lever", "allowed", "apart", "assumed", "check", "checked", "left_out", "parse_vary", "read_vary"]

FORMS = "audit_probability=.001:.2:30:log (low:high:points, with or without :log), audit_probability=.001:.2, or slash=.05,.2,1"
MOST_LEVELS = 100_000
"""Of a range that is cut into levels: each is held against the scenario before anything runs."""
RUN_LENGTH = ("epochs", "warm_up")
"""Numbers that say how long a run is, and nothing about the network."""


def parse_vary(text: str, base: Scenario) -> Lever:
    """A lever from ``name=low:high:points[:log]``, ``name=low:high[:log]`` or ``name=level,level,...``.

    Parameters
    ----------
    text : str
        The name is a full path or a unique short one; levels are read as TOML, else as words.
    base : Scenario

    Returns
    -------
    Lever
        With its full path; each level alone, or both ends and a place between, fits the base.

    Raises
    ------
    ValueError
        One line that names the lever, the value, the range and the remedy.
    """
    return checked(read_vary(text, base), base)


def read_vary(text: str, base: Scenario) -> Lever:
    """The same lever before its levels are held against the base: some may fit only beside those of another lever.

    Raises
    ------
    ValueError
        For an unknown name, and for words that are neither levels nor a range.
    """
    name, _, given = (piece.strip() for piece in text.partition("="))
    if not name or not given:
        raise ValueError(f"{text!r} does not say what is varied and over what; give {FORMS}")
    path = door.resolve(base, name)
    if ":" in given and not re.search(r"[\"'\[\]{},]", given):
        return _range_from(path, given)
    values = tuple(fitted(path, door.parse_value(item)) for item in _split(given))
    return Lever(path, values, scale="linear" if all(map(is_number, values)) else "categorical")


def assumed(base: Scenario, span: float = 2.0) -> tuple[Lever, ...]:
    """Every number that the base merely assumes as a range, value / span to value x span, cut to what the scenario allows.

    Numbers are taken in the order of the sources, each only if it fits alone and,
    at both its ends, with those before it at all their low and all their high
    ends: of shares that add up to 1, the first. :func:`left_out` says what is not taken.

    Parameters
    ----------
    base : Scenario
    span : float, 1, > 1

    Returns
    -------
    tuple of Lever
        On a log scale where the value is positive.

    Raises
    ------
    ValueError
        When the span is 1 or less.
    """
    return tuple(entry for entry in _assumptions(base, span).values() if isinstance(entry, Lever))


def left_out(base: Scenario, span: float = 2.0) -> dict[str, str]:
    """Paths that are assumed and yet not varied by :func:`assumed`, each with the reason."""
    return {path: entry for path, entry in _assumptions(base, span).items() if isinstance(entry, str)}


def _assumptions(base: Scenario, span: float) -> dict[str, Lever | str]:
    """A lever, or the reason why there is none, for each path that is marked as assumed."""
    if not 1 < span < math.inf:
        raise ValueError(f"span = {span:g} is outside (1, inf); give a factor above 1, such as 2")
    found: dict[str, Lever | str] = {}
    data = base.to_dict(sources=False)
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    for path in (path for path, source in base.sources.items() if source.mark == "assumed"):
        lever = found[path] = _around(data, path, span)
        if isinstance(lever, str):
            continue
        alone = [{path: value} for value in lever.tried]
        tries = alone + [{**others, path: end} for others in (low, high) for end in lever.levels]
        reason = next(filter(None, (refusal(base, changes) for changes in tries)), "")
        if reason:
            found[path] = f"{lever.low:g} to {lever.high:g} does not fit with the others: {reason}"
            continue
        low[path], high[path] = lever.levels
    return found


def _around(data: dict[str, Any], path: str, span: float) -> Lever | str:
    """The range around a number, or why it has none."""
    value = value_at(data, path)
    if path in RUN_LENGTH:
        return "the length of a run, no number of the network"
    if not is_number(value):
        return "not a single number"
    if value == 0:
        return "0 has no range by a factor; give one by hand"
    least, most = allowed(data, path)
    low, high = (min(max(end, least), most) for end in sorted((value / span, value * span)))
    if is_whole(path):
        low, high = math.ceil(low), math.floor(high)
    if low >= high:
        return f"no room around {value:g} within [{least:g}, {most:g}]; give a range by hand"
    return Lever(path, low=low, high=high, scale="log" if low > 0 else "linear")


def allowed(data: dict[str, Any], path: str) -> tuple[float, float]:
    """Least and most that the schema, or a strategy's trait, allows at a path of plain data of a scenario."""
    parent, _, leaf = path.rpartition(".")
    if parent.endswith(".numbers") and leaf in TRAITS:
        return TRAITS[leaf][1:]
    row = row_of(path, str(table_at(data, parent).get("kind", "")))
    ends = re.fullmatch(r"[\[(](\S+), (\S+)[\])]", row["range"] if row else "")
    return (float(ends[1]), float(ends[2])) if ends else (-math.inf, math.inf)


def _range_from(path: str, text: str) -> Lever:
    """A lever from ``low:high[:points][:log]``."""
    pieces = [piece.strip() for piece in text.split(":")]
    scale = "log" if pieces[-1] == "log" else "linear"
    pieces = pieces[:-1] if scale == "log" else pieces
    if len(pieces) not in (2, 3):
        raise ValueError(f"lever {path} = {text} is no range; give low:high or low:high:points, with :log at the end for a log scale")
    low, high = (_read(path, text, piece, float, "a number") for piece in pieces[:2])
    lever = Lever(path, low=fitted(path, low), high=fitted(path, high), scale=scale)
    if len(pieces) == 2:
        return lever
    points = _read(path, text, pieces[2], int, "a whole number of points")
    if not 2 <= points <= MOST_LEVELS:
        remedy = "give two or more, or a list of levels" if points < 2 else "give fewer, or a range and a sampling design"
        raise ValueError(f"lever {path} = {text}: {points:,} points are outside [2, {MOST_LEVELS:,}]; {remedy}")
    levels = _spread(lever, points)
    if len(levels) < points:
        raise ValueError(
            f"lever {path} = {text}: {points:,} points, rounded to whole numbers in [{low:g}, {high:g}], are only {len(levels):,}; "
            f"give {_most(lever, len(levels)):,} points, or a list of levels"
        )
    return Lever(path, tuple(levels), scale=scale)


def _read(path: str, text: str, piece: str, read: Callable[[str], Any], wanted: str) -> Any:
    try:
        return read(piece)
    except ValueError:
        raise ValueError(f"lever {path} = {text}: {piece!r} is not {wanted}; give low:high:points, such as .001:.2:30") from None


def _spread(lever: Lever, points: int) -> list[Any]:
    """Levels at equal steps, or equal factors; rounded, and each once, where numbers are whole."""
    low, high = lever.levels
    steps = (np.geomspace if lever.scale == "log" else np.linspace)(low, high, points).tolist()
    if lever.whole:
        return list(dict.fromkeys(round(step) for step in steps))
    return [low, *(float(f"{step:.12g}") for step in steps[1:-1]), high]  # .3 and not .30000000000000004


def _most(lever: Lever, points: int) -> int:
    """Points, at most so many, that stay apart when they are rounded."""
    while (apart := len(_spread(lever, points))) < points:
        points = apart
    return points


def _split(text: str) -> Iterator[str]:
    """Pieces between commas that stand outside quotes, brackets and braces."""
    depth, quote, start = 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]

"""Levers and uncertainties of a sweep file, and which of two sayings about the same path holds."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.sweep.lever import apart, fitted, value_at
from experiments.sweep.levers import Lever, assumed, left_out, parse_vary
from model import door
from model.scenario import Scenario
from model.schema import row_of

ASSUMED = "assumed"
"""Stands for every number that the network marks as assumed."""
LEVER_KEYS = ("values", "low", "high", "points", "scale")
BY_USER = "changed by the user"
"""Source of what ``set`` has changed: it is given on purpose, and not varied with what is assumed."""


def without_range(base: Scenario) -> dict[str, str]:
    """Paths that are assumed and yet not varied where all that is assumed is, each with the reason."""
    by_hand = {path: "you have set it" for path, source in base.sources.items() if source.source == BY_USER}
    return left_out(base) | by_hand


def factors(base: Scenario, data: Mapping[str, Any], over: Mapping[str, Any]) -> tuple[tuple[Lever, ...], tuple[Lever, ...]]:
    """Levers and uncertainties; what `over` names replaces what `data` says of the same path, and a lever what is merely assumed."""
    given = {(name, n): _levers(base, part.get(name, {})) for n, part in enumerate((data, over)) for name in ("levers", "uncertainties")}
    newer = {lever.path for name in ("levers", "uncertainties") for lever in given[name, 1]}
    found = {}
    for name in ("levers", "uncertainties"):
        kept = [*(lever for lever in given[name, 0] if lever.path not in newer), *given[name, 1]]
        apart(kept)
        found[name] = tuple(kept)
    named = [lever.path for lever in (*found["levers"], *found["uncertainties"])]
    if any(_wants_assumed(part.get("uncertainties")) for part in (data, over)):
        found["uncertainties"] += assumed_beside(base, named)
    return found["levers"], found["uncertainties"]


def assumed_beside(base: Scenario, named: Sequence[str]) -> tuple[Lever, ...]:
    """All that the base merely assumes (:func:`experiments.sweep.levers.assumed`), but for what is named and what the user has set."""
    mine = {path for path, source in base.sources.items() if source.source == BY_USER}
    return tuple(lever for lever in assumed(base) if lever.path not in mine and not any(_overlap(lever.path, path) for path in named))


def _wants_assumed(given: Any) -> bool:
    return given == ASSUMED or (isinstance(given, Mapping) and bool(given.get(ASSUMED)))


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _levers(base: Scenario, given: Any) -> list[Lever]:
    if isinstance(given, str):
        return []  # all that is assumed
    found = [_lever(base, name, value) for name, value in _specs(base, given) if name != ASSUMED]
    apart(found)
    return found


def _specs(base: Scenario, given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Levers by name, those in nested tables too: ``field.noise.level`` without quotes is one."""
    for name, value in given.items():
        if isinstance(value, Mapping) and not _is_lever(base, f"{prefix}{name}", value):
            yield from _specs(base, value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _is_lever(base: Scenario, name: str, value: Mapping[str, Any]) -> bool:
    """Whether a table says what one name is varied over, with misspelt keys too; else it holds levers by name."""
    if value and set(value) <= set(LEVER_KEYS):
        return True
    try:
        path = door.resolve(base, name)
    except ValueError:
        return not set(value).isdisjoint(LEVER_KEYS)
    stands = value_at(base.to_dict(sources=False), path)
    return not isinstance(stands, Mapping) if stands is not None else row_of(path) is not None


def _check_keys(path: str, value: Mapping[str, Any]) -> None:
    for key in value:
        if key not in LEVER_KEYS:
            near = difflib.get_close_matches(key, LEVER_KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"a lever has {', '.join(LEVER_KEYS)}"
            raise ValueError(f"lever {path}: {key!r} is no key of a lever; {hint}")


def _lever(base: Scenario, name: str, value: Any) -> Lever:
    if isinstance(value, str):
        return parse_vary(f"{name}={value}", base)
    path = door.resolve(base, name)
    if not isinstance(value, Mapping):
        levels = tuple(fitted(path, level) for level in (value if isinstance(value, (list, tuple)) else [value]))
        return Lever(path, levels, scale="linear" if _all_numbers(levels) else "categorical")
    _check_keys(path, value)
    if "points" in value:
        if "low" not in value or "high" not in value:
            raise ValueError(f"lever {path}: points need low and high; give both")
        if value.get("scale", "linear") not in ("linear", "log"):
            raise ValueError(f"lever {path}: scale = {value['scale']!r} is not known where points are spread; give linear or log")
        ends = f"{value['low']}:{value['high']}:{value['points']}"
        return parse_vary(f"{path}={ends}{':log' if value.get('scale') == 'log' else ''}", base)
    levels = value.get("values", ())
    scale = value.get("scale", "linear" if not isinstance(levels, (list, tuple)) or _all_numbers(levels) else "categorical")
    return Lever(path, levels, low=value.get("low"), high=value.get("high"), scale=scale)


def _all_numbers(values: Sequence[Any]) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def described(lever: Lever) -> dict[str, Any]:
    """A lever as a table of a sweep file."""
    if lever.values:
        return {"values": list(lever.values), "scale": lever.scale}
    return {"low": lever.low, "high": lever.high, "scale": lever.scale}

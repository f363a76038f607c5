"""The door: scenarios in and out as TOML, JSON and dictionaries, changed by path, with errors that a person can act on."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from model.graph import from_networkx, is_networkx
from model.refusal import did_you_mean, elsewhere, explain
from model.scenario import Scenario, Source
from model.schema import NAMED, leaves, places, schema_rows, table_at
from model.strategies import find

__all__ = [
    "change", "explain", "from_json", "from_toml", "leaves", "parse_value", "paths", "read", "resolve", "scenario_from", "schema_rows",
    "to_json", "to_toml",
]  # fmt: skip


def scenario_from(data: Mapping[str, Any]) -> Scenario:
    """A scenario from plain data.

    Raises
    ------
    ValueError
        One line that names the field, the value, the range and the remedy.
    """
    try:
        return Scenario.model_validate(dict(data))
    except ValidationError as error:
        raise ValueError(explain(error, data)) from None


def from_toml(text: str) -> Scenario:
    """A scenario from TOML text.

    Raises
    ------
    ValueError
        For text that is not TOML or not a scenario.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}; mend that line") from None
    except RecursionError:
        raise ValueError("not a scenario: tables or lists within each other without end; mend the file") from None
    return scenario_from(data)


def to_toml(scenario: Scenario) -> str:
    """TOML text; ``from_toml(to_toml(s)) == s``."""
    return tomli_w.dumps(scenario.to_dict())


def from_json(text: str) -> Scenario:
    """A scenario from JSON text.

    Raises
    ------
    ValueError
        For text that is not JSON or not a scenario.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}; mend that line") from None
    except RecursionError:
        raise ValueError("not a scenario: objects or lists within each other without end; mend the file") from None
    if not isinstance(data, dict):
        raise ValueError("not a scenario: a JSON object is needed; wrap it in { }")
    return scenario_from(data)


def to_json(scenario: Scenario) -> str:
    """JSON text; ``from_json(to_json(s)) == s``."""
    return json.dumps(scenario.to_dict(), indent=2)


def read(path: str | Path) -> Scenario:
    """A scenario from a ``.toml`` or ``.json`` file.

    Raises
    ------
    ValueError
        Naming the file.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text in UTF-8"
        raise ValueError(f"{path} cannot be read: {reason}; give the path of a TOML or JSON file") from None
    if not text.strip():
        raise ValueError(f"{path} is empty; start from a copy of a shipped network, or give a name of `cfield networks`")
    try:
        return from_json(text) if file.suffix == ".json" else from_toml(text)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def paths(scenario: Scenario) -> list[str]:
    """Every path that can be set in a scenario, whether or not it is given now."""
    return sorted(_settable(scenario.to_dict(sources=False)))


def resolve(scenario: Scenario, name: str) -> str:
    """The full path of a full path or a unique short name.

    Parameters
    ----------
    scenario : Scenario
    name : str
        A full path, or the last parts of one: ``audit_probability``, ``noise.shared``.

    Raises
    ------
    ValueError
        For an unknown name, with the nearest; for an ambiguous one, with all it could mean.
    """
    return _resolve(scenario.to_dict(sources=False), name)


def change(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A copy with some numbers changed; one validation after all of them.

    Parameters
    ----------
    scenario : Scenario
    changes : mapping
        Values by full path or unique short name. A changed ``kind`` drops the
        old kind's numbers; a table replaces what stands at its path, and adds
        an entry, type or class of a new name; setting one share rescales the
        others. What has changed is marked as assumed, changed by the user. A
        networkx graph is taken as `graph`.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        For unknown names and for what does not fit.
    """
    data = scenario.to_dict()
    del data["sources"]
    for name in (n for n in changes if n.startswith("population.") and n.endswith(".strategy") and n.count(".") == 2):
        data["population"].setdefault(name.split(".")[1], {})
    full: dict[str, Any] = {}
    # Kinds first, then tables: they make room for the names of the others.
    for name, value in sorted(changes.items(), key=lambda item: (not item[0].endswith("kind"), not isinstance(item[1], Mapping))):
        path = _resolve(data, name)
        parent, _, leaf = path.rpartition(".")
        full[path] = _plain(value)
        if leaf == "kind" and table_at(data, parent).get("kind") != value:
            _set(data, parent, {})
        _set(data, path, full[path])
    _rescale(data, full)
    changed = scenario_from(data)
    return changed.model_copy(update={"sources": _sources(scenario, changed, full)})


def _settable(data: Mapping[str, Any]) -> dict[str, bool]:
    """Every path that can be set, and whether it stands: is given or has a default."""
    given = {path for path, _ in leaves(data)}
    known = dict.fromkeys(given, True)
    for row in schema_rows():
        if not row["path"].startswith("sources."):
            for path in places(data, row["path"], row["kind"]):
                known.setdefault(path, row["default"] is not None)
    for name, entry in table_at(data, "population").items():
        for number in find(entry.get("strategy", "honest")).numbers:
            known[f"population.{name}.numbers.{number}"] = True
    return known


def _resolve(data: Mapping[str, Any], name: str) -> str:
    parent, _, leaf = name.rpartition(".")
    if leaf in table_at(data, parent):  # a full path that stands: the list of all paths takes a while
        return name
    known = _settable(data)
    tables = {path[:end] for path in known for end, letter in enumerate(path) if letter == "."}
    if name in known or name in tables or _is_open(data, name):
        return name
    everywhere = [path for path in sorted(known) if path.endswith("." + name)]
    # What stands comes before what could be given, the network's numbers before those of one class, numbers before tables.
    standing = [path for path in everywhere if known[path]]
    outside = [path for path in standing if not path.startswith("job_classes.")]
    found = outside or standing or everywhere or [path for path in sorted(tables) if path.endswith("." + name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{name!r} could mean {' or '.join(found)}; give the full path")
    raise ValueError(_unknown(data, name, known))


def _is_open(data: Mapping[str, Any], path: str) -> bool:
    """Whether a path may be given although nothing stands there: entries by name, an entry's numbers, a class's own field, fillers."""
    steps = path.split(".")
    if path.startswith("technology.fillers."):
        return len(steps) == 3 or (len(steps) == 4 and steps[2] in table_at(data, "technology.fillers"))
    if steps[0] not in NAMED or len(steps) < 2:
        return False
    if len(steps) == 2:
        return True
    is_known = any(row["path"] == ".".join(steps[2:]) or row["path"].startswith(".".join(steps[2:]) + ".") for row in schema_rows())
    in_class = steps[0] == "job_classes" and steps[2] == "field" and is_known
    return steps[1] in data[steps[0]] and (in_class or (steps[0] == "population" and steps[2] == "numbers" and len(steps) <= 4))


def _unknown(data: Mapping[str, Any], name: str, known: Mapping[str, bool]) -> str:
    """Why a name cannot be set, and what to do."""
    steps = name.split(".")
    if steps[0] in NAMED and len(steps) > 2 and steps[1] not in table_at(data, steps[0]):
        near = difflib.get_close_matches(steps[1], data[steps[0]], 1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(data[steps[0]])}."
        return f"{name}: {steps[0]} has no {steps[1]!r}; {hint} To add it give {steps[0]}.{steps[1]} = {{share = ..., ...}} as a whole"
    if steps[0] == "job_classes" and steps[2:3] == ["field"]:
        return f"{name} is not known{did_you_mean('.'.join(steps[2:]))}"
    for path in (row["path"] for row in schema_rows() if row["kind"] and f".{row['path']}".endswith("." + name)):
        kind = table_at(data, path.rpartition(".")[0]).get("kind")
        if kind is not None:
            return f"{name!r} is not a number of this scenario{elsewhere(path, kind)}"
    shorts = sorted({path.rpartition(".")[2] for path in known})
    holding = [short for short in shorts if len(name) > 2 and name in short][:3]
    names = [*known, *shorts]
    near = difflib.get_close_matches(name, names, 1, 0.75) or holding or difflib.get_close_matches(name, names, 1, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`cfield schema` lists every name"
    return f"{name!r} is not a number of this scenario; {hint}"


def _plain(value: Any) -> Any:
    if is_networkx(value):
        return from_networkx(value).model_dump(exclude_unset=True)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="python", exclude_none=True)
    if hasattr(value, "tolist"):  # a number or an array of numpy
        return value.tolist()
    return value


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, leaf = path.split(".")
    for step in parents:
        if not isinstance(data.get(step), dict):
            data[step] = {}
        data = data[step]
    data[leaf] = value


def _rescale(data: dict[str, Any], changed: Mapping[str, Any]) -> None:
    """Let the shares that were not given fill what the given ones leave, in proportion."""
    for table in NAMED:
        entries = {name: e for name, e in table_at(data, table).items() if isinstance(e, dict) and not e.get("count")}
        given = {n for n in entries if f"{table}.{n}.share" in changed or "share" in (changed.get(f"{table}.{n}") or ())}
        others = [e for n, e in entries.items() if n not in given]
        if not given or not others:
            continue
        try:
            left = max(0.0, 1.0 - sum(float(entries[n]["share"]) for n in given))
        except (TypeError, ValueError):
            continue  # a share that is no number is refused by the scenario
        total = sum(e.get("share", 0.0) for e in others)
        for e in others:
            e["share"] = left * (e.get("share", 0.0) / total if total > 0 else 1.0 / len(others))


def _sources(scenario: Scenario, changed: Scenario, given: Mapping[str, Any]) -> dict[str, Source]:
    """Sources that still speak of the value at their path, and one for every number that the user gave or moved."""
    before, after = (dict(leaves(s.to_dict(sources=False))) for s in (scenario, changed))
    named = {path for path, _ in leaves(given)}
    kept = {path: source for path, source in scenario.sources.items() if path in after and before.get(path) == after[path]}
    moved = [path for path in after if before.get(path) != after[path] and (path in before or path in named)]
    return kept | dict.fromkeys(moved, Source(mark="assumed", source="changed by the user"))


def parse_value(text: str) -> Any:
    """The value of ``name=value`` on a command line: TOML where it is TOML, else a word."""
    stripped = text.strip()
    if stripped.startswith("."):
        stripped = "0" + stripped
    elif stripped.startswith("-."):
        stripped = "-0" + stripped[1:]
    try:
        return tomllib.loads(f"value = {stripped}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text.strip()

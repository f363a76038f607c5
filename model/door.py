"""The door: scenarios in and out as TOML, JSON and dictionaries, changed by path, with errors that a person can act on."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from model.scenario import Scenario


def explain(error: Exception) -> str:
    """One line for one error: the field, the value, the range, the remedy.

    Parameters
    ----------
    error : Exception
        A pydantic error with one or more entries, or a plain ValueError.
    """
    if not isinstance(error, ValidationError):
        return str(error)
    lines = []
    for entry in error.errors():
        # Discriminated unions add the kind to the location, which is no part of the path.
        path = ".".join(str(p) for p in entry["loc"] if p not in _KINDS and not str(p).startswith(("list[", "function-")))
        lines.append(_sentence(path, entry))
    first, more = lines[0], len(set(lines)) - 1
    return first + (f" (and {more} more)" if more > 0 else "")


_KINDS = {
    "broadcast", "dispersed", "absent", "panel", "attestation", "proof", "complete", "ring", "watts_strogatz", "erdos_renyi",
    "barabasi_albert", "configuration", "given", "fixed", "imitation", "uniform", "gradient", "array", "normal", "lognormal", "pareto",
    "float", "union",
}  # fmt: skip


def _sentence(path: str, entry: Any) -> str:
    kind, value, context = entry["type"], entry.get("input"), entry.get("ctx", {})
    if kind == "value_error":
        message = str(context.get("error", entry["msg"]))
        return f"{path}: {message}" if path and not message.startswith(path) else message
    if kind == "extra_forbidden":
        return f"{path} is not known{_did_you_mean(path)}"
    if kind == "missing":
        return f"{path} is missing; give it"
    if kind.startswith(("greater_than", "less_than")):
        bound = next(iter(context.values()))
        words = {"greater_than": "above", "greater_than_equal": "at least", "less_than": "below", "less_than_equal": "at most"}[kind]
        return f"{path} = {value} is out of range: it must be {words} {bound:g}{_range_of(path)}"
    if kind == "literal_error":
        return f"{path} = {value!r} is not one of {context.get('expected', '')}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        given = f" = {context.get('tag')!r}" if "tag" in context else ""
        return f"{path}.kind{given} is not known; give one of {context.get('expected_tags', 'the kinds in `cfield schema`')}"
    return f"{path} = {value!r} is of the wrong type: {entry['msg'].lower()}"


def _range_of(path: str) -> str:
    row = next((r for r in schema_rows() if r["path"] == path or _unnamed(path) == r["path"]), None)
    return f", range {row['range']}" if row and row["range"] else ""


def _unnamed(path: str) -> str:
    parts = path.split(".")
    if parts[0] in ("population", "types", "job_classes") and len(parts) > 1:
        parts[1] = "NAME"
    return ".".join(parts)


def _did_you_mean(path: str, known: list[str] | None = None) -> str:
    parent, _, leaf = path.rpartition(".")
    if known is None:
        prefix = _unnamed(parent) + "." if parent else ""
        known = sorted({r["path"][len(prefix):].split(".")[0] for r in schema_rows() if r["path"].startswith(prefix)})
    near = difflib.get_close_matches(leaf or path, known, 1, 0.5)
    return f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}"


def scenario_from(data: Mapping[str, Any]) -> Scenario:
    """A scenario from plain data.

    Raises
    ------
    ValueError
        One line that names the field, the value, the range and the remedy.
    """
    try:
        return Scenario.model_validate(_numbers_as_floats(dict(data)))
    except ValidationError as error:
        raise ValueError(explain(error)) from None


def _numbers_as_floats(data: Any) -> Any:
    return data


def from_toml(text: str) -> Scenario:
    """A scenario from TOML text.

    Raises
    ------
    ValueError
        For text that is not TOML or not a scenario.
    """
    try:
        return scenario_from(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from None


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
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise ValueError("not a scenario: a JSON object is needed")
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
    try:
        return from_json(text) if file.suffix == ".json" else from_toml(text)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def leaves(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every path of plain data with its value; lists and empty tables count as values."""
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and value:
            yield from leaves(value, path + ".")
        else:
            yield path, value


def paths(scenario: Scenario) -> list[str]:
    """Every path that can be set in a scenario, whether or not it is given now."""
    known = [path for path, _ in leaves(scenario.to_dict(sources=False))]
    # A part and its kind can be set as well, and so can what is optional.
    tables = {path.rpartition(".")[0] for path in known}
    known += [f"{t}.stake" for t in tables if t.startswith("population.") and t.count(".") == 1]
    return sorted(set(known))


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
    known = paths(scenario)
    if name in known or any(path.startswith(name + ".") for path in known):
        return name
    top = [p for p in known if p.endswith("." + name) and not p.startswith("job_classes.")]
    found = top or [p for p in known if p.endswith("." + name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{name!r} could mean {' or '.join(found)}; give the full path")
    if _is_open(name):
        return name
    shorts = sorted({p.rpartition(".")[2] for p in known})
    near = difflib.get_close_matches(name, [*known, *shorts], 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else "`cfield schema` lists every name"
    raise ValueError(f"{name!r} is not a number of this scenario; {hint}")


def _is_open(path: str) -> bool:
    """Whether a path may be given although nothing stands there: fields of classes, entries, types, other kinds."""
    template = _unnamed(path)
    if template in ("population.NAME", "types.NAME", "job_classes.NAME", "technology.fillers"):
        return True
    if template.startswith("job_classes.NAME.field."):
        template = template.removeprefix("job_classes.NAME.")
    return any(row["path"] == template or (row["path"].endswith(".NAME") and template.startswith(row["path"][:-4])) for row in schema_rows())


def change(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A copy with some numbers changed; one validation after all of them.

    Parameters
    ----------
    scenario : Scenario
    changes : mapping
        Values by full path or unique short name. A changed ``kind`` drops the
        old kind's numbers; setting one share rescales the others.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        For unknown names and for what does not fit.
    """
    data = scenario.to_dict()
    full = {}
    kinds = {name: value for name, value in changes.items() if name.endswith("kind") or name == "kind"}
    for name, value in kinds.items():
        path = resolve(scenario, name)
        _set_kind(data, path, value)
    middle = scenario
    for name, value in changes.items():
        if name not in kinds:
            full[_resolve_in(middle, data, name)] = _plain(value)
    for path, value in full.items():
        _set(data, path, value)
    _rescale(data, [p for p in full if p.endswith(".share")])
    return scenario_from(data)


def _resolve_in(scenario: Scenario, data: dict[str, Any], name: str) -> str:
    known = [p for p, _ in leaves(data)]
    if name in known:
        return name
    try:
        return resolve(scenario, name)
    except ValueError:
        rows = [r["path"] for r in schema_rows() if r["path"].endswith("." + name)]
        fitting = [p for p in rows if "NAME" not in p and _fits_kind(data, p)]
        if len(set(fitting)) == 1:
            return fitting[0]
        raise


def _fits_kind(data: dict[str, Any], path: str) -> bool:
    kinds = {r["kind"] for r in schema_rows() if r["path"] == path}
    parent = data
    for step in path.split(".")[:-1]:
        if not isinstance(parent, dict) or step not in parent:
            return False
        parent = parent[step]
    return not any(kinds) or (isinstance(parent, dict) and parent.get("kind") in kinds)


def _plain(value: Any) -> Any:
    if isinstance(value, str) or not hasattr(value, "item"):
        return value.model_dump(mode="python") if hasattr(value, "model_dump") else value
    return value.item() if getattr(value, "ndim", 0) == 0 else value.tolist()


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, leaf = path.split(".")
    for step in parents:
        if not isinstance(data.get(step), dict):
            data[step] = {}
        data = data[step]
    data[leaf] = value


def _set_kind(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, _ = path.split(".")
    here: Any = data
    for step in parents:
        here = here.setdefault(step, {})
    if here.get("kind") != value:
        here.clear()
        here["kind"] = value


def _rescale(data: dict[str, Any], given: list[str]) -> None:
    for table in ("population", "types", "job_classes"):
        fixed = {p.split(".")[1] for p in given if p.startswith(table + ".") and p.count(".") == 2}
        entries = {n: e for n, e in data.get(table, {}).items() if not e.get("count")}
        others = [e for n, e in entries.items() if n not in fixed]
        if not fixed or not others:
            continue
        left = 1.0 - sum(float(entries[n].get("share", 0.0)) for n in fixed if n in entries)
        total = sum(e.get("share", 0.0) for e in others)
        for e in others:
            e["share"] = max(0.0, left) * (e.get("share", 0.0) / total if total > 0 else 1.0 / len(others))


def parse_value(text: str) -> Any:
    """The value of ``name=value`` on a command line: TOML where it is TOML, else a word."""
    stripped = text.strip()
    if stripped.startswith("."):
        stripped = "0" + stripped
    elif stripped.startswith("-."):
        stripped = "-0" + stripped[1:]
    try:
        return tomllib.loads(f"value = {stripped}")["value"]
    except tomllib.TOMLDecodeError:
        return text.strip()


_ROWS: list[dict[str, Any]] = []


def schema_rows() -> list[dict[str, Any]]:
    """Every number of a scenario: path, kind it belongs to, unit, range, default, meaning.

    Returns
    -------
    list of dict
        Keys ``path, kind, unit, range, default, meaning``; ``NAME`` stands for a name that the user gives.
    """
    if not _ROWS:
        schema = Scenario.model_json_schema()
        _collect(schema, schema, "", "", _ROWS)
    return _ROWS


def _collect(schema: dict[str, Any], node: dict[str, Any], path: str, kind: str, rows: list[dict[str, Any]]) -> None:
    for name, entry in node.get("properties", {}).items():
        here = f"{path}{name}"
        targets = _targets(schema, entry)
        rest = entry.get("additionalProperties")
        if isinstance(rest, dict) and (named := _targets(schema, rest)) and name != "numbers":
            for target in named:
                _collect(schema, target, f"{here}.NAME.", "", rows)
            continue
        # Numbers may also be laws: a number stays one row.
        if targets and not any(t.get("type") == "number" for t in entry.get("anyOf", [])):
            for target in targets:
                constant = target.get("properties", {}).get("kind", {}).get("const", "")
                _collect(schema, target, f"{here}.", constant if len(targets) > 1 else "", rows)
            continue
        rows.append(
            {
                "path": here if name != "numbers" else f"{here}.NAME",
                "kind": kind,
                "unit": entry.get("unit", ""),
                "range": _range(entry),
                "default": entry.get("default", entry.get("const", "")),
                "meaning": entry.get("description", "the kind of this part" if name == "kind" else ""),
            }
        )


def _targets(schema: dict[str, Any], entry: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for option in [entry, *entry.get("oneOf", []), *entry.get("anyOf", []), *entry.get("allOf", [])]:
        if "$ref" in option:
            found.append(schema["$defs"][option["$ref"].rpartition("/")[2]])
    return found


def _range(entry: dict[str, Any]) -> str:
    options = [entry, *entry.get("anyOf", [])]
    for option in options:
        if "enum" in option:
            return " | ".join(str(v) for v in option["enum"])
        low = option.get("minimum", option.get("exclusiveMinimum"))
        high = option.get("maximum", option.get("exclusiveMaximum"))
        if low is not None or high is not None:
            left = "(" if "exclusiveMinimum" in option or low is None else "["
            right = ")" if "exclusiveMaximum" in option or high is None else "]"
            return f"{left}{'-inf' if low is None else format(low, 'g')}, {'inf' if high is None else format(high, 'g')}{right}"
    return ""

"""Every number of a scenario as a table: path, kind, unit, range, default, meaning; and the paths of one scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from model.scenario import Scenario

NAMED = ("population", "types", "job_classes", "shocks")
"""Tables whose entries the user names; paths write ``NAME`` for the name."""


@lru_cache(maxsize=1)
def schema_rows() -> list[dict[str, Any]]:
    """Every number of a scenario: path, kind it belongs to, unit, range, default, meaning.

    Returns
    -------
    list of dict
        Keys ``path, kind, unit, range, default, meaning``; ``NAME`` stands for a name that the user gives.
    """
    rows: list[dict[str, Any]] = []
    schema = Scenario.model_json_schema()
    _collect(schema, schema, "", "", rows)
    return rows


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


def leaves(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every path of plain data with its value; lists and empty tables count as values."""
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and value:
            yield from leaves(value, path + ".")
        else:
            yield path, value


def template(path: str) -> str:
    """The path of the table's row: names that the user gives become ``NAME``; a class's field is a field."""
    steps = path.split(".")
    if steps[0] == "job_classes" and steps[2:3] == ["field"] and len(steps) > 3:
        return ".".join(steps[2:])
    if steps[0] in NAMED and len(steps) > 1:
        steps[1] = "NAME"
    if len(steps) > 3 and steps[2] == "numbers":
        steps[3] = "NAME"
    if steps[:2] == ["technology", "fillers"] and len(steps) > 3:
        steps[2] = "NAME"
    return ".".join(steps)


def row_of(path: str, kind: str = "") -> dict[str, Any] | None:
    """The row of a path, of the given kind where several kinds have it."""
    found = [row for row in schema_rows() if row["path"] == template(path)]
    return next((row for row in found if row["kind"] == kind), found[0] if found else None)


def table_at(data: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The table that a path leads to; empty when there is none."""
    here: Any = data
    for step in path.split(".") if path else ():
        here = here.get(step) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else {}


def places(data: Mapping[str, Any], path: str, kind: str = "") -> Iterator[str]:
    """Where a row of the table stands in plain data of a scenario: nowhere while the part is of another kind."""
    head, _, rest = path.partition(".")
    if not rest:
        if kind in ("", data.get("kind")):
            yield from data if head == "NAME" else (head,)
        return
    for name in list(data) if head == "NAME" else [head]:
        inner = data.get(name)
        if isinstance(inner, Mapping):
            yield from (f"{name}.{tail}" for tail in places(inner, rest, kind))

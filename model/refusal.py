"""What a scenario refuses, in one line: the field, the value, the range, the remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from model.quantity import Lognormal, Normal, Pareto, Uniform
from model.scenario import FieldRefused
from model.schema import row_of, schema_rows, table_at, template

WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number (1e9 where no limit is meant)",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table with a `kind`",
}
"""What to give instead, by pydantic's name of the error."""

LAWS = {law.__name__.lower(): law.model_fields for law in (Uniform, Normal, Lognormal, Pareto)}
A_NUMBERS = "a number, a list with one number a node, or a law such as {kind = uniform, low = 1, high = 2}"


def explain(error: Exception, data: Mapping[str, Any] | None = None, above: tuple[str, ...] = ()) -> str:
    """One line for one error: the field, the value, the range, the remedy.

    Parameters
    ----------
    error : Exception
        A pydantic error with one or more entries, or a plain ValueError.
    data : mapping, optional
        What was refused; tells the kinds that pydantic puts into its locations from names.
    above : tuple of str
        Steps from a scenario down to the part that was refused, where that is not the whole.
    """
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    groups: dict[str, list[tuple[str, Any]]] = {}
    for entry in error.errors():
        path = _path_of({**entry, "loc": above + entry["loc"]}, data or {})
        near = next((g for g in groups if path == g or path.startswith(g + ".")), path)
        groups.setdefault(near, []).append((path, entry))
    lines = [_line(group, data or {}) for group in groups.values()]
    return " ".join(lines[0].split()) + (f" (and {len(lines) - 1} more)" if len(lines) > 1 else "")


def _path_of(entry: Any, data: Any) -> str:
    """The path as the user writes it: pydantic adds the kind of a union to it."""
    steps, here, loc = [], data, entry["loc"]
    for step in loc:
        is_there = (isinstance(here, Mapping) and step in here) or (isinstance(here, (list, tuple)) and isinstance(step, int))
        is_missing = entry["type"] == "missing" and step is loc[-1]
        if is_there or is_missing or not data:
            steps.append(str(step))
        if is_there:
            here = here[step]
    return ".".join(steps)


def _line(group: list[tuple[str, Any]], data: Mapping[str, Any]) -> str:
    """The line for what pydantic says of one field, which may be once for each kind of value that it could be."""
    deepest = max(group, key=lambda found: (found[0].count("."), found[1]["type"].startswith(("union_tag", "value_error"))))
    path, entry = deepest
    alike = {e["type"] for p, e in group if p == path} & {"float_type", "list_type"}
    if len(alike) == 2 and entry["type"] in WANTED:
        return f"{path} = {_shown(entry['input'])} is of the wrong type: give {A_NUMBERS}"
    return _sentence(path, entry, data)


def _sentence(path: str, entry: Any, data: Mapping[str, Any]) -> str:
    kind, value, context = entry["type"], entry.get("input"), entry.get("ctx", {})
    here = str(table_at(data, path.rpartition(".")[0]).get("kind", ""))
    if kind == "value_error":
        return _own_words(path, context["error"])
    if kind == "extra_forbidden":
        return f"{path} is not known{elsewhere(path, here) or did_you_mean(path, here)}"
    if kind == "missing":
        row = row_of(path, here)
        return f"{path} is missing; give it" + (f": {row['meaning']}" if row else "")
    if kind.startswith(("greater_than", "less_than")):
        return f"{path} = {_shown(value)} is outside {_range_of(path, here, kind, context)}; give a number in that range"
    if kind == "literal_error":
        choices = re.findall(r"'([^']+)'", str(context.get("expected")))
        near = difflib.get_close_matches(str(value), choices, 1)
        remedy = f"did you mean {near[0]}?" if near else "give one of them"
        return f"{path} = {_shown(value)} is not one of {', '.join(choices)}; {remedy}"
    if kind.startswith("union_tag"):
        given = f" = {_shown(context['tag'])} is not known" if "tag" in context else " is missing"
        kinds = [row["kind"] for row in schema_rows() if row["path"] == template(path) + ".kind"] or list(LAWS)
        return f"{path}.kind{given}; give one of {', '.join(kinds)}"
    remedy = f"give {WANTED.get(kind, entry['msg'].lower())}"
    if kind == "model_attributes_type" and isinstance(value, str):
        remedy = f"it is a table; for another kind set {path}.kind = {value}"
    span = _range_of(path, here)
    return f"{path} = {_shown(value)} is of the wrong type: {remedy}" + (f" in {span}" if span else "")


def _own_words(path: str, error: Exception) -> str:
    """An error of a validator of ours, which may begin with the field's name below the path."""
    if isinstance(error, FieldRefused):
        return f"{error.place}.{explain(error.error, {'field': error.data}, ('field',))}"
    message = str(error)
    if not path or message.startswith(path.split(".")[0]):
        return message
    return f"{path}.{message}" if re.match(r"[a-z_.]+ (=|is |holds |lists )", message) else f"{path}: {message}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _range_of(path: str, kind: str, error: str = "", context: Mapping[str, Any] | None = None) -> str:
    row = row_of(path, kind)
    if row and row["range"]:
        return str(row["range"])
    if not context:
        return ""
    bound = f"{next(iter(context.values())):g}"
    shapes = {"greater_than": "({}, inf)", "greater_than_equal": "[{}, inf)", "less_than": "(-inf, {})", "less_than_equal": "(-inf, {}]"}
    return shapes[error].format(bound)


def elsewhere(path: str, kind: str = "") -> str:
    """Where a name belongs that is no name of the part's present kind; empty when it belongs nowhere near."""
    parent, _, leaf = path.rpartition(".")
    kinds = [row["kind"] for row in schema_rows() if row["path"] == template(path) and row["kind"] not in ("", kind)]
    if not kinds:
        return ""
    now = f" while {parent}.kind = {kind}" if kind else ""
    return f"{now}: {leaf} belongs to kind {' or '.join(kinds)}; set {parent}.kind = {kinds[0]} with it"


def did_you_mean(path: str, kind: str = "") -> str:
    """The nearest name that stands beside a path."""
    parent, _, leaf = path.rpartition(".")
    prefix = template(parent) + "." if parent else ""
    rows = [row for row in schema_rows() if row["path"].startswith(prefix)]
    if parent and not rows and kind not in LAWS:  # misspelt further up
        return did_you_mean(parent)
    known = sorted({row["path"][len(prefix) :].split(".")[0] for row in rows if not kind or row["kind"] in ("", kind)} - {"NAME"})
    known = known or sorted(LAWS.get(kind, {}))
    near = difflib.get_close_matches(leaf, known, 1, 0.5)
    return f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}"

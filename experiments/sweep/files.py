"""Sweep files: a sweep as TOML or as a dictionary, and the command line's options in the same words."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.sweep.boundary import Boundary
from experiments.sweep.designs import levers_of
from experiments.sweep.factors import ASSUMED, described, factors
from experiments.sweep.fields import FIELDS, Check, fit, is_text, is_whole
from experiments.sweep.plan import Sweep, Until
from model import door, networks, strategies
from model.scenario import Scenario
from model.schema import NAMED, table_at


def is_sweep(path: str | Path) -> bool:
    """Whether a file is a sweep's: TOML that names a network or says what is varied."""
    if Path(path).suffix != ".toml" or not Path(path).is_file():
        return False
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return any(key in data for key in ("network", "levers", "uncertainties", "seeds"))


def read(path: str | Path) -> dict[str, Any]:
    """What a sweep file asks for; files that it names lie beside it.

    Raises
    ------
    ValueError
        Naming the file, and the nearest known name of a key that is none.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text in UTF-8"
        raise ValueError(f"{path} cannot be read: {reason}; give the path of a sweep file in TOML") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"{path}: not TOML: {error}; mend that line") from None
    try:
        checked(data)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    folder = Path(path).parent
    for key in ("network", "table"):
        if isinstance(data.get(key), str) and (folder / data[key]).is_file():
            data[key] = str(folder / data[key])
    data["plugins"] = [str(folder / plugin) for plugin in data.get("plugins", ())]
    return data


def checked(data: Mapping[str, Any]) -> None:
    """Refuse what no sweep has.

    Raises
    ------
    ValueError
        For an unknown key, with the nearest, and for a value of another type.
    """
    for key, value in data.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"a sweep has {', '.join(KEYS)}"
            raise ValueError(f"{key!r} is no key of a sweep; {hint}")
        fit(key, value, KEYS)


def sweep_of(data: Mapping[str, Any], over: Mapping[str, Any] | None = None, changes: Mapping[str, Any] | None = None) -> Sweep:
    """The sweep that a dictionary asks for.

    Parameters
    ----------
    data : mapping
        Keys as in a sweep file.
    over : mapping, optional
        Keys that come before those of `data`: levers, uncertainties and what is set one by one, all others as a whole.
    changes : mapping, optional
        What ``--set`` changes in the network, after all that is set: here a table replaces what stands at its path.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    over = dict(over or {})
    checked(data)
    checked(over)
    both = {**data, **over, "set": {**data.get("set", {}), **over.get("set", {})}}
    if "plugins" in data or "plugins" in over:
        both["plugins"] = [*data.get("plugins", ()), *over.get("plugins", ())]
    base = base_of(both, changes)
    levers, uncertainties = factors(base, data, over)
    table = both.get("table")
    boundary = boundary_of(both.get("boundary"))
    design = both.get("design", "table" if table is not None else "boundary" if boundary else "grid")
    if table is not None and design != "table":
        raise ValueError(f"design = {design} does not read the table {table}; leave out the table, or give design = table")
    if design == "table" and table is None:
        raise ValueError("design = table has no table; give --table FILE.csv")
    if design == "table" and not levers and not uncertainties:
        levers = levers_of(table, base)
    direct = {name: both[key] for key, name in PLAIN.items() if key in both}
    return Sweep(
        base, levers, uncertainties, design=design, table=table, seeds=seeds_of(both.get("seeds", 10)), until=until_of(both.get("until")),
        boundary=boundary, **direct,
    )  # fmt: skip


def to_dict(sweep: Sweep) -> dict[str, Any]:
    """A sweep as plain data; ``sweep_of(to_dict(sweep))`` is the same sweep."""
    shipped = sweep.base.name in networks.names() and networks.load(sweep.base.name) == sweep.base
    data: dict[str, Any] = {"network": sweep.base.name if shipped else sweep.base.to_dict()}
    for name in ("levers", "uncertainties"):
        data[name] = {lever.path: described(lever) for lever in getattr(sweep, name)}
    for key, name in PLAIN.items():
        value = getattr(sweep, name)
        data[key] = list(value) if isinstance(value, tuple) else value
    data |= {"design": sweep.design, "seeds": list(sweep.seeds), "table": sweep.table, "until": vars(sweep.until) if sweep.until else None}
    data["boundary"] = vars(sweep.boundary) if sweep.boundary else None
    return {key: value for key, value in data.items() if value is not None and value != {} and value != []}


def base_of(data: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> Scenario:
    """The network of a sweep, with what is set in it.

    Raises
    ------
    ValueError
    """
    for path in data.get("plugins", ()):
        strategies.load_plugin(path)
    network = data.get("network")
    if network is None or network == "":
        raise ValueError(f"no network is given; give network = a file, or one of {', '.join(networks.names())}")
    if isinstance(network, Mapping):
        base = door.scenario_from(network)
    else:
        base = network if isinstance(network, Scenario) else networks.load(network)
    changes = dict(_flat(data.get("set", {}), base.to_dict(sources=False))) | dict(more or {})
    return door.change(base, changes) if changes else base


def seeds_of(given: Any) -> Any:
    """Seeds from ``30`` (so many), ``0,5,7``, ``0-29``, or a list.

    Raises
    ------
    ValueError
    """
    if not isinstance(given, str):
        return given
    pieces = [piece.strip() for piece in given.split(",")]
    if len(pieces) == 1 and pieces[0].isdecimal():
        return int(pieces[0])
    return tuple(seed for piece in pieces if piece for seed in _from_to(given, piece))


def until_of(given: Any) -> Until | None:
    """When there are enough replicates, from ``OUTCOME:WIDTH[:relative]`` or a table.

    Raises
    ------
    ValueError
    """
    if given is None:
        return None
    if isinstance(given, str):
        outcome, *rest = (piece.strip() for piece in given.split(":"))
        width = _number(rest[0]) if rest else None
        if not outcome or width is None or rest[1:] not in ([], ["relative"]):
            raise ValueError(f"until = {given!r} is not OUTCOME:WIDTH or OUTCOME:WIDTH:relative; give for example integrity:0.01")
        return Until(outcome, width, bool(rest[1:]))
    return Until(**_fields("until", Until, given, ("outcome", "width")))


def boundary_of(given: Any) -> Boundary | None:
    """Which boundary is followed, from ``OUTCOME:LEVEL``, ``OUTCOME-OTHER:LEVEL`` or a table.

    Raises
    ------
    ValueError
    """
    if given is None:
        return None
    if isinstance(given, str):
        outcome, _, level = (piece.strip() for piece in given.partition(":"))
        outcome, _, less = (piece.strip() for piece in outcome.partition("-"))
        if not outcome or _number(level or "0") is None:
            raise ValueError(f"boundary = {given!r} is not OUTCOME:LEVEL or OUTCOME-OTHER:LEVEL; give for example integrity:0.9")
        return Boundary(outcome, float(level or 0), less)
    return Boundary(**_fields("boundary", Boundary, given, ("outcome",)))


def _fields(what: str, kind: Any, given: Mapping[str, Any], needed: tuple[str, ...]) -> dict[str, Any]:
    """A table's entries, once they are fields of a kind."""
    known = [field.name for field in dataclasses.fields(kind)]
    for key in given:
        if key not in known:
            raise ValueError(f"{what} has no {key!r}; it has {', '.join(known)}")
    lacking = [key for key in needed if key not in given]
    if lacking:
        raise ValueError(f"{what} lacks {' and '.join(lacking)}; give it")
    return dict(given)


def _from_to(given: str, piece: str) -> range:
    first, dash, last = (part.strip() for part in piece.partition("-"))
    if not first.isdecimal() or (dash and not last.isdecimal()) or (dash and int(last) < int(first)):
        raise ValueError(f"seeds = {given} is neither a number of seeds, a list such as 0,5,7 nor a range such as 0-29; give one of them")
    if dash and int(last) - int(first) >= 1_000_000:
        raise ValueError(f"seeds = {given} are more than 1,000,000; give fewer")
    return range(int(first), int(last or first) + 1)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _flat(given: Mapping[str, Any], data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Changes by path: a table changes what it names; one with a kind, under a quoted path or for a new entry is taken as a whole."""
    for name, value in given.items():
        path = f"{prefix}{name}"
        steps = path.split(".")
        is_new = steps[0] in NAMED and len(steps) == 2 and steps[1] not in table_at(data, steps[0])
        is_whole = is_new or "." in name or (isinstance(value, Mapping) and "kind" in value and len(value) > 1)
        if isinstance(value, Mapping) and value and not is_whole:
            yield from _flat(value, data, f"{path}.")
        else:
            yield path, value


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


PLAIN = {
    "size": "size", "design_seed": "design_seed", "luck": "luck", "outcomes": "outcomes", "epochs": "epochs", "every": "every",
    "nodes_table": "final_nodes", "plugins": "plugins",
}  # fmt: skip
"""Keys that are a sweep's own fields, and how those are called."""
KEYS: dict[str, tuple[Check, str]] = {
    "name": (is_text, "a word"),
    "network": (lambda value: isinstance(value, (str, Path, Mapping, Scenario)), "the name or the file of a network"),
    "set": (_is_table, "a table of numbers by name"),
    "levers": (_is_table, "a table of levers by name"),
    "uncertainties": (lambda value: value == ASSUMED or _is_table(value), "a table of ranges by name, or the word assumed"),
    "design": FIELDS["design"],
    "table": (lambda value: not isinstance(value, (bool, int, float)), "the path of a CSV file"),
    "seeds": (lambda value: is_whole(value) or isinstance(value, (str, list, tuple, range)), "a number of seeds or a list of them"),
    "until": (lambda value: isinstance(value, (str, Mapping)), "OUTCOME:WIDTH, or a table with outcome and width"),
    "boundary": (lambda value: isinstance(value, (str, Mapping)), "OUTCOME:LEVEL, or a table with outcome and level"),
    **{key: FIELDS[name] for key, name in PLAIN.items()},
}
"""Keys of a sweep, what they take, and what they take in words."""

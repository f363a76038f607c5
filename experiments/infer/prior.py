"""What is believed of a network before its records are seen: a base scenario, and the laws of the numbers that are not known."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.infer.laws import FORM, Law, law_of
from experiments.store import model_version
from experiments.sweep.files import base_of
from experiments.sweep.lever import refusal
from model import door, strategies
from model.scenario import Scenario

KEYS = ("network", "set", "priors", "columns", "before", "plugins")
"""What a prior's file may have."""


@dataclass(frozen=True)
class Prior:
    """A prior over scenarios.

    A parameter is handled as its normal score under its own law, so that the
    prior is the standard normal law in every coordinate, whatever the laws are.

    Attributes
    ----------
    base : Scenario
    laws : tuple of Law
    columns : tuple of str
        Public columns that are used; all that the records have when empty.
    before : int, epoch, >= 0
        Epochs that the network has lived when the records' epoch 0 begins.
    plugins : tuple of (path, digest)
    """

    base: Scenario
    laws: tuple[Law, ...]
    columns: tuple[str, ...] = ()
    before: int = 0
    plugins: tuple[tuple[str, str], ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the parameters, in their order."""
        return tuple(law.path for law in self.laws)

    def values(self, scores: np.ndarray) -> list[dict[str, Any]]:
        """Values by path at normal scores, (n, parameters)."""
        columns = [law.at(scores[:, place]) for place, law in enumerate(self.laws)]
        return [dict(zip(self.paths, row, strict=True)) for row in zip(*columns, strict=True)]

    def table(self, scores: np.ndarray) -> np.ndarray:
        """Values at normal scores as numbers, (n, parameters)."""
        return np.column_stack([np.asarray(law.at(scores[:, place]), dtype=float) for place, law in enumerate(self.laws)])

    def digest(self) -> str:
        """Digest of all that decides what a parameter's value and a seed come to, and of how parameters are drawn."""
        told = [self.base.digest(), [[law.path, law.kind, dict(law.numbers)] for law in self.laws], self.before,
                [digest for _, digest in self.plugins], model_version()]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def read(path: str | Path) -> Prior:
    """The prior that a file asks for; files that it names lie beside it.

    Raises
    ------
    ValueError
        Naming the file, and what is wrong in it.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or 'not text in UTF-8'}; give a prior's file in TOML"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: not TOML: {error}; mend that line") from None
    folder = Path(path).parent
    try:
        if isinstance(data.get("network"), str) and (folder / data["network"]).is_file():
            data["network"] = str(folder / data["network"])
        return prior_of(data, folder)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def prior_of(data: Mapping[str, Any], folder: Path = Path()) -> Prior:
    """A prior from plain data, with the keys of its file.

    Raises
    ------
    ValueError
        In one line.
    """
    for key in data:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            raise ValueError(f"{key!r} is no key of a prior; " + (f"did you mean {near[0]}?" if near else f"it has {', '.join(KEYS)}"))
    if not isinstance(data.get("network"), (str, Scenario)) or not isinstance(data.get("priors"), Mapping) or not data["priors"]:
        raise ValueError(f'a prior needs a network and a table [priors]; give for example network = "posp" and audit_probability = {FORM}')
    plugins = tuple((str((folder / plugin).resolve()), strategies.load_plugin(folder / plugin)) for plugin in data.get("plugins", ()))
    base = door.change(base_of({"network": data["network"], "set": data.get("set", {})}), {"stop_when": "never"})
    base = door.scenario_from(base.to_dict(sources=False))  # sources would be looked through at each change
    laws = tuple(law_of(name, given, base) for name, given in _laws(data["priors"]))
    _check_apart(laws, base)
    before = data.get("before", 0)
    if isinstance(before, bool) or not isinstance(before, int) or before < 0:
        raise ValueError(f"before = {before!r} is outside [0, inf); give how many whole epochs the network has lived before the records")
    return Prior(base, laws, tuple(data.get("columns", ())), before, plugins)


def _laws(given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Laws by name, those in nested tables too: a name with dots needs no quotes."""
    for name, value in given.items():
        if isinstance(value, Mapping) and "law" not in value:
            yield from _laws(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _check_apart(laws: tuple[Law, ...], base: Scenario) -> None:
    paths = [law.path for law in laws]
    for path in paths:
        if paths.count(path) > 1:
            raise ValueError(f"the prior of {path} is given twice; leave one out")
    middle = {law.path: law.at(np.zeros(1))[0] for law in laws}
    reason = refusal(base, middle)
    if reason:
        raise ValueError(f"the middles of all laws do not fit together: {reason}")

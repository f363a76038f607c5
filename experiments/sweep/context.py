"""What all runs of a sweep share, and what tells one run from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from experiments.store import model_version
from model.scenario import Scenario

NUMBER, TEXT = "number", "text"
"""Kinds of column: values that are no numbers are kept as text, tables as JSON."""


class RunSpec(NamedTuple):
    """One run of a sweep.

    Attributes
    ----------
    run : int
        Number in the sweep, from 0.
    point, replicate : int
    seed : int
    values : dict
        Value of each varied path.
    """

    run: int
    point: int
    replicate: int
    seed: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What all runs of a sweep share.

    Attributes
    ----------
    base : Scenario
    varied : mapping
        Full path -> kind of its column, ``number`` or ``text``, in the order of the columns.
    outcomes : tuple of str
        Names of ``model.measures.summary`` that are kept.
    epochs : int
    every : int
        Every so many epochs a row of the time series is kept; 0: none.
    final_nodes : bool
        Whether the final table of nodes is kept.
    plugins : tuple of (path, digest)
    version : str
        Of the model.
    """

    base: Scenario
    varied: Mapping[str, str]
    outcomes: tuple[str, ...]
    epochs: int
    every: int = 0
    final_nodes: bool = False
    plugins: tuple[tuple[str, str], ...] = ()
    version: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", self.version or model_version())
        object.__setattr__(self, "plugins", tuple((str(Path(path).resolve()), digest) for path, digest in self.plugins))

    @cached_property
    def digest(self) -> str:
        """Digest of all that decides the outcome of a run but its values and its seed."""
        plugins = [digest for _, digest in self.plugins]
        return _digest([self.base.digest(), self.epochs, plugins, self.version])

    def key(self, spec: RunSpec) -> str:
        """Name of a run among all runs of all sweeps: equal keys are equal runs."""
        return _digest([self.digest, spec.values, spec.seed])


def _digest(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:24]

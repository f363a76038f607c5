"""Strategies by name: the shipped ones, and those that a plug-in file registers."""

from __future__ import annotations

import difflib
import hashlib
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from model.strategies import adversarial, honest, lazy, open
from model.strategies.contract import FAMILIES, Constant

SHIPPED: dict[str, Any] = {
    strategy.name: strategy()
    for strategy in (
        honest.Honest,
        lazy.Skimmer, lazy.SubstituterFP8, lazy.SubstituterINT4, lazy.RubberStamp, lazy.SkipAndWithhold, lazy.Cacher, lazy.Opportunist,
        lazy.Copier, lazy.PreFiller,
        adversarial.Corruptor, adversarial.EdgeHugger, adversarial.Colluder, adversarial.Griefer, adversarial.Withholder,
        adversarial.Sybil, adversarial.Sleeper, adversarial.Accomplice, adversarial.HitAndRun,
        open.Open,
    )
}  # fmt: skip
REGISTERED: dict[str, Any] = dict(SHIPPED)
PLUGINS: dict[str, str] = {}
"""Digest of each plug-in file that was loaded, by its resolved path."""


def find(name: str) -> Any:
    """The strategy of a name.

    Raises
    ------
    ValueError
        With the nearest known name, and how to bring one's own.
    """
    if name in REGISTERED:
        return REGISTERED[name]
    near = difflib.get_close_matches(name, REGISTERED, 1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(REGISTERED)}"
    raise ValueError(f"strategy {name!r} is not known; {hint} (a strategy of your own is loaded with --plugin FILE.py or plugins=[...])")


def register(strategy: type) -> None:
    """Make a strategy class known under its name.

    Raises
    ------
    ValueError
        When the class lacks a part of the contract or takes a shipped name.
    """
    for part in ("name", "family", "source", "numbers", "decide"):
        if not hasattr(strategy, part):
            raise ValueError(f"strategy class {strategy.__name__} has no `{part}`; a strategy needs name, family, source, numbers, decide")
    if strategy.family not in FAMILIES:  # type: ignore[attr-defined]
        raise ValueError(f"strategy class {strategy.__name__}: family = {strategy.family!r} is not one of {', '.join(FAMILIES)}")  # type: ignore[attr-defined]
    if strategy.name in SHIPPED:  # type: ignore[attr-defined]
        raise ValueError(f"strategy name {strategy.name!r} is shipped; choose another name")  # type: ignore[attr-defined]
    _check_parts(strategy)
    REGISTERED[strategy.name] = strategy()  # type: ignore[attr-defined]


def _check_parts(strategy: Any) -> None:
    here = f"strategy class {strategy.__name__}"
    if not (isinstance(strategy.name, str) and strategy.name.isidentifier()):
        raise ValueError(f"{here}: name = {strategy.name!r} is not a word; give letters, digits and underscores")
    if not callable(strategy.decide):
        raise ValueError(f"{here}: decide is not a method; define decide(self, nodes, public, luck)")
    if not isinstance(strategy.numbers, Mapping):
        raise ValueError(f"{here}: numbers = {strategy.numbers!r} is not a table; give {{}} or names with numbers")
    for name, value in strategy.numbers.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{here}: numbers[{name!r}] = {value!r} is not a number; give one")
    columns = getattr(strategy, "memory", 0)
    if not isinstance(columns, int) or columns < 0:
        raise ValueError(f"{here}: memory = {columns!r} is not a number of columns; give a whole number, at least 0")


def _source(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ValueError(f"plug-in {path} cannot be read: {error.strerror}; give the path of a Python file") from error


def digest_of(path: str | Path) -> str:
    """Digest of a plug-in file, which is not run.

    Raises
    ------
    ValueError
        When it cannot be read.
    """
    return hashlib.sha256(_source(path)).hexdigest()[:16]


def load_plugin(path: str | Path) -> str:
    """Run a plug-in file and register the strategy classes that it defines.

    Parameters
    ----------
    path : path of a Python file

    Returns
    -------
    str
        Digest of the file, which becomes part of a run's key.

    Raises
    ------
    ValueError
        When the file cannot be read, raises, or defines no strategy.
    """
    file = Path(path).resolve()
    source = _source(path)
    digest = hashlib.sha256(source).hexdigest()[:16]
    if PLUGINS.get(str(file)) == digest:
        return digest
    name = f"cfield_plugin_{digest}"
    module = ModuleType(name)
    module.__file__ = str(file)
    sys.modules[name] = module
    try:
        exec(compile(source, str(file), "exec"), module.__dict__)
    except (Exception, SystemExit) as error:
        line = next((f.lineno for f in reversed(traceback.extract_tb(error.__traceback__)) if f.filename == str(file)), None)
        line = getattr(error, "lineno", None) or line
        where = f", line {line}" if line else ""
        raise ValueError(f"plug-in {path}{where} raises {type(error).__name__}: {error}; mend the file") from error
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__ == name and hasattr(thing, "decide") and hasattr(thing, "name")
    ]
    if not found:
        raise ValueError(
            f"plug-in {path} defines no strategy; define a class with name, family, source, numbers and decide(nodes, public, luck)"
        )
    for strategy in found:
        register(strategy)
    PLUGINS[str(file)] = digest
    return digest


def is_constant(strategy: Any) -> bool:
    """Whether a copied behaviour is all there is to a strategy, so that it need not be asked again."""
    return isinstance(strategy, Constant) and strategy.name in SHIPPED

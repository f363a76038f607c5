"""A sweep: a base network, what is varied on purpose, what is not known, what is kept, and how often it is run."""

from __future__ import annotations

import difflib
import hashlib
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.sweep import fields
from experiments.sweep.batch import Luck, Points
from experiments.sweep.boundary import Boundary, first_points
from experiments.sweep.context import Context
from experiments.sweep.designs import count
from experiments.sweep.designs import points as points_of
from experiments.sweep.levers import Lever, check, parse_vary
from model import door, measures, networks, regimes, strategies
from model.run import check_scenario, check_seed
from model.scenario import Scenario

DEFAULT_OUTCOMES = ("integrity", "acceptance_rate", "welfare", "false_reject_rate", "detection_rate", "gini_stake")
"""Kept beside each strategy's share at the end and its utility when no outcomes are named."""
MOST_POINTS, MOST_SEEDS, MOST_RUNS = 5_000_000, 1_000_000, 1_000_000_000
"""What a single sweep may have: points and seeds are held in memory, runs are numbered."""


@dataclass(frozen=True)
class Until:
    """Replicate until an outcome's 95 % interval is narrow.

    Attributes
    ----------
    outcome : str
    width : float
        Full width of the interval, in the outcome's unit; of its mean where `relative`.
    relative : bool
    step, most : int
        Seeds added at a time, and at most.
    """

    outcome: str
    width: float
    relative: bool = False
    step: int = 5
    most: int = 200

    def __post_init__(self) -> None:
        fields.check_types("until", self)
        if not (math.isfinite(self.width) and self.width > 0):
            raise ValueError(f"until: width = {self.width} is not above 0; give the full width of the interval that you want")
        if not 1 <= self.step <= self.most:
            raise ValueError(f"until: step = {self.step} is outside [1, most = {self.most}]; lower it")


@dataclass(frozen=True)
class Sweep:
    """A sweep of a network's numbers.

    Attributes
    ----------
    base : Scenario
        Or the name or file of a network.
    levers : tuple of Lever
        What is varied on purpose; text such as ``"audit_probability=.001:.2:30:log"`` is read as on the command line.
    uncertainties : tuple of Lever
        What is not known, such as the numbers that are marked assumed; text as well.
    design : str
        ``grid, one_at_a_time, latin_hypercube, sobol, saltelli, morris, table`` or ``boundary``.
    size : int
        Of a sampling design; of ``boundary`` the finest cells of an axis.
    table : object
        Of the design ``table``: a CSV file, a DataFrame or a list of dicts by path.
    seeds : tuple of int
        Or how many, counted from 0.
    until : Until, optional
        More seeds than these, point by point, where they are needed.
    luck : {"shared", "own"}
        Shared (the default): replicate r of every point has the same luck, so that differences between points are
        sharp. Own: every run has its own, for levels.
    outcomes : tuple of str
        Names of ``model.measures.summary``.
    epochs : int, optional
        The base's when left out.
    every : int
        Every so many epochs a row of the time series is kept; 0: none.
    final_nodes : bool
    plugins : tuple of str
        Python files with strategies.
    design_seed : int
        Of a sampling design.
    boundary : Boundary, optional
        What the design ``boundary`` follows.
    """

    base: Scenario
    levers: tuple[Lever, ...] = ()
    uncertainties: tuple[Lever, ...] = ()
    design: str = "grid"
    size: int = 0
    table: Any = None
    seeds: tuple[int, ...] = tuple(range(10))
    until: Until | None = None
    luck: Luck = "shared"
    outcomes: tuple[str, ...] = ()
    epochs: int | None = None
    every: int = 0
    final_nodes: bool = False
    plugins: tuple[str, ...] = ()
    design_seed: int = 0
    boundary: Boundary | None = None
    _digests: Mapping[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.plugins, (str, Path)):
            self._set(plugins=[self.plugins])
        given = {name: getattr(self, name) for name in fields.FIELDS if (name, getattr(self, name)) != ("epochs", None)}
        self._set(**{name: fields.fit(name, value, fields.FIELDS) for name, value in given.items()})
        self._set(plugins=tuple(str(Path(path).resolve()) for path in self.plugins))
        self._digests.update({path: strategies.load_plugin(path) for path in self.plugins})  # type: ignore[attr-defined]
        if isinstance(self.base, (str, Path)):
            self._set(base=networks.load(self.base))
        check_scenario(self.base)
        levers, uncertainties = (_read(name, getattr(self, name), self.base) for name in ("levers", "uncertainties"))
        fit = check(levers + uncertainties, self.base)
        self._set(levers=fit[: len(levers)], uncertainties=fit[len(levers) :], outcomes=tuple(self.outcomes), seeds=_seeds(self.seeds))
        self._check()

    def _set(self, **fields: Any) -> None:
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def _check(self) -> None:
        if self.luck not in ("shared", "own"):
            raise ValueError(f"luck = {self.luck!r} is neither shared nor own; shared makes differences sharp, own is for levels")
        for name, kind in (("until", Until), ("boundary", Boundary)):
            if not isinstance(getattr(self, name), kind | None):
                raise ValueError(f"{name} = {getattr(self, name)!r} is not of type {kind.__name__}; give {kind.__name__}(outcome, ...)")
        if (self.design == "boundary") != (self.boundary is not None) or (self.boundary is not None and self.until is not None):
            raise ValueError("design = boundary and what it follows go together, and without until; give both, or neither")
        if self.every < 0:
            raise ValueError(f"every = {self.every} is outside [0, inf); give every how many epochs a row is kept, 0 for no time series")
        if self.epochs is not None:
            door.change(self.base, {"epochs": self.epochs})
        known = outcome_names(self.base) if self.outcomes or self.in_rounds else []
        for name in [*self.outcomes, *self._needed()]:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                raise ValueError(f"outcome {name!r} is not known; {hint}")
        _check_strategies((entry.strategy for entry in self.base.population.values()), self._digests.values())

    @property
    def factors(self) -> tuple[Lever, ...]:
        """Levers and uncertainties, in the order of the columns."""
        return self.levers + self.uncertainties

    @property
    def in_rounds(self) -> bool:
        """Whether later runs depend on the results of earlier ones."""
        return self.until is not None or self.boundary is not None

    def _needed(self) -> tuple[str, ...]:
        return ((self.until.outcome,) if self.until else ()) + (self.boundary.outcomes if self.boundary else ())

    def kept(self) -> tuple[str, ...]:
        """Names of the outcomes that are kept."""
        wanted = self.outcomes or (
            *DEFAULT_OUTCOMES, *(f"{what}_{name}" for name in self.base.population for what in ("end_share", "utility")),
        )  # fmt: skip
        return tuple(dict.fromkeys([*wanted, *self._needed()]))

    def points(self) -> Points:
        """Points of the design.

        Raises
        ------
        ValueError
            For a design that does not suit its levers, or is too large.
        """
        if self.boundary is not None:
            return Points.of(first_points(self.factors, self.size, self.boundary))
        given: dict[str, Any] = {"size": self.size, "table": self.table, "base": self.base}
        number = count(self.design, self.factors, **given)
        if number > MOST_POINTS or number * len(self.seeds) > MOST_RUNS:
            raise ValueError(
                f"{number:,} points with {len(self.seeds):,} seeds are outside [1, {MOST_POINTS:,}] points and [1, {MOST_RUNS:,}] runs; "
                "give fewer levels or seeds, or a sampling design such as latin_hypercube"
            )
        return Points.of(points_of(self.design, self.factors, seed=self.design_seed, **given))

    def context(self, points: Points) -> Context:
        """What all its runs share.

        Raises
        ------
        ValueError
            When a point follows a strategy that workers cannot load.
        """
        _check_strategies(_followed(points), self._digests.values())
        kinds = {path: "number" if all(_is_number(value) for value in column) else "text" for path, column in points.columns.items()}
        return Context(
            self.base, kinds, self.kept(), self.epochs or self.base.epochs, self.every, self.final_nodes, tuple(self._digests.items())
        )

    def digest(self, points: Points) -> str:
        """Digest of what is described: equal sweeps have equal ones."""
        return hashlib.sha256(json.dumps(self.described(points), sort_keys=True).encode()).hexdigest()[:10]

    def described(self, points: Points) -> dict[str, Any]:
        """The sweep as plain data: equal data are equal sweeps."""
        plain: dict[str, Any] = {
            "network": self.base.name, "base": self.base.digest(), "scenario": self.base.to_dict(),
            "design": self.design, "design_seed": self.design_seed, "size": self.size,
            "levers": [_lever(lever) for lever in self.levers], "uncertainties": [_lever(lever) for lever in self.uncertainties],
            "points": points.count, "seeds": list(self.seeds), "luck": self.luck, "outcomes": list(self.kept()),
            "epochs": self.epochs or self.base.epochs, "every": self.every, "final_nodes": self.final_nodes,
            "plugins": sorted(self._digests.values()),
        }  # fmt: skip
        if self.until:
            plain["until"] = vars(self.until) | {}
        if self.boundary:
            plain["boundary"] = vars(self.boundary) | {}
        if self.design == "table":
            plain["table"] = {path: list(map(str, column)) for path, column in points.columns.items()}
        return dict(json.loads(json.dumps(plain)))  # as it is read again: lists for tuples


def outcome_names(base: Scenario) -> list[str]:
    """Everything that can be kept of a run of a network, as ``model.measures.summary`` has it."""
    by_name = [f"{what}_{name}" for name in base.population for what in ("share", "end_share", "utility")]
    return ["epochs", *measures.MEASURES, *by_name, *measures.FINAL_MEASURES, *regimes.SIGNS]


def _read(name: str, levers: Any, base: Scenario) -> tuple[Lever, ...]:
    given: list[Any] = [levers] if isinstance(levers, (str, Lever)) else list(levers) if fields.is_list(levers) else [None]
    if not all(isinstance(lever, (str, Lever)) for lever in given):
        raise ValueError(f'{name} = {levers!r} is no list of levers; give text such as "slash=.1:1:10" or Lever(path, ...), one or several')
    return tuple(parse_vary(lever, base) if isinstance(lever, str) else lever for lever in given)


def _seeds(given: Any) -> tuple[int, ...]:
    if not (fields.is_whole(given) or fields.is_list(given)):
        raise ValueError(f"seeds = {given!r} is neither a number of seeds nor a list of them; give one of them")
    if fields.is_whole(given) and not 0 < given <= MOST_SEEDS:
        raise ValueError(f"seeds = {given} is outside [1, {MOST_SEEDS:,}]; give how many seeds, or a list of them")
    seeds = tuple(range(given)) if fields.is_whole(given) else tuple(given)
    if not seeds:
        raise ValueError("seeds: none is given; give at least one, or a number of them")
    seeds = tuple(check_seed(seed) for seed in seeds)
    if len(set(seeds)) != len(seeds):
        raise ValueError("seeds: one stands twice, and would count twice; give each once")
    return seeds


def _followed(points: Points) -> Iterator[str]:
    """Strategies that points name."""
    for path, column in points.columns.items():
        if path.startswith("population"):
            yield from (name for value in {repr(value): value for value in column}.values() for name in _named(path, value))


def _named(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _named(f"{path}.{name}", inner)
    elif path.endswith(".strategy") and isinstance(value, str):
        yield value


def _check_strategies(names: Iterable[str], digests: Iterable[str]) -> None:
    """Refuse a strategy that only this process knows."""
    modules = {f"cfield_plugin_{digest}" for digest in digests}
    for name in names:
        kind = type(strategies.find(name))
        if name in strategies.SHIPPED or kind.__module__ in modules:
            continue
        file = getattr(sys.modules.get(kind.__module__), "__file__", None) if kind.__module__ != "__main__" else None
        where = f"loaded from {file}" if file else "defined in a notebook or a session"
        remedy = f"add --plugin {file}" if file else "write the class into a file of its own and give it with --plugin FILE.py"
        raise ValueError(
            f"strategy {name!r} is {where}, and the worker processes of a sweep cannot see it; {remedy} (plugins=[...] in Python)"
        )


def _is_number(value: Any) -> bool:
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or hasattr(value, "dtype")


def _lever(lever: Lever) -> dict[str, Any]:
    return {"path": lever.path, "values": list(lever.values), "low": lever.low, "high": lever.high, "scale": lever.scale}

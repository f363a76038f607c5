"""A sweep: a base network, what is varied on purpose, what is not known, what is kept, and how often it is run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.sweep.batch import Luck, Points
from experiments.sweep.context import Context
from experiments.sweep.designs import points as points_of
from experiments.sweep.levers import Lever
from model import measures, strategies
from model.run import check_scenario, check_seed, simulate
from model.scenario import Scenario

DEFAULT_OUTCOMES = ("integrity", "acceptance_rate", "welfare", "false_reject_rate", "detection_rate", "gini_stake")
"""Kept beside each strategy's share at the end and its utility when no outcomes are named."""


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
    levers : tuple of Lever
        What is varied on purpose.
    uncertainties : tuple of Lever
        What is not known, such as the numbers that are marked assumed.
    design : str
        ``grid, one_at_a_time, latin_hypercube, sobol, saltelli, morris`` or ``table``.
    size : int
        Of a sampling design.
    table : object
        Of the design ``table``: a CSV file, a DataFrame or a list of dicts by path.
    seeds : tuple of int
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
    _digests: Mapping[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_scenario(self.base)
        if not self.seeds:
            raise ValueError("seeds: none is given; give at least one, or a number of them")
        for seed in self.seeds:
            check_seed(seed)
        if len(set(self.seeds)) != len(self.seeds):
            raise ValueError("seeds: one stands twice, and would count twice; give each once")
        if self.luck not in ("shared", "own"):
            raise ValueError(f"luck = {self.luck!r} is neither shared nor own; shared makes differences sharp, own is for levels")
        if self.every < 0 or (self.epochs is not None and self.epochs < 1):
            raise ValueError(f"epochs = {self.epochs}, every = {self.every}: epochs are at least 1, every at least 0 (0: no time series)")
        self._digests.update({str(path): strategies.load_plugin(path) for path in self.plugins})  # type: ignore[attr-defined]
        known = outcome_names(self.base)
        for name in [*self.outcomes, *([self.until.outcome] if self.until else [])]:
            if name not in known:
                raise ValueError(f"outcome {name!r} is not known; there are {', '.join(known)}")

    @property
    def factors(self) -> tuple[Lever, ...]:
        """Levers and uncertainties, in the order of the columns."""
        return self.levers + self.uncertainties

    def kept(self) -> tuple[str, ...]:
        """Names of the outcomes that are kept."""
        wanted = self.outcomes or (
            *DEFAULT_OUTCOMES, *(f"{what}_{name}" for name in self.base.population for what in ("end_share", "utility")),
        )  # fmt: skip
        return tuple(dict.fromkeys([*wanted, *([self.until.outcome] if self.until else [])]))

    def points(self) -> Points:
        """Points of the design."""
        rows = points_of(self.design, self.factors, size=self.size, seed=self.design_seed, table=self.table, base=self.base)
        return Points.of(rows)

    def context(self, points: Points) -> Context:
        """What all its runs share."""
        kinds = {path: "number" if all(_is_number(value) for value in column) else "text" for path, column in points.columns.items()}
        return Context(
            self.base, kinds, self.kept(), self.epochs or self.base.epochs, self.every, self.final_nodes, tuple(self._digests.items())
        )

    def described(self, points: Points) -> dict[str, Any]:
        """The sweep as plain data: equal data are equal sweeps."""
        plain: dict[str, Any] = {
            "network": self.base.name, "base": self.base.digest(),
            "design": self.design, "design_seed": self.design_seed, "size": self.size,
            "levers": [_lever(lever) for lever in self.levers], "uncertainties": [_lever(lever) for lever in self.uncertainties],
            "points": points.count, "seeds": list(self.seeds), "luck": self.luck, "outcomes": list(self.kept()),
            "epochs": self.epochs or self.base.epochs, "every": self.every, "final_nodes": self.final_nodes,
            "plugins": sorted(self._digests.values()),
        }  # fmt: skip
        if self.until:
            plain["until"] = vars(self.until) | {}
        if self.design == "table":
            plain["table"] = {path: list(map(str, column)) for path, column in points.columns.items()}
        return plain


def outcome_names(base: Scenario) -> list[str]:
    """Everything that can be kept of a run of a network."""
    return list(measures.summary(simulate(base, 0, epochs=1)))


def _is_number(value: Any) -> bool:
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or hasattr(value, "dtype")


def _lever(lever: Lever) -> dict[str, Any]:
    return {"path": lever.path, "values": list(lever.values), "low": lever.low, "high": lever.high, "scale": lever.scale}

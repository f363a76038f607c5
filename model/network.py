"""The network as a Mesa model: allocate, make agents, run the phases, record."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import mesa

from model import door, strategies
from model.columns import TOTAL_COLUMNS
from model.node import Node
from model.records import Records
from model.run import check_seed, ending
from model.scenario import Scenario
from model.state import State
from model.step import epoch


def recorded(model: InferenceNetwork, name: str) -> float:
    """A model reporter: one column of the records, at the last epoch."""
    return model.last(name)


class InferenceNetwork(mesa.Model[Node, Any]):
    """A network of inference nodes under a constraint field; one Mesa step is one epoch.

    Parameters
    ----------
    scenario : Scenario
        Kept as ``settings``; Mesa owns the attribute ``scenario``.
    rng : int or str, optional
        Seed in [0, 2^63); drawn when left out, and kept as ``seed``.
    plugins : sequence of paths
        Python files with strategies, loaded first.

    Attributes
    ----------
    settings : Scenario
    seed : int
    state : State
        The columns.
    records : Records
        One row an epoch.
    datacollector : mesa.DataCollector
        The same, for Mesa; one row after each epoch, at time t + 1.
    changes : list of (int, str, object)
        Epoch, path and value of every change made while running.
    stopped : str
        Why it ended, if it did.
    """

    def __init__(self, scenario: Scenario, rng: int | str | None = None, plugins: Sequence[str | Path] = ()) -> None:
        if not isinstance(scenario, Scenario):
            raise ValueError(f"InferenceNetwork needs a Scenario, not {type(scenario).__name__}; networks.load(NAME) gives one")
        seed = _seed_of(rng)
        super().__init__(rng=seed)
        for plugin in plugins:
            strategies.load_plugin(plugin)
        self.seed = seed
        self.settings = scenario
        self.state = State(scenario, seed)
        self.records = Records(list(scenario.population))
        self.changes: list[tuple[int, str, Any]] = []
        self.stopped = ""
        self.datacollector = mesa.DataCollector({name: partial(recorded, name=name) for name in ["time", *self.reported()]})
        Node.create_agents(self, scenario.nodes.count, list(range(scenario.nodes.count)))

    def reported(self) -> list[str]:
        """Names of the reported columns."""
        names = [column.name for column in TOTAL_COLUMNS]
        return names + [f"{what}_{s}" for s in self.settings.population for what in ("share", "utility")]

    def last(self, name: str) -> float:
        """A recorded column at the last epoch."""
        if name == "time":
            return float(self.records.epochs)
        for prefix, column in (("share_", self.records.share), ("utility_", self.records.mean_utility)):
            if name.startswith(prefix) and name[len(prefix) :] in self.records.strategies:
                return float(column(name[len(prefix) :])[-1])
        return float(self.records.total(name)[-1])

    def step(self) -> None:
        """Run one epoch."""
        epoch(self.state, self.records.epochs)
        self.records.take(self.state)
        self.datacollector.collect(self)
        self.stopped = ending(self.state)
        if self.stopped:
            self.running = False

    def change(self, path: str, value: Any) -> None:
        """Change a number of the scenario between two epochs; the change is logged.

        Parameters
        ----------
        path : str
            Full path or unique short name.
        value : object

        Raises
        ------
        ValueError
            For what does not fit, and for what is fixed once a network stands:
            its nodes, types, owners, strategies, graph and classes.
        """
        full = door.resolve(self.settings, path)
        fixed = ("nodes", "types", "population", "graph", "images.count")
        if full.startswith(fixed) or (full.startswith("job_classes") and full.count(".") < 2):
            raise ValueError(f"{full} is fixed once the network stands; start a new one with a changed scenario")
        settings = door.change(self.settings, {full: value})
        self.state.change_settings(settings)
        self.settings = settings
        self.changes.append((self.records.epochs, full, value))


def _seed_of(rng: int | str | None) -> int:
    if rng is None or rng == "":
        return random.SystemRandom().getrandbits(32)
    if isinstance(rng, str):
        try:
            return check_seed(int(rng))
        except ValueError:
            raise ValueError(f"rng = {rng!r} is not a whole number in [0, 2^63); give one") from None
    return check_seed(rng)

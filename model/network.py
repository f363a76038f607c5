"""The network as a Mesa model: allocate, make agents, run the phases, record."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import mesa

from model import __version__, door, strategies
from model.jit import source_digest
from model.measures import ACCEPTED, COSTS, RIGHT_ACCEPTED
from model.node import Node
from model.records import Records
from model.run import check_seed, ending
from model.scenario import Scenario
from model.state import TOTAL_NAMES, State
from model.step import epoch
from model.strategies.files import bring_back, origins_of


def recorded(model: InferenceNetwork, name: str) -> float:
    """A model reporter: one number of the last epoch."""
    return model.latest[name]


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
    record : callable, optional
        Called with the state after every epoch, which it must not change; a ``Recording`` keeps nodes, jobs and events.

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
    latest : dict of float
        The last epoch's numbers by name, as the data collector keeps them.
    changes : list of (int, str, object)
        Epoch, path and value of every change made while running.
    stopped : str
        Why it ended, if it did.
    """

    def __init__(
        self,
        scenario: Scenario,
        rng: int | str | None = None,
        plugins: Sequence[str | Path] = (),
        record: Callable[[State], None] | None = None,
    ) -> None:
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
        self.record = record
        self.latest = self._reportable()
        self.datacollector = mesa.DataCollector({name: partial(recorded, name=name) for name in self.latest})
        seated = Node.create_agents(self, scenario.nodes.count, list(range(scenario.nodes.count)))
        self._agent_at: dict[int, Node] = {agent.row: agent for agent in seated}

    def _reportable(self) -> dict[str, float]:
        """The last epoch's totals, what they say of its outputs, and the share and mean utility of each strategy."""
        followers, earners, sums = (block.sum(axis=0) for block in (self.state.followers, self.state.counts, self.state.sums))
        everybody = followers.sum()
        row = {"time": float(self.records.epochs), **dict(zip(TOTAL_NAMES, self.state.totals.tolist(), strict=True))}
        accepted = sum([row[name] for name in ACCEPTED])
        right = sum([row[name] for name in RIGHT_ACCEPTED])
        row["acceptance_rate"] = accepted / row["jobs"] if row["jobs"] else math.nan
        row["integrity"] = right / accepted if accepted else math.nan
        row["welfare"] = row["value_right"] - row["harm_done"] - sum([row[name] for name in COSTS])
        for k, name in enumerate(self.settings.population):
            row[f"share_{name}"] = float(followers[k] / everybody) if everybody > 0 else math.nan
            row[f"utility_{name}"] = float(sums[k] / earners[k]) if earners[k] > 0 else math.nan
        return row

    def step(self) -> None:
        """Run one epoch."""
        epoch(self.state, self.records.epochs)
        if self.state.turns_over:
            self._change_agents()
        self.records.take(self.state)
        if self.record is not None:
            self.record(self.state)
        self.latest = self._reportable()
        self.datacollector.collect(self)
        self.stopped = ending(self.state)
        if self.stopped:
            self.running = False

    def _change_agents(self) -> None:
        """Agents of nodes that left go, and nodes that came get one: an empty berth is no agent."""
        state = self.state
        for row in (*state.gone.tolist(), *state.back.tolist()):
            self._agent_at.pop(row).depart()
        for row in sorted((*state.back.tolist(), *state.came.tolist())):
            self._agent_at[row] = Node(self, row)

    def __getstate__(self) -> dict[str, Any]:
        """All there is, with the model's version and the files of the strategies in use."""
        strategies_in_use = origins_of(entry.strategy for entry in self.settings.population.values())
        return {**self.__dict__, "_saved": (f"{__version__}+{source_digest()}", strategies_in_use)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Go on where the network was saved.

        Raises
        ------
        ValueError
            Under another version of the model, or when a strategy's file is gone or has changed.
        """
        version, strategies_in_use = state.pop("_saved")
        here = f"{__version__}+{source_digest()}"
        if version != here:
            raise ValueError(f"this network was saved by model {version}, and this is {here}; resume it with that version, or start anew")
        bring_back(strategies_in_use)
        self.__dict__.update(state)

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
        fixed = ("nodes", "types", "population", "graph", "images.count", "membership.berths")
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

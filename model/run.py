"""A run without Mesa agents: the same phases, for sweeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from model import strategies
from model.adaptation.census import most_strategies
from model.records import Records
from model.scenario import Scenario
from model.state import State
from model.step import epoch


class Run:
    """A finished run.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    records : Records
        One row an epoch.
    state : State
        The state at the end.
    stopped : str
        Why it ended: ``epochs``, ``absorbed`` or ``extinct``.
    """

    def __init__(self, scenario: Scenario, seed: int, records: Records, state: State, stopped: str) -> None:
        self.scenario, self.seed, self.records, self.state, self.stopped = scenario, seed, records, state, stopped

    def __repr__(self) -> str:
        return f"<Run of {self.scenario.name!r}, seed {self.seed}, {self.records.epochs} epochs, ended: {self.stopped}>"


def check_scenario(scenario: Scenario) -> None:
    """Refuse what is not a scenario.

    Raises
    ------
    ValueError
        With the way to get one.
    """
    if not isinstance(scenario, Scenario):
        raise ValueError(f"a Scenario is needed, not {type(scenario).__name__}; model.networks.load(NAME or FILE) gives one")


def check_seed(seed: int) -> int:
    """A seed in [0, 2^63).

    Raises
    ------
    ValueError
        For anything else.
    """
    if isinstance(seed, (bool, float)) or not isinstance(seed, (int, np.integer)) or not 0 <= int(seed) < 2**63:
        raise ValueError(f"seed = {seed!r} is not a whole number in [0, 2^63); give one")
    return int(seed)


def simulate(
    scenario: Scenario,
    seed: int = 0,
    *,
    epochs: int | None = None,
    plugins: Sequence[str | Path] | str | Path = (),
    watch: Callable[[State], None] | None = None,
) -> Run:
    """Run a scenario from one seed.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        0 <= seed < 2^63.
    epochs : int, optional
        Length of the run; the scenario's when left out.
    plugins : path or sequence of paths
        Python files with strategies, loaded first.
    watch : callable, optional
        Called with the state after every epoch; it must not change it.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        For a bad scenario, seed or length, or when a user's strategy raises.
    """
    check_scenario(scenario)
    for plugin in [plugins] if isinstance(plugins, (str, Path)) else plugins:
        strategies.load_plugin(plugin)
    length = scenario.epochs if epochs is None else epochs
    if isinstance(length, bool) or not isinstance(length, (int, np.integer)) or length < 1:
        raise ValueError(f"epochs = {length!r} is not a whole number of at least 1; give one")
    state = State(scenario, check_seed(seed))
    records = Records(list(scenario.population))
    for t in range(length):
        epoch(state, t)
        records.take(state)
        if watch is not None:
            watch(state)
        reason = ending(state)
        if reason:
            return Run(scenario, state.seed, records, state, reason)
    return Run(scenario, state.seed, records, state, "epochs")


def ending(state: State) -> str:
    """Why the run ends after this epoch, by the scenario's ``stop_when``; empty when it goes on."""
    when = state.scenario.stop_when
    if when == "never":
        return ""
    if when == "extinct":
        return "extinct" if state.counts.sum() == 0 else ""
    # Nodes imitate within their role, so each role ends with a strategy of its own.
    return "absorbed" if most_strategies(state.followers, state.adapts) <= 1 else ""

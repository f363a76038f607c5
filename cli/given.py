"""What a user gives on the command line, turned into a scenario."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from model import door, networks, strategies
from model.population import deal
from model.scenario import Scenario


def scenario_of(network: str, settings: Sequence[str], plugins: Sequence[str], **direct: Any) -> tuple[Scenario, dict[str, str]]:
    """The scenario that a command line asks for.

    Parameters
    ----------
    network : str
        Name or file.
    settings : sequence of ``name=value``
    plugins : sequence of paths
    **direct : object
        Values by path with dots as double underscores; None leaves the scenario's.

    Returns
    -------
    scenario : Scenario
    digests : dict of str
        Digest of each plug-in.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    digests = {str(path): strategies.load_plugin(path) for path in plugins}
    if not network.strip():
        raise ValueError(f"no network is given; give a file, or one of {', '.join(networks.names())}")
    scenario = networks.load(network)
    changes: dict[str, Any] = {path.replace("__", "."): value for path, value in direct.items() if value is not None}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.strip():
            raise ValueError(f"--set {setting!r} is not NAME=VALUE; write for example --set audit_probability=0.1")
        changes[name.strip()] = door.parse_value(text)
    scenario = door.change(scenario, changes) if changes else scenario
    _note_empty_entries(scenario)
    _note_what_is_idle(scenario)
    return scenario, digests


def _note_empty_entries(scenario: Scenario) -> None:
    """One line for people when the network is too small for a strategy to have its share."""
    counts = deal(scenario.population, scenario.nodes.count)
    empty = [name for (name, entry), count in zip(scenario.population.items(), counts, strict=True) if entry.share > 0 and not count]
    if empty:
        which = ", ".join(f"{name} ({scenario.population[name].share:.3g})" for name in empty)
        print(f"note: with {scenario.nodes.count} nodes no node is left for the share of {which}; raise nodes.count", file=sys.stderr)


def _note_what_is_idle(scenario: Scenario) -> None:
    """One line for each strategy that nobody follows and for a graph that nobody walks."""
    if not getattr(scenario.adaptation, "mutation", 0.0):
        for name, entry in scenario.population.items():
            if not entry.share and not entry.count:
                print(f"note: population.{name} has neither share nor count, so no node follows it; give one", file=sys.stderr)
    if scenario.graph.kind != "complete" and not scenario.needs_graph:
        print(f"note: nothing in this network walks the graph, so graph.kind = {scenario.graph.kind} is without effect", file=sys.stderr)


def plain(data: Any) -> Any:
    """Data as JSON has it: a missing number is null."""
    if isinstance(data, Mapping):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [plain(value) for value in data]
    if hasattr(data, "item") and getattr(data, "ndim", 1) == 0:
        data = data.item()
    return None if isinstance(data, float) and not math.isfinite(data) else data


def print_json(data: Any) -> None:
    """Print data as JSON."""
    print(json.dumps(plain(data), indent=2, ensure_ascii=False))


def figure_of(value: Any) -> str:
    """A number for a table: short, with a dash where it is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (int, float)):
        return str(value)
    if value != 0 and (abs(value) < 1e-3 or abs(value) >= 1e6):
        return f"{value:.3g}"
    return f"{value:.4g}" if isinstance(value, float) else f"{value}"

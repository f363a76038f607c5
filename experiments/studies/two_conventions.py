"""The world of the study ``convention``: nodes of two conventions that execute and check each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.studies.validation.measuring import end_of
from model import door
from model.field.verification.panel.numbers import Panel
from model.scenario import Scenario
from model.state import State
from model.step import epoch

SUBSTITUTE = {"effort": 0.0, "filler_deviation": 10.0, "reference_deviation": 10.0}
"""FP8: 10 sigma off, for its own jobs and for checking others'."""
GRAPHS = ("ring", "small world", "lattice")
AUDIT, SLASH, TOLERANCE = 0.5, 1.0, 9.0
"""Where no other number is said; slash in tok, tolerance in sigma."""


def lattice(rows: int, columns: int = 0) -> dict[str, Any]:
    """A lattice without edges (a torus), four neighbours each; vertices row by row, square where no columns are given."""
    columns = columns or rows
    at = np.arange(rows * columns).reshape(rows, columns)
    pairs = [np.column_stack((at.ravel(), np.roll(at, -1, axis).ravel())) for axis in (0, 1)]
    return {"kind": "given", "vertices": rows * columns, "edges": np.concatenate(pairs).tolist()}


def graph_of(name: str, nodes: int, rows: int) -> dict[str, Any]:
    """A ring or a small world of degree 4, or a lattice of so many rows."""
    if name == "lattice":
        return lattice(rows, nodes // rows)
    rewired = {"kind": "watts_strogatz", "degree": 4, "rewiring": 0.1}
    return {"kind": "ring", "degree": 4} if name == "ring" else rewired


def prepare(network: Scenario, nodes: int, wrong: int, adaptation: Mapping[str, Any], **more: Any) -> Scenario:
    """The network with two conventions that check each other, one seat a panel.

    Fee, cost of work, price and technology are the network's. Checks cost
    nothing and earn nothing, stakes are frozen above every slash, and every
    node has `jobs` jobs an epoch.

    Parameters
    ----------
    network : Scenario
    nodes, wrong : int
        Nodes, and those of the wrong convention.
    adaptation : mapping
    **more : object
        ``slash`` (tok), ``audit``, ``tolerance`` (sigma), ``reference``, ``draw``, ``jobs``, ``graph``, ``placement``, and tables
        of the scenario.

    Raises
    ------
    ValueError
        For a network without one job class of whole jobs before a panel of peers, or where FP8 saves nothing.
    """
    name = _check(network)
    data = network.to_dict(sources=False) | {"warm_up": 0, "stop_when": "never", "adaptation": dict(adaptation)}
    data["population"] = {
        "right": {"strategy": "honest", "count": nodes - wrong},
        "wrong": {"strategy": "honest", "count": wrong, "numbers": SUBSTITUTE},
    }
    data["nodes"] = data["nodes"] | {"count": nodes, "placement": more.pop("placement", "random")}
    data["jobs"] = {"arrival": "per_node", "rate": more.pop("jobs", 1), "law": "fixed", "assignment": "each"}
    data["graph"] = more.pop("graph", {"kind": "complete"})
    data["job_classes"][name]["field"] = {}
    data["field"] = {
        "noise": {"level": 1.0, "shared": True},
        "verification": {
            "kind": "panel", "panel_size": 1, "need": 1, "check_cost_ratio": 0.0, "draw": more.pop("draw", "uniform"),
            "audit_probability": more.pop("audit", AUDIT), "tolerance": more.pop("tolerance", TOLERANCE),
            "reference_share": more.pop("reference", 0.0),
        },
        "settlement": {"slash": more.pop("slash", SLASH), "slash_rule": "fixed"},
    }  # fmt: skip
    data["accounts"] = {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    return door.scenario_from(data | more)


def _check(network: Scenario) -> str:
    if len(network.job_classes) > 1:
        raise ValueError(
            f"convention needs one job class, and network {network.name!r} has {len(network.job_classes)}; choose one such as posp"
        )
    ((name, field),) = network.fields.items()
    if not isinstance(field.verification, Panel):
        raise ValueError(
            f"convention lets peers check peers, but network {network.name!r} has field.verification.kind = {field.verification.kind}; "
            "choose a network with panels, such as posp"
        )
    ratio = float(network.technology.cost(SUBSTITUTE["filler_deviation"]))
    if ratio >= 1.0:
        raise ValueError(
            f"technology.fillers gives a deviation of 10 sigma the cost ratio {ratio:g}, so the wrong convention saves nothing; "
            "give less than 1"
        )
    if not isinstance(network.nodes.compute_cost, (int, float)) or network.nodes.compute_cost <= 0:
        raise ValueError(f"nodes.compute_cost = {network.nodes.compute_cost} is not one number above 0 that all nodes share; give one")
    return name


def wrong_takes_over(scenario: Scenario, seed: int) -> bool:
    """Whether the wrong convention has all nodes at the end.

    Raises
    ------
    ValueError
        For a run that ended with both.
    """
    run = end_of(scenario, seed)
    if run.stopped != "absorbed":
        raise ValueError(f"a run of {scenario.epochs} epochs ended with two conventions; give it more")
    return bool(run.state.followers[:, 1].sum() > 0)


def flip_places(
    happens: Callable[[int, Sequence[int]], Sequence[bool]], low: int, high: int, seeds: Sequence[int]
) -> tuple[dict[int, int], int]:
    """Bisect, for each seed, for the place between two whole numbers from which on something happens.

    Seeds that look at the same place look together, so that expectations of one scenario are worked out once.

    Parameters
    ----------
    happens : callable
        Of a place and seeds; one answer a seed.
    low, high : int
        Where it never and where it always happens.
    seeds : sequence of int

    Returns
    -------
    last : dict of int
        By seed the last place at which it did not happen.
    runs : int
    """
    brackets, runs = dict.fromkeys(seeds, (low, high)), 0
    while True:
        together: dict[int, list[int]] = {}
        for seed, (below, above) in brackets.items():
            if above - below > 1:
                together.setdefault((below + above) // 2, []).append(seed)
        if not together:
            return {seed: below for seed, (below, _) in brackets.items()}, runs
        for place, group in sorted(together.items()):
            for seed, happened in zip(group, happens(place, group), strict=True):
                brackets[seed] = (brackets[seed][0], place) if happened else (place, brackets[seed][1])
            runs += len(group)


def watched(scenario: Scenario, seed: int, looks: Sequence[int], look: Callable[[State], Any]) -> list[Any]:
    """What is seen after given epochs of a run; once one convention is left, nothing changes any more.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    looks : sequence of int
        Ascending.
    look : callable

    Returns
    -------
    list
        One for each look.
    """
    state, seen, absorbed = State(scenario, seed), [], False
    for t in range(looks[-1] + 1):
        if not absorbed:
            epoch(state, t)
            absorbed = bool(state.followers.sum(axis=0).min() == 0)
        if t in looks:
            seen.append(look(state))
    return seen

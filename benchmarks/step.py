"""Time of a node's epoch: the contestants take turns, so that a slow spell of the machine falls on all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks import world
from benchmarks.baseline import PlainNetwork
from model.network import InferenceNetwork
from model.records import Records
from model.state import State
from model.step import PHASES, epoch

BASELINE_LIMIT = 100_000
"""Nodes above which plain Mesa is left out."""

Advance = Callable[[int], None]


def simulated(nodes: int, kind: str, shared: bool) -> Advance:
    """The loop of ``simulate`` with its default record."""
    state = State(world.scenario(nodes, kind, shared), 1)
    records = Records(list(state.scenario.population))

    def advance(epochs: int) -> None:
        for _ in range(epochs):
            epoch(state, records.epochs)
            records.take(state)

    return advance


def networked(nodes: int, kind: str, shared: bool) -> Advance:
    """``InferenceNetwork``: the same phases with Mesa agents and Mesa's data collector."""
    network = InferenceNetwork(world.scenario(nodes, kind, shared), rng=1)

    def advance(epochs: int) -> None:
        for _ in range(epochs):
            network.step()

    return advance


def plain(nodes: int, kind: str, shared: bool) -> Advance:
    """The same model in plain Mesa."""
    network = PlainNetwork(nodes, kind, shared, seed=1)

    def advance(epochs: int) -> None:
        for _ in range(epochs):
            network.step()

    return advance


def contestants(nodes: int, kind: str) -> dict[str, Advance]:
    """Who runs at a size, by name."""
    named = {
        "engine": simulated(nodes, kind, False),
        "engine_shared_noise": simulated(nodes, kind, True),
        "engine_with_agents": networked(nodes, kind, False),
    }
    if nodes <= BASELINE_LIMIT:
        named["baseline"] = plain(nodes, kind, False)
    return named


def time_of(advance: Advance, epochs: int) -> float:
    """Seconds that some epochs take."""
    start = time.perf_counter()
    advance(epochs)
    return time.perf_counter() - start


def measure(nodes: int, kind: str, chunk: float, chunks: int) -> list[dict[str, Any]]:
    """Time every contestant at one size, in turns.

    Parameters
    ----------
    nodes : int
    kind : str
        ``broadcast``, ``dispersed`` or ``living``.
    chunk : float, s
        About how long one contestant runs before the next; at least one epoch.
    chunks : int
        Turns of each.

    Returns
    -------
    list of dict
        ``nodes, kind, contestant, ns`` (median per node and epoch), ``least, most, chunks, epochs``.
    """
    running = contestants(nodes, kind)
    for advance in running.values():
        advance(2)  # compile, allocate, touch every page
    epochs = {name: max(1, round(chunk / max(1e-9, time_of(advance, 1)))) for name, advance in running.items()}
    times: dict[str, list[float]] = {name: [] for name in running}
    gc.collect()
    for _ in range(chunks):
        for name, advance in running.items():
            times[name].append(time_of(advance, epochs[name]) / epochs[name] / nodes * 1e9)
    return [
        {
            "nodes": nodes, "kind": kind, "contestant": name, "ns": median(taken), "least": min(taken), "most": max(taken),
            "chunks": chunks, "epochs": epochs[name],
        }
        for name, taken in times.items()
    ]  # fmt: skip


def phases(nodes: int, kind: str, chunks: int) -> dict[str, float]:
    """Where the engine's time goes: ns per node and epoch in each phase, medians."""
    state = State(world.scenario(nodes, kind), 1)
    for t in range(3):
        epoch(state, t)
    length = max(1, 200_000 // nodes)
    taken: dict[str, list[float]] = {phase.name: [] for phase in PHASES}
    for part in range(chunks):
        spent = dict.fromkeys(taken, 0.0)
        for t in range(length):
            state.epoch = 3 + part * length + t
            for phase in PHASES:
                start = time.perf_counter()
                phase.run(state)
                spent[phase.name] += time.perf_counter() - start
        for name, seconds in spent.items():
            taken[name].append(seconds / length / nodes * 1e9)
    return {name: median(values) for name, values in taken.items()}


def dispatch(chunks: int) -> float:
    """What an epoch costs before any node is looked at: microseconds for an epoch of one node."""
    advance = simulated(1, "broadcast", False)
    advance(10)
    return median(time_of(advance, 500) / 500 * 1e6 for _ in range(chunks))

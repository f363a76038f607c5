"""Engine and reference side by side: run both, and say where they part."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np

from model import Scenario
from model.columns import JOB_COLUMNS, JOB_MARK_COLUMNS, MARK_COLUMNS, NODE_COLUMNS, TOTAL_COLUMNS
from model.state import State
from model.step import epoch
from model.strategies import find, is_constant
from tests.agreement.reference.deciding import asks
from tests.agreement.reference.network import ReferenceNetwork
from tests.agreement.reference.people import Vote

RELATIVE, ABSOLUTE = 1e-12, 1e-12
"""The absolute part is for differences of numbers of the size of a stake."""

COUNTED = frozenset(c.name for c in TOTAL_COLUMNS if c.unit in ("1", "seg", "epoch"))
FATES = ("sound", "broken", "revoked")


swings: WeakKeyDictionary[ReferenceNetwork, float] = WeakKeyDictionary()
"""Largest utility that a network has seen, USD."""


def reference_of(state: State) -> ReferenceNetwork:
    """The reference of a fresh state: same scenario, seed and graph."""
    edges = [(int(a), int(b)) for a, b in state.edges]
    return ReferenceNetwork(state.scenario, state.seed, edges)


def differences(scenario: Scenario, seed: int, epochs: int) -> str:
    """The first differences between engine and reference; empty when they agree to the end."""
    state = State(scenario, seed)
    reference = reference_of(state)
    for t in range(epochs):
        epoch(state, t)
        reference.step()
        found = list(compare(state, reference, t + 1))
        if found:
            return f"epoch {t}: " + "; ".join(found[:12])
    return ""


def compare(state: State, reference: ReferenceNetwork, epochs: int = 1) -> Iterator[str]:
    """Every column that differs, with the first row and both values.

    Two orders of a sum part by rounding, and memories and prices carry that on, so what is allowed grows with the epochs behind.
    """
    if state.jobs_of_epoch != len(reference.jobs):
        yield f"jobs: engine {state.jobs_of_epoch}, reference {len(reference.jobs)}"
        return
    yield from _exactly("to be asked", _to_be_asked(state), [asks(reference, node) for node in reference.nodes])
    for column in MARK_COLUMNS:
        if column.name == "changed":  # a mark that no strategy waits for may stand or go
            continue
        yield from _exactly(column.name, getattr(state, column.name), [node.read(column.name) for node in reference.nodes])
    for column in JOB_MARK_COLUMNS:
        yield from _exactly(column.name, getattr(state, column.name), [job.read(column.name) for job in reference.jobs])
    yield from _votes(state, reference)
    yield from _exactly("images", state.images, [FATES.index(fate) for fate in reference.images])
    # A payoff remembers utilities that a price may have blown up: its rounding is theirs, not its own.
    swings[reference] = max(swings.get(reference, 1.0), float(np.abs(state.utility).max()))
    for column in NODE_COLUMNS:
        scale = swings[reference] if column.name == "payoff" else 1.0
        yield from _closely(column.name, getattr(state, column.name), [node.read(column.name) for node in reference.nodes], epochs, scale)
    for column in JOB_COLUMNS:
        yield from _closely(column.name, getattr(state, column.name), [job.read(column.name) for job in reference.jobs], epochs)
    for row, column in enumerate(TOTAL_COLUMNS):
        name, ours, theirs = f"total {column.name}", state.totals[row : row + 1], [reference.totals[column.name]]
        yield from _exactly(name, ours, theirs) if column.name in COUNTED else _closely(name, ours, theirs, epochs)
    yield from _closely("memory", state.memory, [node.memory for node in reference.nodes], epochs)
    yield from _closely("treasury", state.treasury, [reference.treasury], epochs)
    yield from _closely("price", state.network_numbers[:1], [reference.price], epochs)
    for place, heads in reference.counts.items():
        yield from _exactly(f"census of {place}", state.counts[place], heads)
        yield from _closely(f"utilities of {place}", state.sums[place], reference.sums[place], epochs)
    if state.counts.sum() != sum(reference.counts.values()):
        yield "census: the engine counts more"


def _to_be_asked(state: State) -> np.ndarray:
    whole = [is_constant(find(entry.strategy)) for entry in state.scenario.population.values()]
    copied_whole = np.array(whole)[state.strategy]
    return (state.changed == 1) | ((state.changed == 2) & ~copied_whole)


def _votes(state: State, reference: ReferenceNetwork) -> Iterator[str]:
    for job in reference.jobs:
        for name, votes in (("", job.votes), ("decoy_", job.decoy_votes)):
            if votes:
                seats, cast = getattr(state, f"{name}seats"), getattr(state, f"{name}votes")
                yield from _exactly(f"{name}seats of job {job.number}", seats[job.number, : len(votes)], [_row(v) for v in votes])
                yield from _exactly(f"{name}votes of job {job.number}", cast[job.number, : len(votes)], [v.vote for v in votes])
                looks = getattr(state, f"{name}looks")[job.number, : len(votes)]
                yield from _exactly(f"{name}looks of job {job.number}", looks, [v.checked for v in votes])
        if job.decoy_votes:
            taken = state.decoy_taken[job.number, : len(job.decoy_votes)]
            yield from _closely(f"decoy_taken of job {job.number}", taken, [v.taken for v in job.decoy_votes])


def _row(vote: Vote) -> int:
    return -1 if vote.member is None else vote.member.row


def _exactly(name: str, engine: object, reference: object) -> Iterator[str]:
    yield from _where(name, np.asarray(engine), np.asarray(reference, dtype=float), np.equal)


def _closely(name: str, engine: object, reference: object, epochs: int = 1, scale: float = 1.0) -> Iterator[str]:
    def close(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.abs(a - b) <= epochs * (scale * ABSOLUTE + RELATIVE * np.maximum(np.abs(a), np.abs(b)))

    yield from _where(name, np.asarray(engine), np.asarray(reference, dtype=float), close)


def _where(name: str, engine: np.ndarray, reference: np.ndarray, same) -> Iterator[str]:  # type: ignore[no-untyped-def]
    if engine.shape != reference.shape:
        yield f"{name}: shapes {engine.shape} and {reference.shape}"
        return
    unequal = np.flatnonzero(~same(engine, reference))
    if len(unequal):
        row = unequal[0]
        yield f"{name}[{row}]: engine {engine.flat[row]!r}, reference {reference.flat[row]!r} ({len(unequal)} differ)"

"""A recording of everything: nodes, jobs and events over time, thinned, in plain columns. Off unless asked for.

``simulate(scenario, seed, watch=Recording(nodes=("stake",), every=10))`` or
``InferenceNetwork(scenario, rng=seed, record=...)`` fill it; ``tables()`` gives
what was kept.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from model import columns as col
from model.columns import JOB_COLUMNS, JOB_MARK_COLUMNS, MARK_COLUMNS, NODE_COLUMNS
from model.state import State

NODES = {column.name: column for column in (*MARK_COLUMNS, *NODE_COLUMNS)}
JOBS = {column.name: column for column in (*JOB_MARK_COLUMNS, *JOB_COLUMNS)}
"""What can be kept of every node and of every job, by name."""

SLASH, JAIL, EJECT, UNAVAILABLE, DECOY = range(5)
EVENTS = ("slash", "jail", "eject", "unavailable", "decoy")
"""Kinds of events, in the order of their numbers."""

CHUNK = 65_536
"""Rows for which a table makes room at a time."""


class Meaning(NamedTuple):
    """Unit and meaning of a recorded column."""

    unit: str
    meaning: str


EVENT_COLUMNS = {
    "epoch": Meaning("epoch", "epoch, from 0"),
    "kind": Meaning("1", "0 slash, 1 jail, 2 eject, 3 unavailable, 4 decoy"),
    "node": Meaning("row", "who was punished: the executor, or for a decoy the member who approved it"),
    "job": Meaning("1", "number of the job in its epoch"),
    "tokens": Meaning("tok", "tokens taken; of jail and ejection none"),
    "wrong": Meaning("1", "1: the output was really wrong; a decoy always is"),
    "audited": Meaning("1", "1: the job was audited; of a decoy 1"),
}
"""Columns of the table of events. A decoy is an event for each member who approved it."""


class Table:
    """Columns that grow by chunks.

    Attributes
    ----------
    rows : int
        Rows kept so far.
    """

    def __init__(self, types: Mapping[str, type]) -> None:
        self.types, self.rows = dict(types), 0
        self._chunks: list[dict[str, np.ndarray]] = []
        self._free = 0

    def add(self, rows: int, values: Mapping[str, object]) -> None:
        """Add rows, given as an array or one number for each column."""
        if rows > self._free:
            self._cut()
            self._free = rows * max(1, CHUNK // rows)  # a whole number of epochs, where each has as many rows
            self._chunks.append({name: np.empty(self._free, dtype=kind) for name, kind in self.types.items()})
        chunk = self._chunks[-1] if self._chunks else {}
        for name, column in chunk.items():
            start = len(column) - self._free
            column[start : start + rows] = values[name]
        self._free -= rows
        self.rows += rows

    def _cut(self) -> None:
        """Give back what the last chunk has left."""
        if self._chunks and self._free:
            self._chunks[-1] = {name: column[: len(column) - self._free].copy() for name, column in self._chunks[-1].items()}
        self._free = 0

    def columns(self) -> dict[str, np.ndarray]:
        """Every column, (rows,)."""
        parts: dict[str, list[np.ndarray]] = {name: [chunk[name] for chunk in self._chunks] for name in self.types}
        return {name: np.concatenate([np.empty(0, kind), *parts[name]])[: self.rows] for name, kind in self.types.items()}


class Recording:
    """What is kept of a run beside its records: call it with the state after every epoch.

    Parameters
    ----------
    every : int, epoch
        Nodes and jobs are kept in every so many epochs, >= 1. Events are never left out.
    first : int, epoch
        Epoch from which anything is kept, >= 0.
    nodes : sequence of str
        Columns of every node (``Recording.NODES``), as they are after the epoch.
    jobs : sequence of str
        Columns of every job of the epoch (``Recording.JOBS``).
    events : bool
        Slashes, jailings, ejections, unavailable outputs, and members who approved a planted output.

    Raises
    ------
    ValueError
        For a column that is not known, a number that is none, or a recording of nothing.
    """

    NODES, JOBS = tuple(NODES), tuple(JOBS)

    def __init__(self, every: int = 1, first: int = 0, nodes: Iterable[str] = (), jobs: Iterable[str] = (), events: bool = False) -> None:
        self.every, self.first = _whole("every", every, 1), _whole("first", first, 0)
        self.nodes, self.jobs, self.events = _known("nodes", nodes, NODES), _known("jobs", jobs, JOBS), bool(events)
        if not (self.nodes or self.jobs or self.events):
            raise ValueError('nothing is to be recorded; give nodes=("stake", ...), jobs=("job_verdict", ...) or events=True')
        self._last = -1
        self._nodes = Table({"epoch": np.int32, "node": np.int32} | {name: _type(name) for name in self.nodes})
        self._jobs = Table({"epoch": np.int32, "job": np.int32} | {name: _type(name) for name in self.jobs})
        self._events = Table({name: float if name == "tokens" else np.int32 for name in EVENT_COLUMNS})

    def __call__(self, state: State) -> None:
        """Keep what was asked for of the epoch that the state has just been through.

        Raises
        ------
        ValueError
            When the epoch is not later than the last one: a recording belongs to one run.
        """
        t = state.epoch
        if t <= self._last:
            raise ValueError(f"epoch {t} is not after epoch {self._last}, the last recorded; give each run a Recording of its own")
        self._last = t
        if t < self.first:
            return
        if self.events:
            for rows, values in events_of(state):
                self._events.add(rows, {"epoch": t, **values})
        if (t - self.first) % self.every == 0:
            here, m = np.flatnonzero(state.present), state.jobs_of_epoch
            if self.nodes:
                self._nodes.add(len(here), {"epoch": t, "node": here, **{name: getattr(state, name)[here] for name in self.nodes}})
            if self.jobs:
                self._jobs.add(m, {"epoch": t, "job": np.arange(m), **{name: getattr(state, name) for name in self.jobs}})

    def tables(self) -> dict[str, dict[str, np.ndarray]]:
        """What was kept: columns by name, for each of ``nodes``, ``jobs`` and ``events`` that was asked for."""
        kept = (("nodes", self.nodes, self._nodes), ("jobs", self.jobs, self._jobs), ("events", self.events, self._events))
        return {name: table.columns() for name, wanted, table in kept if wanted}

    def meanings(self, table: str) -> dict[str, Meaning]:
        """Unit and meaning of every column of a table."""
        if table == "events":
            return dict(EVENT_COLUMNS)
        known, wanted = (NODES, self.nodes) if table == "nodes" else (JOBS, self.jobs)
        row = Meaning("row", "row of the node") if table == "nodes" else EVENT_COLUMNS["job"]
        return {
            "epoch": EVENT_COLUMNS["epoch"],
            table.removesuffix("s"): row,
            **{name: Meaning(known[name].unit, known[name].meaning) for name in wanted},
        }


def events_of(state: State) -> Iterator[tuple[int, dict[str, object]]]:
    """Events of the epoch that the state has just been through: how many, and their columns but the epoch."""
    sanction, verdict, decoys = state.job_sanction, state.job_verdict, state.job_decoy
    for kind, happened in (
        (SLASH, sanction & col.SANCTION_SLASH),
        (JAIL, sanction & col.SANCTION_JAIL),
        (EJECT, sanction & col.SANCTION_EJECT),
        (UNAVAILABLE, verdict == col.REJECTED_UNAVAILABLE),
    ):
        j = np.flatnonzero(happened)
        if len(j):
            tokens = state.job_taken[j] if kind in (SLASH, UNAVAILABLE) else 0.0
            yield len(j), {
                "kind": kind, "node": state.job_executor[j], "job": j, "tokens": tokens,
                "wrong": state.job_wrong[j], "audited": state.job_audited[j],
            }  # fmt: skip
    planted = np.flatnonzero(decoys)
    if len(planted):
        seats, votes = state.decoy_seats[planted], state.decoy_votes[planted]
        filled = np.arange(seats.shape[1]) < decoys[planted, None]
        p, t = np.nonzero(filled & (votes == col.APPROVED))
        yield len(p), {
            "kind": DECOY, "node": seats[p, t], "job": planted[p], "tokens": state.decoy_taken[planted[p], t], "wrong": 1, "audited": 1,
        }  # fmt: skip


def _type(name: str) -> type:
    counted = {column.name for column in (*MARK_COLUMNS, *JOB_MARK_COLUMNS)}
    return np.int32 if name in counted else float


def _whole(name: str, value: int, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} = {value!r} is not a whole number of at least {least}; give one")
    return int(value)


def _known(table: str, names: Iterable[str], known: Mapping[str, object]) -> tuple[str, ...]:
    names = (names,) if isinstance(names, str) else tuple(names)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise ValueError(f"{table} have no column {name!r}; {hint}")
    return tuple(dict.fromkeys(names))

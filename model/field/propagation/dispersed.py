"""Dispersed shards: the n shards stand on n random holders of a graph whose edges fail.

In each epoch every edge works with probability ``1 - edge_loss`` (bond
percolation) and only active nodes that do not withhold relay. A member
reconstructs iff at least ``shards_needed`` holders stand in its component.
Closed form for large random graphs (D4): P(Bin(n, S) >= k) for readers inside
the giant component of share S, and none outside it. Cost: linear in the edges.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from model import columns as col
from model.field.propagation.gossip import relays_now
from model.field.propagation.visibility import Traces
from model.field.reading import SHARDS
from model.jit import kernel, rule
from model.luck import EDGE_DRAW, HOLDER_DRAW, below, split, uniform
from model.quantity import number


class Dispersed(Traces):
    """Shards on random holders; who hears them depends on the working graph."""

    kind: Literal["dispersed"]
    shards: int = number(8, "1", "shards of a trace", ge=1, le=4096)
    shards_needed: int = number(5, "1", "shards that rebuild the trace", ge=1, le=4096)
    edge_loss: float = number(0.1, "1", "probability that an edge does not work in an epoch", ge=0, le=1)
    shard_cost: float = number(0.0, "USD", "cost of making and sending one shard", ge=0)

    @model_validator(mode="after")
    def _enough(self) -> Dispersed:
        if self.shards_needed > self.shards:
            raise ValueError(
                f"shards_needed = {self.shards_needed} exceeds shards = {self.shards}; give shards_needed in [1, {self.shards}]"
            )
        return self


def pack(propagation: Dispersed) -> tuple[float, float, float, float]:
    """Numbers for the kernel; the loss is that of an edge, links of readers do not fail."""
    return float(propagation.shards), float(propagation.shards_needed), propagation.edge_loss, 0.0


@rule
def root(parent, i):
    """Representative of i's set; halves the path on the way."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def percolate(keys, edge_loss, nodes, marks, edges, parent, row_at):
    """Components of this epoch's working graph.

    Parameters
    ----------
    keys : (draws,), uint64
    edge_loss : float
    nodes, marks : node blocks
        ``relays`` and ``component`` are written. A node that does not relay is
        a component of its own.
    edges : (edges, 2), int
        Vertices.
    parent : (nodes,), int
        Scratch.
    row_at : (nodes,), int
        Row of the node at each vertex.
    """
    n = marks.shape[1]
    for i in range(n):
        marks[col.RELAYS, i] = relays_now(i, keys, nodes, marks)
        parent[i] = i
    key = keys[EDGE_DRAW]
    for e in range(edges.shape[0]):
        a, b = row_at[edges[e, 0]], row_at[edges[e, 1]]
        if marks[col.RELAYS, a] == 1 and marks[col.RELAYS, b] == 1 and uniform(key, e) >= edge_loss:
            ra, rb = root(parent, a), root(parent, b)
            if ra < rb:
                parent[rb] = ra
            elif rb < ra:
                parent[ra] = rb
    for i in range(n):
        marks[col.COMPONENT, i] = root(parent, i)


@kernel
def spread_dispersed(c, jobs_of_epoch, keys, numbers, marks, job_marks, places, active, active_count):
    """Place the shards of a class's traces on random active holders.

    Parameters
    ----------
    c : int
        Row of the job class.
    jobs_of_epoch : int
    keys : (draws,), uint64
    numbers : (classes, 4), float
    marks : node block
    job_marks : job block
        ``job_reach`` is written.
    places : (jobs, shards), int
        Component of each shard's holder; written. A holder that does not relay
        keeps its shard to itself: its component holds nobody else.
    active : (nodes,), int
        Rows of active nodes, the first `active_count` of them.
    """
    n = int(numbers[c, SHARDS])
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        if job_marks[col.JOB_WITHHELD, j] == 1 or active_count == 0:
            job_marks[col.JOB_REACH, j] = col.NOBODY
            continue
        key = split(keys[HOLDER_DRAW], j)
        for shard in range(n):
            places[j, shard] = marks[col.COMPONENT, active[below(key, shard, active_count)]]
        job_marks[col.JOB_REACH, j] = col.DEPENDS

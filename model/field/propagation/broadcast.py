"""Broadcast of erasure-coded shards: everybody hears every shard that is not lost.

A shard is lost for all readers of the job with probability ``shard_loss``, and
for one reader with probability ``link_loss``; any ``shards_needed`` of
``shards`` rebuild the trace. Closed form (D1): P(Bin(n, p) >= k).
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from model import columns as col
from model.field.binomial import binomial, binomial_tail
from model.field.propagation.visibility import Traces
from model.field.reading import EVERYWHERE, LINK, LOSS, LOST, NEEDED, SHARDS
from model.jit import kernel, rule
from model.luck import SHARD_DRAW, split, uniform
from model.quantity import number


class Broadcast(Traces):
    """Every member hears every shard, but for losses."""

    kind: Literal["broadcast"] = "broadcast"
    shards: int = number(1, "1", "shards of a trace", ge=1, le=4096)
    shards_needed: int = number(1, "1", "shards that rebuild the trace", ge=1, le=4096)
    shard_loss: float = number(0.0, "1", "probability that a shard is lost for every reader", ge=0, le=1)
    link_loss: float = number(0.0, "1", "probability that a shard is lost for one reader", ge=0, le=1)
    shard_cost: float = number(0.0, "USD", "cost of making and sending one shard", ge=0)

    @model_validator(mode="after")
    def _enough(self) -> Broadcast:
        if self.shards_needed > self.shards:
            raise ValueError(
                f"shards_needed = {self.shards_needed} exceeds shards = {self.shards}; give shards_needed in [1, {self.shards}]"
            )
        return self

    def readers(self, loss_factor: float = 1.0) -> list[tuple[float, float]]:
        """Closed form of reconstruction: (weight, r) pairs.

        With that weight every member reconstructs, independently, with
        probability r. Weights sum to one.
        """
        link = min(1.0, self.link_loss * loss_factor)
        pairs = []
        for survive in range(self.shards + 1):
            weight = binomial(self.shards, survive, 1.0 - self.shard_loss)
            if weight > 0:
                pairs.append((weight, binomial_tail(survive, self.shards_needed, 1.0 - link)))
        return pairs


def pack(propagation: Broadcast) -> tuple[float, float, float, float]:
    """Numbers for the kernel."""
    return float(propagation.shards), float(propagation.shards_needed), propagation.shard_loss, propagation.link_loss


@rule
def survivors(shards, loss, key):
    """How many of a trace's shards are not lost; without an early end, so that several are drawn at a time."""
    left = 0
    for shard in range(shards):
        left += uniform(key, shard) >= loss
    return left


@kernel
def spread_broadcast(c, jobs_of_epoch, keys, numbers, job_marks, places):
    """Send the traces of a class: which shards survive, and who can read.

    Parameters
    ----------
    c : int
        Row of the job class.
    jobs_of_epoch : int
    keys : (draws,), uint64
    numbers : (classes, 4), float
    job_marks : (job mark columns, jobs), int
        ``job_reach`` is written.
    places : (jobs, shards), int
        ``LOST`` or ``EVERYWHERE`` for each shard; written only when readers differ.
    """
    n, needed = int(numbers[c, SHARDS]), int(numbers[c, NEEDED])
    loss, link = numbers[c, LOSS], numbers[c, LINK]
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        if job_marks[col.JOB_WITHHELD, j] == 1:
            job_marks[col.JOB_REACH, j] = col.NOBODY
            continue
        key = split(keys[SHARD_DRAW], j)
        left = n if loss == 0.0 else survivors(n, loss, key)
        if left < needed:
            job_marks[col.JOB_REACH, j] = col.NOBODY
        elif link == 0.0:
            job_marks[col.JOB_REACH, j] = col.EVERYBODY
        else:
            job_marks[col.JOB_REACH, j] = col.DEPENDS
            for shard in range(n):
                places[j, shard] = LOST if loss > 0.0 and uniform(key, shard) < loss else EVERYWHERE

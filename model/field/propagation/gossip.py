"""Push gossip with a deadline: whoever has a trace sends it on, hop by hop, and what comes late does not count.

In each hop every node that has the trace sends it to `fanout` nodes drawn anew
among its neighbours on the graph (0: to all of them), in `copies`, each of
which is lost with `message_loss`; on a complete graph the neighbours are all
other active nodes. The executor sends its own trace unless it hides it; others
relay iff they are active and do not withhold in this epoch. A reader
reconstructs iff the trace has reached its node by the deadline. Closed forms:
on a complete graph all N nodes hear it in log2 N + ln N + O(1) hops (D3); along
a chain of L hops it survives with (1 - q^r)^L, and in a tree it dies out as a
branching process does (D5). Cost: linear in the messages, job by job.

References: Frieze and Grimmett 1985, Pittel 1987, Doerr and Kuennemann 2014
(push on complete graphs; recalled).
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.field.propagation.visibility import Traces
from model.field.reading import is_reached, mark_reached
from model.jit import kernel, rule
from model.luck import GOSSIP_DRAW, HOP_LOSS_DRAW, RELAY_DRAW, below, split, uniform
from model.quantity import number

(FANOUT, COPIES, MESSAGE_LOSS, DEADLINE, REPEATS, COMPLETE) = range(6)


class Gossip(Traces):
    """Nodes send the trace on, hop by hop, until the deadline."""

    kind: Literal["gossip"]
    fanout: int = number(1, "1", "nodes to which a node sends a trace in each hop, drawn anew; 0: all its neighbours", ge=0, le=10_000)
    copies: int = number(1, "1", "copies sent to each of them", ge=1, le=1_000)
    message_loss: float = number(0.0, "1", "probability that a copy is lost on its way", ge=0, le=1)
    deadline: int = number(10, "1", "hops after which a trace comes too late to be read", ge=1, le=100_000)
    repeats: bool = number(True, "", "a node sends in every hop after it has the trace; false: in the first one only")
    shard_cost: float = number(0.0, "USD", "cost of making and sending a trace, for its executor", ge=0)

    @property
    def shards(self) -> int:
        """A trace travels whole."""
        return 1


def pack(propagation: Gossip) -> tuple[float, float, float, float]:
    """Numbers that readers need: a trace is one piece, and no link of a reader fails."""
    return 1.0, 1.0, 0.0, 0.0


def pack_hops(propagation: Gossip, complete: bool) -> list[float]:
    """Numbers for the kernel, in the order of the constants above; `complete`: the graph is."""
    p = propagation
    return [float(p.fanout), float(p.copies), p.message_loss, float(p.deadline), float(p.repeats), float(complete)]


@rule
def relays_now(i, keys, nodes, marks):
    """Whether a node relays others' traces in this epoch: it is active and does not withhold."""
    hiding = nodes[col.WITHHOLD, i]
    if marks[col.ACTIVE, i] == 0:
        return 0
    return 0 if hiding > 0.0 and uniform(split(keys[RELAY_DRAW], i), 0) < hiding else 1


@kernel
def mark_relays(keys, nodes, marks):
    """Write who relays in this epoch."""
    for i in range(marks.shape[1]):
        marks[col.RELAYS, i] = relays_now(i, keys, nodes, marks)


@rule
def arrives(copies, loss, key, first):
    """Whether one of the copies sent to a node is not lost."""
    for copy in range(copies):
        if loss == 0.0 or uniform(key, first + copy) >= loss:
            return True
    return False


@rule
def another(i, place, active):
    """The active node at a place in the list of all but node i."""
    return active[place] if active[place] < i else active[place + 1]


@rule
def push(j, hop, i, number, keys, nodes, marks, places, active, active_count, row_at, indptr, indices, having, count):
    """Node i sends a job's trace on in one hop; nodes that have it then, and messages sent.

    Parameters
    ----------
    j, hop, i : int
    number : (6,), float
    places : (words,), int
        Who has the trace; written.
    having : (nodes,), int
        Rows of those nodes, the first `count` of them; written.
    """
    fanout, copies = int(number[FANOUT]), int(number[COPIES])
    complete = number[COMPLETE] > 0.0
    start = 0 if complete else indptr[marks[col.VERTEX, i]]
    degree = active_count - 1 if complete else indptr[marks[col.VERTEX, i] + 1] - start
    target_key, loss_key = split(split(split(keys[GOSSIP_DRAW], j), hop), i), split(split(split(keys[HOP_LOSS_DRAW], j), hop), i)
    targets = 0 if degree == 0 else (degree if fanout == 0 else fanout)
    for t in range(targets):
        place = t if fanout == 0 else below(target_key, t, degree)
        other = another(i, place, active) if complete else row_at[indices[start + place]]
        if marks[col.ACTIVE, other] == 0 or is_reached(places, other):
            continue
        if arrives(copies, min(1.0, number[MESSAGE_LOSS] * nodes[col.LOSS_FACTOR, other]), loss_key, t * copies):
            mark_reached(places, other)
            having[count] = other
            count += 1
    return count, targets * copies


@kernel
def spread_gossip(
    c, jobs_of_epoch, keys, number, nodes, marks, job_marks, places, active, active_count, row_at, indptr, indices, having, totals
):
    """Send the traces of a class from node to node until the deadline.

    Parameters
    ----------
    c : int
        Row of the job class.
    jobs_of_epoch : int
    keys : (draws,), uint64
    number : (6,), float
        As named at the head of this module.
    nodes, marks : node blocks
        ``relays`` says who sends others' traces on.
    job_marks : job block
        ``job_reach``, ``job_reached`` and ``job_hops`` are written.
    places : (jobs, words), int
        Which nodes a trace has reached, a bit each; written.
    active : (nodes,), int
        Rows of active nodes, the first `active_count` of them, ascending.
    row_at, indptr, indices : arrays
        The graph, unless it is complete.
    having : (nodes,), int
        Scratch.
    totals : (totals,), float
    """
    gossiped, reached, messages = 0, 0, 0
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        job_marks[col.JOB_REACH, j], job_marks[col.JOB_REACHED, j], job_marks[col.JOB_HOPS, j] = col.NOBODY, 0, 0
        if job_marks[col.JOB_WITHHELD, j] == 1:
            continue
        for word in range(places.shape[1]):
            places[j, word] = 0
        having[0] = job_marks[col.JOB_EXECUTOR, j]
        mark_reached(places[j], having[0])
        first, count, hops = 0, 1, 0
        for hop in range(int(number[DEADLINE])):
            before = count
            for t in range(0 if number[REPEATS] > 0.0 else first, before):
                if t > 0 and marks[col.RELAYS, having[t]] == 0:
                    continue
                count, sent = push(
                    j, hop, having[t], number, keys, nodes, marks, places[j], active, active_count, row_at, indptr, indices, having, count
                )
                messages += sent
            first = before
            hops = hop + 1 if count > before else hops
            if count == active_count or (count == before and number[REPEATS] == 0.0):
                break
        job_marks[col.JOB_REACH, j] = col.EVERYBODY if count == active_count else col.BY_NODE
        job_marks[col.JOB_REACHED, j], job_marks[col.JOB_HOPS, j] = count, hops
        gossiped += 1
        reached += count
    totals[col.GOSSIPED] += gossiped
    totals[col.REACHED] += reached
    totals[col.MESSAGES] += messages

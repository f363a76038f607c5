"""Who can read a trace: the one rule that propagation writes for and verification asks."""

from __future__ import annotations

from model import columns as col
from model.jit import rule
from model.luck import below, split, uniform

(SHARDS, NEEDED, LOSS, LINK) = range(4)
"""Numbers of a propagation kind that kernels read."""

PATIENCE = 64
"""Draws of a reader after which the list of those eligible is used."""

LOST, EVERYWHERE = -1, -2
"""Places of a shard that are no component."""


NODES_A_WORD = 30
"""Nodes whose reach one whole number of 32 bits keeps."""


@rule
def is_reached(places, row):
    """Whether gossip has brought a trace to the node of a row; `places` are its words."""
    return (places[row // NODES_A_WORD] >> (row % NODES_A_WORD)) & 1 == 1


@rule
def mark_reached(places, row):
    """Note that gossip has brought a trace to the node of a row."""
    places[row // NODES_A_WORD] |= 1 << (row % NODES_A_WORD)


@rule
def heard_by_all_links(places, component, shards):
    """Shards of a job that a component hears when no link fails."""
    heard = 0
    for shard in range(shards):
        heard += (places[shard] == component) | (places[shard] == EVERYWHERE)
    return heard


@rule
def reads(reach, places, j, row, component, numbers, c, loss_factor, key):
    """Whether a reader reconstructs a job's trace.

    A shard is heard iff it stands in the reader's component and the reader's
    link does not lose it; enough heard shards rebuild the trace. What travels by
    gossip is read where it has arrived.

    Parameters
    ----------
    reach : int
        ``NOBODY``, ``EVERYBODY``, ``DEPENDS`` or ``BY_NODE``.
    places : (jobs, shards or words), int
        Component in which each shard stands, ``LOST`` or ``EVERYWHERE``; or who was reached, a bit each.
    j, row, component, c : int
        Row of the job, row and component of the reader, row of the class.
    numbers : (classes, 4), float
    loss_factor : float
        The profile's factor at the reader.
    key : uint64
        Key of the reader's seat on this job.
    """
    if reach == col.BY_NODE:
        return is_reached(places[j], row)
    if reach != col.DEPENDS:
        return reach == col.EVERYBODY
    link = min(1.0, numbers[c, LINK] * loss_factor)
    if link == 0.0:
        return heard_by_all_links(places[j], component, int(numbers[c, SHARDS])) >= int(numbers[c, NEEDED])
    heard = 0
    for shard in range(int(numbers[c, SHARDS])):
        is_here = (places[j, shard] == component) | (places[j, shard] == EVERYWHERE)
        heard += is_here and uniform(key, shard) >= link
    return heard >= int(numbers[c, NEEDED])


@rule
def draw_reader(executor, marks, roster, roster_count, key):
    """Row at which the protocol reads: drawn like a panel member, an active verifier of another owner.

    Where there is none it reads at the executor, as auditors of the protocol do.
    """
    for attempt in range(PATIENCE if roster_count > 0 else 0):
        i = roster[below(key, attempt, roster_count)]
        if marks[col.OWNER, i] != marks[col.OWNER, executor]:
            return i
    left = 0
    for t in range(roster_count):
        left += 1 if marks[col.OWNER, roster[t]] != marks[col.OWNER, executor] else 0
    wanted = below(key, PATIENCE, left)
    for t in range(roster_count if left > 0 else 0):
        if marks[col.OWNER, roster[t]] != marks[col.OWNER, executor]:
            if wanted == 0:
                return roster[t]
            wanted -= 1
    return executor


@rule
def protocol_reads(job_marks, places, j, numbers, c, nodes, marks, roster, roster_count, reader_key, link_key):
    """Whether the protocol's own reader reconstructs a job's trace."""
    reach = job_marks[col.JOB_REACH, j]
    if reach == col.NOBODY or reach == col.EVERYBODY:
        return reach == col.EVERYBODY
    i = draw_reader(job_marks[col.JOB_EXECUTOR, j], marks, roster, roster_count, reader_key)
    # Seat -1 of the job: no member of a panel shares its links.
    return reads(reach, places, j, i, marks[col.COMPONENT, i], numbers, c, nodes[col.LOSS_FACTOR, i], split(link_key, 1 << 40))

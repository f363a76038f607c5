"""Propagate: which shards of a trace survive, where they stand, and who can put the trace together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.agreement.reference.people import BY_NODE, DEPENDS, EVERYBODY, NOBODY, Job, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

LOST, HEARD_EVERYWHERE = "lost", "everywhere"


def propagate(net: ReferenceNetwork) -> None:
    """The working graph of the epoch, then every trace."""
    dispersed = [field.propagation for field in net.fields if field.propagation.kind == "dispersed"]
    if dispersed or any(getattr(field.verification, "draw", "") == "outside_component" for field in net.fields):
        find_components(net, dispersed[0].edge_loss if dispersed else 0.0)
    elif any(field.propagation.kind == "gossip" for field in net.fields):
        ask_who_relays(net)
    for job in net.jobs:
        propagation = net.fields[job.job_class].propagation
        if job.withheld:
            job.reach = NOBODY
        elif propagation.kind == "broadcast":
            send_to_all(net, job, propagation)
        elif propagation.kind == "gossip":
            spread_the_word(net, job, propagation)
        else:
            send_to_holders(net, job, propagation)


def find_components(net: ReferenceNetwork, edge_loss: float) -> None:
    """Flood the graph of working edges between relaying nodes; a component bears its lowest row."""
    ask_who_relays(net)
    ties: dict[int, list[int]] = {node.row: [] for node in net.nodes}
    for number, (a, b) in enumerate(net.edges):
        works = not net.luck.happens(edge_loss, "edge_draw", number)
        if works and net.nodes[a].relays and net.nodes[b].relays:
            ties[a].append(b)
            ties[b].append(a)
    reached: set[int] = set()
    for node in net.nodes:
        queue = [node.row] if node.row not in reached else []
        reached.update(queue)
        while queue:
            row = queue.pop()
            net.nodes[row].component = node.row
            new = [other for other in ties[row] if other not in reached]
            reached.update(new)
            queue += new


def ask_who_relays(net: ReferenceNetwork) -> None:
    """Active nodes relay, but for those that withhold in this epoch."""
    for node in net.nodes:
        hides = net.luck.happens(node.behaviour["withhold"], "relay_draw", node.row, 0)
        node.relays = int(node.active and not hides)


def spread_the_word(net: ReferenceNetwork, job: Job, propagation: Any) -> None:
    """Gossip: hop by hop, everybody who has the trace sends it to some or all neighbours, until the deadline."""
    job.reached_nodes = {job.executor.row}
    newest = [job.executor.row]
    for hop in range(propagation.deadline):
        senders = sorted(job.reached_nodes) if propagation.repeats else newest
        newest = []
        for row in senders:
            if row != job.executor.row and not net.nodes[row].relays:
                continue
            for number, other in enumerate(called(net, job, propagation, hop, row)):
                net.totals["messages"] += propagation.copies
                if net.nodes[other].active and gets_through(net, job, propagation, (hop, row), number, other) and other not in (
                    *job.reached_nodes, *newest
                ):  # fmt: skip
                    newest.append(other)
        job.reached_nodes.update(newest)
        job.hops = hop + 1 if newest else job.hops
        if job.reached == len(net.active) or not (newest or propagation.repeats):
            break
    net.totals["gossiped"] += 1
    net.totals["reached"] += job.reached
    job.reach = EVERYBODY if job.reached == len(net.active) else BY_NODE


def called(net: ReferenceNetwork, job: Job, propagation: Any, hop: int, row: int) -> list[int]:
    """Whom a node sends a trace to in a hop; on a complete graph anybody active is its neighbour."""
    everybody = [node.row for node in net.active if node.row != row]
    neighbours = everybody if net.settings.graph.kind == "complete" else net.neighbours[row]
    if propagation.fanout == 0 or not neighbours:
        return neighbours
    return [neighbours[net.luck.below(len(neighbours), "gossip_draw", job.number, hop, row, t)] for t in range(propagation.fanout)]


def gets_through(net: ReferenceNetwork, job: Job, propagation: Any, at: tuple[int, int], number: int, other: int) -> bool:
    """Whether one of the copies sent to a node arrives."""
    loss = min(1.0, propagation.message_loss * net.nodes[other].loss_factor)
    first = number * propagation.copies
    return any(not net.luck.happens(loss, "hop_loss_draw", job.number, *at, first + copy) for copy in range(propagation.copies))


def send_to_all(net: ReferenceNetwork, job: Job, propagation: Any) -> None:
    """Broadcast: a shard is lost for everyone or for no one; links of readers come later."""
    lost = [net.luck.happens(propagation.shard_loss, "shard_draw", job.number, shard) for shard in range(propagation.shards)]
    job.shards = [LOST if gone else HEARD_EVERYWHERE for gone in lost]
    if job.shards.count(HEARD_EVERYWHERE) < propagation.shards_needed:
        job.reach = NOBODY
    else:
        job.reach = EVERYBODY if propagation.link_loss == 0.0 else DEPENDS


def send_to_holders(net: ReferenceNetwork, job: Job, propagation: Any) -> None:
    """Dispersed: each shard stands with a random active node, two may stand with one."""
    holders = [net.active[net.luck.below(len(net.active), "holder_draw", job.number, shard)] for shard in range(propagation.shards)]
    job.shards = [holder.component for holder in holders]
    job.reach = DEPENDS


def reconstructs(net: ReferenceNetwork, job: Job, reader: ReferenceNode, seat: int) -> bool:
    """Whether a reader hears enough shards of a job: those of its component that its link does not lose."""
    if job.reach == BY_NODE:
        return reader.row in job.reached_nodes
    if job.reach != DEPENDS:
        return job.reach == EVERYBODY
    propagation = net.fields[job.job_class].propagation
    link = min(1.0, getattr(propagation, "link_loss", 0.0) * reader.loss_factor)
    heard = 0
    for shard, place in enumerate(job.shards):
        stands_here = place == HEARD_EVERYWHERE or place == reader.component
        if stands_here and not net.luck.happens(link, "link_draw", job.number, seat, shard):
            heard += 1
    return heard >= propagation.shards_needed


def protocol_reconstructs(net: ReferenceNetwork, job: Job) -> bool:
    """Whether the protocol's reader does: it stands at a node drawn like a panel member."""
    if job.reach in (NOBODY, EVERYBODY):
        return job.reach == EVERYBODY
    return reconstructs(net, job, where_the_protocol_reads(net, job), 1 << 40)


def where_the_protocol_reads(net: ReferenceNetwork, job: Job) -> ReferenceNode:
    """An active verifier of another owner; the executor's place when there is none."""
    eligible = [node for node in net.verifiers if node.owner != job.executor.owner]
    if not eligible:
        return job.executor
    for attempt in range(64):
        node = net.verifiers[net.luck.below(len(net.verifiers), "reader_draw", job.number, attempt)]
        if node in eligible:
            return node
    return eligible[net.luck.below(len(eligible), "reader_draw", job.number, 64)]

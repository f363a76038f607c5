"""Who sits on a panel: distinct active verifiers of other owners, drawn one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agreement.reference.arriving import pick
from tests.agreement.reference.people import VERIFIES, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

DRAWS_PER_SEAT = 64


def seat(net: ReferenceNetwork, executor: ReferenceNode, size: int, way: str, *address: int | str) -> list[ReferenceNode]:
    """Members of a panel in the order of their seats; fewer than `size` where fewer are eligible.

    While at most half of the crowd is wanted, members are drawn from the whole
    crowd and ineligible or seated ones drawn again; else, and when patience
    ends, they are drawn from the list of those left. The law is the same.
    """
    draw, *entity = address
    crowd = crowd_of(net, executor, way)
    eligible = [node for node in crowd if node.owner != executor.owner]
    if way == "outside_component":
        eligible = [node for node in eligible if node.component != executor.component]
    if way == "all":
        return eligible
    seated: list[ReferenceNode] = []
    attempt = 0
    if way != "neighbours" and 2 * size <= len(crowd):
        weights = stakes(crowd, way)
        while len(seated) < size and attempt < DRAWS_PER_SEAT * size:
            node = pick(crowd, weights, net.luck.uniform(str(draw), *entity, attempt))  # type: ignore[arg-type]
            attempt += 1
            if node in eligible and node not in seated:
                seated.append(node)
    left = [node for node in eligible if node not in seated]
    while len(seated) < size and left:
        node = pick(left, stakes(left, way), net.luck.uniform(str(draw), *entity, attempt))  # type: ignore[arg-type]
        attempt += 1
        seated.append(node)
        left.remove(node)
    return seated


def crowd_of(net: ReferenceNetwork, executor: ReferenceNode, way: str) -> list[ReferenceNode]:
    """Active verifiers among whom a panel is drawn, in row order."""
    if way == "same_hardware":
        return [node for node in net.verifiers if node.hardware == executor.hardware]
    if way == "neighbours":
        return [net.nodes[row] for row in net.neighbours[executor.row] if net.nodes[row].active and net.nodes[row].does(VERIFIES)]
    return net.verifiers


def stakes(candidates: list[ReferenceNode], way: str) -> list[float]:
    """Weights of candidates; all alike unless drawn by stake, or when nobody holds any."""
    if way != "stake_weighted" or not any(node.opening_stake > 0.0 for node in candidates):
        return []
    return [node.opening_stake for node in candidates]

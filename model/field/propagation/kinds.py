"""The table of kinds of propagation: how each hands its numbers to kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from model.field.propagation import broadcast, dispersed, gossip
from model.field.reading import NODES_A_WORD

PACK: dict[str, Callable[[Any], tuple[float, float, float, float]]] = {
    "broadcast": broadcast.pack, "dispersed": dispersed.pack, "gossip": gossip.pack
}  # fmt: skip
WIDTH: dict[str, Callable[[Any, int], int]] = {
    "broadcast": lambda part, nodes: part.shards if part.link_loss > 0 else 0,
    "dispersed": lambda part, nodes: part.shards,
    "gossip": lambda part, nodes: -(-nodes // NODES_A_WORD),
}


def pack(propagation: Any) -> tuple[float, float, float, float]:
    """Numbers for the kernels, in the order of ``model.field.reading``."""
    return PACK[propagation.kind](propagation)


def hops(listed: Sequence[Any], complete: bool) -> dict[int, np.ndarray]:
    """Numbers of gossip of the classes that use it, by row; `complete`: the graph is."""
    return {c: np.array(gossip.pack_hops(part, complete)) for c, part in enumerate(listed) if part.kind == "gossip"}


def width(propagation: Any, nodes: int) -> int:
    """Numbers that say where a trace is: one a shard, or a word for every so many nodes; none where all readers are alike."""
    return WIDTH[propagation.kind](propagation, nodes)

"""Bytes that a node takes, as Python's ``tracemalloc`` counts them (numpy's arrays included)."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

from benchmarks import step


def bytes_of(make: Callable[[], step.Advance]) -> int:
    """Bytes held by a contestant that has run for one epoch."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        advance = make()
        advance(1)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def per_node(nodes: int, kind: str) -> dict[str, float]:
    """Bytes per node of each contestant.

    Parameters
    ----------
    nodes : int
    kind : str

    Returns
    -------
    dict
        By contestant.
    """
    makers = {"engine": step.simulated, "engine_with_agents": step.networked, "baseline": step.plain}
    for make in makers.values():
        make(10, kind, False)(1)  # what is loaded once is nobody's
    return {name: bytes_of(lambda make=make: make(nodes, kind, False)) / nodes for name, make in makers.items()}  # type: ignore[misc]

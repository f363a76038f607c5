"""The table of kinds of propagation: how each hands its numbers to kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.field.propagation import broadcast, dispersed

PACK: dict[str, Callable[[Any], tuple[float, float, float, float]]] = {"broadcast": broadcast.pack, "dispersed": dispersed.pack}


def pack(propagation: Any) -> tuple[float, float, float, float]:
    """Numbers for the kernels, in the order of ``model.field.reading``."""
    return PACK[propagation.kind](propagation)

"""Where a job is executed and on what hardware, as far as its verdict depends on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING, Any

import numpy as np

from model.field.partition.chain import Chain
from model.field.profile.shapes import ArrayShape, UniformShape
from model.field.verification.attestation import Images
from model.technology import Technology

if TYPE_CHECKING:
    from model.field.compose import Field


@dataclass(frozen=True)
class Place:
    """Where a job is executed and on what hardware, as far as its verdict depends on it.

    Attributes
    ----------
    noise_factor : float
        The executor's run noise over that of sound hardware.
    bias : float, sigma
        Of the pair of hardware classes.
    harm_threshold : float, sigma
        Of the job class: an output is wrong iff a segment deviates by more.
    technology : Technology
        Says whether fillers are idiosyncratic.
    images : Images
        Attestation images, at their stationary shares.
    graph : a graph part, optional
        For dispersed traces; left out, everybody hears everybody.
    nodes : int
        Nodes on that graph.
    relays : float
        Share of the nodes that relay traces.
    rough : bool
        These numbers are means over unlike nodes, so verdicts are estimates.
    """

    noise_factor: float = 1.0
    bias: float = 0.0
    harm_threshold: float = 0.0
    technology: Technology = made(default_factory=Technology)
    images: Images = made(default_factory=Images)
    graph: Any = None
    nodes: int = 0
    relays: float = 1.0
    rough: bool = False


def factor(shape: Any) -> float:
    """Mean factor of a profile's shape over the vertices."""
    if isinstance(shape, UniformShape):
        return shape.factor
    return float(np.mean(shape.values)) if isinstance(shape, ArrayShape) else float((shape.low + shape.high) / 2)


def chain_of(field: Field, place: Place) -> Chain | None:
    """The chain that a job's segments form, if they do."""
    cut, spread = field.partition, field.noise.level * math.hypot(1.0, place.noise_factor)
    if cut.order == "parallel":
        return None
    return Chain(cut.segments, cut.amplification, cut.end_tolerance * factor(field.profile.tolerance), place.harm_threshold, spread)


def sees_the_end(field: Field) -> bool:
    """Whether members who look compare the end of a chain too."""
    return field.verification.kind == "panel" and field.partition.end_tolerance < 1e9

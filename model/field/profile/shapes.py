"""A field is a field: its numbers may vary over the graph.

Each shape gives a factor per vertex: uniform, a gradient along the vertices
(on a ring: around it), or a given array.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from model.quantity import Part, number


class UniformShape(Part):
    """The same everywhere."""

    kind: Literal["uniform"] = "uniform"
    factor: float = number(1.0, "1", "factor at every vertex", ge=0)

    def factors(self, vertices: int) -> np.ndarray:
        """Factor at each vertex, (vertices,)."""
        return np.full(vertices, self.factor)


class GradientShape(Part):
    """From low at the first vertex to high at the last, in equal steps."""

    kind: Literal["gradient"]
    low: float = number(0.5, "1", "factor at the first vertex", ge=0)
    high: float = number(1.5, "1", "factor at the last vertex", ge=0)

    def factors(self, vertices: int) -> np.ndarray:
        """Factor at each vertex, (vertices,)."""
        return np.linspace(self.low, self.high, vertices)


class ArrayShape(Part):
    """A factor for each vertex."""

    kind: Literal["array"]
    values: list[Annotated[float, Field(ge=0)]] = number(..., "1", "factor at each vertex")

    def factors(self, vertices: int) -> np.ndarray:
        """Factor at each vertex, (vertices,)."""
        if len(self.values) != vertices:
            raise ValueError(f"a profile lists {len(self.values)} values for {vertices} nodes; give one value per node")
        return np.array(self.values)


Shape = Annotated[UniformShape | GradientShape | ArrayShape, Field(discriminator="kind")]


class Profile(Part):
    """How the field's numbers vary over the graph."""

    audit: Shape = number(UniformShape(), "", "factor on the audit probability at the executor's vertex")
    tolerance: Shape = number(UniformShape(), "", "factor on the tolerance at the executor's vertex")
    loss: Shape = number(UniformShape(), "", "factor on the link loss at the reader's vertex")

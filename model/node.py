"""A node as a Mesa agent: a row number, and properties onto the columns. Nothing is stored twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from model.columns import MARK_COLUMNS, NODE_COLUMNS
from model.decision import price_fillers
from model.strategies.traits import TRAITS

if TYPE_CHECKING:
    from model.network import InferenceNetwork


GONE = -1
"""Row of a node that has left."""


class Node(mesa.Agent["InferenceNetwork"]):
    """One node; ``node.stake`` reads and writes its row of the column ``stake``.

    Attributes
    ----------
    row : int
        Row of the node in the columns.
    """

    def __init__(self, model: InferenceNetwork, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def strategy_name(self) -> str:
        """Name of the population's entry that the node follows."""
        return self.model.state.strategy_name(self.row)

    @property
    def family(self) -> str:
        """Family of its strategy: honest, lazy, adversarial or open."""
        return self.model.state.family(self.row)

    def depart(self) -> None:
        """Leave Mesa's set of agents: the network calls it for a node that has left, whose row may be another's by now."""
        super().remove()
        self.row = GONE

    def remove(self) -> None:
        """Refuse: columns have no holes.

        Raises
        ------
        ValueError
            With the way to take a node out.
        """
        raise ValueError(
            f"node {self.row} cannot be removed, since columns have no holes; node.ejected = 1 takes it out from the next epoch on"
        )

    def __repr__(self) -> str:
        return f"<Node {self.row}: {self.strategy_name}, stake {self.stake:g} tok>"  # type: ignore[attr-defined]


ACCOUNTS = ("stake", "wallet", "unbonding")
TYPE = ("compute_cost", "noise_factor", "outside_gain")
FLAGS = ("ejected",)
"""What may be written between epochs beside behaviour; every write is logged, one to an account crosses the network's boundary."""


def _limits(name: str) -> tuple[float, float] | None:
    if name in TRAITS:
        return TRAITS[name][1:]
    if name in FLAGS:
        return 0, 1
    return (0.0, 1e15) if name in ACCOUNTS + TYPE else None


def _standing(node: Any) -> int:
    """Row of a node that has not left."""
    if node.row == GONE:
        raise ValueError("this node has left the network; model.agents holds the nodes that are in it now")
    return int(node.row)


def _column(block: str, row: int, name: str, unit: str, meaning: str) -> property:
    limits = _limits(name)

    def read(self: Any) -> float | int:
        value = getattr(self.model.state, block)[row, _standing(self)]
        return float(value) if block == "nodes" else int(value)

    def write(self: Any, value: float) -> None:
        if limits is None:
            raise ValueError(f"{name} is the network's to write, not a user's; behaviour, {', '.join(ACCOUNTS + TYPE + FLAGS)} may be set")
        if not limits[0] <= value <= limits[1]:
            raise ValueError(f"{name} = {value} is outside [{limits[0]:g}, {limits[1]:g}]; give a number in that range")
        column = getattr(self.model.state, block)
        _standing(self)
        if name in ACCOUNTS:
            self.model.state.move_over_boundary(float(value) - float(column[row, self.row]))
        column[row, self.row] = value
        if name == "leave" and value > 0:
            self.model.state.let_leave()
        if name in TRAITS:
            price_fillers(self.model.state, np.array([self.row]))
        self.model.changes.append((self.model.records.epochs, f"node {self.row}.{name}", value))

    return property(read, write, doc=f"{meaning} ({unit}).")


for _block, _table in (("nodes", NODE_COLUMNS), ("marks", MARK_COLUMNS)):
    for _row, _c in enumerate(_table):
        setattr(Node, _c.name, _column(_block, _row, _c.name, _c.unit, _c.meaning))

"""A node as a Mesa agent: a row number, and properties onto the columns. Nothing is stored twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from model.columns import MARK_COLUMNS, NODE_COLUMNS

if TYPE_CHECKING:
    from model.network import InferenceNetwork


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

    def __repr__(self) -> str:
        return f"<Node {self.row}: {self.strategy_name}, stake {self.stake:g} tok>"  # type: ignore[attr-defined]


def _column(block: str, row: int, name: str, unit: str, meaning: str) -> property:
    def read(self: Any) -> float | int:
        value = getattr(self.model.state, block)[row, self.row]
        return float(value) if block == "nodes" else int(value)

    def write(self: Any, value: float) -> None:
        getattr(self.model.state, block)[row, self.row] = value

    return property(read, write, doc=f"{meaning} ({unit}).")


for _block, _table in (("nodes", NODE_COLUMNS), ("marks", MARK_COLUMNS)):
    for _row, _c in enumerate(_table):
        setattr(Node, _c.name, _column(_block, _row, _c.name, _c.unit, _c.meaning))

"""What is declared of a column."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One declared column.

    Attributes
    ----------
    name, unit, meaning : str
        The name by which users read it (``node.stake``, ``state.stake``); ``tok``, ``USD``, ``seg``, ``epoch``, ``sigma``, ``1``
        or ``row``; one line.
    written_by : tuple of str
        The phases that write it; ``entry`` is the making of the node.
    """

    name: str
    unit: str
    meaning: str
    written_by: tuple[str, ...]

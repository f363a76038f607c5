"""What is kept of a run: the totals of every epoch, and the active nodes of each strategy."""

from __future__ import annotations

import numpy as np

from model.columns import TOTAL_COLUMNS
from model.state import State

ROWS_AT_FIRST = 256


class Records:
    """The history of a run, one row an epoch.

    Attributes
    ----------
    epochs : int
        Epochs recorded.
    """

    def __init__(self, strategies: list[str], rows: int = ROWS_AT_FIRST) -> None:
        self.strategies = strategies
        self.epochs = 0
        self._totals = np.zeros((rows, len(TOTAL_COLUMNS)))
        # By role and strategy, as they come: they are added up when they are read.
        self._followers, self._earners, self._utilities = (np.zeros((rows, 4, len(strategies))) for _ in range(3))

    def take(self, state: State) -> None:
        """Record the epoch that the state has just been through."""
        row = self.epochs
        if row == len(self._totals):
            self._totals, self._followers, self._earners, self._utilities = (
                np.concatenate((block, np.zeros_like(block))) for block in (self._totals, self._followers, self._earners, self._utilities)
            )
        self._totals[row] = state.totals
        self._followers[row] = state.followers
        self._earners[row] = state.counts
        self._utilities[row] = state.sums
        self.epochs = row + 1

    def _column(self, strategy: str) -> int:
        if strategy not in self.strategies:
            raise ValueError(f"the population has no entry {strategy!r}; its entries: {', '.join(self.strategies)}")
        return self.strategies.index(strategy)

    def total(self, name: str) -> np.ndarray:
        """A total by name (``model.columns.TOTAL_COLUMNS``), (epochs,)."""
        if name not in _ROW:
            raise ValueError(f"no total is called {name!r}; totals: {', '.join(_ROW)}")
        return self._totals[: self.epochs, _ROW[name]]

    def share(self, strategy: str) -> np.ndarray:
        """Share of the active nodes that follow a strategy of the population, (epochs,); nan when nobody is active."""
        counts = self._followers[: self.epochs].sum(axis=1)
        everybody = counts.sum(axis=1)
        return np.divide(counts[:, self._column(strategy)], everybody, out=np.full(len(everybody), np.nan), where=everybody > 0)

    def count(self, strategy: str) -> np.ndarray:
        """Active nodes that follow a strategy of the population, (epochs,)."""
        return np.asarray(self._followers[: self.epochs, :, self._column(strategy)].sum(axis=1))

    def mean_utility(self, strategy: str) -> np.ndarray:
        """Mean utility of the active nodes of a strategy, (epochs,), USD; nan when nobody follows it."""
        k = self._column(strategy)
        earners, sums = (block[: self.epochs, :, k].sum(axis=1) for block in (self._earners, self._utilities))
        return np.divide(sums, earners, out=np.full(len(sums), np.nan), where=earners > 0)

    def window(self, first: int) -> Records:
        """The records from an epoch on."""
        part = Records(self.strategies, rows=0)
        part.epochs = self.epochs - first
        part._totals, part._followers, part._earners, part._utilities = (
            block[first : self.epochs] for block in (self._totals, self._followers, self._earners, self._utilities)
        )
        return part

    def pooled(self) -> Records:
        """One row with the sums over all epochs."""
        part = Records(self.strategies, rows=0)
        part.epochs = 1
        part._totals, part._followers, part._earners, part._utilities = (
            block[: self.epochs].sum(axis=0, keepdims=True) for block in (self._totals, self._followers, self._earners, self._utilities)
        )
        return part

    def columns(self) -> dict[str, np.ndarray]:
        """Every total by name, and ``share_NAME`` and ``utility_NAME`` of every strategy, each (epochs,)."""
        table = {column.name: self.total(column.name) for column in TOTAL_COLUMNS}
        for strategy in self.strategies:
            table[f"share_{strategy}"] = self.share(strategy)
            table[f"utility_{strategy}"] = self.mean_utility(strategy)
        return table


_ROW = {column.name: row for row, column in enumerate(TOTAL_COLUMNS)}

"""Functions of one number, tabulated where they are asked: exact at given edges, polynomials of Chebyshev between them.

A row is a function with values of its own: several numbers at once. It may
jump or bend at its edges only; there the value itself is kept, and between two
edges a polynomial through 16 Chebyshev nodes, halved until its last terms
vanish. Nothing is worked out before it is asked for, so a table costs what is
looked at. Where halving does not help, nothing is kept: those who ask are told
so, and have to ask the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model.jit import kernel, rule

ORDER = 16
TAIL = 1e-8
"""Size of the last terms, over the scale of the values, at which a polynomial is taken: a hundredth of what is promised."""
STRAIGHT = 1e-12
"""Distance from a line, over the scale, that rounding may make."""
MOST_PIECES = 16
"""Pieces between two edges beyond which a function counts as too rugged to be tabulated."""

UNKNOWN, RUGGED = -1, -2
DONE, MISSING, ROUGH = range(3)
"""What became of a look: a value, nothing yet, or never anything."""

_ANGLES = np.pi * (np.arange(ORDER) + 0.5) / ORDER
_NODES = np.cos(_ANGLES)
_TO_TERMS = 2.0 / ORDER * np.cos(np.arange(ORDER)[:, None] * _ANGLES)
_TO_TERMS[0] /= 2.0
_PROBES = np.array([-0.93, -0.37, 0.29, 0.81])
"""No even and no odd function passes through them on a line unless it is one."""

Ask = Callable[[int, np.ndarray], tuple[np.ndarray, bool]]
"""Row and places, (n,), to values, (n, columns), and whether they are estimates."""


class Table(NamedTuple):
    """A table as kernels read it.

    Attributes
    ----------
    slots : (rows,), int
        Where a row stands; -1: nowhere yet.
    starts : (slots + 1,), int
        First of each slot's breaks.
    breaks : (breaks,), float
        In ascending order in each slot.
    blocks : (2 breaks,), int
        Polynomial at each break, then of the piece above it.
    degrees : (blocks,), int
    terms : (blocks, 16, columns), float
    """

    slots: np.ndarray
    starts: np.ndarray
    breaks: np.ndarray
    blocks: np.ndarray
    degrees: np.ndarray
    terms: np.ndarray


@rule
def piece_at(x, row, slots, starts, breaks):
    """Piece of a row that a place falls into: even where it is a break, odd above one; -1 where the row is not there yet."""
    slot = slots[row]
    if slot < 0:
        return -1
    low, high = starts[slot], starts[slot + 1]
    while high - low > 1:
        middle = (low + high) // 2
        if breaks[middle] <= x:
            low = middle
        else:
            high = middle
    return 2 * low + (0 if breaks[low] == x else 1)


@rule
def add_piece(x, piece, weight, breaks, blocks, degrees, terms, sums):
    """Add a piece's values at a place to the sums, (columns,), times a weight; say what became of it."""
    block = blocks[piece]
    if block < 0:
        return MISSING if block == UNKNOWN else ROUGH
    for c in range(sums.shape[0]):
        sums[c] += weight * terms[block, 0, c]
    if degrees[block] == 0:
        return DONE
    left, right = breaks[piece // 2], breaks[piece // 2 + 1]
    t = (2.0 * x - left - right) / (right - left)
    before, now = 1.0, t
    for j in range(1, degrees[block] + 1):
        for c in range(sums.shape[0]):
            sums[c] += weight * now * terms[block, j, c]
        before, now = now, 2.0 * t * now - before
    return DONE


@kernel
def look_up(row, places, slots, starts, breaks, blocks, degrees, terms, asked, sums, found, states):
    """Values of one row at many places; says how many are not in the table yet.

    Parameters
    ----------
    row : int
    places : (n,), float
    slots, starts, breaks, blocks, degrees, terms
        As in :class:`Table`.
    asked : (2 breaks,), int
        Set to 1 where a piece is looked at.
    sums : (columns,), float
        Scratch.
    found : (n, columns), float
    states : (n,), int
        ``DONE``, ``MISSING`` or ``ROUGH``.
    """
    missing = 0
    for i in range(places.shape[0]):
        for c in range(sums.shape[0]):
            sums[c] = 0.0
        piece = piece_at(places[i], row, slots, starts, breaks)
        asked[piece] = 1
        states[i] = add_piece(places[i], piece, 1.0, breaks, blocks, degrees, terms, sums)
        for c in range(sums.shape[0]):
            found[i, c] = sums[c]
        missing += 1 if states[i] == MISSING else 0
    return missing


class Curves:
    """A table of functions, filled where it is asked.

    Parameters
    ----------
    ask : callable
        The functions themselves.
    edges : callable
        Row to its edges, (n,), ascending: the first and last bound what may be asked.
    rows, columns : int
    scale : float
        Of the values: bounds are relative to it.
    rugged : callable, optional
        Row and place to whether the function is known to be rugged there.
    """

    def __init__(
        self,
        ask: Ask,
        edges: Callable[[int], np.ndarray],
        rows: int,
        columns: int,
        scale: float = 1.0,
        rugged: Callable[[int, float], bool] = lambda row, place: False,
    ) -> None:
        self._ask, self._edges, self._columns, self._scale, self._is_rugged = ask, edges, columns, scale, rugged
        self._pins: list[float] = []
        self._slots = np.full(rows, -1)
        self._breaks: list[np.ndarray] = []
        self._blocks: list[np.ndarray] = []
        self._rows: list[int] = []
        self._terms: list[np.ndarray] = []
        self._estimates: list[bool] = []
        self.table = self._flat()

    def fill(self, rows: np.ndarray, pieces: np.ndarray) -> None:
        """Work out what was asked for and is not there: rows, then pieces of the table as it stands, each marked by 1."""
        for slot, (first, last) in enumerate(zip(self.table.starts[:-1], self.table.starts[1:], strict=True)):
            wanted = (pieces[2 * first : 2 * last] == 1) & (self._blocks[slot] == UNKNOWN)
            if wanted.any():
                self._fill(slot, wanted)
        for row in np.flatnonzero((rows == 1) & (self._slots < 0)):
            self._slots[row] = len(self._rows)
            self._rows.append(int(row))
            self._breaks.append(np.unique([*self._edges(int(row)), *self._pins]))
            self._blocks.append(np.full(2 * len(self._breaks[-1]), UNKNOWN))
        self.table = self._flat()

    def pin(self, place: float) -> None:
        """Make a place an edge of all rows, since it will be asked for often: its value is then kept as it is."""
        if place in self._pins:
            return
        self._pins.append(place)
        for slot, breaks in enumerate(self._breaks):
            i = int(np.searchsorted(breaks, place, side="right")) - 1
            above = self._blocks[slot][2 * i + 1]
            if breaks[i] < place and above < 0:
                self._breaks[slot] = np.insert(breaks, i + 1, place)
                self._blocks[slot] = np.insert(self._blocks[slot], 2 * i + 2, [UNKNOWN, above])
        self.table = self._flat()

    def is_estimated(self, pieces: np.ndarray) -> bool:
        """Whether one of the pieces that were asked for, marked by 1, is an estimate."""
        return any(self._estimates) and any(self._estimates[block] for block in self.table.blocks[pieces == 1] if block >= 0)

    def at(self, row: int, places: np.ndarray) -> np.ndarray:
        """Values of a row at many places, (n, columns); places on rugged ground are asked for one by one."""
        states, found = np.empty(len(places), dtype=np.int64), np.empty((len(places), self._columns))
        rows, sums = np.zeros(len(self._slots), dtype=np.int64), np.empty(self._columns)
        rows[row] = 1
        if self._slots[row] < 0:
            self.fill(rows, np.zeros(len(self.table.blocks)))
        while True:
            asked = np.zeros(len(self.table.blocks), dtype=np.int64)
            if look_up(row, places, *self.table, asked, sums, found, states) == 0:
                break
            self.fill(rows, asked)
        rugged = states == ROUGH
        if rugged.any():
            found[rugged] = self._ask(row, places[rugged])[0]
        return found

    def _fill(self, slot: int, wanted: np.ndarray) -> None:
        row, breaks, blocks = self._rows[slot], self._breaks[slot], self._blocks[slot]
        new: list[tuple[float, int, int]] = []
        for i, left in enumerate(breaks.tolist()):
            at, above = int(blocks[2 * i]), int(blocks[2 * i + 1])
            if wanted[2 * i]:
                values, estimated = self._ask(row, np.array([left]))
                at = self._keep(values, estimated)
            if not wanted[2 * i + 1]:
                new.append((left, at, above))
                continue
            pieces = self._fitted(row, left, float(breaks[i + 1]))
            new += [(start, at if j == 0 else UNKNOWN, block) for j, (start, block) in enumerate(pieces)]
        self._breaks[slot] = np.array([start for start, _, _ in new])
        self._blocks[slot] = np.array([block for _, *both in new for block in both])

    def _fitted(self, row: int, left: float, right: float) -> list[tuple[float, int]]:
        """Pieces between two edges, by their left ends."""
        pieces, left_over = [], [(left, right)]
        while left_over:
            a, b = left_over.pop()
            if self._is_rugged(row, (a + b) / 2):
                pieces.append((a, RUGGED))
            elif (block := self._fit(row, a, b)) != RUGGED or len(pieces) + len(left_over) >= MOST_PIECES or not a < (a + b) / 2 < b:
                pieces.append((a, block))
            else:
                left_over += [((a + b) / 2, b), (a, (a + b) / 2)]
        return pieces

    def _fit(self, row: int, left: float, right: float) -> int:
        """Polynomial of a piece: a line where it is one, else of all orders; RUGGED where these do not reach."""

        def asked(t: np.ndarray) -> tuple[np.ndarray, bool]:
            return self._ask(row, np.clip(0.5 * (left + right) + 0.5 * (right - left) * t, left, right))

        values, estimated = asked(_PROBES)
        slope = (values[-1] - values[0]) / (_PROBES[-1] - _PROBES[0])
        line = values[0] - slope * _PROBES[0], slope
        if np.abs(values - line[0] - _PROBES[:, None] * line[1]).max() <= STRAIGHT * self._scale:
            return self._keep(np.array(line), estimated)
        values, estimated = asked(_NODES)
        terms = _TO_TERMS @ values
        if np.abs(terms[-4:]).max() > TAIL * self._scale:
            return RUGGED
        return self._keep(terms, estimated)

    def _keep(self, terms: np.ndarray, estimated: bool) -> int:
        matters = np.flatnonzero(np.abs(terms).max(axis=1) > STRAIGHT * self._scale)
        self._terms.append(terms[: 1 + (matters[-1] if len(matters) else 0)])
        self._estimates.append(estimated)
        return len(self._terms) - 1

    def _flat(self) -> Table:
        terms = np.zeros((len(self._terms), ORDER, self._columns))
        for block, known in enumerate(self._terms):
            terms[block, : len(known)] = known
        return Table(
            self._slots.copy(),
            np.cumsum([0, *(len(breaks) for breaks in self._breaks)]),
            np.concatenate([np.zeros(0), *self._breaks]),
            np.concatenate([np.zeros(0, dtype=np.int64), *self._blocks]),
            np.array([len(known) - 1 for known in self._terms], dtype=np.int64),
            terms,
        )

"""The verdicts of a job class as curves: what many behaviours meet, from few questions to the closed form.

A job that is not attacked skips (1 - effort) k segments, rounded up or down by
lot; so the law of its verdict is a mean of two curves in the filler's
deviation, one for each whole number skipped. The law of an attacked job is one
curve in the attack's deviation. The attack lottery and withholding are means
again. All curves are the field's own closed form at pure behaviours; only their
edges are known here: where a noiseless check begins to fail, where truth
jumps, where a filler changes its nature.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from model.curves import DONE, MISSING, ORDER, UNKNOWN, Curves, add_piece, piece_at
from model.field.acceptance import acceptance, acceptances, case_of
from model.field.compose import Field
from model.field.crowd import Crowd
from model.field.output import Output
from model.field.place import Place, chain_of, sees_the_end
from model.field.verification.panel.numbers import Panel
from model.jit import kernel, rule
from model.strategies.traits import TRAITS

COLUMNS = 6
"""Values of a curve: the four verdicts, wrong and accepted, wrong."""
(OPEN, VERIFIED, INVALID, UNAVAILABLE, AUDITED, WRONG_ACCEPTED, ATTACKED_ACCEPTED) = range(7)
NUMBERS = 7
TABULATED = ("effort", "filler_deviation", "attack_rate", "deviation", "withhold")
"""Traits that curves take."""
OUTPUTS = 3
"""Outputs that a behaviour is looked up by: of an attack, and of two numbers of skipped segments."""

STEPS = (-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0)
"""Edges around the tolerance, in standard deviations of what blurs it: beyond them nothing changes, between them little."""
CHUNK = 16
"""Places asked about at once."""


@rule
def add_output(x, row, weight, slots, starts, breaks, blocks, degrees, terms, asked_rows, asked, sums):
    """Add the values of an output, one row's at a place, to the sums times its weight; note that it was asked for."""
    if weight <= 0.0:
        return DONE
    piece = piece_at(x, row, slots, starts, breaks)
    if piece < 0:
        asked_rows[row] = 1
        return MISSING
    asked[piece] = 1
    return add_piece(x, piece, weight, breaks, blocks, degrees, terms, sums)


@kernel
def meet(
    effort, filler, attack, deviation, withhold, withheld,
    slots, starts, breaks, blocks, degrees, terms, asked_rows, asked, sums, found, states,
):  # fmt: skip
    """Verdicts of many behaviours, where the table has them.

    Parameters
    ----------
    effort, filler, attack, deviation, withhold : (n,), float
        Traits; filler is its deviation.
    withheld : (6,), float
        Verdicts of a job whose trace is withheld; probability that one is looked at, if it is not withheld and if it is.
    slots, starts, breaks, blocks, degrees, terms
        As in ``model.curves.Table``: a row for each number of skipped segments, then one for attacks.
    asked_rows, asked : (rows,) and (2 breaks,), int
        Set to 1 where looked at.
    sums : (6,), float
        Scratch.
    found : (7, n), float
        As named at the head of this module.
    states : (n,), int
        ``DONE``, ``MISSING`` where an output is not in the table yet, or ``ROUGH``.
    """
    k = slots.shape[0] - 2
    for i in range(effort.shape[0]):
        for c in range(sums.shape[0]):
            sums[c] = 0.0
        a, seen = attack[i], 1.0 - withhold[i]
        state = add_output(deviation[i], k + 1, a, slots, starts, breaks, blocks, degrees, terms, asked_rows, asked, sums)
        attacked = (sums[OPEN] + sums[VERIFIED]) if deviation[i] != 0.0 else 0.0
        skipped = (1.0 - effort[i]) * k
        low = math.floor(skipped)
        for up in range(2):
            weight = (1.0 - a) * (skipped - low if up == 1 else 1.0 - (skipped - low))
            state = max(
                state,
                add_output(filler[i], int(low) + up, weight, slots, starts, breaks, blocks, degrees, terms, asked_rows, asked, sums),
            )
        states[i] = state
        for v in range(4):
            found[v, i] = max(0.0, seen * sums[v] + withhold[i] * withheld[v])
        passes = withheld[OPEN] + withheld[VERIFIED]
        found[AUDITED, i] = seen * withheld[4] + withhold[i] * withheld[5]
        found[WRONG_ACCEPTED, i] = max(0.0, seen * sums[4] + withhold[i] * passes * sums[5])
        found[ATTACKED_ACCEPTED, i] = max(0.0, seen * attacked + (withhold[i] * passes * a if deviation[i] != 0.0 else 0.0))


class VerdictCurves:
    """The verdicts of a job class before a crowd, for behaviours that differ in nothing but the five traits of the axes.

    Parameters
    ----------
    field : Field
    crowd : Crowd
    place : Place
    traits : mapping of str to float
        Every trait; what a behaviour is asked about with takes the place of effort, deviations, attack rate and withholding.
    """

    def __init__(self, field: Field, crowd: Crowd, place: Place, traits: Mapping[str, float]) -> None:
        self._field, self._crowd, self._place = field, crowd, place
        self._traits = {**traits, **{name: TRAITS[name][0] for name in ("effort", "attack_rate", "withhold")}}
        self._case = case_of(field, self._traits, crowd, place)
        self._chain = chain_of(field, place)
        shown, hidden = (acceptances(field, [self._traits | {"withhold": w}], crowd, place)[0] for w in (0.0, 1.0))
        self._withheld = np.array([*hidden.verdicts, shown.audited, hidden.audited])
        self._segments = field.partition.segments
        self.curves = Curves(self._ask, self._edges, self._segments + 2, COLUMNS, rugged=self._is_rugged)

    def of(self, columns: Mapping[str, np.ndarray]) -> tuple[np.ndarray, bool]:
        """What behaviours meet, by their traits, each (n,).

        A table is filled where that takes fewer questions than the behaviours
        that need it ask by themselves.

        Returns
        -------
        (7, n), float
            As named at the head of this module.
        bool
            Whether one of the numbers is an estimate.
        """
        effort, filler, attack, deviation, withhold = (np.ascontiguousarray(columns[name]) for name in TABULATED)
        found, states = np.empty((NUMBERS, len(effort))), np.empty(len(effort), dtype=np.int64)
        rows, sums = np.zeros(self._segments + 2, dtype=np.int64), np.empty(COLUMNS)
        while True:
            table = self.curves.table
            asked = np.zeros(len(table.blocks), dtype=np.int64)
            given = effort, filler, attack, deviation, withhold, self._withheld
            meet(*given, *table, rows, asked, sums, found, states)
            missing = int((states == MISSING).sum())
            unknown = np.flatnonzero((asked == 1) & (table.blocks == UNKNOWN))
            if missing == 0 or np.where(unknown % 2, ORDER, 1).sum() > OUTPUTS * missing:
                break
            self.curves.fill(rows, asked)
        estimated = self.curves.is_estimated(asked)
        for i in np.flatnonzero(states != DONE).tolist():
            alone = self._traits | {name: float(columns[name][i]) for name in TABULATED}
            one = acceptance(self._field, alone, self._crowd, self._place)
            found[:, i] = [*one.verdicts, one.audited, one.wrong_accepted, one.attacked_accepted]
            estimated = estimated or one.estimated
        return found, estimated

    def _ask(self, row: int, places: np.ndarray) -> tuple[np.ndarray, bool]:
        """The closed form at pure behaviours: an attack, or so many segments skipped."""
        if row > self._segments:
            asked = [self._traits | {"attack_rate": 1.0, "deviation": x} for x in places.tolist()]
        else:
            effort = 1.0 - row / self._segments
            asked = [self._traits | {"effort": effort, "filler_deviation": x} for x in places.tolist()]
        met = [
            one
            for first in range(0, len(asked), CHUNK)
            for one in acceptances(self._field, asked[first : first + CHUNK], self._crowd, self._place)
        ]
        return np.array([[*one.verdicts, one.wrong_accepted, one.wrong] for one in met]), any(one.estimated for one in met)

    def _edges(self, row: int) -> np.ndarray:
        """Where the law of a row may jump or bend; that of no segment only by its draws, where it is drawn."""
        attacks = row > self._segments
        least, most = TRAITS["deviation" if attacks else "filler_deviation"][1:]
        known, _, fresh = self._place.technology.points
        if row == 0:
            return np.unique([least, 0.0, most, *known, *-known])
        signed = self._steps_of_checks()
        sizes = [self._place.harm_threshold, *self._ends_of_chains(row)]
        first = 0.0 if self._traits["deviation_idiosyncratic"] > 0 else math.inf
        if not attacks:
            sizes += known.tolist()
            first = min([float(d) for d, is_fresh in zip(known, fresh, strict=True) if is_fresh > 0], default=math.inf)
        # A fresh size lies between its least and twice that: it meets every edge twice, on either side.
        both = [size for x in (*signed, self._place.harm_threshold) for size in (abs(x), abs(x) / 2.0) if size >= first]
        edges = np.unique([least, 0.0, most, *signed, *sizes, *(-x for x in sizes), *both, *(-x for x in both)])
        return edges[(edges >= least) & (edges <= most)]

    def _is_rugged(self, row: int, place: float) -> bool:
        """Whether the closed form takes a sample of chains there: a law of as many steps as chains are drawn."""
        if self._chain is None or row == 0:
            return False
        fresh = self._traits["deviation_idiosyncratic"] if row > self._segments else self._place.technology.idiosyncratic(place)
        output = Output(1.0, 1, place, bool(fresh > 0), False, 1.0)
        return self._chain.is_rough([output], sees_the_end(self._field), False)

    def _steps_of_checks(self) -> list[float]:
        """Deviations about which a check begins to fail, for each way of checking."""
        if not isinstance(self._field.verification, Panel) or self._case.audit_probability == 0.0:
            return []
        look = self._case.sitting().look(Output(1.0, 1, 1.0, False, False, 1.0))
        checkers = look.checkers if look.reference_share > 0 else look.checkers[:-1]
        blurs = [math.hypot(checker.tau, look.wrong.shared) for checker in checkers]
        return [
            side * look.wrong.tolerance - checker.offset + step * blur
            for checker, blur in zip(checkers, blurs, strict=True)
            for side in (-1.0, 1.0)
            for step in (STEPS if blur > 0 else (0.0,))
        ]

    def _ends_of_chains(self, row: int) -> list[float]:
        """Deviations at which the end of a chain is too far off, or wrong."""
        if self._chain is None:
            return []
        attack = self._field.partition.deviating(self._traits | {"attack_rate": 1.0, "deviation": 1.0})[0][1]
        least = row if self._traits["filler_luck"] == 0 else 1
        gains = {self._chain.gain(m) for m in ([attack] if row > self._segments else range(least, row + 1))} - {0.0}
        steps = [step * self._chain.noise() for step in STEPS] if self._chain.noise() > 0 else [0.0]
        ends = [self._chain.end_tolerance + step for step in steps] if sees_the_end(self._field) else []
        return [abs(x) / gain for gain in gains for x in (self._chain.threshold, *ends)]

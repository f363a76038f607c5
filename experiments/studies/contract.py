"""What a study is: one question, a hypothesis that can fail, and the tables that are measured to decide it.

A study measures and says nothing of pictures or closed forms: those stand in
``analysis.findings`` and ``analysis.figures``, and the command binds all by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.scenario import Scenario

Value = float | int | str | bool
Row = Mapping[str, Value]


class Column(NamedTuple):
    """A column of a table: its unit and what it means."""

    unit: str
    meaning: str


class Cell(NamedTuple):
    """One piece of work, done by one worker and kept as a whole.

    Attributes
    ----------
    at : mapping
        Where in the design it lies; these values become columns of its rows.
    seeds : tuple of int
        Seeds of its runs.
    """

    at: Mapping[str, Value]
    seeds: tuple[int, ...]


class Measured(NamedTuple):
    """What a cell came to.

    Attributes
    ----------
    rows : sequence of mapping
        As a rule one a seed, with a column ``seed``, so that statistics can be made from what is stored.
    runs : int
        Runs of the model that it took.
    """

    rows: Sequence[Row]
    runs: int


class Table(NamedTuple):
    """A table that a study measures.

    Attributes
    ----------
    cells : callable
        From the network and whether the study is a quick one to the cells. It refuses, with a ValueError in one line, a
        network that the study cannot ask its question of. A quick study has fewer cells, seeds, nodes or epochs; what it
        has fewer of stands in `at`, if it is not the number of seeds.
    measure : callable
        From the network and a cell; of module level, so that a worker can import it.
    columns : mapping of Column
        Every column, those of `at` too.
    """

    cells: Callable[[Scenario, bool], Sequence[Cell]]
    measure: Callable[[Scenario, Cell], Measured]
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class Study:
    """One question, asked of a network.

    Attributes
    ----------
    name : str
    question : str
        In one sentence, with a question mark.
    hypothesis, refuted_by : str
        Written before the runs.
    network : str
        Shipped network that it is asked of when none is given.
    sample : str
        How many seeds a point has, and why so many.
    source : str
        Where question or law come from.
    tables : mapping of Table
    headline : bool
        One of the studies that the project exists for.
    """

    name: str
    question: str
    hypothesis: str
    refuted_by: str
    network: str
    sample: str
    source: str
    tables: Mapping[str, Table]
    headline: bool = False

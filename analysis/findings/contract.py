"""How a study's tables are read: closed forms beside them, claims about them, figures of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from analysis.findings.claims import Claim
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

type Tables = Mapping[str, pd.DataFrame]


class Emergence(NamedTuple):
    """A claim that a collective behaviour emerges.

    Attributes
    ----------
    behaviour : str
        In words, to be read after "emerges:".
    rests_on : tuple of int
        Places of the claims that must all hold.
    implied_by : str
        What of the closed-form map (``analysis.theory.regime_map``) says so already; empty: nothing does, and it is news.
    """

    behaviour: str
    rests_on: tuple[int, ...]
    implied_by: str = ""


class Finding(NamedTuple):
    """What a study found.

    Attributes
    ----------
    claims : tuple of Claim
        Those that decide the hypothesis, and those reported beside.
    found : str
        An honest paragraph with the numbers.
    departs : str
        What departs from the closed form or the expectation, and why as far as is known; empty where nothing does.
    table : DataFrame
        What a reader is shown: at most about 20 rows and 8 columns, headings with units.
    emerges : tuple of Emergence
    """

    claims: tuple[Claim, ...]
    found: str
    departs: str
    table: pd.DataFrame
    emerges: tuple[Emergence, ...] = ()


class Drawing(NamedTuple):
    """A figure of a study.

    Attributes
    ----------
    draw : callable
        From all tables to a figure; it looks at those of `tables` only.
    tables : tuple of str
        What is drawn; written beside the figure as CSV.
    caption : str
        What is seen, for the gallery and the report.
    """

    draw: Callable[[Tables], Figure]
    tables: tuple[str, ...]
    caption: str


@dataclass(frozen=True)
class Reading:
    """How a study's tables are read.

    Attributes
    ----------
    closed_forms : callable
        From the network and the measured tables to further tables, by names of their own: laws along the axes, and what is
        estimated from rows, with intervals, if it is drawn.
    find : callable
        From the network and all tables to a finding.
    drawings : mapping of Drawing
        By the names of the files.
    """

    closed_forms: Callable[[Scenario, Tables], dict[str, pd.DataFrame]]
    find: Callable[[Scenario, Tables], Finding]
    drawings: Mapping[str, Drawing]

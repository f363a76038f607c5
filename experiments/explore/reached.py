"""What an exploration has found: which cells can be reached, how surely, at what cost, and bounds for the rest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from experiments import store
from experiments.explore.archive import Claim, Proof
from experiments.explore.engine import Exploration
from experiments.explore.outcomes import Grid, Wanted
from experiments.explore.search import STREAMS, UNIFORM, Explorer
from experiments.explore.unseen import at_most, chao1, missing_mass, rule_of_three

REACHED, CELLS = "reached.json", "cells.csv"
CONFIRMED, SEEN = "confirmed", "seen"
CONTRADICTED = 0.025
"""Probability, on either side, below which fresh runs contradict an interval."""


class Way(NamedTuple):
    """A cell that was hit, and the best way to it.

    Attributes
    ----------
    cell : int
        Flat number.
    place : tuple of int
    status : {"confirmed", "seen"}
    landings : int
        Candidates whose first run ended there.
    hits, runs : int
        Of the way, under fresh seeds; 0 of 0 where nobody was run again.
    low, high : float
        Wilson's interval of the hit probability.
    cost, tokens, usd : float
        Of the way: USD in all, stake in tok, dollars.
    candidate : int
    words : str
        What is done.
    fresh_hits, fresh_runs : int
        Of the verification at the end, on seeds that nothing was chosen by.
    uniform : int
        Independent uniform candidates that ended there.
    """

    cell: int
    place: tuple[int, ...]
    status: str
    landings: int
    hits: int
    runs: int
    low: float
    high: float
    cost: float
    tokens: float
    usd: float
    candidate: int
    words: str
    fresh_hits: int
    fresh_runs: int
    uniform: int

    @property
    def again(self) -> bool:
        """Whether the fresh runs agree with the interval: so few hits at its low end, or so many at its high end, are no 2.5 % chance."""
        below = at_most(self.fresh_hits, self.fresh_runs, self.low)
        above = 1.0 - at_most(self.fresh_hits - 1, self.fresh_runs, self.high)
        return min(below, above) >= CONTRADICTED


@dataclass(frozen=True)
class Reached:
    """The reachable map of a network.

    Attributes
    ----------
    network : str
    epochs, nodes : int
    axes : tuple of Wanted
    stake, usd : float
        Budget of a candidate.
    runs, seed : int
    method : str
    spent : dict
        Runs by stream.
    missing : int
        Runs without a value of an outcome.
    ways : tuple of Way
    bound : float
        Upper 95 % end of the probability that a uniform candidate ends in a cell that the uniform stream did not hit.
    unseen, unseen_high : float
        Estimate and upper 95 % end of the probability of all such cells together.
    at_least : float
        Chao's lower estimate of the cells that uniform candidates can hit.
    filled, uniform_filled : tuple
        Runs and cells after each generation: of all, and of the uniform stream alone.
    level : float
        Hit probability that a confirmed cell reaches.
    """

    network: str
    epochs: int
    nodes: int
    axes: tuple[Wanted, ...]
    stake: float
    usd: float
    runs: int
    seed: int
    method: str
    spent: dict[str, int]
    missing: int
    ways: tuple[Way, ...]
    bound: float
    unseen: float
    unseen_high: float
    at_least: float
    filled: tuple[tuple[int, int], ...]
    uniform_filled: tuple[tuple[int, int], ...]
    level: float

    @property
    def grid(self) -> Grid:
        """Its cells."""
        return Grid(self.axes)

    @property
    def confirmed(self) -> list[Way]:
        """Ways that are confirmed."""
        return [way for way in self.ways if way.status == CONFIRMED]

    @property
    def empty(self) -> int:
        """Cells that no run has hit."""
        return self.grid.size - len(self.ways)

    def verified(self) -> tuple[int, int]:
        """Confirmed cells that fresh runs hit again within their interval, and those that were verified."""
        checked = [way for way in self.confirmed if way.fresh_runs]
        return sum(way.again for way in checked), len(checked)

    def where(self, way: Way) -> str:
        """A cell in words."""
        ends = zip(self.axes, self.grid.ends(way.cell), strict=True)
        return ", ".join(f"{axis.name} {low:.3g} to {high:.3g}" for axis, (low, high) in ends)


def reached(exploration: Exploration, explorer: Explorer) -> Reached:
    """The map that an exploration has come to.

    Parameters
    ----------
    exploration : Exploration
    explorer : Explorer
        After its last generation.
    """
    start, n = exploration.start, explorer.spent[UNIFORM]
    assert explorer.grid is not None
    unseen, unseen_high = missing_mass(explorer.uniform.values(), n)
    ways = tuple(_way(exploration, explorer, cell) for cell in sorted(explorer.archive.cells))
    return Reached(
        start.scenario.name, start.scenario.epochs, start.scenario.nodes.count, explorer.grid.axes, *exploration.budget,
        exploration.runs, exploration.seed, exploration.method, {STREAMS[k]: v for k, v in sorted(explorer.spent.items())},
        explorer.missing, ways, rule_of_three(n), unseen, unseen_high, chao1(explorer.uniform.values()), tuple(explorer.filled),
        tuple(explorer.uniform_filled), exploration.proof.level,
    )  # fmt: skip


def _way(exploration: Exploration, explorer: Explorer, cell: int) -> Way:
    there = explorer.archive.cells[cell]
    claim = there.elite or there.best or _untried(explorer, cell)
    done = exploration.code.decode(explorer.candidates[claim.candidate])
    proof: Proof = explorer.archive.proof
    fresh = explorer.fresh.get(cell)
    assert explorer.grid is not None
    return Way(
        cell, explorer.grid.place(cell), CONFIRMED if there.elite else SEEN, there.landings, claim.hits, claim.runs,
        *proof.interval(claim.hits, claim.runs), done.cost, done.tokens, done.usd, claim.candidate, done.words(),
        fresh.hits if fresh else 0, fresh.runs if fresh else 0, explorer.uniform[cell],
    )  # fmt: skip


def _untried(explorer: Explorer, cell: int) -> Claim:
    """The cheapest that landed in a cell where nobody was run again."""
    one = min(explorer.archive.cells[cell].contenders, key=lambda one: (one.cost, one.candidate))
    return Claim(one.candidate, one.cost, 0, 0)


def write(found: Reached, folder: Path, **facts: Any) -> None:
    """Write the map as JSON, whole, and its cells as CSV, with the provenance of both in the JSON."""
    data = {**asdict(found), "ways": [way._asdict() for way in found.ways], "axes": [axis._asdict() for axis in found.axes]}
    content = json.dumps({"reached": data, "provenance": store.provenance(**facts)}, indent=1).encode()
    store.write_all(folder, {REACHED: content, CELLS: table(found).encode()})


def read(folder: str | Path) -> Reached:
    """The map in a folder that an exploration wrote.

    Raises
    ------
    ValueError
        When it holds none.
    """
    path = Path(folder) / REACHED
    try:
        data = json.loads(path.read_text(encoding="utf-8"))["reached"]
        data["ways"] = tuple(Way(**{**way, "place": tuple(way["place"])}) for way in data["ways"])
        data["axes"] = tuple(Wanted(**axis) for axis in data["axes"])
        data |= {name: tuple(map(tuple, data[name])) for name in ("filled", "uniform_filled")}
        return Reached(**data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"{path} cannot be read ({reason}); give a folder that cfield explore has finished") from None


def table(found: Reached) -> str:
    """The cells that were hit as CSV, a row each."""
    buffer = io.StringIO()
    heads = [f"{axis.name}_{end}" for axis in found.axes for end in ("low", "high")]
    names = [name for name in Way._fields if name != "place"]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*heads, *names])
    for way in found.ways:
        ends = [f"{end:.6g}" for pair in found.grid.ends(way.cell) for end in pair]
        writer.writerow(ends + [getattr(way, name) for name in names])
    return buffer.getvalue()


class Difference(NamedTuple):
    """What can be reached in one field and not in another.

    Attributes
    ----------
    here, there : tuple of Way
        Confirmed in one, hit by no run of the other; of the first and of the second.
    both : tuple of (Way, Way)
        Confirmed in both.
    open : int
        Cells that are confirmed in at most one and seen in the other, so that nothing is said.
    """

    here: tuple[Way, ...]
    there: tuple[Way, ...]
    both: tuple[tuple[Way, Way], ...]
    open: int


def difference(one: Reached, other: Reached) -> Difference:
    """Compare the reachable cells of two fields.

    Raises
    ------
    ValueError
        When their cells are not the same.
    """
    if one.axes != other.axes:
        first, second = (_axes(found.axes) for found in (one, other))
        raise ValueError(f"cells differ: {first} here, {second} there; give both the same, with ranges, as in --outcomes integrity=0:1:20")
    mine, theirs = ({way.cell: way for way in found.ways} for found in (one, other))
    sure = [{way.cell for way in found.confirmed} for found in (one, other)]
    here = tuple(mine[cell] for cell in sorted(sure[0] - set(theirs)))
    there = tuple(theirs[cell] for cell in sorted(sure[1] - set(mine)))
    both = tuple((mine[cell], theirs[cell]) for cell in sorted(sure[0] & sure[1]))
    return Difference(here, there, both, len(set(mine) | set(theirs)) - len(here) - len(there) - len(both))


def _axes(axes: Sequence[Wanted]) -> str:
    return ",".join(f"{axis.name}={axis.low:.4g}:{axis.high:.4g}:{axis.cells}" for axis in axes)


def notable(found: Reached) -> list[tuple[str, Way]]:
    """Confirmed cells that say most: the lowest and the highest of each outcome, each at its cheapest."""
    told: dict[int, tuple[str, Way]] = {}
    for column, axis in enumerate(found.axes):
        for words, sign in (("lowest", 1), ("highest", -1)):
            way = min(found.confirmed, key=lambda way: (sign * way.place[column], way.cost, way.cell), default=None)
            if way is not None:
                names = told[way.cell][0] + ", " if way.cell in told else ""
                told[way.cell] = (f"{names}{words} {axis.name}", way)
    return list(told.values())

"""What the study measures: draws of each fact's own network, and the stated random sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.studies.contract import Cell, Measured, Row, Value
from experiments.studies.facts import box, judging, networks
from experiments.studies.facts import patterns as of
from experiments.studies.facts.drawing import Draw, check, money
from experiments.studies.facts.judging import Judgement
from experiments.studies.facts.watching import Seen, watched
from model.scenario import Scenario

DRAWS, QUICK_DRAWS = 100, 5
SCENARIOS, QUICK_SCENARIOS = 200, 12
REPEATS = 2
"""Seeds of a scenario of the sample; it satisfies a pattern if it does so under each of them."""
CHUNK = 10
FIRST = 1


def own_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Draws of each fact's network, one seed a draw."""
    check(network)
    draws = range(FIRST, FIRST + (QUICK_DRAWS if quick else DRAWS))
    return [Cell({"fact": name}, seeds) for name in of.NAMES for seeds in _chunks(draws)]


def sample_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Scenarios of the sample by number; each takes ``REPEATS`` seeds of its own."""
    check(network)
    numbers = range(FIRST, FIRST + (QUICK_SCENARIOS if quick else SCENARIOS))
    return [Cell({"first": seeds[0]}, seeds) for seeds in _chunks(numbers)]


def _chunks(numbers: range) -> list[tuple[int, ...]]:
    return [tuple(numbers[at : at + CHUNK]) for at in range(0, len(numbers), CHUNK)]


def measure_own(network: Scenario, cell: Cell) -> Measured:
    """What each draw of a fact's own network comes to."""
    fact = str(cell.at["fact"])
    rows: list[Row] = []
    runs = 0
    for seed in cell.seeds:
        drawn = networks.OWN[fact](network, Draw(fact, seed))
        seen = {name: watched(scenario, seed, adaptive=drawn.adaptive) for name, scenario in drawn.arms.items()}
        found = judge_own(fact, seen, drawn.arms["on"])
        runs += len(seen)
        rows.append({"seed": seed, "value": found.value, "applies": found.applies, "satisfied": found.satisfied, "drawn": drawn.words})
    return Measured(rows, runs)


def judge_own(fact: str, seen: judging.Arms, scenario: Scenario) -> Judgement:
    """Whether a draw of the fact's own network satisfies its criterion."""
    if fact == "livepeer":
        return judging.livepeer(seen, money(scenario)[1], scenario.jobs.rate)
    return judging.OWN[fact](seen)


def measure_sample(network: Scenario, cell: Cell) -> Measured:
    """What each scenario of the sample comes to, for every fact."""
    rows: list[Row] = []
    for number in cell.seeds:
        drawn, factors = box.draw(network, number)
        for seed in range(REPEATS * number, REPEATS * (number + 1)):
            seen = {name: watched(arm, seed, adaptive=drawn.adaptive, closely=name == "on") for name, arm in drawn.arms.items()}
            rows.append({"scenario": number, "seed": seed, **_named(factors), **facts_of(seen, money(network)[1])})
    return Measured(rows, 2 * REPEATS * len(cell.seeds))


def facts_of(seen: dict[str, Seen], dollars: float) -> dict[str, Value]:
    """For every fact the number of a run, and whether it agrees: 1, 0, or -1 where the run shows nothing of the kind."""
    row: dict[str, Value] = {}
    for name in of.NAMES:
        found = judging.livepeer(seen, dollars, box.JOBS) if name == "livepeer" else judging.ANYWHERE[name](seen)
        row[f"value_{name}"] = found.value if math.isfinite(found.value) else math.nan
        row[f"holds_{name}"] = int(found.satisfied) if found.applies else -1
    return row


def _named(factors: dict[str, float | str]) -> dict[str, float | str]:
    return {column_of(name): value for name, value in factors.items()}


def column_of(factor: str) -> str:
    """Name of the column that keeps a setting."""
    return "set_" + factor.replace(" ", "_")


def columns_of_sample() -> Sequence[str]:
    """Names of the settings that are kept."""
    return [column_of(name) for name in box.FACTORS]

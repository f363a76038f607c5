"""Two behaviours in one run of the model, and a test whether their public records differ.

Nodes of either behaviour work side by side for one epoch, beside a crowd; their
records are counted by cell and held against each other by a two-sample
chi-square, class by class. Jobs of one node count as independent given its type.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from model.desk import EXECUTES, VERIFIES, Desk
from model.door import scenario_from
from model.quantity import mean_of
from model.run import simulate
from model.scenario import Scenario
from model.state import State

ALPHA, POWER = 1e-3, 0.95
"""Level of the test, and the probability with which it is to see what it is said to see."""
PROBES, OTHERS = 500, 1000
"""Nodes of either behaviour, and nodes of the crowd, where no graph asks for a number of its own."""
LEAST_JOBS = 10.0
"""Jobs of an executor in the epoch that is run, at least."""
LEAST_EXPECTED = 5.0
"""Expected records of a cell that is held against its like by itself; rarer ones are counted together."""


@dataclass(frozen=True)
class Contrast:
    """Two behaviours to be told apart, or not.

    Attributes
    ----------
    name : str
    one, other : mapping of str to float
        Traits.
    verifies : bool
        Whether they are watched as verifiers, and not as executors.
    apart : bool
        Whether the closed form says that so many jobs tell them apart.
    power : float
        Probability, by the closed form, that the test rejects.
    jobs : int
        Jobs to be run.
    """

    name: str
    one: Mapping[str, float]
    other: Mapping[str, float]
    verifies: bool
    apart: bool
    power: float
    jobs: int


@dataclass(frozen=True)
class Comparison:
    """What the records of two behaviours said.

    Attributes
    ----------
    contrast : Contrast
    records : (int, int)
        Of either behaviour.
    chi2 : float
    freedom : int
    p_value : float
    smallest : float
        Difference in a cell's probability, of the commonest class, that the test would have seen with probability .95.
    """

    contrast: Contrast
    records: tuple[int, int]
    chi2: float
    freedom: int
    p_value: float
    smallest: float

    @property
    def differ(self) -> bool:
        """Whether the test rejects that both behaviours have the same records."""
        return self.p_value < ALPHA

    @property
    def holds(self) -> bool:
        """Whether the run agrees with the closed form."""
        return self.differ == self.contrast.apart


def check(scenario: Scenario, contrast: Contrast, crowd: str = "written", seed: int = 0) -> Comparison:
    """Run the real model with nodes of both behaviours and test whether their records differ.

    Parameters
    ----------
    scenario : Scenario
    contrast : Contrast
    crowd : str
        ``written``: the others are honest; ``effective``: as the population is.
    seed : int
        Of the first run; further ones count on.
    """
    return compared(contrast, records_of(staged(scenario, contrast, crowd), contrast, seed))


def staged(scenario: Scenario, contrast: Contrast, crowd: str) -> Scenario:
    """The network with nodes of both behaviours in the place of some of its own."""
    data = scenario.to_dict(sources=False)
    for part in ("shocks", "membership", "adaptation"):
        data.pop(part, None)
    count = scenario.nodes.count if scenario.needs_graph else 2 * PROBES + OTHERS
    probes = count // 4
    role = "verifier" if contrast.verifies else "executor"
    pair = {
        name: {"strategy": "honest", "role": role, "count": probes, "numbers": dict(traits), "adapts": False}
        for name, traits in (("one", contrast.one), ("other", contrast.other))
    }
    data["population"] = pair | _others(scenario, contrast, crowd, count - 2 * probes)
    rate = max(LEAST_JOBS, scenario.jobs.per_executor(1))
    heads = sum(e["count"] for e in data["population"].values() if e["role"] != "verifier")
    data["jobs"] = {**data.get("jobs", {}), "rate": rate if scenario.jobs.arrival == "per_node" else rate * heads}
    data["nodes"] = {**data["nodes"], "count": count, "per_owner": 1, "stake": mean_of(scenario.nodes.stake)}
    return scenario_from({**data, "adaptation": {"kind": "fixed"}})


def _others(scenario: Scenario, contrast: Contrast, crowd: str, count: int) -> dict[str, Any]:
    """The others: verifiers, and executors for them to judge where the two behaviours are verifiers."""
    roles = ["executor", "verifier"] if contrast.verifies else ["verifier"]
    found: dict[str, Any] = {}
    for role, heads in zip(roles, [count // len(roles)] * len(roles), strict=True):
        mask = EXECUTES if role == "executor" else VERIFIES
        present = Desk(scenario).counts[[mask, EXECUTES | VERIFIES]].sum(axis=0)
        if crowd == "written" or present.sum() == 0:
            found[f"crowd_{role}"] = {"strategy": "honest", "role": role, "count": heads, "adapts": False}
            continue
        for (name, entry), share in zip(scenario.population.items(), present / present.sum(), strict=True):
            if round(share * heads) > 0:
                kept = {"strategy": entry.strategy, "numbers": dict(entry.numbers), "role": role, "adapts": False}
                found[f"crowd_{role}_{name}"] = {**kept, "count": round(share * heads)}
    return found


def records_of(scenario: Scenario, contrast: Contrast, seed: int) -> list[Counter[tuple[int, ...]]]:
    """Records of both behaviours by cell, over as many runs of one epoch as it takes to meet the jobs asked for."""
    found: list[Counter[tuple[int, ...]]] = [Counter(), Counter()]
    jobs = 0

    def watch(state: State) -> None:
        nonlocal jobs
        jobs += int(state.jobs_of_epoch)
        for who, cells in _of_votes(state) if contrast.verifies else _of_jobs(state):
            for group in (0, 1):
                rows, counts = np.unique(cells[who == group], axis=0, return_counts=True)
                for row, n in zip(rows.tolist(), counts.tolist(), strict=True):
                    found[group][tuple(row)] += n

    while jobs < contrast.jobs:
        before = jobs
        simulate(scenario, seed, epochs=1, watch=watch)
        if jobs == before:
            raise ValueError(f"{scenario.name}: no job is served in an epoch, so there are no records; raise jobs.rate")
        seed += 1
    return found


def _of_jobs(state: State) -> list[tuple[np.ndarray, np.ndarray]]:
    """Who executed each job, and its record: class, audited, verdict, approvals, rejections."""
    cells = np.column_stack((state.job_class, state.job_audited, state.job_verdict, state.job_approvals, state.job_rejections))
    return [(state.strategy[state.job_executor], cells)]


def _of_votes(state: State) -> list[tuple[np.ndarray, np.ndarray]]:
    """One seat of each audited job and of each planted output: who sat there, and the record.

    One only, for members of a panel meet the same noise.
    """
    found = []
    tables = (("votes", state.job_seated, state.seats, state.votes), ("decoys", state.job_decoy, state.decoy_seats, state.decoy_votes))
    for kind, seated, seats, votes in tables:
        job = np.flatnonzero(seated > 0)
        if len(job) == 0:
            continue
        slot = job % seated[job]
        who, vote = seats[job, slot], votes[job, slot]
        beside = (state.job_verdict, state.job_approvals, state.job_rejections) if kind == "votes" else ()
        cells = np.column_stack((state.job_class[job] + 1000 * (kind == "decoys"), vote, *(column[job] for column in beside)))
        cells = np.pad(cells, ((0, 0), (0, 5 - cells.shape[1])))
        found.append((np.where(who >= 0, state.strategy[who], -1), cells))
    return found


def compared(contrast: Contrast, found: list[Counter[tuple[int, ...]]]) -> Comparison:
    """The two-sample test, class by class: classes are drawn without regard to behaviour, and are not evidence.

    Parameters
    ----------
    contrast : Contrast
    found : list of two Counters
        Records by cell; the first number of a cell is its class.
    """
    from scipy import stats

    chi2, freedom, smallest, most = 0.0, 0, math.nan, 0
    for stratum in sorted({cell[0] for counter in found for cell in counter}):
        cells = sorted({cell for counter in found for cell in counter if cell[0] == stratum})
        table = _merged(np.array([[counter[cell] for cell in cells] for counter in found], dtype=float))
        if table.sum(axis=1).min() == 0:
            continue
        if table.shape[1] > 1:
            result = stats.chi2_contingency(table, correction=False)
            chi2, freedom = chi2 + float(result.statistic), freedom + int(result.dof)
        if table.sum() > most:
            most, smallest = int(table.sum()), smallest_difference(table)
    p_value = float(stats.chi2.sf(chi2, freedom)) if freedom else 1.0
    records = tuple(sum(counter.values()) for counter in found)
    return Comparison(contrast, (records[0], records[1]), chi2, freedom, p_value, smallest)


def _merged(table: np.ndarray) -> np.ndarray:
    """Cells that are too rare for the test are counted together."""
    expected = table.sum(axis=0) * table.sum(axis=1).min() / table.sum()
    rare = expected < LEAST_EXPECTED
    rest = table[:, rare].sum(axis=1, keepdims=True)
    if rare.any() and rest.sum() * table.sum(axis=1).min() / table.sum() < LEAST_EXPECTED and not rare.all():
        kept = table[:, ~rare]
        kept[:, kept.sum(axis=0).argmin()] += rest[:, 0]
        return kept
    return np.hstack((table[:, ~rare], rest)) if rare.any() else table


def smallest_difference(table: np.ndarray) -> float:
    """Difference in the probability of a cell, of the one that varies most, that is seen with ``POWER`` at level ``ALPHA``.

    Where all records lie in one cell: the probability of another cell that ``POWER`` would have shown.

    Parameters
    ----------
    table : (2, cells), float
        Records of either behaviour.
    """
    n = table.sum(axis=1)
    p = table.sum(axis=0) / table.sum()
    spread = float((p * (1.0 - p)).max())
    if spread == 0.0:
        return 1.0 - (1.0 - POWER) ** (1.0 / float(n.min()))
    z = NormalDist().inv_cdf(1.0 - ALPHA / 2.0) + NormalDist().inv_cdf(POWER)
    return z * math.sqrt(spread * float((1.0 / n).sum()))

"""Runs that show whether behaviours do what closed forms say of them: who lives, what they earn, who invades.

Nodes of given behaviours execute in a network whose crowd stays as it is; each
behaviour is an entry of the population of its own. Nobody else is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from model import columns as col
from model.door import scenario_from
from model.population import ROLES, deal
from model.run import simulate
from model.scenario import Scenario
from model.state import State

ACCEPTED = (col.ACCEPTED_UNAUDITED, col.ACCEPTED_VERIFIED)
Behaviour = Mapping[str, float]


def with_guests(scenario: Scenario, behaviours: Sequence[Behaviour], nodes: int, crowd: str = "effective") -> Scenario:
    """The network with so many nodes more of each behaviour, that execute and do not verify; nobody adapts, no stake moves.

    Parameters
    ----------
    scenario : Scenario
    behaviours : sequence of mapping
        Traits; what is left out is honest.
    nodes : int
        Of each.
    crowd : str
        ``written``: the network's own nodes are honest; ``effective``: they are as they are.

    Returns
    -------
    Scenario
    """
    data = scenario.to_dict()
    counts = deal(scenario.population, scenario.nodes.count)
    people: dict[str, Any] = {
        name: {**entry, "share": 0.0, "count": count, **({"strategy": "honest", "numbers": {}} if crowd == "written" else {})}
        for (name, entry), count in zip(data["population"].items(), counts, strict=True)
        if count
    }
    people |= {
        f"guest {place}": {"strategy": "honest", "role": "executor", "count": nodes, "numbers": dict(traits)}
        for place, traits in enumerate(behaviours)
    }
    data["nodes"] = data["nodes"] | {"count": sum(counts) + nodes * len(behaviours)}
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "eject": False, "jail_epochs": 0}
    return scenario_from(data | {"population": people, "adaptation": {"kind": "fixed"}, "stop_when": "never"})


def lives(
    scenario: Scenario, behaviours: Sequence[Behaviour], *, nodes: int, jobs: int, crowd: str = "effective", seed: int = 0
) -> pd.DataFrame:
    """Which share of nodes of each behaviour lives through its first jobs without a rejection, and what they earn.

    Parameters
    ----------
    scenario : Scenario
        Its jobs are assigned to each node alike, and `jobs` is a multiple of their rate.
    behaviours : sequence of mapping
    nodes : int
        Of each behaviour.
    jobs : int
        Of a life.
    crowd : str
    seed : int

    Returns
    -------
    DataFrame
        A row a behaviour: ``nodes``, ``lived``, ``utility`` (mean, USD/epoch) and ``error`` (its standard error over nodes).

    Raises
    ------
    ValueError
        Where nodes do not all execute the same number of jobs.
    """
    rate = scenario.jobs.rate
    if scenario.jobs.assignment != "each" or jobs % rate:
        raise ValueError(
            f"jobs.assignment = {scenario.jobs.assignment}, rate = {rate:g}: nodes do not all execute {jobs} jobs; "
            "set assignment = each and a rate that divides them"
        )
    network = with_guests(scenario, behaviours, nodes, crowd)
    epochs = int(jobs // rate)
    rejected, earned = np.zeros(network.nodes.count), np.zeros(network.nodes.count)

    def watch(state: State) -> None:
        marks = state.job_marks[:, : state.jobs_of_epoch]
        lost = ~np.isin(marks[col.JOB_VERDICT], ACCEPTED)
        np.add.at(rejected, marks[col.JOB_EXECUTOR][lost], 1.0)
        np.add(earned, state.nodes[col.UTILITY] / epochs, out=earned)

    run = simulate(network, seed, epochs=epochs, watch=watch)
    rows = []
    for place in range(len(behaviours)):
        mine = run.state.strategy == list(network.population).index(f"guest {place}")
        spread = float(earned[mine].std(ddof=1) / np.sqrt(mine.sum()))
        rows.append((int(mine.sum()), int((rejected[mine] == 0).sum()), float(earned[mine].mean()), spread))
    return pd.DataFrame(rows, columns=["nodes", "lived", "utility", "error"])


def invasion(
    scenario: Scenario,
    resident: Behaviour,
    mutant: Behaviour,
    *,
    share: float = 0.1,
    epochs: int = 20,
    seeds: Sequence[int] = tuple(range(20)),
) -> np.ndarray:
    """How the mutants' log-odds move in runs in which all nodes that adapt start as residents but for a few mutants.

    Parameters
    ----------
    scenario : Scenario
        With an adaptation.
    resident, mutant : mapping
    share : float
        Of mutants at the start.
    epochs : int
    seeds : sequence of int

    Returns
    -------
    ndarray, (seeds,)
        Mean log-odds over the epochs less those at the start, with half a node added to both sides.
    """
    network = duel(scenario, resident, mutant, share)
    place = list(network.population).index("mutant")
    found = []
    for seed in seeds:
        odds: list[float] = []

        def watch(state: State, odds: list[float] = odds) -> None:
            counts = state.counts.sum(axis=0)
            odds.append(float(np.log((counts[place] + 0.5) / (counts[place - 1] + 0.5))))

        simulate(network, seed, epochs=epochs, watch=watch)
        start = deal(network.population, network.nodes.count)
        found.append(float(np.mean(odds)) - float(np.log((start[place] + 0.5) / (start[place - 1] + 0.5))))
    return np.array(found)


def duel(scenario: Scenario, resident: Behaviour, mutant: Behaviour, share: float) -> Scenario:
    """The network with two behaviours in place of all that adapt, in the role that most of these have; the others stay."""
    data, counts = scenario.to_dict(), deal(scenario.population, scenario.nodes.count)
    people: dict[str, Any] = {}
    heads = dict.fromkeys(ROLES, 0)
    for (name, entry), count in zip(scenario.population.items(), counts, strict=True):
        if entry.adapts:
            heads[entry.role] += count
        elif count:
            people[name] = data["population"][name] | {"share": 0.0, "count": count}
    role, total = max(heads.items(), key=lambda pair: pair[1])
    few = max(1, round(share * total))
    for name, traits, count in (("resident", resident, total - few), ("mutant", mutant, few)):
        people[name] = {"strategy": "honest", "role": role, "count": count, "numbers": dict(traits)}
    total += sum(entry["count"] for entry in people.values()) - total
    accounts = data["accounts"] | {"stakes": "frozen", "eject": False}
    return scenario_from(data | {"population": people, "nodes": data["nodes"] | {"count": total}, "accounts": accounts})

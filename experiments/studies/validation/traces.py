"""Traces through the model: D1 (shards of a code) and D4 (shards on a graph whose edges or nodes fail)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, special

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency, Judgement, Mean, Root
from experiments.studies.validation.measuring import epochs_for, network
from model.columns import ACCEPTED_UNAUDITED
from model.run import simulate
from model.scenario import Scenario
from model.state import State
from model.step import PHASES, epoch

EXECUTORS = 500
READ_ALWAYS = {"availability_required": "always"}


def _recovered(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Traces of which every part was read; a part is a job, a trace an executor's jobs of an epoch."""
    code = {"kind": "broadcast", "shards": a["shards"], "shards_needed": a["needed"], "shard_loss": 1.0 - a["up"]}
    scenario = network(
        {"honest": {"strategy": "honest", "count": EXECUTORS}}, {"propagation": code, **READ_ALWAYS}, jobs={"rate": float(a["parts"])}
    )
    whole = [0, 0]

    def count(state: State) -> None:
        read = np.bincount(state.job_executor, weights=state.job_verdict == ACCEPTED_UNAUDITED, minlength=EXECUTORS)
        whole[0] += int((read == a["parts"]).sum())
        whole[1] += EXECUTORS

    simulate(scenario, sample.seed, epochs=epochs_for(sample.n, EXECUTORS), watch=count)
    return Frequency(*whole)


RATES = np.linspace(0.15, 0.55, 11)


def _turn(a: Mapping[str, Any], sample: Sample) -> Root:
    """Where a logistic curve through eleven rates turns, which stands for where recovery is even."""
    each = Sample(sample.n // len(RATES), sample.seed)
    seen = [_recovered({**a, "up": up, "parts": 1}, each) for up in RATES]
    (turn, _), spread = optimize.curve_fit(
        lambda up, turn, width: special.expit((up - turn) / width), RATES, [one.hits / one.n for one in seen], p0=[0.4, 0.05]
    )
    return Root(float(turn), float(np.sqrt(spread[0, 0])), sum(one.n for one in seen), 0.02)


def _code(up: float, shards: int = 30, needed: int = 10, parts: int = 1) -> dict[str, Any]:
    return {"shards": shards, "needed": needed, "up": up, "parts": parts}


D1 = Validation(
    "D1",
    "A trace cut into n shards, any k of which rebuild it, survives with P(Bin(n, p) >= k): copies at the same cost save far less.",
    "textbook; derived",
    "Shards lost for every reader, independently; a protocol reader for every output. A trace in several parts is an executor's jobs of "
    "one epoch, each with a code of its own.",
    "traces",
    (
        *(Case(f"10 of 30 shards, p = {up:g}", _code(up), 35_000, 35_000, _recovered) for up in (0.5, 0.4, 0.33)),
        *(Case(f"10 chunks, 3 copies each, p = {up:g}", _code(up, 3, 1, 10), 35_000, 5_000, _recovered) for up in (0.5, 0.4, 0.33)),
        *(Case(f"40 segments of 10 of 30 shards, p = {up:g}", _code(up, parts=40), 35_000, 0, _recovered) for up in (0.5, 0.6)),
        Case("p at which recovery turns", {"shards": 30, "needed": 10, "turn": True}, 110_000, 55_000, _turn),
    ),
)


@dataclass(frozen=True)
class GiantShare:
    """Share of the largest component of one Erdos-Renyi graph: |z| < 4 with the spread of large graphs at the closed form.

    Attributes
    ----------
    value : float
        Of all nodes.
    n : int
        Nodes of the graph that are there.
    degree : float
        Working edges of such a node, mean.
    present : float
        Share of the nodes that are there.
    """

    value: float
    n: int
    degree: float
    present: float

    def judge(self, expected: float) -> Judgement:
        """Hold it against a share of all nodes; far from a root of S = 1 - exp(-c S) there is no spread, and nothing agrees."""
        share = min(1.0, expected / self.present)
        steep = 1.0 - self.degree * (1.0 - share)
        error = self.present * float(np.sqrt(share * (1.0 - share) / self.n)) / steep if steep > 0.0 else 0.0
        return Mean(self.value, error, self.n).judge(expected)


def _percolated(nodes: int, graph: Mapping[str, Any], loss: float, **more: Any) -> Scenario:
    holders = {"holder": {"strategy": "honest", "count": nodes, **more.pop("holder", {})}}
    field = {"propagation": {"kind": "dispersed", "shards": 1, "shards_needed": 1, "edge_loss": loss}}
    return network(
        {**holders, **more.pop("population", {})},
        field,
        graph=graph,
        jobs={"arrival": "total", "rate": 1.0, "assignment": "uniform"},
        **more,
    )


def _components(scenario: Scenario, seed: int) -> np.ndarray:
    """Size of each component after the phase in which traces travel, 0 for rows that give none its name, (nodes,)."""
    state = State(scenario, seed)
    for phase in PHASES:
        phase.run(state)
        if phase.name == "propagate":
            break
    return np.bincount(state.component, minlength=scenario.berths)


def _giant(a: Mapping[str, Any], sample: Sample) -> GiantShare:
    """One graph of n nodes; those that are absent have no stake where one is needed, and those that hide do not relay."""
    present = a.get("present", 1.0)
    there = round(sample.n * present)
    absent = {"absent": {"strategy": "honest", "count": sample.n - there, "stake": 0.0}} if there < sample.n else {}
    graph = {"kind": "erdos_renyi", "mean_degree": a["degree"]}
    scenario = _percolated(there, graph, a.get("loss", 0.0), population=absent, accounts={"stakes": "frozen", "minimum_stake": 1.0})
    share = float(_components(scenario, sample.seed).max()) / sample.n
    return GiantShare(share, there, a["degree"] * present * (1.0 - a.get("loss", 0.0)), there / sample.n)


D4 = Validation(
    "D4",
    "On a random graph a giant component appears at one working edge a node, and holds the share S = 1 - exp(-c S) of the nodes.",
    "Erdos and Renyi 1960; spread between graphs by Stepanov, Pittel (recalled); derived",
    "One large Erdos-Renyi graph; edges fail by edge_loss, nodes are missing for want of stake; |c - 1| > .1.",
    "nodes",
    (
        Case("share at c = 1.2", {"degree": 1.2}, 60_000, 0, _giant),
        Case("share at c = 1.5", {"degree": 1.5}, 60_000, 20_000, _giant),
        Case("share at c = 2", {"degree": 2.0}, 60_000, 0, _giant),
        Case("share at c = 3", {"degree": 3.0}, 60_000, 0, _giant),
        Case("share at c = 3, half of the edges lost", {"degree": 3.0, "loss": 0.5}, 60_000, 0, _giant),
        Case("share at c = 8, edges lost down to 1.2", {"degree": 8.0, "loss": 0.85}, 60_000, 0, _giant),
        Case("share at c = 3, two fifths of the nodes absent", {"degree": 3.0, "present": 0.6}, 60_000, 20_000, _giant),
    ),
)

DEGREES = {"degrees": [3, 8], "shares": [0.5, 0.5]}


def _over_graphs(a: Mapping[str, Any], sample: Sample) -> Iterator[np.ndarray]:
    scenario = _percolated(a["nodes"], {"kind": "configuration", **DEGREES}, 1.0 - a["works"])
    for graph in range(sample.n):
        yield _components(scenario, sample.seed * 1_000_000 + graph)


def _giant_of_degrees(a: Mapping[str, Any], sample: Sample) -> Mean:
    return Mean.of(np.array([sizes.max() / a["nodes"] for sizes in _over_graphs(a, sample)]))


def _mean_component(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Size of the component in which a random node stands."""
    return Mean.of(np.array([(sizes.astype(float) ** 2).sum() / a["nodes"] for sizes in _over_graphs(a, sample)]))


D4B = Validation(
    "D4b",
    "Given degrees decide how many edges may fail: a giant component needs more than <k> / (<k^2> - <k>) of them to work.",
    "Molloy and Reed 1995, Newman 2002 (recalled); derived",
    "A configuration model of 20,000 nodes, half of degree 3 and half of degree 8, bond percolation, a new graph each time.",
    "graphs",
    (
        Case("share at phi = .3", {**DEGREES, "works": 0.3, "nodes": 20_000}, 50, 5, _giant_of_degrees),
        Case("share at phi = .6", {**DEGREES, "works": 0.6, "nodes": 20_000}, 50, 0, _giant_of_degrees),
        Case("mean component at phi = .1", {**DEGREES, "works": 0.1, "nodes": 20_000, "below": True}, 50, 0, _mean_component),
    ),
)

READERS = 2_000
"""Jobs on each graph, each with shards and a reader of its own."""


def _reconstructed(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Share of the traces that their readers rebuild on each of n graphs; the mean over graphs has their own error."""
    population = {
        "executor": {"strategy": "honest", "role": "executor", "count": READERS},
        "reader": {"strategy": "honest", "role": "verifier", "count": a["nodes"] - READERS},
    }
    code = {"kind": "dispersed", "shards": a["shards"], "shards_needed": a["needed"], "edge_loss": a.get("loss", 0.0)}
    scenario = network(population, {"propagation": code, **READ_ALWAYS}, graph={"kind": "erdos_renyi", "mean_degree": a["degree"]})
    read = []
    for graph in range(sample.n):
        state = State(scenario, sample.seed * 1_000_000 + graph)
        epoch(state, 0)
        read.append(float((state.job_verdict == ACCEPTED_UNAUDITED).mean()))
    return Mean.of(np.array(read))


def _spread_on(degree: float, nodes: int, **more: float) -> dict[str, Any]:
    return {"shards": 20, "needed": 8, "degree": degree, "nodes": nodes, **more}


D4C = Validation(
    "D4c",
    "Traces on random nodes have two thresholds: the graph must hold together, and its giant component must hear k of n shards.",
    "derived",
    "Erdos-Renyi graphs so large that neither the mean share nor its spread between graphs moves the mean by more than a standard error; "
    "2,000 outputs on each, of 8 of 20 shards.",
    "graphs",
    (
        Case("c = 1.1", _spread_on(1.1, 120_000), 100, 0, _reconstructed),
        Case("c = 1.2", _spread_on(1.2, 30_000), 500, 0, _reconstructed),
        Case("c = 1.3", _spread_on(1.3, 101_000), 500, 0, _reconstructed),
        Case("c = 1.5", _spread_on(1.5, 101_000), 500, 0, _reconstructed),
        Case("c = 2", _spread_on(2.0, 10_000), 500, 10, _reconstructed),
    ),
)

VALIDATIONS = (D1, D4, D4B, D4C)

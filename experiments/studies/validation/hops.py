"""Traces that travel hop by hop, through the model: D3 (push gossip) and D5 (chains and trees)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency, Judgement, Mean, Root
from experiments.studies.validation.measuring import epochs_for, network
from model.columns import ACCEPTED_UNAUDITED
from model.scenario import Scenario
from model.state import State
from model.step import epoch

TRACES = 100
"""That one executor sends in an epoch; each travels with a luck of its own."""


@dataclass(frozen=True)
class Within:
    """A mean that published bounds hold: no more than 4 standard errors outside of them."""

    mean: Mean

    def judge(self, expected: tuple[float, float]) -> Judgement:
        """Hold it against the bounds; their middle is reported."""
        low, high = expected
        outside = max(low - self.mean.value, self.mean.value - high, 0.0)
        judged = self.mean.judge((low + high) / 2)
        score = outside / self.mean.error
        return judged._replace(holds=score < 4.0, rule=f"within [{low:.2f}, {high:.2f}]", score=score, resolution=(high - low) / 2)


def _sent(scenario: Scenario, sample: Sample) -> Iterator[State]:
    """Epochs with at least n traces of the executor in all; nothing is carried from one to the next."""
    state = State(scenario, sample.seed)
    for t in range(epochs_for(sample.n, TRACES)):
        epoch(state, t)
        yield state


def _rounds_of(nodes: int, loss: float, sample: Sample) -> Mean:
    """Hops until all nodes of a complete graph have a trace."""
    population = {
        "source": {"strategy": "honest", "role": "executor", "count": 1},
        "node": {"strategy": "honest", "role": "verifier", "count": nodes - 1},
    }
    gossip = {"kind": "gossip", "message_loss": loss, "deadline": 100_000}
    scenario = network(population, {"propagation": gossip}, jobs={"rate": float(min(TRACES, sample.n))})
    found = []
    for state in _sent(scenario, sample):
        assert (state.job_reached == nodes).all()
        found.append(state.job_hops.astype(float))
    return Mean.of(np.concatenate(found))


def _rounds(a: Mapping[str, Any], sample: Sample) -> Mean | Within:
    mean = _rounds_of(a["nodes"], a["loss"], sample)
    return Within(mean) if "band" in a else mean


def _slope(a: Mapping[str, Any], sample: Sample) -> Root:
    """By least squares over sizes that grow by a factor each."""
    means = [_rounds_of(nodes, a["loss"], sample) for nodes in a["sizes"]]
    logs = np.log(np.array(a["sizes"], dtype=float))
    weights = (logs - logs.mean()) / float(((logs - logs.mean()) ** 2).sum())
    slope = float(weights @ [mean.value for mean in means])
    return Root(slope, float(np.sqrt(weights**2 @ [mean.error**2 for mean in means])), sample.n, 0.02)


D3 = Validation(
    "D3",
    "On a complete graph in which everybody who has a trace sends it to one other node in each round, all N nodes have it after "
    "log2 N + ln N rounds and a constant; lost messages slow down both halves.",
    "Frieze and Grimmett 1985, Pittel 1987; bounds of Doerr and Kuennemann 2014; the exact mean derived",
    "One executor, a hundred traces an epoch, all other nodes active, relaying and hiding nothing, a deadline that nobody misses.",
    "traces",
    (
        *(
            Case(f"bounds at N = {n}", {"nodes": n, "loss": 0.0, "band": True}, 400, 100 if n == 64 else 0, _rounds)
            for n in (64, 1024, 8192)
        ),
        Case("mean rounds at N = 64", {"nodes": 64, "loss": 0.0}, 20_000, 1_000, _rounds),
        Case("mean rounds at N = 256, q = .2", {"nodes": 256, "loss": 0.2}, 10_000, 0, _rounds),
        Case("mean rounds at N = 256, q = .5", {"nodes": 256, "loss": 0.5}, 10_000, 0, _rounds),
        Case("slope in ln N", {"sizes": [1024, 4096, 16_384], "loss": 0.0}, 4_000, 0, _slope),
    ),
)


def _path(hops: int) -> list[list[int]]:
    return [[node, node + 1] for node in range(hops)]


def _tree(branches: int, depth: int) -> list[list[int]]:
    """Row 0 is the root; children of a row stand in a row."""
    inner = sum(branches**level for level in range(depth))
    return [[node, branches * node + child] for node in range(inner) for child in range(1, branches + 1)]


def _travelling(edges: list[list[int]], readers: int, rate: float, **gossip: Any) -> Scenario:
    """A trace sent from row 0 along given edges; the last `readers` rows read, those between relay only."""
    nodes = max(b for _, b in edges) + 1
    relays = {"relay": {"strategy": "honest", "role": "executor", "count": nodes - readers}}
    return network(
        {**relays, "reader": {"strategy": "honest", "role": "verifier", "count": readers}},
        {"propagation": {"kind": "gossip", "fanout": 0, **gossip}, "availability_required": "always"},
        jobs={"rate": rate},
        nodes={"placement": "in_order"},
        graph={"kind": "given", "vertices": nodes, "edges": edges},
    )


def _read_at_the_end(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Traces of row 0 that a reader at the far end of a chain, or at a random leaf of a tree, has by the deadline."""
    edges = _path(a["hops"]) if "hops" in a else _tree(a["branches"], a["depth"])
    deadline = a["hops"] if "hops" in a else a["depth"]
    gossip = {"message_loss": a["loss"], "copies": a.get("copies", 1), "deadline": deadline, "repeats": a.get("repeats", True)}
    readers = 1 if "hops" in a else a["branches"] ** a["depth"]
    read = sent = 0
    for state in _sent(_travelling(edges, readers, float(TRACES), **gossip), sample):
        mine = state.job_executor == 0
        read += int((state.job_verdict[mine] == ACCEPTED_UNAUDITED).sum())
        sent += int(mine.sum())
    return Frequency(read, sent)


def _died_out(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Traces that no node at the last level of a tree has: the last hop in which one was reached says how deep they came."""
    edges = _tree(a["branches"], a["depth"])
    population = {
        "root": {"strategy": "honest", "role": "executor", "count": 1},
        "node": {"strategy": "honest", "role": "verifier", "count": len(edges)},
    }
    scenario = network(
        population,
        {"propagation": {"kind": "gossip", "fanout": 0, "message_loss": a["loss"], "deadline": a["depth"], "repeats": False}},
        jobs={"rate": float(TRACES)},
        nodes={"placement": "in_order"},
        graph={"kind": "given", "vertices": len(edges) + 1, "edges": edges},
    )
    hops = np.concatenate([state.job_hops.copy() for state in _sent(scenario, sample)])
    return Frequency(int((hops < a["depth"]).sum()), len(hops))


def _chain(copies: int) -> dict[str, Any]:
    return {"hops": 10, "loss": 0.1, "copies": copies}


D5 = Validation(
    "D5",
    "Along a chain of L hops a trace survives with (1 - q^r)^L when r copies are sent over each; down a tree it reaches the share "
    "(1 - q)^d of the nodes at depth d, and dies out as a branching process does.",
    "textbook; derived",
    "A path, or a tree with the executor at its root, every node sending to all its neighbours, messages lost independently, a deadline of "
    "as many hops as there are: who comes late once is too late. The reader is the far end, or a random leaf.",
    "traces",
    (
        Case("chain of 10, one copy", _chain(1), 30_000, 0, _read_at_the_end),
        Case("chain of 10, two copies", _chain(2), 90_000, 2_000, _read_at_the_end),
        Case("chain of 10, three copies", _chain(3), 500_000, 0, _read_at_the_end),
        Case("chain of 10, sent once", {**_chain(2), "repeats": False}, 90_000, 0, _read_at_the_end),
        Case("leaves of a tree, b = 3, d = 4", {"branches": 3, "depth": 4, "loss": 0.2}, 30_000, 2_000, _read_at_the_end),
        Case("extinction, b = 2, q = .4, twelve levels", {"branches": 2, "depth": 12, "loss": 0.4, "dies": True}, 1_000_000, 0, _died_out),
        Case("extinction, b = 2, q = .4, three levels", {"branches": 2, "depth": 3, "loss": 0.4, "dies": True}, 30_000, 2_000, _died_out),
    ),
)

VALIDATIONS = (D3, D5)

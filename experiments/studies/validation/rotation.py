"""Verifiers, lazies and adversaries displace each other, through the model: F2 (rest point, growth, durations), F4 (rare mutants)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from experiments.mean_field import MeanField
from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Composition, Exact, Frequency, Root
from experiments.studies.validation.measuring import network
from model.columns import EXECUTES, VERIFIES
from model.run import simulate
from model.scenario import Scenario
from model.state import State
from model.step import epoch

RARE = 0.0001
"""Jobs of a node and epoch: what nodes compare is expected, so jobs need not fall; amounts are as much larger."""
BOTH = EXECUTES | VERIFIES


def world(a: Mapping[str, Any], counts: tuple[int, int, int], **more: Any) -> Scenario:
    """Every node executes and verifies, every job before one peer that is not its executor.

    A verifier works and looks, a lazy works and does not look, an adversary attacks every job and does not look. All bear the cost
    of work, which is the fee, so that payoffs count from 0: an attack that is seen costs fee and slash, s in all.
    """
    verify, lazy, attack = counts
    return network(
        {
            "verify": {"strategy": "honest", "count": verify},
            "lazy": {"strategy": "rubber_stamp", "count": lazy},
            "attack": {
                "strategy": "rubber_stamp", "count": attack, "numbers": {"attack_rate": 1.0, "deviation": 1000.0, "vigilance": 0.0},
            },
        },
        {
            "verification": {"kind": "panel", "audit_probability": 1.0, "check_cost_ratio": a["check"]},
            "settlement": {
                "slash": (a["slash"] - 1.0) / RARE, "slash_rule": "fixed", "bounty": a["bounty"] / RARE, "miss_loss": a["miss"] / RARE,
            },
            "noise": {"level": 0.0},
        },
        nodes={"compute_cost": 1.0 / RARE, "stake": 1e6, "outside_gain": a["gain"] / RARE},
        job_classes={"job": {"fee": 1.0 / RARE, "value": 1.0}},
        jobs={"arrival": "per_node", "rate": RARE, "law": "fixed", "assignment": "uniform"},
        **more,
    )  # fmt: skip


def _replicator(a: Mapping[str, Any], nodes: int) -> Scenario:
    counts = [round(share * nodes) for share in a["start"][:2]]
    rate, beta = a["rate"], a["intensity"]
    return world(
        a, (counts[0], counts[1], nodes - sum(counts)), epochs=round(a["time"] / (rate * beta)),
        adaptation={"kind": "replicator", "signal": "expected", "revision_rate": rate, "intensity": beta},
    )  # fmt: skip


@lru_cache(maxsize=2)
def _path(key: tuple[tuple[str, Any], ...], sample: Sample) -> np.ndarray:
    """Shares at the start and after each epoch, (epochs + 1, 3)."""
    a = dict(key)
    scenario = _replicator(a, sample.n)
    if a["way"] == "flow":
        path: np.ndarray = MeanField(scenario).path(scenario.epochs)[:, BOTH] / sample.n
        return path
    seen = [np.array(a["start"])]

    def look(state: State) -> None:
        seen.append(state.followers[BOTH] / sample.n)

    simulate(scenario, sample.seed, watch=look)
    return np.array(seen)


def path(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    """Shares of verifiers, lazies and adversaries over the epochs."""
    kept = ("check", "slash", "gain", "miss", "bounty", "start", "rate", "intensity", "time", "way")
    return _path(tuple((name, a[name]) for name in kept), sample)


def _rest(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Mean share over the second half of a run."""
    shares = path(a, sample)
    return Exact(float(shares[len(shares) // 2 :, a["of"]].mean()), 0.01, sample.n)


def _distances(shares: np.ndarray, a: Mapping[str, Any]) -> np.ndarray:
    """Distance from the middle of the turns, in the metric in which a small turn is a circle for equal shares."""
    away = (shares - np.array(a["middle"])) / np.sqrt(np.array(a["middle"]))
    distances: np.ndarray = np.sqrt((away**2).sum(axis=1))
    return distances


def _grows(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Runs in which the widest of the last third is wider than the widest of the first."""
    wider = 0
    for run in range(sample.n):
        distances = _distances(path(a, Sample(a["nodes"], sample.seed * 1_000_000 + run)), a)
        third = len(distances) // 3
        wider += int(distances[-third:].max() > distances[:third].max())
    return Frequency(wider, sample.n)


def _growth(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Rate at which the distance grows between its local maxima, per unit of replicator time."""
    shares = path(a, sample)
    distances = _distances(shares, a)
    peaks = np.flatnonzero((distances[1:-1] > distances[:-2]) & (distances[1:-1] >= distances[2:])) + 1
    first, last = peaks[0], peaks[2 * ((len(peaks) - 1) // 2)]  # whole turns: two maxima each
    time = (last - first) * a["rate"] * a["intensity"]
    return Exact(float(np.log(distances[last] / distances[first]) / time), 0.005, sample.n)


def _durations(a: Mapping[str, Any], sample: Sample) -> Root:
    """By how much a turn outlasts the one before, over the same a turn earlier: a constant that every turn takes drops out."""
    verifiers = path(a, sample)[:, 0]
    up = np.flatnonzero((verifiers[:-1] < 0.5) & (verifiers[1:] >= 0.5))
    longer = np.diff(up, n=2)
    return Root(float(longer[-1] / longer[-2]), 0.0, sample.n, 0.1)


def _pure(a: Mapping[str, Any], sample: Sample) -> Composition:
    """Shares of the epochs that a small network spends in each pure state; epochs in between, and the first tenth, do not count."""
    nodes, spent = a["nodes"], np.zeros(3)
    scenario = world(
        a, (nodes, 0, 0),
        adaptation={"kind": "imitation", "signal": "expected", "revision": "one", "intensity": a["intensity"], "mutation": a["mutation"]},
    )  # fmt: skip
    state, followers = State(scenario, sample.seed), [0.0] * 3
    for t in range(sample.n):
        epoch(state, t)
        followers = state.followers[BOTH].tolist()
        if nodes in followers and t >= sample.n // 10:
            spent[followers.index(nodes)] += 1
    return Composition(spent / spent.sum(), a["within"] * math.sqrt(max(1.0, a["full"] / sample.n)), sample.n)


_STABLE = {
    "check": 1.0, "slash": 2.0, "gain": 2.0, "miss": 1.0, "bounty": 6.0, "start": (0.4, 0.45, 0.15), "middle": (1 / 2, 5 / 14, 1 / 7),
    "rate": 0.5, "intensity": 0.1, "way": "run",
}  # fmt: skip
_RUNAWAY = {
    **_STABLE, "slash": 6.0, "bounty": 3.5, "middle": (0.25, 19 / 36, 2 / 9), "start": (0.2, 0.55, 0.25),
}  # fmt: skip
_TURNS = {**_RUNAWAY, "bounty": 4.0, "start": (0.3, 0.3, 0.4), "rate": 1.0, "time": 60.0, "way": "flow", "what": "durations"}
_LIMIT = (
    "Every node executes and verifies; every job before one peer, no noise; verifiers work and look, lazies work and do not look, "
    "adversaries attack and do not look; the fee is the cost of work, s is fee and slash, r a bounty, l a loss for those who "
    "passed a wrong "
    "output, g the gain of an attack; an adversary among its like gains and misses, h = g - l. Expected payoffs, a node itself excluded. "
)

F2 = Validation(
    "F2",
    "Verifiers, lazies and adversaries displace each other: a stable spiral iff g (r - c - h) > (s - c)(l + h), else cycles "
    "that last longer "
    "with every turn; a larger slash pushes towards them, a larger bounty away.",
    "Zeeman 1980; Hofbauer and Sigmund 1998 (both recalled); derived",
    _LIMIT + "Proportional imitation, no mutation. Rates and durations are of the limit without luck and steps (which widen a "
    "cycle, so that a run nears extinction before three of its turns can be told apart), so they are held against the same "
    "expectations and rule integrated; rest point and sign against runs.",
    "nodes, or runs",
    (
        Case("share of verifiers, stable", {**_STABLE, "rate": 1.0, "time": 120.0, "of": 0, "what": "rest"}, 10_000, 0, _rest, "run"),
        Case("share of lazies, stable", {**_STABLE, "rate": 1.0, "time": 120.0, "of": 1, "what": "rest"}, 10_000, 0, _rest, "run"),
        Case("runs that widen, stable", {**_STABLE, "time": 15.0, "nodes": 10_000, "what": "sign"}, 20, 0, _grows),
        Case("runs that widen, large slash", {**_RUNAWAY, "time": 15.0, "nodes": 10_000, "what": "sign"}, 20, 0, _grows),
        Case("growth, stable, no luck",
             {**_STABLE, "start": (0.48, 0.37, 0.15), "rate": 1.0, "time": 20.0, "way": "flow", "what": "growth"}, 10_000, 10_000, _growth),
        Case("growth, large slash, no luck",
             {**_RUNAWAY, "start": (0.245, 0.53, 0.225), "rate": 1.0, "time": 15.0, "way": "flow", "what": "growth"}, 10_000, 0, _growth),
        Case("growth, large slash and larger bounty, no luck",
             {**_RUNAWAY, "bounty": 8.0, "middle": (0.25, 23 / 36, 1 / 9), "start": (0.245, 0.64, 0.115), "rate": 1.0, "time": 25.0,
              "way": "flow", "what": "growth"}, 10_000, 0, _growth),
        Case("ratio of what turns add in duration, no luck", _TURNS, 10_000, 0, _durations),
    ),
)  # fmt: skip

_RARE = {**_STABLE, "nodes": 3, "intensity": 0.5, "mutation": 0.0139, "full": 4_000_000, "within": 0.02}

F4 = Validation(
    "F4",
    "A small network of rare mutants is nearly always in a pure state, and its times in each are those of the chain of takeovers.",
    "Fudenberg and Imhof 2006, doi:10.1016/j.jet.2005.04.006 (recalled); derived",
    _LIMIT + "3 nodes, one revision an epoch by Fermi's rule, mutation .0139, an eighth of 1/N^2, at which the chain of all ten states is "
    "within .004 of the limit's shares. 4e6 epochs have about 12,000 takeovers, with which luck alone is beyond .015 once in a hundred "
    "sets; with 2,000 it would be beyond .02 in one of four.",
    "epochs",
    (
        Case("times in pure states", _RARE, 4_000_000, 0, _pure),
        Case("times in pure states without selection", {**_RARE, "intensity": 0.0}, 4_000_000, 30_000, _pure),
    ),
)  # fmt: skip

VALIDATIONS = (F2, F4)

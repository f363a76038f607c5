"""Inspection cycles through the model: F1 (averages, period, invariant), F1b (time scale), F1c (steps too large), T3 (the mean field)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from experiments.mean_field import MeanField
from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.contrasts import Beyond
from experiments.studies.validation.finding import LIMIT, Exact, Root
from experiments.studies.validation.measuring import network
from model.columns import EXECUTES, VERIFIES
from model.run import simulate
from model.scenario import Scenario
from model.state import State

RARE = 0.0001
"""Jobs of a node and epoch: what nodes compare is expected, so jobs need not fall; amounts are as much larger."""


def world(a: Mapping[str, Any], nodes: int) -> Scenario:
    """Executors that cheat or not before verifiers that look or not, every job before one verifier.

    A cheat saves its cost of work G, which is also the fee; a cheat that is seen loses the fee and a slash of D, so that honest work
    earns 0, a cheat G unseen and -D seen.
    """
    rate = a["intensity"] * a["revision_rate"]
    cheats, checks = (round(nodes * share) for share in a["start"])
    return network(
        {
            "cheat": {"strategy": "skimmer", "role": "executor", "count": cheats, "numbers": {"effort": 0.0}},
            "work": {"strategy": "honest", "role": "executor", "count": nodes - cheats},
            "check": {"strategy": "honest", "role": "verifier", "count": checks},
            "skip": {"strategy": "rubber_stamp", "role": "verifier", "count": nodes - checks},
        },
        {
            "verification": {"kind": "panel", "audit_probability": 1.0, "check_cost_ratio": a["cost"] / a["gain"]},
            "settlement": {
                "slash": a["loss"] / RARE, "slash_rule": "fixed", "bounty": a["reward"] / RARE, "miss_loss": a["miss"] / RARE,
            },
            "noise": {"level": 0.0},
        },
        nodes={"compute_cost": a["gain"] / RARE, "stake": 1e9},
        job_classes={"job": {"fee": a["gain"] / RARE}},
        jobs={"arrival": "per_node", "rate": RARE, "law": "fixed", "assignment": "uniform"},
        adaptation={
            "kind": a["kind"], "signal": "expected", "revision_rate": a["revision_rate"],
            **({} if a["kind"] == "best_response" else {"intensity": a["intensity"]}),
        },
        epochs=max(1, round(a["time"] / (rate * SPEED[a["kind"]]))),
    )  # fmt: skip


SPEED = {"imitation": 0.5, "replicator": 1.0, "logit": 1.0, "best_response": 1.0}
"""Time that passes in an epoch, over revision rate x beta: Fermi's rule has the slope 1/2; of choosing kinds it is a mere unit."""


def step_of(a: Mapping[str, Any]) -> float:
    """Replicator time of an epoch."""
    return float(a["intensity"] * a["revision_rate"] * SPEED[a["kind"]])


def _key(a: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, value) for name, value in a.items() if name not in ("what", "within", "other", "broken")))


def path(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    """Shares of cheating and checking at the start and after each epoch, (epochs + 1, 2)."""
    return _path(_key(a), sample)


@lru_cache(maxsize=2)
def _path(key: tuple[tuple[str, Any], ...], sample: Sample) -> np.ndarray:
    a = dict(key)
    scenario = world(a, sample.n)
    if a["way"] == "run":
        seen = [list(a["start"])]

        def look(state: State) -> None:
            seen.append([state.followers[EXECUTES, 0] / sample.n, state.followers[VERIFIES, 2] / sample.n])

        simulate(scenario, sample.seed, watch=look)
        return np.array(seen)
    counts = MeanField(scenario).path(scenario.epochs, synchronous=a["way"] == "map")
    return np.stack((counts[:, EXECUTES, 0], counts[:, VERIFIES, 2]), axis=1) / sample.n


def turns(shares: np.ndarray) -> np.ndarray:
    """Epochs, in fractions, at which the 0th, 1st, 2nd, ... whole turn around the mean is complete."""
    x, y = (shares - shares.mean(axis=0)).T
    angle = np.unwrap(np.arctan2(y, x))
    turned = (angle - angle[0]) * np.sign(angle[-1] - angle[0]) / (2 * np.pi)
    furthest = np.maximum.accumulate(turned)
    return np.array([np.interp(k, furthest, np.arange(len(furthest))) for k in range(int(furthest[-1]) + 1)])


def average(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Mean share of cheating or checking over whole turns."""
    shares = path(a, sample)
    end = turns(shares)[-1]
    epochs = np.append(np.arange(int(end) + 1), end)
    which = {"cheating": 0, "checking": 1}[a["what"]]
    along = np.interp(epochs, np.arange(len(shares)), shares[:, which])
    return Exact(float(np.trapezoid(along, epochs) / end), a["within"], sample.n)


def _period(a: Mapping[str, Any], sample: Sample) -> Root:
    """Epochs of a turn, in generations (revisions per node)."""
    ends = turns(path(a, sample))
    return Root(float(ends[-1] / (len(ends) - 1)) * a["revision_rate"], 0.0, sample.n, a["within"])


def invariant(shares: np.ndarray, a: Mapping[str, Any]) -> np.ndarray:
    """What a cycle of the replicator equation keeps, of each row of shares."""
    x, y = shares.T
    kept: np.ndarray = (
        a["cost"] * np.log(x) + (a["reward"] + a["miss"] - a["cost"]) * np.log(1 - x) + a["gain"] * np.log(y) + a["loss"] * np.log(1 - y)
    )
    return kept


def _drift(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Relative drift of the invariant in a period."""
    shares = path(a, sample)
    ends = turns(shares)
    at = invariant(np.array([np.interp([0.0, ends[-1]], np.arange(len(shares)), one) for one in shares.T]).T, a)
    return Exact(float(at[1] / at[0] - 1) / (len(ends) - 1), a["within"], sample.n)


def _growth(a: Mapping[str, Any], sample: Sample) -> Root | Exact:
    """Growth rate of the distance from the centre over whole turns, per unit of replicator time."""
    shares = path(a, sample)
    end = int(turns(shares)[-1])
    centre = np.array([[a["cost"] / (a["reward"] + a["miss"]), a["gain"] / (a["gain"] + a["loss"])]])
    first, last = (float(invariant(centre, a)[0] - invariant(shares[k : k + 1], a)[0]) for k in (0, end))
    rate = float(np.log(last / first) / (2 * end * step_of(a)))
    return Exact(rate, a["within"], sample.n) if a["way"] == "flow" else Root(rate, 0.0, sample.n, a["within"])


def _apart(a: Mapping[str, Any], sample: Sample) -> Exact | Beyond:
    """Largest distance of a run's shares from those of its mean field, over all epochs; in a contrast, from those of other numbers.

    Four standard deviations of what luck does to a share where it does most.
    """
    runs, means = path({**a, "way": "run"}, sample), path({**a, **a.get("other", {})}, sample)
    length = min(len(runs), len(means))
    scenario = world(a, sample.n)
    within = LIMIT * float(MeanField(scenario).spread(length - 1).max()) / sample.n
    finding = Beyond if a.get("broken") else Exact
    return finding(float(np.abs(runs[:length] - means[:length]).max()), within, sample.n)


_GAME = {"cost": 1.0, "reward": 3.0, "miss": 2.0, "gain": 2.0, "loss": 3.0}
_WIDE = {**_GAME, "kind": "replicator", "intensity": 0.1, "revision_rate": 0.05, "start": (0.6, 0.4), "way": "run", "time": 17.0}
_SMALL_STEPS = {**_WIDE, "revision_rate": 0.025}
_FLOW = {**_WIDE, "way": "flow", "revision_rate": 1.0, "time": 241.0}
_LIMIT = (
    "Executors and verifiers in separate roles; every job before one verifier, no noise; honest work pays its fee and costs as much, G; a "
    "fixed slash D, a bounty R, a loss L for those who passed a wrong output; expected payoffs; stakes frozen. "
)

F1 = Validation(
    "F1",
    "Cheating and checking chase each other around a neutral centre: averages over whole turns are the rest point, however wide the cycle.",
    "two-population replicator equation, Hofbauer and Sigmund 1998 (recalled); derived",
    _LIMIT
    + "Proportional imitation at beta .1, a fortieth of 100,000 nodes in each role an epoch, from (.6, .4), two turns: steps and luck "
    "widen a cycle with every turn (F1c), so thirty turns are those of the same expectations and rule integrated as a differential "
    "equation.",
    "nodes a role",
    (
        Case("average share of cheating", {**_SMALL_STEPS, "what": "cheating", "within": 0.01}, 100_000, 0, average, "run"),
        Case("average share of checking", {**_SMALL_STEPS, "what": "checking", "within": 0.01}, 100_000, 0, average, "run"),
        Case("period from (.6, .4)", {**_SMALL_STEPS, "what": "period", "within": 0.03}, 100_000, 0, _period, "run"),
        Case("drift of the invariant in a period", {**_SMALL_STEPS, "what": "drift", "within": 0.01}, 100_000, 0, _drift, "run"),
        Case("average share of cheating, thirty turns, no luck",
             {**_FLOW, "what": "cheating", "within": 0.001}, 10_000, 0, average, "flow"),
        Case("average share of checking, thirty turns, no luck",
             {**_FLOW, "what": "checking", "within": 0.001}, 10_000, 0, average, "flow"),
        Case("period, thirty turns, no luck", {**_FLOW, "what": "period", "within": 0.001}, 10_000, 0, _period, "flow"),
        Case("drift of the invariant in a period, thirty turns, no luck",
             {**_FLOW, "what": "drift", "within": 0.001}, 10_000, 0, _drift, "flow"),
        Case("average share of checking, no luck", {**_FLOW, "time": 8.2, "what": "checking", "within": 0.002}, 10_000, 10_000, average),
    ),
)  # fmt: skip

_FERMI = {**_WIDE, "kind": "imitation", "revision_rate": 0.2, "time": 8.3, "what": "period"}

F1B = Validation(
    "F1b",
    "Under pairwise comparison at a small beta a cycle takes 2 T / beta generations, T being its period by the replicator equation.",
    "mean motion of Fermi's rule, Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909 (recalled); derived",
    _LIMIT + "Pairwise comparison at beta .1; a fifth of 50,000 nodes in each role revises in an epoch. A small cycle drowns in the luck "
    "of a finite network, so it is taken from the same rules integrated; the wide one is a run.",
    "nodes a role",
    (
        Case("generations of a turn from (.6, .4)", {**_FERMI, "within": 0.03}, 50_000, 0, _period),
        Case(
            "generations of a small turn, no luck",
            {**_FERMI, "start": (0.22, 0.4), "way": "flow", "revision_rate": 1.0, "time": 13.2, "within": 0.01},
            10_000, 10_000, _period,
        ),
    ),
)  # fmt: skip

_STEPS = {**_WIDE, "intensity": 0.05, "revision_rate": 1.0, "start": (0.35, 0.4), "time": 26.5}
_MAP = {**_STEPS, "start": (0.22, 0.4), "way": "map", "what": "growth"}

F1C = Validation(
    "F1c",
    "Where many nodes revise at once, cycles that should be neutral grow, at the rate omega^2 dt / 2; at half the step half as fast.",
    "Euler's rule around a centre; derived",
    _LIMIT + "Proportional imitation at beta .05; all nodes revise in every epoch (dt = .05) or half of them (dt = .025). The growth is "
    "one of the way of stepping, not of the network: without steps there is none.",
    "nodes a role",
    (
        Case("growth, all nodes at once, no luck", {**_MAP, "within": 0.05}, 10_000, 0, _growth),
        Case("growth, half the nodes at once, no luck", {**_MAP, "revision_rate": 0.5, "within": 0.05}, 10_000, 0, _growth),
        Case("growth without steps, no luck", {**_STEPS, "time": 6.8, "way": "flow", "what": "none", "within": 0.0005}, 10_000, 10_000,
             _growth),
        Case("growth, all nodes at once", {**_STEPS, "what": "growth", "within": 0.2}, 60_000, 0, _growth),
        Case("growth, half the nodes at once", {**_STEPS, "revision_rate": 0.5, "what": "growth", "within": 0.3}, 60_000, 0, _growth),
    ),
)  # fmt: skip

_ALONG = {**_WIDE, "start": (0.5, 0.3), "revision_rate": 0.1, "intensity": 0.4, "way": "map", "time": 12.0}

_JUMPS = {**_ALONG, "kind": "best_response", "start": (0.5, 0.12), "revision_rate": 0.05, "time": 0.8}

T3 = Validation(
    "T3",
    "In a large network the shares of the strategies follow the mean field of the same expectations and rules of revision, epoch by epoch.",
    "law of large numbers for population processes, Kurtz 1970 (recalled)",
    _LIMIT + "100,000 nodes in each role, a tenth of them an epoch; the largest distance over all epochs and both roles, against the map "
    "of synchronous revision and, in steps a fifth as large, against the differential equation. It may come to four of the standard "
    "deviations that the luck of the revisers adds up to along the map (C' = M C M^T + Q) where that is largest. A best response that "
    "jumps an epoch early stays off by as much, so it is held over two jumps which the map makes far from a tie. Contrasts: the mean field "
    "of another beta, and of another rule.",
    "nodes a role",
    (
        Case("imitation", {**_ALONG, "kind": "imitation", "time": 4.0}, 100_000, 0, _apart),
        Case("replicator", _ALONG, 100_000, 0, _apart),
        Case("replicator, differential equation", {**_ALONG, "way": "flow", "revision_rate": 0.02, "time": 6.0}, 100_000, 0, _apart),
        Case("logit choice", {**_ALONG, "kind": "logit", "intensity": 2.0, "time": 40.0}, 100_000, 10_000, _apart),
        Case("best response", _JUMPS, 100_000, 0, _apart),
        Case("contrast: a beta a quarter larger", {**_ALONG, "other": {"intensity": 0.5}, "broken": True}, 100_000, 0, _apart),
        Case("contrast: Fermi's rule instead of the replicator's",
             {**_ALONG, "other": {"kind": "imitation"}, "broken": True}, 100_000, 0, _apart),
    ),
)  # fmt: skip

VALIDATIONS = (F1, F1B, F1C, T3)

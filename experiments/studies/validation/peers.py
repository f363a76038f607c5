"""Audits by peers that may be lazy themselves, through the model: F5 (one third), F7 (two conventions, and what a sweep remembers)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from experiments.hysteresis import Way, sweep
from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Frequency, Root
from experiments.studies.validation.measuring import End, network, replicate
from model.scenario import Scenario

RARE = 0.0001
"""Jobs of a node and epoch: what nodes compare is expected, so jobs need not fall; amounts are as much larger."""


def world(a: Mapping[str, Any], honest: int, **more: Any) -> Scenario:
    """Honest nodes and lazies that neither work nor look, all of whom execute and verify; checks are free.

    Work costs c, the fee is c as well, and the slash is what R + S exceeds it by.
    """
    return network(
        {
            "honest": {"strategy": "honest", "count": honest},
            "lazy": {"strategy": "skimmer", "count": a["nodes"] - honest, "numbers": {"effort": 0.0, "vigilance": 0.0}},
        },
        {
            "verification": {"kind": "panel", "audit_probability": a["audit"], "check_cost_ratio": 0.0},
            "settlement": {"slash": (a["at_stake"] - a["saving"]) / RARE, "slash_rule": "fixed"},
            "noise": {"level": 0.0},
        },
        nodes={"compute_cost": a["saving"] / RARE, "stake": 1e6},
        job_classes={"job": {"fee": a["saving"] / RARE}},
        jobs={"arrival": "per_node", "rate": RARE, "law": "fixed", "assignment": "uniform"},
        **more,
    )  # fmt: skip


def _all_honest(run: End) -> float:
    assert run.stopped == "absorbed"
    return float((run.state.strategy == 0).all())


def _honest_in_the_end(a: Mapping[str, Any], sample: Sample) -> Frequency:
    scenario = world(
        a, a["honest"], epochs=1_000_000, stop_when="absorbed",
        adaptation={"kind": "imitation", "signal": "expected", "revision": "one", "intensity": a["intensity"]},
    )  # fmt: skip
    return Frequency(int(replicate(_all_honest, scenario, sample.n, sample.seed).sum()), sample.n)


@lru_cache(maxsize=1)
def _loop(key: tuple[tuple[str, Any], ...], sample: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Audit rates, and the share of honest nodes at each on the way up and on the way down."""
    a = dict(key)
    scenario = world(
        {**a, "nodes": sample.n, "audit": a["lowest"]}, round(0.05 * sample.n),
        adaptation={
            "kind": "imitation", "signal": "expected", "revision_rate": a["rate"], "intensity": a["intensity"], "mutation": a["mutation"],
        },
    )  # fmt: skip
    rates = np.geomspace(a["lowest"], a["highest"], a["steps"])
    way = Way("audit_probability", tuple(map(float, rates)), a["wait"], late=1 / a["wait"])
    shares = [row["value"] for row in sweep(scenario, way, lambda records: records.share("honest"), [sample.seed])]
    up, down = np.array(shares[: len(rates)]), np.array(shares[len(rates) :])[::-1]
    return rates, up, down


def loop(a: Mapping[str, Any], sample: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hysteresis loop of a network whose audit rate is swept up and down."""
    kept = ("saving", "at_stake", "intensity", "mutation", "rate", "wait", "lowest", "highest", "steps")
    return _loop(tuple((name, a[name]) for name in kept), sample)


def _jump(a: Mapping[str, Any], sample: Sample) -> Root:
    """The first rate on the way at which more, or fewer, than half are honest."""
    rates, up, down = loop(a, sample)
    at = rates[up > 0.5][0] if a["what"] == "up" else rates[down < 0.5][-1]
    return Root(float(at), 0.0, sample.n, a["within"])


def _branch(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Share of honest nodes where either convention stands, on the way named."""
    rates, up, down = loop(a, sample)
    at = int(np.abs(rates - a["audit"]).argmin())
    return Exact(float((up if a["what"] == "lower" else down)[at]), 0.02, sample.n)


_WEAK = {"nodes": 20, "honest": 1, "saving": 1.0, "audit": 0.5, "intensity": 0.2}

F5 = Validation(
    "F5",
    "Under audits by peers one honest node takes over lazy ones more often than a neutral one iff a (R + S) > 3 c: the one-third law.",
    "Nowak, Sasaki, Taylor and Fudenberg 2004, doi:10.1038/nature02414 (recalled); restated and derived",
    "Every node executes and verifies; an audit by one peer, which only an honest one uses; checks are free, no noise; one revision an "
    "epoch by Fermi's rule at beta .2, expected payoffs without the node itself, 20 nodes. Between the two sides of 3 c stand the exact "
    "probabilities of this size and beta; 1/20 is the neutral one.",
    "runs",
    (
        Case("a (R + S) = 5 c", {**_WEAK, "at_stake": 10.0}, 13_000, 100, _honest_in_the_end),
        Case("a (R + S) = 2 c", {**_WEAK, "at_stake": 4.0}, 13_000, 0, _honest_in_the_end),
    ),
)

_SIXTY = {"nodes": 60, "saving": 1.0, "audit": 0.5, "at_stake": 6.0, "intensity": 2.0, "what": "absorption"}
_SWEPT = {
    "saving": 1.0, "at_stake": 12.0, "intensity": 2.0, "mutation": 0.05, "rate": 0.5, "wait": 80, "lowest": 0.06, "highest": 1.0,
    "steps": 80,
}  # fmt: skip

F7 = Validation(
    "F7",
    "Where only honest peers catch the lazy, all honest and all lazy are both stable: which one a network reaches depends on "
    "where it starts, "
    "and a sweep of the audit rate up and down leaves a loop.",
    "derived",
    "As F5, at beta 2: 60 nodes with one revision an epoch until one strategy is left; and a swept network with a mutation of .05, half of "
    "the nodes revising in an epoch, 80 epochs at each of 80 rates. A network leaves a fold slowly, so that it is seen to "
    "turn a few steps late: 10 %.",
    "runs, or nodes",
    (
        Case("all honest from 15 of 60", {**_SIXTY, "honest": 15}, 15_000, 0, _honest_in_the_end),
        Case("all honest from 20 of 60", {**_SIXTY, "honest": 20}, 15_000, 60, _honest_in_the_end),
        Case("all honest from 25 of 60", {**_SIXTY, "honest": 25}, 15_000, 0, _honest_in_the_end),
        Case("rate at which lazies turn honest on the way up", {**_SWEPT, "what": "up", "within": 0.1}, 5_000, 0, _jump, "sweep"),
        Case("rate at which honest nodes turn lazy on the way down", {**_SWEPT, "what": "down", "within": 0.1}, 5_000, 0, _jump, "sweep"),
        Case("honest at x* = 1/2, on the way up", {**_SWEPT, "audit": 1 / 6, "what": "lower"}, 5_000, 0, _branch, "sweep"),
        Case("honest at x* = 1/2, on the way down", {**_SWEPT, "audit": 1 / 6, "what": "upper"}, 5_000, 0, _branch, "sweep"),
    ),
)  # fmt: skip

VALIDATIONS = (F5, F7)

"""Entry and exit through the model: G3 (free entry, churn) and A6 (entry under a jackpot that halves)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Mean, Root
from experiments.studies.validation.measuring import network
from model.run import simulate
from model.scenario import Scenario

ONE_BY_ONE: dict[str, Any] = {
    "exit": {"below_option": 1.0, "utility": "expected", "pace": "one"},
    "entry": {"kind": "free", "pace": "one", "utility": "expected"},
}
"""In each epoch one candidate enters if it expects to earn its costs, and one node leaves if some node does not."""
LAGGED: dict[str, Any] = {
    "exit": {"below_option": 0.05, "utility": "own", "patience": 10.0},
    "entry": {"kind": "free", "utility": "realised", "lag": 10.0, "speed": 0.2},
}
"""Candidates look at what nodes earned of late, nodes at what they earned themselves."""


# --- G3 -----------------------------------------------------------------------
def _mining(a: Mapping[str, Any], start: int, cost: Any, membership: Mapping[str, Any]) -> Scenario:
    """A prize is shared by all who work; a job an epoch costs each of them what it costs."""
    price = a.get("price", 10.0)
    return network(
        {"miner": {"strategy": "honest", "role": "executor", "count": start}},
        {},
        nodes={"compute_cost": cost, "stake": a.get("stake", 0.0) / price},
        market={"price": price},
        job_classes={"job": {"fee": 0.0}},
        accounts={"emission": a["prize"] / price, "emission_rule": "accepted_work", "capital_cost": a.get("capital_cost", 0.0)},
        membership=membership,
    )


def _entered(a: Mapping[str, Any], sample: Sample) -> Root:
    rules = LAGGED if a.get("lagged") else ONE_BY_ONE
    run = simulate(_mining(a, a["start"], a["cost"], {"berths": 600, **rules}), sample.seed, epochs=sample.n)
    return Root(float(run.records.total("active_nodes")[-1]), 0.0, sample.n, 0.01)


def _cheapest_first(a: Mapping[str, Any], sample: Sample) -> Root:
    """One berth for each candidate, the cheapest first in line; who does not earn its cost is gone after an epoch."""
    n = a["candidates"]
    costs = [a["highest"] * (i + 0.5) / n for i in range(n)]
    rules = {"exit": {"below_option": 1.0, "patience": 1.0}, "entry": {"kind": "free", "pace": "one"}}
    found = simulate(_mining(a, n, costs, rules), sample.seed, epochs=sample.n).records.total("active_nodes")
    return Root(float(found[sample.n // 2 :].mean()), 0.0, sample.n, 0.01)


def _drawn_at_the_door(a: Mapping[str, Any], sample: Sample) -> Root:
    """Candidates come at a rate with costs of their own, and go at a rate, or at once if they do not earn their cost."""
    rules = {
        "berths": a["candidates"],
        "exit": {"below_option": 1.0, "patience": 1.0, "churn": a["departure"]},
        "entry": {"kind": "poisson", "rate": a["candidates"] * a["departure"]},
    }
    law = {"kind": "uniform", "low": 0.0, "high": a["highest"]}
    found = simulate(_mining(a, a["start"], law, rules), sample.seed, epochs=sample.n).records.total("active_nodes")
    return Root(float(found[sample.n // 4 :].mean()), 0.0, sample.n, 0.01)


def _churning(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    mean = round(a["arrivals"] / a["departure"])
    scenario = network(
        {"node": {"strategy": "honest", "count": mean}}, {}, jobs={"rate": 0.0}, nodes={"stake": 0.0},
        membership={"berths": 2 * mean, "exit": {"churn": a["departure"]}, "entry": {"kind": "poisson", "rate": a["arrivals"]}},
    )  # fmt: skip
    return simulate(scenario, sample.seed, epochs=sample.n).records.total("active_nodes")


def _mean_number(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Means of stretches of 40 mean lives count as independent."""
    return Mean.of(_stretches(_churning(a, sample), a).mean(axis=1))


def _dispersion(a: Mapping[str, Any], sample: Sample) -> Exact:
    found = _churning(a, sample)
    return Exact(float(found.var() / found.mean()), 0.15, sample.n)


def _memory(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Autocorrelation about the mean of the run, with the spread of its parts."""
    found, apart = _churning(a, sample), a["apart"]
    away = found - found.mean()
    products = _stretches(away[:-apart] * away[apart:], a).mean(axis=1) / found.var()
    return Mean.of(products)


def _stretches(series: np.ndarray, a: Mapping[str, Any]) -> np.ndarray:
    length = min(round(40 / a["departure"]), len(series) // 5)
    return series[: len(series) // length * length].reshape(-1, length)


PRIZE = {"prize": 1000.0, "cost": 4.0, "of": "nodes"}
CHURN = {"arrivals": 5.0, "departure": 0.05}
UNLIKE = {"prize": 1000.0, "highest": 10.0, "of": "unlike"}

G3 = Validation(
    "G3",
    "Free entry drives what a node earns to what it costs: a prize feeds as many nodes as it pays the costs of, that of capital "
    "included. Nodes that come and go at random leave a Poisson number of them.",
    "Budish 2018, NBER w24717 (abstract read); derived",
    "One job a node and epoch, nobody checks, emission is the prize, shared by accepted work. One by one: a candidate enters if it "
    "expects to earn its costs, a node leaves if it does not. With a lag: entry answers the mean of what nodes earned, exit one's own. "
    "Unlike costs: each candidate has a berth, the cheapest first in line; or candidates come and go at random, 10,000 at "
    "large scale, for fluctuations of few nodes push out who will not come back. Churn: nobody works.",
    "epochs",
    (
        Case("from 4 nodes", {**PRIZE, "start": 4}, 400, 400, _entered),
        Case("from 500 nodes", {**PRIZE, "start": 500}, 400, 0, _entered),
        Case("by realised utilities with a lag", {**PRIZE, "start": 50, "lagged": True}, 1_500, 0, _entered),
        Case("with capital, r p s = 6", {**PRIZE, "start": 4, "capital_cost": 0.1, "stake": 60.0}, 400, 0, _entered),
        Case(
            "with capital, price a hundredfold",
            {**PRIZE, "prize": 1e5, "start": 4, "capital_cost": 0.1, "stake": 6000.0, "price": 1000.0},
            400,
            0,
            _entered,
        ),
        Case("costs uniform, 500 candidates in line", {**UNLIKE, "candidates": 500}, 600, 600, _cheapest_first),
        Case(
            "costs uniform, drawn at the door",
            {"prize": 2e4, "highest": 10.0, "of": "unlike", "candidates": 10_000, "departure": 0.01, "start": 2_000},
            3_000,
            0,
            _drawn_at_the_door,
        ),
        Case("nodes under churn", {**CHURN, "of": "churn"}, 40_000, 0, _mean_number),
        Case("dispersion under churn", {**CHURN, "of": "dispersion"}, 100_000, 5_000, _dispersion),
        Case("memory of 20 epochs under churn", {**CHURN, "of": "memory", "apart": 20}, 40_000, 0, _memory),
    ),
)


# --- A6 -----------------------------------------------------------------------
def _verifying(a: Mapping[str, Any], start: int, **more: Any) -> Scenario:
    """Every verifier looks at every output, planted or not, so that an epoch costs it one USD a job in the mean."""
    forced, jobs = a["forced"], a.get("jobs", 1)
    panel = {
        "kind": "panel", "audit_probability": 1.0 - forced, "draw": "all", "panel_size": 1, "need": 1, "check_cost_ratio": 1.0,
        "decoy_rate": forced,
    }  # fmt: skip
    return network(
        {"asker": {"strategy": "honest", "role": "executor", "count": 1, "entry_share": 0.0},
         "verifier": {"strategy": "honest", "role": "verifier", "count": start, "entry_share": 1.0, **more.pop("verifier", {})}},
        {"verification": panel, "noise": {"level": 0.0}, "settlement": {"jackpot": a["worth"] / forced, "jackpot_rule": "halving"}},
        job_classes={"job": {"fee": 5.0}},
        jobs={"rate": float(jobs)},
        **more,
    )  # fmt: skip


def _verifiers(a: Mapping[str, Any], sample: Sample) -> Exact:
    """The number at rest, nan where runs differ; they start with 1 verifier, 2, 3, ... ."""
    found = []
    for run in range(sample.n):
        membership = {"berths": 40, **(a.get("rules") or ONE_BY_ONE)}
        scenario = _verifying(a, 1 + run % 20, membership=membership)
        state = simulate(scenario, sample.seed * 1_000_000 + run, epochs=a["epochs"]).state
        found.append(float((state.present > 0).sum() - 1))
    return Exact(found[0] if len(set(found)) == 1 else math.nan, 0.0, sample.n)


def _take(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Jackpots of an owner over what one verifier of its would take."""
    m = a["identities"]
    scenario = _verifying(a, m, verifier={"identities": m} if m > 1 else {})
    state = simulate(scenario, sample.seed, epochs=1).state
    return Exact(float(state.spoils[1:].sum()) / a["worth"], 1e-12, sample.n)


FORCED = {"forced": 1e-3, "epochs": 60, "of": "number"}
NOISY = {
    "forced": 0.5,
    "jobs": 200,
    "epochs": 150,
    "rules": {**ONE_BY_ONE, "exit": {"below_option": 0.2, "utility": "own", "patience": 20.0}},
}
TAKE = {"forced": 1.0, "worth": 8.0, "of": "take"}

A6 = Validation(
    "A6",
    "A jackpot for planted errors that halves with each verifier who shares it stops entry at one number of verifiers, and an owner "
    "gains nothing by being several of them.",
    "Truebit (structure read; rule of payment recalled); derived",
    "All verifiers look at every job, one of a thousand planted and the others audited, so that looking costs 1 USD a job; a candidate "
    "enters if it expects to earn its costs, a node leaves if it does not, one at a time; runs start with 1 to 20 verifiers. By luck: "
    "half of 200 jobs is planted, and a verifier leaves if its own mean of 20 epochs is below zero.",
    "runs",
    (
        Case("p J = 64 c", {**FORCED, "worth": 64.0}, 50, 2, _verifiers),
        Case("p J = 63.9 c", {**FORCED, "worth": 63.9}, 50, 0, _verifiers),
        Case("p J = 1000 c", {**FORCED, "worth": 1000.0}, 50, 0, _verifiers),
        Case("p J = 90 c, by luck", {**FORCED, **NOISY, "worth": 90.0}, 50, 0, _verifiers),
        *(Case(f"take of {m} identities", {**TAKE, "identities": m}, 1, 1, _take) for m in (1, 2, 3, 4)),
    ),
)

VALIDATIONS = (G3, A6)

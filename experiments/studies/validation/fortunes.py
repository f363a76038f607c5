"""Fortunes that luck makes and breaks, through the model: E4 (ruin by random slashes) and E5 (Pareto tails)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Frequency
from experiments.studies.validation.measuring import network
from model.run import simulate
from model.scenario import Scenario
from model.state import State

SURELY_WRONG: dict[str, Any] = {"strategy": "skimmer", "numbers": {"effort": 0.0, "filler_luck": 0.0}}


def _earning(nodes: int, stake: float, audit: float, settlement: Mapping[str, Any], **more: Any) -> Scenario:
    """A job a node and epoch, wrong, so that an audit slashes; what is earned joins the stake."""
    accounts = {"compounding_share": 1.0, **more.pop("accounts", {})}
    return network(
        {"cheat": {**SURELY_WRONG, "count": nodes}},
        {"verification": {"kind": "panel", "auditors": "protocol", "audit_probability": audit}, "settlement": dict(settlement),
         "noise": {"level": 0.0}},
        nodes={"stake": stake},
        accounts=accounts,
        **more,
    )  # fmt: skip


# --- E4 -----------------------------------------------------------------------
def _ruined(scenario: Scenario, sample: Sample, epochs: int) -> Frequency:
    """Nodes that were gone at the end: who has nothing left leaves."""
    present = simulate(scenario, sample.seed, epochs=epochs).state.present
    return Frequency(int((present == 0).sum()), sample.n)


BROKE: dict[str, Any] = {"accounts": {"minimum_stake": 1e-6}, "membership": {"exit": {"below_minimum_stake": True}}}


def _by_coins(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """One token a job; below zero is where nothing is left of one token more."""
    stake = a["start"] + (1 if a["of"] == "lattice" else 0)
    slash = {"slash": float(a.get("size", 1)), "slash_rule": "fixed"}
    return _ruined(_earning(sample.n, float(stake), a["caught"], slash, job_classes={"job": {"fee": 1.0}}, **BROKE), sample, a["epochs"])


def _by_sizes(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Job classes by the size of their slash: equal shares of the exponential law, each at its mean.

    Epochs are short beside the time between slashes: a slashed job earns nothing,
    so the others earn a little more; on average a slash falls in the middle of an epoch.
    """
    n, step = a["classes"], a["step"]
    edges = -np.log1p(-np.arange(n) / n)
    tails = np.append((1.0 + edges) * np.exp(-edges), 0.0)
    sizes = a["size"] * n * (tails[:-1] - tails[1:])
    classes = {
        f"slash_{i}": {"share": 1.0 / n, "fee": step, "field": {"settlement": {"slash": float(size), "slash_rule": "fixed"}}}
        for i, size in enumerate(sizes)
    }
    odds = a["claims"] * step / a["income"]
    scenario = _earning(sample.n, a["start"] + step / 2.0, odds / (1.0 + odds), {}, job_classes=classes, **BROKE)
    return _ruined(scenario, sample, a["epochs"])


# --- E5 -----------------------------------------------------------------------
def _grown(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    """Stakes at rest in epochs that lie far apart, (n,), largest first; the yield is on the opening stake, slashed or not."""
    renewal = {"exit": {"churn": a["death"]}, "entry": {"kind": "replacement"}} if a["death"] > 0.0 else {}
    scenario = _earning(
        sample.n, 1.0, a["caught"], {"slash": a["loss"] + a["growth"], "slash_rule": "fraction"},
        accounts={"emission_rule": "yield", "yield_rate": a["growth"]},
        job_classes={"job": {"fee": a["floor"]}},
        membership=renewal,
    )  # fmt: skip
    seen: list[np.ndarray] = []

    def look(state: State) -> None:
        if state.epoch >= a["settled"] and (state.epoch - a["settled"]) % a["apart"] == 0:
            seen.append(state.stake.copy())

    simulate(scenario, sample.seed, epochs=a["settled"] + a["looks"] * a["apart"], watch=look)
    return np.sort(np.concatenate(seen))[::-1]


def _hill(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Exponent of the largest hundredth: one over the mean of the logarithm above its least."""
    stakes = _grown(a, sample)
    largest = stakes[: len(stakes) // 100]
    return Exact(1.0 / float(np.log(largest[:-1] / largest[-1]).mean()), 0.35, sample.n)


def _slope(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Slope of the logarithm of the share above a size, from the share .02 to .0002."""
    stakes = _grown(a, sample)
    ranks = np.unique(np.geomspace(len(stakes) * 2e-4, len(stakes) * 2e-2, 40).astype(int))
    return Exact(-float(np.polyfit(np.log(stakes[ranks - 1]), np.log(ranks), 1)[0]), 0.35, sample.n)


COINS = {"caught": 0.4, "start": 5, "epochs": 600, "of": "coins"}
LATTICE = {"caught": 0.05, "size": 10, "epochs": 1_000, "of": "lattice"}
INSURER = {"income": 1.0, "claims": 0.05, "size": 10.0, "classes": 20, "step": 0.25, "epochs": 4_200, "of": "exponential"}
FLOOR = {"growth": 0.02, "loss": 0.5, "caught": 0.05, "death": 0.0, "floor": 0.1, "settled": 800, "apart": 100, "looks": 10}
RESET = {"growth": 0.02, "loss": 0.1, "caught": 0.05, "death": 0.02, "floor": 0.0, "settled": 800, "apart": 100, "looks": 4}

E4 = Validation(
    "E4",
    "Stakes that grow in the mean are ruined by random slashes with the probability of an insurer's ruin, which falls with what was "
    "staked at the start.",
    "gambler's ruin; Cramer and Lundberg (recalled); derived",
    "One job per node and epoch, all wrong, audited at random by the protocol: a fee of one joins the stake, or a fixed slash is taken. "
    "Who has nothing left leaves. The horizon leaves survivors five standard deviations above zero. Exponential slashes: 20 job "
    "classes, each with a slash of its own, the mean of a twentieth of the law; a quarter of a token an epoch. Classes and "
    "epochs shift the probability by .001.",
    "nodes",
    (
        Case("coins, p = .6, u = 5", COINS, 40_000, 4_000, _by_coins),
        Case("slashes of 10, u = 0", {**LATTICE, "start": 0}, 40_000, 0, _by_coins),
        Case("slashes of 10, u = 10", {**LATTICE, "start": 10}, 40_000, 2_000, _by_coins),
        Case("slashes of 10, u = 30", {**LATTICE, "start": 30}, 120_000, 0, _by_coins),
        Case("exponential slashes, u = 10", {**INSURER, "start": 10.0}, 40_000, 0, _by_sizes),
        Case("exponential slashes, u = 20", {**INSURER, "start": 20.0}, 40_000, 0, _by_sizes),
    ),
)

E5 = Validation(
    "E5",
    "Stakes that earn a yield and lose shares of themselves at random get a Pareto tail, whose exponent depends on the factors and on "
    "how often nodes are replaced.",
    "Kesten 1973, Gabaix 1999 (recalled); derived",
    "One job per node and epoch, all wrong; 2 % of the opening stake join it in every epoch, and an audit of 1 in 20 takes a share, 50 % "
    "net where a fee of a tenth keeps the poor up, 10 % net where 1 node in 50 is replaced by a newcomer with a stake of one. Hill's "
    "estimator on the largest hundredth, which a floor biases low, and the slope of the tail over two decades of shares, on the stakes "
    "of several epochs a hundred apart, since those of one epoch hold few of the largest.",
    "nodes",
    (
        Case("floor, kappa 1.917, Hill", FLOOR, 60_000, 6_000, _hill),
        Case("floor, kappa 1.917, slope", FLOOR, 60_000, 0, _slope),
        Case("newcomers, kappa 1.438, Hill", RESET, 60_000, 0, _hill),
        Case("newcomers, kappa 1.438, slope", RESET, 60_000, 0, _slope),
    ),
)

VALIDATIONS = (E4, E5)

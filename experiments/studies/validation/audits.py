"""Deterrence through the model: A1 (honest against lazy under audits by the protocol) and A3 (Proof of Sampling)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency, Mean, Root
from experiments.studies.validation.measuring import crossing, epochs_for, network, replicate, utilities
from experiments.studies.validation.takeover import EXPECTED, UNTIL_ONE_IS_LEFT, takes_over
from model.scenario import Scenario

ARM = 2_000
"""Nodes on each side."""


def audited(a: Mapping[str, Any], each: int, **more: Any) -> Scenario:
    """Honest and lazy nodes, so many each, under audits by the protocol."""
    panel = {"kind": "panel", "auditors": "protocol", "audit_probability": a["audit"], "tolerance": 3.643}
    luck = (1 - a["detection"]) / (1 - a["false_alarm"])
    return network(
        {"honest": {"strategy": "honest", "count": each},
         "lazy": {"strategy": "honest", "count": each, "numbers": {"effort": 0.0, "filler_luck": luck}}},
        {"verification": panel, "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"shared": a.get("shared", True)}},
        job_classes={"job": {"fee": a["reward"]}},
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "garbage": {"deviation": 1000.0, "cost_ratio": a["shortcut"], "idiosyncratic": True},
            }
        },
        **more,
    )  # fmt: skip


def _honest_and_lazy(a: Mapping[str, Any], sample: Sample) -> dict[str, Mean]:
    return utilities(audited(a, ARM), epochs_for(sample.n, ARM), sample.seed)


def _honest_over_lazy(a: Mapping[str, Any], sample: Sample) -> Mean:
    found = _honest_and_lazy(a, sample)
    return found["honest"].minus(found["lazy"])


def _one_side(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _honest_and_lazy(a, sample)[a["what"]]


_AT = 0.95 / (0.94 * 11.2)
A1_NUMBERS: dict[str, Any] = {
    "cost": 1.0,
    "shortcut": 0.05,
    "reward": 1.2,
    "slash": 10.0,
    "detection": 0.95,
    "false_alarm": 0.01,
    "audit": _AT,
    "what": "margin",
}

A1 = Validation(
    "A1",
    "Honest work pays more than lazy work iff the audit rate exceeds the saving over what a cheat risks beyond an honest node.",
    "Becker 1968 (recalled), a case of p x fine >= gain; derived",
    "One job per node and epoch, panels of one protocol auditor on one segment, a tolerance of 3.643 sigma (alpha .01), a filler "
    "right with .0505 (d .95) at a cost of .05, a fixed slash, stakes frozen above it, nobody revising. 4e5 jobs a side tell the "
    "lost reward; 8e6 also tell d from d - alpha.",
    "jobs a side",
    (
        Case("margin at .8 a*", {**A1_NUMBERS, "audit": 0.8 * _AT}, 8_000_000, 400_000, _honest_over_lazy),
        Case("margin at a* = .0902", A1_NUMBERS, 8_000_000, 400_000, _honest_over_lazy),
        Case("margin at a*, run noise not shared", {**A1_NUMBERS, "shared": False}, 8_000_000, 0, _honest_over_lazy),
        Case("margin at 1.2 a*", {**A1_NUMBERS, "audit": 1.2 * _AT}, 8_000_000, 400_000, _honest_over_lazy),
        Case("payoff of honest work at a*", {**A1_NUMBERS, "what": "honest"}, 8_000_000, 400_000, _one_side),
        Case("payoff of lazy work at a*", {**A1_NUMBERS, "what": "lazy"}, 8_000_000, 400_000, _one_side),
    ),
)

CHEATS = 2_000
"""Executors that cheat, beside ten honest ones that nothing happens to."""


def colluding_market(a: Mapping[str, Any], audit: float, honest: int, cheats: int, **more: Any) -> Scenario:
    """Verifiers of whom a share sits in the cheats' cartel."""
    fixed = {"strategy": "honest", "role": "verifier", "adapts": False}
    colluders = round(100 * a["colluding"])
    return network(
        {"honest": {"strategy": "honest", "role": "executor", "count": honest},
         "cheat": {"strategy": "skimmer", "role": "executor", "count": cheats, "numbers": {"effort": 0.0, "cartel": 1.0}},
         "verifier": {**fixed, "count": 100 - colluders},
         "colluder": {**fixed, "count": colluders, "numbers": {"cartel": 1.0}}},
        {"verification": {"kind": "panel", "audit_probability": audit},
         "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["reward"]}},
        nodes={"compute_cost": a["cost"]},
        **more,
    )  # fmt: skip


def _honest_and_cheat(a: Mapping[str, Any], audit: float, sample: Sample) -> dict[str, Mean]:
    return utilities(colluding_market(a, audit, 10, CHEATS), epochs_for(sample.n, CHEATS), sample.seed)


def _of_cheat(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _honest_and_cheat(a, a["audit"], sample)["cheat"]


def _threshold(a: Mapping[str, Any], sample: Sample) -> Root:
    """The margin of honest work is a line in p, measured without audits and at p = `audit`."""
    ends = [_honest_and_cheat(a, audit, sample) for audit in (0.0, a["audit"])]
    at_none, at_audit = (found["honest"].minus(found["cheat"]) for found in ends)
    return replace(crossing(0.0, a["audit"], at_none, at_audit, 0.03), n=sample.n)


def _honest_takes_over(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Nine tenths of the executors start on the side that must lose."""
    honest = a["honest_at_start"]
    scenario = colluding_market(a, a["audit"], honest, 100 - honest, adaptation=EXPECTED, **UNTIL_ONE_IS_LEFT)
    return Frequency(int(replicate(takes_over, scenario, sample.n, sample.seed).sum()), sample.n)


_P10, _P100, _P10_ALL_HONEST = 1 / (0.9 * 11.2), 1 / (0.9 * 101.2), 1 / 11.2
AT_10 = {"cost": 1.0, "reward": 1.2, "slash": 10.0, "colluding": 0.1}
_AT_100 = {**AT_10, "slash": 100.0}
_ENDS = {**AT_10, "what": "ends"}

A3 = Validation(
    "A3",
    "With a share r of verifiers in the cheats' cartel, honest work is best iff the audit rate exceeds C / ((1 - r)(R + S)).",
    "Proof of Sampling, arXiv 2405.00295 (condition read second-hand); payoffs derived",
    "Executors and verifiers apart: of 100 verifiers exactly r sit in the cheats' cartel; panels of one; no noise, so that nobody is "
    "rejected wrongly; a fixed slash, stakes frozen above it; a cheat saves all of its cost. Payoffs and roots without revision; the "
    "root at S = 100 takes four times the jobs, for 3 % to be six standard errors. Who takes over by imitation on the model's own "
    "expected utilities (beta 1e4), nine tenths of 100 executors starting on the losing side, until one strategy is left; 20 of 20 "
    "bounds the share of wrong ends by .14.",
    "jobs of cheats, or runs",
    (
        Case("cheat's payoff, S 10, p .05", {**AT_10, "audit": 0.05, "what": "cheat"}, 500_000, 100_000, _of_cheat),
        Case("cheat's payoff, S 10, p .0992", {**AT_10, "audit": 0.0992, "what": "cheat"}, 500_000, 100_000, _of_cheat),
        Case("cheat's payoff, S 10, p .5", {**AT_10, "audit": 0.5, "what": "cheat"}, 500_000, 0, _of_cheat),
        Case("cheat's payoff, S 100, p .01098", {**_AT_100, "audit": 0.01098, "what": "cheat"}, 500_000, 100_000, _of_cheat),
        Case("cheat's payoff, S 100, p .1", {**_AT_100, "audit": 0.1, "what": "cheat"}, 500_000, 0, _of_cheat),
        Case("root in p, S 10", {**AT_10, "audit": 2 * _P10, "what": "root"}, 500_000, 250_000, _threshold),
        Case("root in p, S 100", {**_AT_100, "audit": 2 * _P100, "what": "root"}, 2_000_000, 0, _threshold),
        Case("honest work takes over, 1.03 p*", {**_ENDS, "audit": 1.03 * _P10, "honest_at_start": 10}, 20, 0, _honest_takes_over),
        Case("cheats take over, .97 p*", {**_ENDS, "audit": 0.97 * _P10, "honest_at_start": 90}, 20, 0, _honest_takes_over),
        Case("cheats take over, 1.03 p*(r = 0)", {**_ENDS, "audit": 1.03 * _P10_ALL_HONEST, "honest_at_start": 90}, 20, 0,
             _honest_takes_over),
    ),
)  # fmt: skip

VALIDATIONS = (A1, A3)

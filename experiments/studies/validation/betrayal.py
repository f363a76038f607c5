"""Guesses, loyalty and false names through the model: A2 (double checks), CARTEL (a contract and a bounty), SYBIL (a split stake)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Mean, Root
from experiments.studies.validation.measuring import crossing, epochs_for, network, utilities
from model.run import simulate

ARM = 2_000
"""Nodes on each side."""


def _two_points(measure: Any, a: Mapping[str, Any], sample: Sample) -> Root:
    """Root of a margin that is a line, from two points with seeds of their own."""
    low, high = a["between"]
    at_low, at_high = (measure(a, point, sample._replace(seed=sample.seed + more)) for point, more in ((low, 0), (high, 1_000_000)))
    return crossing(low, high, at_low, at_high, a["within"])


def _honest_over_guess(a: Mapping[str, Any], audit: float, sample: Sample) -> Mean:
    """Honest executors against guessers, whom friends among the verifiers let pass."""
    panel = {"kind": "panel", "audit_probability": audit, "check_cost_ratio": 0.0}
    partners = round(100 * a["honest"])
    guess = {"effort": 0.0, "filler_luck": a["accuracy"], "cartel": 1.0}
    population = {
        "honest": {"strategy": "honest", "role": "executor", "count": ARM},
        "guess": {"strategy": "honest", "role": "executor", "count": ARM, "numbers": guess},
        "checker": {"strategy": "honest", "role": "verifier", "count": partners},
        "friend": {"strategy": "honest", "role": "verifier", "count": 100 - partners, "numbers": {"cartel": 1.0}},
    }
    scenario = network(
        {name: entry for name, entry in population.items() if entry["count"]},
        {"verification": panel, "settlement": {"slash": a["fine"], "slash_rule": "fixed"}, "noise": {"level": 0.0}},
        job_classes={"job": {"fee": a["reward"]}},
        nodes={"compute_cost": a["cost"]},
        technology={
            "fillers": {
                "exact": {"deviation": 0.0, "cost_ratio": 1.0},
                "garbage": {"deviation": 1000.0, "cost_ratio": a["cheap"] / a["cost"], "idiosyncratic": True},
            }
        },
    )  # fmt: skip
    found = utilities(scenario, epochs_for(sample.n, ARM), sample.seed)
    return found["honest"].minus(found["guess"])


def _guess_root(a: Mapping[str, Any], sample: Sample) -> Root:
    return _two_points(_honest_over_guess, a, sample)


_A2 = {"cost": 1.0, "cheap": 0.1, "accuracy": 0.2, "reward": 1.5, "fine": 10.0, "honest": 1.0, "between": (0.05, 0.15), "within": 0.02}

A2 = Validation(
    "A2",
    "Double checks at random deter a cheap guess that is right with q iff their rate exceeds the saving over what a wrong guess risks.",
    "Belenkiy et al. 2008 (abstract read); derived",
    "One job per node and epoch, one verifier on its panel, no noise, checks that cost nothing, a filler right with q that costs cost(q), "
    "a fixed slash, stakes frozen above it, nobody revising; executors and 100 verifiers apart. With other contractors as checkers, 70 of "
    "them honest and 30 in the guessers' cartel.",
    "jobs a side and rate",
    (
        Case("root in p, q = .2", _A2, 1_600_000, 400_000, _guess_root),
        Case("root in p, q = .5", {**_A2, "accuracy": 0.5, "between": (0.1, 0.25)}, 1_600_000, 0, _guess_root),
        Case("root in p, 7 of 10 partners honest", {**_A2, "honest": 0.7, "between": (0.08, 0.2)}, 1_600_000, 0, _guess_root),
    ),
)

CHIEFS = 500
"""Executors of a cartel, who attack every job."""


def _mole_over_loyal(a: Mapping[str, Any], bounty: float, sample: Sample) -> Mean:
    loyal, moles, honest = a["bench"]
    scenario = network(
        {"chief": {"strategy": "colluder", "role": "executor", "count": CHIEFS, "numbers": {"attack_rate": 1.0}},
         "loyal": {"strategy": "colluder", "role": "verifier", "count": loyal},
         "mole": {"strategy": "colluder", "role": "verifier", "count": moles, "numbers": {"denounce": 1.0}},
         "honest": {"strategy": "honest", "role": "verifier", "count": honest}},
        {"verification": {"kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "check_cost_ratio": 0.0},
         "noise": {"level": 0.0}},
        nodes={"outside_gain": a["gain"]},
        job_classes={"job": {"fee": 1.0, "value": 1.0}},
        cartel={"bribe": a["bribe"], "gain_share": a["gain_share"], "whistle_bounty": bounty, "proof": a["proof"]},
    )  # fmt: skip
    found = utilities(scenario, epochs_for(sample.n, CHIEFS), sample.seed)
    return found["mole"].minus(found["loyal"])


def _bounty_root(a: Mapping[str, Any], sample: Sample) -> Root:
    return _two_points(_mole_over_loyal, a, sample)


def _denounces(a: Mapping[str, Any], bounty: float) -> bool:
    """Whether nodes that reckon with the contract denounce at this bounty."""
    entry = {"strategy": "accomplice", "count": 4, "numbers": {"fellows": a["fellows"]}}
    contract = {"bribe": a["bribe"], "gain_share": a["gain_share"], "whistle_bounty": bounty}
    scenario = network({"member": entry}, {}, nodes={"outside_gain": a["gain"]}, cartel=contract)
    return bool(simulate(scenario, 0, epochs=1).state.denounce.all())


def _strategy_root(a: Mapping[str, Any], sample: Sample) -> Root:
    """The bounty at which nodes turn, by halving."""
    low, high = a["between"]
    for _ in range(sample.n):
        middle = (low + high) / 2
        low, high = (low, middle) if _denounces(a, middle) else (middle, high)
    return Root((low + high) / 2, (high - low) / 2, sample.n, a["within"])


_CARTEL = {"bribe": 0.2, "gain_share": 0.5, "gain": 3.0, "bench": (20, 10, 20), "proof": True, "what": "seat", "within": 0.02}
_TURN = {**_CARTEL, "what": "strategy", "fellows": 2.0, "between": (0.0, 4.0)}

CARTEL = Validation(
    "CARTEL",
    "A member of a cartel stays loyal iff the bribe and its share of the gain, when the output passes, are worth the bounty that it would "
    "have for denouncing.",
    "participation constraint; derived",
    "Executors of a cartel attack every job; panels of three verifiers of whom two must approve, drawn from 20 loyal fellows, 10 that "
    "always denounce and 20 honest ones, no noise, checks that cost nothing; the convicted pays the bounty, no slash, stakes frozen; the "
    "fee covers the bribes. Alone: nodes that decide by the constraint.",
    "jobs a bounty; halvings",
    (
        Case("root in B, a denunciation is proof", {**_CARTEL, "between": (0.0, 1.0)}, 400_000, 50_000, _bounty_root),
        Case("root in B, a denunciation is a vote", {**_CARTEL, "proof": False, "between": (0.0, 4.0)}, 400_000, 0, _bounty_root),
        Case("bounty at which accomplices turn", _TURN, 20, 12, _strategy_root),
    ),
)


def _attack_over_honest(a: Mapping[str, Any], audit: float, sample: Sample) -> Mean:
    attack = {"attack_rate": 1.0}
    scenario = network(
        {"honest": {"strategy": "honest", "count": ARM},
         "sybil": {"strategy": "sybil", "count": ARM, "identities": a["names"], "numbers": attack}},
        {"verification": {"kind": "panel", "auditors": "protocol", "audit_probability": audit},
         "settlement": {"slash": a["slash"], "slash_rule": "fixed"}, "noise": {"level": 0.0}},
        nodes={"stake": a["stake"], "outside_gain": a["gain"]},
        job_classes={"job": {"fee": a["reward"]}},
    )  # fmt: skip
    found = utilities(scenario, epochs_for(sample.n, ARM), sample.seed)
    return found["honest"].minus(found["sybil"])


def _split_root(a: Mapping[str, Any], sample: Sample) -> Root:
    return _two_points(_attack_over_honest, a, sample)


_SYBIL = {"gain": 2.0, "reward": 1.0, "slash": 5.0, "stake": 10.0, "names": 10, "between": (0.4, 0.6), "within": 0.02}

SYBIL = Validation(
    "SYBIL",
    "A stake split over many names deters less: a slash reaches no more than the stake of the name that was caught.",
    "limited liability (Shavell 1986, recalled); derived",
    "One job per node and epoch, a protocol auditor, no noise, attacks on every job that cost what honest work does, a fixed slash of half "
    "the stake that one node brings, stakes frozen. Two names just bear the slash, ten do not.",
    "jobs a side and rate",
    (
        Case("root in p, ten names", _SYBIL, 1_000_000, 200_000, _split_root),
        Case("root in p, four names", {**_SYBIL, "names": 4, "between": (0.3, 0.45)}, 1_000_000, 0, _split_root),
        Case("root in p, two names", {**_SYBIL, "names": 2, "between": (0.2, 0.3)}, 1_000_000, 0, _split_root),
    ),
)

VALIDATIONS = (A2, CARTEL, SYBIL)

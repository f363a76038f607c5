"""The networks that the facts come from, as far as they are published; what is not is drawn at random from the ranges written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from experiments.studies.facts.drawing import Draw, money, population, scenario, skimming
from experiments.studies.facts.watching import BYSTANDER, PROBE
from model.scenario import Scenario

Arms = Mapping[str, Scenario]
"""Scenarios of one draw by name: what is compared with what."""

EPOCHS = 160
FALSE_5_PERCENT = 2.772
"""Tolerance that an honest difference of two runs, N(0, 2 sigma^2), exceeds with probability .05."""


class Drawn(NamedTuple):
    """A draw of a fact's network.

    Attributes
    ----------
    arms : mapping of Scenario
    adaptive : bool
        Whether audits follow BOINC's rule.
    words : str
        What was drawn.
    """

    arms: Arms
    adaptive: bool
    words: str


def learning(draw: Draw, dollars: float) -> dict[str, Any]:
    """How nodes revise: nothing of it is published, so all of it is drawn; intensities are per fee."""
    kind = draw.one_of("adaptation", "imitation", "logit", "evolution")
    signal = {"logit": "public", "evolution": "own"}.get(kind) or draw.one_of("signal", "own", "public")
    numbers = {
        "kind": kind, "signal": signal, "memory": 10.0, "revision_rate": draw.log("revision_rate", 0.02, 0.3),
        "intensity": draw.log("intensity", 0.3, 10.0) / dollars,
    }  # fmt: skip
    if kind == "evolution":
        return numbers | {"trait_deviation": {"effort": 0.05, "attack_rate": 0.05}}
    return numbers | {"mutation": draw.one_of("mutates", 0, 1) * 0.01}


def market_of_vendors(network: Scenario, draw: Draw) -> Drawn:
    """Vendors of one model: no stake, no slash; clients spot-check against the official service and may prefer vendors of good record."""
    _, dollars = money(network)
    return Drawn({"on": scenario(network, {
        "epochs": EPOCHS,
        "nodes": {"count": 124, "compute_cost": draw.uniform("cost over fee", 0.1, 0.95) * dollars, "stake": 0.0},
        "types": {"standard": {"noise_factor": {"kind": "lognormal", "median": 1.0, "spread": draw.uniform("spread of noise", 0.0, 1.0)}}},
        "population": population(draw.simplex(("honest", "fp8", "int4", "skimmer")), skimmer=skimming(draw)),
        "jobs": {"arrival": "per_node", "rate": 2.0, "assignment": draw.one_of("assignment", "uniform", "reputation_weighted")},
        "field": {
            "partition": {"kind": "segmented", "segments": 8},
            "verification": {
                "kind": "panel", "auditors": "protocol", "audit_probability": draw.log("audit", 1e-3, 0.3),
                "tolerance": draw.uniform("tolerance", 2.0, 30.0),
            },
        },
        "adaptation": learning(draw, dollars),
    })}, False, draw.words())  # fmt: skip


def volunteers(network: Scenario, draw: Draw) -> Drawn:
    """Volunteers' computers: nobody is paid, some err, hosts come and go; how long they stay and how often they err is drawn."""
    nodes, error = 40, draw.log("errors of faulty hosts", 0.003, 0.3)
    bad, slip = draw.uniform("faulty hosts", 0.0, 0.1), draw.log("errors of sound hosts", 1e-5, 1e-2)
    return Drawn({"on": scenario(network, {
        "epochs": 400,
        "nodes": {"count": nodes},
        "population": {
            "sound": {"strategy": "corruptor", "share": 1.0 - bad, "numbers": {"attack_rate": slip}},
            "faulty": {"strategy": "corruptor", "share": bad, "numbers": {"attack_rate": error}},
        },
        "field": {
            "verification": {"kind": "panel", "auditors": "peers", "audit_probability": 1.0, "tolerance": 10.0, "reference_share": 1.0},
        },
        "membership": {"exit": {"churn": 1.0 / draw.log("jobs in a host's life", 50.0, 2_000.0)}, "entry": {"kind": "replacement"}},
    })}, True, draw.words())  # fmt: skip


def pocket(network: Scenario, draw: Draw) -> Drawn:
    """Claims that cost nothing and are never earned; proofs are asked for with p, exact; the penalty covers the mean attack."""
    fee, _ = money(network)

    def at(p: float, epochs: int) -> Scenario:
        return scenario(network, {
            "epochs": epochs, "stop_when": "extinct",
            "nodes": {"count": 200, "stake": 1e6 * fee, "compute_cost": 0.0},
            "population": population({PROBE: 1.0}),
            "field": {
                "verification": {"kind": "panel", "auditors": "protocol", "audit_probability": p, "tolerance": 3.0},
                "noise": {"level": 0.0},
                "settlement": {"slash": fee * (1.0 - p) / p, "slash_rule": "fixed"},
            },
            "accounts": {"stakes": "frozen", "eject": True},
        })  # fmt: skip

    return Drawn({"on": at(0.01, 1_200), "quarter": at(0.25, 60)}, False, draw.words())


def gonka(network: Scenario, draw: Draw) -> Drawn:
    """Honest nodes checked by peers at a false positive rate of 5 % on like hardware; how much hardware differs is drawn."""
    other = draw.uniform("nodes on other hardware", 0.0, 0.5)
    return Drawn({"on": scenario(network, {
        "epochs": round(draw.log("validations in an epoch", 50.0, 500.0)),
        "nodes": {"count": 50},
        "types": {"first": {"share": 1.0 - other, "hardware": "a"}, "second": {"share": other, "hardware": "b"}},
        "population": population({BYSTANDER: 1.0}),
        "field": {
            "verification": {
                "kind": "panel", "audit_probability": 1.0, "tolerance": FALSE_5_PERCENT,
                "draw": draw.one_of("checkers", "uniform", "same_hardware"),
            },
            "noise": {"shared": False, "class_bias": draw.uniform("bias of hardware", 0.0, 10.0)},
        },
    })}, False, draw.words())  # fmt: skip


def livepeer(network: Scenario, draw: Draw) -> Drawn:
    """Transcoders on hardware of many kinds, slashed 5 % of the stake; clients check by statistics, and leave those who fail."""
    fee, dollars = money(network)
    stake, cost = draw.log("stake", 10.0, 10_000.0) * fee, draw.uniform("cost over fee", 0.1, 0.95) * dollars
    kinds, bias = draw.uniform("nodes on other hardware", 0.0, 0.5), draw.uniform("bias of hardware", 0.0, 3.0)
    start, how, skimmer = draw.uniform("honest at start", 0.5, 1.0), learning(draw, dollars), skimming(draw)
    audit, tolerance = draw.log("audit", 0.002, 0.1), draw.uniform("tolerance", 2.5, 6.0)

    def at(slash: float, exact: bool) -> Scenario:
        return scenario(network, {
            "epochs": EPOCHS,
            "nodes": {"count": 100, "stake": stake, "compute_cost": cost},
            "types": {"first": {"share": 1.0 - kinds, "hardware": "a"}, "second": {"share": kinds, "hardware": "b"}},
            "population": population({"honest": start, "skimmer": 1.0 - start}, skimmer=skimmer),
            "jobs": {"arrival": "per_node", "rate": 10.0, "assignment": "reputation_weighted"},
            "field": {
                "verification": {"kind": "panel", "audit_probability": audit, "tolerance": 0.0 if exact else tolerance},
                "noise": {"level": 0.0} if exact else {"class_bias": bias},
                "settlement": {"slash": slash},
            },
            "adaptation": how,
        })  # fmt: skip

    arms = {"on": at(0.05, False), "off": at(0.0, False), "exact_on": at(0.05, True), "exact_off": at(0.0, True)}
    return Drawn(arms, False, draw.words())


def ionet(network: Scenario, draw: Draw) -> Drawn:
    """A programme that pays for being registered: twenty owners of hardware that has a cost, and whoever wants to register without any."""
    fee, dollars = money(network)
    cost = draw.uniform("cost of real hardware over fee", 0.1, 0.95) * dollars
    identity = draw.log("cost of an identity over fee", 1e-3, 1e-1) * dollars
    emission, lag = draw.log("emission for each owner at the start", 0.1, 10.0) * 25 * fee, draw.log("speed of entry", 1.0, 100.0)
    leaving, patience = draw.log("exit rate", 0.001, 0.1), draw.log("patience", 5.0, 50.0)
    audit = draw.log("audit", 0.02, 0.5)

    def at(p: float) -> Scenario:
        return scenario(network, {
            "epochs": 60,
            "nodes": {"count": 25, "compute_cost": cost, "outside_option": identity, "stake": 0.0},
            "population": {
                "owner": {"strategy": "honest", "count": 20, "adapts": False, "entry_share": 0.0},
                "fake": {"strategy": "skimmer", "count": 5, "numbers": {"effort": 0.0}, "entry_share": 1.0},
            },
            "field": {
                "verification": {"kind": "panel", "auditors": "protocol", "audit_probability": p, "tolerance": 10.0},
            },
            "accounts": {"emission": emission, "emission_rule": "equal", "eject": True},
            "membership": {
                "berths": 5_000, "exit": {"below_option": leaving, "patience": patience, "ejected": True},
                "entry": {"kind": "free", "speed": lag / dollars},
            },
        })  # fmt: skip

    return Drawn({"on": at(0.0), "checked": at(audit)}, False, draw.words())


def bittensor(network: Scenario, draw: Draw) -> Drawn:
    """256 identities whose work differs in quality; half of each fee goes to validators seated by stake, as the split of 41 to 41 %."""
    fee, dollars = money(network)
    low, lazy = draw.uniform("least effort", 0.0, 0.9), draw.uniform("validators that do not look", 0.0, 0.5)
    efforts = draw.generator.uniform(low, 1.0, 256)
    idle, size = draw.generator.random(256) < lazy, draw.one_of("validators", 1, 3, 9)
    return Drawn({"on": scenario(network, {
        "epochs": 100,
        "nodes": {
            "count": 256, "compute_cost": draw.uniform("cost over fee", 0.1, 0.95) * dollars,
            "stake": {"kind": "lognormal", "median": 100.0 * fee, "spread": draw.uniform("spread of stakes", 1.0, 2.5)},
        },
        "population": {"miner": {
            "strategy": "skimmer", "share": 1.0,
            "numbers": {"effort": efforts.tolist(), "vigilance": (1.0 - idle).tolist()},
        }},
        "field": {
            "partition": {"kind": "segmented", "segments": 8},
            "verification": {
                "kind": "panel", "audit_probability": 1.0, "draw": "stake_weighted", "panel_size": size, "need": size // 2 + 1,
                "tolerance": 10.0, "sampled_segments": 2,
            },
            "settlement": {"fee_to_verifiers": 0.5},
        },
        "accounts": {"compounding_share": draw.uniform("income staked again", 0.0, 1.0)},
    })}, False, draw.words())  # fmt: skip


OWN: Mapping[str, Callable[[Scenario, Draw], Drawn]] = {
    "endpoints": market_of_vendors,
    "vendors": market_of_vendors,
    "replication": volunteers,
    "pocket": pocket,
    "gonka": gonka,
    "livepeer": livepeer,
    "ionet": ionet,
    "bittensor": bittensor,
}
"""Of each fact the network that it comes from."""

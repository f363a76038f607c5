"""The stated random sample: scenarios of which every setting is drawn from a range that holds shipped and published networks."""

from __future__ import annotations

from typing import Any

from experiments.studies.facts.drawing import Draw, money, population, scenario, skimming
from experiments.studies.facts.networks import Drawn, learning
from experiments.studies.facts.watching import BYSTANDER, PROBE
from model.scenario import Scenario

NODES, EPOCHS, INSTRUMENTS = 200, 100, 0.1
"""Nodes at the start; of them so large a share each stays honest and cheats in every job, whatever happens."""
JOBS = 1.0
SHARES = ("honest", "fp8", "int4", "skimmer", "fake", "corruptor")
RANGES = {
    "audit": ("1e-3 to 1, by logarithm; a quarter of the scenarios audits by BOINC's rule instead"),
    "slash": ("1 % to all of the stake, by logarithm"),
    "stake": ("1 to 1,000 fees, by logarithm; spread of its logarithm 0 to 2"),
    "cost": (".1 to .95 of the fee"),
    "tolerance": ("2 to 30 sigma; another hardware class of 0 to half of the nodes, off by 0 to 10 sigma; spread of noise 0 to 1"),
    "panel": ("1, 3 or 5 seats, majority; protocol's auditors or peers, drawn uniformly, by stake or of the same hardware"),
    "gain": ("0 to 3 values of a job"),
    "strategies": ("shares uniform on the simplex of honest, FP8, INT4, skimmer of random effort, fake, corruptor"),
    "revision": (
        "imitation or logit, own or public payoffs, or evolution of traits; rate .02 to .3, intensity .3 to 10 per fee, by logarithm"
    ),
    "market": ("price fixed, or rising with value staked to a ceiling"),
    "entry": ("none, or free entry up to three times the nodes with exit below an option of 0 to .2 fees"),
    "emission": ("0 to 2 fees a node, by accepted work, by stake or equally"),
    "assignment": ("uniform, by stake or by reputation"),
    "sanction": ("1, 2 or 5 strikes; ejection or not"),
}
"""In words, for the report; the numbers stand below."""
FACTORS = ("audit", "adaptive", "slash", "stake", "cost over fee", "tolerance", "bias of hardware", "emission", "entry", "assignment")
"""Settings that are kept beside what a run shows."""


def draw(network: Scenario, number: int) -> tuple[Drawn, dict[str, float | str]]:
    """The scenario of this number, with slashes and without, and some of its settings.

    Parameters
    ----------
    network : Scenario
        Gives the unit of account.
    number : int
    """
    d = Draw("box", number)
    fee, dollars = money(network)
    adaptive = d.one_of("adaptive", True, False, False, False)
    audit, slash = d.log("audit", 1e-3, 1.0), d.log("slash", 0.01, 1.0)
    shares = {BYSTANDER: INSTRUMENTS, PROBE: INSTRUMENTS} | d.simplex(SHARES, 1.0 - 2 * INSTRUMENTS)
    other = d.uniform("nodes on other hardware", 0.0, 0.5)
    stake = d.log("stake", 1.0, 1_000.0) * fee
    data: dict[str, Any] = {
        "epochs": EPOCHS,
        "nodes": {
            "count": NODES, "compute_cost": d.uniform("cost over fee", 0.1, 0.95) * dollars, "outside_gain": d.uniform("gain", 0.0, 3.0),
            "outside_option": d.uniform("option over fee", 0.0, 0.2) * dollars,
            "stake": {"kind": "lognormal", "median": stake, "spread": d.uniform("spread of stakes", 0.0, 2.0)},
        },
        "types": _types(other, d.uniform("spread of noise", 0.0, 1.0)),
        "population": population(shares, **_entering(d, shares)),
        "jobs": {
            "arrival": "per_node", "rate": JOBS,
            "assignment": d.one_of("assignment", "uniform", "stake_weighted", "reputation_weighted"),
        },
        "adaptation": learning(d, dollars),
        "accounts": {
            "emission": d.uniform("emission", 0.0, 2.0) * NODES * fee,
            "emission_rule": d.one_of("emission by", "accepted_work", "stake", "equal"),
            "strikes": d.one_of("strikes", 1, 2, 5), "eject": d.one_of("eject", True, False),
        },
        "market": _market(d, network.market.price, stake),
        "membership": _membership(d, dollars),
    }  # fmt: skip
    field = _field(d, 1.0 if adaptive else audit)

    def at(loss: float) -> Scenario:
        return scenario(network, data | {"field": field | {"settlement": {"slash": loss}}})

    return Drawn({"on": at(slash), "off": at(0.0)}, adaptive, d.words()), {name: d.drawn[name] for name in FACTORS}


def _entering(d: Draw, shares: dict[str, float]) -> dict[str, dict[str, Any]]:
    """Entrants choose among the strategies that adapt, as nodes did at the start."""
    free = sum(shares[name] for name in SHARES)
    entering = {name: {"entry_share": shares[name] / free if name in SHARES else 0.0} for name in shares}
    return entering | {"skimmer": entering["skimmer"] | skimming(d)}


def _types(other: float, spread: float) -> dict[str, Any]:
    noise = {"kind": "lognormal", "median": 1.0, "spread": spread}
    return {
        "first": {"share": 1.0 - other, "hardware": "a", "noise_factor": noise},
        "second": {"share": other, "hardware": "b", "noise_factor": noise},
    }


def _field(d: Draw, audit: float) -> dict[str, Any]:
    size = d.one_of("seats", 1, 3, 5)
    return {
        "partition": {"kind": "segmented", "segments": 8},
        "verification": {
            "kind": "panel", "audit_probability": audit, "panel_size": size, "need": size // 2 + 1,
            "auditors": d.one_of("auditors", "peers", "protocol"), "draw": d.one_of("seated", "uniform", "stake_weighted", "same_hardware"),
            "sampled_segments": d.one_of("segments", 1, 4), "tolerance": d.uniform("tolerance", 2.0, 30.0),
        },
        "noise": {"class_bias": d.uniform("bias of hardware", 0.0, 10.0)},
    }  # fmt: skip


def _market(d: Draw, price: float, stake: float) -> dict[str, Any]:
    if d.one_of("market", "fixed", "fixed", "saturating") == "fixed":
        return {"kind": "fixed", "price": price}
    return {"kind": "saturating", "price": price, "ceiling": 2.0 * price, "half_security": stake * price * NODES, "price_adjustment": 0.1}


def _membership(d: Draw, dollars: float) -> dict[str, Any]:
    if d.one_of("entry", "none", "free") == "none":
        return {}
    return {
        "berths": 3 * NODES, "exit": {"below_option": d.log("exit rate", 0.01, 0.2), "ejected": True},
        "entry": {"kind": "free", "speed": d.log("speed of entry", 1.0, 30.0) / dollars},
    }  # fmt: skip

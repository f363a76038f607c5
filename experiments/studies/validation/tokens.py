"""Token economics through the model: G1 (burn and mint), G2 (security budget), G4 (price impact), G5 (death spiral)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Frequency, Root
from experiments.studies.validation.measuring import network
from model.run import Run, simulate
from model.scenario import Scenario

IDLE: dict[str, Any] = {"jobs": {"rate": 0.0}}
"""Nobody works, so that emission and users' spending are all there is."""


def _economy(nodes: int, stake: float, **more: Any) -> Scenario:
    return network({"holder": {"strategy": "honest", "count": nodes}}, {}, nodes={"stake": stake}, **IDLE, **more)


def _series(scenario: Scenario, name: str, epochs: int, seed: int = 0) -> np.ndarray:
    return simulate(scenario, seed, epochs=epochs).records.total(name)


# --- G1 -----------------------------------------------------------------------
def _minting(a: Mapping[str, Any]) -> Scenario:
    """Nodes sell all that is minted; twice as much circulates at the start as at rest."""
    rate = a.get("velocity", a.get("burn_rate"))
    shared = {"circulating": 2.0 * a["emission"] / rate, "sale_share": 1.0}
    own = {"kind": "burn_and_mint", "velocity": a["velocity"], "spending": a["spending"]} if "velocity" in a else {"burn_rate": rate}
    return _economy(4, 1.0, market={**shared, **own}, accounts={"emission": a["emission"], "emission_rule": "equal"})


def _at_rest(a: Mapping[str, Any], sample: Sample) -> Root:
    return Root(float(_series(_minting(a), a["of"], sample.n)[-1]), 0.0, sample.n, 1e-3)


def _relaxation(a: Mapping[str, Any], sample: Sample) -> Root:
    """Slope of the logarithm of the distance from rest over the first two relaxation times."""
    circulating = _series(_minting(a), "circulating", sample.n)
    first = int(2.0 / a.get("velocity", a.get("burn_rate")))
    distance = np.log(circulating[:first] - circulating[-1])
    rate = -float(np.polyfit(np.arange(first), distance, 1)[0])
    return Root(math.log(2.0) / rate if a["of"] == "half_life" else rate, 0.0, sample.n, 0.05)


# --- G2 -----------------------------------------------------------------------
def _staking(a: Mapping[str, Any], nodes: int = 10) -> Run:
    """Nodes that start with 50 tok each and stake until the yield is what they ask."""
    by_root = {"issuance": {"kind": "inverse_root", "yield_of_one": a["yield_of_one"]}} if "yield_of_one" in a else {}
    return simulate(
        _economy(
            nodes, 500.0 / nodes, **by_root, market={"price": a.get("price", 1.0)},
            accounts={"emission": a.get("emission", 0.0), "emission_rule": "stake"},
            staking={"required_return": a["required"], "stake_adjustment": 0.1},
        ), 0, epochs=400,
    )  # fmt: skip


def _entering(a: Mapping[str, Any], nodes: int) -> Run:
    """As many nodes of equal stakes as earn the required return, which is their cost of capital; half as many at the start."""
    earns = {"below_option": 1.0, "utility": "expected", "pace": "one"}
    return simulate(
        _economy(
            nodes // 2, a["emission"] / a["required"] / nodes, market={"price": a.get("price", 1.0)},
            accounts={"emission": a["emission"], "emission_rule": "stake", "capital_cost": a["required"]},
            membership={"berths": 2 * nodes, "exit": earns, "entry": {"kind": "free", "pace": "one", "utility": "expected"}},
        ), 0, epochs=2 * nodes,
    )  # fmt: skip


def _settled(a: Mapping[str, Any], nodes: int) -> Run:
    return (_entering if a.get("by") == "entry" else _staking)(a, nodes)


def _stakes(a: Mapping[str, Any], sample: Sample) -> Root:
    return Root(float(_settled(a, a.get("nodes", 10)).state.stake.sum()), 0.0, sample.n, 0.01)


def _attacks(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Verifiers whose loss the budget covers join a cartel, which passes a wrong output if it fills the quorum."""
    settled = _settled(a, a["seats"])
    seats = int((settled.state.present > 0).sum())
    loss = a["slashed"] * float(settled.records.total("price")[-1]) * float(settled.state.stake[0])
    bribed = min(seats, int(a["budget"] / loss))
    liar = {"strategy": "colluder", "numbers": {"attack_rate": 1.0}}
    people = {
        "attacker": {**liar, "count": 1, "role": "executor"},
        "bribed": {**liar, "count": bribed, "role": "verifier"},
        "honest": {"strategy": "honest", "count": seats - bribed, "role": "verifier"},
    }
    need = round(a["share"] * seats)
    panel = {"kind": "panel", "audit_probability": 1.0, "draw": "all", "panel_size": seats, "need": need, "sampled_segments": 1}
    scenario = network({name: entry for name, entry in people.items() if entry["count"]}, {"verification": panel})
    hits = sum(int(_series(scenario, "wrong_verified", 1, sample.seed * 1000 + run)[0]) for run in range(sample.n))
    return Frequency(hits, sample.n)


# --- G4 -----------------------------------------------------------------------
def _selling(a: Mapping[str, Any]) -> Scenario:
    """Four nodes sell what is minted into a pool at 1 USD; users buy nothing unless told."""
    pool = {"kind": "pool", "pool_tokens": a["tokens"], "pool_fee": a["fee"], "sale_share": 1.0, "spending": a.get("spending", 0.0)}
    return _economy(4, 1.0, market=pool, accounts={"emission": a["sold"], "emission_rule": "equal"})


def _swap(a: Mapping[str, Any], sample: Sample) -> Exact:
    records = simulate(_selling(a), 0, epochs=2).records
    out = float(records.total("proceeds")[0])
    value = {"impact": float(records.total("price")[1]), "average": out / a["sold"], "fetched": out}[a["of"]]
    return Exact(value, 1e-12 * max(1.0, value), sample.n)


def _shrinkage(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Largest fall of the product of the reserves between two epochs, as a share; 0 when it never falls."""
    records = simulate(_selling(a), 0, epochs=sample.n).records
    growth = np.diff(np.log(records.total("pool_tokens") * records.total("pool_dollars")))
    return Exact(min(0.0, float(growth.min())), 1e-12, sample.n)


# --- G5 -----------------------------------------------------------------------
def _spiral(a: Mapping[str, Any], price: float, **more: Any) -> Scenario:
    """One token is staked in all, so that staked value is the price."""
    market = {"kind": "saturating", "price": price, "ceiling": a["ceiling"], "half_security": a["half"]}
    return _economy(4, 0.25, market=market, **more)


def _rest(a: Mapping[str, Any], sample: Sample) -> Exact:
    return Exact(float(_series(_spiral(a, a["ceiling"]), "price", sample.n)[-1]), 1e-9, sample.n)


def _critical_shock(a: Mapping[str, Any], sample: Sample) -> Root:
    """Largest factor on the price, found by halving, from which the network does not recover."""
    start = float(_series(_spiral(a, a["ceiling"]), "price", sample.n)[-1])
    dies, lives = 0.0, 1.0
    while lives - dies > 1e-4:
        factor = (dies + lives) / 2.0
        shock = {"crash": {"kind": "price", "epoch": 3, "factor": factor}}
        end = _series(_spiral(a, start, shocks=shock), "price", sample.n)[-1]
        dies, lives = (factor, lives) if end < start / 2.0 else (dies, factor)
    return Root((dies + lives) / 2.0, (lives - dies) / 2.0, sample.n, 0.01)


def _slowing(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Slope of the logarithm of the recovery rate over that of the distance from the fold."""
    rates = []
    for gap in a["gaps"]:
        near = {"ceiling": 2.0 * a["half"] + gap, "half": a["half"]}
        price = _series(_spiral(near, near["ceiling"]), "price", sample.n)
        away = price - price[-1]
        linear = np.flatnonzero((away < 1e-4) & (away > 1e-8))
        rates.append(-float(np.polyfit(linear, np.log(away[linear]), 1)[0]))
    return Exact(float(np.polyfit(np.log(a["gaps"]), np.log(rates), 1)[0]), 0.1, sample.n)


def _multiplier(a: Mapping[str, Any], sample: Sample) -> Root:
    """Percent of price for a lasting percent of demand."""
    market = {"kind": "log_linear", "price": 1.0, "price_gain": a["gain"]}
    prices = _series(_economy(4, 0.25, market=market, shocks={"vogue": {"kind": "demand", "epoch": 3, "factor": 1.1}}), "price", sample.n)
    return Root(float(np.log(prices[-1] / prices[0]) / np.log(1.1)), 0.0, sample.n, 1e-3)


BURNING = {"spending": 1000.0, "emission": 50.0}
SECURITY = {"emission": 100.0, "required": 0.08}
ATTACK = {**SECURITY, "price": 2.0, "share": 1 / 3, "slashed": 0.5, "seats": 120}
BOUND = 2.0 * 0.5 / 3.0 * 100.0 / 0.08
FOLD = {"ceiling": 2.5, "half": 1.0}
SLOWING = {"half": 1.0, "gaps": (0.001, 0.002, 0.005, 0.01, 0.02), "of": "exponent"}

G1 = Validation(
    "G1",
    "Where users burn tokens for what they spend and nodes sell what is minted, the price rests at spending over emission, whatever the "
    "velocity; what circulates rests at emission over velocity, and gets there at the rate of the velocity.",
    "derived; the burn-and-mint equilibrium, from memory",
    "Nobody works, emission and spending are constant, nodes sell all at once, and the velocity is small beside an epoch.",
    "epochs",
    (
        Case("price at rest, V = 0.02", {**BURNING, "velocity": 0.02, "of": "price"}, 600, 600, _at_rest),
        Case("price at rest, V = 0.1", {**BURNING, "velocity": 0.1, "of": "price"}, 600, 600, _at_rest),
        Case("circulating at rest", {**BURNING, "velocity": 0.02, "of": "circulating"}, 600, 600, _at_rest),
        Case("rate of relaxation", {**BURNING, "velocity": 0.02, "of": "rate"}, 1000, 1000, _relaxation),
        Case("circulating at rest, a fraction burned", {"emission": 50.0, "burn_rate": 0.02, "of": "circulating"}, 600, 600, _at_rest),
        Case("half-life, a fraction burned", {"emission": 50.0, "burn_rate": 0.02, "of": "half_life"}, 1000, 1000, _relaxation),
    ),
)
G2 = Validation(
    "G2",
    "Stakes settle where their yield is the required return, and an attack that buys off a share of them succeeds iff its budget exceeds "
    "what those would lose.",
    "derived; security budgets of proof of stake",
    "Stakes answer their yield, and nothing else moves them; or nodes of equal stakes enter and leave, and the return is their cost of "
    "capital. Each verifier has one seat and as much at stake as any other.",
    "runs",
    (
        Case("stakes at rest", SECURITY, 1, 1, _stakes),
        Case("stakes at rest, yield by the inverse root", {"yield_of_one": 2.0, "required": 0.05}, 1, 1, _stakes),
        Case("stakes at rest, by free entry", {**SECURITY, "by": "entry", "nodes": 50}, 1, 1, _stakes),
        Case("attack with 5 % less than the bound", {**ATTACK, "budget": 0.95 * BOUND}, 20, 5, _attacks),
        Case("attack with 5 % more than the bound", {**ATTACK, "budget": 1.05 * BOUND}, 20, 5, _attacks),
        Case("attack with 5 % less, by free entry", {**ATTACK, "by": "entry", "budget": 0.95 * BOUND}, 20, 0, _attacks),
        Case("attack with 5 % more, by free entry", {**ATTACK, "by": "entry", "budget": 1.05 * BOUND}, 20, 0, _attacks),
    ),
)
SALE = {"tokens": 1000.0, "sold": 100.0, "fee": 0.0}
G4 = Validation(
    "G4",
    "Selling into a constant-product pool moves its price by the square of what it adds to the tokens, and fetches the root of that.",
    "derived; constant-product market makers, from memory",
    "Four nodes sell all that is minted in an epoch, at once; users buy nothing.",
    "epochs",
    (
        Case("price after a sale of a tenth", {**SALE, "of": "impact"}, 2, 2, _swap),
        Case("average over spot of a sale of a tenth", {**SALE, "of": "average"}, 2, 2, _swap),
        Case("100 sold into 1000 / 1000 with a fee of .3 %", {**SALE, "fee": 0.003, "of": "fetched"}, 2, 2, _swap),
        Case(
            "the product of the reserves never falls",
            {**SALE, "sold": 30.0, "fee": 0.003, "spending": 25.0, "of": "shrinkage"},
            2_000,
            200,
            _shrinkage,
        ),
    ),
)
G5 = Validation(
    "G5",
    "A price that depends on security, which depends on the price, has a tipping point below which the token dies, and slows down where "
    "tipping and resting price meet.",
    "derived; a fold",
    "The price is the only thing that moves: one token at stake, nobody works.",
    "epochs",
    (
        Case("price at rest", {**FOLD, "of": "rest"}, 300, 300, _rest),
        Case("critical shock", {**FOLD, "of": "shock"}, 400, 400, _critical_shock),
        Case(
            "exponent of critical slowing",
            SLOWING,
            3_000,
            3_000,
            _slowing,
        ),
        Case("multiplier of a log-linear loop", {"gain": 0.6, "of": "multiplier"}, 200, 200, _multiplier),
    ),
)

VALIDATIONS = (G1, G2, G4, G5)

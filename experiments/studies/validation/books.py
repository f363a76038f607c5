"""Invariants without luck: M1 (tokens in are tokens out) and M2 (the unit of the token changes nothing)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.contrasts import Beyond
from experiments.studies.validation.finding import Exact
from model import networks
from model.columns import STAKE, UNBONDING, WALLET
from model.door import change, scenario_from
from model.run import simulate
from model.scenario import Scenario
from model.state import TOTAL_NAMES, State
from model.step import epoch

EPOCHS = 12
FLOWS = {"minted": 1.0, "paid_in": 1.0, "burned": -1.0, "paid_out": -1.0}
STRATEGIES = ("honest", "skimmer", "rubber_stamp", "corruptor", "griefer", "withholder")


def _parts(luck: np.random.Generator, names: tuple[str, ...]) -> dict[str, float]:
    """Shares that add up to one, some of them zero."""
    weights = luck.integers(0, 4, len(names)) * 0.25
    weights[luck.integers(len(names))] += 1.0
    return dict(zip(names, (weights / weights.sum()).tolist(), strict=True))


def _settlement(luck: np.random.Generator) -> dict[str, Any]:
    """Payments and punishments, each of them on or off."""
    fee = _parts(luck, ("executor", "fee_to_verifiers", "fee_burned", "fee_to_treasury"))
    fee.pop("executor")
    rule = ("fraction", "fixed")[luck.integers(2)]
    amounts = ("unavailable_penalty", "pay_per_check", "pay_agree", "pay_conviction", "pay_decoy", "dissent_penalty", "decoy_penalty",
               "jackpot", "bounty", "miss_loss")  # fmt: skip
    return {
        **fee,
        **_parts(luck, ("slash_burned", "slash_to_verifiers", "slash_to_client", "slash_to_treasury")),
        **{name: (0.0, 0.1, 3.0)[luck.integers(3)] for name in amounts},
        "slash": luck.random() * (1.0 if rule == "fraction" else 30.0),
        "slash_rule": rule,
        "jackpot_rule": ("equal", "halving")[luck.integers(2)],
    }


def _accounts(luck: np.random.Generator) -> dict[str, Any]:
    options: dict[str, tuple[Any, ...]] = {
        "stakes": ("moving", "moving", "frozen", "rewards_only", "slashes_only"),
        "pay_source": ("client", "mint", "treasury"),
        "emission_rule": ("accepted_work", "stake", "equal", "yield"),
        "emission": (0.0, 7.0),
        "yield_rate": (0.0, 0.01),
        "treasury": (0.0, 1.0, 1000.0),
        "compounding_share": (0.0, 0.3, 1.0),
        "capital_cost": (0.0, 0.01),
        "minimum_stake": (0.0, 5.0),
        "strikes": (1, 2),
        "jail_epochs": (0, 2),
        "eject": (False, True),
        "unlimited_liability": (False, True),
    }
    return {name: values[luck.integers(len(values))] for name, values in options.items()}


def _random_network(luck: np.random.Generator) -> Scenario:
    """Twelve nodes under a panel, with every rule of settlement and accounts on or off."""
    panel = {
        "kind": "panel", "audit_probability": luck.random(), "panel_size": 3, "need": int(luck.integers(1, 4)), "sampled_segments": 2,
        "tolerance": luck.random() * 4, "decoy_rate": (0.0, 0.3)[luck.integers(2)], "draw": ("uniform", "stake_weighted")[luck.integers(2)],
    }  # fmt: skip
    jobs = ({"assignment": "each", "rate": 2.0}, {"assignment": "stake_weighted", "rate": 1.5, "law": "poisson"})[luck.integers(2)]
    return scenario_from(
        {
            "epochs": EPOCHS,
            "nodes": {"count": 12, "stake": 10.0, "outside_gain": 2.0},
            "population": {name: {"strategy": name, "share": share} for name, share in _parts(luck, STRATEGIES).items()},
            "jobs": jobs,
            "job_classes": {"job": {"fee": 5.0 * luck.random()}},
            "field": {
                "partition": {"segments": 4},
                "propagation": {"kind": "broadcast", "shards": 3, "shards_needed": 2, "shard_loss": 0.3 * luck.random()},
                "verification": panel,
                "settlement": _settlement(luck),
            },
            "accounts": _accounts(luck),
            "adaptation": {"kind": "imitation", "signal": "own", "mutation": 0.1},
        }
    )


def _networks(a: Mapping[str, Any], sample: Sample) -> Iterator[Scenario]:
    if a["which"] == "shipped":
        yield from (change(networks.load(name), {"nodes.count": 100, "epochs": EPOCHS}) for name in networks.names()[: sample.n])
        return
    luck = np.random.Generator(np.random.PCG64(sample.seed))
    yield from (_random_network(luck) for _ in range(sample.n))


def _held(state: State) -> float:
    return float(state.nodes[[STAKE, WALLET, UNBONDING]].sum() + state.treasury[0])


def _gap(scenario: Scenario, seed: int, left_out: str) -> float:
    """Largest part of the tokens of an epoch that the books do not explain, with one flow left out of them."""
    state, worst = State(scenario, seed), 0.0
    before = _held(state)
    for t in range(scenario.epochs):
        epoch(state, t)
        after, total = _held(state), dict(zip(TOTAL_NAMES, state.totals.tolist(), strict=True))
        explained = sum(sign * total[name] for name, sign in FLOWS.items() if name != left_out)
        volume = max(before, after, total["minted"] + total["paid_in"], 1e-300)
        worst, before = max(worst, abs(after - before - explained) / volume), after
    return worst


def _imbalance(a: Mapping[str, Any], sample: Sample) -> Exact | Beyond:
    left_out = a.get("left_out", "")
    worst = max(_gap(scenario, sample.seed, left_out) for scenario in _networks(a, sample))
    return (Beyond if left_out else Exact)(worst, 1e-9, sample.n)


M1 = Validation(
    "M1",
    "Tokens are conserved: in every epoch what is held changes by minted + paid in - burned - paid out, whatever the rules of settlement.",
    "bookkeeping; derived",
    "None: networks drawn at random over every rule of settlement and accounts, and the shipped ones; the largest gap over the tokens at "
    "hand is reported. Contrast: books in which one flow is left out must not balance.",
    "networks",
    (
        Case("networks drawn at random", {"which": "random"}, 2_000, 40, _imbalance),
        Case("shipped networks", {"which": "shipped"}, 4, 4, _imbalance),
        *(
            Case(f"contrast: books without what is {flow.replace('_', ' ')}", {"which": "random", "left_out": flow, "broken": True}, 50, 0,
                 _imbalance)
            for flow in FLOWS
        ),
    ),
)  # fmt: skip

TOKENS = ("nodes.stake", "job_classes.job.fee", "unavailable_penalty", "pay_agree", "emission", "minimum_stake", "jackpot", "decoy_penalty")
DOLLARS = ("nodes.compute_cost", "job_classes.job.value", "miss_loss")
AMOUNTS = {
    "nodes.stake": 10.0, "job_classes.job.fee": 1.0, "unavailable_penalty": 0.5, "pay_agree": 0.1, "emission": 30.0, "minimum_stake": 6.0,
    "jackpot": 2.0, "decoy_penalty": 1.0, "nodes.compute_cost": 0.6, "job_classes.job.value": 1.0, "miss_loss": 0.2, "price": 1.0,
    "intensity": 0.5,
}  # fmt: skip


def _half_lazy() -> Scenario:
    """A network in which audits, slashes, pay, emission, penalties and imitation all act."""
    return change(
        Scenario(),
        {
            "field.verification.kind": "panel", "segments": 8, "sampled_segments": 4, "panel_size": 3, "need": 2, "audit_probability": 0.5,
            "nodes.count": 100, "population.lazy": {"strategy": "skimmer", "share": 0.5}, "population.honest.share": 0.5, "slash": 0.2,
            "decoy_rate": 0.1, "compounding_share": 0.5, "shard_loss": 0.1, "adaptation.kind": "imitation", "epochs": 20,
        },
    )  # fmt: skip


def _unit(a: Mapping[str, Any], sample: Sample) -> Exact | Beyond:
    """Largest change of a share of a strategy, of a stake or of a utility when amounts are given in another unit."""
    factor, powers = a["factor"], {**dict.fromkeys(TOKENS, a["tokens"]), **dict.fromkeys(DOLLARS, a["dollars"])}
    powers |= {"price": a["dollars"] - a["price"], "intensity": -a["dollars"]}
    scaled = {name: amount * factor ** powers[name] for name, amount in AMOUNTS.items()}
    plain, other, worst = change(_half_lazy(), AMOUNTS), change(_half_lazy(), scaled), 0.0
    for run in range(sample.n):
        first, second = (simulate(scenario, sample.seed * 1_000_000 + run) for scenario in (plain, other))
        shares = np.abs(first.records.share("lazy") - second.records.share("lazy"))
        stakes = np.abs(first.state.stake * factor ** a["tokens"] - second.state.stake)
        utilities = np.abs(first.state.utility * factor ** a["dollars"] - second.state.utility)
        worst = max(worst, float(shares.max()), float(stakes.max()), float(utilities.max()))
    return Beyond(worst, 0.0, sample.n) if a.get("broken") else Exact(worst, 0.0, sample.n)


def _in_units(factor: float, tokens: int, dollars: int, price: int, **more: Any) -> dict[str, Any]:
    return {"factor": factor, "tokens": tokens, "dollars": dollars, "price": price, **more}


M2 = Validation(
    "M2",
    "Neither the unit of the token nor that of money changes who gains: all amounts times a factor leave every share as it was.",
    "dimensional analysis; derived",
    "Factors that are powers of two, so that not even rounding differs; the price of the token, or the intensity of selection, divided by "
    "the factor. Contrast: the same tokens at an unchanged price.",
    "runs",
    (
        Case("tokens in quarters", _in_units(4.0, 1, 0, 1), 50, 3, _unit),
        Case("tokens by the eight", _in_units(0.125, 1, 0, 1), 50, 0, _unit),
        Case("all amounts in another currency", _in_units(2.0, 1, 1, 1), 50, 3, _unit),
        Case("contrast: tokens in quarters at the same price", _in_units(4.0, 1, 0, 0, broken=True), 50, 3, _unit),
    ),
)

VALIDATIONS = (M1, M2)

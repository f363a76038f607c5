"""Worlds in which every mechanism is on at once, one for each kind of market."""

from __future__ import annotations

from typing import Any

from model import Scenario, door
from model.strategies import SHIPPED

EPOCHS = 300
USERS = {"spending": 40.0, "spending_per_job": 0.25, "circulating": 500.0, "burn_rate": 0.01, "price": 1.25, "sale_share": 0.4}
SECURED = {"price": 1.25, "price_adjustment": 0.4, "sale_share": 0.2, "circulating": 500.0}
MARKETS = {
    "fixed": {"price": 1.25, "sale_share": 0.2},
    "burn_and_mint": {"velocity": 0.05, **USERS},
    "pool": {"pool_tokens": 200.0, "bought_burned": 0.3, **USERS},
    "log_linear": {"price_gain": 0.3, **SECURED},
    "saturating": {"ceiling": 2.0, "half_security": 120.0, **SECURED},
}
ISSUANCE = {
    "fixed": {"kind": "constant"},
    "burn_and_mint": {"kind": "percentage", "inflation": 0.01},
    "pool": {"kind": "half_life", "half_life": 70.0},
    "log_linear": {"kind": "target_stake", "inflation_start": 0.01, "inflation_response": 0.001, "most_inflation": 0.02},
    "saturating": {"kind": "inverse_root", "yield_of_one": 0.15},
}
ADAPTATION = {
    "fixed": {"kind": "imitation", "copies": "strategy", "signal": "public", "mutation": 0.05},
    "burn_and_mint": {"kind": "replicator", "partner": "neighbour", "signal": "own", "mutation": 0.05},
    "pool": {"kind": "evolution", "signal": "own"},
    "log_linear": {"kind": "logit", "signal": "public", "reviser": "owner"},
    "saturating": {"kind": "best_response", "signal": "public", "mutation": 0.05},
}
ENTRY = {
    "fixed": {"kind": "poisson", "rate": 2.0},
    "burn_and_mint": {"kind": "replacement"},
    "pool": {"kind": "free", "speed": 2.0, "lag": 3.0},
    "log_linear": {"kind": "free", "pace": "one"},
    "saturating": {"kind": "poisson", "rate": 4.0},
}


def people(adaptation: dict[str, Any]) -> dict[str, Any]:
    """Every shipped strategy and two more; where behaviours drift apart, only some adapt."""
    drifts = adaptation["kind"] == "evolution"
    shipped = {name: {"strategy": name, "share": 0.6 / len(SHIPPED)} for name in SHIPPED if name != "honest"}
    for name, entry in shipped.items():
        entry["adapts"] = not drifts or name in ("open", "corruptor", "skimmer", "griefer", "withholder", "colluder")
    fellow = {"strategy": "colluder", "numbers": {"attack_rate": 0.5, "denounce": 0.3}, "share": 0.1}
    runner = {"strategy": "skimmer", "numbers": {"leave": 0.05}, "share": 0.05}
    rest = 1.0 - 0.15 - 0.6 / len(SHIPPED) * len(shipped)
    return {"honest": {"share": rest}, **shipped, "fellow": fellow, "runner": runner}


def everything(market: str) -> Scenario:
    """The world with one kind of market, and an issuance, an adaptation and an entry of its own."""
    panel = {"kind": "panel", "audit_probability": 0.5, "panel_size": 3, "need": 2, "sampled_segments": 2, "decoy_rate": 0.2,
             "reference_share": 0.3, "draw": "stake_weighted"}  # fmt: skip
    settlement = {
        "fee_to_verifiers": 0.1, "fee_burned": 0.05, "fee_to_treasury": 0.05, "slash": 0.3, "slash_burned": 0.4, "slash_to_verifiers": 0.3,
        "slash_to_client": 0.2, "slash_to_treasury": 0.1, "unavailable_penalty": 0.3, "pay_per_check": 0.05, "pay_agree": 0.03,
        "pay_conviction": 0.2, "pay_decoy": 0.1, "dissent_penalty": 0.1, "decoy_penalty": 0.2, "jackpot": 1.5, "bounty": 0.3,
        "miss_loss": 0.4,
    }  # fmt: skip
    links = {"kind": "broadcast", "shards": 4, "shards_needed": 3, "link_loss": 0.2}
    return door.scenario_from(
        {
            "hours_per_epoch": 2.0,
            "nodes": {
                "count": 50, "stake": {"kind": "pareto", "low": 5.0, "exponent": 2.5}, "per_owner": 2, "outside_gain": 1.5,
                "compute_cost": {"kind": "lognormal", "median": 0.4, "spread": 0.3},
                "outside_option": {"kind": "uniform", "low": -0.3, "high": 0.5},
            },
            "types": {
                "small": {"share": 0.6, "hardware": "a", "capacity": 3},
                "big": {"share": 0.4, "hardware": "b", "capabilities": ["tee"], "noise_factor": 1.5, "gain_factor": 2.0},
            },
            "population": people(ADAPTATION[market]),
            "jobs": {"assignment": "stake_weighted", "rate": 1.2, "law": "poisson"},
            "job_classes": {
                "chat": {"share": 0.6, "fee": 1.0, "value": 2.0, "reuse": 0.5},
                "proved": {"share": 0.2, "fee": 1.5, "value": 4.0, "capability": "tee", "reuse": 0.3,
                           "field": {"verification": {"kind": "attestation", "coverage": 0.5}, "propagation": links}},
                "spread": {"share": 0.2, "fee": 0.7, "value": 1.0,
                           "field": {"propagation": {"kind": "dispersed", "shards": 5, "shards_needed": 3, "edge_loss": 0.2}}},
            },
            "field": {
                "partition": {"segments": 4, "commit_cost": 0.001, "order": "chain", "amplification": 1.3, "end_tolerance": 6.0},
                "propagation": {"kind": "gossip", "fanout": 2, "message_loss": 0.2, "deadline": 4, "visibility": "public"},
                "verification": panel, "settlement": settlement, "noise": {"class_bias": 0.5},
                "profile": {"audit": {"kind": "gradient", "low": 0.5, "high": 1.5}},
            },
            "images": {"count": 3, "break_rate": 0.05, "revoke_rate": 0.3, "repair_rate": 0.4},
            "graph": {"kind": "watts_strogatz", "degree": 6, "rewiring": 0.2},
            "accounts": {
                "minimum_stake": 2.0, "compounding_share": 0.3, "capital_cost": 0.001, "strikes": 2, "jail_epochs": 2, "eject": True,
                "unbonding_hours": 7.0, "pay_source": "treasury", "treasury": 50.0, "emission": 8.0, "emission_rule": "stake",
            },
            "cartel": {"bribe": 0.3, "gain_share": 0.3, "whistle_bounty": 0.9},
            "market": {"kind": market, **MARKETS[market]},
            "demand": {"discovery_rate": 0.6, "discovery_hours": 4.0, "fault_elasticity": 0.5, "fee_elasticity": 0.3},
            "issuance": ISSUANCE[market],
            "budget": {"emission_to_treasury": 0.3, "treasury_spends": 0.02},
            "staking": {"stake_adjustment": 0.05, "required_return": 0.01},
            "shocks": {
                "crash": {"kind": "price", "epoch": 60, "factor": 0.6}, "breach": {"kind": "image", "epoch": 80, "image": 1},
                "slump": {"kind": "demand", "epoch": 100, "factor": 0.5, "duration": 30},
                "panic": {"kind": "exit", "epoch": 140, "leaving": 0.6},
                "flight": {"kind": "exit", "epoch": 180, "leaving": 1.0, "of_type": "big"},
            },
            "adaptation": {"revision_rate": 0.05, **ADAPTATION[market]},
            "membership": {
                "berths": 80, "entry": ENTRY[market],
                "exit": {"churn": 0.01, "below_minimum_stake": True, "below_option": 0.1, "patience": 5.0},
                "reentry": {"chance": 0.7, "cost": 1.0, "wait_hours": 9.0},
            },
            "delegation": {
                "tokens": {"kind": "uniform", "low": 0.0, "high": 20.0}, "commission": 0.1, "restaked": 0.5, "shares_losses": True,
            },
            "epochs": EPOCHS,
        }
    )  # fmt: skip

"""The factors of the agreement tests, and the small network that a row of levels stands for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from model import Scenario, door, strategies
from tests.agreement.pairwise import Row, covering_array

PLUGIN = Path(__file__).parents[1] / "plugins" / "wary.py"
NODES = 16

MIXES: dict[str, dict[str, dict[str, Any]]] = {
    "honest": {"twin": {"strategy": "honest"}},
    "skimmer": {"skimmer": {"strategy": "skimmer"}},
    "substituters": {"fp8": {"strategy": "substituter_fp8"}, "int4": {"strategy": "substituter_int4", "numbers": {"effort": 0.3}}},
    "rubber_stamp": {
        "stamp": {"strategy": "rubber_stamp"},
        "drowsy": {"strategy": "rubber_stamp", "numbers": {"vigilance": 0.4}, "adapts": False},
    },
    "skip_and_withhold": {"skip": {"strategy": "skip_and_withhold", "numbers": {"withhold": 0.7}}},
    "corruptor": {"corruptor": {"strategy": "corruptor", "numbers": {"attack_rate": 0.4}}},
    "edge_hugger": {"hugger": {"strategy": "edge_hugger"}},
    "colluder": {
        "cartel": {"strategy": "colluder", "numbers": {"attack_rate": 0.5}},
        "rivals": {"strategy": "colluder", "numbers": {"cartel": 2.0, "reject_outsiders": 1.0}},
    },
    "griefer": {"griefer": {"strategy": "griefer", "numbers": {"grief": 0.6}}},
    "withholder": {"withholder": {"strategy": "withholder", "numbers": {"withhold": 0.5}}},
    "forger": {
        "forger": {
            "strategy": "corruptor",
            "numbers": {"attack_rate": 0.6, "attack_segments": 1.6, "deviation": 2.5, "deviation_idiosyncratic": 1.0},
        }
    },
    "pre_filler": {
        "small": {"strategy": "pre_filler", "numbers": {"effort": 0.3, "filler_luck": 0.2}},
        "liar": {"strategy": "corruptor", "numbers": {"attack_rate": 0.6, "attack_segments": 2.0, "deviation": 4.0, "forge": 1.0}},
    },
    "cacher": {"cacher": {"strategy": "skimmer", "numbers": {"effort": 0.3, "filler_luck": 0.5, "filler_deviation": -2.5}}},
    "garbler": {"garbler": {"strategy": "skimmer", "numbers": {"filler_deviation": 150.0, "reference_deviation": 1.5}}},
    "drawn": {"drawn": {"strategy": "skimmer", "numbers": {"effort": {"kind": "uniform", "low": 0.1, "high": 0.9}}}},
    "reactive": {
        "sleeper": {"strategy": "sleeper", "numbers": {"horizon": {"kind": "uniform", "low": 0.0, "high": 2.0}, "caution": 0.5}},
        "copier": {"strategy": "copier", "numbers": {"effort": 0.4, "filler_luck": 0.7}},
        "hit_and_run": {"strategy": "hit_and_run", "numbers": {"patience": 4.0}},
        "opportunist": {"strategy": "opportunist", "numbers": {"effort": 0.25, "prior_audits": 0.4}},
        "sybil": {"strategy": "sybil", "identities": 2, "numbers": {"attack_rate": 0.5}},
        "cacher": {"strategy": "cacher"},
        "mole": {"strategy": "colluder", "numbers": {"attack_rate": 0.2, "denounce": 0.4}},
        "accomplice": {"strategy": "accomplice", "numbers": {"attack_rate": 0.6, "fellows": 2.0}},
    },
    "open": {
        "open": {
            "strategy": "open",
            "numbers": {
                "effort": 1.0,
                "effort_by_audits": {"kind": "uniform", "low": -4.0, "high": 4.0},
                "attack_rate": -1.0,
                "attack_rate_by_payoff": -2.0,
                "grief": -2.0,
                "withhold": -2.0,
                "copied_luck": 0.6,
            },
        },
    },
    "leaver": {"leaver": {"strategy": "honest", "numbers": {"leave": 0.05}}},
    "wary": {
        "wary": {"strategy": "wary"},
        "tosser": {"strategy": "coin_tosser", "numbers": {"least": {"kind": "uniform", "low": 0.0, "high": 1.0}}},
    },
}

FACTORS: dict[str, tuple[str, ...]] = {
    "strategies": tuple(MIXES),
    "propagation": ("whole", "shards", "links", "dispersed", "gossip", "rumour"),
    "availability": ("when_audited", "always"),
    "verification": ("absent", "panel", "attestation", "proof"),
    "draw": ("uniform", "stake_weighted", "neighbours", "same_hardware", "outside_component", "all"),
    "spread": ("common", "own", "per_segment"),
    "quorum": ("panel", "votes"),
    "auditors": ("peers", "protocol"),
    "noise": ("shared", "unshared", "none"),
    "reference": ("never", "sometimes"),
    "decoys": ("none", "equal", "halving"),
    "traces": ("with_outputs", "alone_at_times", "alone"),
    "slash": ("fraction", "fixed"),
    "liability": ("limited", "unlimited"),
    "stakes": ("moving", "frozen", "rewards_only", "slashes_only"),
    "sanction": ("slash", "strikes", "jail", "eject"),
    "emission": ("accepted_work", "stake", "equal", "yield"),
    "pay_source": ("client", "mint", "treasury"),
    "jobs": ("each", "uniform", "stake_weighted", "reputation_weighted", "few_poisson", "many_poisson"),
    "classes": ("one", "two"),
    "types": ("one", "two"),
    "images": ("sound", "breaking"),
    "profile": ("uniform", "gradient"),
    "graph": ("complete", "ring", "watts_strogatz", "erdos_renyi", "barabasi_albert", "configuration", "given"),
    "signal": ("fixed", "own", "public"),
    "kind": ("imitation", "replicator", "logit", "best_response", "evolution"),
    "copies": ("strategy", "trait"),
    "reviser": ("node", "owner"),
    "barred": ("none", "honest"),
    "partner": ("random", "neighbour"),
    "visible": ("all", "few"),
    "mutation": ("none", "some"),
    "revision": ("rate", "one"),
    "minimum_stake": ("none", "some"),
    "compounding": ("none", "some"),
    "owners": ("one_each", "two_each"),
    "roles": ("both", "separate"),
    "reuse": ("none", "some"),
    "market": ("fixed", "burn_and_mint", "pool", "log_linear", "saturating"),
    "contract": ("none", "convicted", "treasury"),
    "demand": ("steady", "answers"),
    "issuance": ("constant", "percentage", "half_life", "target_stake", "inverse_root"),
    "budget": ("idle", "grants", "burning"),
    "staking": ("still", "adjusts"),
    "shocks": ("none", "some"),
    "membership": ("fixed", "churning", "returning", "free", "crowded"),
    "delegation": ("none", "node_bears", "shared"),
    "order": ("parallel", "chain", "looked_at_to_its_end"),
}
DECIDE_WHAT_LIVES = (
    "verification", "classes", "signal", "propagation", "draw", "partner", "kind", "owners", "copies", "strategies",
    "jobs", "market", "emission", "stakes",
)  # fmt: skip
OF_PANELS = ("draw", "spread", "quorum", "auditors", "noise", "reference", "decoys", "traces")
OF_REVISION = ("partner", "mutation", "revision", "kind", "reviser", "barred", "copies")
CHOOSERS = ("logit", "best_response")


def has_panel(row: Row) -> bool:
    """Whether somebody sits on panels: in a network of two classes one always has them."""
    return row["verification"] == "panel" or row["classes"] == "two"


def has_attestation(row: Row) -> bool:
    """Whether images matter."""
    return row["verification"] == "attestation" or (row["verification"] == "panel" and row["classes"] == "two")


def has_holders(row: Row) -> bool:
    """Whether shards are dispersed: in a network of two classes one class disperses them."""
    return row["propagation"] == "dispersed" or row["classes"] == "two"


def is_live(factor: str, row: Row) -> bool:
    """Whether a factor's level makes a difference in a row."""
    if factor in OF_PANELS:
        return has_panel(row)
    if factor in ("partner", "copies"):
        return row["signal"] != "fixed" and row["kind"] not in CHOOSERS
    if factor == "visible":
        return row["signal"] == "public" and row["kind"] in ("imitation", "replicator")
    if factor in OF_REVISION:
        return row["signal"] != "fixed"
    if factor == "demand":
        return row["jobs"] != "each" or row["market"] != "fixed"
    if factor == "issuance":
        return row["emission"] != "yield"
    if factor == "staking":
        return row["stakes"] == "moving"
    if factor == "images":
        return has_attestation(row)
    if factor == "graph":
        by_panel = has_panel(row) and row["draw"] == "neighbours"
        return has_holders(row) or by_panel or (is_live("partner", row) and row["partner"] == "neighbour")
    return True


def is_allowed(row: Row) -> bool:
    """Whether a row is a possible scenario."""
    one_by_one = row["draw"] == "all" and row["spread"] == "per_segment"
    no_components = row["draw"] == "outside_component" and not has_holders(row)
    knows_itself_only = row["kind"] in CHOOSERS and row["signal"] == "own"
    return not one_by_one and not no_components and not knows_itself_only and not (row["signal"] != "fixed" and cannot_drift(row))


def cannot_drift(row: Row) -> bool:
    """Whether behaviours would leave their entries where averages by entry are compared, or where strategies decide anew."""
    by_trait = row.get("copies") == "trait" and row.get("kind") not in CHOOSERS
    reacting = ("wary", "reactive", "open") if by_trait else ("wary", "reactive")
    return (by_trait or row.get("kind") == "evolution") and (row.get("signal") == "public" or row.get("strategies") in reacting)


def cannot_meet(two: Row) -> bool:
    """Whether two levels are never live together."""
    if two == {"draw": "all", "spread": "per_segment"}:
        return True
    if two.get("emission") == "yield" and "issuance" in two:
        return True
    if "staking" in two and two.get("stakes", "moving") != "moving":
        return True
    if "images" in two and two.get("verification") in ("absent", "proof"):
        return True
    if cannot_drift(two):
        return True
    if two.get("kind") in CHOOSERS and ("partner" in two or "copies" in two or two.get("signal") == "own"):
        return True
    if "visible" in two:
        sees_none = two.get("signal") in ("fixed", "own") or two.get("kind") in (*CHOOSERS, "evolution") or two.get("copies") == "trait"
        if sees_none:
            return True
    return two.get("signal") == "fixed" and any(factor in two for factor in OF_REVISION)


@cache
def rows() -> list[Row]:
    """The covering array."""
    return covering_array(FACTORS, DECIDE_WHAT_LIVES, is_live, is_allowed, cannot_meet)


def scenario_of(row: Row) -> Scenario:
    """The network of a row."""
    strategies.load_plugin(PLUGIN)
    return door.scenario_from(
        {
            "nodes": _nodes(row), "types": _types(row), "population": _population(row), "jobs": _jobs(row), "job_classes": _classes(row),
            "field": _field(row), "images": _images(row), "graph": _graph(row), "accounts": _accounts(row), "adaptation": _adaptation(row),
            "market": _market(row), "cartel": _cartel(row), **_money(row),
            "membership": _membership(row), "delegation": _delegation(row), "hours_per_epoch": 2.0,
        }
    )  # fmt: skip


def _cartel(row: Row) -> dict[str, Any]:
    if row["contract"] == "none":
        return {}
    payer = row["contract"]
    return {"bribe": 0.6, "gain_share": 0.3, "whistle_bounty": 0.9, "bounty_source": payer, "proof": payer == "convicted"}


def _nodes(row: Row) -> dict[str, Any]:
    return {
        "count": NODES if row["membership"] == "fixed" else NODES - 4,
        "outside_option": {"kind": "uniform", "low": -0.2, "high": 0.6},
        "per_owner": 2 if row["owners"] == "two_each" else 1,
        "stake": {"kind": "uniform", "low": 4.0, "high": 20.0},
        "compute_cost": {"kind": "lognormal", "median": 0.4, "spread": 0.3},
        "outside_gain": {"kind": "pareto", "low": 0.2, "exponent": 2.5},
    }


def _types(row: Row) -> dict[str, Any]:
    if row["types"] == "one":
        return {"standard": {}}
    return {
        "small": {
            "share": 0.6,
            "entry_share": 0.5,
            "capacity_law": {"kind": "uniform", "low": 1.0, "high": 4.0},
            "hardware": "a",
            "cost_factor": {"kind": "normal", "mean_value": 1.0, "deviation": 0.2},
        },
        "big": {
            "share": 0.4,
            "hardware": "b",
            "noise_factor": 1.5,
            "capacity": 2,
            "capabilities": ["big"],
            "image": 0,
            "gain_factor": 2.0,
            "outside_option": {"kind": "uniform", "low": 0.0, "high": 0.4},
            "entry_share": 0.5,
        },
    }


def _population(row: Row) -> dict[str, Any]:
    mix = MIXES[row["strategies"]]
    if row["roles"] == "both":
        share = 0.6 / len(mix)
        return {"honest": {"share": 0.4}, **{name: {"share": share, **entry} for name, entry in mix.items()}}
    share = 0.6 / len(mix) / 2
    people: dict[str, Any] = {
        "honest": {"share": 0.2, "role": "executor"},
        "checker": {"strategy": "honest", "share": 0.2, "role": "verifier"},
    }
    for name, entry in mix.items():
        people[name] = {"share": share, "role": "executor", **entry}
        people[f"{name}_checks"] = {"share": share, "role": "verifier", **entry}
    return people


def _jobs(row: Row) -> dict[str, Any]:
    return {
        "each": {"rate": 1.0},
        "uniform": {"rate": 0.8, "assignment": "uniform"},
        "stake_weighted": {"arrival": "total", "rate": 9.5, "assignment": "stake_weighted"},
        "reputation_weighted": {"rate": 0.9, "assignment": "reputation_weighted"},
        "few_poisson": {"arrival": "total", "rate": 7.0, "law": "poisson", "assignment": "uniform"},
        "many_poisson": {"arrival": "total", "rate": 14.0, "law": "poisson", "assignment": "stake_weighted"},
    }[row["jobs"]]


def _classes(row: Row) -> dict[str, Any]:
    first: dict[str, Any] = {"fee": 1.0, "value": 2.0, "harm_scale": 60.0}
    first["reuse"], reuse = {"none": (0.0, 0.0), "some": (0.6, 0.3)}[row["reuse"]]
    if row["classes"] == "one":
        return {"chat": first}
    other = "broadcast" if row["propagation"] == "dispersed" else "dispersed"
    second = {
        "share": 0.4, "fee": 0.7, "work": 2.0, "value": 5.0, "harm_threshold": 5.0, "reuse": reuse,
        "capability": "big" if row["types"] == "two" else "",
        "field": {
            "partition": {"segments": 3, "commit_cost": 0.002},
            "verification": ATTESTATION if row["verification"] == "panel" else _panel(row),
            "propagation": LINKS if other == "broadcast" else DISPERSED,
            "availability_required": "always" if row["availability"] == "when_audited" else "when_audited",
        },
    }  # fmt: skip
    return {"chat": {"share": 0.6, **first}, "proved": second}


CHAINS: dict[str, dict[str, Any]] = {
    "parallel": {},
    "chain": {"order": "chain"},
    "looked_at_to_its_end": {"order": "chain", "amplification": 1.3, "end_tolerance": 6.0},
}
LINKS = {"kind": "broadcast", "shards": 4, "shards_needed": 3, "link_loss": 0.15, "shard_cost": 0.001}
DISPERSED = {"kind": "dispersed", "shards": 5, "shards_needed": 3, "edge_loss": 0.3}
ATTESTATION = {"kind": "attestation", "coverage": 0.5}


def _panel(row: Row) -> dict[str, Any]:
    return {
        "kind": "panel", "audit_probability": 0.55, "panel_size": 3, "draw": row["draw"], "sampled_segments": 2, "spread": row["spread"],
        "quorum_of": row["quorum"], "need": 2, "quorum_share": 0.6, "min_votes": 2, "auditors": row["auditors"], "check_cost_ratio": 0.8,
        "reference_share": 0.4 if row["reference"] == "sometimes" else 0.0, "decoy_rate": 0.0 if row["decoys"] == "none" else 0.25,
        "trace_share": {"with_outputs": 0.0, "alone_at_times": 0.6, "alone": 1.0}[row["traces"]],
    }  # fmt: skip


def _field(row: Row) -> dict[str, Any]:
    gradient = {"kind": "gradient", "low": 0.3, "high": 1.9}
    return {
        "partition": {"segments": 4, "commit_cost": 0.001, **CHAINS[row["order"]]},
        "propagation": {
            "whole": {"kind": "broadcast", "visibility": "public"},
            "shards": {"kind": "broadcast", "shards": 4, "shards_needed": 3, "shard_loss": 0.15},
            "links": {**LINKS, "shard_loss": 0.05},
            "dispersed": DISPERSED,
            "gossip": {"kind": "gossip", "fanout": 1, "copies": 2, "message_loss": 0.4, "deadline": 4, "shard_cost": 0.002},
            "rumour": {"kind": "gossip", "fanout": 2, "message_loss": 0.2, "deadline": 6, "repeats": False, "visibility": "public"},
        }[row["propagation"]],
        "verification": {
            "absent": {"kind": "absent"}, "panel": _panel(row), "attestation": ATTESTATION,
            "proof": {"kind": "proof", "prover_overhead": 3.0, "soundness_error": 0.3},
        }[row["verification"]],
        "availability_required": row["availability"],
        "noise": {
            "level": 0.0 if row["noise"] == "none" else 1.0, "shared": row["noise"] != "unshared",
            "class_bias": 0.7 if row["types"] == "two" else 0.0,
        },
        "profile": {"audit": gradient, "tolerance": gradient, "loss": gradient} if row["profile"] == "gradient" else {},
        "settlement": {
            "fee_to_verifiers": 0.1, "fee_burned": 0.05, "fee_to_treasury": 0.04,
            "slash": 0.2 if row["slash"] == "fraction" else 3.0, "slash_rule": row["slash"],
            "slash_burned": 0.4, "slash_to_verifiers": 0.3, "slash_to_client": 0.2, "slash_to_treasury": 0.1, "unavailable_penalty": 0.3,
            "pay_per_check": 0.05, "pay_agree": 0.03, "pay_conviction": 0.2, "pay_decoy": 0.1, "dissent_penalty": 0.1, "decoy_penalty": 0.2,
            "jackpot": 0.0 if row["decoys"] == "none" else 1.5, "jackpot_rule": "halving" if row["decoys"] == "halving" else "equal",
            "bounty": 0.3, "miss_loss": 0.4,
        },
    }  # fmt: skip


def _images(row: Row) -> dict[str, Any]:
    return {"count": 3} if row["images"] == "sound" else {"count": 3, "break_rate": 0.1, "revoke_rate": 0.3, "repair_rate": 0.4}


def _graph(row: Row) -> dict[str, Any]:
    return {
        "complete": {"kind": "complete"}, "ring": {"kind": "ring", "degree": 4},
        "watts_strogatz": {"kind": "watts_strogatz", "degree": 4, "rewiring": 0.2},
        "erdos_renyi": {"kind": "erdos_renyi", "mean_degree": 4.0},
        "barabasi_albert": {"kind": "barabasi_albert", "attachments": 2},
        "configuration": {"kind": "configuration", "degrees": [2, 5], "shares": [0.5, 0.5]},
        "given": {"kind": "given", "vertices": NODES, "edges": [[0, v] for v in range(1, NODES)] + [[v, v + 1] for v in range(1, 9)]},
    }[row["graph"]]  # fmt: skip


def _accounts(row: Row) -> dict[str, Any]:
    return {
        "minimum_stake": 5.0 if row["minimum_stake"] == "some" else 0.0, "compounding_share": 0.3 if row["compounding"] == "some" else 0.0,
        "capital_cost": 0.002, "unlimited_liability": row["liability"] == "unlimited", "stakes": row["stakes"],
        "strikes": 3 if row["sanction"] == "strikes" else 1, "jail_epochs": 3 if row["sanction"] == "jail" else 0,
        "eject": row["sanction"] == "eject" or row["membership"] == "returning",
        "unbonding_hours": 5.0, "pay_source": row["pay_source"], "treasury": 4.0,
        "emission": 1.5, "emission_rule": row["emission"], "yield_rate": 0.01,
    }  # fmt: skip


def _market(row: Row) -> dict[str, Any]:
    users = {"spending": 6.0, "spending_per_job": 0.25, "circulating": 30.0, "burn_rate": 0.01, "price": 1.25}
    return {
        "fixed": {"price": 1.25},
        "burn_and_mint": {"kind": "burn_and_mint", "velocity": 0.01, "sale_share": 0.4, **users, "circulating": 4000.0, "spending": 50.0},
        "pool": {"kind": "pool", "pool_tokens": 60.0, "sale_share": 0.7, "sale_of": "income", "bought_burned": 0.3, **users},
        "log_linear": {
            "kind": "log_linear", "price": 1.25, "price_gain": 0.6, "price_adjustment": 0.4, "sale_share": 0.2, "circulating": 40.0,
        },
        "saturating": {
            "kind": "saturating", "price": 1.25, "ceiling": 2.0, "half_security": 120.0, "price_adjustment": 0.7, "burn_rate": 0.02,
        },
    }[row["market"]]  # fmt: skip


def _money(row: Row) -> dict[str, Any]:
    moves, mints = is_live("demand", row), is_live("issuance", row)
    answers = {"discovery_rate": 0.6, "discovery_hours": 2.0, "fault_memory": 3.0, "fault_elasticity": 1.5, "fee_elasticity": 0.3}
    shocks: dict[str, Any] = {"crash": {"kind": "price", "epoch": 7, "factor": 0.6}, "breach": {"kind": "image", "epoch": 11, "image": 1}}
    slump = {"slump": {"kind": "demand", "epoch": 5, "factor": 0.7, "duration": 9}, "vogue": {"kind": "demand", "epoch": 9, "factor": 1.2}}
    flight = {"kind": "exit", "epoch": 13, "leaving": 0.3, "of_entry": "honest" if row["roles"] == "both" else ""}
    if row["membership"] != "fixed":
        shocks["flight"] = flight | ({"of_type": "small"} if row["types"] == "two" else {})
    return {
        "demand": answers if row["demand"] == "answers" and moves else {},
        "issuance": {
            "constant": {"kind": "constant"},
            "percentage": {"kind": "percentage", "inflation": 0.01},
            "half_life": {"kind": "half_life", "half_life": 7.0, "in_steps": row["roles"] == "both"},
            "target_stake": {"kind": "target_stake", "inflation_start": 0.01, "inflation_response": 0.001, "most_inflation": 0.02},
            "inverse_root": {"kind": "inverse_root", "yield_of_one": 0.15},
        }[row["issuance"] if mints else "constant"],
        "budget": {
            "emission_to_treasury": 0.2 if mints else 0.0, "treasury_spends": 0.05, "treasury_spends_on": row["budget"],
        } if row["budget"] != "idle" else {},
        "staking": {"stake_adjustment": 0.1, "required_return": 0.008} if row["staking"] == "adjusts" and is_live("staking", row) else {},
        "shocks": {**shocks, **(slump if moves else {})} if row["shocks"] == "some" else {},
    }  # fmt: skip


def _adaptation(row: Row) -> dict[str, Any]:
    if row["signal"] == "fixed":
        return {"kind": "fixed"}
    copying: dict[str, Any] = {"partner": row["partner"], "copies": row["copies"]} if row["kind"] not in CHOOSERS else {}
    if is_live("visible", row) and row["visible"] == "few":
        copying["visible"] = 3
    return {
        "kind": row["kind"], "signal": row["signal"], "revision": row["revision"], "revision_rate": 0.2, "reviser": row["reviser"],
        "mutation": 0.1 if row["mutation"] == "some" else 0.0, "memory": 4.0, "barred": ["honest"] if row["barred"] == "honest" else [],
        **copying, **({} if row["kind"] == "best_response" else {"intensity": 2.0}),
    }  # fmt: skip


def _delegation(row: Row) -> dict[str, Any]:
    shared = row["delegation"] == "shared"
    brought = {"tokens": {"kind": "uniform", "low": 0.0, "high": 12.0}, "commission": 0.2, "restaked": 0.4 if shared else 0.0}
    return {} if row["delegation"] == "none" else {**brought, "shares_losses": shared}


def _membership(row: Row) -> dict[str, Any]:
    return {
        "fixed": {},
        "churning": {
            "berths": NODES, "exit": {"churn": 0.1, "below_minimum_stake": True, "while_unbonding": "idles"}, "entrants": "present",
            "entry": {"kind": "poisson", "rate": 1.2},
        },
        "returning": {
            "berths": NODES, "exit": {"below_option": 0.3, "patience": 3.0, "pace": "one"}, "entry": {"kind": "free", "pace": "one"},
            "reentry": {"chance": 0.7, "cost": 2.0, "wait_hours": 9.0},
        },
        "free": {
            "berths": NODES, "exit": {"below_option": 0.2, "patience": 4.0, "ejected": True},
            "entry": {"kind": "free", "speed": 2.0, "lag": 3.0},
        },
        "crowded": {"berths": NODES, "exit": {"churn": 0.1}, "entry": {"kind": "poisson", "rate": 3.0}},
    }[row["membership"]]  # fmt: skip

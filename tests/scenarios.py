"""Random valid scenarios for property tests: small networks that together use every kind and every rule."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from model.door import scenario_from
from model.scenario import Scenario
from model.strategies import SHIPPED, is_constant

LAWFUL = settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
"""The same examples in every run."""

unit = st.floats(0.0, 1.0, allow_subnormal=False)
tokens = st.floats(0.0, 50.0, allow_subnormal=False)
maybe = st.booleans()


def laws(least: float, most: float) -> st.SearchStrategy[Any]:
    """A number or a law, all of whose values lie in [least, most]."""
    value = st.floats(least, most, allow_subnormal=False)
    ordered = st.tuples(value, value).map(sorted)
    return st.one_of(
        value,
        ordered.map(lambda ends: {"kind": "uniform", "low": ends[0], "high": ends[1]}),
        st.tuples(value, ordered).map(
            lambda drawn: {"kind": "normal", "mean_value": drawn[0], "deviation": 1.0, "low": drawn[1][0], "high": drawn[1][1]}
        ),
    )


@st.composite
def split_of_one(draw: st.DrawFn, parts: int) -> list[float]:
    """Shares that add up to one, some of them zero."""
    weights = draw(st.lists(st.integers(0, 4), min_size=parts, max_size=parts).filter(any))
    shares = [w / sum(weights) for w in weights]
    shares[weights.index(max(weights))] += 1.0 - sum(shares)
    return shares


@st.composite
def panels(draw: st.DrawFn, segments: int) -> dict[str, Any]:
    """A panel that fits a number of segments."""
    size = draw(st.integers(1, 4))
    spread = draw(st.sampled_from(["common", "own", "per_segment"]))
    ways = ["uniform", "stake_weighted", "neighbours", "same_hardware", "outside_component"] + (["all"] if spread != "per_segment" else [])
    return {
        "kind": "panel",
        "audit_probability": draw(unit),
        "panel_size": size,
        "draw": draw(st.sampled_from(ways)),
        "sampled_segments": draw(st.integers(1, segments)),
        "spread": spread,
        "tolerance": draw(st.floats(0.0, 6.0)),
        "quorum_of": draw(st.sampled_from(["panel", "votes"])),
        "need": draw(st.integers(1, size)),
        "quorum_share": draw(st.sampled_from([0.25, 0.5, 2 / 3, 1.0])),
        "min_votes": draw(st.integers(1, size)),
        "auditors": draw(st.sampled_from(["peers", "peers", "protocol"])),
        "reference_share": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "decoy_rate": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "trace_share": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "check_cost_ratio": draw(st.sampled_from([0.0, 1.0])),
    }


def verifications(segments: int) -> st.SearchStrategy[dict[str, Any]]:
    """Any kind of verification; panels most often, since they have most rules."""
    return st.one_of(
        panels(segments),
        panels(segments),
        panels(segments),
        st.just({"kind": "absent"}),
        st.fixed_dictionaries({"kind": st.just("attestation"), "coverage": unit, "prover_overhead": st.floats(1.0, 2.0)}),
        st.fixed_dictionaries({"kind": st.just("proof"), "prover_overhead": st.floats(1.0, 1e4), "soundness_error": unit}),
    )


@st.composite
def propagations(draw: st.DrawFn) -> dict[str, Any]:
    """Either way in which traces travel."""
    shards = draw(st.integers(1, 8))
    common = {"shards": shards, "shards_needed": draw(st.integers(1, shards)), "shard_cost": draw(st.sampled_from([0.0, 0.01]))}
    if draw(st.integers(0, 2)) == 0:
        return {
            "kind": "gossip", "fanout": draw(st.integers(1, 3)), "copies": draw(st.integers(1, 2)), "message_loss": draw(unit),
            "deadline": draw(st.integers(1, 6)), "repeats": draw(maybe), "visibility": draw(st.sampled_from(["public", "commit_reveal"])),
        }  # fmt: skip
    if draw(maybe):
        return {"kind": "broadcast", **common, "shard_loss": draw(unit) / 2, "link_loss": draw(st.sampled_from([0.0, 0.2]))}
    return {"kind": "dispersed", **common, "edge_loss": draw(unit)}


@st.composite
def settlements(draw: st.DrawFn) -> dict[str, Any]:
    """Payments and punishments whose shares add up."""
    fee, slash = draw(split_of_one(4)), draw(split_of_one(4))
    is_fraction = draw(maybe)
    amounts = (
        "pay_per_check",
        "pay_agree",
        "pay_conviction",
        "pay_decoy",
        "dissent_penalty",
        "decoy_penalty",
        "jackpot",
        "bounty",
        "miss_loss",
    )
    return {
        "fee_to_verifiers": fee[0],
        "fee_burned": fee[1],
        "fee_to_treasury": fee[2],
        "slash": draw(unit if is_fraction else tokens),
        "slash_rule": "fraction" if is_fraction else "fixed",
        "slash_burned": slash[0],
        "slash_to_verifiers": slash[1],
        "slash_to_client": slash[2],
        "slash_to_treasury": slash[3],
        "unavailable_penalty": draw(st.sampled_from([0.0, 0.5, 20.0])),
        "jackpot_rule": draw(st.sampled_from(["equal", "halving"])),
        **{name: draw(st.sampled_from([0.0, 0.1, 3.0])) for name in amounts},
    }


def shapes(nodes: int) -> st.SearchStrategy[dict[str, Any]]:
    """How one number varies over the graph."""
    return st.one_of(
        st.just({"kind": "uniform", "factor": 1.0}),
        st.just({"kind": "gradient", "low": 0.5, "high": 1.5}),
        st.lists(st.floats(0.0, 2.0), min_size=nodes, max_size=nodes).map(lambda values: {"kind": "array", "values": values}),
    )


def graphs(nodes: int) -> st.SearchStrategy[dict[str, Any]]:
    """Any kind of graph that fits."""
    return st.sampled_from(
        [
            {"kind": "complete"},
            {"kind": "ring", "degree": 4},
            {"kind": "watts_strogatz", "degree": 4, "rewiring": 0.2},
            {"kind": "erdos_renyi", "mean_degree": 3.0},
            {"kind": "barabasi_albert", "attachments": 2},
            {"kind": "configuration", "degrees": [1, 4], "shares": [0.5, 0.5]},
            {"kind": "given", "vertices": nodes, "edges": [[i, i + 1] for i in range(nodes - 1)]},
        ]
    )


@st.composite
def populations(draw: st.DrawFn) -> dict[str, Any]:
    """Up to four entries, the first of which always executes and verifies."""
    names = draw(st.lists(st.sampled_from(sorted(SHIPPED)), min_size=1, max_size=4, unique=True))
    shares = draw(split_of_one(len(names)))
    roles = ["both"] + [draw(st.sampled_from(["both", "executor", "verifier"])) for _ in names[1:]]
    entries = {
        name: {"strategy": name, "share": share, "role": role, "adapts": draw(maybe)}
        for name, share, role in zip(names, shares, roles, strict=True)
    }
    if draw(maybe):
        entries["few"] = {
            "strategy": draw(st.sampled_from(sorted(name for name, strategy in SHIPPED.items() if is_constant(strategy)))),
            "count": 2,
            "stake": draw(tokens),
            "numbers": {"vigilance": 0.5, "forge": draw(st.sampled_from([0.0, 1.0]))},
        }
        entries["few"]["numbers"] |= {"cartel": 2.0, "reject_outsiders": 1.0} if draw(maybe) else {"cartel": 1.0, "denounce": 0.5}
    return entries


@st.composite
def jobs(draw: st.DrawFn) -> dict[str, Any]:
    """Jobs that come and go to nodes in every way."""
    if draw(maybe):
        return {"assignment": "each", "rate": float(draw(st.integers(0, 2)))}
    return {
        "assignment": draw(st.sampled_from(["uniform", "stake_weighted", "reputation_weighted"])),
        "arrival": draw(st.sampled_from(["per_node", "total"])),
        "rate": draw(st.floats(0.0, 3.0)),
        "law": draw(st.sampled_from(["fixed", "poisson"])),
    }


@st.composite
def accounts(draw: st.DrawFn) -> dict[str, Any]:
    """Accounts under every rule."""
    return {
        "minimum_stake": draw(st.sampled_from([0.0, 1.0, 5.0])),
        "compounding_share": draw(unit),
        "capital_cost": draw(st.sampled_from([0.0, 0.01])),
        "unlimited_liability": draw(maybe),
        "stakes": draw(st.sampled_from(["moving", "moving", "frozen", "rewards_only", "slashes_only"])),
        "strikes": draw(st.integers(1, 3)),
        "jail_epochs": draw(st.sampled_from([0, 2])),
        "eject": draw(maybe),
        "pay_source": draw(st.sampled_from(["client", "mint", "treasury"])),
        "treasury": draw(st.sampled_from([0.0, 1.0, 1000.0])),
        "emission": draw(st.sampled_from([0.0, 7.0])),
        "emission_rule": draw(st.sampled_from(["accepted_work", "stake", "equal", "yield"])),
        "yield_rate": draw(st.sampled_from([0.0, 0.01])),
        "reputation_rate": draw(unit),
        "reputation_start": draw(unit),
        "unbonding_hours": draw(st.sampled_from([0.0, 3.0])),
    }


@st.composite
def adaptations(draw: st.DrawFn) -> dict[str, Any]:
    """Nobody revises, or any kind by a realised signal."""
    if draw(maybe):
        return {"kind": "fixed"}
    kind = draw(st.sampled_from(["imitation", "replicator", "logit", "best_response", "evolution"]))
    chooses = kind in ("logit", "best_response")
    copies = "strategy" if chooses else draw(st.sampled_from(["strategy", "trait"]))
    drifts = copies == "trait" or kind == "evolution"
    return {
        "kind": kind,
        "revision": draw(st.sampled_from(["rate", "one"])),
        "revision_rate": draw(unit),
        "reviser": draw(st.sampled_from(["node", "owner"])),
        "mutation": draw(st.sampled_from([0.0, 0.2])),
        "signal": "public" if chooses else "own" if drifts else draw(st.sampled_from(["own", "public"])),
        "memory": draw(st.sampled_from([1.0, 10.0])),
        **({} if kind == "best_response" else {"intensity": draw(st.sampled_from([0.0, 1.0, 100.0]))}),
        **({} if chooses else {"partner": draw(st.sampled_from(["random", "neighbour"])), "copies": copies}),
    }


def settled(people: dict[str, Any], adaptation: dict[str, Any]) -> dict[str, Any]:
    """A population whose reacting strategies stay where traits are copied, unless what they decide by evolves."""
    drifts = adaptation["kind"] == "evolution" or adaptation.get("copies") == "trait"
    for entry in people.values():
        evolves = entry["strategy"] == "open" and adaptation.get("copies") == "strategy"
        strategy = SHIPPED[entry["strategy"]]
        if drifts and not evolves and (not is_constant(strategy) or getattr(strategy, "reacts", False)):
            entry["adapts"] = False
    return people


@st.composite
def markets(draw: st.DrawFn) -> dict[str, Any]:
    """Any kind of market, calm or wild."""
    few = st.sampled_from([0.0, 0.1, 1.0])
    shared = {
        "price": draw(st.sampled_from([0.0, 1.0, 0.3])),
        "circulating": draw(st.sampled_from([0.0, 5.0, 1000.0])),
        "burn_rate": draw(few),
        "sale_share": draw(unit),
        "sale_of": draw(st.sampled_from(["wallet", "income"])),
    }
    users = {"spending": draw(st.sampled_from([0.0, 10.0, 1e6])), "spending_per_job": draw(few)}
    security = {"security_of": draw(st.sampled_from(["staked_value", "seen_integrity"])), "price_adjustment": draw(st.floats(0.1, 1.0))}
    own = {
        "fixed": {},
        "burn_and_mint": {"velocity": draw(st.sampled_from([0.01, 1.0])), **users},
        "pool": {"pool_tokens": draw(st.sampled_from([1e-3, 100.0])), "pool_fee": draw(few) / 2, "bought_burned": draw(unit), **users},
        "log_linear": {"price_gain": draw(st.sampled_from([0.0, 0.5, 3.0])), **security},
        "saturating": {"ceiling": 2.5, "half_security": draw(st.sampled_from([0.5, 50.0])), **security},
    }
    kind = draw(st.sampled_from(["fixed", *own]))
    if kind == "pool":
        shared["price"] = max(0.1, shared["price"])
    return {"kind": kind, **shared, **own[kind]}


@st.composite
def money(draw: st.DrawFn) -> dict[str, Any]:
    """Issuance, treasury and shocks of any kind; what does not fit the accounts and the jobs is left out by :func:`fitting`."""
    few = st.sampled_from([0.0, 0.1, 1.0])
    issuance = draw(st.sampled_from(["constant", "percentage", "half_life", "target_stake", "inverse_root"]))
    times = st.integers(0, 5)
    shocks = {
        "crash": {"kind": "price", "epoch": draw(times), "factor": draw(st.sampled_from([0.0, 0.5, 3.0]))},
        "slump": {"kind": "demand", "epoch": draw(times), "factor": draw(st.sampled_from([0.0, 0.5, 3.0])), "duration": draw(times)},
        "breach": {"kind": "image", "epoch": draw(times)},
        "panic": {"kind": "exit", "epoch": draw(times), "leaving": draw(unit)},
    }
    return {
        "demand": {
            "discovery_rate": 0.5,
            "discovery_hours": float(draw(times)),
            "fault_elasticity": draw(few),
            "fee_elasticity": draw(few),
        },
        "issuance": {"kind": issuance},
        "budget": {
            "emission_to_treasury": draw(few),
            "treasury_spends": draw(few),
            "treasury_spends_on": draw(st.sampled_from(["grants", "burning"])),
        },
        "staking": {"stake_adjustment": draw(few), "required_return": draw(st.sampled_from([1e-3, 1.0]))},
        "shocks": {name: shock for name, shock in shocks.items() if draw(maybe)},
    }


def fitting(scenario: dict[str, Any]) -> dict[str, Any]:
    """The same without the parts of the economy that the door refuses beside its accounts, jobs and market."""
    if scenario["accounts"]["emission_rule"] == "yield":
        scenario["issuance"] = {"kind": "constant"}
        scenario["budget"]["emission_to_treasury"] = 0.0
    if scenario["accounts"]["stakes"] != "moving":
        scenario["staking"]["stake_adjustment"] = 0.0
    if scenario["market"]["price"] == 0.0:
        scenario["demand"]["fee_elasticity"] = 0.0
    if scenario["jobs"]["assignment"] == "each" and scenario["market"]["kind"] == "fixed":
        scenario["demand"] |= {"fault_elasticity": 0.0, "fee_elasticity": 0.0}
        scenario["shocks"].pop("slump", None)
    return scenario


@st.composite
def memberships(draw: st.DrawFn, nodes: int) -> dict[str, Any]:
    """Nobody comes or goes, or nodes leave, come back and enter by every rule."""
    if draw(maybe):
        return {}
    rules = {
        "below_minimum_stake": draw(maybe),
        "ejected": draw(maybe),
        "churn": draw(st.sampled_from([0.0, 0.2])),
        "below_option": draw(st.sampled_from([0.0, 0.5])),
        "patience": draw(st.sampled_from([1.0, 3.0])),
        "pace": draw(st.sampled_from(["each", "one"])),
        "while_unbonding": draw(st.sampled_from(["works", "idles"])),
    }
    entry = st.sampled_from(
        [
            {"kind": "none"},
            {"kind": "poisson", "rate": 2.0},
            {"kind": "replacement"},
            {"kind": "free", "speed": 1.0, "lag": 2.0},
            {"kind": "free", "pace": "one"},
        ]
    )
    return {
        "berths": nodes,
        "entrants": draw(st.sampled_from(["shares", "present"])),
        "exit": rules,
        "entry": draw(entry),
        "reentry": {"chance": draw(st.sampled_from([0.0, 0.5, 1.0])), "cost": draw(st.sampled_from([0.0, 2.0])), "wait_hours": 2.0},
    }


@st.composite
def delegations(draw: st.DrawFn) -> dict[str, Any]:
    """Delegators who bring little or much, and share losses or not."""
    return {
        "tokens": draw(laws(0.0, 40.0)),
        "commission": draw(unit),
        "restaked": draw(unit),
        "shares_losses": draw(maybe),
    }


@st.composite
def data(draw: st.DrawFn, least: int = 6, most: int = 14) -> dict[str, Any]:
    """Plain data of a valid scenario, of 6 to 14 nodes where nothing else is said."""
    nodes, segments, classes = draw(st.integers(least, most)), draw(st.integers(1, 8)), draw(st.integers(1, 3))
    adaptation = draw(adaptations())
    hardware = ["a100", "h100"] if draw(maybe) else ["standard"]
    types = {
        name: {
            "share": share,
            "hardware": name,
            "noise_factor": draw(laws(0.5, 2.0)),
            "cost_factor": draw(laws(0.5, 2.0)),
            "capacity": draw(st.sampled_from([0, 2])),
            "capabilities": ["tee"] if name == hardware[0] else [],
        }
        for name, share in zip(hardware, draw(split_of_one(len(hardware))), strict=True)
    }
    job_classes = {
        f"class_{c}": {
            "share": share,
            "fee": draw(tokens),
            "work": draw(st.sampled_from([0.5, 1.0, 3.0])),
            "value": draw(tokens),
            "capability": draw(st.sampled_from(["", "", "tee"])),
            "harm_threshold": draw(st.sampled_from([0.0, 15.0])),
            "reuse": draw(st.sampled_from([0.0, 0.0, 0.5, 1.0])),
            "field": {} if c == 0 else {"verification": draw(verifications(segments)), "settlement": draw(settlements())},
        }
        for c, share in enumerate(draw(split_of_one(classes)))
    }
    return {
        "name": draw(st.text("abc xyz", max_size=8)),
        "epochs": draw(st.integers(2, 12)),
        "nodes": {
            "count": nodes,
            "stake": draw(st.one_of(laws(0.0, 20.0), st.lists(st.floats(0.0, 20.0), min_size=nodes, max_size=nodes))),
            "compute_cost": draw(laws(0.0, 1.0)),
            "outside_gain": draw(laws(0.0, 5.0)),
            "per_owner": draw(st.integers(1, 3)),
            "placement": draw(st.sampled_from(["random", "in_order"])),
        },
        "types": types,
        "population": settled(draw(populations()), adaptation),
        "jobs": draw(jobs()),
        "job_classes": job_classes,
        "field": {
            "partition": {
                "segments": segments,
                "commit_cost": draw(st.sampled_from([0.0, 0.001])),
                **draw(st.sampled_from([{}, {"order": "chain"}, {"order": "chain", "amplification": 1.5, "end_tolerance": 5.0}])),
            },
            "propagation": draw(propagations()),
            "verification": draw(verifications(segments)),
            "settlement": draw(settlements()),
            "profile": {name: draw(shapes(nodes)) for name in ("audit", "tolerance", "loss")},
            "noise": {"level": draw(st.sampled_from([0.0, 1.0])), "shared": draw(maybe), "class_bias": draw(st.sampled_from([0.0, 0.5]))},
            "availability_required": draw(st.sampled_from(["when_audited", "always"])),
        },
        "images": {"count": draw(st.integers(1, 3)), "break_rate": draw(unit), "revoke_rate": draw(unit), "repair_rate": draw(unit)},
        "graph": draw(graphs(nodes)),
        "accounts": draw(accounts()),
        "cartel": {
            "bribe": draw(st.sampled_from([0.0, 1.5])),
            "gain_share": draw(unit),
            "whistle_bounty": draw(st.sampled_from([0.0, 3.0])),
            "bounty_source": draw(st.sampled_from(["convicted", "treasury"])),
            "proof": draw(maybe),
        },
        "market": draw(markets()),
        **draw(money()),
        "membership": draw(memberships(nodes)),
        "delegation": draw(delegations()) if draw(maybe) else {},
        "adaptation": adaptation,
        "sources": {"accounts.strikes": {"mark": "assumed", "source": "drawn at random"}},
    }


def scenarios() -> st.SearchStrategy[Scenario]:
    """Valid scenarios of 6 to 14 nodes that together use every kind and every rule."""
    return data().map(fitting).map(scenario_from)


SEVERAL = ("uniform", "stake_weighted", "reputation_weighted")
"""Ways in which jobs go to nodes that let demand move."""


@st.composite
def living(draw: st.DrawFn) -> dict[str, Any]:
    """Plain data of a scenario of 20 to 26 nodes in which every mechanism is on at once; how much of each is drawn."""
    s = draw(data(24, 30))
    berths, some = s["nodes"]["count"], st.sampled_from([0.05, 0.3, 1.0])
    s["nodes"] |= {"count": berths - 4, "stake": draw(laws(0.0, 20.0)), "outside_option": draw(laws(-1.0, 2.0))}
    s["epochs"] = draw(st.integers(15, 30))
    s["population"] = {name: {"strategy": name, "share": 0.9 / len(SHIPPED)} for name in sorted(SHIPPED)} | {
        "runaway": {"strategy": "colluder", "share": 0.1, "numbers": {"leave": draw(some), "denounce": 0.3}}
    }
    while s["adaptation"]["kind"] == "fixed":
        s["adaptation"] = draw(adaptations())
    settled(s["population"], s["adaptation"])
    s["jobs"] = {
        "assignment": draw(st.sampled_from(SEVERAL)),
        "rate": draw(st.floats(0.5, 2.0)),
        "law": draw(st.sampled_from(["fixed", "poisson"])),
    }
    for job_class in s["job_classes"].values():
        job_class |= {"reuse": draw(some), "fee": draw(st.floats(0.1, 50.0))}
    s["field"]["partition"] |= {"order": "chain", "amplification": 1.5, "end_tolerance": 5.0}
    s["field"]["propagation"] = {"kind": "gossip", "fanout": draw(st.integers(1, 3)), "message_loss": draw(unit) / 2, "deadline": 4}
    s["field"]["verification"] = draw(panels(s["field"]["partition"]["segments"])) | {"audit_probability": 0.7, "decoy_rate": 0.5}
    s["field"]["settlement"] = draw(settlements()) | {
        "dissent_penalty": 0.1,
        "decoy_penalty": 3.0,
        "jackpot": 0.5,
        "unavailable_penalty": 0.5,
    }
    s["accounts"] |= {"eject": True, "unbonding_hours": draw(st.sampled_from([1.0, 4.0])), "emission": 7.0, "stakes": "moving"}
    s["cartel"] |= {"bribe": 1.5, "gain_share": 0.5, "whistle_bounty": 3.0}
    s["market"] |= {"sale_share": draw(some), "circulating": draw(st.sampled_from([5.0, 1000.0])), "burn_rate": 0.1}
    s["demand"] |= {"fault_elasticity": 1.0}
    s["budget"] |= {"emission_to_treasury": 0.1, "treasury_spends": draw(some)}
    s["staking"] = {"stake_adjustment": draw(some), "required_return": draw(st.sampled_from([1e-3, 1.0]))}
    s["delegation"] = draw(delegations())
    times = st.integers(0, 12)
    s["shocks"] = {
        "crash": {"kind": "price", "epoch": draw(times), "factor": draw(st.sampled_from([0.0, 0.5, 3.0]))},
        "slump": {"kind": "demand", "epoch": draw(times), "factor": 0.5, "duration": draw(times)},
        "breach": {"kind": "image", "epoch": draw(times)},
        "panic": {"kind": "exit", "epoch": draw(times), "leaving": draw(unit)},
        "flight": {"kind": "exit", "epoch": draw(times), "leaving": 1.0, "of_entry": "honest"},
    }
    while not s["membership"] or s["membership"]["entry"]["kind"] == "none":
        s["membership"] = draw(memberships(berths))
    s["membership"]["exit"] |= {"churn": draw(st.sampled_from([0.02, 0.2])), "below_option": 0.3, "below_minimum_stake": True}
    s["membership"]["reentry"] = {"chance": draw(some), "cost": 2.0, "wait_hours": draw(st.sampled_from([0.0, 3.0]))}
    return s


def living_scenarios() -> st.SearchStrategy[Scenario]:
    """Valid scenarios in which every mechanism is on at once."""
    return living().map(fitting).map(scenario_from)

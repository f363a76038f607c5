"""Invariants in distribution: order (M3), split stakes (M4), names (M5), no audits (M6), no tolerance to exceed (M7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.contrasts import Differs, Unalike
from experiments.studies.validation.finding import Alike, Exact, Frequency, SameLaw
from experiments.studies.validation.measuring import End, epochs_for, network, replicate
from model.columns import ACCEPTED_UNAUDITED, ACCEPTED_VERIFIED
from model.run import simulate
from model.scenario import Scenario
from model.state import State

ACCEPTED = (ACCEPTED_UNAUDITED, ACCEPTED_VERIFIED)


def _compared(a: Mapping[str, Any], first: np.ndarray, second: np.ndarray) -> SameLaw | Differs:
    return (Differs if a.get("broken") else SameLaw)(first, second)


def _in_blocks(entries: tuple[str, str], profile: Mapping[str, Any]) -> Scenario:
    """Skimmers and honest nodes in two blocks of rows, under every mechanism that walks over rows."""
    return network(
        {name: {"strategy": name, "count": 20, "stake": 10.0} for name in entries},
        {
            "partition": {"segments": 8},
            "verification": {
                "kind": "panel", "audit_probability": 0.4, "panel_size": 3, "need": 2, "sampled_segments": 2, "draw": "stake_weighted",
            },
            "settlement": {"slash": 0.3, "fee_to_verifiers": 0.1, "slash_burned": 0.5, "slash_to_verifiers": 0.5, "pay_per_check": 0.05},
            "profile": profile,
        },
        nodes={"placement": "in_order", "compute_cost": {"kind": "uniform", "low": 0.3, "high": 0.9}},
        accounts={"compounding_share": 1.0, "minimum_stake": 5.0, "emission": 10.0},
        jobs={"rate": 2.0, "assignment": "stake_weighted"},
        adaptation={"kind": "imitation", "signal": "own", "intensity": 1.0, "revision_rate": 0.2},
        epochs=8,
    )  # fmt: skip


def _all_stakes(run: End) -> float:
    return float(run.state.stake.sum())


def _largest_stake(run: End) -> float:
    return float(run.state.stake.max())


STATISTICS = {"all stakes": _all_stakes, "largest stake": _largest_stake}


def _order(a: Mapping[str, Any], sample: Sample) -> SameLaw | Differs:
    profile = {"audit": {"kind": "gradient", "low": 0.0, "high": 2.0}} if a.get("broken") else {}
    orders = (("skimmer", "honest"), ("honest", "skimmer"))
    look = STATISTICS[a["statistic"]]
    samples = [replicate(look, _in_blocks(order, profile), sample.n, 2 * sample.seed + second) for second, order in enumerate(orders)]
    return _compared(a, *samples)


M3 = Validation(
    "M3",
    "Nodes are exchangeable: the same population in another order of rows gives every total the same distribution.",
    "symmetry; derived",
    "Two blocks of 20 nodes in either order, seeds of their own; jobs, panels, slashes, pay and imitation all act. Contrast: an audit "
    "probability that varies with a node's place.",
    "runs",
    (
        Case("all stakes", {"statistic": "all stakes"}, 4_000, 150, _order),
        Case("largest stake", {"statistic": "largest stake"}, 4_000, 0, _order),
        Case("contrast: audits along a gradient", {"statistic": "all stakes", "broken": True}, 4_000, 150, _order),
    ),
)


def _owner(accounts: int, slash: float, rule: str) -> Scenario:
    """An owner with a fifth of the stakes in one or several accounts; a false alarm falls on .157 of the jobs."""
    split = {"strategy": "sybil", "identities": accounts, "numbers": {"attack_rate": 0.0}} if accounts > 1 else {"strategy": "honest"}
    return network(
        {
            "owner": {**split, "count": accounts, "stake": 20.0},
            "rest": {"strategy": "honest", "count": 1, "stake": 80.0},
        },
        {
            "verification": {"kind": "panel", "auditors": "protocol", "audit_probability": 1.0, "tolerance": 2.0},
            "settlement": {"slash": slash, "slash_rule": rule},
        },
        nodes={"placement": "in_order"},
        jobs={"arrival": "total", "rate": 1.0, "assignment": "stake_weighted"},
        accounts={"compounding_share": 1.0},
        epochs=50,
    )


def _share_of_owner(run: End) -> float:
    stake = run.state.stake
    return float(stake[run.state.strategy == 0].sum() / stake.sum())


def _split(a: Mapping[str, Any], sample: Sample) -> SameLaw | Differs:
    samples = [
        replicate(_share_of_owner, _owner(accounts, a["slash"], a["rule"]), sample.n, 2 * sample.seed + more)
        for more, accounts in enumerate((1, a["accounts"]))
    ]
    return _compared(a, *samples)


def _path_by_path(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Largest difference of the owner's share between one and several accounts under the same luck, over all runs."""
    whole, split = (
        replicate(_share_of_owner, _owner(accounts, a["slash"], a["rule"]), sample.n, sample.seed) for accounts in (1, a["accounts"])
    )
    return Exact(float(np.abs(whole - split).max()), 1e-12, sample.n)


M4 = Validation(
    "M4",
    "Splitting a stake over accounts of one owner changes nothing where jobs are drawn by stake and a slash costs the same in any account.",
    "no gain from false names under proportional selection; derived",
    "50 jobs drawn by stake, a fee of 1 that joins the stake, a fixed slash of half a token far below any stake; seeds of their own, or "
    "the same luck. Contrast: a slash of a share of the account's stake, which costs a split owner less.",
    "runs",
    (
        Case("two accounts", {"accounts": 2, "slash": 0.5, "rule": "fixed"}, 10_000, 200, _split),
        Case("five accounts, run by run", {"accounts": 5, "slash": 0.5, "rule": "fixed"}, 2_000, 100, _path_by_path),
        Case("contrast: a slash by share of stake", {"accounts": 2, "slash": 0.5, "rule": "fraction", "broken": True}, 10_000, 300, _split),
    ),
)


def _taken_over(run: End) -> float:
    assert run.stopped == "absorbed"
    return float((run.state.strategy == 0).all())


def _twins(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Two names for one rule; nodes copy whoever was luckier with false alarms."""
    few, nodes = a["few"], a["nodes"]
    scenario = network(
        {"twin": {"strategy": "honest", "count": few}, "other": {"strategy": "honest", "count": nodes - few}},
        {
            "verification": {"kind": "panel", "audit_probability": 0.5, "tolerance": 2.0},
            "settlement": {"slash": 2.0, "slash_rule": "fixed"},
        },
        adaptation={"kind": "imitation", "signal": "own", "revision_rate": 0.5, "intensity": a["intensity"], "memory": 1.0},
        stop_when="absorbed",
        epochs=1_000_000,
    )
    return Frequency(int(replicate(_taken_over, scenario, sample.n, sample.seed).sum()), sample.n)


M5 = Validation(
    "M5",
    "Names are neutral: of two names for one strategy, each takes over with its share of the nodes at the start.",
    "Kimura 1962 (recalled); derived",
    "A fifth of 20 nodes, all revising by what they earned in the epoch (memory 1), luck included, without selection and with it, until "
    "one name is left. (A longer memory starts anew when a name changes, which is not neutral: it favours the rarer name.)",
    "runs",
    (
        Case("without selection", {"nodes": 20, "few": 4, "intensity": 0.0}, 13_000, 150, _twins),
        Case("under selection of the lucky", {"nodes": 20, "few": 4, "intensity": 1.0}, 13_000, 0, _twins),
    ),
)

ARM = 250
BEHAVIOURS: dict[str, Mapping[str, Any]] = {
    "honest": {"strategy": "honest"},
    "skimmer": {"strategy": "skimmer"},
    "attacker": {"strategy": "honest", "numbers": {"attack_rate": 1.0, "attack_segments": 5.0, "deviation": 5.0}},
}


def _accepted(panel: Mapping[str, Any], always: bool, sample: Sample) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Accepted jobs and all jobs of each behaviour; traces are lost as in I1."""
    scenario = network(
        {name: {**entry, "role": "executor", "count": ARM} for name, entry in BEHAVIOURS.items()}
        | {"verifier": {"strategy": "honest", "role": "verifier", "count": 50}},
        {
            "partition": {"segments": 20},
            "propagation": {"kind": "broadcast", "shards": 12, "shards_needed": 6, "shard_loss": 0.3},
            "verification": {"kind": "panel", "panel_size": 3, "need": 2, "sampled_segments": 4, **panel},
            "availability_required": "always" if always else "when_audited",
        },
    )
    seen = np.zeros((2, len(BEHAVIOURS)), dtype=int)

    def count(state: State) -> None:
        rows = state.strategy[state.job_executor]
        for part, jobs in enumerate((rows[np.isin(state.job_verdict, ACCEPTED)], rows)):
            seen[part] += np.bincount(jobs, minlength=len(BEHAVIOURS))

    simulate(scenario, sample.seed, epochs=epochs_for(sample.n, ARM), watch=count)
    return tuple(seen[0].tolist()), tuple(seen[1].tolist())


def _unaudited(a: Mapping[str, Any], sample: Sample) -> Alike | Unalike:
    hits, n = _accepted({"audit_probability": a["audit"]}, True, sample)
    return (Unalike if a.get("broken") else Alike)(hits, n)


def _unbounded(a: Mapping[str, Any], sample: Sample) -> Alike | Unalike:
    hits, n = _accepted({"audit_probability": 1.0, "tolerance": a["tolerance"]}, False, sample)
    return (Unalike if a.get("broken") else Alike)(hits, n)


M6 = Validation(
    "M6",
    "Without audits honest, lazy and attacked outputs are accepted alike: whenever their traces can be read.",
    "derived",
    "Audit probability 0, a protocol reader for every output, 6 of 12 shards lost for all with .3. Contrast: an audit probability of .1.",
    "jobs of each",
    (
        Case("no audits", {"audit": 0.0}, 30_000, 10_000, _unaudited),
        Case("contrast: a tenth of the jobs audited", {"audit": 0.1, "broken": True}, 30_000, 10_000, _unaudited),
    ),
)

M7 = Validation(
    "M7",
    "As the tolerance grows without bound only reconstruction is left of acceptance, for honest, lazy and attacked outputs alike.",
    "derived",
    "Every job audited by 3 of whom 2 must approve, a tolerance of 1e9 sigma, 6 of 12 shards lost for all with .3. Contrast: 3 sigma.",
    "jobs of each",
    (
        Case("no bound", {"tolerance": 1e9}, 30_000, 10_000, _unbounded),
        Case("contrast: a tolerance of 3 sigma", {"tolerance": 3.0, "broken": True}, 30_000, 10_000, _unbounded),
    ),
)

VALIDATIONS = (M3, M4, M5, M6, M7)

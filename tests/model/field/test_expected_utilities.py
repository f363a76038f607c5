"""Expected utilities are what nodes earn on average in the engine, in small populations, themselves excluded from their panels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.desk import Desk
from model.door import scenario_from
from model.expectation import expected_utilities, utility
from model.incentives import incentive_sheet
from model.run import simulate
from model.scenario import Scenario
from model.strategies.traits import behaviour

EPOCHS = 3_000

EVERYTHING = {
    "fee_to_verifiers": 0.2, "fee_burned": 0.1, "slash": 0.3, "slash_burned": 0.6, "slash_to_verifiers": 0.4, "unavailable_penalty": 0.7,
    "pay_per_check": 0.05, "pay_agree": 0.11, "pay_conviction": 0.23, "pay_decoy": 0.31, "dissent_penalty": 0.17, "decoy_penalty": 0.43,
    "jackpot": 0.9, "bounty": 0.6, "miss_loss": 0.37,
}  # fmt: skip
LOSSY = {"kind": "broadcast", "shards": 4, "shards_needed": 3, "shard_loss": 0.1, "link_loss": 0.15, "shard_cost": 0.01}
ENTRIES: dict[str, tuple[dict[str, float], int]] = {
    "honest": ({}, 5),
    "skimmer": ({"effort": 0.6}, 3),
    "stamp": ({"vigilance": 0.2}, 2),
    "griefer": ({"grief": 0.5}, 2),
    "colluder": ({"cartel": 1.0, "attack_rate": 0.5, "attack_segments": 1.0, "deviation": 1000.0}, 3),
}
FORGER = {"attack_rate": 0.3, "attack_segments": 2.0, "deviation": 50.0, "effort": 0.4, "filler_deviation": 100.0, "forge": 1.0}


def network(panel: dict[str, Any], settlement: dict[str, Any], *, field: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """15 nodes that execute and verify, of five behaviours; 4 segments, unshared noise, frozen stakes."""
    verification = {"kind": "panel", "audit_probability": 0.6, "panel_size": 3, "need": 2, "sampled_segments": 2, "tolerance": 3.0}
    data: dict[str, Any] = {
        "nodes": {"count": 15, "stake": 5.0, "outside_gain": 0.8},
        "population": {
            name: {"strategy": "honest", "count": count, "role": "both", "numbers": numbers}
            for name, (numbers, count) in (ENTRIES | more.pop("entries", {})).items()
        },
        "jobs": {"rate": 2.0},
        "accounts": {"stakes": "frozen", "capital_cost": 0.01},
        "market": {"price": 1.5},
        "field": {
            "partition": {"segments": 4, "commit_cost": 0.01}, "noise": {"shared": False},
            "verification": {**verification, **panel}, "settlement": settlement, **(field or {}),
        },
    }  # fmt: skip
    data["accounts"].update(more.pop("accounts", {}))
    return scenario_from({**data, **more})


CASES = {
    "a slash and nothing for members": network({}, {"slash": 0.3}),
    "a fixed slash beyond the stake": network({}, {"slash": 50.0, "slash_rule": "fixed"}),
    "unlimited liability": network({}, {"slash": 50.0, "slash_rule": "fixed"}, accounts={"unlimited_liability": True}),
    "a slash at every third strike": network({}, {"slash": 0.3}, accounts={"strikes": 3}),
    "every payment, common sample": network({"decoy_rate": 0.4}, EVERYTHING, field={"propagation": LOSSY}),
    "every payment, own samples": network({"decoy_rate": 0.4, "spread": "own"}, {**EVERYTHING, "jackpot_rule": "halving"}),
    "every payment, a panel per segment": network({"spread": "per_segment"}, EVERYTHING, field={"propagation": LOSSY}),
    "every payment, votes cast, always available": network(
        {"quorum_of": "votes", "min_votes": 2}, EVERYTHING, field={"propagation": LOSSY, "availability_required": "always"}
    ),
    "every payment, all seated": network({"draw": "all", "need": 8, "decoy_rate": 0.3}, EVERYTHING),
    "every payment, shared noise": network({"reference_share": 0.3}, EVERYTHING, field={"noise": {"shared": True}}),
    "every payment, forged traces": network(
        {"trace_share": 0.6, "check_cost_ratio": 0.4}, EVERYTHING, entries={"skimmer": (FORGER, 3)}, technology={"trace_cost": 0.2}
    ),
    "emission to all alike": network({}, {}, accounts={"emission": 3.0, "emission_rule": "equal"}),
    "emission by stake": network({}, {}, accounts={"emission": 3.0, "emission_rule": "stake"}),
    "emission by accepted work": network({}, {}, accounts={"emission": 3.0}),
    "emission by accepted work, two classes, Poisson": network(
        {},
        {},
        accounts={"emission": 3.0},
        jobs={"rate": 0.4, "law": "poisson", "assignment": "uniform"},
        job_classes={"small": {"share": 0.7, "work": 0.5}, "large": {"share": 0.3, "work": 4.0}},
    ),
    "a yield": network({}, {}, accounts={"yield_rate": 0.02, "emission_rule": "yield"}),
}


@pytest.mark.parametrize("name", CASES)
def test_nodes_earn_on_average_what_is_expected(name: str) -> None:
    scenario = CASES[name]
    expected = expected_utilities(scenario, Desk(scenario).counts)[3]
    run = simulate(scenario, seed=11, epochs=EPOCHS)
    for entry, mean in zip(scenario.population, expected, strict=True):
        earned = run.records.mean_utility(entry)
        # Strikes tie neighbouring epochs together; means of blocks do not notice.
        blocks = earned.reshape(100, -1).mean(axis=1)
        assert abs(blocks.mean() - mean) < 4 * blocks.std(ddof=1) / 10 + 1e-12, (entry, blocks.mean(), mean)


@pytest.mark.parametrize(
    "jobs", [{"rate": 1.0}, {"rate": 0.7, "assignment": "uniform"}, {"rate": 0.7, "assignment": "uniform", "law": "poisson"}]
)
def test_few_executors_share_an_emission_as_the_sum_over_what_is_accepted_says(jobs: dict[str, Any]) -> None:
    """Three executors, accepted with .9, .5 and .5: the ratio of expectations would give .474; all may be rejected."""
    lazy = {"effort": 0.0, "filler_luck": 0.5}
    scenario = scenario_from(
        {
            "nodes": {"count": 10, "stake": 10.0, "compute_cost": 0.0},
            "job_classes": {"job": {"fee": 0.0}}, "jobs": jobs,
            "population": {
                "good": {"count": 1, "role": "executor", "numbers": {"effort": 0.0, "filler_luck": 0.9}},
                "lazy": {"count": 2, "role": "executor", "numbers": lazy}, "checker": {"count": 7, "role": "verifier"},
            },
            "accounts": {"stakes": "frozen", "emission": 1.0},
            "field": {
                "verification": {"kind": "panel", "audit_probability": 1.0, "check_cost_ratio": 0.0}, "noise": {"level": 0.0},
                "settlement": {"slash": 0.0},
            },
        }
    )  # fmt: skip
    expected = expected_utilities(scenario, Desk(scenario).counts)[1]
    run = simulate(scenario, seed=5, epochs=EPOCHS)
    for entry, mean in zip(("good", "lazy"), expected, strict=False):
        earned = run.records.mean_utility(entry)
        assert abs(earned.mean() - mean) < 4 * earned.std(ddof=1) / np.sqrt(EPOCHS), (entry, earned.mean(), mean)
    if jobs == {"rate": 1.0}:
        assert expected[0] == pytest.approx(0.9 * (0.25 + 0.5 / 2 + 0.25 / 3))


def test_a_node_is_no_member_of_its_own_crowd() -> None:
    """One griefer who votes alone rejects all work but its own."""
    scenario = scenario_from(
        {
            "nodes": {"count": 2, "stake": 10.0, "compute_cost": 0.5},
            "population": {"honest": {"count": 1, "strategy": "honest"}, "griefer": {"count": 1, "strategy": "griefer"}},
            "field": {"verification": {"kind": "panel", "audit_probability": 1.0, "check_cost_ratio": 0.0}, "noise": {"level": 0.0}},
        }
    )
    honest, griefer = expected_utilities(scenario, Desk(scenario).counts)[3]
    assert honest == pytest.approx(-0.5)
    assert griefer == pytest.approx(0.5)


def test_an_honest_and_a_lazy_executor_earn_the_same_at_the_threshold_of_deterrence() -> None:
    """A1: c = 1, c_L = .05, R = 1.2, S = 10, d = .95, alpha = .01 give a* = .09024."""
    for audit, sign in ((0.8 * 0.09024, -1), (0.09024, 0), (1.2 * 0.09024, 1)):
        scenario = scenario_from(
            {
                "nodes": {"count": 10, "stake": 1000.0, "compute_cost": 1.0},
                "job_classes": {"job": {"fee": 1.2}},
                "technology": {
                    "fillers": {"exact": {"deviation": 0.0, "cost_ratio": 1.0}, "guess": {"deviation": 1000.0, "cost_ratio": 0.05}}
                },
                "field": {
                    "verification": {"kind": "panel", "audit_probability": audit, "auditors": "protocol", "tolerance": 3.6428},
                    "noise": {"shared": False}, "settlement": {"slash": 10.0, "slash_rule": "fixed"},
                },
            }
        )  # fmt: skip
        difference = utility(scenario, behaviour()) - utility(scenario, behaviour(effort=0.0, filler_luck=0.05 / 0.99))
        assert np.sign(np.round(difference, 4)) == sign


@pytest.mark.parametrize(("multiple", "best"), [(0.97, "cheat"), (1.03, "honest")])
def test_executors_prefer_honest_work_above_the_published_audit_rate_of_proof_of_sampling(multiple: float, best: str) -> None:
    """A3: p* = C / ((1 - r)(R + S)); r = .1, C = 1, R = 1.2, S = 50 give .0217."""
    scenario = scenario_from(
        {
            "nodes": {"count": 140, "stake": 1000.0, "compute_cost": 1.0},
            "job_classes": {"job": {"fee": 1.2}},
            "population": {
                "honest": {"count": 20, "role": "executor"},
                "cheat": {"count": 20, "role": "executor", "numbers": {"effort": 0.0, "cartel": 1.0}},
                "checker": {"count": 90, "role": "verifier", "adapts": False},
                "accomplice": {"count": 10, "role": "verifier", "adapts": False, "numbers": {"cartel": 1.0}},
            },
            "field": {
                "verification": {"kind": "panel", "audit_probability": multiple / (0.9 * 51.2)},
                "settlement": {"slash": 50.0, "slash_rule": "fixed"}, "noise": {"level": 0.0},
            },
        }
    )  # fmt: skip
    honest, cheat, *_ = expected_utilities(scenario, Desk(scenario).counts)[1]
    assert ("honest" if honest > cheat else "cheat") == best


def test_imitation_of_expected_payoffs_ends_all_honest_above_the_threshold_and_all_cheating_below() -> None:
    for multiple, left in ((1.1, "honest"), (0.9, "cheat")):
        scenario = scenario_from(
            {
                "nodes": {"count": 60, "stake": 1000.0, "compute_cost": 1.0},
                "job_classes": {"job": {"fee": 1.2}},
                "stop_when": "absorbed",
                "adaptation": {"kind": "imitation", "signal": "expected", "intensity": 200.0, "revision_rate": 0.3},
                "accounts": {"stakes": "frozen"},
                "population": {
                    "honest": {"count": 20, "role": "executor"},
                    "cheat": {"count": 20, "role": "executor", "numbers": {"effort": 0.0, "cartel": 1.0}},
                    "checker": {"count": 18, "role": "verifier", "adapts": False},
                    "accomplice": {"count": 2, "role": "verifier", "adapts": False, "numbers": {"cartel": 1.0}},
                },
                "field": {
                    "verification": {"kind": "panel", "audit_probability": multiple / (0.9 * 51.2)},
                    "settlement": {"slash": 50.0, "slash_rule": "fixed"}, "noise": {"level": 0.0},
                },
            }
        )  # fmt: skip
        run = simulate(scenario, seed=3, epochs=400)
        assert run.stopped == "absorbed"
        executors = run.state.marks[0] == 1
        assert {run.state.strategy_name(int(row)) for row in np.flatnonzero(executors)} == {left}


def test_where_stakes_weigh_a_cartel_of_the_rich_counts_by_its_stake() -> None:
    """300 poor honest verifiers and 100 rich accomplices hold a stake each of 1 and 9: three quarters of the seats are bought."""
    scenario = scenario_from(
        {
            "nodes": {"count": 500, "stake": 1.0},
            "population": {
                "cheat": {"count": 100, "role": "executor", "numbers": {"effort": 0.0, "cartel": 1.0}},
                "poor": {"count": 300, "role": "verifier"},
                "rich": {"count": 100, "role": "verifier", "stake": 9.0, "numbers": {"cartel": 1.0}},
            },
            "accounts": {"stakes": "frozen"},
            "field": {
                "verification": {"kind": "panel", "audit_probability": 1.0, "draw": "stake_weighted"},
                "settlement": {"pay_per_check": 1.0}, "noise": {"level": 0.0},
            },
        }
    )  # fmt: skip
    cheat = incentive_sheet(scenario)[0]
    assert cheat.acceptance.accepted == pytest.approx(0.75)
    assert cheat.estimated
    run = simulate(scenario, seed=4, epochs=200)
    accepted = run.records.total("wrong_verified") / 100
    assert abs(accepted.mean() - 0.75) < 4 * accepted.std(ddof=1) / np.sqrt(200)
    poor, rich = expected_utilities(scenario, Desk(scenario).counts)[2, 1:]
    for entry, mean in (("poor", poor), ("rich", rich)):
        earned = run.records.mean_utility(entry)
        # The closed form of a crowd without number leaves a node's own stake out of the others', an error of 1 in 1,200.
        assert abs(earned.mean() - mean) < 4 * earned.std(ddof=1) / np.sqrt(200) + 0.01 * mean

"""Regimes: runs whose regime is known beforehand, cycles whose period is, and rules tried at their edges."""

import math

import numpy as np
import pytest

from model import door, networks, simulate
from model.cycles import cycle
from model.records import Records
from model.regimes import MIXED, RULES, Thresholds, absorbed_at, fragility, label, signs, words
from model.regimes import SIGNS as SIGNS_OF_RUNS

PEERS = {
    "kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "sampled_segments": 4, "tolerance": 3.0,
}  # fmt: skip


def world(**parts):
    return door.scenario_from(
        {
            "nodes": {"count": 60, "stake": 20.0, "compute_cost": 0.5},
            "population": {"honest": {"strategy": "honest", "share": 0.5}, "skimmer": {"strategy": "skimmer", "share": 0.5}},
            "epochs": 120,
            **parts,
        }
    )


LEARN = {"kind": "imitation", "signal": "public", "revision_rate": 0.2, "intensity": 20.0}
KNOWN = {
    # Audits always, by protocol: skipping is always found, the slash outweighs what it saves (A1).
    "honest convention": {
        "field": {"partition": {"segments": 8}, "verification": {**PEERS, "auditors": "protocol"}, "settlement": {"slash": 0.1}},
        "adaptation": LEARN,
    },
    # Nobody checks: what saves work pays more.
    "lazy equilibrium": {"adaptation": LEARN},
    # Nobody checks, and a wrong output is worth ten fees elsewhere.
    "adversarial capture": {
        "population": {"honest": {"strategy": "honest", "share": 0.5}, "corruptor": {"strategy": "corruptor", "share": 0.5}},
        "nodes": {"count": 60, "stake": 20.0, "compute_cost": 0.5, "outside_gain": 10.0}, "adaptation": LEARN,
    },
    # All run the same cheap model, and compare with it.
    "wrong convention": {
        "population": {"fp8": {"strategy": "substituter_fp8", "share": 1.0}},
        "field": {"partition": {"segments": 8}, "verification": PEERS},
    },
    # Everybody leaves in time, and nobody comes.
    "extinction": {"membership": {"exit": {"churn": 0.2}}, "epochs": 60},
    # The token loses ninety-nine cents of a dollar.
    "death spiral": {"shocks": {"crash": {"kind": "price", "epoch": 60, "factor": 0.01}}},
    # Two owners hold nearly all.
    "oligarchy": {
        "population": {
            "great": {"strategy": "honest", "count": 2, "stake": 1000.0}, "small": {"strategy": "honest", "count": 58, "stake": 1.0},
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("regime", list(KNOWN))
def test_a_run_whose_regime_is_known_gets_its_name(regime):
    assert label(signs(simulate(world(**KNOWN[regime]), seed=3))) == regime


def test_half_honest_half_lazy_and_unlearning_is_no_regime_of_either():
    found = signs(
        simulate(
            world(population={"honest": {"strategy": "honest", "share": 0.6}, "skimmer": {"strategy": "skimmer", "share": 0.4}}), seed=1
        )
    )
    assert found["late_honest"] == pytest.approx(0.6)
    assert label(found) == MIXED  # honest by number, but four in ten accepted outputs are wrong


def test_a_network_without_a_node_at_work_has_no_value_to_collapse():
    found = signs(simulate(world(membership={"exit": {"churn": 1.0}}, epochs=5), seed=1))
    assert found["nodes_left"] == 0.0
    assert math.isnan(found["value_left"])
    assert label(found) == "extinction"


# --- cycles -------------------------------------------------------------------
@pytest.mark.parametrize("period", [10.0, 23.7, 60.0])
def test_a_sine_has_its_period_and_amplitude(period):
    t = np.arange(600)
    found = cycle(0.4 + 0.0003 * t + 0.2 * np.sin(2 * np.pi * t / period))
    assert found.period == pytest.approx(period, rel=0.01)
    assert found.amplitude == pytest.approx(0.2, rel=0.03)
    assert found.power > 0.99


def test_a_sine_in_as_much_noise_still_has_its_period():
    t = np.arange(600)
    found = cycle(np.sin(2 * np.pi * t / 25.0) + np.random.default_rng(1).normal(0, 0.7, 600))
    assert found.period == pytest.approx(25.0, rel=0.02)
    assert found.power > Thresholds().regular


@pytest.mark.parametrize("seed", range(20))
def test_noise_that_remembers_is_no_cycle(seed):
    """An autoregression wanders, mostly slowly: no frequency of at least three periods holds half of its power."""
    rng, x = np.random.default_rng(seed), np.zeros(600)
    for i in range(1, 600):
        x[i] = 0.95 * x[i - 1] + rng.normal()
    assert cycle(x).power < Thresholds().regular


def test_two_periods_are_a_swing_and_no_cycle():
    assert cycle(np.sin(2 * np.pi * np.arange(600) / 300.0)).power == 0.0


@pytest.mark.parametrize("series", [np.full(100, 0.3), np.arange(100) / 100, np.arange(8.0), np.full(50, np.nan), np.zeros(0)])
def test_what_does_not_move_or_is_not_known_is_still(series):
    found = cycle(series)
    assert (found.amplitude, found.power) == (0.0, 0.0)
    assert math.isnan(found.period)


def test_missing_epochs_do_not_move_the_period():
    x = np.sin(2 * np.pi * np.arange(400) / 20.0)
    x[[7, 80, 81, 300]] = np.nan
    assert cycle(x).period == pytest.approx(20.0, rel=0.01)


def test_chasing_strategies_cycle():
    """Checking that costs and is not paid chases laziness: neutral cycles around the mixed rest point (F1), which steps let grow."""
    scenario = world(
        population={
            "lazy": {"strategy": "skimmer", "count": 1200, "role": "executor", "numbers": {"effort": 0.0}},
            "honest": {"strategy": "honest", "count": 2800, "role": "executor"},
            "checker": {"strategy": "honest", "count": 2000, "role": "verifier"},
            "stamp": {"strategy": "rubber_stamp", "count": 2000, "role": "verifier"},
        },
        nodes={"count": 8000, "stake": 1e6, "compute_cost": 1.0},
        jobs={"arrival": "per_node", "rate": 0.5, "law": "fixed", "assignment": "uniform"},
        field={
            "verification": {"kind": "panel", "audit_probability": 1.0, "check_cost_ratio": 0.5},
            "settlement": {"slash": 1.0, "slash_rule": "fixed", "bounty": 1.0},
            "noise": {"level": 0.0},
        },
        adaptation={"kind": "replicator", "signal": "expected", "revision_rate": 0.3, "intensity": 1.0},
        epochs=1000,
    )
    found = signs(simulate(scenario, seed=1))
    assert label(found) == "cycling", found


# --- absorption and fragility -------------------------------------------------
def test_absorption_is_the_first_epoch_from_which_one_strategy_has_all():
    run = simulate(
        world(adaptation={**LEARN, "intensity": 200.0}, epochs=200, nodes={"count": 20, "stake": 20.0, "compute_cost": 0.5}), seed=2
    )
    at = absorbed_at(run.records)
    share = run.records.share("skimmer")
    assert share[int(at) :].min() == 1.0
    assert share[int(at) - 1] < 1.0
    assert math.isnan(absorbed_at(simulate(world(epochs=5), seed=2).records))
    assert math.isnan(absorbed_at(Records(["honest"])))


SIGNS = {
    "nodes_left": 1.0, "value_left": 1.0, "late_honest": 0.55, "late_lazy": 0.45, "late_adversarial": 0.0,
    "late_integrity": 0.95, "late_verified_wrong": 0.0, "effective_owners": 50.0, "cycle_power": 0.2, "cycle_amplitude": 0.3,
}  # fmt: skip


def test_fragility_is_the_share_of_labels_that_a_moved_threshold_changes():
    """Of two runs one stands on firm ground; the other misses a majority of .6, is lazy by one of .4, and not all right."""
    firm = SIGNS | {"late_honest": 1.0, "late_lazy": 0.0, "late_integrity": 1.0}
    found = fragility([SIGNS, firm])
    assert found["majority"] == 0.5
    assert found["right"] == 0.5
    assert found["any"] == 0.5
    assert all(found[name] == 0.0 for name in ("extinct", "collapsed", "regular", "swing", "few", "wrong"))
    assert all(math.isnan(share) for share in fragility([]).values())


def test_a_sign_that_nobody_knows_makes_no_regime():
    assert label(dict.fromkeys(SIGNS, float("nan"))) == MIXED


@pytest.mark.parametrize(
    ("sign", "value", "regime"),
    [
        ("nodes_left", 0.0199, "extinction"), ("nodes_left", 0.02, "honest convention"),
        ("value_left", 0.0999, "death spiral"), ("value_left", 0.1, "honest convention"),
        ("cycle_power", 0.5, "cycling"), ("cycle_power", 0.499, "honest convention"),
        ("effective_owners", 3.0, "oligarchy"), ("effective_owners", 3.01, "honest convention"),
        ("late_adversarial", 0.5, "adversarial capture"), ("late_verified_wrong", 0.5, "wrong convention"),
        ("late_lazy", 0.5, "lazy equilibrium"), ("late_integrity", 0.9, "honest convention"), ("late_integrity", 0.899, MIXED),
    ],
)  # fmt: skip
def test_every_rule_begins_at_its_threshold(sign, value, regime):
    assert label(SIGNS | {sign: value}) == regime


def test_every_sign_of_a_run_is_declared():
    assert list(signs(simulate(networks.load("none"), seed=1, epochs=20))) == list(SIGNS_OF_RUNS)


def test_rules_are_said_in_words_with_their_thresholds():
    said = words(Thresholds(few=4.0))
    assert list(said) == [*RULES, MIXED]
    assert "4 equal owners" in said["oligarchy"]
    assert not any("{" in sentence for sentence in said.values())


@pytest.mark.parametrize("window", [0.0, 1.5, float("nan")])
def test_a_window_outside_the_run_is_refused(window):
    with pytest.raises(ValueError, match="give the last part of the run"):
        signs(simulate(networks.load("none"), seed=1, epochs=4), window)

"""Regimes: runs whose regime is known beforehand, cycles whose period is, and rules tried at their edges."""

import math

import numpy as np
import pytest

from model import door, networks, simulate
from model.cycles import cycle
from model.records import Records
from model.regimes import LOOKED_AT, MIXED, RULES, Thresholds, absorbed_at, fragility, label, labels, signs, words
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


def neutral(honest, nodes):
    """Two names for the same behaviour, one node an epoch meeting another and copying it with one half."""
    return world(
        nodes={"count": nodes, "stake": 20.0, "compute_cost": 0.5}, epochs=2000, stop_when="absorbed",
        population={"a": {"strategy": "honest", "count": honest}, "b": {"strategy": "honest", "count": nodes - honest}},
        adaptation={"kind": "imitation", "signal": "expected", "revision": "one", "intensity": 0.0},
    )  # fmt: skip


def test_time_to_absorption_is_that_of_a_birth_and_death_chain():
    """Without selection i rises and falls with i (N - i) / (2 N (N - 1)) each; the mean times solve a linear system."""
    nodes, start, runs = 6, 3, 200
    step = np.array([i * (nodes - i) / (2 * nodes * (nodes - 1)) for i in range(1, nodes)])
    chain = np.diag(2 * step) - np.diag(step[:-1], 1) - np.diag(step[1:], -1)
    mean = np.linalg.solve(chain, np.ones(nodes - 1))
    square = np.linalg.solve(chain, 2 * mean - 1)  # E[T^2] = 1 + 2 E[T'] + E[T'^2] over the next state, whose mean is E[T] - 1
    expected, spread = mean[start - 1], math.sqrt(square[start - 1] - mean[start - 1] ** 2)
    times = [absorbed_at(simulate(neutral(start, nodes), seed=seed).records) + 1 for seed in range(runs)]
    assert abs(np.mean(times) - expected) < 4 * spread / math.sqrt(runs)


def test_who_is_alone_from_the_start_is_absorbed_at_once():
    assert absorbed_at(simulate(world(population={"honest": {"strategy": "honest", "share": 1.0}}, epochs=3), seed=1).records) == 0.0


def test_a_network_that_dies_out_is_not_absorbed():
    """Nobody has all the nodes where there are none."""
    run = simulate(world(membership={"exit": {"churn": 1.0}}, epochs=5, population={"a": {"strategy": "honest", "share": 1.0}}), seed=1)
    assert run.records.total("active_nodes")[-1] == 0
    assert math.isnan(absorbed_at(run.records))


def test_all_that_mutants_leave_again_is_no_absorption():
    """All lazy, but mutation brings others back in most epochs: whatever is counted ends with the run."""
    run = simulate(world(adaptation={**LEARN, "mutation": 0.2}, epochs=80), seed=2)
    at, share = absorbed_at(run.records), run.records.share("skimmer")
    assert share.max() > 0.8
    assert math.isnan(at) or (at > 70 and share[int(at) :].min() == 1.0)


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


def test_columns_of_runs_get_the_labels_that_each_run_gets():
    generator = np.random.default_rng(5)
    runs = [{name: float(generator.choice([0.0, 0.01, 0.5, 0.95, 2.0, np.nan])) for name in LOOKED_AT} for _ in range(400)]
    columns = {name: np.array([run[name] for run in runs]) for name in LOOKED_AT}
    found = labels(columns)
    assert found.tolist() == [label(run) for run in runs]
    assert len(set(found.tolist())) >= 7
    assert fragility(columns) == fragility(runs)


def test_a_share_of_one_is_a_threshold_that_can_only_fall():
    """A majority of all: moved up it stays 1, moved down to .8 it takes in the run of .9."""
    nearly = SIGNS | {"late_honest": 0.9, "late_integrity": 1.0}
    assert fragility([nearly, nearly | {"late_honest": 1.0}], Thresholds(majority=1.0))["majority"] == 0.5


def test_rules_are_tried_in_their_order():
    """All at once: who is left is looked at first, honesty last."""
    everything = {
        "nodes_left": 0.0, "value_left": 0.0, "late_honest": 1.0, "late_lazy": 1.0, "late_adversarial": 1.0, "late_integrity": 1.0,
        "late_verified_wrong": 1.0, "effective_owners": 1.0, "cycle_power": 1.0, "cycle_amplitude": 1.0,
    }  # fmt: skip
    neither = {
        "extinction": {"nodes_left": 1.0}, "death spiral": {"value_left": 1.0}, "cycling": {"cycle_power": 0.0},
        "oligarchy": {"effective_owners": 9.0}, "adversarial capture": {"late_adversarial": 0.0},
        "wrong convention": {"late_verified_wrong": 0.0}, "lazy equilibrium": {"late_lazy": 0.0},
    }  # fmt: skip
    seen = []
    for name in RULES:
        seen.append(label(everything))
        everything |= neither.get(name, {})
    assert seen == list(RULES)


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

"""Behaviours inside and outside each possibility set, in real runs: they live, earn and invade as the closed forms say.

Every number is held at z < 4; n stands beside it.
"""

import numpy as np
import pytest

from analysis.possibility.axes import Box
from analysis.possibility.lives import relative_life
from analysis.possibility.resistance import Resistance
from analysis.possibility.sets import outside_option, sets_at
from experiments.possible import duel, invasion, lives, with_guests
from model.door import change, scenario_from
from model.outlook import Outlook
from model.strategies.traits import TRAITS


def network(**settings):
    """Panels of three peers with tolerance over four segments, half of the verifiers blind; ten jobs an epoch each."""
    scenario = scenario_from(
        {
            "nodes": {"count": 40, "stake": 20.0, "compute_cost": 0.6, "outside_gain": 0.5, "outside_option": 2.0},
            "population": {"honest": {"strategy": "honest", "share": 0.5}, "stamp": {"strategy": "rubber_stamp", "share": 0.5}},
            "jobs": {"rate": 10.0, "assignment": "each"},
            "field": {
                "partition": {"segments": 4},
                "verification": {
                    "kind": "panel", "audit_probability": 0.2, "panel_size": 3, "need": 2, "sampled_segments": 2, "tolerance": 4.0,
                },
                "settlement": {"slash": 0.05, "unavailable_penalty": 0.5},
            },
            "adaptation": {"kind": "imitation", "signal": "public", "memory": 10.0, "revision_rate": 0.1, "intensity": 3.0},
        }
    )  # fmt: skip
    return change(scenario, settings) if settings else scenario


def drawn(scenario, n, seed, **ranges):
    """Random behaviours of the whole box, and as many near honest ones, with traits as columns."""
    box, luck = Box.of(scenario), np.random.Generator(np.random.PCG64(seed))
    unit = luck.random((2 * n, len(box.axes)))
    near = np.array([1.0, 0.5, 0.0, 1.0, 0.0])
    unit[n:] = near + (unit[n:] - near) * [0.05, 1.0, 0.02, 1.0, 0.004]
    return box, box.points(unit)


def listed(traits):
    return [{name: float(values[row]) for name, values in traits.items() if name in TRAITS} for row in range(len(traits["effort"]))]


def z_of(lived, n, chance):
    return (lived - n * chance) / np.sqrt(np.maximum(n * chance * (1.0 - chance), 1e-9))


@pytest.mark.parametrize("crowd", ["written", "effective"])
def test_nodes_live_through_a_life_of_jobs_as_often_as_they_should(crowd):
    """N = 150 nodes of each of 8 behaviours, 20 jobs each."""
    _hold_lives(crowd, 4, 150, 20)


@pytest.mark.slow
@pytest.mark.parametrize("crowd", ["written", "effective"])
def test_nodes_live_through_a_hundred_jobs_as_often_as_they_should(crowd):
    """N = 2,000 nodes of each of 24 behaviours, 100 jobs each; those inside the set live at the stated rate, those outside do not."""
    _hold_lives(crowd, 12, 2000, 100)


def _hold_lives(crowd, half, nodes, jobs):
    scenario = network()
    box, points = drawn(scenario, half, 3)
    points = np.vstack((points, np.array([1.0, 0.0, 0.0, 1.0, 0.0])))
    traits = box.traits(points)
    ratio = relative_life(scenario, crowd, traits, jobs)
    honest = float(Outlook(scenario, crowd).of({"effort": np.ones(1)}).accepted[0] ** jobs)
    assert ratio[-1] == pytest.approx(1.0)
    found = lives(scenario, listed(traits), nodes=nodes, jobs=jobs, crowd=crowd, seed=11)
    z = z_of(found["lived"].to_numpy(), nodes, ratio * honest)
    assert np.abs(z).max() < 4.0
    inside = ratio >= 0.95
    assert inside.any()
    assert not inside.all()
    slack = 4.0 * np.sqrt(0.25 / nodes)
    assert (found["lived"].to_numpy()[inside] / nodes >= 0.95 * honest - slack).all()


def test_nodes_earn_what_they_should_and_the_viable_earn_the_outside_option():
    """N = 150 nodes of each of 8 behaviours over two epochs; stakes stand still."""
    scenario = network()
    box, points = drawn(scenario, 4, 5)
    traits = box.traits(points)
    expected = Outlook(with_guests(scenario, [], 0), "effective", role="executor").of(traits).utility
    found = lives(scenario, listed(traits), nodes=150, jobs=20, seed=12)
    z = (found["utility"] - expected) / np.maximum(found["error"], 1e-9)
    assert np.abs(z).max() < 4.0
    clear = np.abs(expected - outside_option(scenario)) > 4.0 * found["error"]
    assert ((found["utility"] >= outside_option(scenario)) == (expected >= outside_option(scenario)))[clear].all()
    assert clear.any()


def deterring(audit):
    """A1 in a network that learns: jobs cost 1 and pay 1.2, a conviction costs 10, so a* = 1 / 11.2."""
    return scenario_from(
        {
            "nodes": {"count": 200, "stake": 10.0, "compute_cost": 1.0},
            "population": {"honest": {"strategy": "honest", "share": 1.0}},
            "jobs": {"rate": 10.0, "assignment": "each"},
            "job_classes": {"job": {"fee": 1.2}},
            "field": {
                "verification": {"kind": "panel", "audit_probability": audit, "tolerance": 3.0, "auditors": "protocol"},
                "noise": {"level": 0.0}, "settlement": {"slash": 1.0},
            },
            "adaptation": {"kind": "imitation", "signal": "public", "memory": 10.0, "revision_rate": 0.1, "intensity": 1.0},
        }
    )  # fmt: skip


@pytest.mark.parametrize(("factor", "grows"), [(0.5, True), (2.0, False)])
def test_invaders_grow_where_the_gap_is_above_zero_and_only_there(factor, grows):
    """Lazy mutants, a tenth of 200 nodes, among honest ones; 10 seeds, t > 4 or < -4."""
    scenario = deterring(factor / 11.2)
    box = Box.of(scenario, ["effort"], {"deviation": 1000.0})
    assert (Resistance(scenario, box).gap(box.traits(np.array([[1.0]])))[0] > 1e-9) == grows
    moved = invasion(scenario, {}, {"effort": 0.0}, epochs=15, seeds=range(10))
    t = moved.mean() / (moved.std(ddof=1) / np.sqrt(len(moved)))
    assert t > 4.0 if grows else t < -4.0


@pytest.mark.slow
def test_mutants_move_by_the_sign_of_what_they_gain_among_peers():
    """Residents and mutants drawn from the box, ten pairs whose gain is clear; 30 seeds each; each sign as told, t beyond 3."""
    scenario = network()
    box, points = drawn(scenario, 10, 9)
    traits = listed(box.traits(points))
    gaps = sets_at(scenario, box, points, np.zeros(len(points), dtype=int)).gap
    held = 0
    for resident, mutant, gap in zip(traits[:10], traits[10:], gaps[:10], strict=True):
        outlook = Outlook(scenario, "effective", resident)
        gain = float(outlook.of({name: np.array([mutant[name], resident[name]]) for name in mutant}).utility @ [1.0, -1.0])
        assert gain / 6.0 <= gap + 1e-9, "no mutant gains more than the gap"
        if abs(gain) > 0.3:
            moved = invasion(scenario, resident, mutant, seeds=range(30))
            t = moved.mean() / (moved.std(ddof=1) / np.sqrt(len(moved)))
            assert np.sign(t) == np.sign(gain)
            assert abs(t) > 3.0
            held += 1
    assert held >= 5


def test_a_duel_keeps_who_does_not_adapt():
    scenario = network(**{"population.stamp.adapts": False})
    fought = duel(scenario, {"effort": 0.5}, {"vigilance": 0.0}, 0.1)
    assert {name: entry.count for name, entry in fought.population.items()} == {"stamp": 20, "resident": 18, "mutant": 2}
    assert fought.nodes.count == 40


def test_guests_leave_the_crowd_as_it_is():
    scenario = network()
    written, effective = (with_guests(scenario, [{"effort": 0.2}], 30, crowd) for crowd in ("written", "effective"))
    assert {name: (entry.strategy, entry.count, entry.role) for name, entry in written.population.items()} == {
        "honest": ("honest", 20, "both"), "stamp": ("honest", 20, "both"), "guest 0": ("honest", 30, "executor"),
    }  # fmt: skip
    assert effective.population["stamp"].strategy == "rubber_stamp"
    assert effective.nodes.count == 70


def test_lives_need_equal_numbers_of_jobs():
    with pytest.raises(ValueError, match=r"jobs\.assignment = uniform, rate = 10: nodes do not all execute 20 jobs"):
        lives(network(**{"jobs.assignment": "uniform"}), [{}], nodes=2, jobs=20)
    with pytest.raises(ValueError, match="do not all execute 15 jobs"):
        lives(network(), [{}], nodes=2, jobs=15)

"""The best invader: the split into executing and checking against brute force, and interpolation."""

from itertools import product

import numpy as np
import pytest

from analysis.possibility.axes import AXES, Box
from analysis.possibility.equilibria import equilibria
from analysis.possibility.idle import idle_axes
from analysis.possibility.mixtures import corners, interpolation
from analysis.possibility.resistance import Resistance, cost_of_epoch
from model import networks
from model.outlook import Outlook
from tests.analysis.possibility.worlds import GARBAGE, world


def peers(**settlement):
    """Panels of two of three seats among peers who may be paid, over three segments, with noise."""
    return world(
        {"auditors": "peers", "panel_size": 3, "need": 2, "sampled_segments": 2, "audit_probability": 0.4},
        field={
            "partition": {"segments": 3}, "noise": {"level": 1.0}, "settlement": {"slash": 0.1, **settlement},
            "verification": {
                "kind": "panel", "auditors": "peers", "panel_size": 3, "need": 2, "sampled_segments": 2, "audit_probability": 0.4,
                "tolerance": 3.0,
            },
        },
        nodes={"count": 8, "outside_gain": 0.4},
    )  # fmt: skip


def brute(scenario, box, traits):
    """The most that a mutant gains of all on a grid of four axes and of vigilance, each looked at by itself."""
    levels = [(0.0, 0.3, 1.0), (0.0, 1 / 3, 0.5, 1.0), (0.0, 0.4), (0.0, 1.0), (-9.0, -4.0, 0.0, 1e-6, 9.0)]
    columns = dict(zip(("attack_rate", "effort", "withhold", "vigilance", "deviation"), np.array(list(product(*levels))).T, strict=True))
    mutants = {trait: columns[axis.name] for axis in AXES.values() for trait in axis.traits}
    outlook = Outlook(scenario, "effective", traits)
    own = outlook.of({name: np.array([value]) for name, value in traits.items()}).utility[0]
    return (outlook.of(mutants).utility.max() - own) / cost_of_epoch(scenario)


@pytest.mark.parametrize("settlement", [{}, {"bounty": 2.0, "pay_agree": 0.3, "dissent_penalty": 0.2}])
def test_no_mutant_of_a_grid_beats_the_best_reply_and_one_comes_near(settlement):
    scenario = peers(**settlement)
    box = Box.of(scenario)
    points = np.array([[1.0, 0.0, 0.0, 1.0, 0.0], [0.5, 4.0, 0.2, 0.35, 0.1]])
    traits = box.traits(points)
    gaps = Resistance(scenario, box).gap(traits)
    for row, gap in enumerate(gaps):
        found = brute(scenario, box, {name: float(values[row]) for name, values in traits.items()})
        assert gap >= found - 1e-9
        assert gap == pytest.approx(found, abs=0.02), "a coarse grid misses the best by little"


def test_points_found_alone_and_together_are_the_same(monkeypatch):
    scenario = peers(bounty=2.0)
    box = Box.of(scenario)
    traits = box.traits(np.array([[1.0, 0.0, 0.0, 0.9, 0.0], [0.4, 2.0, 0.1, 0.5, 0.05]]))
    together = Resistance(scenario, box).gap(traits)
    monkeypatch.setattr(Resistance, "is_coupled", True)
    assert Resistance(scenario, box).gap(traits) == pytest.approx(together, abs=2e-3)


def test_a_panel_that_nobody_pays_is_not_worth_a_check():
    """A check of 2 of 3 segments costs 2/3; each of 8 jobs an epoch is audited with .4 by 3 of 7 others, so a node checks 1.2 jobs."""
    scenario = peers()
    worth = Resistance(scenario, Box.of(scenario)).worth_of_checking(Box.of(scenario).traits(np.array([[1.0, 0.0, 0.0, 1.0, 0.25]])))
    assert worth == pytest.approx([-1.2 * (2 / 3) * 0.75])


def test_interpolation_is_exact_for_polynomials():
    nodes = (1.0 - np.cos(np.pi * (np.arange(4) + 0.5) / 4)) / 2.0
    at = np.concatenate((np.linspace(0.0, 1.0, 7), nodes))
    assert interpolation(nodes, at) @ (nodes**3 - 2 * nodes) == pytest.approx(at**3 - 2 * at, abs=1e-13)


def test_residents_are_worth_to_verifiers_what_their_corners_are_worth():
    """Outputs are mixtures of attacked ones, of those with whole segments skipped, and of traces shown or not."""
    scenario = peers(bounty=2.0, pay_agree=0.2)
    box = Box.of(scenario)
    resistance = Resistance(scenario, box)
    point = box.traits(np.array([[0.45, 5.0, 0.3, 0.7, 0.2]]))
    few = corners(point, 3)
    assert len(few.rows) == 6
    assert few.weights.sum(axis=0) == pytest.approx([1.0])
    parts = [resistance.worth_of_checking({n: np.array([v]) for n, v in zip(point, row, strict=True)})[0] for row in few.rows]
    assert (np.array(parts)[few.which] * few.weights).sum() == pytest.approx(resistance.worth_of_checking(point)[0], rel=1e-9)


def test_residents_are_in_no_other_role():
    """Where those who execute do not verify, their vigilance is idle; what resists depends on the verifiers that are there."""
    scenario = networks.load("posp")
    box = Box.of(scenario, ["effort", "vigilance"], {"deviation": GARBAGE})
    assert idle_axes(scenario, box) == {"vigilance": "nodes that execute do not verify here"}
    traits = box.traits(np.array([[1.0, 1.0], [0.0, 1.0]]))
    # p (R + S) against C: .01 x 101 / .8 with honest verifiers; nine tenths of it with the tenth that colludes only with its own.
    assert Resistance(scenario, box, "written").gap(traits) == pytest.approx([0.0, (1.01 - 0.8) / 0.8])


def test_axes_that_change_nothing_are_named_with_the_reason():
    scenario = networks.load("none")
    idle = idle_axes(scenario, Box.of(scenario))
    assert idle == {
        "vigilance": "no panel of peers is ever called, so there is nothing to check",
        "withhold": "no trace is ever read, so hiding it changes nothing",
    }
    alone = Box.of(scenario, ["effort"])
    assert idle_axes(scenario, alone) == {"effort": "neither a verdict nor a payment depends on it in this box"}, (
        "fillers without deviation"
    )


def test_honest_work_is_an_equilibrium_of_the_whole_box_where_every_deviation_is_seen_and_deterred():
    honest = {"effort": 1.0, "deviation": 0.0, "attack_rate": 0.0, "vigilance": 1.0, "withhold": 0.0}
    deterring = world(
        field={
            "verification": {"kind": "panel", "audit_probability": 0.5, "tolerance": 0.0, "auditors": "protocol"},
            "settlement": {"slash": 1.0, "unavailable_penalty": 10.0},
        }
    )
    assert equilibria(Resistance(deterring, Box.of(deterring)), idle=("vigilance",)) == [honest]
    free = networks.load("none")
    found = equilibria(Resistance(free, Box.of(free)), idle=("vigilance", "withhold"))
    assert [(one["attack_rate"], abs(one["deviation"])) for one in found] == [(1.0, 30.0)] * len(found)
    assert found

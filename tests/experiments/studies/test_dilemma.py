"""The study ``dilemma``: what it refuses, its cells, and worlds whose answer is known."""

import math

import numpy as np
import pytest

from experiments.studies import dilemma as study
from experiments.studies.contract import Cell
from model import door, networks
from model.expectation import expected_utilities

POSP = networks.load("posp")


@pytest.mark.parametrize(
    ("network", "changes", "words"),
    [
        ("none", {}, "field.verification.kind = panel"),
        ("opengradient_announced", {}, "one job class"),
        ("posp", {"field.verification.check_cost_ratio": 0.0}, "check_cost_ratio = 0"),
        ("posp", {"field.verification.audit_probability": 0.005}, "raise field.settlement.slash"),
    ],
)
def test_networks_without_the_game_are_refused_in_one_line(network, changes, words):
    with pytest.raises(ValueError, match=words) as refusal:
        study.prepare(door.change(networks.load(network), changes), ("own", 1.0))
    assert "\n" not in str(refusal.value)


def test_looking_pays_what_decoys_cost_less_two_costs_of_a_look():
    """P = 1, P A = 3 C, C = .8: a verifier has a job and a decoy an epoch, so a look more earns 3 x .8 - 2 x .8 = .8 USD."""
    scenario = study.planted(study.prepare(POSP, ("expected", 10.0)), POSP, 1.0, 3.0)
    counts = np.zeros((4, 3))
    counts[1, 0], counts[2, 1], counts[2, 2] = 200, 100, 100
    table = expected_utilities(scenario, counts)
    assert table[2, 1] - table[2, 2] == pytest.approx(0.8, rel=1e-9)


def test_the_threat_stays_the_networks():
    """Auditing 1 % of jobs with 101 at stake threatens 1.01: with every job audited the slash beside the fee of 1 is .01."""
    settlement = study.prepare(POSP, ("own", 1.0)).fields["job"].settlement
    assert settlement.slash == pytest.approx(0.01)
    assert settlement.slash_rule == "fixed"


def test_nobody_who_knows_the_worth_keeps_looking_for_half_of_what_it_costs():
    cell = Cell({"listener": "public", "decoy_rate": 1.0, "strength": 0.5}, (1, 2))
    rows = study.measure_drift(POSP, cell).rows
    assert all(row["drift"] < 0 for row in rows)
    assert [row["seed"] for row in rows] == [1, 2]


def test_runs_of_both_roles_give_shares():
    cell = Cell({"listener": "own_1", "bounty": 0.0, "decoy_rate": 0.03, "strength": 0.5}, (5,))
    (row,) = study.measure_late(POSP, cell).rows
    assert row["cheats"] > 0.9
    assert row["looks"] < 0.3
    assert 0 <= row["integrity"] < 0.4


def test_every_point_that_a_claim_rests_on_has_a_hundred_fixed_seeds():
    for make in (study.drift_cells, study.penalty_cells, study.floor_cells):
        assert all(len(cell.seeds) == 100 for cell in make(POSP, False))
        assert make(POSP, False) == make(POSP, False)
    claimed = [c for c in study.late_cells(POSP, False) if (c.at["bounty"], c.at["decoy_rate"], c.at["strength"]) == study.CLAIMED]
    assert [len(cell.seeds) for cell in claimed] == [100, 100]


@pytest.mark.parametrize("name", list(study.STUDY.tables))
def test_a_quick_study_has_fewer_runs_of_every_table(name):
    cells = study.STUDY.tables[name].cells
    quick, full = (sum(len(cell.seeds) for cell in cells(POSP, q)) for q in (True, False))
    assert 0 < quick < full / 5


def test_columns_are_those_that_are_measured(monkeypatch):
    monkeypatch.setattr(
        study, "_cross", lambda world, bottom, top, seeds: study.Threshold(math.sqrt(bottom * top), bottom, top, "found", 1, 7)
    )
    for name, measure in (("penalty", study.measure_penalty), ("floor", study.measure_floor)):
        table = study.STUDY.tables[name]
        cell = table.cells(POSP, True)[0]
        done = measure(POSP, cell)
        assert done.runs == 7
        assert set(cell.at) | set(done.rows[0]) == set(table.columns)

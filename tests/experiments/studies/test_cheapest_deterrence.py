"""The study cheapest_deterrence: networks it refuses, its seeds, and a world at the threshold."""

import pytest

from experiments.studies import cheapest_deterrence as study
from experiments.studies.contract import Cell
from model import door, networks

POSP = networks.load("posp")


def test_a_network_without_panels_is_refused():
    with pytest.raises(ValueError, match="posp"):
        study.cells(networks.load("none"), True)


def test_checks_that_cost_nothing_are_refused():
    with pytest.raises(ValueError, match=r"field\.verification\.check_cost_ratio = 0 .* auditing everything is free"):
        study.prepare(door.change(POSP, {"check_cost_ratio": 0.0}), "public", 1.0, 0.1)


def test_work_that_costs_nothing_is_refused():
    with pytest.raises(ValueError, match="cheating saves 0 USD a job"):
        study.prepare(door.change(POSP, {"compute_cost": 0.0}), "public", 1.0, 0.1)


def test_an_audit_costs_what_its_panel_computes_again():
    """One member runs the one segment of a job of 0.8 USD again; three members three times that."""
    assert study.check_cost(POSP) == pytest.approx(0.8)
    assert study.check_cost(door.change(POSP, {"panel_size": 3, "need": 2})) == pytest.approx(2.4)


def test_points_near_the_frontier_have_many_seeds_and_every_stake_has_some():
    cells = study.cells(POSP, False)
    near = [cell for cell in cells if 0.8 <= float(cell.at["audit"]) * (1 + float(cell.at["slash"])) / 0.8 <= 3.5]
    assert {len(cell.seeds) for cell in near} == {100}
    assert {cell.at["slash"] for cell in near} == set(study.SLASHES)
    for signal in study.SIGNALS:
        assert sum(len(cell.seeds) for cell in near if cell.at["signal"] == signal) > 500
    assert sum(len(cell.seeds) for cell in study.cells(POSP, True)) < 400


def test_at_the_threshold_half_of_them_cheat_and_checks_cost_what_is_audited(monkeypatch):
    """A slash of 3 fees: a cheat saves 0.8 and risks 0.2 x 4, and logit takes both alike; a fifth of the jobs is checked for 0.8 USD."""
    monkeypatch.setattr(study, "EPOCHS", 40)
    monkeypatch.setattr(study, "BURN_IN", 20)
    found = study.measure(POSP, Cell({"signal": "expected", "slash": 3.0, "audit": 0.2}, (1, 2)))
    assert found.runs == 2
    for row in found.rows:
        assert row["cheats"] == pytest.approx(0.5, abs=0.05)
        assert row["checking"] == pytest.approx(0.16, abs=0.01)

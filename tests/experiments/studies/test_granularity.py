"""The study `granularity` at a small size: its worlds, its cells, and networks that it refuses."""

import pytest

from experiments.studies import granularity as study
from experiments.studies.contract import Cell
from model import door, networks
from tests.studies import assert_refused_in_one_line

NONE = networks.load("none")


def test_a_world_has_the_threshold_and_the_budget_of_its_place():
    """Work costs .6: R + S = 9 x .6 = 5.4, so S = 4.4 tok; 1.5 g = 1/6."""
    scenario = study.prepare(NONE, 4, 1.5, "idle")
    assert scenario.field.settlement.slash == pytest.approx(4.4)
    assert scenario.field.verification.audit_probability == pytest.approx(1 / 6)
    assert (scenario.field.partition.segments, scenario.field.verification.sampled_segments) == (16, 4)
    assert scenario.population["node"].numbers["effort"] == 0.0
    assert study.prepare(NONE, 4, 1.5, 0.35).population["node"].numbers["effort"] == 0.35


def test_tenths_of_effort_are_counted_over_nodes_and_late_epochs(monkeypatch):
    """Nobody mutates and nobody is better: half of the nodes at .25 and half at 1 stay there."""
    monkeypatch.setattr(study, "EPOCHS", 60)
    data = study.prepare(NONE, 1, 0.5, 1.0).to_dict(sources=False)
    data["adaptation"] = {"kind": "fixed"}
    numbers = {"strategy": "skimmer", "share": 0.5}
    data["population"] = {"a": numbers | {"numbers": {"effort": 0.25}}, "b": numbers | {"numbers": {"effort": 1.0}}}
    found = study.evolve(door.scenario_from(data), 1)
    assert found["effort"] == pytest.approx(0.625)
    assert (found["tenth_2"], found["tenth_9"]) == (0.5, 0.5)
    assert sum(found[name] for name in study.TENTHS) == pytest.approx(1.0)


def test_a_point_is_measured_a_row_a_seed(monkeypatch):
    monkeypatch.setattr(study, "EPOCHS", 60)
    measured = study.measure(NONE, Cell({"start": "uniform", "sampled": 4, "segments": 16, "ratio": 1.5}, (3, 4)))
    assert [row["seed"] for row in measured.rows] == [3, 4]
    assert measured.runs == 2
    assert measured.rows[0]["effort"] != measured.rows[1]["effort"]


def test_a_basin_is_measured_a_row_a_start_and_seed(monkeypatch):
    monkeypatch.setattr(study, "EPOCHS", 60)
    monkeypatch.setattr(study, "EFFORTS", (0.2, 0.9))
    measured = study.measure_basin(NONE, Cell({"sampled": 16, "segments": 64, "ratio": 1.5}, (1,)))
    assert [(row["start"], row["seed"]) for row in measured.rows] == [(0.2, 1), (0.9, 1)]
    assert measured.rows[1]["effort"] > 0.9


def test_points_of_a_claim_have_a_hundred_seeds():
    seeds: dict = {}
    for cell in study.cells(NONE, False):
        place = cell.at["start"], cell.at["sampled"], cell.at["ratio"]
        seeds.setdefault(place, []).extend(cell.seeds)
    assert all(seeds[place] == list(range(1001, 1101)) for place in study.CLAIMED)
    assert len(seeds) == 3 * 5 * 2
    quick = study.cells(NONE, True)
    assert len(quick) == 30
    assert max(len(cell.seeds) for cell in quick) == 3


REFUSED = [
    ({"nodes.compute_cost": 0.0}, ["nodes.compute_cost = 0.0", "above 0"]),
    ({"nodes.compute_cost": {"kind": "uniform", "low": 0.1, "high": 0.9}}, ["nodes.compute_cost", "one number"]),
    ({"nodes.compute_cost": 0.01}, ["fee = 1", "9 times", "raise nodes.compute_cost"]),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_a_network_that_cannot_be_asked_is_refused_in_one_line(changes, words):
    assert_refused_in_one_line(lambda: study.cells(door.change(NONE, changes), True), words)


def test_a_network_of_several_classes_is_refused():
    with pytest.raises(ValueError, match="opengradient_announced has 4 classes of jobs; give a network with one"):
        study.cells(networks.load("opengradient_announced"), True)

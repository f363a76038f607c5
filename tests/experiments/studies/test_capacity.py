"""The study ``capacity``: what it asks of networks, its cells, and fields whose end is known."""

import pytest

from experiments.studies import capacity as study
from experiments.studies.contract import Cell
from model import door, networks
from tests.studies import assert_refused_in_one_line


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


def place(audit=0.6, slash=9.0, tolerance=5.0, **values):
    usual = {"signal": "expected", "intensity": 4.0, "mutation": 0.01, "ways": 4, "nodes": 40, "epochs": 100}
    return {"audit": audit, "slash": slash, "tolerance": tolerance} | usual | values


def ends(network, at, seeds=(1,)):
    rows = study.measure(network, Cell(at, seeds)).rows
    return [row for row in rows if row["epoch"] == at["epochs"]]


def test_networks_without_panels_are_refused():
    assert_refused_in_one_line(lambda: study.field_cells(networks.load("none"), True), ["'none'", "choose a network with panels"])


def test_networks_in_which_idle_work_saves_nothing_are_refused(posp):
    free = door.change(posp, {"nodes.compute_cost": 0.0})
    for cells in (study.field_cells, study.size_cells):
        assert_refused_in_one_line(lambda cells=cells: cells(free, True), ["nodes.compute_cost is 0", "raise it"])


def test_networks_of_unequal_nodes_are_refused(posp):
    mixed = door.change(posp, {"nodes.compute_cost": {"kind": "uniform", "low": 0.5, "high": 1.0}})
    assert_refused_in_one_line(lambda: study.field_cells(mixed, True), ["one type and single numbers"])


def test_ways_of_work_start_in_equal_shares(posp):
    counts = [entry.count for entry in study.prepare(posp, place(nodes=42)).population.values()]
    assert counts == [11, 11, 10, 10]
    assert list(study.prepare(posp, place(ways=2)).population) == ["honest", "idle"]


@pytest.mark.parametrize(("field", "way"), list(zip(study.CORNERS, study.WAYS, strict=True)))
def test_a_field_deep_in_a_regime_brings_its_way_of_work(posp, field, way):
    (row,) = ends(posp, place(*field))
    assert row[way] > 0.75


def test_without_selection_no_field_leaves_a_trace(posp):
    """With the same luck the runs of all fields are the same to the last node: the capacity is zero exactly."""
    runs = [ends(posp, place(*field, intensity=0.0), (1, 2, 3)) for field in study.CORNERS]
    assert all(run == runs[0] for run in runs)


def test_expected_utility_does_not_tell_fields_of_a_ridge_apart_and_own_epochs_do(posp):
    audits = (study.RIDGE_AUDITS[0], study.RIDGE_AUDITS[-1])
    found = {
        signal: [ends(posp, place(a, study.RIDGE / a - 1.0, signal=signal, nodes=100))[0]["honest"] for a in audits]
        for signal in ("expected", "own")
    }
    assert min(found["expected"]) > 0.9
    assert found["own"][0] > 0.6
    assert found["own"][1] < 0.1


def test_a_row_has_every_declared_column(posp):
    rows = study.measure(posp, Cell(place(ways=2, epochs=12), (1, 2))).rows
    assert [(row["seed"], row["epoch"]) for row in rows] == [(s, t) for s in (1, 2) for t in (1, 2, 5, 10, 12)]
    assert set(rows[0]) | set(study.AT) == set(study.COLUMNS)
    assert all(row["falsifying"] == 0.0 and row["honest"] + row["idle"] == pytest.approx(1.0) for row in rows)


def test_every_field_has_luck_of_its_own_and_a_hundred_runs(posp):
    cells = [cell for table in study.STUDY.tables.values() for cell in table.cells(posp, False)]
    seeds = [seed for cell in cells for seed in cell.seeds]
    assert len(set(seeds)) == len(seeds)
    assert min(len(cell.seeds) for cell in cells) >= 100
    quick = [cell for table in study.STUDY.tables.values() for cell in table.cells(posp, True)]
    assert sum(len(cell.seeds) for cell in quick) < len(seeds) / 10


def test_the_border_lies_between_the_two_fields_of_a_size(posp):
    """The product a (R + S) is .8 +- .03 with R + S = 10."""
    audits = [cell.at["audit"] for cell in study.size_cells(posp, False)]
    assert audits == pytest.approx([0.077, 0.083] * 3)

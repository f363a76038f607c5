"""The study of conventions: networks that it refuses, cells, and tiny worlds worked out by hand."""

import numpy as np
import pytest

from experiments.studies import convention as study
from experiments.studies import two_conventions as worlds
from experiments.studies.contract import Cell
from model import door, networks
from model.desk import Desk
from model.state import State
from model.step import epoch


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


@pytest.mark.parametrize("name", ["none", "opengradient_launch", "opengradient_announced"])
def test_a_network_without_one_panel_of_peers_is_refused_in_one_line(name):
    with pytest.raises(ValueError, match="such as posp") as refused:
        study.cells_of_map(networks.load(name), True)
    assert len(str(refused.value).splitlines()) == 1


def test_a_substitute_that_saves_nothing_is_refused(posp):
    dear = door.change(posp, {"technology.fillers": {"exact": {"deviation": 0.0, "cost_ratio": 1.0}}})
    with pytest.raises(ValueError, match="saves nothing"):
        study.cells_of_walls(dear, True)


def test_work_that_costs_nothing_is_refused(posp):
    with pytest.raises(ValueError, match=r"nodes\.compute_cost = 0"):
        study.cells_of_map(door.change(posp, {"nodes.compute_cost": 0.0}), True)


def test_each_convention_passes_itself_and_rejects_the_other(posp):
    """At a tolerance of 5 sigma the difference of two runs (sd sqrt 2) passes with 2 Phi(3.54) - 1 = .9996, 10 off with .0002."""
    scenario = worlds.prepare(posp, 4, 2, study.EXPECTED, tolerance=5.0, audit=1.0)
    desk, (name,) = Desk(scenario), scenario.job_classes
    right, wrong = desk.behaviours
    of_right, of_wrong = (desk.crowd(np.array([[0, 0], [0, 0], [0, 0], counts])) for counts in ([3, 0], [0, 3]))
    assert desk.accept(name, right, of_right).accepted == pytest.approx(0.9996, abs=1e-4)
    assert desk.accept(name, wrong, of_wrong).accepted == pytest.approx(0.9996, abs=1e-4)
    assert desk.accept(name, right, of_wrong).accepted == pytest.approx(0.0002, abs=1e-4)
    assert desk.accept(name, wrong, of_right).accepted == pytest.approx(0.0002, abs=1e-4)


def test_the_share_that_takes_over_lies_beside_x_star(posp):
    """A slash of 4 and an audit of one in two: x* = (1 - .384 / (2.5 x .7603)) / 2 = .399, so .34 loses and .46 wins."""
    at = {"slash": 4.0, "tolerance": 9.0}
    few, many = (study._mixed(posp, at, wrong) for wrong in (34, 46))
    assert not any(worlds.wrong_takes_over(few, seed) for seed in range(4))
    assert all(worlds.wrong_takes_over(many, seed) for seed in range(4))


def test_bisection_finds_the_place_of_each_seed_and_counts_its_looks():
    """From 3 x seed on: between 0 and 16 four looks each find it."""
    last, runs = worlds.flip_places(lambda place, seeds: [place >= 3 * seed for seed in seeds], 0, 16, (1, 2, 5))
    assert (last, runs) == ({1: 2, 2: 5, 5: 14}, 12)


def test_a_lattice_without_edges_ties_every_vertex_to_four():
    edges = np.array(worlds.graph_of("lattice", 16, 4)["edges"])
    assert (np.bincount(edges.ravel(), minlength=16) == 4).all()
    assert [0, 12] in np.sort(edges, axis=1).tolist()


def test_what_is_watched_stands_still_once_one_convention_is_left(posp):
    scenario = worlds.prepare(posp, 20, 19, study.EXPECTED)
    seen = worlds.watched(scenario, 0, (0, 50, 90), lambda state: (state.epoch, int((state.strategy == 1).sum())))
    assert seen[1] == seen[2]
    assert seen[1][0] < 50
    assert seen[1][1] == 20


def test_revisions_are_seen_at_the_end_of_their_epoch(posp):
    state = State(worlds.prepare(posp, 50, 25, study.OWN), 3)
    for t in range(3):
        epoch(state, t)
        assert np.bincount(state.strategy, minlength=2).tolist() == state.followers.sum(axis=0).tolist()


def test_without_a_saving_no_wall_has_a_way_to_go(posp):
    """A wall's two nodes then earn the same in the mean: 20 runs of 60 epochs move it by less than .1 node an epoch."""
    even = door.change(posp, {"nodes.compute_cost": 1e-9})
    measured = study.measure_walls(even, Cell({"slash": 1.0}, tuple(range(20))))
    assert abs(np.mean([row["speed"] for row in measured.rows])) < 0.04
    assert measured.runs == 20


def test_points_of_claims_have_a_hundred_seeds_and_quick_ones_are_fewer(posp):
    seeds = lambda cells: sum(len(cell.seeds) for cell in cells)  # noqa: E731
    for name, table in study.STUDY.tables.items():
        full, quick = table.cells(posp, False), table.cells(posp, True)
        assert quick == table.cells(posp, True), name
        assert seeds(quick) <= seeds(full), name
    assert {len(cell.seeds) for cell in study.cells_of_thresholds(posp, False)} == {100}
    assert {len(cell.seeds) for cell in study.cells_of_references(posp, False)} == {100}
    places = {}
    for cell in study.cells_of_domains(posp, False):
        places.setdefault((cell.at["graph"], cell.at["panel"], cell.at["partner"], cell.at["start"]), set()).update(cell.seeds)
    assert {len(found) for found in places.values()} == {100}


def test_rows_have_the_columns_that_are_declared(posp):
    small = {"basins": 1, "invasions": 3, "walls": 2, "thresholds": 2}
    for name, seeds in small.items():
        table = study.STUDY.tables[name]
        cell = table.cells(posp, True)[0]
        measured = table.measure(posp, Cell(cell.at, cell.seeds[:seeds]))
        assert {*cell.at, *measured.rows[0]} == set(table.columns), name

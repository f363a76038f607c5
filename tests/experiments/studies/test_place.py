"""The study of place: networks that it refuses, its gradient, cells, and tiny worlds whose end is known."""

import numpy as np
import pytest

from experiments.studies import place as study
from experiments.studies.contract import Cell
from model import door, networks
from model.run import simulate

AT = {"graph": "ring", "checks": "all", "panel": "neighbours", "partner": "neighbour", "strength": 1.0}


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


@pytest.mark.parametrize("name", ["none", "opengradient_launch", "opengradient_announced"])
def test_a_network_without_one_panel_is_refused_in_one_line(name):
    with pytest.raises(ValueError, match="such as posp") as refused:
        study.cells_of_profiles(networks.load(name), True)
    assert len(str(refused.value).splitlines()) == 1


def test_work_that_costs_nothing_is_refused(posp):
    with pytest.raises(ValueError, match=r"nodes\.compute_cost = 0"):
        study.prepare(door.change(posp, {"nodes.compute_cost": 0.0}), AT)


def test_the_audit_rate_rises_to_the_middle_and_falls_again_without_a_step():
    """Eight vertices: heights 1/8, 3/8, 5/8, 7/8 and back times two, less one, times .5, over a mean of .5."""
    assert study.rates(8, 8, 1.0) == pytest.approx([0.125, 0.375, 0.625, 0.875, 0.875, 0.625, 0.375, 0.125])
    assert study.rates(8, 8, 0.0) == pytest.approx([0.5] * 8)
    assert study.rates(8, 4, 1.0) == pytest.approx([0.25, 0.25, 0.75, 0.75, 0.75, 0.75, 0.25, 0.25])


def test_nodes_are_audited_at_the_rate_of_their_vertex(posp):
    """Nodes 10 and 200 of 400: rates .0525 and .9975, over 3 x 400 jobs each, within five standard errors."""
    scenario = door.change(study.prepare(posp, AT), {"adaptation.kind": "fixed"})
    audited = np.zeros(400)

    def look(state):
        audited[:] += np.bincount(state.job_executor[state.job_audited > 0], minlength=400)

    simulate(scenario, 1, epochs=400, watch=look)
    found, local = audited / (3 * 400), study.rates(400, 400, 1.0)
    assert (np.abs(found - local)[[10, 200]] < 5 * np.sqrt(local * (1 - local) / 1_200)[[10, 200]] + 1e-9).all()


def test_a_steep_gradient_sorts_where_neighbours_are_copied_and_not_where_anybody_is(posp):
    local = study.rates(study.NODES, study.NODES, 1.0)
    honest, sorting = study.settled(study.prepare(posp, AT), 0)
    assert honest[local > 0.6].mean() > 0.9
    assert honest[local < 0.1].mean() < 0.3
    assert sorting > 0.5
    assert abs(study.settled(study.prepare(posp, AT | {"partner": "random"}), 0)[1]) < 0.15


def test_points_of_claims_have_a_hundred_seeds_and_quick_ones_are_fewer(posp):
    places = {}
    for cell in study.cells_of_profiles(posp, False):
        key = tuple(cell.at[name] for name in ("graph", "checks", "panel", "partner"))
        places.setdefault(key, set()).update(cell.seeds)
    assert {len(seeds) for seeds in places.values()} == {100}
    assert set(places) == set(study.PLACES)
    for name, table in study.STUDY.tables.items():
        quick, full = (sum(len(cell.seeds) for cell in table.cells(posp, quick)) for quick in (True, False))
        assert quick <= full, name


def test_rows_have_the_columns_that_are_declared(posp):
    for name, table in study.STUDY.tables.items():
        cell = table.cells(posp, True)[0]
        measured = table.measure(posp, Cell(cell.at, cell.seeds[:1]))
        assert {*cell.at, *measured.rows[0]} == set(table.columns), name
        assert measured.runs == 1

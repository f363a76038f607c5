"""The study `revealed`: its worlds, its cells, and networks that it refuses."""

import numpy as np
import pytest

from experiments.studies import revealed as study
from experiments.studies.contract import Cell
from model import columns as col
from model import door, networks
from model.run import simulate
from tests.studies import assert_refused_in_one_line

NONE = networks.load("none")
KINDS = len(study.COSTS)


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(study, "KIND_NODES", 4)
    monkeypatch.setattr(study, "STEPS", 1.0)


def test_null_differs_from_the_field_in_nothing_but_that_nothing_is_checked():
    field, null = (study.prepare(NONE, arm, 0.02).to_dict(sources=False) for arm in ("field", "null"))
    assert field["field"]["verification"].pop("audit_probability") == 1.0
    assert null["field"]["verification"].pop("audit_probability") == 0.0
    assert field == null


def test_kinds_differ_in_cost_before_the_field_and_in_tolerance_in_places():
    field, places = (study.prepare(NONE, arm, 0.02) for arm in ("field", "places"))
    assert field.nodes.compute_cost[:: study.KIND_NODES] == pytest.approx([0.15, 0.3, 0.6, 0.9])
    assert set(places.nodes.compute_cost) == {0.6}
    assert np.unique(places.field.profile.tolerance.values).tolist() == [0.7, 1.0, 1.3, 1.6]
    alone = study.alone(NONE, "places", 3)
    assert (alone.field.verification.tolerance, alone.field.profile.tolerance.kind) == (16.0, "uniform")
    assert study.alone(NONE, "field", 3).nodes.compute_cost == pytest.approx(0.9)


def test_a_mutation_is_as_large_in_both_traits_by_the_sides_of_the_box():
    """Deviations run over six tolerances of 10 sigma, effort over 1."""
    assert study.prepare(NONE, "field", 0.02).adaptation.trait_deviation == pytest.approx({"effort": 0.02, "filler_deviation": 1.2})


def test_more_jobs_are_compared_at_the_same_strength_of_selection_per_job():
    usual, averaged = (study.prepare(NONE, arm, 0.02) for arm in ("field", "averaged"))
    assert averaged.jobs.rate == 4 * usual.jobs.rate
    assert averaged.adaptation.intensity * 4 == pytest.approx(usual.adaptation.intensity)


def test_nodes_look_at_their_like_alone(short):
    """Kinds that start apart stay apart: with no mutation nothing that is not of a kind can appear in it."""
    scenario = door.change(study.prepare(NONE, "field", 0.05), {"adaptation.trait_deviation": {}})
    kind = np.repeat(np.arange(KINDS), 4)

    def mark(state):
        if state.epoch == 0:
            state.nodes[col.FILLER_DEVIATION] = kind
            state.nodes[col.EFFORT] = np.tile([0.0, 0.5, 0.5, 1.0], KINDS)

    end = simulate(scenario, 1, watch=mark).state
    assert np.array_equal(end.filler_deviation, kind)
    assert len(np.unique(end.effort)) < 3


def test_a_cloud_has_every_node_at_the_late_epochs(short):
    rows = study.measure(NONE, Cell({"arm": "field", "mutation": 0.05}, (1, 2))).rows
    assert len(rows) == 2 * 4 * 4 * KINDS
    assert {row["epoch"] for row in rows} == set(study.late(0.05))
    assert {row["kind"] for row in rows} == set(range(KINDS))
    state = simulate(study.prepare(NONE, "field", 0.05), 2).state
    assert [row["effort"] for row in rows[-4 * KINDS :]] == pytest.approx(state.effort.tolist(), abs=1e-4)
    assert [row["deviation"] for row in rows[-4 * KINDS :]] == pytest.approx(state.filler_deviation.tolist(), abs=1e-3)


def test_late_epochs_are_spread_over_the_last_third():
    assert study.epochs_of(0.02) == 600
    assert study.late(0.02) == [449, 499, 549, 599]


def test_all_are_honest_at_the_start_and_leave_honesty_where_nothing_is_checked(short):
    rows = study.follow(NONE, Cell({"arm": "null", "mutation": 0.05}, (1,))).rows
    assert rows[0]["effort"] > 0.9
    assert rows[-1]["effort"] < rows[0]["effort"]
    assert rows[0]["deviation"] < 5.0


def test_what_decides_has_a_hundred_seeds_and_none_of_the_pilot():
    seeds: dict = {}
    for cell in study.cells(NONE, False):
        seeds.setdefault((cell.at["arm"], cell.at["mutation"]), []).extend(cell.seeds)
    deciding = [("field", m) for m in study.MUTATIONS] + [("null", study.BASE), ("places", study.BASE)]
    assert all(seeds[at] == list(range(2001, 2101)) for at in deciding)
    assert {len(seeds[at]) for at in set(seeds) - set(deciding)} == {25}
    assert sum(len(cell.seeds) for cell in study.cells(NONE, True)) == 3 * 10
    assert len(study.paths_cells(NONE, False)) == len(study.MUTATIONS)


def test_rows_have_the_columns_that_are_declared(short):
    for name, table in study.STUDY.tables.items():
        cell = table.cells(NONE, True)[0]
        measured = table.measure(NONE, Cell(cell.at, cell.seeds[:1]))
        assert {*cell.at, *measured.rows[0]} == set(table.columns), name


REFUSED = [
    ({"nodes.compute_cost": 0.7}, ["nodes.compute_cost = 0.7", "less than 0.666667 USD", "change it"]),
    ({"nodes.compute_cost": 0.0}, ["nodes.compute_cost = 0.0", "above 0"]),
    (
        {"types.standard.capabilities": ["local"], "job_classes.job.capability": "local"},
        ["job_classes.job.capability = 'local'", "set it to ''"],
    ),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_a_network_that_cannot_be_asked_is_refused_in_one_line(changes, words):
    assert_refused_in_one_line(lambda: study.cells(door.change(NONE, changes), True), words)


def test_a_network_of_several_classes_is_refused():
    with pytest.raises(ValueError, match="opengradient_announced has 4 classes of jobs; give a network with one"):
        study.cells(networks.load("opengradient_announced"), True)

"""The study ``forgetting``: what it asks of networks, its cells, and worlds whose end is known."""

import pytest

from experiments.studies import forgetting as study
from experiments.studies.contract import Cell
from model import door, networks


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


def place(**values):
    return {"auditors": "peers", "audit": 0.2, "reference": 0.0, "start": 0.02, "nodes": 60} | values


def test_networks_without_panels_are_refused():
    with pytest.raises(ValueError, match="choose a network with panels"):
        study.prepare(networks.load("none"), place())


def test_networks_in_which_fp8_saves_nothing_are_refused(posp):
    with pytest.raises(ValueError, match="FP8 saves nothing"):
        study.prepare(door.change(posp, {"nodes.compute_cost": 0.0}), place())


def test_a_start_is_a_share_of_the_nodes_and_never_nobody(posp):
    assert [entry.count for entry in study.prepare(posp, place(start=0.35)).population.values()] == [21, 39]
    assert [entry.count for entry in study.prepare(posp, place(start=0.0)).population.values()] == [1, 59]


def test_peers_keep_the_wrong_convention_and_the_protocol_ends_it(posp):
    """One right node of fifty in two fields that differ in who checks alone."""
    ends = {}
    for auditors in ("peers", "protocol"):
        (row,) = study.measure_histories(posp, Cell(place(auditors=auditors), (1,))).rows
        assert set(row) | set(study.AT) == set(study.HISTORIES)
        ends[auditors] = row["after_200"]
    assert ends["peers"] < 0.1
    assert ends["protocol"] > 0.9


def test_an_escape_is_dated(posp):
    """With nine checks of ten against the reference the wrong convention of ten nodes falls at once."""
    row, other = study.measure_escapes(posp, Cell(place(reference=0.9, start=0.0, nodes=10), (1, 2))).rows
    assert row["escaped"] == other["escaped"] == 1
    assert 1 <= row["epochs"] < 100


def test_cells_share_their_seeds_and_a_field_has_more_than_a_hundred_runs(posp):
    cells = study.histories(posp, False)
    assert {cell.seeds for cell in cells} == {tuple(range(1, 41))}
    assert len(cells) == len(study.STARTS) * (len(study.REFERENCES) + 2)
    assert {len(cell.seeds) for cell in study.escapes(posp, False)} == {100}
    quick = study.histories(posp, True)
    assert sum(len(cell.seeds) for cell in quick) < sum(len(cell.seeds) for cell in cells) / 10

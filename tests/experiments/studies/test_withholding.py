"""The study ``withholding``: what it refuses, its cells, and worlds whose answer is known."""

import pytest

from experiments.studies import withholding as study
from experiments.studies.contract import Cell
from model import behaviour, networks, utility

POSP = networks.load("posp")


@pytest.mark.parametrize(("network", "words"), [("none", "field.verification.kind = panel"), ("opengradient_launch", "one job class")])
def test_networks_that_ask_for_no_traces_are_refused_in_one_line(network, words):
    with pytest.raises(ValueError, match=words) as refusal:
        study.prepare(networks.load(network), "broadcast", 0.1, 1.0)
    assert "\n" not in str(refusal.value)


def test_hiding_pays_what_the_closed_form_says():
    """Broadcast: r = P(Bin(8, .8) >= 5) = .9437; p r (R + U) - (c - c_L) = .2 x .9437 x 4 - .8 = -.045 USD at U = 3."""
    scenario = study.prepare(POSP, "broadcast", 0.1, 3.0)
    honest, hiding = (utility(scenario, b, role="both") for b in (behaviour(), behaviour(effort=0.0, withhold=1.0)))
    assert honest - hiding == pytest.approx(0.2 * 0.94371840 * 4 - 0.8, abs=1e-3)


def test_traces_that_everybody_loses_alike_do_not_feel_who_withholds():
    shares = []
    for start in study.STARTS:
        rows = study.measure_reach(POSP, Cell({"traces": "broadcast", "start": start}, (1, 2))).rows
        shares.append(sum(row["rebuilt"] for row in rows) / 2)
    assert shares == pytest.approx([0.9437, 0.9437], abs=0.05)


def test_traces_on_nodes_that_hide_are_lost():
    (row,) = study.measure_reach(POSP, Cell({"traces": "dispersed", "start": 0.6}, (1,))).rows
    assert row["rebuilt"] < 0.3


def test_a_path_has_a_row_every_ten_epochs():
    rows = study.measure_path(POSP, Cell({"traces": "dispersed", "start": 0.1}, (1,))).rows
    assert [row["epoch"] for row in rows] == list(range(10, study.LONG + 1, 10))
    assert rows[-1]["honest"] > rows[0]["honest"] > 0.8


def test_every_point_has_a_hundred_seeds_of_its_own():
    for table in study.STUDY.tables.values():
        cells = table.cells(POSP, False)
        assert all(len(cell.seeds) == 100 for cell in cells)
        assert len({seed for cell in cells for seed in cell.seeds}) == 100 * len(cells)
        assert sum(len(cell.seeds) for cell in table.cells(POSP, True)) <= 6 * len(cells)

"""The study ``visibility``: what it asks of networks, its cells, and a tiny world whose drift is worked out by hand."""

import numpy as np
import pytest

from experiments.studies import visibility as study
from experiments.studies.contract import Cell
from model import door, networks
from model.columns import ROLE, STRATEGY


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


def place(**values):
    usual = {"arm": "seen", "graph": "random", "visible": 1, "memory": 1.0, "intensity": 1.0, "revision_rate": 0.1, "nodes": 40}
    return usual | values


def test_networks_without_panels_are_refused():
    with pytest.raises(ValueError, match="choose a network with panels"):
        study.prepare(networks.load("none"), place())


def test_networks_whose_audits_find_honest_jobs_are_refused(posp):
    noisy = door.change(posp, {"field.noise.level": 1.0, "field.verification.tolerance": 2.0})
    with pytest.raises(ValueError, match=r"set field\.noise\.level = 0"):
        study.prepare(noisy, place())


def test_networks_in_which_cheating_saves_nothing_are_refused(posp):
    with pytest.raises(ValueError, match=r"raise nodes\.compute_cost above 0"):
        study.prepare(door.change(posp, {"nodes.compute_cost": 0.0}), place())


def test_half_of_the_nodes_cheat_and_see_what_they_are_told(posp):
    scenario = study.prepare(posp, place(graph="ring", visible=study.ALL))
    assert [entry.count for entry in scenario.population.values()] == [20, 20]
    assert (scenario.adaptation.visible, scenario.adaptation.partner) == (study.ALL, "neighbour")
    assert study.degrees_of(scenario, 1).tolist() == [4] * 40


def test_where_every_cheat_is_caught_honesty_spreads_at_the_rate_of_revisions(posp):
    """Honest work pays .2 and a caught cheat loses 100: all who compare with the other kind go over to honesty.

    Half of the others are of the other kind, so of 4 000 cheats at a rate of .1 about 200 go over in the first epoch:
    about as many log-odds an epoch as the rate, .1, later.
    """
    scenario = study.with_slash(study.prepare(posp, place(nodes=8_000)), 100.0)
    scenario = door.change(scenario, {"field.verification.audit_probability": 1.0})
    run = study.simulate(scenario, 1, epochs=1)
    went_over = 4_000 - int((run.state.marks[STRATEGY] == 1).sum())
    assert abs(went_over - 200) < 4 * np.sqrt(200)
    drift = study.log_odds_drift(scenario, 1, burn_in=1, epochs=2)
    assert drift == pytest.approx(0.1, abs=0.02)


def test_ruin_leaves_nobody_below_half_the_stake(posp):
    scenario = study.with_slash(study.prepare(posp, place(arm="ruin")), 50.0)
    scenario = door.change(scenario, {"field.verification.audit_probability": 1.0})
    run = study.simulate(scenario, 2, epochs=1)
    present = run.state.marks[ROLE][run.state.present == 1]
    assert len(present) == 20  # every cheat was caught, lost 50 of at most 100, and left


def test_a_threshold_has_all_columns_and_its_cell_is_one_row(posp):
    cell = Cell(place(slash=100.0, nodes=60), tuple(range(1, 5)))
    measured = study.measure_threshold(posp, cell)
    (row,) = measured.rows
    assert set(row) | set(study.AT) == set(study.COLUMNS)
    assert row["status"] == "found"
    assert 0.1 < row["threshold"] < 0.6
    assert measured.runs > 12


def test_cells_have_a_hundred_fixed_seeds_and_pairs_share_their_luck(posp):
    cells = study.thresholds(posp, False)
    assert {len(cell.seeds) for cell in cells} == {100}
    assert cells[0].seeds == cells[1].seeds == tuple(range(1, 101))
    assert cells[2].seeds[0] == 1001
    assert len({(tuple(cell.at.values()), cell.seeds) for cell in cells}) == len(cells)
    quick = study.thresholds(posp, True)
    assert {cell.at["arm"] for cell in quick} == {cell.at["arm"] for cell in cells}
    assert len(quick) * len(quick[0].seeds) < len(cells) * 100 / 10


def test_shares_of_degrees_add_up(posp):
    cell = study.degrees(posp, False)[-1]
    rows = study.measure_degrees(posp, Cell(dict(cell.at) | {"nodes": 50}, (1,))).rows
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)
    assert sum(row["share"] * row["degree"] for row in rows) == pytest.approx(2 * 5 * 45 / 50)

"""The study cartel: its games give the gains worked out by hand, and it refuses networks without them."""

import numpy as np
import pytest

from experiments.studies import cartel as study
from experiments.studies.contract import Cell
from model import door, networks
from model.run import simulate

POSP = networks.load("posp")


def test_audits_are_more_frequent_and_what_a_cheat_expects_to_lose_is_the_networks():
    """.01 x (1 + 100) = .25 x (1 + 3.04)."""
    assert study.terms(POSP)[1] == pytest.approx(3.04)


def test_a_rich_cartel_has_its_share_in_stake():
    """Four in ten of the stake: k members of four and 1000 - k of one, 4 k / (1000 + 3 k) = .4, k = 143."""
    assert study.members("stake_weighted", 0.4) == 143
    assert study.members("uniform", 0.4) == 400
    state = simulate(study.prepare(POSP, "stake_weighted", 143, rich=study.RICH), 1).state
    assert state.stake[state.cartel > 0].sum() / state.stake.sum() == pytest.approx(0.4, abs=0.001)


def test_a_cartel_of_all_but_one_gains_all_of_its_work():
    """Every panel of 999 members and one other has two fellows at least: nobody is caught, and .8 USD of work is saved."""
    (row,) = study.measure_gain(POSP, Cell({"draw": "uniform", "share": 0.999}, (1,))).rows
    assert row["gain"] == pytest.approx(0.8)


def test_two_members_in_a_row_are_always_caught_and_ten_at_the_border_only():
    """Gain .8 - 1.01 = -.21 alone; of ten, an outer one is caught half of the time: .8 - 1.01 x .1 = .699."""
    for share, gain, near in ((0.002, -0.21, 0.2), (0.01, 0.699, 0.06)):
        measured = study.measure_gain(POSP, Cell({"draw": "block", "share": share}, tuple(range(1, 21))))
        assert measured.runs == 20
        assert np.mean([row["gain"] for row in measured.rows]) == pytest.approx(gain, abs=near)


def test_members_of_a_block_sit_in_a_row_and_scattered_ones_do_not():
    for draw, alone in (("block", 1), ("scattered", 20)):
        state = simulate(study.prepare(POSP, draw, 100), 1).state
        member = state.cartel > 0
        borders = np.sum(member[state.edges[:, 0]] != member[state.edges[:, 1]])
        assert (borders <= 6) == (alone == 1)


def test_a_path_begins_at_the_start_and_has_every_epoch_once(monkeypatch):
    monkeypatch.setattr(study, "LIVING_EPOCHS", 21)
    measured = study.measure_paths(POSP, Cell({"draw": "stake_weighted", "nodes": 0.25, "rich": 4.0}, (1, 2)))
    assert [row["epoch"] for row in measured.rows if row["seed"] == 1] == [1, 11, 21]
    assert measured.rows[0]["stake"] == pytest.approx(4 / 7, abs=0.02)
    assert measured.rows[0]["gini"] == pytest.approx(4 / 7 - 1 / 4, abs=0.03)


@pytest.mark.parametrize(
    ("network", "says"),
    [
        (networks.load("none"), "choose a network with panels"),
        (door.change(POSP, {"field.settlement.slash": 50.0}), "is 1 tok or more"),
        (door.change(POSP, {"field.settlement.slash_rule": "fraction", "field.settlement.slash": 0.5}), "set it to fixed"),
        (door.change(POSP, {"compute_cost": 0.0}), "above 0"),
    ],
)
def test_a_network_without_the_game_is_refused_in_one_line(network, says):
    for cells in (study.gain_cells, study.path_cells):
        with pytest.raises(ValueError, match=says) as refused:
            cells(network, False)
        assert len(str(refused.value).splitlines()) == 1


def test_every_point_has_the_same_hundred_seeds_and_a_quick_one_fewer():
    for cells in (study.gain_cells, study.path_cells):
        seeds = {}
        for cell in cells(POSP, False):
            seeds.setdefault(tuple(cell.at.values()), []).extend(cell.seeds)
        assert all(sorted(mine) == list(range(1001, 1101)) for mine in seeds.values())
        assert all(cell.seeds == (1001, 1002, 1003, 1004, 1005) for cell in cells(POSP, True))

"""The study rotation: the game that its nodes play is the one worked out by hand, and it refuses networks without it."""

import numpy as np
import pytest

from analysis.theory.rotation import game
from experiments.studies import rotation as study
from experiments.studies.contract import Cell
from model import door, networks
from model.desk import Desk
from model.expectation import expected_utilities

POSP = networks.load("posp")


@pytest.mark.parametrize(("slash", "bounty"), [(2.0, 6.0), (16.0, 6.0), (2.0, 12.0)])
def test_expected_payoffs_are_those_of_the_game_up_to_what_all_get(slash, bounty):
    """One job a node and epoch, before one of the 399 others: payoff per epoch is the game's, in checks of .8 USD."""
    scenario = study.prepare(POSP, slash, bounty)
    scenario = door.change(scenario, {"adaptation.signal": "expected"})
    mine = expected_utilities(scenario, Desk(scenario).counts)[study.BOTH]
    payoffs = game(1.0, slash, study.GAIN, study.MISS, bounty)
    counts = np.array([160.0, 180.0, 60.0])
    for one in range(3):
        for other in range(3):
            met = [(counts - np.eye(3)[k]) / 399 for k in (one, other)]
            wanted = 0.8 * (payoffs[one] @ met[0] - payoffs[other] @ met[1])
            assert mine[one] - mine[other] == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_a_run_counts_shares_swing_and_integrity():
    measured = study.measure_late(POSP, Cell({"slash": 2.0, "bounty": 6.0, "epochs": 60}, (1, 2)))
    assert measured.runs == 2
    for row in measured.rows:
        assert sum(row[name] for name in study.SHARES) == pytest.approx(1.0)
        assert 0.5 < row["integrity"] < 1.0
        assert row["swing"] > 0.0


def test_orbits_begin_at_the_start():
    rows = study.measure_orbits(POSP, Cell({"slash": 2.0, "bounty": 6.0, "epochs": 21}, (1,))).rows
    assert [row["epoch"] for row in rows] == [0, 10, 20]
    assert [rows[0][name] for name in study.SHARES] == pytest.approx(study.START, abs=0.1)


@pytest.mark.parametrize(
    ("network", "says"),
    [
        (networks.load("none"), "choose a network with panels"),
        (door.change(POSP, {"field.verification.check_cost_ratio": 0.0}), "a check costs 0 USD"),
        (door.change(POSP, {"fee": 5.0}), "set fee = 1.6 or less"),
    ],
)
def test_a_network_without_the_game_is_refused_in_one_line(network, says):
    with pytest.raises(ValueError, match=says) as refused:
        study.late_cells(network, False)
    assert len(str(refused.value).splitlines()) == 1


def test_every_point_has_the_same_hundred_seeds():
    cells = study.late_cells(POSP, False)
    seeds = {}
    for cell in cells:
        seeds.setdefault((cell.at["slash"], cell.at["bounty"]), []).extend(cell.seeds)
    assert len(seeds) == 6
    assert all(sorted(mine) == list(range(1, 101)) for mine in seeds.values())

"""The study ``false_accusation``: what it refuses, its rules by hand, and worlds whose answer is known."""

import numpy as np
import pytest

from experiments.studies import false_accusation as study
from experiments.studies.contract import Cell
from model import door, networks
from model.run import simulate

POSP = networks.load("posp")


@pytest.mark.parametrize(
    ("network", "changes", "words"),
    [
        ("none", {}, "field.verification.kind = panel"),
        ("opengradient_launch", {}, "one job class"),
        ("posp", {"field.partition.segments": 4}, "set it to 1"),
    ],
)
def test_networks_that_compare_no_outputs_are_refused_in_one_line(network, changes, words):
    with pytest.raises(ValueError, match=words) as refusal:
        study.prepare(door.change(networks.load(network), changes), "alike", 1, 5.0)
    assert "\n" not in str(refusal.value)


def test_strikes_in_all_and_in_a_row():
    """Verdicts 1 0 1 1 0 and none: the second strike comes at the third audit, two in a row at the fourth."""
    invalid = np.array([[1, 0, 1, 1, 0], [0, 0, 0, 0, 0]], dtype=bool)
    assert list(study.expelled_at(invalid, "every", 2)) == [3, 6]
    assert list(study.expelled_at(invalid, "in a row", 2)) == [4, 6]
    assert list(study.expelled_at(invalid, "in a row", 3)) == [6, 6]
    assert list(study.expelled_at(invalid, "every", 1)) == [1, 6]


def test_the_model_expels_at_the_same_strike():
    """Under a tolerance of 0 every verdict is invalid: of ten jobs in the first epoch the third ends it, so all are out in the second."""
    scenario = door.change(study.prepare(POSP, "alike", 1, 0.0), {"accounts.eject": True, "accounts.strikes": 3, "epochs": 2})
    run = simulate(scenario, 1)
    executors = run.state.role == 1
    assert (run.state.ejected[executors] == 1).all()
    assert list(run.records.total("jobs")) == [10 * executors.sum(), 0]
    invalid, _ = study.verdicts(door.change(scenario, {"accounts.eject": False, "epochs": 1}), 1)
    assert (study.expelled_at(invalid, "every", 3) == 3).all()


@pytest.mark.parametrize(("world", "tolerance", "spares"), [("alike", 9.0, True), ("biased", 4.0, False), ("pinned", 9.0, True)])
def test_what_is_far_within_or_beyond_the_tolerance(world, tolerance, spares):
    cell = Cell({"world": world, "panel_size": 1, "tolerance": tolerance}, (1,))
    rows = {(row["rule"], row["strikes"]): row for row in study.measure(POSP, cell).rows}
    assert rows["every", 1]["honest_expelled"] == (0.0 if spares else 1.0)
    assert rows["every", 1]["int4_audits"] == 1.0
    assert rows["in a row", 5]["int4_audits"] == 5.0
    assert len(rows) == len(study.RULES)


def test_every_point_has_a_hundred_seeds_of_its_own():
    cells = study.cells(POSP, False)
    assert all(len(cell.seeds) == 100 for cell in cells)
    assert len({seed for cell in cells for seed in cell.seeds}) == 100 * len(cells)
    assert sum(len(cell.seeds) for cell in study.cells(POSP, True)) < 200


def test_columns_are_those_that_are_measured():
    table = study.STUDY.tables["rules"]
    cell = table.cells(POSP, True)[0]
    row = study.measure(POSP, Cell(cell.at, (3,))).rows[0]
    assert set(cell.at) | set(row) == set(table.columns)

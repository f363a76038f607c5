"""The study contamination: what it measures, and networks that it refuses."""

import pytest

from experiments.studies import contamination as study
from experiments.studies.contract import Cell
from model import networks

POSP = networks.load("posp")


def test_with_all_of_its_jobs_checked_the_strong_class_is_wrong_by_inputs_only():
    (row,) = study.measure(POSP, Cell({"share": 0.3, "reuse": 0.5, "arm": "strong", "epochs": 20}, (1,))).rows
    assert row["strong_own"] == 0.0
    assert row["strong_wrong"] > 0.0
    assert row["weak_own"] == pytest.approx(study.ATTACKS, abs=0.05)


def test_a_network_without_panels_is_refused():
    with pytest.raises(ValueError, match="choose a network with panels"):
        study.cells(networks.load("none"), False)


def test_every_point_has_the_same_hundred_seeds():
    assert {cell.seeds for cell in study.cells(POSP, False)} == {tuple(range(1, 101))}

"""The study of diversity: what it refuses, how large its samples are, and worlds whose end is known."""

import pytest

from experiments.studies import diversity, hardware
from experiments.studies.contract import Cell
from model import door, networks

POSP = networks.load("posp")


def test_networks_without_one_margin_are_refused():
    with pytest.raises(ValueError, match="job_classes: 4 of them"):
        hardware.prepare(networks.load("opengradient_announced"), 2, 0.2, 1.0)
    with pytest.raises(ValueError, match=r"field.verification.kind = absent"):
        hardware.prepare(networks.load("none"), 2, 0.2, 1.0)
    with pytest.raises(ValueError, match=r"nodes.compute_cost = 1.5: one number in \(0, 1\)"):
        hardware.prepare(door.change(POSP, {"nodes.compute_cost": 1.5}), 2, 0.2, 1.0)
    with pytest.raises(ValueError, match="less than fraud is to save"):
        diversity.wedge_cells(door.change(POSP, {"nodes.compute_cost": 0.1}), quick=False)


def test_the_audit_rate_gives_the_bite():
    """Margin .2, fee 1, slash 3: a bite of 2 margins is p (1 + 3) = .4, so p = .1; fraud saves half of the margin, .1 of a cost of .8."""
    scenario = hardware.prepare(POSP, 4, 0.5, 2.0, slash=3.0)
    assert scenario.field.verification.audit_probability == pytest.approx(0.1)
    assert scenario.technology.fillers["substitute"].cost_ratio == pytest.approx(0.875)
    assert scenario.field.noise.bias_matrix[0] == [0.0, hardware.DISTANCE, hardware.DISTANCE, hardware.DISTANCE]


def test_the_balanced_bite_misses_both_conditions_alike():
    """Saving 1/4 and 5 classes: the bound itself, where both are 1.25."""
    assert hardware.balanced(0.25, 5) == pytest.approx(1.25)


def one(classes, bite, seed=1):
    return hardware.measure_wedge(POSP, Cell({"classes": classes, "bite": bite}, (seed,))).rows[0]


def test_two_classes_live_between_both_conditions():
    """A bite in [saving x 2, 1 / (1 - 1/2)] = [.44, 2]: .9 does both."""
    row = one(2, 0.9)
    assert row["diverse"]
    assert row["alive"] == 2
    assert row["fraud"] < hardware.DETERRED


def test_a_weak_audit_lets_fraud_take_two_classes_and_a_strong_one_drives_both_out():
    assert one(2, 0.2)["fraud"] > 0.5
    assert one(2, 4.0)["nodes"] < hardware.NODES / 4


def test_panels_of_the_same_class_hold_ten():
    row = hardware.measure_remedy(POSP, Cell({"remedy": "same class"}, (1,))).rows[0]
    assert row["alive"] == hardware.REMEDY_CLASSES
    assert row["diverse"]


def test_a_broken_image_takes_the_attested_jobs_of_its_class_and_no_others(monkeypatch):
    monkeypatch.setattr(hardware, "ENTRY_EPOCHS", 12)
    monkeypatch.setattr(hardware, "BREAKS", (3, 5, 7, 9))
    rows = hardware.measure_entry(POSP, Cell({"seats": hardware.START, "part": 0}, (1,))).rows
    assert [row["broken"] for row in rows] == [0, 1, 2, 3]
    assert [row["on_image"] for row in rows] == [0.25] * 4
    # About 120 jobs are attested in an epoch: three standard errors are .12.
    assert all(abs(row["lost"] - 0.25) < 0.12 for row in rows)


def test_samples_are_fixed_and_as_large_as_said():
    for make, of_quick in ((diversity.random_cells, 4), (diversity.remedy_cells, 4)):
        full = make(POSP, False)
        assert all(len(set(cell.seeds)) == 100 for cell in full)
        assert len({seed for cell in full for seed in cell.seeds}) == 100 * len(full)
        assert all(len(cell.seeds) == of_quick for cell in make(POSP, True))
    for seats in (hardware.SEATS, hardware.START):
        assert sum(len(cell.seeds) for cell in diversity.entry_cells(POSP, False) if cell.at["seats"] == seats) == 100
    assert len(diversity.bound_cells(POSP, True)) < len(diversity.bound_cells(POSP, False))

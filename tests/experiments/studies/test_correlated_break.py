"""The study of correlated breaks: what it refuses, and breaks whose outcome is known."""

import pytest

from experiments.studies import correlated_break as study
from experiments.studies.contract import Cell
from model import door, networks

ANNOUNCED = networks.load("opengradient_announced")


def rows(share, mode, seeds=(1, 5)):
    return study.measure(ANNOUNCED, Cell({"share": share, "mode": mode}, seeds)).rows


def test_networks_without_attested_jobs_or_margin_are_refused():
    with pytest.raises(ValueError, match="no class of network 'posp' has attestation"):
        study.cells(networks.load("posp"), quick=True)
    with pytest.raises(ValueError, match=r"nodes.compute_cost = 2.0: one number below the fee, 1 USD"):
        study.prepare(door.change(ANNOUNCED, {"nodes.compute_cost": 2.0}), 0.2, "stay")


def test_the_largest_attested_class_is_served_by_five_images():
    """Margin .4 x 10 jobs: the option is a quarter of 4 USD; room is 1.5 x 10 jobs."""
    scenario = study.prepare(ANNOUNCED, 0.6, "leave")
    assert list(scenario.job_classes) == ["tee_relay"]
    assert [kind.share for kind in scenario.types.values()] == pytest.approx([0.6, 0.1, 0.1, 0.1, 0.1])
    assert scenario.nodes.outside_option == pytest.approx(1.0)
    assert all(kind.capacity == 15 for kind in scenario.types.values())


def test_where_all_stay_a_break_takes_its_share_for_as_long_as_it_is_silent():
    """Of 1,000 jobs .4 are lost in each silent epoch, give or take .016 by the draw of executors."""
    for row in rows(0.4, "stay"):
        assert row["on_image"] == pytest.approx(0.4)
        assert row["depth"] == pytest.approx(0.4, abs=0.06)
        assert row["back"] == row["silent"]
        assert row["loss"] == pytest.approx(0.4 * row["silent"], rel=0.06)
        assert row["left"] == 0.0


def test_nodes_leave_in_long_silences_only_and_silences_are_the_same_with_and_without_exit():
    """Endured are 6.95 epochs (see the closed form): seed 1 is silent for 12, seed 5 for 2."""
    long_, short = rows(0.6, "leave")
    assert [row["silent"] for row in rows(0.6, "stay")] == [long_["silent"], short["silent"]] == [12, 2]
    assert long_["left"] > 0.3
    assert short["left"] == 0.0
    assert long_["back"] > long_["silent"]


def test_samples_are_fixed_and_paired():
    full = study.cells(ANNOUNCED, quick=False)
    assert {len(cell.seeds) for cell in full} == {100}
    assert len({cell.seeds for cell in full}) == 1
    assert len(study.cells(ANNOUNCED, quick=True)) < len(full)

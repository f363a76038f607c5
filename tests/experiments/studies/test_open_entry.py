"""The study open_entry: networks it refuses, its seeds, and worlds whose answer is known."""

import pytest

from experiments.studies import open_entry as study
from experiments.studies.contract import Cell
from model import door, networks
from model.membership.settings import FreeEntry, Replacement

POSP = networks.load("posp")


def test_a_network_without_panels_is_refused():
    with pytest.raises(ValueError, match="posp"):
        study.cells(networks.load("none"), True)


def test_a_network_in_which_honest_work_earns_nothing_is_refused():
    with pytest.raises(ValueError, match=r"job_classes\.job\.fee = 0.5 pays no more than the cost of a job, 0.8 USD"):
        study.prepare(door.change(POSP, {"fee": 0.5}), "free")


def test_a_deposit_that_costs_more_capital_than_a_node_earns_is_refused():
    """Ten jobs earn 2 USD, which pay the capital of 200 at one percent."""
    with pytest.raises(ValueError, match=r"field\.settlement\.slash = 201 .* ties up a deposit of 201 USD, and the study allows 200"):
        study.prepare(door.change(POSP, {"slash": 201.0}), "free")


def test_the_base_pays_capital_and_outside_option_and_nothing_else():
    """Fee 1, cost 0.8, deposit 100: ten jobs earn 2 USD, of which capital takes 1; a false job risks a tenth of 0.2 at p 101."""
    base = study.economics(POSP)
    assert base["fixed"] == pytest.approx(2.0)
    assert base["audit"] * 101.0 == pytest.approx(0.02)
    scenario = study.prepare(POSP, "free")
    assert scenario.nodes.outside_option == pytest.approx(1.0)
    assert scenario.nodes.outside_gain.high == pytest.approx(0.04, rel=1e-3)
    assert isinstance(scenario.membership.entry, FreeEntry)
    assert isinstance(study.prepare(POSP, "closed").membership.entry, Replacement)


def test_points_that_claims_rest_on_have_a_hundred_seeds_and_share_their_luck():
    cells = study.cells(POSP, False)
    seeds = {}
    for cell in cells:
        seeds.setdefault((cell.at["entry"], cell.at["change"]), []).extend(cell.seeds)
    assert set(seeds) == {("free", "none"), ("free", "fee"), ("free", "deposit"), ("closed", "none"), ("closed", "fee")}
    assert all(len(set(one)) == 100 for one in seeds.values())
    assert len({tuple(one) for one in seeds.values()}) == 1
    assert len(study.cells(POSP, True)) < len(cells)
    assert sum(len(cell.seeds) for cell in study.ratio_cells(POSP, False)) == 5 * 2 * 16


@pytest.fixture
def brief(monkeypatch):
    monkeypatch.setattr(study, "EPOCHS", 36)
    monkeypatch.setattr(study, "SHIFT", 12)


def test_rents_of_closed_berths_deter_everybody(brief):
    """At a fee of 1.25, ten jobs leave 2.5 USD of rents: 100 epochs of them and 101.25 at p = .0002 are .07 a job; gains end at .04."""
    found = study.measure_paths(POSP, Cell({"entry": "closed", "change": "fee"}, (1,)))
    before, _, later = found.rows
    assert found.runs == 1
    assert before["right"] < 0.8 * before["accepted"]
    assert later["tempted"] == 0.0
    assert later["right"] == later["accepted"]
    assert later["rent"] == pytest.approx(2.5, abs=0.5)


def test_free_entry_feeds_more_nodes_at_a_higher_fee_and_leaves_few_rents(brief):
    """A margin of 0.45 instead of 0.2 feeds 337 nodes instead of 150."""
    found = study.measure_paths(POSP, Cell({"entry": "free", "change": "fee"}, (1,)))
    before, _, later = found.rows
    assert before["nodes"] == pytest.approx(155, abs=15)
    assert later["nodes"] == pytest.approx(345, abs=35)
    assert later["rent"] < 0.1
    assert later["tempted"] > 0.3

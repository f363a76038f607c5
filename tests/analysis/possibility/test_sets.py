"""Possibility sets at worlds solved by hand."""

import numpy as np
import pytest

from analysis.possibility.accepted import accepted_volume
from analysis.possibility.axes import Box
from analysis.possibility.lives import relative_life
from analysis.possibility.overlaps import change, intersections
from analysis.possibility.sets import sets_at, sets_of
from tests.analysis.possibility.worlds import GARBAGE, world

EFFORT = np.linspace(0.0, 1.0, 41)
THRESHOLD = 1.0 / (1.2 + 10.0)
"""A1 with nothing saved by a filler of no cost, exact checks and the whole stake lost: a* = c / (R + S)."""


def along_effort(scenario, efforts=EFFORT, **more):
    box = Box.of(scenario, ["effort"], {"deviation": GARBAGE})
    return sets_at(scenario, box, np.asarray(efforts)[:, None], np.arange(len(efforts)), **more)


@pytest.mark.parametrize("audit", [0.5 * THRESHOLD, 0.8 * THRESHOLD, 1.2 * THRESHOLD, 2.0 * THRESHOLD])
def test_honest_work_resists_invasion_from_the_threshold_of_a1_on(audit):
    """A share 1 - e of the work saves (1 - e) c and risks (1 - e) a (R + S): the gain is |a / a* - 1| of c, per share left to move."""
    gap = along_effort(world({"audit_probability": audit})).gap
    slope = audit / THRESHOLD - 1.0
    assert gap == pytest.approx(slope * (1.0 - EFFORT) if slope > 0 else -slope * EFFORT, abs=1e-12)
    assert (gap[-1] == pytest.approx(0.0, abs=1e-12)) == (audit > THRESHOLD)


def test_lazy_work_does_not_resist_where_audits_and_slashes_deter():
    sets = along_effort(world({"audit_probability": 1.2 * THRESHOLD}))
    assert sets.gap[0] == pytest.approx(0.2)
    assert not sets.masks["sustainable 0.1"][0]
    assert sets.masks["sustainable 1"][0]
    assert sets.masks["sustainable 0.001"][-1]


def test_volumes_of_sustainable_sets_are_those_of_the_closed_form():
    """Gap = 0.2 (1 - e), so epsilon = 0.1 takes half of the efforts."""
    scenario = world({"audit_probability": 1.2 * THRESHOLD})
    sets = sets_of(scenario, Box.of(scenario, ["effort"], {"deviation": GARBAGE}), points=1024)
    assert sets.volume("sustainable 0.1").estimate == pytest.approx(0.5, abs=1e-3)
    assert sets.volume("sustainable 0.01").estimate == pytest.approx(0.05, abs=2e-3)
    assert sets.volume("sustainable 1").estimate == 1.0
    assert intersections(sets)["admissible"].estimate == pytest.approx(sets.volume("admissible").estimate)


def test_a_life_is_a_power_of_one_job_where_jobs_are_independent():
    """A job passes with 1 - p (1 - e); 100 of them with at least .95 iff e >= 1 - (1 - .95^(1/100)) / p. An audit: iff e >= .95."""
    scenario = world({"audit_probability": 0.05})
    edge = 1.0 - (1.0 - 0.95**0.01) / 0.05
    sets = along_effort(scenario, [0.0, edge - 1e-6, edge + 1e-6, 0.95 - 1e-6, 0.95 + 1e-6, 1.0])
    assert sets.masks["admissible"].tolist() == [False, False, True, False, False, True]
    assert sets.masks["admissible if audited"].tolist() == [False, True, True, False, True, True]
    assert sets.life[0] == pytest.approx(0.95**100)


def test_without_audits_everything_is_admissible():
    scenario = world({"audit_probability": 0.0})
    sets = sets_of(scenario, Box.of(scenario), points=64)
    assert sets.volume("admissible") == (1.0, 1 - 3 / 64, 1.0)
    assert sets.volume("admissible if audited").estimate == 1.0
    assert sets.volume("attack surface").estimate == 0.0


def test_what_earns_the_outside_option_is_viable():
    """An epoch brings 1.2 (1 - p (1 - e)) - e - 10 p (1 - e); with p = .05 that is .2 at e = 1 and .64 at e = 0, so .42 lies at a half."""
    scenario = world({"audit_probability": 0.05}, nodes={"outside_option": 0.42})
    sets = along_effort(scenario, [0.0, 0.499, 0.501, 1.0])
    assert sets.prospects.utility[[0, -1]] == pytest.approx([0.64, 0.2])
    assert sets.masks["viable"].tolist() == [True, True, False, False]
    assert sets.masks["attack surface"].tolist() == [True, True, False, False]


def test_a_lazy_crowd_admits_what_honest_verifiers_would_not():
    """Peers of whom a half never look: a job passes an audit with e + (1 - e) / 2, which is .95 at e = .9."""
    people = {"honest": {"strategy": "honest", "share": 0.5}, "stamp": {"strategy": "rubber_stamp", "share": 0.5}}
    scenario = world({"auditors": "peers"}, population=people)
    box = Box.of(scenario, ["effort"], {"deviation": GARBAGE})
    written, effective = (sets_of(scenario, box, crowd, points=1024) for crowd in ("written", "effective"))
    eroded = change(written, effective, "admissible if audited")
    assert (eroded.gained.estimate, eroded.lost.estimate) == (pytest.approx(0.05, abs=2e-3), 0.0)
    assert eroded.net.estimate == pytest.approx(eroded.gained.estimate)


def test_all_jobs_of_an_epoch_share_the_state_of_an_image():
    """Long-run shares of stays 5, 10/3, 2. Two epochs of a job: honest work lives unless revoked, skipped work only while broken."""
    scenario = world(
        field={"verification": {"kind": "attestation", "coverage": 1.0}}, images={"break_rate": 0.2, "revoke_rate": 0.3, "repair_rate": 0.5}
    )
    sound, broken = 5 / (5 + 10 / 3 + 2), (10 / 3) / (5 + 10 / 3 + 2)
    traits = {"effort": np.array([0.0, 1.0]), "filler_deviation": np.full(2, GARBAGE)}
    found = relative_life(scenario, "written", traits, 2)
    assert found == pytest.approx([broken * 0.7 / (sound + broken * 0.7), 1.0])


def test_a_life_is_the_mean_over_kinds_of_nodes_with_jobs_of_their_own():
    """Half of the nodes do jobs that nobody checks, half jobs of which a tenth is checked: 10 skipped jobs, (1 + .9^10) / 2."""
    classes = {
        "free": {"share": 0.5, "capability": "a", "field": {"verification": {"kind": "absent"}}},
        "job": {"share": 0.5, "capability": "b"},
    }
    types = {"a": {"share": 0.5, "capabilities": ["a"]}, "b": {"share": 0.5, "capabilities": ["b"]}}
    scenario = world(job_classes=classes, types=types, jobs={"assignment": "uniform"})
    found = relative_life(scenario, "written", {"effort": np.zeros(1), "filler_deviation": np.full(1, GARBAGE)}, 10)
    assert found == pytest.approx([(1.0 + 0.9**10) / 2.0])


@pytest.mark.parametrize(
    ("size", "need", "expected"), [(1, 1, 8.0), (3, 3, 6.307), (7, 5, 7.295), (7, 4, 8.0), (5, 1, 10.326)]
)  # fmt: skip
def test_a_vote_changes_the_accepted_volume_as_c4_says(size, need, expected):
    """2 eps - 2 E[Z of rank m of k], at a tolerance of 4 and noise 1 that all checks of a segment share."""
    scenario = world({"panel_size": size, "need": need, "tolerance": 4.0}, field={"noise": {"level": 1.0, "shared": True}})
    assert accepted_volume(scenario) == pytest.approx(expected, abs=2e-3)


def test_no_volume_is_told_where_nothing_compares_outputs():
    assert accepted_volume(world(field={"verification": {"kind": "absent"}})) is None
    assert accepted_volume(world({"audit_probability": 0.0})) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"jobs": 0}, "jobs = 0 is not a whole number"),
        ({"alpha": 0.0}, r"alpha = 0.0 is outside \(0, 1\]"),
        ({"crowd": "x"}, "is no crowd"),
    ],
)
def test_numbers_outside_their_range_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        along_effort(world(), **given)


def test_gains_need_a_cost_to_be_over():
    with pytest.raises(ValueError, match="an epoch's jobs cost nothing"):
        along_effort(world(nodes={"compute_cost": 0.0}))

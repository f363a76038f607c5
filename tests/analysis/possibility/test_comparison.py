"""Two fields compared on the model's own closed forms: a field with itself, one changed part, a panel worked out by hand."""

import math

import numpy as np
import pytest

from analysis.possibility.axes import Box
from analysis.possibility.comparison import COMPARED, NAMED, box_of_both, compare, drawn, maps
from analysis.possibility.hybrids import PLAYERS, REST
from model import door, networks
from model.strategies import SHIPPED
from model.strategies.traits import TRAITS

POINTS = 256
AXES = ("effort", "attack_rate")
CHECKED = door.change(
    networks.load("none"),
    {
        "verification.kind": "panel", "verification.audit_probability": 0.2, "verification.tolerance": 4.0,
        "verification.auditors": "protocol", "settlement.slash": 0.5,
    },
)  # fmt: skip


def against(changes, axes=AXES, first=CHECKED, at=None):
    at = at or {"deviation": 1000.0}
    second = door.change(first, changes) if changes else first
    return compare(first, second, box_of_both(Box.of(first, axes, at), Box.of(second, axes, at)), points=POINTS)


@pytest.fixture(scope="module")
def audited():
    """Audits of a half in place of a fifth."""
    return against({"audit_probability": 0.5})


def test_a_field_against_itself_changes_nothing():
    found = against({})
    for name in COMPARED:
        one = found.changes[name]
        assert (one.change.estimate, one.gained.estimate, one.lost.estimate) == (0.0, 0.0, 0.0)
        assert one.before == one.after
        assert one.jaccard == 1.0 or (math.isnan(one.jaccard) and one.before.estimate == 0.0)
        assert one.hausdorff == 0.0 or (math.isnan(one.hausdorff) and one.before.estimate == 0.0)
        assert all(was == is_now for was, is_now in found.named[name].values())
        assert {share.estimate for share in found.attribution.shares[name].values()} == {0.0}
    assert found.attribution.alike == PLAYERS


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("settlement", {"settlement.slash": 0.05}),
        ("verification", {"verification.audit_probability": 0.5}),
        ("partition", {"partition.commit_cost": 0.2}),
        ("propagation", {"propagation.shard_cost": 0.2}),
        (REST, {"nodes.compute_cost": 0.3}),
    ],
)
def test_what_one_part_changes_is_all_its_own(part, changes):
    found = against(changes)
    assert found.attribution.alike == tuple(player for player in PLAYERS if player != part)
    moved = 0
    for name in COMPARED:
        for player, share in found.attribution.shares[name].items():
            assert share.estimate == pytest.approx(found.changes[name].change.estimate if player == part else 0.0, abs=1e-12)
        moved += found.changes[name].change.estimate != 0.0
    assert moved


def test_a_wider_tolerance_without_noise_has_distances_by_hand():
    """Skipped segments pass iff |deviation| <= eps: [-4, 4] becomes [-8, 8] in a box of [-24, 24].

    Volumes 1/6 and 1/3, Jaccard 1/2; the new end lies 4 beyond the old one, 1/12 of the side. All of it is verification's.
    """
    exact = door.change(CHECKED, {"noise.level": 0.0})
    found = against({"tolerance": 8.0}, ("deviation",), exact, at={"effort": 0.0})
    one = found.changes["admissible if audited"]
    assert found.before.box.high == (24.0,)
    assert one.before.estimate == pytest.approx(1 / 6, abs=0.02)  # 16 batches of 16 points
    assert one.after.estimate == pytest.approx(1 / 3, abs=0.02)
    assert one.lost.estimate == 0.0
    assert one.jaccard == pytest.approx(0.5, abs=0.05)
    assert one.back == pytest.approx(1 / 12, abs=2 / POINTS)
    assert one.forth == 0.0
    assert found.attribution.shares["admissible if audited"]["verification"].estimate == pytest.approx(one.change.estimate)
    assert found.gained["admissible if audited"].bounds[0].words.startswith("deviation between +-4")
    assert found.named["admissible if audited"] == {"substituter_fp8": (False, False), "substituter_int4": (False, False)}


def test_more_audits_stop_what_pays_by_hand(audited):
    """An attack on every segment of a job pays 1 of gain beside the fee of 1 when it passes, and is never passed by an audit.

    With effort e and attack rate x, a job is bad with x + (1 - x)(1 - e); slash .5 x 10 = 5. Per job
    U = (1 - p bad) 1 - p bad 5 + x (1 - p) 1 - .6 (x + (1 - x) e), for an attacker computes the whole job.
    """
    effort, attack = audited.before.points.T
    for sets, p in ((audited.before, 0.2), (audited.after, 0.5)):
        bad = attack + (1 - attack) * (1 - effort)
        worth = (1 - p * bad) - 5 * p * bad + attack * (1 - p) - 0.6 * (attack + (1 - attack) * effort)
        sure = np.abs(worth) > 0.05  # honest outputs fail now and then: two noises beyond 4 sigma, 1 in 200
        np.testing.assert_array_equal(sets.masks["viable"][sure], worth[sure] > 0)
    assert audited.changes["viable"].lost.estimate > 0.1
    assert audited.changes["viable"].gained.estimate == 0.0
    assert audited.named["viable"]["skimmer"] == (True, False)  # half of its jobs are bad: .9 - .5 - .3 = .1, then .75 - 1.25 - .3 = -.8
    assert audited.named["viable"]["honest"] == (True, True)
    assert audited.named["viable"]["corruptor"][0]


def test_shares_add_up_when_everything_differs():
    first, second = networks.load("none"), door.change(CHECKED, {"segments": 4, "shard_cost": 0.05, "compute_cost": 0.3})
    box = box_of_both(*(Box.of(one, AXES, {"deviation": 1000.0}) for one in (first, second)))
    found = compare(first, second, box, points=64)
    assert found.attribution.alike == ()
    assert found.refusal == ""
    for name in COMPARED:
        total = sum(share.estimate for share in found.attribution.shares[name].values())
        assert total == pytest.approx(found.changes[name].change.estimate, abs=1e-12)
    assert found.changes["viable"].change.estimate != 0.0


def test_what_cannot_be_attributed_is_still_compared():
    pairs = [[a, (a + 1) % 20] for a in range(20)]
    given = {"kind": "given", "vertices": 20, "edges": pairs}
    found = against({"nodes.count": 20, "graph": given, "audit_probability": 0.5})
    assert found.attribution is None
    assert "20" in found.refusal
    assert found.changes["viable"].change.estimate < 0.0


def test_maps_have_both_fields_at_each_point_of_a_grid(audited):
    assert drawn(audited) == AXES
    table = maps(audited, ["viable"], cells=5)
    assert not table[["x", "y"]].duplicated().any()
    honest = table[(table.x == 1.0) & (table.y == 0.0)]
    assert honest[["before", "after"]].to_numpy().tolist() == [[True, True]]
    half = table[(table.x == 0.5) & (table.y == 0.0)]
    assert half[["before", "after"]].to_numpy().tolist() == [[True, False]]


def test_named_strategies_are_those_of_the_model():
    """Along the axes they have the numbers of the shipped strategies; of others only what a substituter checks with."""
    for name, changes in NAMED.items():
        numbers = dict(SHIPPED[name].numbers)
        numbers.pop("reference_deviation", None)
        filler = numbers.pop("filler_deviation", TRAITS["filler_deviation"][0] if numbers.get("effort", 1.0) < 1.0 else None)
        if filler is not None:
            numbers["deviation"] = filler
        assert numbers == changes, name

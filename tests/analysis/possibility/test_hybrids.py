"""Hybrids of two networks: their ends, what goes with which part, class by class, and what is mended or refused."""

import pytest

from analysis.possibility.hybrids import BELONGS, PLAYERS, REST, field_for, hybrid
from model import door, networks

PAIRS = [(one, other) for one in networks.names() for other in networks.names() if one < other]


def without_fields(scenario):
    data = scenario.to_dict(sources=False)
    del data["field"]
    for job in data["job_classes"].values():
        del job["field"]
    return data


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_ends_are_the_two_networks(one, other):
    first, second = networks.load(one), networks.load(other)
    for taken, end in (((), first), (PLAYERS, second)):
        made = hybrid(first, second, taken)
        assert made.scenario.fields == end.fields
        assert without_fields(made.scenario) == without_fields(end)
        assert made.repairs == ()


def test_a_part_brings_what_belongs_to_it_and_nothing_else():
    first = networks.load("posp")
    changes = {
        "partition": {"field.partition.commit_cost": 0.1},
        "propagation": {"field.propagation.shard_loss": 0.1, "field.availability_required": "always"},
        "verification": {"field.verification.check_cost_ratio": 0.5, "images.break_rate": 0.3},
        "settlement": {"field.settlement.bounty": 2.0, "accounts.capital_cost": 0.01},
        REST: {"field.noise.level": 1.0, "nodes.stake": 7.0, "job_classes.job.fee": 2.0, "field.profile.audit.kind": "gradient"},
    }
    second = door.change(first, {path: value for some in changes.values() for path, value in some.items()})
    start = hybrid(first, second, ()).scenario
    for player, change in changes.items():
        made = hybrid(first, second, [player]).scenario
        alone = door.change(first, change)
        assert made.fields == alone.fields, player
        assert without_fields(made) == without_fields(alone), player
        assert made != start
    assert set(BELONGS) | {REST} == set(PLAYERS)


def test_a_class_takes_parts_from_its_namesake_else_from_the_network():
    launch, announced = networks.load("opengradient_launch"), networks.load("opengradient_announced")
    assert field_for(launch, "tee_local").verification.coverage == 1.0
    assert field_for(launch, "tee_relay").verification.coverage == 0.0
    assert field_for(launch, "zkml") == launch.field
    made = hybrid(announced, launch, ["verification"]).scenario
    kinds = {name: field.verification.kind for name, field in made.fields.items()}
    assert kinds == dict.fromkeys(("vanilla", "tee_relay", "tee_local", "zkml"), "attestation")
    assert made.fields["zkml"].settlement == announced.field.settlement


def test_a_class_without_a_namesake_takes_parts_from_the_only_class():
    posp = networks.load("posp")
    one = door.change(posp, {"job_classes.job.field.verification.audit_probability": 0.4})
    two = networks.load("opengradient_launch")
    made = hybrid(two, one, ["verification"]).scenario
    assert {field.verification.audit_probability for field in made.fields.values()} == {0.4}


def test_a_panel_that_samples_more_than_there_is_samples_all_and_says_so():
    first = door.change(networks.load("posp"), {"segments": 3})
    second = door.change(networks.load("posp"), {"segments": 16, "sampled_segments": 4})
    made = hybrid(first, second, ["verification"])
    assert made.scenario.fields["job"].verification.sampled_segments == 3
    assert made.repairs == ("class job: sampled_segments = 4 is lowered to 3, the segments of a job there",)
    both = hybrid(first, second, ["verification", "partition"])
    assert both.scenario.fields["job"].verification.sampled_segments == 4
    assert both.repairs == ()


def test_what_cannot_be_mended_is_refused_in_one_line():
    """A ring that is given for as many nodes as it has cannot hold the nodes of another network."""
    first = networks.load("posp")
    pairs = [[a, (a + 1) % 20] for a in range(20)]
    second = door.change(first, {"nodes.count": 20, "graph": {"kind": "given", "vertices": 20, "edges": pairs}})
    with pytest.raises(ValueError, match="20") as refused:
        hybrid(first, second, ["propagation"])
    assert "\n" not in str(refused.value)

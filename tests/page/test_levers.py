"""The numbers that the page moves: which, from where to where, and in words."""

import contextlib
import math

import pytest

from model import door, networks
from viz.levers import MOST, PARTS, levers_of
from viz.page_network import inputs

WITH_PANEL = {"field.verification.kind": "panel"}


def levers(name, changes=()):
    scenario = networks.load(name)
    return {lever.path: lever for lever in levers_of(door.change(scenario, dict(changes)) if changes else scenario)}


@pytest.mark.parametrize("name", networks.names())
class TestEveryShippedNetwork:
    def test_has_a_handful_of_levers_in_the_order_of_an_epoch(self, name):
        found = levers_of(networks.load(name))
        parts = [part for part, _ in PARTS]
        places = [parts.index(lever.part) for lever in found]
        assert places == sorted(places)
        assert 5 <= len(found) <= MOST + 4
        assert found[0].path == "nodes.count"

    def test_each_lever_stands_within_its_range_and_on_a_step(self, name):
        for lever in levers_of(networks.load(name)):
            assert lever.low <= lever.value <= lever.high, lever
            steps = (lever.value - lever.low) / lever.step
            assert steps == pytest.approx(round(steps), abs=1e-6), lever
            assert 4 <= (lever.high - lever.low) / lever.step <= 5000, lever

    def test_the_ends_of_each_lever_are_numbers_that_the_scenario_takes(self, name):
        """One at a time; only a whole number may ask for another to move with it, as approvals ask for seats."""
        scenario = networks.load(name)
        for lever in levers_of(scenario):
            for end in (lever.low, lever.high):
                with contextlib.suppress(*[ValueError] * lever.whole):
                    changed = door.change(scenario, {lever.path: lever.read(end)})
                    assert dict(door.leaves(changed.to_dict(sources=False)))[lever.path] == lever.read(end)

    def test_each_lever_has_a_name_of_its_own_and_words(self, name):
        found = levers_of(networks.load(name))
        assert len({lever.name for lever in found}) == len({lever.label for lever in found}) == len(found)
        assert all(lever.name.isidentifier() and "_" not in lever.label for lever in found)

    def test_mesa_is_asked_for_a_seed_and_a_slider_for_each(self, name):
        found = levers_of(networks.load(name))
        asked = inputs(found)
        assert list(asked) == ["rng", *(lever.name for lever in found)]
        assert {entry["type"] for entry in asked.values()} <= {"InputText", "SliderInt", "SliderFloat"}


def test_what_nobody_reads_cannot_be_moved():
    """In the control nobody checks: neither a slash nor the loss of a trace makes a difference there."""
    paths = set(levers("none"))
    assert not any(path.startswith(("field.verification", "field.propagation", "images")) for path in paths)
    assert "field.settlement.slash" not in paths
    assert {"field.partition.commit_cost", "field.settlement.fee_burned", "adaptation.revision_rate"} <= paths


def test_a_check_brings_its_numbers_and_those_that_it_reads():
    paths = set(levers("none", WITH_PANEL))
    assert {"field.verification.audit_probability", "field.settlement.slash", "field.propagation.shard_loss", "field.noise.level"} <= paths


def test_what_each_class_has_of_its_own_is_moved_there():
    """Both classes of the launch give their own coverage, so that of the network would move nothing."""
    paths = set(levers("opengradient_launch"))
    assert "job_classes.tee_local.field.verification.coverage" in paths
    assert "field.verification.coverage" not in paths


def test_a_class_that_gives_one_number_takes_the_others_from_the_network():
    own = {**WITH_PANEL, "job_classes.job.field": {"verification": {"audit_probability": 0.2}}}
    paths = set(levers("none", own))
    assert "job_classes.job.field.verification.audit_probability" in paths
    assert "field.verification.audit_probability" not in paths
    assert "field.verification.tolerance" in paths


def test_probabilities_go_from_none_to_certain_and_small_ones_keep_a_fine_scale():
    assert levers("none", WITH_PANEL)["field.verification.audit_probability"][5:8] == (0.0, 1.0, 0.01)
    assert levers("posp")["field.verification.audit_probability"][5:8] == (0.0, 0.2, 0.001)


def test_a_slash_has_the_range_and_the_unit_of_its_rule():
    share, tokens = levers("opengradient_announced")["field.settlement.slash"], levers("posp")["field.settlement.slash"]
    assert (share.label, share.high) == ("slash (share of the stake)", 1.0)
    assert (tokens.label, tokens.high) == ("slash (tok)", 400.0)


def test_a_network_that_does_not_adapt_has_no_levers_of_adaptation():
    assert not any(path.startswith("adaptation") for path in levers("none", {"adaptation.kind": "fixed"}))


@pytest.mark.parametrize("value", [1e-9, 0.003, 7.77, 123456.789, 1e12])
def test_any_amount_has_a_range_of_a_few_times_itself(value):
    lever = levers("posp", {"field.settlement.pay_per_check": value})["field.settlement.pay_per_check"]
    assert 4 * value <= lever.high * (1 + 1e-9) <= 10 * value
    assert math.isfinite(lever.step)
    assert lever.step > 0

"""Why directions are blind, in words; each reason is what makes them visible when it is taken away."""

import pytest

from analysis.possibility.arms import place_of
from analysis.possibility.contrasts import contrasts, pair
from analysis.possibility.information import information
from analysis.possibility.records import RECORDS, sources
from analysis.possibility.remedies import Inquiry
from analysis.possibility.words import sentences
from model import networks
from model.door import change
from model.strategies.traits import check_traits

PANEL = {"field.verification.kind": "panel", "field.verification.audit_probability": 0.1, "field.noise.level": 0.0}
SECOND_ORDER = "a small one moves as many checks into the tolerance as out of it, and shows at second order only"
ROUTING = {"field.verification.kind": "attestation", "field.verification.coverage": 0.0}


def asked(changes=None, at=None, network="none", crowd="written"):
    scenario = change(networks.load(network), changes) if changes else networks.load(network)
    found = information(place_of(scenario, at), sources(scenario, crowd), scenario.epochs)
    return scenario, found, Inquiry(scenario, found, crowd, RECORDS).reasons()


def by_axes(reasons):
    return {tuple(sorted(reason.direction.parts)): reason for reason in reasons}


def test_vigilance_is_blind_since_nothing_is_planted_and_planting_shows_it():
    scenario, _, reasons = asked(PANEL)
    reason = by_axes(reasons)[("vigilance",)]
    assert reason.since == "nothing is planted"
    _, planted, _ = asked(PANEL | {"field.verification.decoy_rate": 0.05})
    assert planted.matrix[3, 3] == pytest.approx(reason.information)
    assert scenario.field.verification.decoy_rate == 0.0


@pytest.mark.parametrize(
    ("changes", "at", "axes", "since"),
    [
        ({}, None, ("effort",), "nobody checks"),
        ({}, None, ("vigilance",), "nobody votes on anything"),
        ({}, None, ("withhold",), "nobody checks"),
        (PANEL | {"field.verification.audit_probability": 0.0}, None, ("effort",), "nothing is audited"),
        (PANEL | {"field.verification.audit_probability": 0.0}, None, ("withhold",), "nothing is audited"),
        (ROUTING, None, ("attack_rate",), "what is attested covers no computation"),
        (PANEL | {"field.verification.auditors": "protocol"}, None, ("vigilance",), "the protocol's own auditors sit on the panels"),
        (PANEL, {"deviation": 1.0}, ("effort",), "what deviates is inside the tolerance"),
        (PANEL, {"effort": 0.9, "deviation": 1.0}, ("deviation",), "a deviation of this size passes as if it were nothing"),
        (PANEL, {"effort": 0.9}, ("deviation",), "no deviation of this size passes, nor any larger one"),
        (PANEL, None, ("deviation",), "what is inside the tolerance passes as if it were nothing"),
        (PANEL | {"field.noise.level": 1.0}, None, ("deviation",), SECOND_ORDER),
        (PANEL, None, ("attack_rate", "effort"), "a job of one segment is right or wrong as a whole, whatever made it so"),
        (PANEL | {"field.partition.segments": 8}, None, ("attack_rate", "effort"), "all members look at the same segments"),
    ],
)  # fmt: skip
def test_the_reason_is_the_setting_that_hides_a_direction(changes, at, axes, since):
    _, _, reasons = asked(changes, at)
    assert by_axes(reasons)[axes].since == since


def test_where_nobody_verifies_vigilance_says_so():
    everybody = {f"population.{name}.role": "executor" for name in networks.load("none").population}
    _, _, reasons = asked(everybody)
    assert by_axes(reasons)[("vigilance",)].since == "nobody in this network verifies"


def test_posp_in_words():
    _, found, reasons = asked(network="posp")
    said = dict(sentences(found, reasons))
    assert said["deviation"] == "seen at once, however small"
    assert said["vigilance"].startswith("blind, since nothing is planted; with decoy_rate = 0.05: information 5.04 per epoch")
    assert any(name.startswith("attack rate traded against effort: attacking 1 looks like skipping 1") for name in said)


def test_pairs_stay_in_the_box_and_differ_by_the_direction():
    scenario, _, _ = asked(PANEL)
    place = place_of(scenario)
    one, other = pair(place, {"effort": -1.0, "attack_rate": 1.0}, 0.25)
    for traits in (one, other):
        check_traits(traits)
    assert (one["attack_rate"], one["effort"]) == (0.25, 1.0)
    assert (other["attack_rate"], other["effort"]) == (0.0, 0.75)
    at_the_end = place_of(scenario, {"effort": 0.0, "deviation": 5.0})
    one, other = pair(at_the_end, {"effort": 1.0}, 0.5)
    assert {one["effort"], other["effort"]} == {0.0, 0.5}


def test_blind_pairs_are_alike_and_seen_ones_are_surely_apart():
    scenario, found, _ = asked(PANEL | {"field.noise.level": 1.0})
    made = contrasts(found, sources(scenario))
    assert {contrast.apart for contrast in made} == {True, False}
    for contrast in made:
        assert contrast.power >= 0.999 if contrast.apart else contrast.power <= 0.002

"""The closed form before the study's own crowd, against the root of the exact expected utilities."""

import pytest

from analysis.findings.deterrence import laws
from analysis.theory.deterrence import audit_threshold, last_epoch_threshold
from experiments.studies import deterrence as study
from model import door, networks
from model.desk import Desk
from model.expectation import expected_utilities

PANEL, SLASH = "field.verification.", 10.0
NOISE = {f"{PANEL}tolerance": 2.0, "field.noise.level": 1.0}
LOSSES = {f"{PANEL}panel_size": 3, f"{PANEL}need": 2, "field.propagation.link_loss": 0.3}

GRID = {
    "1/1": {},
    "3/2": {f"{PANEL}panel_size": 3, f"{PANEL}need": 2},
    "5/3": {f"{PANEL}panel_size": 5, f"{PANEL}need": 3},
    "3/3": {f"{PANEL}panel_size": 3, f"{PANEL}need": 3},
    "protocol auditors": {f"{PANEL}auditors": "protocol"},
    "false alarms": NOISE,
    "false alarms, 3/2": NOISE | {f"{PANEL}panel_size": 3, f"{PANEL}need": 2},
    "lost traces": LOSSES,
    "lost traces, always read": LOSSES | {"field.availability_required": "always"},
    "shared fees": {"field.settlement.fee_to_verifiers": 0.2, "field.settlement.fee_burned": 0.1},
    "emission to all alike": {"accounts.emission": 10.0, "accounts.emission_rule": "equal"},
    "audits of half the jobs": {"field.profile.audit.factor": 0.5},
    "ten jobs an epoch": {"jobs.rate": 10.0},
}


def root(network, colluding):
    """Audit probability at which an honest and a cheating executor of the study's population expect the same."""
    base = study.prepare(network, colluding, "public")

    def lead(audit):
        scenario = door.change(base, {"field.verification.audit_probability": audit, "field.settlement.slash": SLASH})
        honest, cheat, *_ = expected_utilities(scenario, Desk(scenario).counts)[1]
        return honest - cheat

    low, high = 0.0, 1.0
    assert lead(low) < 0 < lead(high)
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if lead(middle) < 0 else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("colluding", study.COLLUDING)
@pytest.mark.parametrize("changes", GRID.values(), ids=GRID)
def test_the_closed_form_is_the_root_of_the_expected_utilities(changes, colluding):
    network = door.change(networks.load("posp"), changes)
    (form,) = laws(network, colluding, [SLASH])["closed_form"]
    assert form == pytest.approx(root(network, colluding), rel=1e-9)


@pytest.mark.parametrize("slash", [1.0, 10.0, 100.0])
def test_before_one_peer_it_is_the_published_condition(slash):
    """A3: C / ((1 - r)(R + S)) with C = .8, R = 1."""
    forms = laws(networks.load("posp"), 0.1, [slash])
    assert forms["closed_form"][0] == pytest.approx(0.8 / (0.9 * (1.0 + slash)), rel=1e-9)
    assert forms["one_peer"][0] == pytest.approx(forms["closed_form"][0], rel=1e-9)


def test_false_alarms_are_those_of_the_network():
    noisy = study.audits(door.change(networks.load("posp"), NOISE), 0.1)
    assert noisy.false_alarm == pytest.approx(0.157299, abs=5e-7)  # C1: erfc(2 / 2)
    assert noisy.detection == pytest.approx(0.9, rel=1e-9)


def test_colluders_are_counted_not_rounded_to_shares():
    """Three of 500 by need 3: caught unless all three are of the 50 colluders (B1)."""
    three = study.audits(door.change(networks.load("posp"), GRID["3/3"]), 0.1)
    assert three.detection == pytest.approx(1 - (50 * 49 * 48) / (500 * 499 * 498), rel=1e-12)


def test_last_epoch_form_counts_false_alarms():
    network = door.change(networks.load("posp"), NOISE)
    money, power = study.economics(network), study.audits(network, 0.1)
    with_alarms = last_epoch_threshold(money.saving, money.reward, SLASH, 1.0, power.honest, power.cheat)
    assert with_alarms == laws(network, 0.1, [SLASH])["last_epoch_form"][0]
    assert with_alarms > laws(networks.load("posp"), 0.1, [SLASH])["last_epoch_form"][0]
    assert with_alarms > audit_threshold(money.saving, money.reward, SLASH, power.detection, power.false_alarm)


def test_nodes_of_unequal_costs_have_no_last_epoch_form():
    network = door.change(networks.load("posp"), {"nodes.compute_cost": {"kind": "uniform", "low": 0.7, "high": 0.9}})
    forms = laws(network, 0.1, [SLASH])
    assert forms["last_epoch_form"].isna().all()
    assert forms["closed_form"][0] == pytest.approx(0.8 / (0.9 * 11.0), rel=1e-9)

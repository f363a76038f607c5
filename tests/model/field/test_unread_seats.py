"""A seat of a panel before which nothing comes, since every trace is lost and availability is required."""

import pytest

from model import behaviour, door, networks, utility


@pytest.mark.parametrize("spread", ["common", "own", "per_segment"])
def test_a_seat_earns_nothing_where_no_job_can_be_read(spread):
    panel = {"kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "spread": spread, "auditors": "peers"}
    changes = {
        "field.verification": panel, "field.propagation.shard_loss": 1.0, "field.availability_required": "always",
        "field.settlement.pay_per_check": 0.5,
    }  # fmt: skip
    scenario = door.change(networks.load("none"), changes)
    alone = door.change(scenario, {"field.settlement.pay_per_check": 0.0})
    assert utility(scenario, behaviour(), role="both") == pytest.approx(utility(alone, behaviour(), role="both"), abs=1e-12)
    assert utility(scenario, behaviour(), role="verifier") == pytest.approx(0.0, abs=1e-12)

"""Printed numbers of I1, and the model's own composition beside them."""

import pytest

from analysis.theory.acceptance import composed_acceptance, within_tolerance
from model.door import scenario_from
from model.field.crowd import Crowd
from model.strategies.traits import behaviour

FIELD = {
    "partition": {"segments": 20},
    "propagation": {"kind": "broadcast", "shards": 12, "shards_needed": 6, "shard_loss": 0.3},
    "verification": {
        "kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "sampled_segments": 4, "spread": "per_segment",
        "tolerance": 3.0,
    },
    "noise": {"shared": False},
}  # fmt: skip


@pytest.mark.parametrize(("bad", "printed", "digits"), [(0, 0.9485, 5e-5), (1, 0.7622, 5e-5), (5, 0.2751, 5e-5), (20, 9.2e-8, 5e-10)])
def test_both_compositions_give_the_printed_numbers(bad, printed, digits):
    traits = behaviour(attack_rate=1.0, attack_segments=float(bad), deviation=5.0) if bad else behaviour()
    found = composed_acceptance(bad).accepted
    assert found == pytest.approx(printed, abs=digits)
    assert scenario_from({"field": FIELD}).field.acceptance(traits, Crowd.honest()).accepted == pytest.approx(found, rel=1e-9)


@pytest.mark.parametrize(("tolerance", "printed"), [(2.0, 0.1573), (3.0, 0.0339), (4.0, 0.00468)])
def test_false_rejects_of_two_noisy_runs(tolerance, printed):
    assert 1 - within_tolerance(0.0, tolerance) == pytest.approx(printed, abs=5e-5)


def test_a_whole_sample_of_a_lossless_trace_is_the_panels_own_vote():
    found = composed_acceptance(0, segments=1, sampled=1, seats=1, need=1, up=1.0)
    assert found.reconstructed == 1.0
    assert found.passes == pytest.approx(1 - 0.0339, abs=5e-5)

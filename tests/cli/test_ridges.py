"""Exact symmetries of the model come out as ridges: the product or ratio is narrow, each of the two as wide as its prior."""

import pytest

from analysis.inversion.ridges import off_diagonal
from cli import infer
from experiments.infer import running
from experiments.infer.prior import prior_of
from experiments.infer.smc import Settings
from tests.inferences import AUDIT, NOISE, PRICE, SAMPLED, SLASH, TOLERANCE, VIGILANCE, blank, checked, records_at

COUNTS = ("jobs", "rejected_invalid")
CORRUPTOR = {"attack_rate": 1.0, "attack_segments": 1.0, "deviation": 1000.0, "effort": 1.0}


def told(given, shape, at):
    """The single ridge of records that a run at some values writes, and how wide both numbers are told beside their priors."""
    records = records_at(given, at, 77, shape)
    found = infer.infer(given, records, Settings(200, 1600, 1), running.Runner(given, records))
    (ridge,) = found.ridges
    assert off_diagonal(ridge) < 5.0
    first, second = at.values()
    assert ridge.low < first * second**ridge.sign < ridge.high
    assert min(one.narrowed for one in found.told) > 0.4, "the ends of the other's prior cut a ridge: to .51 for the audit probability"
    assert "not each" in infer.notes(found)[0]
    return ridge


@pytest.mark.slow
def test_audit_times_vigilance():
    """2,000 jobs of cheats at .04: 80 detections, so the logarithm of the product is told to 1 / sqrt 80 = .11."""
    given, shape = checked({"audit_probability": ".02:.5:log", VIGILANCE: ".1:1"}, jobs=100, cheats=10, epochs=2, columns=COUNTS)
    ridge = told(given, shape, {AUDIT: 0.1, VIGILANCE: 0.4})
    assert ridge.name == "audit_probability x vigilance"
    assert ridge.across == pytest.approx(0.112, rel=0.3)


@pytest.mark.slow
def test_vigilance_times_detection():
    """One bad segment of twenty, s of them checked: detected with probability vigilance x s / 20."""
    changes = {
        "field.partition.segments": 20,
        "population.cheat": {"strategy": "skimmer", "count": 10, "role": "executor", "numbers": CORRUPTOR},
    }
    given, shape = checked({VIGILANCE: ".05:1:log", SAMPLED: "1:20"}, jobs=100, cheats=10, epochs=2, columns=COUNTS, **changes)
    ridge = told(given, shape, {VIGILANCE: 0.5, SAMPLED: 5})
    assert ridge.name == "vigilance x sampled_segments"


@pytest.mark.slow
def test_tolerance_over_noise():
    """Honest nodes alone: they are rejected with a probability that depends on tolerance / noise = 2.5 only."""
    changes = {"field.noise.shared": False, "population.cheat": {"strategy": "honest", "count": 10, "role": "executor"}}
    given, shape = checked({TOLERANCE: "1:12:log", NOISE: ".5:4:log"}, jobs=200, cheats=10, epochs=2, columns=COUNTS, **changes)
    ridge = told(given, shape, {TOLERANCE: 5.0, NOISE: 2.0})
    assert (ridge.name, ridge.sign) == ("tolerance / level", -1)


@pytest.mark.slow
def test_slash_times_price():
    """Where fees are next to nothing, nodes that learn compare a cost in USD with a slash in tok at its price."""
    network = {"nodes.count": 400, "audit_probability": 0.2, "fee": 0.001, "signal": "expected", "intensity": 1.0}
    given = prior_of({"network": "posp", "set": network, "priors": {SLASH: "1:64:log", PRICE: ".1:10:log"}})
    assert told(given, blank(20, COUNTS), {SLASH: 8.0, PRICE: 1.0}).name == "slash x price"

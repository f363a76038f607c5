"""B3: detection of m corrupted segments of k by s samples without replacement, 1 - C(k-m, s) / C(k, s).

For k = 100, s = 10: m = 1 .1, 5 .4162, 10 .6695, 20 .9049. With replacement it
would be 1 - (1 - m/k)^s: .0956, .4013, .6513, .8926, which the test must refuse.

Reached with nodes of effort 1 - m/k whose fillers are never right, audited
always by one protocol auditor without noise.
"""

import pytest
from scipy.stats import hypergeom

from model.columns import REJECTED_INVALID
from tests.laws.closed_forms.measuring import assert_holds, frequency, network

K, S, EXECUTORS = 100, 10, 1_000


@pytest.mark.parametrize(
    ("m", "jobs", "printed", "with_replacement"),
    [(1, 240_000, 0.1, 0.0956), (5, 60_000, 0.4162, 0.4013), (10, 60_000, 0.6695, 0.6513), (20, 60_000, 0.9049, 0.8926)],
)
def test_samples_are_drawn_without_replacement(m: int, jobs: int, printed: float, with_replacement: float) -> None:
    """60,000 jobs (an error of .0115 would have been seen at m = 5); 240,000 at m = 1 (.0035), where the two rules lie closest."""
    scenario = network(
        {"skimmer": {"strategy": "skimmer", "count": EXECUTORS, "numbers": {"effort": 1 - m / K}}},
        {
            "partition": {"segments": K},
            "verification": {"kind": "panel", "auditors": "protocol", "audit_probability": 1.0, "sampled_segments": S},
            "noise": {"level": 0.0},
        },
    )
    found = frequency(scenario, jobs // EXECUTORS, (REJECTED_INVALID,))
    expected = float(hypergeom.sf(0, K, m, S))
    assert found.n == jobs
    assert expected == pytest.approx(printed, abs=5e-5)
    assert 1 - (1 - m / K) ** S == pytest.approx(with_replacement, abs=5e-5)
    assert found.smallest_error(expected) < (0.0035 if m == 1 else 0.0115)
    assert_holds(found, expected, not_=1 - (1 - m / K) ** S, name=f"B3 m {m}")

"""D1: a trace in n shards, any k of which rebuild it, is recovered with P(Bin(n, p) >= k).

For n = 30, k = 10: p = .5 .9786, .4 .8237, .33 .5529; three copies of ten
chunks at the same cost: .263, .0877, .0279. The transition lies at p = k/n and
is sqrt(p(1-p)/n) wide.

Reached with shards lost for every reader, and a reader for every output.
"""

import math

import numpy as np
import pytest
from scipy.optimize import curve_fit
from scipy.special import expit
from scipy.stats import binom

from model.columns import ACCEPTED_UNAUDITED
from tests.laws.closed_forms.measuring import Frequency, assert_holds, frequency, network

SHARDS, NEEDED, EXECUTORS = 30, 10, 500


def recovered(up: float, jobs: int = 35_000) -> Frequency:
    scenario = network(
        {"honest": {"strategy": "honest", "count": EXECUTORS}},
        {
            "propagation": {"kind": "broadcast", "shards": SHARDS, "shards_needed": NEEDED, "shard_loss": 1 - up},
            "availability_required": "always",
        },
    )
    return frequency(scenario, jobs // EXECUTORS, (ACCEPTED_UNAUDITED,))


@pytest.mark.parametrize(("up", "printed", "replicated"), [(0.5, 0.9786, 0.263), (0.4, 0.8237, 0.0877), (0.33, 0.5529, 0.0279)])
def test_any_ten_of_thirty_shards_rebuild_a_trace(up: float, printed: float, replicated: float) -> None:
    """35,000 traces: an error of .015 would have been seen at .5529, and of .0044 at .9786; one shard more or less is refused."""
    found, expected = recovered(up), float(binom.sf(NEEDED - 1, SHARDS, up))
    assert found.n == 35_000
    assert expected == pytest.approx(printed, abs=5e-5)
    assert (1 - (1 - up) ** 3) ** 10 == pytest.approx(replicated, abs=5e-4)
    assert found.smallest_error(expected) < 0.0152
    assert_holds(found, expected, not_=float(binom.sf(NEEDED, SHARDS, up)), name=f"D1 p {up}")
    assert abs(found.z(float(binom.sf(NEEDED - 2, SHARDS, up)))) > 4


def test_recovery_turns_at_the_code_rate() -> None:
    """A logistic curve through 11 rates, 5,000 traces each, turns within one width (.086) of k/n = 1/3, and not within one of 1/2."""
    rates = np.linspace(0.15, 0.55, 11)
    seen = np.array([recovered(up, 5_000) for up in rates])
    (turn, width), _ = curve_fit(lambda p, turn, width: expit((p - turn) / width), rates, [f.hits / f.n for f in seen], p0=[0.4, 0.05])
    one_width = math.sqrt(NEEDED / SHARDS * (1 - NEEDED / SHARDS) / SHARDS)
    print(f"D1 turn: found {turn:.4f}, closed form {NEEDED / SHARDS:.4f} +- {one_width:.4f}, width of the curve {width:.4f}")
    assert abs(turn - NEEDED / SHARDS) < one_width
    assert abs(turn - 0.5) > one_width

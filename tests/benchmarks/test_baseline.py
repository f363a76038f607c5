"""The plain model that the engine is timed against is the same model: it agrees in distribution."""

import numpy as np
import pytest

from benchmarks import world
from benchmarks.baseline import PlainNetwork
from model.columns import VERDICTS
from model.run import simulate

NODES, EPOCHS = 300, 80
COUNTED = [f"{truth}_{verdict}" for truth in ("right", "wrong") for verdict in VERDICTS]
REPORTED = dict(zip(COUNTED, ["right_unaudited", "right_verified", "right_invalid", "right_unavailable"], strict=False)) | dict(
    zip(COUNTED[4:], ["wrong_unaudited", "wrong_verified", "wrong_invalid", "wrong_unavailable"], strict=True)
)
PAID = {"verifier_pay": "verifier_pay", "check_costs": "check_costs", "utility_sum": "utility_sum"}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("kind", world.WORLDS)
def test_engine_and_plain_model_agree_within_four_standard_errors(kind, shared):
    """Verdicts by truth, pay, checking costs and utilities, per node and epoch.

    A slash takes a share of what is left, so utilities drift as stakes shrink;
    both models start from the same stakes and run equally long.
    """
    plain = PlainNetwork(NODES, kind, shared, seed=3)
    for _ in range(EPOCHS):
        plain.step()
    records = simulate(world.scenario(NODES, kind, shared), 3, epochs=EPOCHS).records
    for ours, theirs in (REPORTED | PAID).items():
        a = np.array([epoch.get(ours, 0) for epoch in plain.history()]) / NODES
        b = records.total(theirs) / NODES
        error = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / EPOCHS)
        assert abs(a.mean() - b.mean()) <= 4 * error + 1e-12, (ours, a.mean(), b.mean(), error)
